"""An order as it stands: its facts, and what its counters say. What operations decide by and views are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from zlib import crc32

import msgspec
from sqlalchemy import Connection

from storeops.database.queries import numbers
from storeops.database.queries import orders as queries
from storeops.journal.facts import OrderAmended, OrderPlaced
from storeops.journal.facts.orders import Allocation
from storeops.journal.reading import fact
from storeops.rules.addresses import Address
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.orders.lines import GOODS, LineQuantity, OrderLine, cancelled_part, stands, takes
from storeops.rules.orders.status import LineCounters, Money

NOTHING = LineCounters()

OWN_RANGE, OWN_RANGES = 1000, 1_000_000


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold that still holds."""

    fact: str
    kind: str
    reason: str
    at: str
    actor: str


@dataclass(slots=True)
class OrderState:
    """An order within one transaction. `allocated`: (line, location) -> SKU -> thousandths that stand ready."""

    id: str
    at: str
    """When it was placed, ISO 8601 with offset."""
    placed: OrderPlaced
    lines: dict[int, OrderLine]
    counters: dict[int, LineCounters]
    money: Money
    fields: dict[str, str]
    holds: tuple[Hold, ...]
    allocated: dict[tuple[int, str], dict[str, Thousandths]] = field(default_factory=dict)
    origin: str = ""
    """Where it was placed."""
    difference: Minor = 0
    """By how much what was sent differs from what is owed, where facts of several origins made it so."""
    _by_line: dict[int, list[tuple[str, dict[str, Thousandths]]]] | None = None
    """`allocated` by line: an order of a thousand lines is asked a thousand times what stands for one."""

    def counter(self, line: int) -> LineCounters:
        return self.counters.get(line, NOTHING)

    @property
    def service(self) -> str:
        return self.fields.get("service", self.placed.service)

    @property
    def region(self) -> str:
        return self.fields.get("region", self.placed.region)

    @property
    def promised(self) -> str:
        return self.fields.get("promised", self.placed.promised)

    @property
    def window(self) -> str:
        """From when to when it can be delivered, '09:00-12:00'; '' for any time."""
        return self.fields.get("window", self.placed.window)

    @property
    def pickup_location(self) -> str:
        return self.fields.get("pickup_location", self.placed.pickup_location)

    @property
    def short_preference(self) -> str:
        return self.fields.get("short_preference", self.placed.short_preference)

    @property
    def ship_to(self) -> Address:
        if changed := self.fields.get("ship_to"):
            return msgspec.json.decode(changed, type=Address)
        return self.placed.ship_to

    @property
    def on_hold(self) -> bool:
        return bool(self.holds)

    @property
    def goods(self) -> list[OrderLine]:
        return [line for line in self.lines.values() if line.kind == GOODS]

    def missing(self) -> dict[int, Thousandths]:
        """What of each line is to be sent and promised from nowhere."""
        found = {line.line: self.counter(line.line).missing for line in self.goods}
        return {line: quantity for line, quantity in found.items() if quantity}

    def standing(self, line: OrderLine) -> list[Allocation]:
        """The promises that stand for a line, one for each location, in units of the line."""
        if self._by_line is None:
            self._by_line = {}
            for (number, location), parts in sorted(self.allocated.items()):
                self._by_line.setdefault(number, []).append((location, parts))
        found = []
        for location, parts in self._by_line.get(line.line, ()):
            if quantity := stands(line, parts)[0]:
                found.append(_allocation(line, quantity, location))
        return found

    def overdrawn(self, line: OrderLine) -> list[Allocation]:
        """What was sent from each location without a promise there, in units of the line."""
        found = []
        for (number, location), parts in sorted(self.allocated.items()):
            if number == line.line and (quantity := stands(line, parts)[1]):
                found.append(_allocation(line, quantity, location))
        return found

    @property
    def closed(self) -> bool:
        """Nothing is to be sent or charged any more, and nothing was more than once."""
        return all(counted.open == 0 for counted in self.counters.values())

    def next_line(self, origin: str) -> int:
        """The number of the next line that `origin` adds. A database that did not place the order counts in a range
        of its own: two that add lines without having seen each other must not mean two products by one number."""
        first = 1 if origin == self.origin else OWN_RANGE * (1 + crc32(origin.encode()) % OWN_RANGES)
        return max((line + 1 for line in self.lines if first <= line < first + OWN_RANGE), default=first)


