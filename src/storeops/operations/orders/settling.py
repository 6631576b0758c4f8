"""Settling what facts of several databases, brought together, say against one another."""

from __future__ import annotations

from storeops.database.queries import orders as queries
from storeops.journal.facts import OrderResolved, OrderReturned, SaleReturned
from storeops.journal.reading import fact
from storeops.operations.carts import NoReason
from storeops.operations.orders import allocation, cancelling, sending
from storeops.operations.remarks import remark
from storeops.reports.orders.state import OrderState, by_id, read, reinstatements
from storeops.rules.errors import Refused
from storeops.rules.returns import RESTOCK
from storeops.store import Store, Tx


class NothingToChange(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Order {number} stays as it is: there is nothing to change.")
        self.number = number


def resolve(shop: Store, number: str, reason: str) -> str:
    """Settle an order's contradictions.

    What was sent beyond what was ordered, or cancelled and sent all the same, is kept and owed; what was cancelled
    twice was cancelled once; what came back twice came back once, and is charged again; stock that stands ready beyond
    what is to be sent is given back; and once nothing is open, what was sent is what is owed. Raises UnknownDocument,
    NoReason, NothingToChange, DiskAlmostFull."""
    why = remark(reason, "reason")
    if not why:
        raise NoReason("Settling this")
    shop.require_room()
    with shop.write() as tx:
        state = read(tx.connection, number)
        settled = _returned_twice(tx, state)
        state = by_id(tx.connection, state.id)
        if kept := reinstatements(state):
            tx.record(OrderResolved(order=state.id, reinstated=kept, reason=why))
            state = by_id(tx.connection, state.id)
        freed = _surplus(tx, state, why)
        levelled = allocation.level(tx, state)
        state = by_id(tx.connection, state.id)
        if state.difference:
            tx.record(OrderResolved(order=state.id, reinstated=(), reason=why, difference=state.difference))
        if not (settled or kept or freed or levelled or state.difference):
            raise NothingToChange(state.placed.number)
        allocation.fill(tx, freed)
        return state.id


def _surplus(tx: Tx, state: OrderState, reason: str) -> set[str]:
    surplus = []
    for line in state.goods:
        counted = state.counter(line.line)
        surplus += cancelling.cut(state, line, counted.standing - max(0, counted.open))
    return allocation.give_back(tx, state.id, surplus, reason)


def _returned_twice(tx: Tx, state: OrderState) -> bool:
    """Charge again what two databases both took back: a sale of the same worth, which also takes off the shelf what
    was put there once too often."""
    twice = [
        (line, over)
        for line in state.lines.values()
        if (over := state.counter(line.line).returned - state.counter(line.line).shipped) > 0
    ]
    if not twice:
        return False
    location, on_the_shelf = _last_return(tx, state, {line.line for line, _ in twice})
    sending.charge_again(tx, state, location, [(line, over, line.line in on_the_shelf) for line, over in twice])
    return True


def _last_return(tx: Tx, state: OrderState, lines: set[int]) -> tuple[str, set[int]]:
    """Where the last return of these lines put its goods, and which lines went back on the shelf there."""
    location, shelved = tx.profile.location, set[int]()
    for id in queries.events(tx.connection, state.id):
        entry = fact(tx.connection, id)
        told = entry.envelope.fact if entry else None
        if not isinstance(told, OrderReturned) or not lines & {part.line for part in told.lines}:
            continue
        document = fact(tx.connection, told.sale)
        if document is not None and isinstance(document.envelope.fact, SaleReturned):
            back = document.envelope.fact
            location = back.location
            shelved = {
                part.line
                for part, line in zip(told.lines, back.lines, strict=True)
                if line.stocked and line.disposition == RESTOCK
            }
    return location, shelved
