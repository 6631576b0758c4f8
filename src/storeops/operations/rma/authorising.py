"""Announcing a return: what of an order may be sent back, and by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from storeops.database.queries import numbers
from storeops.database.queries import rma as queries
from storeops.database.queries import sales as sale_queries
from storeops.journal.facts import OrderLine, RmaAuthorised, RmaLine, SaleCompleted
from storeops.journal.reading import fact
from storeops.operations.remarks import remark
from storeops.operations.rma.policy import policy
from storeops.reports.orders.state import OrderState, read
from storeops.reports.rma.state import KIND
from storeops.rules import quantity as quantities
from storeops.rules.amounts import Thousandths
from storeops.rules.carts import NoSuchLine
from storeops.rules.errors import Refused
from storeops.rules.orders.lines import GOODS
from storeops.rules.returns import NothingToReturn
from storeops.rules.rma.authorising import FinalSale, Sent, is_final, pieces
from storeops.rules.rma.policy import Policy
from storeops.rules.rma.reasons import CUSTOMER, SHOP, known_reason, payer_of_postage
from storeops.store import RecordedOtherwise, Store, Tx


class NotGoods(Refused):
    """Shipping and services do not come back in a parcel."""

    def __init__(self, line: int, name: str) -> None:
        super().__init__(f"Line {line} ({name}) is no goods, so nothing of it can be sent back. Name a line of goods.")
        self.line = line


def create(
    shop: Store,
    order: str,
    wanted: Sequence[tuple[int, Thousandths]],
    reason: str,
    *,
    override: str = "",
    note: str = "",
    command: str = "",
) -> str:
    """Authorise (line of the order, quantity) to be sent back; 0 of a line is all that is left of it. Returns the id.

    `override` says why it is authorised although the window is over or the sale was final. `command` is the
    authorisation's id: asking twice authorises once. Raises UnknownDocument, AmbiguousDocument, NoSuchLine, NotGoods,
    NothingToReturn, NothingLeft, OutsideWindow, FinalSale, UnknownReason, NotWhole, NotAQuantity, WrongReturnSetting,
    CardNumberRefused, DiskAlmostFull, RecordedOtherwise; nothing is written then."""
    known_reason(reason)
    why, said = remark(override, "override"), remark(note, "note", limit=500)
    shop.require_room()
    with shop.write() as tx:
        state = read(tx.connection, order)
        if done := tx.recorded(command):
            before = done.envelope.fact
            if not isinstance(before, RmaAuthorised) or before.order != state.id:
                raise RecordedOtherwise(done.envelope.id)
            return done.envelope.id
        lines = _lines(tx, state, wanted, reason, overridden=bool(why))
        return tx.record(_fact(tx, state, lines, why, said), id=command).envelope.id


def everything(shop: Store, order: str) -> list[tuple[int, Thousandths]]:
    """(line, 0) of every line of an order with goods that were sent and neither came back nor are announced.

    Raises UnknownDocument, AmbiguousDocument."""
    with shop.read() as connection:
        state = read(connection, order)
        sent = _sent(connection, state, shop.profile.zone)
    return [(line.line, 0) for line in state.goods if sum(one.left for one in sent.get(line.line, ()))]


def _fact(tx: Tx, state: OrderState, lines: tuple[RmaLine, ...], override: str, note: str) -> RmaAuthorised:
    place = numbers.next_number(tx.connection, KIND, tx.profile.series)
    payers = {payer_of_postage(line.reason) for line in lines}
    return RmaAuthorised(
        number=place.number,
        series=place.series,
        counter=place.counter,
        order=state.id,
        order_number=state.placed.number,
        channel=state.placed.channel,
        customer=state.placed.customer.code,
        currency=state.placed.currency,
        lines=lines,
        postage=SHOP if SHOP in payers else CUSTOMER,
        override=override,
        note=note,
    )


def _lines(
    tx: Tx, state: OrderState, wanted: Sequence[tuple[int, Thousandths]], reason: str, *, overridden: bool
) -> tuple[RmaLine, ...]:
    if not wanted:
        raise NothingToReturn
    sums: dict[int, Thousandths] = {}
    for number, quantity in wanted:
        sums[number] = sums.get(number, 0) + quantity
    sent, rules = _sent(tx.connection, state, tx.profile.zone), policy(tx)
    # A drawer may stay open for days; a customer's term goes by the calendar.
    today = tx.profile.business_date(tx.now)
    found = []
    for number, quantity in sorted(sums.items()):
        line = state.lines.get(number)
        if line is None:
            raise NoSuchLine(number)
        if line.kind != GOODS:
            raise NotGoods(number, line.name)
        parts = sent.get(number, [])
        asked = quantity or sum(one.left for one in parts)
        found.append(_line(state, line, asked, parts, rules, reason, today=today, overridden=overridden))
    return tuple(found)


def _line(
    state: OrderState,
    line: OrderLine,
    asked: Thousandths,
    parts: Sequence[Sent],
    rules: Policy,
    reason: str,
    *,
    today: date,
    overridden: bool,
) -> RmaLine:
    if asked:
        quantities.check(asked, quantities.unit(line.unit))
    days = rules.days(line.department, state.placed.channel)
    chosen = pieces(line.line, line.name, asked, parts, today=today, days=days, overridden=overridden)
    if is_final(line.sku, line.department, rules) and not overridden:
        raise FinalSale(line.line, line.name)
    return RmaLine(
        line=line.line,
        sku=line.sku,
        name=line.name,
        department=line.department,
        unit=line.unit,
        quantity=asked,
        reason=reason,
        pieces=chosen,
    )


def _sent(connection: Connection, state: OrderState, zone: ZoneInfo) -> dict[int, list[Sent]]:
    """The sent parts of each line of an order, the oldest first, less what came back or is announced.

    The customer's term begins on the shop's day on which the last parcel of a sale arrived; of one that nobody tracks,
    on which it left."""
    found: dict[int, list[Sent]] = {}
    arrived = {
        sale: datetime.fromisoformat(at).astimezone(zone).date()
        for sale, at in queries.arrived(connection, state.id).items()
    }
    for sale, _, day in queries.dispatched(connection, state.id):
        entry = fact(connection, sale)
        document = entry.envelope.fact if entry else None
        if not isinstance(document, SaleCompleted):
            continue
        left_on = date.fromisoformat(day)
        returned = sale_queries.returned(connection, sale)
        announced, kept = queries.on_their_way(connection, sale), queries.kept(connection, sale)
        for line in document.lines:
            gone = returned.get(line.line, (0, 0, 0))[0] + announced.get(line.line, 0) + kept.get(line.line, 0)
            gone = max(gone, queries.came_back(connection, sale, line.line))
            one = Sent(
                sale=sale,
                sale_line=line.line,
                on=max(left_on, arrived.get(sale, left_on)),
                left=max(0, line.quantity - gone),
            )
            found.setdefault(line.order_line, []).append(one)
    return found
