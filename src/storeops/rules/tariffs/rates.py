"""What a parcel costs and how long it takes: the cheapest carrier's rate, or the named one's."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

import msgspec

from storeops.rules.amounts import Minor
from storeops.rules.money import currency as currency_of
from storeops.rules.money import decimal_string
from storeops.rules.tariffs.carriers import (
    ANYWHERE,
    NORMAL,
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
)


class Rate(msgspec.Struct, frozen=True):
    """What one parcel costs: `price` is what the customer pays, `cost` what the carrier charges; they differ when
    shipping is free. Both in minor units of `currency`, without regard to tax. `reasons` tell how it came about."""

    carrier: str
    service: str
    zone: str
    price: Minor
    cost: Minor
    currency: str
    transit_days: int
    reasons: tuple[str, ...]


class TariffTable:
    """Tariffs, zones and services put in order once, to price thousands of parcels: a look-up is O(log rows)."""

    def __init__(self, tariffs: Iterable[Tariff], zones: Iterable[Zone], services: Iterable[Service] = ()) -> None:
        self._bands: dict[tuple[str, str, str], list[Tariff]] = {}
        for row in sorted(tariffs, key=lambda row: row.up_to_grams):
            self._bands.setdefault((row.carrier, row.service, row.zone), []).append(row)
        self._zones: dict[tuple[str, str, str], list[Zone]] = {}
        for zone in sorted(zones, key=lambda zone: -len(zone.area)):
            self._zones.setdefault((zone.carrier, zone.origin, zone.destination), []).append(zone)
        self._carriers = sorted({carrier for carrier, _, _ in self._bands})
        self._limits = {(one.carrier, one.service): one.heaviest_grams for one in services}

    def rates(self, service: str, origin: Place, destination: Place, grams: int) -> tuple[Rate, ...]:
        """Every carrier's rate for a parcel of `grams`, cheapest first, then fastest, then by carrier's name.

        () where nobody carries it, or nobody so heavy. Raises UnknownService; ValueError for negative grams."""
        _expect(service, grams)
        found = [self._rate(carrier, service, origin, destination, grams) for carrier in self._carriers]
        return tuple(sorted((rate for rate in found if isinstance(rate, Rate)), key=_cheapest))

    def price(
        self,
        *,
        service: str,
        origin: Place,
        destination: Place,
        grams: int,
        carrier: str = "",
        currency: str = "",
        goods: Minor = 0,
        free_from: Minor | None = None,
    ) -> Rate:
        """The cheapest rate, or that of the `carrier` named; only rates in `currency` where it is given.

        Free for the customer when the service is NORMAL and the order's `goods` come to the channel's `free_from`
        (minor units; None = never). PICKUP is always free. Raises UnknownService, NoTariff, TooHeavy when only the
        weight is in the way, MixedCurrencies; ValueError for negative grams."""
        _expect(service, grams)
        if service == PICKUP:
            return Rate("", PICKUP, "", 0, 0, currency, 0, ("The customer picks it up: nothing is charged.",))
        carriers = [carrier] if carrier else self._carriers
        found = [self._rate(one, service, origin, destination, grams) for one in carriers]
        rates = [rate for rate in found if isinstance(rate, Rate) and currency in ("", rate.currency)]
        if not rates:
            limits = [limit for limit in found if isinstance(limit, int)]
            if limits:
                raise TooHeavy(service, grams, max(limits))
            raise NoTariff(service, origin, destination, carrier)
        currencies = sorted({rate.currency for rate in rates})
        if len(currencies) > 1:
            raise MixedCurrencies(tuple(currencies))
        return _free(_among(rates), goods, free_from)

    def zone(self, carrier: str, origin: Place, destination: Place) -> str:
        """The carrier's zone between two places, '' where it does not go. Named countries before ANYWHERE, then the
        longer postcode area."""
        for start in (origin.country, ANYWHERE):
            for end in (destination.country, ANYWHERE):
                for zone in self._zones.get((carrier, start, end), ()):
                    if _lies_in(destination.area, zone.area):
                        return zone.zone
        return ""

    def _rate(self, carrier: str, service: str, origin: Place, destination: Place, grams: int) -> Rate | int | None:
        """The rate; the heaviest weight in grams when the parcel is over it; None when the carrier does not go."""
        zone = self.zone(carrier, origin, destination)
        bands = self._bands.get((carrier, service, zone))
        if not bands:
            return None
        limit = self._limits.get((carrier, service))
        if limit is not None and grams > limit:
            return limit
        index = bisect_left(bands, grams, key=lambda row: row.up_to_grams)
        row = bands[min(index, len(bands) - 1)]
        extra = -(-max(0, grams - row.up_to_grams) // 1000)
        if extra and row.per_extra_kg is None:
            return row.up_to_grams
        cost = row.price + extra * (row.per_extra_kg or 0)
        told = _reasons(row, grams, extra, cost)
        return Rate(carrier, service, zone, cost, cost, row.currency, row.transit_days, told)


def price(
    tariffs: Iterable[Tariff],
    zones: Iterable[Zone],
    *,
    service: str,
    origin: Place,
    destination: Place,
    grams: int,
    services: Iterable[Service] = (),
    carrier: str = "",
    currency: str = "",
    goods: Minor = 0,
    free_from: Minor | None = None,
) -> Rate:
    """What one parcel costs, see `TariffTable.price`; whoever prices many makes the table once."""
    return TariffTable(tariffs, zones, services).price(
        service=service,
        origin=origin,
        destination=destination,
        grams=grams,
        carrier=carrier,
        currency=currency,
        goods=goods,
        free_from=free_from,
    )


def _expect(service: str, grams: int) -> None:
    if service not in SERVICES:
        raise UnknownService(service)
    if grams < 0:
        raise ValueError(f"a parcel cannot weigh {grams} grams")


def _lies_in(area: str, prefix: str) -> bool:
    """B is Birmingham and must not take in BT, Belfast; of digits the beginning counts."""
    return not prefix or area == prefix or (prefix.isdigit() and area.startswith(prefix))


def _cheapest(rate: Rate) -> tuple[Minor, int, str]:
    return rate.cost, rate.transit_days, rate.carrier


def _among(rates: list[Rate]) -> Rate:
    best, *others = sorted(rates, key=_cheapest)
    if not others:
        return best
    told = ", ".join(f"{one.carrier} {_money(one.cost, one.currency)}" for one in others)
    return msgspec.structs.replace(best, reasons=(*best.reasons, f"The cheapest; also offered: {told}."))


def _free(rate: Rate, goods: Minor, free_from: Minor | None) -> Rate:
    if free_from is None or rate.service != NORMAL or goods < free_from:
        return rate
    why = f"Free for the customer: goods of {_money(goods, rate.currency)} reach {_money(free_from, rate.currency)}."
    return msgspec.structs.replace(rate, price=0, reasons=(*rate.reasons, why))


def _reasons(row: Tariff, grams: int, extra: int, cost: Minor) -> tuple[str, ...]:
    base = f"{row.carrier} {row.service}, zone {row.zone}, up to {row.up_to_grams} g: {_money(row.price, row.currency)}"
    if not extra:
        return (f"{base} for {grams} g.",)
    each = _money(row.per_extra_kg or 0, row.currency)
    return (f"{base}.", f"{extra} kg started over it, {each} each: {_money(cost, row.currency)} for {grams} g.")


def _money(amount: Minor, currency: str) -> str:
    return f"{decimal_string(amount, currency_of(currency).exponent)} {currency}"
