"""Changing an order: the whole change is gathered, checked once and committed once; a refusal leaves nothing behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from storeops.database.queries import sourcing as sourcing_queries
from storeops.journal.facts import OrderAmended
from storeops.operations.carts import NoReason
from storeops.operations.lookup import look_up
from storeops.operations.orders import allocation, cancelling, holding, money
from storeops.operations.orders.holding import NoSuchHold, hold, release
from storeops.operations.orders.settling import NothingToChange, resolve
from storeops.operations.orders.shortage import source
from storeops.operations.remarks import remark
from storeops.reports.orders.state import OrderState, by_id, read
from storeops.rules import quantity as quantities
from storeops.rules.addresses import Address, require
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.channels import preference, require_service
from storeops.rules.errors import Refused
from storeops.rules.orders.document import DocumentLine
from storeops.rules.orders.lines import LineQuantity, OrderLine
from storeops.rules.orders.pricing import Wanted, own
from storeops.rules.quantity import decimal_string
from storeops.rules.tariffs import PICKUP, place_of
from storeops.rules.tax import TaxRounding
from storeops.rules.windows import window
from storeops.rules.wording import quote
from storeops.store import Store, Tx

__all__ = [
    "Change",
    "NoSuchHold",
    "NoSuchOrderLine",
    "NotADay",
    "NothingToChange",
    "TooLateToCancel",
    "allocate",
    "amend",
    "cancel",
    "cancel_open",
    "deallocate",
    "hold",
    "release",
    "resolve",
]


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


class NotADay(Refused):
    def __init__(self, text: str) -> None:
        super().__init__(f"{quote(text)} is no day. Write it as year-month-day, such as 2026-12-01.")
        self.text = text


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is to change. `add`: (SKU or barcode, quantity); `cancel`: (line, quantity), quantity 0 for what is open.
    `window` None leaves it as it is, '' is any time of the day."""

    add: tuple[tuple[str, Thousandths], ...] = ()
    cancel: tuple[tuple[int, Thousandths], ...] = ()
    ship_to: Address | None = None
    service: str = ""
    promised: str = ""
    preference: str = ""
    note: str = ""
    window: str | None = None


def cancel(shop: Store, number: str, reason: str, *, lines: Sequence[tuple[int, Thousandths]] = ()) -> str:
    """Cancel all that is still to be sent, or (line, quantity) of it: promised stock is given back, and the money for
    it, too; with the last of the goods goes what sending them would have cost. Returns the order's id.

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
        _cancel(tx, state, parts, why)
        return state.id


def cancel_open(tx: Tx, state: OrderState, reason: str) -> None:
    """Cancel all that is still to be sent, if anything is, within a transaction of the caller's."""
    if parts := _all_open(state):
        _cancel(tx, state, parts, reason)


def _cancel(tx: Tx, state: OrderState, parts: Sequence[LineQuantity], reason: str) -> None:
    freed = cancelling.record(tx, state, parts, reason)
    holding.secure(tx, by_id(tx.connection, state.id))
    source(tx, state.id, prefer=False)
    allocation.fill(tx, freed)


def _parts(state: OrderState, lines: Sequence[tuple[int, Thousandths]]) -> tuple[LineQuantity, ...]:
    """The parts of these lines; two wishes for one line are taken together. Raises NoSuchOrderLine, TooLateToCancel,
    NotWhole."""
    wanted: dict[int, Thousandths] = {}
    for line, quantity in lines:
        if line not in state.lines:
            raise NoSuchOrderLine(state.placed.number, line)
        wanted[line] = wanted.get(line, 0) + (quantity or state.counter(line).open)
    for line, quantity in wanted.items():
        if quantity <= 0 or quantity > state.counter(line).open:
            raise TooLateToCancel(state.placed.number, line, quantity, state.counter(line).open)
        quantities.check(quantity, quantities.unit(state.lines[line].unit))
    return tuple(cancelling.part(state, line, quantity) for line, quantity in sorted(wanted.items()))


def _all_open(state: OrderState) -> tuple[LineQuantity, ...]:
    """All goods that are still to be sent, or, where there are none, what was to go with them."""
    goods = [line.line for line in state.goods if state.counter(line.line).open > 0]
    rest = [line for line in state.lines if state.counter(line).open > 0]
    return tuple(cancelling.part(state, line, state.counter(line).open) for line in goods or rest)


def amend(shop: Store, number: str, change: Change, reason: str = "") -> str:
    """Change an order: add goods, cancel parts of lines, set the address, service, day, time window, preference or
    note.

    With another address or service it is sourced anew; what shipping costs stays as agreed. An order that has to be
    paid first waits for the money of what was added. Raises UnknownDocument, NothingToChange, NoSuchOrderLine,
    TooLateToCancel, UnknownProduct, NotForSale, NoPrice, NotWhole, NotAQuantity, NotADay, BadWindow, AddressRefused,
    NotOffered, UnknownPreference, CardNumberRefused; nothing is written then."""
    why = remark(reason, "reason")
    with shop.write() as tx:
        state = read(tx.connection, number)
        fields = _fields(tx, state, change)
        parts = _parts(state, change.cancel)
        parts = parts if change.add else cancelling.with_charges(state, parts)
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
        freed = cancelling.give_back(tx, state, parts, why)
        if {"ship_to", "service"} & set(fields):
            freed |= _unsource(tx, by_id(tx.connection, state.id), why or "amended")
        _settle_money(tx, state.id, why)
        source(tx, state.id)
        allocation.fill(tx, freed)
        return state.id


def _settle_money(tx: Tx, order: str, reason: str) -> None:
    money.square(tx, by_id(tx.connection, order), reason)
    state = by_id(tx.connection, order)
    holding.demand(tx, state)
    holding.secure(tx, state)


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
    elif change.service and change.service != PICKUP and state.service == PICKUP:
        require(state.ship_to)
    if change.preference:
        fields["short_preference"] = preference(change.preference)
    if change.promised:
        fields["promised"] = _day(change.promised)
    if change.window is not None:
        fields["window"] = window(change.window)
    if change.note:
        fields["note"] = remark(change.note, "note", limit=2000)
    return fields


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise NotADay(text) from None


def _added(tx: Tx, state: OrderState, goods: Sequence[tuple[str, Thousandths]]) -> tuple[OrderLine, ...]:
    wanted = []
    for place, (code, quantity) in enumerate(goods, 1):
        if quantity <= 0:
            raise quantities.NotAQuantity(decimal_string(quantity), "what is too much is cancelled, line by line")
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
    first = state.next_line(tx.profile.origin)
    return tuple(msgspec.structs.replace(line, line=first + place) for place, line in enumerate(lines))


def _unsource(tx: Tx, state: OrderState, reason: str) -> set[str]:
    standing = [one for line in state.goods for one in state.standing(line)]
    return allocation.give_back(tx, state.id, standing, reason)


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
        source(tx, state.id, prefer=False)
        return state.id
