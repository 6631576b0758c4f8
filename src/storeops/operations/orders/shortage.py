"""When stock is short: what the customer said they would prefer."""

from __future__ import annotations

from collections.abc import Sequence

from storeops.database.queries import availability, products, sourcing
from storeops.journal.envelope import utc_text
from storeops.journal.facts import OrderAmended, OrderCancelled
from storeops.journal.facts.orders import Allocation
from storeops.operations.lookup import item_of
from storeops.operations.orders import allocation
from storeops.operations.orders.sourcing import Candidate, Ground
from storeops.reports.orders.state import OrderState, by_id
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.carts import Item
from storeops.rules.channels import CANCEL, SUBSTITUTE
from storeops.rules.orders.lines import GOODS, LineQuantity, OrderLine, cancelled_part
from storeops.rules.quantity import extend
from storeops.rules.tax import TaxRounding, compute
from storeops.store import Tx


def settle(tx: Tx, at: Ground, state: OrderState, one: Candidate, taken: Sequence[Allocation]) -> None:
    """Do with what is short as the customer prefers: cancel it, send something else, or (every other preference) leave
    it open for the goods that come in."""
    got: dict[int, Thousandths] = {}
    for part in taken:
        got[part.line] = got.get(part.line, 0) + part.quantity
    short = [(line, quantity - got.get(line.line, 0)) for line, quantity in one.lines]
    short = [(line, quantity) for line, quantity in short if quantity > 0]
    if not short:
        return
    if state.short_preference == CANCEL:
        lines = tuple(_off(state, line, quantity) for line, quantity in short)
        tx.record(OrderCancelled(order=state.id, lines=lines, reason="out of stock", whole=not taken))
    elif state.short_preference == SUBSTITUTE:
        _substitute(tx, at, state, short)


def _off(state: OrderState, line: OrderLine, quantity: Thousandths) -> LineQuantity:
    before = state.counter(line.line).cancelled
    return cancelled_part(line, before, quantity, prices_include_tax=state.placed.prices_include_tax)


def _substitute(tx: Tx, at: Ground, state: OrderState, short: Sequence[tuple[OrderLine, Thousandths]]) -> None:
    """The first substitute that is there in full takes the place of each short line, and never costs more."""
    added, off = [], []
    number = max(state.lines)
    for line, quantity in short:
        item = _found(tx, state, line, quantity)
        if item is None:
            continue
        number += 1
        part = _off(state, line, quantity)
        off.append(part)
        added.append(_instead(state, line, item, quantity, number, part.value))
    if not added:
        return
    tx.record(
        OrderAmended(
            order=state.id,
            added=tuple(added),
            cancelled=tuple(off),
            fields={},
            reason="out of stock: a substitute is sent",
            total_added=sum(line.total for line in added),
        )
    )
    again = by_id(tx.connection, state.id)
    if one := allocation.candidate(again):
        allocation.take(tx, at, again, one, allocation.plan_one(tx, at, one))


def _found(tx: Tx, state: OrderState, line: OrderLine, quantity: Thousandths) -> Item | None:
    others = sourcing.substitutes(tx.connection, line.sku)
    rows = {row.sku: row for row in products.by_skus(tx.connection, others, tx.business_date)} if others else {}
    now = utc_text(tx.now.isoformat())
    there = availability.read(tx.connection, others, now=now, channel=state.placed.channel) if others else {}
    for sku in others:
        row = rows.get(sku)
        if row is None or not row.active or row.price is None or row.unit != line.unit:
            continue
        if sum(one.promisable for (of, _), one in there.items() if of == sku) >= quantity:
            return item_of(tx.connection, row, tx.business_date)
    return None


def _instead(
    state: OrderState, line: OrderLine, item: Item, quantity: Thousandths, number: int, value: Minor
) -> OrderLine:
    """The line of a substitute: at its own price, or at what the short goods would have cost where that is less."""
    inclusive = state.placed.prices_include_tax
    worth = value if inclusive else value - _tax_in(line, quantity)
    amount = min(extend(item.price, quantity), worth)
    (taxed,) = compute(
        [(amount, item.taxes)], prices_include_tax=inclusive, rounding=TaxRounding(state.placed.tax_rounding)
    ).lines
    return OrderLine(
        line=number,
        kind=GOODS,
        sku=item.sku,
        name=item.name,
        department=item.department,
        quantity=quantity,
        unit=item.unit,
        list_price=item.price,
        unit_price=item.price,
        price_reason=f"instead of {line.name}",
        amount=amount,
        net=taxed.net,
        tax=taxed.tax,
        taxes=taxed.shares,
        cost=extend(item.cost, quantity),
        substitutes=line.line,
    )


def _tax_in(line: OrderLine, quantity: Thousandths) -> Minor:
    return line.tax * quantity // line.quantity
