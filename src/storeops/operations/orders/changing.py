"""Changing an order: the whole change is gathered, checked once and committed once; a refusal leaves nothing behind."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from storeops.database.queries import sourcing as sourcing_queries
from storeops.journal.facts import OrderAmended, OrderCancelled, OrderHeld, OrderReleased, OrderResolved
from storeops.journal.facts.orders import Allocation
from storeops.operations.carts import NoReason
from storeops.operations.lookup import look_up
from storeops.operations.orders import allocation, payments
from storeops.operations.orders.parties import CustomerRefused
from storeops.operations.orders.sourcing import ground
from storeops.operations.remarks import remark
from storeops.reports.orders.state import OrderState, by_id, read, reinstatements
from storeops.rules import holds
from storeops.rules.addresses import Address, require
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.channels import preference, require_service
from storeops.rules.errors import Refused
from storeops.rules.orders.document import DocumentLine
from storeops.rules.orders.lines import GOODS, LineQuantity, OrderLine, cancelled_part, takes
from storeops.rules.orders.pricing import Wanted, own
from storeops.rules.quantity import decimal_string
from storeops.rules.tariffs import PICKUP, place_of
from storeops.rules.tax import TaxRounding
from storeops.rules.tenders import CARD, CASH, Tender
from storeops.rules.text import clean
from storeops.store import Store, Tx


class NoSuchOrderLine(Refused):
    def __init__(self, number: str, line: int) -> None:
        super().__init__(f"Order {number} has no line {line}. Look at its lines with 'storeops order show {number}'.")
        self.line = line


class TooLateToCancel(Refused):
    """More would be cancelled than is still to be sent. `open` in thousandths."""

    def __init__(self, number: str, line: int, wanted: Thousandths, open: Thousandths) -> None:
        left = decimal_string(max(0, open))
        super().__init__(
            f"Order {number}, line {line}: {decimal_string(wanted)} cannot be cancelled, {left} is still to be sent. "
            "What was sent is taken back with 'storeops return'."
        )
        self.line = line
        self.open = open


class NothingToChange(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Order {number} stays as it is: nothing to change was named.")
        self.number = number


class NoSuchHold(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Order {number} is not on hold for that.")
        self.number = number


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is to change. `add`: (SKU or barcode, quantity); `cancel`: (line, quantity), quantity 0 for what is open."""

    add: tuple[tuple[str, Thousandths], ...] = ()
    cancel: tuple[tuple[int, Thousandths], ...] = ()
    ship_to: Address | None = None
    service: str = ""
    promised: str = ""
    preference: str = ""
    note: str = ""


def cancel(shop: Store, number: str, reason: str, *, lines: Sequence[tuple[int, Thousandths]] = ()) -> str:
    """Cancel all that is still to be sent, or (line, quantity) of it: promised stock is given back, and the money for
    it, too. Returns the order's id.

    What was paid in cash is given back from this terminal's drawer when it is open; else it stays due. Raises
    UnknownDocument, NoReason, NoSuchOrderLine, TooLateToCancel, CardNumberRefused."""
    why = remark(reason, "reason")
    if not why:
        raise NoReason("A cancellation")
    with shop.write() as tx:
        state = read(tx.connection, number)
        parts = _parts(state, lines) if lines else _all_open(state)
        if not parts:
            raise TooLateToCancel(state.placed.number, 1, ONE, 0)
        _record_cancelled(tx, state, parts, why)
        return state.id


def _parts(state: OrderState, lines: Sequence[tuple[int, Thousandths]]) -> tuple[LineQuantity, ...]:
    """The parts of these lines; two wishes for one line are taken together. Raises NoSuchOrderLine, TooLateToCancel."""
    wanted: dict[int, Thousandths] = {}
    for line, quantity in lines:
        if line not in state.lines:
            raise NoSuchOrderLine(state.placed.number, line)
        wanted[line] = wanted.get(line, 0) + (quantity or state.counter(line).open)
    for line, quantity in wanted.items():
        if quantity <= 0 or quantity > state.counter(line).open:
            raise TooLateToCancel(state.placed.number, line, quantity, state.counter(line).open)
    return tuple(_part(state, line, quantity) for line, quantity in sorted(wanted.items()))


def _part(state: OrderState, line: int, quantity: Thousandths) -> LineQuantity:
    counted = state.counter(line)
    inclusive = state.placed.prices_include_tax
    return cancelled_part(state.lines[line], counted.off, quantity, prices_include_tax=inclusive)


def _all_open(state: OrderState) -> tuple[LineQuantity, ...]:
    """Everything that is still to be sent; the shipping with it where nothing was sent yet."""
    untouched = not any(state.counter(line.line).shipped for line in state.goods)
    return tuple(
        _part(state, line.line, rest)
        for line in state.lines.values()
        if (rest := state.counter(line.line).open) > 0 and (line.kind == GOODS or untouched)
    )


