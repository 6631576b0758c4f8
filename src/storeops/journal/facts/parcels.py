"""Facts of parcels: packed, labelled, handed to a carrier, tracked, collected by the customer."""

from __future__ import annotations

import msgspec

from storeops.journal.facts.base import Fact
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.goods import Moved


class ParcelLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Units of an order's line in a parcel, and the goods they are."""

    line: int
    name: str
    unit: str
    units: Thousandths
    goods: tuple[Moved, ...]


class ParcelPacked(Fact, frozen=True, kw_only=True, tag="parcel.packed"):
    """Goods of an order were packed. The fact's id is the parcel's. Measures are outer millimetres and gross grams."""

    number: str
    series: str
    counter: int
    order: str
    order_number: str
    location: str
    sscc: str
    carton: str
    length: int
    width: int
    height: int
    grams: int
    lines: tuple[ParcelLine, ...]
    from_bin: str
    to_bin: str


class ParcelOpened(Fact, frozen=True, kw_only=True, tag="parcel.opened"):
    """A parcel that had not left was unpacked: its goods lie with the order's picked goods again."""

    parcel: str
    order: str
    location: str
    lines: tuple[ParcelLine, ...]
    from_bin: str
    to_bin: str
    reason: str


class LabelRequested(Fact, frozen=True, kw_only=True, tag="label.requested"):
    """A carrier was asked for a label under our own `reference`: known before the asking, so that an answer that was
    lost is looked up and never bought twice."""

    parcel: str
    carrier: str
    service: str
    reference: str


class LabelBought(Fact, frozen=True, kw_only=True, tag="label.bought"):
    """The carrier's label of a parcel. `cost` in minor units of `currency`, before tax."""

    parcel: str
    carrier: str
    service: str
    reference: str
    tracking: str
    shipment: str
    cost: Minor
    currency: str
    format: str = ""
    label: str = ""
    """The carrier's own label, where it gave one; otherwise ours is printed."""


class LabelVoided(Fact, frozen=True, kw_only=True, tag="label.voided"):
    """A label was given back to the carrier, or the carrier refused the request: it is paid for no more."""

    parcel: str
    reference: str
    reason: str


class ParcelSent(Fact, frozen=True, kw_only=True, tag="parcel.sent"):
    """A parcel left: collected by the carrier, loaded on a van, or handed over. `sale` is the document of its goods."""

    parcel: str
    order: str
    sale: str
    manifest: str


class ManifestClosed(Fact, frozen=True, kw_only=True, tag="parcel.manifest"):
    """The list of parcels that a carrier collected. The fact's id is the manifest's."""

    number: str
    series: str
    counter: int
    carrier: str
    location: str
    parcels: tuple[str, ...]
    grams: int


class ParcelTracked(Fact, frozen=True, kw_only=True, tag="parcel.tracked"):
    """What a carrier said of a parcel. `event` is the carrier's id of it, or one made of what it says; `at` UTC text.

    `delivered` names the units of the order's lines that arrived, when this is the first to say so."""

    parcel: str
    order: str
    tracking: str
    event: str
    status: str
    at: str
    place: str
    note: str
    expected: str = ""
    """The ISO date on which the carrier means to deliver."""
    signed_by: str = ""
    delivered: tuple[tuple[int, Thousandths], ...] = ()


class PickupStep(Fact, frozen=True, kw_only=True, tag="pickup.step"):
    """A step of a collection in the store. `step`: ready, arrived, handed_over, refused or expired.

    `code` is what the customer was told; `until` the last ISO date the goods wait; `proof` how the customer showed who
    they are (code, id), never the document's number."""

    order: str
    step: str
    code: str = ""
    until: str = ""
    proof: str = ""
    note: str = ""
