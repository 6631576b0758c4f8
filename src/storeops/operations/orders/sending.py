"""Sending an order: the goods leave, the sale they are is recorded, and what was authorised is captured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from msgspec import structs

from storeops.database.queries import fulfilment as queries
from storeops.journal.facts import Handled, OrderDispatched, ParcelPacked, ParcelSent, SaleCompleted, SaleLine
from storeops.journal.facts.orders import Allocation
from storeops.journal.reading import fact as fact_with
from storeops.operations.locations import known_location
from storeops.operations.orders import money
from storeops.operations.outgoing import Leaving
from storeops.operations.remarks import remark
from storeops.operations.sales import next_place
from storeops.reports import sales as sale_reports
from storeops.reports.orders.state import OrderState, by_id, read
from storeops.reports.sale_view import SaleView
from storeops.rules import postings, returns
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.discounts import Discount
from storeops.rules.errors import Refused
from storeops.rules.goods import Moved
from storeops.rules.money import divide
from storeops.rules.on_their_way import place_of
from storeops.rules.orders.lines import GOODS, LineQuantity, OrderLine, first_unit, takes
from storeops.rules.orders.status import LineCounters
from storeops.rules.tax import summary
from storeops.rules.tenders import DEPOSIT, Tender
from storeops.store import Store, Tx


class OnHold(Refused):
    """The order waits for a person. `reasons` say for what."""

    def __init__(self, number: str, reasons: Sequence[str]) -> None:
        super().__init__(f"Order {number} is on hold: {' '.join(reasons)} Release it first, with the reason.")
        self.number = number
        self.reasons = tuple(reasons)


class NothingStands(Refused):
    """No stock stands ready for the order (at the location asked)."""

    def __init__(self, number: str, location: str) -> None:
        where = f" at {location}" if location else ""
        super().__init__(f"Nothing stands ready{where} for order {number}. Source it first, or look what it waits for.")
        self.number = number


def dispatch(
    shop: Store,
    number: str,
    *,
    location: str = "",
    carrier: str = "",
    tracking: str = "",
    command: str = "",
) -> tuple[SaleView, ...]:
    """Send what stands ready for an order, at one location or at all of them: one sale document for each location.

    Shipping and services go with the first of them, or alone where no goods are to be sent (any more); what was
    authorised is captured as far as it is sent, and the rest of it let go with the last parcel. Raises
    UnknownDocument, OnHold, NothingStands, NotWanted, DiskAlmostFull, CardNumberRefused; nothing is written then."""
    by, told = remark(carrier, "carrier", limit=40), remark(tracking, "tracking", limit=60)
    shop.require_room()
    with shop.write() as tx:
        state = read(tx.connection, number)
        if command and tx.recorded(command):
            return (sale_reports.by_id(tx.connection, command),)
        if state.holds:
            raise OnHold(state.placed.number, [hold.reason for hold in state.holds])
        found = []
        for place in _places(tx, state, location):
            sale = send(tx, state, place, carrier=by, tracking=told, id=command)
            command = ""
            found.append(sale_reports.by_id(tx.connection, sale))
            state = by_id(tx.connection, state.id)
        return tuple(found)


def _places(tx: Tx, state: OrderState, location: str) -> list[str]:
    """Where goods stand ready; services alone stand nowhere and go out from here. Raises NothingStands."""
    places = sorted({one.location for line in state.goods for one in state.standing(line)})
    found = [place for place in places if location in ("", place)]
    opened = {line.kind == GOODS for line in state.lines.values() if state.counter(line.line).open > 0}
    if opened == {False} and not places:
        return [known_location(tx, location)]
    if not found:
        raise NothingStands(state.placed.number, location)
    return found


class NotWanted(Refused):
    """Something in the parcel was cancelled, or is sent from elsewhere, since it was packed."""

    def __init__(self, number: str, order: str) -> None:
        super().__init__(
            f"Parcel {number} cannot leave: order {order} does not want all of it any more. Open it with 'storeops "
            f"pack open {number}', and pack what is wanted."
        )
        self.number = number


class Going(NamedTuple):
    """A line of an order that leaves: how much of it, and which goods where that was seen to before."""

    line: OrderLine
    quantity: Thousandths
    goods: tuple[Moved, ...] | None = None


def send(tx: Tx, state: OrderState, location: str, *, carrier: str = "", tracking: str = "", id: str = "") -> str:
    """Send everything that stands ready at a location, what was picked and packed first; returns the id of the sale it
    became. Raises NotWanted."""
    released = tuple(one for line in state.goods for one in state.standing(line) if one.location == location)
    parcels = queries.unsent(tx.connection, state.id, location)
    _require_wanted(tx, state, parcels, released)
    places = [place_of(number) for _, number in parcels] + [place_of(state.placed.number)]
    leaving = Leaving(tx, location, before=places)
    sale = leave(tx, state, location, _everything(state, released), released, leaving, carrier, tracking, id)
    for parcel, _ in parcels:
        tx.record(ParcelSent(parcel=parcel, order=state.id, sale=sale, manifest=""))
    return sale


def _require_wanted(
    tx: Tx, state: OrderState, parcels: Sequence[tuple[str, str]], released: Sequence[Allocation]
) -> None:
    """What stands there is at least what the parcels have in them: nothing may stay behind in one that is said to have
    left. Raises NotWanted."""
    left: Counter[int] = Counter()
    for one in released:
        left[one.line] += one.quantity
    for id, number in parcels:
        entry = fact_with(tx.connection, id)
        assert entry is not None
        packed = entry.envelope.fact
        assert isinstance(packed, ParcelPacked)
        left.subtract({line.line: line.units for line in packed.lines})
        if min(left.values()) < 0:
            raise NotWanted(number, state.placed.number)


def leave(
    tx: Tx,
    state: OrderState,
    location: str,
    going: Sequence[Going],
    released: tuple[Allocation, ...],
    leaving: Leaving,
    carrier: str = "",
    tracking: str = "",
    id: str = "",
) -> str:
    """Record that parts of an order leave a location: the sale they are, their dispatch, what is captured for them."""
    lines = tuple(_sale_line(place, state, one, leaving) for place, one in enumerate(going, 1))
    sale = tx.record(_fact(tx, state, location, lines), id=id)
    fact = sale.envelope.fact
    assert isinstance(fact, SaleCompleted)
    tx.record(
        OrderDispatched(
            order=state.id,
            sale=sale.envelope.id,
            sale_number=fact.number,
            location=location,
            lines=tuple(
                LineQuantity(line.order_line, line.quantity, line.net + line.tax, line.stocked) for line in lines
            ),
            released=released,
            carrier=carrier,
            tracking=tracking,
            handled=_handled(tx, state, location, going),
        )
    )
    _capture(tx, state, fact.total)
    return sale.envelope.id


def _handled(tx: Tx, state: OrderState, location: str, going: Sequence[Going]) -> tuple[Handled, ...]:
    """What of the goods that leave had been picked and packed."""
    known = queries.handling(tx.connection, state.id, location)
    found = []
    for one in going:
        for sku, quantity in takes(one.line, one.quantity):
            picked = min(quantity, known.get((one.line.line, sku, "picked"), 0))
            packed = min(quantity, known.get((one.line.line, sku, "packed"), 0))
            if picked or packed:
                found.append(Handled(line=one.line.line, sku=sku, picked=picked, packed=packed))
    return tuple(found)


def charge_again(
    tx: Tx, state: OrderState, location: str, parts: Sequence[tuple[OrderLine, Thousandths, bool]]
) -> None:
    """Sell what came back on paper only: (line, quantity, whether it was put on the shelf of the location)."""
    lines, leaving = [], Leaving(tx, location)
    for place, (line, quantity, shelved) in enumerate(parts, 1):
        sold = _sale_line(place, state, Going(line, quantity), leaving)
        lines.append(sold if shelved else structs.replace(sold, stocked=False, moved=(), cost=0))
    sale = tx.record(_fact(tx, state, location, tuple(lines)))
    fact = sale.envelope.fact
    assert isinstance(fact, SaleCompleted)
    sent = tuple(
        LineQuantity(line.line, quantity, sold.net + sold.tax, line.kind == GOODS)
        for (line, quantity, _), sold in zip(parts, lines, strict=True)
    )
    tx.record(
        OrderDispatched(
            order=state.id,
            sale=sale.envelope.id,
            sale_number=fact.number,
            location=location,
            lines=sent,
            released=(),
        )
    )


def _everything(state: OrderState, released: Sequence[Allocation]) -> list[Going]:
    """The goods, in the order of the lines, and every line that is no goods and was not sent yet."""
    sums: dict[int, Thousandths] = {}
    for one in released:
        sums[one.line] = sums.get(one.line, 0) + one.quantity
    found = [*(Going(state.lines[line], quantity) for line, quantity in sums.items()), *charges(state)]
    return sorted(found, key=lambda one: one.line.line)


def charges(state: OrderState) -> list[Going]:
    """Every line that is no goods and was not sent yet: it goes with the first goods."""
    return [
        Going(line, rest)
        for line in state.lines.values()
        if line.kind != GOODS and (rest := state.counter(line.line).open) > 0
    ]


def _sale_line(place: int, state: OrderState, going: Going, leaving: Leaving) -> SaleLine:
    """The line's share for these units, by the rule that also takes them back one day."""
    line, quantity = going.line, going.quantity
    counted: LineCounters = state.counter(line.line)
    inclusive = state.placed.prices_include_tax
    start = first_unit(line, counted.shipped, quantity)
    share = returns.share_of(line, start, quantity, returns.RESTOCK, prices_include_tax=inclusive)
    return SaleLine(
        line=place,
        sku=line.sku,
        name=line.name,
        department=line.department,
        barcode=line.barcode,
        quantity=quantity,
        unit=line.unit,
        list_price=line.list_price,
        unit_price=line.unit_price,
        price_reason=line.price_reason,
        discounts=(Discount("discount", share.discount),) if share.discount else (),
        amount=share.amount,
        net=share.net,
        tax=share.tax,
        taxes=share.taxes,
        cost=share.cost,
        stocked=line.kind == GOODS,
        moved=_moved(leaving, going) if line.kind == GOODS else (),
        order_line=line.line,
    )


