"""Taking goods back against their receipt, and giving back exactly what was paid."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from storeops.database.queries import sales as queries
from storeops.journal.envelope import Entry
from storeops.journal.facts import (
    HistoricSale,
    LineQuantity,
    OrderResolved,
    OrderReturned,
    ReturnLine,
    SaleCompleted,
    SaleReturned,
)
from storeops.journal.reading import fact
from storeops.operations import printing
from storeops.operations.carts import NoReason
from storeops.operations.drawer import DrawerNotOpen
from storeops.operations.locations import known_location
from storeops.operations.orders import allocation, money
from storeops.operations.remarks import remark
from storeops.operations.sales import next_place
from storeops.reports import sales as reports
from storeops.reports.orders.state import by_id, reinstatements
from storeops.reports.sale_view import SaleView
from storeops.rules import postings
from storeops.rules import returns as rules
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.postings import Posting
from storeops.rules.tax import summary
from storeops.rules.tenders import Tender, refunds
from storeops.store import RecordedOtherwise, Store, Tx


class NotReturnable(Refused):
    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"{number} cannot be taken back here: {why}.")
        self.number = number
        self.why = why


def take_back(
    shop: Store,
    number: str,
    wanted: Sequence[tuple[int, Thousandths]],
    reason: str,
    *,
    disposition: str = "restock",
    location: str = "",
    command: str = "",
    receipt: bool = True,
) -> SaleView:
    """Take back (line, quantity) of a sale; the money goes to the tenders it came from.

    The goods come to `location`, by default this store's shop floor; what was sent for a customer order goes back to
    what that order has paid in advance, so it needs no drawer. `command`, made when the form opens, is the return's
    id: asking twice takes back once. Raises UnknownSale, AmbiguousSale, NotReturnable, NoSuchLine, ReturnTooMuch,
    UnknownDisposition, NothingToReturn, NoReason, DrawerNotOpen, UnknownLocation, NotWhole, NotAQuantity,
    CardNumberRefused, DiskAlmostFull, RecordedOtherwise; nothing is written then."""
    why = remark(reason, "reason")
    if not why:
        raise NoReason("A return")
    with shop.write() as tx:
        original, sale = _original(tx.connection, number)
        if done := tx.recorded(command):
            return _taken_back_before(tx, done, original, wanted)
        shop.require_room()
        if sale.currency != tx.profile.currency.code:
            here = tx.profile.currency.code
            raise NotReturnable(sale.number, f"it was paid in {sale.currency}, and this drawer holds {here}")
        if tx.session is None and not sale.order:
            raise DrawerNotOpen(tx.profile.terminal)
        before = {line: done[0] for line, done in queries.returned(tx.connection, original).items()}
        lines = rules.lines_back(sale.lines, before, wanted, disposition, prices_include_tax=sale.prices_include_tax)
        entry = tx.record(_fact(tx, original, sale, lines, why, location), id=command)
        if sale.order:
            _record_returned(tx, sale, entry, lines)
        allocation.fill(tx, _shelved(lines))
        if receipt and shop.settings.printer:
            printing.queue(tx, "receipt", entry.envelope.id)
        return reports.of_entry(entry)


def _taken_back_before(tx: Tx, done: Entry, original: str, wanted: Sequence[tuple[int, Thousandths]]) -> SaleView:
    """What the same form left when it was sent before. Raises RecordedOtherwise."""
    sums: dict[int, Thousandths] = {}
    for line, quantity in wanted:
        sums[line] = sums.get(line, 0) + quantity
    before = done.envelope.fact
    if (
        not isinstance(before, SaleReturned)
        or before.original != original
        or {line.original_line: line.quantity for line in before.lines} != sums
    ):
        raise RecordedOtherwise(done.envelope.id)
    return reports.by_id(tx.connection, done.envelope.id)


def _original(connection: Connection, number: str) -> tuple[str, SaleCompleted]:
    found = reports.by_number(connection, number)
    entry = fact(connection, found.id)
    document = entry.envelope.fact if entry else None
    if isinstance(document, SaleCompleted):
        return found.id, document
    if isinstance(document, HistoricSale):
        raise NotReturnable(found.number, "it was sold by another system, whose prices paid and tenders are not known")
    raise NotReturnable(found.number, "it is a return itself")


def _fact(
    tx: Tx, original: str, sale: SaleCompleted, lines: tuple[rules.Back, ...], reason: str, location: str
) -> SaleReturned:
    place = next_place(tx, "return")
    now = sum(line.net + line.tax for line in lines)
    before = sum(-int(_total(tx.connection, id)) for id in queries.returns_of(tx.connection, original))
    tenders, rounding = refunds(sale.total, sale.tenders, sale.change, tx.profile.cash, before=before, now=now)
    return SaleReturned(
        number=place.number,
        series=place.series,
        counter=place.counter,
        session=tx.session["id"] if tx.session else "",
        location=known_location(tx, location),
        currency=sale.currency,
        customer=sale.customer,
        original=original,
        original_number=sale.number,
        reason=reason,
        prices_include_tax=sale.prices_include_tax,
        lines=tuple(_line(number, line) for number, line in enumerate(lines, 1)),
        discount=sum(line.discount for line in lines),
        net=sum(line.net for line in lines),
        tax=sum(line.tax for line in lines),
        total=now,
        rounding=rounding,
        tenders=tenders,
        taxes=summary(share for line in lines for share in line.taxes),
        grand_total=place.grand_total + now,
        postings=_postings(lines, tenders, rounding),
        channel=sale.channel,
    )


def _postings(lines: Sequence[rules.Back], tenders: Sequence[Tender], rounding: Minor) -> tuple[Posting, ...]:
    return postings.sale(
        net=sum(line.net for line in lines),
        discount_net=sum(line.discount_net for line in lines),
        taxes=summary(share for line in lines for share in line.taxes),
        tenders=tenders,
        change=0,
        rounding=rounding,
        cost=sum(line.cost for line in lines if line.stocked),
        restocked_cost=sum(line.cost for line in lines if line.stocked and line.disposition == rules.RESTOCK),
        sign=-1,
    )


def _record_returned(tx: Tx, sale: SaleCompleted, entry: Entry, lines: Sequence[rules.Back]) -> None:
    """Tell the order. What was cancelled and sent all the same came back as sent goods: its cancellation counts no
    longer, or it would be given back twice."""
    of = {line.line: line for line in sale.lines}
    parts = tuple(
        LineQuantity(of[back.original_line].order_line, back.quantity, back.net + back.tax, back.stocked)
        for back in lines
    )
    state = by_id(tx.connection, sale.order)
    if kept := reinstatements(state, {part.line: part.quantity for part in parts}):
        tx.record(OrderResolved(order=sale.order, reinstated=kept, reason="it came back"))
    tx.record(OrderReturned(order=sale.order, sale=entry.envelope.id, lines=parts))
    money.let_go(tx, by_id(tx.connection, sale.order), "it came back")


def _shelved(lines: Sequence[rules.Back]) -> set[str]:
    """The products that lie on the shelf again: of a kit, its parts."""
    back = [line for line in lines if line.stocked and line.disposition == rules.RESTOCK]
    return {sku for line in back for sku in ([one.sku for one in line.moved] or [line.sku])}


def _total(connection: Connection, id: str) -> int:
    row = queries.by_id(connection, id)
    return int(row["total"]) if row else 0


def _line(place: int, back: rules.Back) -> ReturnLine:
    names = (name for name in ReturnLine.__struct_fields__ if name != "line")
    return ReturnLine(line=place, **{name: getattr(back, name) for name in names})
