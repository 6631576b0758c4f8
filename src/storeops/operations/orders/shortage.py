"""When stock is short: what the customer said they would prefer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storeops.database.queries import products, sourcing
from storeops.journal.facts import OrderAmended, OrderCancelled
from storeops.journal.facts.orders import Allocation
from storeops.operations.lookup import item_of
from storeops.operations.orders import allocation, cancelling, money
from storeops.operations.orders.sourcing import Candidate, Ground, allocations_of, ground
from storeops.reports.orders.state import OrderState, by_id
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.carts import Item
from storeops.rules.channels import CANCEL, SUBSTITUTE
from storeops.rules.discounts import Discount
from storeops.rules.holds import PAYMENT
from storeops.rules.money import part
from storeops.rules.orders.lines import GOODS, LineQuantity, OrderLine, first_unit
from storeops.rules.quantity import extend
from storeops.rules.tax import TaxRounding, compute
from storeops.store import Tx


def source(tx: Tx, order: str, *, prefer: bool = True) -> bool:
    """Promise what is missing, unless the order waits for a person; do with what is short as the customer prefers,
    unless not to `prefer` it. True where something was promised."""
    state = by_id(tx.connection, order)
    one = None if any(hold.kind != PAYMENT for hold in state.holds) else allocation.candidate(state)
    if one is None:
        return False
    at = ground(tx.connection, tx.profile, tx.now)
    taken = allocation.take(tx, at, state, one, allocation.plan_one(tx, at, one))
    if prefer:
        settle(tx, at, by_id(tx.connection, order), one, taken)
    return bool(taken)


def settle(tx: Tx, at: Ground, state: OrderState, one: Candidate, taken: Sequence[Allocation]) -> bool:
    """Do with what is short as the customer prefers: cancel it, send something else, or (every other preference) leave
    it open for the goods that come in. True where the order was changed."""
    got: dict[int, Thousandths] = {}
    for stood in taken:
        got[stood.line] = got.get(stood.line, 0) + stood.quantity
    short = [(line, quantity - got.get(line.line, 0)) for line, quantity in one.lines]
    short = [(line, quantity) for line, quantity in short if quantity > 0]
    if not short or state.short_preference not in (CANCEL, SUBSTITUTE):
        return False
    if state.short_preference == SUBSTITUTE:
        changed = _substitute(tx, at, state, one, short)
    else:
        parts = cancelling.with_charges(state, [cancelling.part(state, line.line, q) for line, q in short])
        whole = cancelling.whole(state, parts)
        tx.record(OrderCancelled(order=state.id, lines=parts, reason="out of stock", whole=whole))
        changed = True
    if changed:
        money.square(tx, by_id(tx.connection, state.id), "out of stock")
    return changed


def _substitute(
    tx: Tx, at: Ground, state: OrderState, one: Candidate, short: Sequence[tuple[OrderLine, Thousandths]]
) -> bool:
    """The first substitute that can be had in full takes the place of each short line, and never costs more."""
    added: list[OrderLine] = []
    off: list[LineQuantity] = []
    for line, quantity in short:
        instead = _found(tx, at, state, one, line, quantity, added)
        if instead is not None:
            off.append(cancelling.part(state, line.line, quantity))
            added.append(instead)
    if not added:
        return False
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
    if left := allocation.candidate(again, one.pinned):
        allocation.take(tx, at, again, left, allocation.plan_one(tx, at, left))
    return True


def _found(
    tx: Tx,
    at: Ground,
    state: OrderState,
    one: Candidate,
    line: OrderLine,
    quantity: Thousandths,
    added: Sequence[OrderLine],
) -> OrderLine | None:
    """The first substitute of which the whole quantity can be sent to this customer, beside those found before."""
    others = sourcing.substitutes(tx.connection, line.sku)
    rows = {row.sku: row for row in products.by_skus(tx.connection, others, tx.business_date)} if others else {}
    for sku in others:
        row = rows.get(sku)
        if row is None or not row.active or row.price is None or row.unit != line.unit:
            continue
        number = state.next_line(tx.profile.origin) + len(added)
        instead = _instead(state, line, item_of(tx.connection, row, tx.business_date), quantity, number)
        wanted = [*((other, other.quantity) for other in added), (instead, quantity)]
        trial = replace(one, lines=tuple(wanted))
        got = sum(found.quantity for found in allocations_of(allocation.plan_one(tx, at, trial), trial))
        if got == sum(wish for _, wish in wanted):
            return instead
    return None


def _instead(state: OrderState, line: OrderLine, item: Item, quantity: Thousandths, number: int) -> OrderLine:
    """The line of a substitute: at its own price, or at what the short goods would have cost where that is less."""
    price = extend(item.price, quantity)
    amount = min(price, _worth(state, line, quantity))
    (taxed,) = compute(
        [(amount, item.taxes)],
        prices_include_tax=state.placed.prices_include_tax,
        rounding=TaxRounding(state.placed.tax_rounding),
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
        discounts=(Discount("discount", price - amount),) if price > amount else (),
        amount=amount,
        net=taxed.net,
        tax=taxed.tax,
        taxes=taxed.shares,
        cost=extend(item.cost, quantity),
        substitutes=line.line,
    )


def _worth(state: OrderState, line: OrderLine, quantity: Thousandths) -> Minor:
    """What the short goods, the last of the line, would have cost in the way prices are shown."""
    start = first_unit(line, line.quantity - state.counter(line.line).off - quantity, quantity)
    return part(line.amount, line.quantity, start, quantity)
