"""Facts of stock beyond receiving and adjusting: put away, reserved, bought, transferred, counted."""

from __future__ import annotations

import msgspec

from storeops.journal.facts.base import Fact
from storeops.journal.facts.stock import GoodsLine
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.postings import Posting


class GoodsShift(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Goods that changed bin or status and stayed at their location."""

    sku: str
    name: str
    unit: str
    quantity: Thousandths
    lot: str = ""
    serial: str = ""
    from_bin: str = ""
    to_bin: str = ""
    from_status: str = ""
    to_status: str = ""


class GoodsShifted(Fact, frozen=True, kw_only=True, tag="stock.shifted"):
    """Goods were put away in a bin, or their status was changed (quarantine, damaged, display, or available again)."""

    location: str
    reason: str
    lines: tuple[GoodsShift, ...]


class ReservedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Stock held back for a while."""

    sku: str
    location: str
    quantity: Thousandths


class StockReserved(Fact, frozen=True, kw_only=True, tag="stock.reserved"):
    """Stock is held for a cart or a quote until `expires_at` (UTC text). The fact's id is the reservation's."""

    channel: str
    purpose: str
    reference: str
    expires_at: str
    lines: tuple[ReservedLine, ...]


class ReservationEnded(Fact, frozen=True, kw_only=True, tag="stock.reservation_ended"):
    """A reservation was given back, or became an order."""

    reservation: str
    reason: str


class PurchaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a purchase order; `unit_cost` in minor units."""

    line: int
    sku: str
    name: str
    unit: str
    quantity: Thousandths
    unit_cost: Minor


class PurchasePlaced(Fact, frozen=True, kw_only=True, tag="purchase.placed"):
    """Goods were ordered from a supplier for a location, due on an ISO date. The fact's id is the purchase order's."""

    number: str
    series: str
    counter: int
    supplier: str
    location: str
    due: str
    reference: str
    lines: tuple[PurchaseLine, ...]


class PurchaseClosed(Fact, frozen=True, kw_only=True, tag="purchase.closed"):
    """What had not come of a purchase order will not come: (line, thousandths)."""

    purchase: str
    reason: str
    lines: tuple[tuple[int, Thousandths], ...]


class TransferLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Goods on their way from one location to another."""

    line: int
    sku: str
    name: str
    unit: str
    quantity: Thousandths
    unit_cost: Minor
    lot: str = ""
    serial: str = ""
    bin: str = ""
    """The bin it was taken from, or is put into."""


class TransferSent(Fact, frozen=True, kw_only=True, tag="transfer.sent"):
    """Goods left a location for another. The fact's id is the transfer's."""

    number: str
    series: str
    counter: int
    from_location: str
    to_location: str
    note: str
    lines: tuple[TransferLine, ...]


class TransferReceived(Fact, frozen=True, kw_only=True, tag="transfer.received"):
    """Goods of a transfer arrived. `extra` arrived beyond what was sent; `lost`, said at the end, never arrived."""

    transfer: str
    to_location: str
    lines: tuple[TransferLine, ...]
    extra: tuple[TransferLine, ...]
    lost: tuple[TransferLine, ...]
    reason: str
    postings: tuple[Posting, ...]


class CountLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is to be counted: a product in a bin (empty: what is loose), and its ABC class."""

    sku: str
    bin: str = ""
    lot: str = ""
    abc: str = ""


class CountPlanned(Fact, frozen=True, kw_only=True, tag="count.planned"):
    """A count was made ready. The fact's id is the count's."""

    number: str
    series: str
    counter: int
    location: str
    classes: str
    lines: tuple[CountLine, ...]


class Counted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody found, beside what the books said at that moment."""

    sku: str
    bin: str = ""
    lot: str = ""
    counted: Thousandths
    book: Thousandths


class CountEntered(Fact, frozen=True, kw_only=True, tag="count.entered"):
    """Goods were counted at the moment `at` (UTC text): what is sold or received later does not disturb the count."""

    count: str
    at: str
    lines: tuple[Counted, ...]


class CountClosed(Fact, frozen=True, kw_only=True, tag="count.closed"):
    """A count ended: the differences that were booked, each with its reason code."""

    count: str
    location: str
    lines: tuple[GoodsLine, ...]
    reasons: tuple[str, ...]
    postings: tuple[Posting, ...]
