"""Purchase orders: goods ordered from a supplier, taken in against their order, and given up where they do not come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from storeops.database.queries import handling as supply
from storeops.database.queries import numbers, sourcing
from storeops.database.queries import purchases as queries
from storeops.database.queries import shop as shop_queries
from storeops.journal.envelope import Entry
from storeops.journal.facts import GoodsLine, GoodsReceived, PurchaseClosed, PurchaseLine, PurchasePlaced
from storeops.operations.arrivals import Arrival, IsAKit, promise, refuse_twice
from storeops.operations.arrivals import lines as arrived
from storeops.operations.carts import NoReason
from storeops.operations.locations import known_location
from storeops.operations.lookup import NotStocked, look_up
from storeops.operations.remarks import remark
from storeops.operations.stock import NothingToRecord, arriving
from storeops.operations.suppliers import known_supplier
from storeops.reports import purchases as reports
from storeops.rules import postings, quantity
from storeops.rules import purchases as rules
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.errors import Refused
from storeops.store import RecordedOtherwise, Store, Tx

KIND = "purchase order"
OVER_SETTING = "purchase_over_percent"
"""By how many percent more than was ordered may come in without being asked about."""


class BadDue(Refused):
    def __init__(self, text: str) -> None:
        super().__init__(f"'{text[:40]}' is not a date. Write it like 2026-12-01.")
        self.text = text


class NotOnPurchase(Refused):
    def __init__(self, sku: str, number: str) -> None:
        super().__init__(f"{sku} is not on {number}. Take it in by itself with 'storeops stock receive'.")
        self.sku = sku
        self.number = number


class OverReceipt(Refused):
    """More came than was ordered. `more` in thousandths beyond what is waited for."""

    def __init__(self, sku: str, number: str, more: Thousandths) -> None:
        super().__init__(
            f"{quantity.decimal_string(more)} more of {sku} than {number} waits for. Count again, or say --over if the "
            "goods are to stay."
        )
        self.sku = sku
        self.more = more


class NothingOutstanding(Refused):
    def __init__(self, number: str, status: str) -> None:
        super().__init__(f"{number} is {status}: nothing of it is waited for any more.")
        self.number = number
        self.status = status


@dataclass(frozen=True, slots=True)
class Packed:
    """A wish beside the supplier's pack, in thousandths: `ordered` is what stands on the order."""

    sku: str
    wanted: Thousandths
    pack: Thousandths
    ordered: Thousandths


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that was placed; `packs` tells the wishes that are no whole packs."""

    entry: Entry
    packs: tuple[Packed, ...]


def place(
    shop: Store,
    supplier: str,
    goods: Sequence[tuple[str, Thousandths]],
    *,
    due: str = "",
    location: str = "",
    reference: str = "",
    to_pack: bool = False,
    command: str = "",
) -> Placed:
    """Order (SKU or barcode, quantity) pairs from a supplier, for a location. Two pairs of one product are one line.

    Without `due` (an ISO date) they are due after the supplier's lead time. With `to_pack` quantities are rounded up to
    its packs. Raises UnknownSupplier, UnknownProduct, NotStocked, IsAKit, NotWhole, NotAQuantity, UnknownLocation,
    BadDue, NothingToRecord, CardNumberRefused, RecordedOtherwise; nothing is written then."""
    if not goods:
        raise NothingToRecord
    told = remark(reference, "reference")
    with shop.write() as tx:
        code = known_supplier(tx, supplier)
        lines, packs = _lines(tx, code, goods, to_pack=to_pack)
        if done := tx.recorded(command):
            fact = done.envelope.fact
            if not isinstance(fact, PurchasePlaced) or (fact.supplier, fact.lines) != (code, lines):
                raise RecordedOtherwise(command)
            return Placed(done, packs)
        number = numbers.next_number(tx.connection, KIND, tx.profile.series)
        fact = PurchasePlaced(
            number=number.number,
            series=number.series,
            counter=number.counter,
            supplier=code,
            location=known_location(tx, location),
            due=_due(tx, code, due),
            reference=told,
            lines=lines,
        )
        return Placed(tx.record(fact, id=command), packs)


def _due(tx: Tx, supplier: str, due: str) -> str:
    if not due:
        row = supply.supplier_row(tx.connection, supplier)
        wait = timedelta(days=row["lead_days"] if row is not None else 0)
        return (date.fromisoformat(tx.business_date) + wait).isoformat()
    try:
        return date.fromisoformat(due).isoformat()
    except ValueError:
        raise BadDue(due) from None


def _lines(
    tx: Tx, supplier: str, goods: Sequence[tuple[str, Thousandths]], *, to_pack: bool
) -> tuple[tuple[PurchaseLine, ...], tuple[Packed, ...]]:
    sold = supply.supplied(tx.connection, supplier)
    wanted: dict[str, PurchaseLine] = {}
    for code, amount in goods:
        found = look_up(tx.connection, tx.profile, code, tx.business_date, for_sale=False)
        item, total = found.item, amount * found.quantity // ONE
        quantity.check(total, quantity.unit(item.unit))
        if total < 0:
            raise quantity.NotAQuantity(quantity.decimal_string(total), "order more than nothing")
        if not item.stocked:
            raise NotStocked(item.sku)
        if parts := sourcing.kits(tx.connection, [item.sku]):
            raise IsAKit(item.sku, [part.sku for part in parts[item.sku]])
        cost = sold[item.sku]["cost"] if item.sku in sold else item.cost
        before = wanted[item.sku].quantity if item.sku in wanted else 0
        wanted[item.sku] = PurchaseLine(
            line=0, sku=item.sku, name=item.name, unit=item.unit, quantity=before + total, unit_cost=cost
        )
    lines, packs = [], []
    for place, line in enumerate(wanted.values(), 1):
        pack = sold[line.sku]["pack"] if line.sku in sold else ONE
        whole = rules.whole_packs(line.quantity, pack)
        ordered = whole if to_pack else line.quantity
        if whole != line.quantity:
            packs.append(Packed(line.sku, line.quantity, pack, ordered))
        lines.append(msgspec.structs.replace(line, line=place, quantity=ordered))
    return tuple(lines), tuple(packs)


def receive(
    shop: Store,
    number: str,
    goods: Sequence[tuple[str, Thousandths] | Arrival],
    *,
    reference: str = "",
    over: bool = False,
    command: str = "",
) -> Entry:
    """Take goods of a purchase order in; fewer than ordered are waited for, or given up with `close`.

    More than ordered is refused beyond the setting purchase_over_percent, unless `over` says that they stay. Goods cost
    what they were ordered for. Orders of customers that wait for them get them. Raises UnknownDocument,
    AmbiguousDocument, NotOnPurchase, OverReceipt and what `stock.receive` raises; nothing is written then."""
    arrivals = arriving(goods)
    told = remark(reference, "reference")
    with shop.write() as tx:
        id = numbers.id_of(tx.connection, KIND, number)
        order = queries.row(tx.connection, id)
        goods_in = arrived(tx, arrivals, order["location"])
        if done := tx.recorded(command):
            return _received_before(done, id, goods_in)
        refuse_twice(tx, goods_in)
        lines = _against(tx, id, order["number"], goods_in, over=over)
        cost = sum(quantity.extend(line.unit_cost, line.quantity) for line in lines)
        entry = tx.record(
            GoodsReceived(
                location=order["location"],
                supplier=order["supplier"],
                reference=told or order["number"],
                lines=lines,
                postings=postings.move(postings.INVENTORY, postings.SUPPLIERS, cost),
                purchase=id,
            ),
            id=command,
        )
        promise(tx, (line.sku for line in lines if not line.status))
        return entry


def _received_before(done: Entry, purchase: str, lines: Sequence[GoodsLine]) -> Entry:
    """What the same form left when it was sent before. Raises RecordedOtherwise."""
    fact = done.envelope.fact
    if not isinstance(fact, GoodsReceived) or fact.purchase != purchase or _sums(fact.lines) != _sums(lines):
        raise RecordedOtherwise(done.envelope.id)
    return done


def _sums(lines: Sequence[GoodsLine]) -> dict[tuple[str, str, str], Thousandths]:
    sums: dict[tuple[str, str, str], Thousandths] = {}
    for line in lines:
        key = (line.sku, line.lot, line.serial)
        sums[key] = sums.get(key, 0) + line.quantity
    return sums


def _against(tx: Tx, id: str, number: str, goods: Sequence[GoodsLine], *, over: bool) -> tuple[GoodsLine, ...]:
    """The goods told among the lines of their order, at the order's cost. Raises NotOnPurchase, OverReceipt."""
    costs = {line["line"]: line["unit_cost"] for line in queries.lines(tx.connection, [id])[id]}
    states = {state.line: state for state in reports.ordered(tx.connection, id)}
    percent = _tolerance(tx)
    made = []
    for line in goods:
        mine = [state for state in states.values() if state.sku == line.sku]
        if not mine:
            raise NotOnPurchase(line.sku, number)
        parts, more = rules.spread(mine, line.quantity)
        came = sum(state.received for state in mine) + line.quantity
        expected = sum(state.quantity - state.closed for state in mine)
        if more and not over and not rules.within(expected, came, percent):
            raise OverReceipt(line.sku, number, more)
        for place, some in parts:
            states[place] = msgspec.structs.replace(states[place], received=states[place].received + some)
            made.append(msgspec.structs.replace(line, quantity=some, unit_cost=costs[place], purchase_line=place))
    return tuple(made)


def _tolerance(tx: Tx) -> Decimal:
    settings = shop_queries.settings(tx.connection, ("", tx.profile.store, tx.profile.terminal))
    return Decimal(settings.get(OVER_SETTING, "0"))


def close(shop: Store, number: str, reason: str, *, command: str = "") -> Entry:
    """Give up what has not come of a purchase order; nothing of it is on order any more.

    Raises UnknownDocument, AmbiguousDocument, NoReason, NothingOutstanding, CardNumberRefused, RecordedOtherwise."""
    why = remark(reason, "reason")
    if not why:
        raise NoReason("Closing a purchase order")
    with shop.write() as tx:
        id = numbers.id_of(tx.connection, KIND, number)
        if done := tx.recorded(command):
            fact = done.envelope.fact
            if not isinstance(fact, PurchaseClosed) or fact.purchase != id:
                raise RecordedOtherwise(command)
            return done
        states = reports.ordered(tx.connection, id)
        left = tuple((state.line, state.outstanding) for state in states if state.outstanding)
        if not left:
            raise NothingOutstanding(queries.row(tx.connection, id)["number"], rules.status(states))
        return tx.record(PurchaseClosed(purchase=id, reason=why, lines=left), id=command)
