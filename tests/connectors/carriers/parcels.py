"""Parcels to send in tests."""

from __future__ import annotations

from typing import Any

from storeops.connectors.carriers.port import Content, LabelRequest, Shipment
from storeops.rules.postal_address import Address

SHOP_US = Address(
    name="Corner Shop", lines=("388 Townsend St",), city="San Francisco", region="CA", postcode="94107", country="US"
)
CUSTOMER_US = Address(
    name="Ada Field",
    lines=("179 N Harbor Dr", "Floor 2", "Rear"),
    city="Redondo Beach",
    region="CA",
    postcode="90277",
    country="US",
    phone="+13105550100",
)
SHOP_GB = Address(name="Corner Shop", lines=("1 High Street",), city="Leeds", postcode="LS1 4DY", country="GB")
CUSTOMER_GB = Address(name="Ada Field", lines=("7 Mill Lane",), city="York", postcode="YO1 7HH", country="GB")
MUGS = Content(description="Mugs", quantity=2000, grams=700, value=2400, origin="GB", hs_code="691200")


def us_parcel(reference: str = "S1-17-P1", **other: Any) -> Shipment:
    """437 g (15.42 oz), 254 x 203 x 102 mm (10, 7.993 and 4.016 in)."""
    how: dict[str, Any] = {"grams": 437, "length": 254, "width": 203, "height": 102, "currency": "USD", "value": 2400}
    return Shipment(**{"reference": reference, "ship_from": SHOP_US, "ship_to": CUSTOMER_US, **how, **other})


def gb_parcel(reference: str = "S1-17-P1", **other: Any) -> Shipment:
    how: dict[str, Any] = {"grams": 1500, "currency": "GBP", "value": 2400}
    return Shipment(**{"reference": reference, "ship_from": SHOP_GB, "ship_to": CUSTOMER_GB, **how, **other})


def asked(shipment: Shipment, service: str = "normal", **other: Any) -> LabelRequest:
    return LabelRequest(shipment=shipment, service=service, **other)
