"""What counts read and write. What was counted in a bin is entered lot by lot, each under its own identity."""

from __future__ import annotations

from uuid import UUID

from storeops.operations import counts
from storeops.operations.shifts import LOOSE
from storeops.reports import counts as reports
from storeops.reports.counts import CountRowView, CountView
from storeops.reports.places import places
from storeops.rules.amounts import Thousandths
from storeops.screens.counts.state import Counting
from storeops.store import Store


def open_counts(shop: Store) -> tuple[CountRowView, ...]:
    """The counts that are not closed, the oldest first."""
    with shop.read() as connection:
        return tuple(reversed(reports.listing(connection, only_open=True)))


def count(shop: Store, number: str) -> CountView:
    """One count. Raises UnknownDocument, AmbiguousDocument."""
    with shop.read() as connection:
        return reports.by_number(connection, shop.profile, number)


def locations(shop: Store) -> tuple[str, ...]:
    """The codes of all locations."""
    with shop.read() as connection:
        return tuple(one.location for one in places(connection))


def plan(shop: Store, how: dict[str, object], command: str) -> str:
    """Plan a count; returns its number. Raises what `counts.plan` raises."""
    entry = counts.plan(shop, **how, command=command)  # type: ignore[arg-type]
    return str(getattr(entry.envelope.fact, "number", ""))


def enter(shop: Store, state: Counting) -> CountView:
    """Enter what was counted in the bin. Trying again is harmless. Raises what `counts.enter` raises."""
    by_lot: dict[str, list[tuple[str, Thousandths]]] = {}
    for pile in state.piles:
        by_lot.setdefault(pile.lot, []).append((pile.sku, pile.quantity))
    for place, lot in enumerate(sorted(by_lot)):
        # One identity was made when the bin was opened: each lot's is that one and its place.
        command = str(UUID(int=UUID(state.form).int + place))
        counts.enter(shop, state.view.number, state.bin or LOOSE, by_lot[lot], lot=lot, command=command)
    return count(shop, state.view.number)


def close(shop: Store, number: str, reason: str, *, accept: bool, command: str) -> CountView:
    """Close the count under a reason code. Raises what `counts.close` raises."""
    counts.close(shop, number, reason=reason, accept=accept, command=command)
    return count(shop, number)