def _moved(leaving: Leaving, going: Going) -> tuple[Moved, ...]:
    """Which goods go: the parts of a kit, the lots that expire first; nothing where the line goes as itself, loose."""
    if going.goods is not None:
        return going.goods
    line, quantity = going.line, going.quantity
    costs = {part.sku: part.cost for part in line.parts}
    unit_cost = divide(line.cost * ONE, line.quantity)
    moved = [one for sku, took in takes(line, quantity) for one in leaving.moved(sku, took, costs.get(sku, unit_cost))]
    plain = not line.parts and len(moved) == 1 and not (moved[0].lot or moved[0].serial or moved[0].bin)
    return () if plain else tuple(moved)


def _fact(tx: Tx, state: OrderState, location: str, lines: tuple[SaleLine, ...]) -> SaleCompleted:
    placed, place = state.placed, next_place(tx, "sale")
    net, tax = sum(line.net for line in lines), sum(line.tax for line in lines)
    taxes = summary(share for line in lines for share in line.taxes)
    tenders = (Tender(DEPOSIT, net + tax),) if net + tax else ()
    inclusive = placed.prices_include_tax
    return SaleCompleted(
        number=place.number,
        series=place.series,
        counter=place.counter,
        session="",
        location=location,
        currency=placed.currency,
        customer=placed.customer.code,
        prices_include_tax=inclusive,
        tax_rounding=placed.tax_rounding,
        rule_version=placed.rule_version,
        lines=lines,
        discount=sum(one.amount for line in lines for one in line.discounts),
        net=net,
        tax=tax,
        total=net + tax,
        rounding=0,
        tenders=tenders,
        change=0,
        taxes=taxes,
        grand_total=place.grand_total + net + tax,
        postings=_postings(lines, tenders, inclusive),
        order=state.id,
        channel=placed.channel,
    )


def _postings(lines: Sequence[SaleLine], tenders: Sequence[Tender], inclusive: bool) -> tuple[postings.Posting, ...]:
    return postings.sale(
        net=sum(line.net for line in lines),
        discount_net=sum(returns.discount_net(line, prices_include_tax=inclusive) for line in lines),
        taxes=summary(share for line in lines for share in line.taxes),
        tenders=tenders,
        change=0,
        rounding=0,
        cost=sum(line.cost for line in lines if line.stocked),
    )


def _capture(tx: Tx, state: OrderState, total: Minor) -> None:
    """Collect what this dispatch is worth out of what is authorised, as far as it is not paid already."""
    kept = state.money.dispatched - state.money.returned
    wanted = min(state.money.held, max(0, kept + total - state.money.received))
    if wanted > 0:
        money.capture(tx, state.id, wanted)
    after = by_id(tx.connection, state.id)
    if after.closed:
        money.let_go(tx, after, "nothing more is sent")
