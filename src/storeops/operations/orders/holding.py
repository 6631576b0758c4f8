"""Orders that wait for a person, or for their money, and what sets them going again."""

from __future__ import annotations

from storeops.journal.facts import OrderHeld, OrderReleased
from storeops.operations.orders.how import BEFORE
from storeops.operations.orders.parties import CustomerRefused
from storeops.operations.orders.shortage import source
from storeops.operations.remarks import remark
from storeops.reports.orders.state import OrderState, read
from storeops.rules import holds
from storeops.rules.addresses import require
from storeops.rules.errors import Refused
from storeops.rules.tariffs import PICKUP
from storeops.rules.text import clean
from storeops.store import Store, Tx

UNPAID = "It is sent when it is paid."


class NoSuchHold(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Order {number} is not on hold for that.")
        self.number = number


def hold(shop: Store, number: str, reason: str, *, kind: str = holds.MANUAL) -> str:
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
        if any(hold.kind == holds.ADDRESS for hold in lifted) and state.service != PICKUP:
            _require_address(state)
        for hold in lifted:
            tx.record(OrderReleased(order=state.id, hold=hold.fact, kind_of_hold=hold.kind, reason=why))
        source(tx, state.id)
        return state.id


def _require_address(state: OrderState) -> None:
    try:
        require(state.ship_to)
    except Refused as refusal:
        told = f"{refusal} Give it the right one with 'storeops order amend {state.placed.number} --ship-to'."
        raise CustomerRefused((clean(told, limit=1000),)) from refusal


def demand(tx: Tx, state: OrderState) -> None:
    """Hold an order that has to be paid before it is sent and is not paid any more."""
    waiting = any(hold.kind == holds.PAYMENT for hold in state.holds)
    if state.placed.due == BEFORE and not waiting and _unpaid(state) and _to_be_sent(state):
        tx.record(OrderHeld(order=state.id, hold=holds.PAYMENT, reason=UNPAID))


def secure(tx: Tx, state: OrderState) -> None:
    """End the holds that waited for money, once all of it is paid or promised; what was held back is sourced then."""
    waiting = [hold for hold in state.holds if hold.kind == holds.PAYMENT]
    if _unpaid(state) or not waiting:
        return
    for hold in waiting:
        tx.record(OrderReleased(order=state.id, hold=hold.fact, kind_of_hold=hold.kind, reason="paid"))
    if len(waiting) == len(state.holds):
        source(tx, state.id)


def _unpaid(state: OrderState) -> bool:
    return state.money.due - state.money.held > 0


def _to_be_sent(state: OrderState) -> bool:
    return any(state.counter(line.line).open > 0 for line in state.goods)
