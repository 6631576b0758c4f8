"""What is due: purchase orders, transfers on their way; and what is known of a lot, a piece, a bin that is scanned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from storeops.database.queries import places, stock
from storeops.database.queries.numbers import UnknownDocument
from storeops.reports import purchases, transfers
from storeops.reports.purchases import PurchaseView
from storeops.reports.transfers import TransferView
from storeops.rules.amounts import Thousandths

PURCHASE, TRANSFER = "purchase order", "transfer"
_MOST = 1000


@dataclass(frozen=True, slots=True)
class DueLine:
    """A product that is waited for; of a transfer also which lot or piece."""

    sku: str
    name: str
    unit: str
    outstanding: Thousandths
    lot: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class DueView:
    """A purchase order or a transfer. `whom` is the supplier or the location it comes from, `day` when an order is due
    or a transfer was sent, `status` as its own report says."""

    kind: str
    number: str
    whom: str
    location: str
    day: date | None
    status: str
    lines: tuple[DueLine, ...]

    @property
    def waiting(self) -> int:
        """How many lines something is waited for of."""
        return sum(line.outstanding > 0 for line in self.lines)


def due(connection: Connection, zone: ZoneInfo) -> tuple[DueView, ...]:
    """What is on its way, oldest first, then the purchase orders by the day they are due."""
    sent = [_transfer(view, zone) for view in transfers.listing(connection, only_open=True, limit=_MOST)]
    ordered = [_purchase(view) for view in purchases.listing(connection, only_open=True, limit=_MOST)]
    return (*sorted(sent, key=_by_day), *sorted(ordered, key=_by_day))


def due_of(connection: Connection, zone: ZoneInfo, number: str) -> DueView:
    """One purchase order, else one transfer, by its number or what it ends in. Raises UnknownDocument,
    AmbiguousDocument."""
    try:
        return _purchase(purchases.by_number(connection, number))
    except UnknownDocument:
        try:
            return _transfer(transfers.by_number(connection, number), zone)
        except UnknownDocument:
            raise UnknownDocument("purchase order or transfer", number) from None


def bin_code(connection: Connection, location: str, code: str) -> str:
    """The bin of a location as it is written, empty where there is none of this code."""
    names = dict.fromkeys((code, code.upper()))
    return next((name for name in names if name and places.bins(connection, location, name)), "")


def expiry(connection: Connection, sku: str, lot: str) -> str:
    """The ISO date a lot expires on, empty where nobody said."""
    return stock.expiry(connection, sku, lot) if lot else ""


def piece_at(connection: Connection, sku: str, serial: str) -> str:
    """The location where the piece with this number is on hand, empty where it is not."""
    return next(iter(stock.serial_places(connection, sku, serial)), "") if serial else ""


def _by_day(view: DueView) -> tuple[date, str]:
    return view.day or date.max, view.number


def _purchase(view: PurchaseView) -> DueView:
    lines = tuple(DueLine(line.sku, line.name, line.unit, line.outstanding) for line in view.lines)
    return DueView(PURCHASE, view.number, view.supplier, view.location, view.due, view.status, lines)


def _transfer(view: TransferView, zone: ZoneInfo) -> DueView:
    lines = tuple(
        DueLine(line.sku, line.name, line.unit, line.outstanding, line.lot, line.serial) for line in view.lines
    )
    sent = view.sent_at.astimezone(zone).date()
    return DueView(TRANSFER, view.number, view.from_location, view.to_location, sent, view.status, lines)
