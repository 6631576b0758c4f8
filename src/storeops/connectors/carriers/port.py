"""What any carrier does for the shop: rates, a label, looking one up, giving it back, tracking, the manifest.

Whatever a carrier is (tariffs in a file, a web service), its answer is one of these values or one of three errors, told
apart by what they mean for the next try.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.postal_address import Address
from storeops.rules.text import clean
from storeops.rules.tracking import TrackingEvent
from storeops.rules.wording import quote

# It goes into addresses of web services, and onto labels: nothing that means something in either (behind a dot some
# servers see a format, and a label would not be found again).
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}", re.ASCII)
_LONGEST_REASON = 400


class LabelFormat(StrEnum):
    """What a label is made of: ZPL for label printers, PDF for all others."""

    PDF = "pdf"
    ZPL = "zpl"
    PNG = "png"


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a customs declaration: `grams` and `value` (minor units of the shipment's currency) are of all of it,
    `origin` is where it was made (ISO 3166-1 alpha-2), `hs_code` its number in the Harmonized System."""

    description: str
    quantity: Thousandths
    grams: int
    value: Minor
    origin: str
    hs_code: str = ""


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel to be sent: weight in grams, sides in millimetres (all 0 where nobody measured), `value` of the goods in
    minor units of `currency`.

    `reference` is ours and names this parcel as it is here; one that was packed anew or has another address gets
    another. Letters, digits and hyphens, up to 100. Raises ValueError for what cannot be."""

    reference: str
    ship_from: Address
    ship_to: Address
    grams: int
    length: int = 0
    width: int = 0
    height: int = 0
    value: Minor = 0
    currency: str
    contents: tuple[Content, ...] = ()

    def __post_init__(self) -> None:
        if not _REFERENCE.fullmatch(self.reference):
            raise ValueError(f"{self.reference!r} cannot be a parcel's reference")
        sides = (self.length, self.width, self.height)
        if self.grams <= 0 or min(sides) < 0 or self.value < 0 or (any(sides) and not all(sides)):
            raise ValueError("a parcel weighs something, and has three sides or none that were measured")


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """What a carrier asks for a shipment: `cost` in minor units of `currency`; `service` in the carrier's words;
    `days` in transit at the most, None where it does not say."""

    carrier: str
    service: str
    cost: Minor
    currency: str
    days: int | None = None


class LabelRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A label to be bought: `service` is one of the shop's (normal, express, overnight) or the carrier's own word;
    `carrier`, of those behind an aggregator, '' for whichever is cheapest; `most` the highest cost in minor units."""

    shipment: Shipment
    service: str
    carrier: str = ""
    most: Minor | None = None
    format: LabelFormat = LabelFormat.PDF

    @property
    def reference(self) -> str:
        """The shipment's: what a label is looked up by before a retry."""
        return self.shipment.reference


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A label that was bought. `shipment` is the carrier's own id of it; `cost` in minor units of `currency`.

    `document` is the label as the carrier drew it, None where it draws none or could not be fetched (`find` fetches it
    again); a label is bought whether it could be fetched or not."""

    reference: str
    tracking: str
    carrier: str
    service: str
    cost: Minor
    currency: str
    shipment: str = ""
    format: LabelFormat = LabelFormat.PDF
    document: bytes | None = None


class Voiding(StrEnum):
    """How far the giving back of a label is: the carrier may take days to decide."""

    REQUESTED = "requested"
    VOIDED = "voided"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The list a carrier signs for at collection: its `number`, the parcels' tracking numbers, the carrier's document
    (a PDF), None where there is none or it is not ready yet."""

    number: str
    carrier: str
    trackings: tuple[str, ...]
    document: bytes | None = None


class Problem(msgspec.Struct, frozen=True):
    """What a carrier finds wrong with one field of a request, and what it suggests, if anything."""

    field: str
    message: str
    suggestion: str = ""


class CarrierTrouble(Refused):
    """A carrier did not do what was asked. `reason` is its own words, made clean."""

    def __init__(self, message: str, carrier: str, reason: str) -> None:
        super().__init__(message)
        self.carrier = carrier
        self.reason = reason


class CarrierRefused(CarrierTrouble):
    """The carrier will not do it, and nothing was done: address, weight, service, account. `problems` say what to
    correct, field by field, where the carrier does; `code` is the carrier's."""

    def __init__(self, carrier: str, reason: str, problems: Sequence[Problem] = (), code: str = "") -> None:
        reason = _told(reason)
        listed = "; ".join(f"{one.field}: {one.message}" for one in problems[:5])
        told = f"{carrier} refuses: {reason}. {_told(listed) + '. ' if listed else ''}"
        super().__init__(f"{told}Correct it and try again.", carrier, reason)
        self.problems = tuple(problems)
        self.code = code


class CarrierUnreachable(CarrierTrouble):
    """The carrier cannot be reached, or has no time now; nothing was bought. `wait` is for how many seconds it asks,
    None where it does not say."""

    again = True

    def __init__(self, carrier: str, reason: str, wait: int | None = None) -> None:
        reason = _told(reason)
        later = f" in {wait} seconds" if wait else " later"
        super().__init__(
            f"{carrier} cannot be reached: {reason}. Try again{later}; nothing was bought.", carrier, reason
        )
        self.wait = wait


class CarrierUnknown(CarrierTrouble):
    """The answer was lost: what was asked for may have been done. For a label: look it up by its `reference` before
    another try (`buying.buy_once` does)."""

    again = True

    def __init__(self, carrier: str, reference: str, reason: str) -> None:
        reason = _told(reason)
        super().__init__(
            f"It is not known whether {carrier} did it for {quote(reference)}: {reason}. "
            "Try again: it is looked up first, and never done twice.",
            carrier,
            reason,
        )
        self.reference = reference


class Carrier(Protocol):
    """What any carrier does. All of it raises CarrierRefused and CarrierUnreachable; what changes something also
    CarrierUnknown."""

    @property
    def code(self) -> str:
        """What the shop calls it."""
        ...

    def rates(self, shipment: Shipment) -> tuple[Rate, ...]:
        """What it asks for the shipment by each service, cheapest first; () where it carries it by none."""
        ...

    def buy(self, request: LabelRequest) -> Label:
        """Buy the label of a request; the one bought before where there is one under this reference. A reference whose
        label was given back is refused: another label wants another reference.

        After CarrierUnknown call `find` before this, see `buying.buy_once`."""
        ...

    def find(self, reference: str) -> Label | None:
        """The label bought under a reference of ours, None when there is none, or it was given back."""
        ...

    def void(self, label: Label) -> Voiding:
        """Give a label back that was not used. Harmless to ask twice."""
        ...

    def track(self, tracking: str) -> tuple[TrackingEvent, ...]:
        """The events of a parcel, in no certain order; () where nothing is known of it."""
        ...

    def manifest(self, labels: Sequence[Label]) -> Manifest:
        """The list of these parcels for the driver to sign. Raises ValueError for no labels. The same labels again
        give the same manifest."""
        ...


def _told(reason: str) -> str:
    """A carrier's words as they may be shown: they come from outside."""
    return clean(reason[: 4 * _LONGEST_REASON], limit=_LONGEST_REASON).removesuffix(".")
