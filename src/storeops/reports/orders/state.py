"""An order as it stands: its facts, and what its counters say. What operations decide by and views are made of."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection

from storeops.database.queries import numbers
from storeops.database.queries import orders as queries
from storeops.journal.facts import OrderAmended, OrderPlaced
from storeops.journal.facts.orders import Allocation
from storeops.journal.reading import fact
from storeops.rules.addresses import Address
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.orders.lines import GOODS, LineQuantity, OrderLine, cancelled_part, takes
from storeops.rules.orders.status import LineCounters, Money

NOTHING = LineCounters()


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
            per_one = dict(takes(line, 1000))
            quantity = min(parts.get(sku, 0) * 1000 // each for sku, each in per_one.items() if each)
            if quantity > 0:
                standing = takes(line, quantity)
                found.append(Allocation(line=line.line, quantity=quantity, location=location, parts=standing))
        return found


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
    return OrderState(
        id=order,
        at=placed.placed_at or entry.envelope.at,
        placed=placed,
        lines=lines,
        counters=_counters(connection, order, lines),
        money=Money(**queries.money(connection, order)),
        fields=queries.fields(connection, order),
        holds=tuple(Hold(*row) for row in queries.holds(connection, order)),
        allocated=_allocated(connection, order),
    )


def _counters(connection: Connection, order: str, lines: dict[int, OrderLine]) -> dict[int, LineCounters]:
    return {
        line: LineCounters(**counted, goods=line not in lines or lines[line].kind == GOODS)
        for line, counted in queries.counters(connection, order).items()
    }


def _allocated(connection: Connection, order: str) -> dict[tuple[int, str], dict[str, Thousandths]]:
    found: dict[tuple[int, str], dict[str, Thousandths]] = {}
    for line, location, sku, quantity in queries.allocations(connection, order):
        found.setdefault((line, location), {})[sku] = quantity
    return found


def after_placing(order: str, placed: OrderPlaced, at: str) -> OrderState:
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
    )


def reinstatements(state: OrderState, most: dict[int, Thousandths] | None = None) -> tuple[LineQuantity, ...]:
    """The parts that were cancelled and sent all the same; at most `most` of a line."""
    found = []
    for line in state.goods:
        counted = state.counter(line.line)
        over = min(-counted.open, counted.off)
        if most is not None:
            over = min(over, most.get(line.line, 0))
        if over > 0:
            found.append(_worth_again(state, line, counted.off, over))
    return tuple(found)


def _worth_again(state: OrderState, line: OrderLine, off: Thousandths, over: Thousandths) -> LineQuantity:
    """What the last `over` of the cancelled units took off the order's total."""
    value: Minor = cancelled_part(line, off - over, over, prices_include_tax=state.placed.prices_include_tax).value
    return LineQuantity(line.line, over, value, True)