def _allocation(line: OrderLine, quantity: Thousandths, location: str) -> Allocation:
    return Allocation(line=line.line, quantity=quantity, location=location, parts=takes(line, quantity))


def read(connection: Connection, number: str) -> OrderState:
    """The order with a number (or what it ends in), or an id. Raises UnknownDocument, AmbiguousDocument."""
    return by_id(connection, numbers.id_of(connection, "order", number))


def by_id(connection: Connection, order: str) -> OrderState:
    """Raises UnknownDocument where there is no such order."""
    entry = fact(connection, order)
    if entry is None or not isinstance(entry.envelope.fact, OrderPlaced):
        raise numbers.UnknownDocument("order", order)
    placed = entry.envelope.fact
    lines = {line.line: line for line in placed.lines}
    for id in queries.amendments(connection, order):
        amended = fact(connection, id)
        if amended is not None and isinstance(amended.envelope.fact, OrderAmended):
            lines.update({line.line: line for line in amended.envelope.fact.added})
    allocated = _allocated(connection, order)
    state = OrderState(
        id=order,
        at=placed.placed_at or entry.envelope.at,
        placed=placed,
        lines=lines,
        counters=_counters(connection, order, lines, allocated),
        money=Money(**queries.money(connection, order)),
        fields=queries.fields(connection, order),
        holds=tuple(Hold(*row) for row in queries.holds(connection, order)),
        allocated=allocated,
        origin=entry.origin,
    )
    if state.closed and state.money.difference and queries.origins(connection, order) > 1:
        state.difference = state.money.difference
    return state


def _counters(
    connection: Connection,
    order: str,
    lines: dict[int, OrderLine],
    allocated: dict[tuple[int, str], dict[str, Thousandths]],
) -> dict[int, LineCounters]:
    sums: dict[int, tuple[Thousandths, Thousandths]] = {}
    for (line, _), parts in allocated.items():
        if line in lines:
            here, before = stands(lines[line], parts), sums.get(line, (0, 0))
            sums[line] = (before[0] + here[0], before[1] + here[1])
    return {
        line: LineCounters(
            **counted,
            goods=line not in lines or lines[line].kind == GOODS,
            standing=sums.get(line, (0, 0))[0],
            overdrawn=sums.get(line, (0, 0))[1],
        )
        for line, counted in queries.counters(connection, order).items()
    }


def _allocated(connection: Connection, order: str) -> dict[tuple[int, str], dict[str, Thousandths]]:
    found: dict[tuple[int, str], dict[str, Thousandths]] = {}
    for line, location, sku, quantity in queries.allocations(connection, order):
        found.setdefault((line, location), {})[sku] = quantity
    return found


def after_placing(order: str, placed: OrderPlaced, at: str, origin: str) -> OrderState:
    """The state of an order right after its first fact, without reading it back."""
    return OrderState(
        id=order,
        at=placed.placed_at or at,
        placed=placed,
        lines={line.line: line for line in placed.lines},
        counters={line.line: LineCounters(ordered=line.quantity, goods=line.kind == GOODS) for line in placed.lines},
        money=Money(total=placed.total),
        fields={},
        holds=(),
        origin=origin,
    )


def reinstatements(state: OrderState, most: dict[int, Thousandths] | None = None) -> tuple[LineQuantity, ...]:
    """The parts that were sent, or cancelled, beyond what was ordered; at most `most` of a line."""
    found = []
    for line in state.lines.values():
        counted = state.counter(line.line)
        over = -counted.open if most is None else min(-counted.open, most.get(line.line, 0))
        if over > 0:
            found.append(_worth_again(state, line, counted.off, over))
    return tuple(found)


def _worth_again(state: OrderState, line: OrderLine, off: Thousandths, over: Thousandths) -> LineQuantity:
    """What the last `over` of the cancelled units took off the order's total."""
    return cancelled_part(line, off - over, over, prices_include_tax=state.placed.prices_include_tax)