def _record_cancelled(tx: Tx, state: OrderState, parts: Sequence[LineQuantity], reason: str) -> None:
    left = {line.line: state.counter(line.line).open for line in state.goods}
    for part in parts:
        if part.goods:
            left[part.line] -= part.quantity
    whole = all(quantity <= 0 for quantity in left.values())
    tx.record(OrderCancelled(order=state.id, lines=tuple(parts), reason=reason, whole=whole))
    freed = _give_back(tx, state, parts, reason)
    _settle_money(tx, by_id(tx.connection, state.id), reason)
    if freed:
        allocation.fill(tx, freed)


def _give_back(tx: Tx, state: OrderState, parts: Sequence[LineQuantity], reason: str) -> set[str]:
    """Take back the promises that are not needed any more; what was not promised goes first. Returns the products."""
    freed: list[Allocation] = []
    for part in parts:
        counted = state.counter(part.line)
        surplus = counted.standing - (counted.open - part.quantity)
        freed.extend(_cut(state, state.lines[part.line], surplus) if part.goods else ())
    allocation.give_back(tx, state.id, freed, reason)
    return {sku for one in freed for sku, _ in one.parts}


def _cut(state: OrderState, line: OrderLine, surplus: Thousandths) -> list[Allocation]:
    """`surplus` of what stands ready for a line, from the smallest promise on: the fewer parcels, the better."""
    found = []
    for one in sorted(state.standing(line), key=lambda one: (one.quantity, one.location)):
        if surplus <= 0:
            break
        quantity = min(surplus, one.quantity)
        found.append(Allocation(line=line.line, quantity=quantity, location=one.location, parts=takes(line, quantity)))
        surplus -= quantity
    return found


def _settle_money(tx: Tx, state: OrderState, reason: str) -> None:
    """Void what is authorised beyond what is owed, and give back what was paid too much where that can be done now."""
    money = state.money
    if (beyond := min(money.held, money.held - money.due)) > 0:
        payments.record(tx, state.id, payments.VOIDED, Tender(CARD, beyond), reason=reason)
    if money.due < 0:
        cash = any(kind == CASH for kind, _, _ in payments.ways_back(tx, state.id, -money.due, ""))
        if not cash or tx.session is not None:
            payments.give_back(tx, state, -money.due, reason=reason)


def amend(shop: Store, number: str, change: Change, reason: str = "") -> str:
    """Change an order: add goods, cancel parts of lines, set the address, service, day, preference or note.

    With another address or service it is sourced anew; what shipping costs stays as agreed. Raises UnknownDocument,
    NothingToChange, NoSuchOrderLine, TooLateToCancel, UnknownProduct, NotForSale, NoPrice, NotWhole, NotAQuantity,
    AddressRefused, NotOffered, UnknownPreference, CardNumberRefused; nothing is written then."""
    why = remark(reason, "reason")
    with shop.write() as tx:
        state = read(tx.connection, number)
        fields = _fields(tx, state, change)
        parts = _parts(state, change.cancel)
        added = _added(tx, state, change.add)
        if not (fields or parts or added):
            raise NothingToChange(state.placed.number)
        tx.record(
            OrderAmended(
                order=state.id,
                added=added,
                cancelled=parts,
                fields=fields,
                reason=why,
                total_added=sum(line.total for line in added),
            )
        )
        freed = _give_back(tx, state, parts, why)
        if {"ship_to", "service"} & set(fields):
            freed |= _unsource(tx, by_id(tx.connection, state.id), why or "amended")
        _settle_money(tx, by_id(tx.connection, state.id), why)
        source_again(tx, state.id)
        allocation.fill(tx, freed)
        return state.id


def _fields(tx: Tx, state: OrderState, change: Change) -> dict[str, str]:
    fields: dict[str, str] = {}
    if change.service:
        channel = sourcing_queries.channel_of(tx.connection, state.placed.channel)
        fields["service"] = require_service(channel, change.service) if channel else change.service
        if change.service == PICKUP and not state.pickup_location:
            fields["pickup_location"] = tx.profile.location
    if change.ship_to is not None:
        address = require(change.ship_to)
        place = place_of(address)
        fields["ship_to"] = msgspec.json.encode(address).decode()
        fields["region"] = f"{place.country}:{place.area}" if place.area else place.country
    if change.preference:
        fields["short_preference"] = preference(change.preference)
    if change.promised:
        fields["promised"] = change.promised
    if change.note:
        fields["note"] = remark(change.note, "note", limit=2000)
    return fields


