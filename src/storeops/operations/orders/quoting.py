"""What an order would be, before it is placed: its lines, shipping, tax, promised day and where it would come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storeops.journal.facts import OrderPlaced
from storeops.journal.facts.orders import Allocation
from storeops.operations.orders import allocation, placing
from storeops.operations.orders.how import How
from storeops.operations.orders.sourcing import allocations_of, ground
from storeops.reports.orders.state import after_placing
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.orders.document import OrderDocument
from storeops.rules.orders.lines import GOODS, OrderLine
from storeops.store import Store


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A line as it would be ordered. `places`: (location, quantity) it would come from; `missing` is nowhere."""

    kind: str
    name: str
    unit: str
    quantity: Thousandths
    unit_price: Minor
    discount: Minor
    amount: Minor
    places: tuple[tuple[str, Thousandths], ...]
    missing: Thousandths


@dataclass(frozen=True, slots=True)
class Quote:
    """An order that is not placed yet. `shipping` is within the total; `promised` is None where no day can be named."""

    service: str
    lines: tuple[QuotedLine, ...]
    shipping: Minor
    discount: Minor
    tax: Minor
    total: Minor
    promised: date | None
    reasons: tuple[str, ...]

    @property
    def locations(self) -> tuple[str, ...]:
        """Where its goods would come from."""
        return tuple(sorted({place for line in self.lines for place, _ in line.places}))

    @property
    def short(self) -> bool:
        """Whether something is nowhere."""
        return any(line.missing for line in self.lines)


def quote(shop: Store, document: OrderDocument, how: How | None = None) -> Quote:
    """What `placing.place` would make of a document now. Nothing is written, and nothing is kept for it.

    Raises what `place` raises."""
    asked = how or How()
    with shop.write() as tx:
        at = ground(tx.connection, tx.profile, tx.now)
        placed, problems = placing.drafted(tx, document, asked, at)
        state = after_placing(tx.new_id(), placed, tx.now.isoformat(), tx.profile.origin)
        one = None if problems else allocation.candidate(state, asked.pinned)
        plan = allocation.plan_one(tx, at, one) if one else None
        chosen = allocations_of(plan, one) if one and plan else ()
        if one and plan and not placed.promised:
            placed = placing.promised(tx, at, placed, one, plan)
        return _quote(placed, chosen)


def _quote(placed: OrderPlaced, chosen: Sequence[Allocation]) -> Quote:
    return Quote(
        service=placed.service,
        lines=tuple(_line(line, [one for one in chosen if one.line == line.line]) for line in placed.lines),
        shipping=sum(line.total for line in placed.lines if line.kind == "shipping"),
        discount=placed.discount,
        tax=placed.tax,
        total=placed.total,
        promised=date.fromisoformat(placed.promised) if placed.promised else None,
        reasons=placed.promise_reasons,
    )


def _line(line: OrderLine, chosen: Sequence[Allocation]) -> QuotedLine:
    places = tuple((one.location, one.quantity) for one in chosen)
    return QuotedLine(
        kind=line.kind,
        name=line.name,
        unit=line.unit,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=sum(one.amount for one in line.discounts),
        amount=line.amount,
        places=places,
        missing=line.quantity - sum(quantity for _, quantity in places) if line.kind == GOODS else 0,
    )
