"""Carrier tariffs: what shipping a parcel costs and how long it takes, by carrier, service, zone and weight."""

from storeops.rules.tariffs.carriers import (
    ANYWHERE,
    EXPRESS,
    NORMAL,
    OVERNIGHT,
    OWN_VAN,
    PICKUP,
    SERVICES,
    MixedCurrencies,
    NoTariff,
    Place,
    Service,
    Tariff,
    TooHeavy,
    UnknownService,
    Zone,
    place_of,
)
from storeops.rules.tariffs.rates import Rate, TariffTable, price
from storeops.rules.tariffs.rows import WrongCarrierFile, read_services, read_tariffs, read_zones

__all__ = [
    "ANYWHERE",
    "EXPRESS",
    "NORMAL",
    "OVERNIGHT",
    "OWN_VAN",
    "PICKUP",
    "SERVICES",
    "MixedCurrencies",
    "NoTariff",
    "Place",
    "Rate",
    "Service",
    "Tariff",
    "TariffTable",
    "TooHeavy",
    "UnknownService",
    "WrongCarrierFile",
    "Zone",
    "place_of",
    "price",
    "read_services",
    "read_tariffs",
    "read_zones",
]