def _added(tx: Tx, state: OrderState, goods: Sequence[tuple[str, Thousandths]]) -> tuple[OrderLine, ...]:
    wanted = []
    for place, (code, quantity) in enumerate(goods, 1):
        found = look_up(tx.connection, tx.profile, code, tx.business_date)
        line = DocumentLine(line=place, sku=found.item.sku, quantity=quantity)
        wanted.append((found.item, line, quantity * found.quantity // ONE))
    kits = sourcing_queries.kits(tx.connection, [item.sku for item, _, _ in wanted])
    lines = own(
        [Wanted(item, line, quantity, kits.get(item.sku, ())) for item, line, quantity in wanted],
        None,
        0,
        prices_include_tax=state.placed.prices_include_tax,
        rounding=TaxRounding(state.placed.tax_rounding),
    )
    last = max(state.lines)
    return tuple(msgspec.structs.replace(line, line=last + line.line) for line in lines)


def _unsource(tx: Tx, state: OrderState, reason: str) -> set[str]:
    standing = [one for line in state.goods for one in state.standing(line)]
    allocation.give_back(tx, state.id, standing, reason)
    return {sku for one in standing for sku, _ in one.parts}


def source_again(tx: Tx, order: str) -> bool:
    """Promise what is missing, unless the order waits for a person. True where something was promised."""
    state = by_id(tx.connection, order)
    one = None if any(hold.kind != "payment" for hold in state.holds) else allocation.candidate(state)
    if one is None:
        return False
    at = ground(tx.connection, tx.profile, tx.now)
    return bool(allocation.take(tx, at, state, one, allocation.plan_one(tx, at, one)))


def deallocate(shop: Store, number: str, reason: str) -> str:
    """Give back all stock that stands ready for an order. Raises UnknownDocument, NoReason."""
    why = remark(reason, "reason")
    if not why:
        raise NoReason("Giving back promised stock")
    with shop.write() as tx:
        state = read(tx.connection, number)
        allocation.fill(tx, _unsource(tx, state, why), but=state.id)
        return state.id


def allocate(shop: Store, number: str) -> str:
    """Source what is missing of an order now. Raises UnknownDocument."""
    with shop.write() as tx:
        state = read(tx.connection, number)
        source_again(tx, state.id)
        return state.id


def hold(shop: Store, number: str, reason: str, *, kind: str = "manual") -> str:
    """Stop an order until somebody releases it. Raises UnknownDocument, UnknownHold, HoldWithoutReason."""
    asked = holds.hold(kind, remark(reason, "reason"))
    with shop.write() as tx:
        state = read(tx.connection, number)
        tx.record(OrderHeld(order=state.id, hold=asked.kind, reason=" ".join(asked.reasons)))
        return state.id


def release(shop: Store, number: str, reason: str = "", *, kind: str = "") -> str:
    """Lift an order's holds, or those of one kind; it is sourced then. Raises UnknownDocument, NoSuchHold.

    An address hold goes when the address is right: amend it first. Raises CustomerRefused."""
    why = remark(reason, "reason")
    with shop.write() as tx:
        state = read(tx.connection, number)
        lifted = [hold for hold in state.holds if kind in ("", hold.kind)]
        if not lifted:
            raise NoSuchHold(state.placed.number)
        if any(hold.kind == "address" for hold in lifted) and state.service != PICKUP:
            _require_address(state)
        for hold in lifted:
            tx.record(OrderReleased(order=state.id, hold=hold.fact, kind_of_hold=hold.kind, reason=why))
        source_again(tx, state.id)
        return state.id


def _require_address(state: OrderState) -> None:
    try:
        require(state.ship_to)
    except Refused as refusal:
        told = f"{refusal} Give it the right one with 'storeops order amend {state.placed.number} --ship-to'."
        raise CustomerRefused((clean(told, limit=1000),)) from refusal


def resolve(shop: Store, number: str, reason: str) -> str:
    """Settle an order's contradictions: what was cancelled and sent all the same is kept and paid for, and stock that
    stands ready beyond what is to be sent is given back. Raises UnknownDocument, NoReason, NothingToChange."""
    why = remark(reason, "reason")
    if not why:
        raise NoReason("Settling this")
    with shop.write() as tx:
        state = read(tx.connection, number)
        kept = reinstatements(state)
        surplus = [
            cut
            for line in state.goods
            for cut in _cut(state, line, state.counter(line.line).standing - max(0, state.counter(line.line).open))
        ]
        if not kept and not surplus:
            raise NothingToChange(state.placed.number)
        if kept:
            tx.record(OrderResolved(order=state.id, reinstated=kept, reason=why))
        allocation.give_back(tx, state.id, surplus, why)
        return state.id
