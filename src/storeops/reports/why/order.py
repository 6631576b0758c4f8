"""Why is an order where it is: its promise, where each line comes from and why from nowhere else, what it waits for."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from storeops.database.queries import orders as queries
from storeops.database.queries.profile import Profile
from storeops.journal.facts import StockAllocated
from storeops.reports.numerals import Numerals
from storeops.reports.orders.order import axes, exceptions
from storeops.reports.orders.state import OrderState, read
from storeops.reports.orders.timeline import told as event
from storeops.reports.why.facts import entries
from storeops.reports.why.facts import told as fact_told
from storeops.reports.why.view import WhyView
from storeops.rules.orders.lines import OrderLine


def why_order(connection: Connection, profile: Profile, number: str) -> WhyView:
    """The order's state on its three axes, its promised day step by step, the location of each line and each location
    turned down, holds, what is missing, contradictions, and every fact. Raises UnknownDocument, AmbiguousDocument."""
    state = read(connection, number)
    numerals = Numerals.of(profile)
    ids = queries.events(connection, state.id)
    known = entries(connection, ids)
    facts = [known[id] for id in ids if id in known]
    status, paid, fulfilled = axes(state)
    wrong = exceptions(state)
    lines = [
        *_promise(state),
        *_holds(state),
        *_lines(state, numerals),
        *_turned_down([one.envelope.fact for one in facts if isinstance(one.envelope.fact, StockAllocated)]),
        *(f"To be settled: {one.what}. {'; or '.join(one.ways_out)}" for one in wrong),
        "What happened:",
        *(
            f"  {one.at:%Y-%m-%d %H:%M}  {one.what} ({one.actor}, {one.terminal})"
            for one in (event(entry, state.lines, numerals) for entry in facts)
        ),
    ]
    return WhyView(
        subject=f"Order {state.placed.number}",
        answer=f"{_words(status)}; {_words(paid)}; {_words(fulfilled)}",
        lines=tuple(lines),
        facts=tuple(fact_told(entry) for entry in facts),
        sound=not wrong,
    )


def _words(status: str) -> str:
    return status.replace("_", " ")


def _promise(state: OrderState) -> Iterable[str]:
    if state.promised and state.promised != state.placed.promised:
        yield f"Promised for {state.promised}: the day was changed."
    elif state.promised:
        yield f"Promised for {state.promised}:"
        yield from (f"  {reason}" for reason in state.placed.promise_reasons)
    else:
        yield from state.placed.promise_reasons or ("No day is promised.",)


def _holds(state: OrderState) -> Iterable[str]:
    for hold in state.holds:
        yield f"On hold, {hold.kind}: {hold.reason}"


def _lines(state: OrderState, numerals: Numerals) -> Iterable[str]:
    for line in state.goods:
        yield f"Line {line.line}, {_said(line, line.quantity, numerals)}: {_state_of(state, line, numerals)}"


def _said(line: OrderLine, quantity: int, numerals: Numerals) -> str:
    return f"{numerals.quantity(quantity, line.unit)} {line.name}"


def _state_of(state: OrderState, line: OrderLine, numerals: Numerals) -> str:
    counted = state.counter(line.line)
    parts = [
        f"{numerals.quantity(one.quantity, line.unit)} stand ready at {one.location}" for one in state.standing(line)
    ]
    for quantity, words in (
        (counted.shipped, "sent"),
        (counted.off, "cancelled"),
        (counted.returned, "came back"),
        (counted.missing, "promised from nowhere: it waits for goods to come in"),
    ):
        if quantity:
            parts.append(f"{numerals.quantity(quantity, line.unit)} {words}")
    return ", ".join(parts) or "nothing happened to it yet"


def _turned_down(facts: list[StockAllocated]) -> Iterable[str]:
    """The last decision's reasons: those of earlier ones are in their facts."""
    if not facts:
        return
    last = facts[-1]
    chosen = ", ".join(sorted({one.location for one in last.allocations}))
    yield f"Chosen by the {last.method} plan: {chosen}."
    yield from (f"  not {location}: {reason}" for location, reason in last.rejected)
