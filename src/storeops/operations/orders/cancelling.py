"""Parts of an order that will not be sent: their worth, the stock that was promised to them, the money."""

from __future__ import annotations

from collections.abc import Sequence

from storeops.journal.facts import OrderCancelled
from storeops.journal.facts.orders import Allocation
from storeops.operations.orders import allocation, money
from storeops.reports.orders.state import OrderState, by_id
from storeops.rules.amounts import Thousandths
from storeops.rules.orders.lines import LineQuantity, OrderLine, cancelled_part, takes
from storeops.store import Tx


def part(state: OrderState, line: int, quantity: Thousandths) -> LineQuantity:
    """`quantity` of a line that will not be sent, and what it is worth."""
    off, inclusive = state.counter(line).off, state.placed.prices_include_tax
    return cancelled_part(state.lines[line], off, quantity, prices_include_tax=inclusive)


def with_charges(state: OrderState, parts: Sequence[LineQuantity]) -> tuple[LineQuantity, ...]:
    """The parts, and shipping and services with them where no goods were sent and none will be."""
    left = {line.line: state.counter(line.line).open for line in state.goods}
    for one in parts:
        if one.line in left:
            left[one.line] -= one.quantity
    if any(quantity > 0 for quantity in left.values()) or any(state.counter(line).shipped for line in left):
        return tuple(parts)
    named = {one.line for one in parts}
    charges = [line.line for line in state.lines.values() if line.line not in left and line.line not in named]
    more = [part(state, line, rest) for line in charges if (rest := state.counter(line).open) > 0]
    return (*parts, *more)


def whole(state: OrderState, parts: Sequence[LineQuantity]) -> bool:
    """Whether nothing is left to be sent without these parts."""
    left = {line.line: state.counter(line.line).open for line in state.goods}
    for one in parts:
        if one.line in left:
            left[one.line] -= one.quantity
    return all(quantity <= 0 for quantity in left.values())


def record(tx: Tx, state: OrderState, parts: Sequence[LineQuantity], reason: str) -> set[str]:
    """Cancel the parts, give back what was promised to them and the money for them; returns the products that can be
    promised to others now."""
    parts = with_charges(state, parts)
    tx.record(OrderCancelled(order=state.id, lines=parts, reason=reason, whole=whole(state, parts)))
    freed = give_back(tx, state, parts, reason)
    money.square(tx, by_id(tx.connection, state.id), reason)
    return freed


def give_back(tx: Tx, state: OrderState, parts: Sequence[LineQuantity], reason: str) -> set[str]:
    """Take back the promises that are not needed any more; what was not promised goes first. Returns the products."""
    freed: list[Allocation] = []
    for one in parts:
        counted = state.counter(one.line)
        surplus = counted.standing - max(0, counted.open - one.quantity)
        freed.extend(cut(state, state.lines[one.line], surplus) if one.goods else ())
    return allocation.give_back(tx, state.id, freed, reason)


def cut(state: OrderState, line: OrderLine, surplus: Thousandths) -> list[Allocation]:
    """`surplus` of what stands ready for a line, from the smallest promise on: the fewer parcels, the better."""
    found = []
    for one in sorted(state.standing(line), key=lambda one: (one.quantity, one.location)):
        if surplus <= 0:
            break
        quantity = min(surplus, one.quantity)
        found.append(Allocation(line=line.line, quantity=quantity, location=one.location, parts=takes(line, quantity)))
        surplus -= quantity
    return found
