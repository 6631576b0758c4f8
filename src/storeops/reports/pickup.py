"""The pickup counter: orders to be made ready, ready, and those whose customer is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from storeops.database.queries import fulfilment as queries
from storeops.database.queries import packing as waiting_queries
from storeops.database.queries.profile import Profile
from storeops.reports.orders.state import OrderState, by_id, read
from storeops.reports.packing import pieces
from storeops.rules.amounts import Minor
from storeops.rules.tariffs import PICKUP

WAITING, READY, ARRIVED = "waiting", "ready", "arrived"
_RANK = (ARRIVED, WAITING, READY)


@dataclass(frozen=True, slots=True)
class CounterView:
    """An order that is collected here. `status`: waiting to be made ready, ready, or arrived. `until` is the last day
    it waits. `due` is still to be paid beyond what is held. The code is nobody's business here."""

    number: str
    customer: str
    phone: str
    status: str
    pieces: int
    missing: bool
    promised: date | None
    until: date | None
    due: Minor
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PickupView:
    """An order that is collected in the store. `status`: the last step, or waiting where none was made."""

    order: str
    customer: str
    location: str
    status: str
    code: str
    until: str
    due: Minor
    proof: str


def pickup_of(connection: Connection, order: str) -> PickupView:
    """The collection of an order, by its id."""
    state = by_id(connection, order)
    steps = queries.pickups(connection, order)
    told = [one for one in steps if one["step"] == READY]
    return PickupView(
        order=state.placed.number,
        customer=state.placed.customer.name or state.placed.customer.email,
        location=state.pickup_location,
        status=steps[-1]["step"] if steps else WAITING,
        code=told[-1]["code"] if told else "",
        until=told[-1]["until"] if told else "",
        due=state.money.due,
        proof=steps[-1]["proof"] if steps else "",
    )


def pickups(connection: Connection) -> tuple[PickupView, ...]:
    """Collections that are ready and wait for their customer, the first to expire first."""
    found = [pickup_of(connection, one.order) for one in queries.waiting_pickups(connection)]
    return tuple(sorted(found, key=lambda one: (one.until, one.order)))


def counter(connection: Connection, profile: Profile) -> tuple[CounterView, ...]:
    """The orders that are collected at this terminal's location: whose customer is here first, then those to be made
    ready by promise, then those that are ready, the first to expire first."""
    here = profile.location
    told = {one.order for one in queries.waiting_pickups(connection)}
    wanted = sorted(told | set(waiting_queries.unpacked(connection, here)))
    states = (by_id(connection, order) for order in wanted)
    found = [
        _view(connection, state)
        for state in states
        if state.service == PICKUP
        and state.pickup_location == here
        and (state.id in told or not _ended(connection, state))
    ]
    return tuple(
        sorted(found, key=lambda one: (_RANK.index(one.status), one.until or one.promised or date.max, one.number))
    )


def named(connection: Connection, text: str) -> tuple[str, str]:
    """The whole number of an order that was typed or scanned, and how it stands, said behind the number: 'was handed
    over'. Raises UnknownDocument, AmbiguousDocument."""
    state = read(connection, text)
    steps = queries.pickups(connection, state.id)
    number = state.placed.number
    if state.service != PICKUP:
        return number, "is sent to the customer, not collected"
    if ended := [one["step"] for one in steps if one["step"] in queries.PICKUP_ENDED]:
        return number, f"was {ended[-1].replace('_', ' ')} already"
    return number, f"is collected at {state.pickup_location}, and nothing of it stands here"


def _ended(connection: Connection, state: OrderState) -> bool:
    return any(one["step"] in queries.PICKUP_ENDED for one in queries.pickups(connection, state.id))


def _view(connection: Connection, state: OrderState) -> CounterView:
    steps = queries.pickups(connection, state.id)
    ready = [one["until"] for one in steps if one["step"] == READY]
    here = any(one["step"] == ARRIVED for one in steps)
    customer = state.placed.customer
    unsecured = 0 if state.placed.due == "account" else max(0, state.money.due - state.money.held)
    return CounterView(
        number=state.placed.number,
        customer=customer.name or customer.company or customer.email,
        phone=customer.phone,
        status=ARRIVED if here and ready else READY if ready else WAITING,
        pieces=sum(pieces(max(0, state.counter(line.line).open), line.unit) for line in state.goods),
        missing=bool(state.missing()),
        promised=date.fromisoformat(state.promised) if state.promised else None,
        until=date.fromisoformat(ready[-1]) if ready else None,
        due=unsecured,
        holds=tuple(hold.reason for hold in state.holds),
    )
