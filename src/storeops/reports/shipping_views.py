"""What the papers of a parcel say, as frozen views: its label, its packing slip, the carrier's manifest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.postal_address import Address


@dataclass(frozen=True, slots=True)
class LabelView:
    """One parcel, ready for its label. `carrier` and `service` are the printed names; `weight` in grams, 0 = not
    weighed; `sscc` 18 digits or empty; `tracking` the carrier's number exactly as it is scanned, or empty."""

    order: str
    parcel: int
    parcels: int
    """This one is number `parcel` of `parcels`, counted from 1; 0 where nobody counts."""
    sender: Address
    recipient: Address
    carrier: str
    service: str
    weight: int = 0
    sscc: str = ""
    tracking: str = ""
    routing_code: bool = False
    """Whether the postcode is printed as a bar code for the carrier's sorting."""
    is_return: bool = False
    fragile: bool = False
    dangerous: bool = False
    """Calls for a person's attention only: what the law wants on dangerous goods are labels of their own."""


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """A line of the order, seen from one parcel: what was ordered, what of it is in here, what comes otherwise.

    Quantities in thousandths of `unit`; `amount` is what the customer paid for what is in here, None where no prices
    are known."""

    sku: str
    name: str
    unit: str
    ordered: Thousandths
    here: Thousandths
    elsewhere: Thousandths
    """In other parcels, sent or still to come. What is in neither was cancelled or is out of stock."""
    amount: Minor | None = None


@dataclass(frozen=True, slots=True)
class PackingSlipView:
    """One parcel's content. `parcels` is 0 while it is not known how many there will be."""

    order: str
    ordered_on: date
    parcel: int
    parcels: int
    recipient: Address
    lines: tuple[ParcelLine, ...]
    return_address: Address | None = None
    return_days: int = 0
    """So many days the customer may send goods back; 0 = nothing is said about it."""
    gift: bool = False
    """For somebody else than who paid: no price is printed, whatever the lines know."""
    gift_note: str = ""


@dataclass(frozen=True, slots=True)
class ManifestParcel:
    """One parcel handed to the carrier; `weight` in grams."""

    order: str
    tracking: str
    sscc: str
    postcode: str
    country: str
    weight: int


@dataclass(frozen=True, slots=True)
class ManifestView:
    """What one collection of a carrier takes along. `number` is the manifest's, `account` ours with the carrier."""

    number: str
    day: date
    carrier: str
    service: str
    sender: Address
    parcels: tuple[ManifestParcel, ...]
    account: str = ""
