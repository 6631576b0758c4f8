"""Orders collected in the store: ready, handed over against a code or an identity card, refused, expired."""

from __future__ import annotations

from datetime import date, timedelta

from storeops.database.queries import fulfilment as queries
from storeops.database.queries import shop as shop_queries
from storeops.journal.envelope import Entry
from storeops.journal.facts import PickupStep
from storeops.operations.orders import changing
from storeops.operations.orders.sending import NothingStands, OnHold, send
from storeops.operations.picking.shelf import from_the_shelf
from storeops.operations.remarks import remark
from storeops.reports import packing as bench
from storeops.reports.orders.state import OrderState, by_id, read
from storeops.rules.errors import Refused
from storeops.rules.money import decimal_string
from storeops.rules.tariffs import PICKUP
from storeops.store import Store, Tx

DAYS_TO_WAIT = 7
"""How long goods wait for their customer unless the setting `pickup_days` says otherwise."""


class NotForPickup(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Order {number} is sent to the customer, not collected. Send it instead.")
        self.number = number


class NotReady(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Order {number} is not ready to be collected. Make it ready first: 'storeops pickup ready'.")
        self.number = number


class PickupOver(Refused):
    def __init__(self, number: str, how: str) -> None:
        super().__init__(f"Order {number} was {how.replace('_', ' ')} already.")
        self.how = how


class WrongCode(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"This is not the code of order {number}. Ask again, or look at an identity card: --id.")
        self.number = number


class NotPaid(Refused):
    def __init__(self, number: str, due: str) -> None:
        super().__init__(f"Order {number}: {due} is still to be paid. Take the money first: 'storeops order pay'.")
        self.number = number


def ready(shop: Store, number: str, *, command: str = "") -> Entry:
    """All goods of the order stand ready at its store: the customer may come. What was not picked is taken from the
    shelf now. The entry's fact has the code to tell the customer, and until when the goods wait.

    Raises UnknownDocument, NotForPickup, OnHold, NothingStands, PickupOver; nothing is written then."""
    with shop.write() as tx:
        state = read(tx.connection, number)
        if done := tx.recorded(command):
            return done
        _require_pickup(state)
        if state.holds:
            raise OnHold(state.placed.number, [hold.reason for hold in state.holds])
        steps = queries.pickups(tx.connection, state.id)
        if over := [one["step"] for one in steps if one["step"] in queries.PICKUP_ENDED]:
            raise PickupOver(state.placed.number, over[-1])
        before = [one for one in steps if one["step"] == "ready"]
        if before:
            entry = tx.recorded(before[-1]["fact"])
            assert entry is not None
            return entry
        place = state.pickup_location
        if state.missing() or not any(one.location == place for line in state.goods for one in state.standing(line)):
            raise NothingStands(state.placed.number, place)
        from_the_shelf(tx, state, place, bench.left(tx.connection, state, place))
        id = tx.new_id()
        days = int(shop_queries.settings(tx.connection, ("", tx.profile.store)).get("pickup_days", DAYS_TO_WAIT))
        until = tx.profile.business_date(tx.now) + timedelta(days=days)
        return tx.record(PickupStep(order=state.id, step="ready", code=_code(tx, id), until=until.isoformat()), id=id)


def _code(tx: Tx, id: str) -> str:
    """Four digits that no other order that waits has: made of the random part of the fact's id."""
    taken = {one.code for one in queries.waiting_pickups(tx.connection)}
    first = int(id.replace("-", "")[-8:], 16)
    return next(code for step in range(10_000) if (code := f"{(first + step) % 10_000:04d}") not in taken)


def _require_pickup(state: OrderState) -> None:
    if state.service != PICKUP:
        raise NotForPickup(state.placed.number)


def _waiting(tx: Tx, number: str) -> tuple[OrderState, str]:
    """The order that waits, and its code. Raises UnknownDocument, NotForPickup, NotReady, PickupOver."""
    state = read(tx.connection, number)
    _require_pickup(state)
    steps = queries.pickups(tx.connection, state.id)
    if over := [one["step"] for one in steps if one["step"] in queries.PICKUP_ENDED]:
        raise PickupOver(state.placed.number, over[-1])
    code = [one["code"] for one in steps if one["step"] == "ready"]
    if not code:
        raise NotReady(state.placed.number)
    return state, code[-1]


def arrived(shop: Store, number: str) -> Entry:
    """The customer is here; nothing is handed over by that. Raises what `hand_over` raises of the order."""
    with shop.write() as tx:
        state, _ = _waiting(tx, number)
        return tx.record(PickupStep(order=state.id, step="arrived"))


def hand_over(shop: Store, number: str, *, code: str = "", identity: str = "") -> str:
    """Give the goods to a customer who knows the code, or whose identity card was looked at: they leave, and the sale
    they are is recorded. Returns the sale's id.

    Raises UnknownDocument, NotForPickup, NotReady, PickupOver, WrongCode, NotPaid, OnHold, NotWanted,
    DiskAlmostFull, CardNumberRefused; nothing is written then."""
    seen = remark(identity, "identity", limit=40)
    shop.require_room()
    with shop.write() as tx:
        state, expected = _waiting(tx, number)
        if not seen and code.strip() != expected:
            raise WrongCode(state.placed.number)
        if state.holds:
            raise OnHold(state.placed.number, [hold.reason for hold in state.holds])
        if state.placed.due != "account" and state.money.due > state.money.held:
            raise NotPaid(state.placed.number, decimal_string(state.money.due, tx.profile.currency.exponent))
        sale = send(tx, state, state.pickup_location)
        proof = f"identity: {seen}" if seen else "code"
        tx.record(PickupStep(order=state.id, step="handed_over", proof=proof))
        return sale


def refuse(shop: Store, number: str, reason: str) -> str:
    """The customer does not want the goods: what was not handed over is cancelled, and never sent from elsewhere.

    Raises UnknownDocument, NotForPickup, NotReady, PickupOver, CardNumberRefused."""
    why = remark(reason, "reason") or "refused"
    with shop.write() as tx:
        state, _ = _waiting(tx, number)
        return _end(tx, state, "refused", why)


def expire(shop: Store) -> tuple[str, ...]:
    """End every collection whose last day is over; returns the numbers of the orders."""
    with shop.write() as tx:
        found = []
        for order, _, until in queries.waiting_pickups(tx.connection):
            if date.fromisoformat(until) < tx.profile.business_date(tx.now):
                state = by_id(tx.connection, order)
                _end(tx, state, "expired", f"not collected until {until}")
                found.append(state.placed.number)
        return tuple(found)


def _end(tx: Tx, state: OrderState, step: str, reason: str) -> str:
    tx.record(PickupStep(order=state.id, step=step, note=reason))
    changing.cancel_open(tx, state, f"{step}: {reason}")
    return state.id
