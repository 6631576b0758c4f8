"""The packing bench: which orders wait for it, and what of an order is left to pack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from storeops.database.queries import fulfilment as queries
from storeops.database.queries import packing as waiting_queries
from storeops.database.queries import products
from storeops.database.queries.profile import Profile
from storeops.reports.orders.state import OrderState, by_id, read
from storeops.rules.addresses import Address
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.quantity import UNITS
from storeops.rules.tariffs import PICKUP

NO_DAY = date.max


@dataclass(frozen=True, slots=True)
class BenchLine:
    """A product of a line: `left` stands here and is in no parcel yet, `picked` of that lies at the bench; `gone` of
    it was packed or sent before. `kit` is the name of the line where the product is a part of it."""

    line: int
    sku: str
    name: str
    unit: str
    kit: str
    ordered: Thousandths
    left: Thousandths
    picked: Thousandths
    gone: Thousandths


@dataclass(frozen=True, slots=True)
class BenchView:
    """An order at the packing bench of a location (empty: nothing of it stands anywhere)."""

    id: str
    number: str
    customer: str
    service: str
    promised: date | None
    ship_to: Address
    location: str
    holds: tuple[str, ...]
    parcels: int
    """Parcels of it that wait to leave from here."""
    lines: tuple[BenchLine, ...]


@dataclass(frozen=True, slots=True)
class WaitingView:
    """An order that waits to be packed: `pieces` stand here, `picked` of them lie at the bench."""

    number: str
    customer: str
    service: str
    promised: date | None
    lines: int
    pieces: int
    picked: int
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaitingOrders:
    """What waits for one bench, and how many orders wait at each other location."""

    location: str
    orders: tuple[WaitingView, ...]
    elsewhere: tuple[tuple[str, int], ...]


def left(connection: Connection, state: OrderState, location: str) -> dict[tuple[int, str], Thousandths]:
    """(line, SKU) -> thousandths that stand at a location and are in no parcel yet."""
    known = queries.handling(connection, state.id, location)
    found: dict[tuple[int, str], Thousandths] = {}
    for line in state.goods:
        for one in state.standing(line):
            if one.location == location:
                for sku, quantity in one.parts:
                    rest = quantity - known.get((line.line, sku, "packed"), 0)
                    if rest > 0:
                        found[line.line, sku] = rest
    return found


def waiting(connection: Connection, profile: Profile) -> WaitingOrders:
    """The orders that wait at this terminal's location: those that are picked first, then by promise; those on hold
    last. What is collected in the store is packed by nobody."""
    here = profile.location
    states = (by_id(connection, order) for order in waiting_queries.unpacked(connection, here))
    found = [(state.at, _waiting(connection, profile, state)) for state in states if state.service != PICKUP]
    found.sort(key=lambda one: (*_rank(one[1]), one[0], one[1].number))
    elsewhere = waiting_queries.unpacked_elsewhere(connection, here, PICKUP)
    return WaitingOrders(here, tuple(view for _, view in found if view.pieces), tuple(elsewhere))


def _rank(view: WaitingView) -> tuple[bool, int, date]:
    far = 0 if view.picked >= view.pieces else 1 if view.picked else 2
    return bool(view.holds), far, view.promised or NO_DAY


def _waiting(connection: Connection, profile: Profile, state: OrderState) -> WaitingView:
    lines = _lines(connection, state, profile.location, left(connection, state, profile.location))
    return WaitingView(
        number=state.placed.number,
        customer=_who(state),
        service=state.service,
        promised=_promised(state),
        lines=len({line.line for line in lines if line.left}),
        pieces=sum(pieces(line.left, line.unit) for line in lines),
        picked=sum(
            pieces(line.picked, line.unit) for line in lines if line.picked >= line.left or not _weighed(line.unit)
        ),
        holds=tuple(hold.kind for hold in state.holds),
    )


def pieces(quantity: Thousandths, unit: str) -> int:
    """How many pieces that is; what is weighed or measured is one."""
    return min(1, quantity) if _weighed(unit) else quantity // ONE


def _weighed(unit: str) -> bool:
    return unit in UNITS and UNITS[unit].decimals > 0


def at_bench(connection: Connection, profile: Profile, number: str) -> BenchView:
    """An order where it is packed: here if anything of it stands here, else at the first place where something does.

    Raises UnknownDocument, AmbiguousDocument."""
    state = read(connection, number)
    places = sorted({one.location for line in state.goods for one in state.standing(line)})
    rests = {place: left(connection, state, place) for place in places}
    # As the operation chooses, except that a place where all is packed gives way to one where something is left.
    mine = [place for place in places if place == profile.location and rests[place]]
    place = next(iter([*mine, *(place for place in places if rests[place]), *places]), "")
    return BenchView(
        id=state.id,
        number=state.placed.number,
        customer=_who(state),
        service=state.service,
        promised=_promised(state),
        ship_to=state.ship_to,
        location=place,
        holds=tuple(hold.reason for hold in state.holds),
        parcels=len(queries.unsent(connection, state.id, place)),
        lines=_lines(connection, state, place, rests.get(place, {})),
    )


def _lines(
    connection: Connection, state: OrderState, location: str, rest: dict[tuple[int, str], Thousandths]
) -> tuple[BenchLine, ...]:
    known = queries.handling(connection, state.id, location)
    named = _named(connection, (sku for line in state.goods for sku in (part.sku for part in line.parts)), state)
    found = []
    for line in state.goods:
        counted = state.counter(line.line)
        wanted = counted.ordered - counted.off
        for sku, each in [(part.sku, part.quantity) for part in line.parts] or [(line.sku, ONE)]:
            packed = known.get((line.line, sku, "packed"), 0)
            there = known.get((line.line, sku, "picked"), 0) - packed
            name, unit = named.get(sku, (sku, line.unit)) if line.parts else (line.name, line.unit)
            some = rest.get((line.line, sku), 0)
            found.append(
                BenchLine(
                    line=line.line,
                    sku=sku,
                    name=name,
                    unit=unit,
                    kit=line.name if line.parts else "",
                    ordered=wanted * each // ONE,
                    left=some,
                    picked=min(some, max(0, there)),
                    gone=max(0, packed) + max(0, counted.shipped) * each // ONE,
                )
            )
    return tuple(found)


def _named(connection: Connection, skus: Iterable[str], state: OrderState) -> dict[str, tuple[str, str]]:
    codes = sorted(set(skus))
    rows = products.by_skus(connection, codes, state.at[:10]) if codes else []
    return {row.sku: (row.name, row.unit) for row in rows}


def _who(state: OrderState) -> str:
    return state.placed.customer.name or state.placed.customer.company or state.placed.customer.email


def _promised(state: OrderState) -> date | None:
    return date.fromisoformat(state.promised) if state.promised else None
