"""Projections of customer orders: rows of what was ordered, and counters that only grow."""

from __future__ import annotations

from storeops.journal.envelope import Entry, kind_of, utc_text
from storeops.journal.facts import (
    DocumentQuarantined,
    DocumentSettled,
    LineQuantity,
    OrderAmended,
    OrderCancelled,
    OrderDispatched,
    OrderHeld,
    OrderLine,
    OrderPlaced,
    OrderReleased,
    OrderResolved,
    OrderReturned,
    PaymentRecorded,
    StockAllocated,
    StockDeallocated,
)
from storeops.journal.facts.orders import Allocation
from storeops.journal.projections.changes import Changes
from storeops.journal.projections.money import post
from storeops.journal.projections.order_rows import (
    CustomerOrderRow,
    OrderDispatchRow,
    OrderDocumentRow,
    OrderEventRow,
    OrderFieldRow,
    OrderHoldEndRow,
    OrderHoldRow,
    OrderLineRow,
    OrderPaymentRow,
    QuarantineEndRow,
    QuarantineRow,
)
from storeops.rules.chains import origin_of

GOODS = "goods"


def placed(entry: Entry, fact: OrderPlaced, changes: Changes) -> None:
    envelope, order = entry.envelope, entry.envelope.id
    changes.insert(
        CustomerOrderRow(
            id=order,
            number=fact.number,
            series=fact.series,
            counter=fact.counter,
            channel=fact.channel,
            external=fact.external,
            store=envelope.store,
            terminal=envelope.terminal,
            actor=envelope.actor,
            business_date=envelope.business_date,
            at=utc_text(fact.placed_at or envelope.at),
            currency=fact.currency,
            customer=fact.customer.code,
            customer_name=fact.customer.name or fact.customer.company,
            country=fact.ship_to.country,
            region=fact.region,
            service=fact.service,
            pickup_location=fact.pickup_location,
            promised=fact.promised,
            short_preference=fact.short_preference,
            due=fact.due,
            lines=len(fact.lines),
            discount=fact.discount,
            net=fact.net,
            tax=fact.tax,
            total=fact.total,
            prices_include_tax=fact.prices_include_tax,
        )
    )
    _lines(order, order, fact.lines, changes)
    changes.add("order_money", (order, "total"), fact.total)
    if fact.external:
        changes.insert(OrderDocumentRow(fact.channel, fact.external, order, fact.digest))
    _event(entry, order, changes)


def _lines(order: str, by: str, lines: tuple[OrderLine, ...], changes: Changes) -> None:
    for line in lines:
        changes.insert(
            OrderLineRow(
                order_id=order,
                line=line.line,
                added_by=by,
                kind=line.kind,
                sku=line.sku,
                name=line.name,
                department=line.department,
                unit=line.unit,
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount=sum(discount.amount for discount in line.discounts) if line.discounts else 0,
                amount=line.amount,
                net=line.net,
                tax=line.tax,
                cost=line.cost,
                substitutes=line.substitutes,
                kit=bool(line.parts),
            )
        )
        changes.add("order_counter", (order, line.line, "ordered"), line.quantity)
        if line.kind == GOODS:
            changes.add("order_open", (order,), line.quantity)


def _event(entry: Entry, order: str, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(OrderEventRow(order, envelope.id, kind_of(envelope.fact), utc_text(envelope.at)))


def amended(entry: Entry, fact: OrderAmended, changes: Changes) -> None:
    envelope = entry.envelope
    _lines(fact.order, envelope.id, fact.added, changes)
    _cancel(fact.order, fact.cancelled, changes)
    for field, value in fact.fields.items():
        changes.insert(
            OrderFieldRow(fact.order, field, envelope.id, utc_text(envelope.at), origin_of(entry.origin), value)
        )
    changes.add("order_money", (fact.order, "total"), fact.total_added)
    _event(entry, fact.order, changes)


def cancelled(entry: Entry, fact: OrderCancelled, changes: Changes) -> None:
    _cancel(fact.order, fact.lines, changes)
    _event(entry, fact.order, changes)


def _cancel(order: str, lines: tuple[LineQuantity, ...], changes: Changes) -> None:
    for line in lines:
        changes.add("order_counter", (order, line.line, "cancelled"), line.quantity)
        changes.add("order_money", (order, "cancelled"), line.value)
        if line.goods:
            changes.add("order_open", (order,), -line.quantity)


def held(entry: Entry, fact: OrderHeld, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(OrderHoldRow(envelope.id, fact.order, fact.hold, fact.reason, envelope.at, envelope.actor))
    _event(entry, fact.order, changes)


def released(entry: Entry, fact: OrderReleased, changes: Changes) -> None:
    changes.insert(OrderHoldEndRow(fact.hold, entry.envelope.id))
    _event(entry, fact.order, changes)


def allocated(entry: Entry, fact: StockAllocated, changes: Changes) -> None:
    _promise(fact.order, fact.allocations, "allocated", 1, changes)
    _event(entry, fact.order, changes)


def deallocated(entry: Entry, fact: StockDeallocated, changes: Changes) -> None:
    _promise(fact.order, fact.allocations, "deallocated", -1, changes)
    _event(entry, fact.order, changes)


def _promise(order: str, allocations: tuple[Allocation, ...], counter: str, sign: int, changes: Changes) -> None:
    """`counter` empty: the promise is fulfilled, which the counter `shipped` says already."""
    for allocation in allocations:
        if counter:
            changes.add("order_counter", (order, allocation.line, counter), allocation.quantity)
        for sku, quantity in allocation.parts:
            changes.add("order_allocation", (order, allocation.line, sku, allocation.location), sign * quantity)


def paid(entry: Entry, fact: PaymentRecorded, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        OrderPaymentRow(
            envelope.id,
            fact.order,
            fact.stage,
            fact.tender,
            fact.amount,
            fact.reference,
            envelope.at,
            envelope.actor,
        )
    )
    changes.add("order_money", (fact.order, fact.stage), fact.amount)
    post(changes, envelope, fact.session, fact.postings)
    _event(entry, fact.order, changes)


def dispatched(entry: Entry, fact: OrderDispatched, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(OrderDispatchRow(fact.sale, envelope.id, fact.order, fact.location, envelope.at))
    for line in fact.lines:
        changes.add("order_counter", (fact.order, line.line, "shipped"), line.quantity)
        changes.add("order_money", (fact.order, "dispatched"), line.value)
        if line.goods:
            changes.add("order_open", (fact.order,), -line.quantity)
    _promise(fact.order, fact.released, "", -1, changes)
    for one in fact.handled:
        for stage, quantity in (("picked", one.picked), ("packed", one.packed)):
            if quantity:
                changes.add("order_handling", (fact.order, one.line, one.sku, fact.location, stage), -quantity)
    _event(entry, fact.order, changes)


def returned(entry: Entry, fact: OrderReturned, changes: Changes) -> None:
    for line in fact.lines:
        changes.add("order_counter", (fact.order, line.line, "returned"), line.quantity)
        changes.add("order_money", (fact.order, "returned"), line.value)
    _event(entry, fact.order, changes)


def resolved(entry: Entry, fact: OrderResolved, changes: Changes) -> None:
    for line in fact.reinstated:
        changes.add("order_counter", (fact.order, line.line, "reinstated"), line.quantity)
        changes.add("order_money", (fact.order, "reinstated"), line.value)
        if line.goods:
            changes.add("order_open", (fact.order,), line.quantity)
    if fact.difference:
        changes.add("order_money", (fact.order, "reinstated"), fact.difference)
    _event(entry, fact.order, changes)


def quarantined(entry: Entry, fact: DocumentQuarantined, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        QuarantineRow(envelope.id, fact.channel, fact.format, fact.external, fact.digest, fact.reason, envelope.at)
    )


def settled(entry: Entry, fact: DocumentSettled, changes: Changes) -> None:
    changes.insert(QuarantineEndRow(fact.quarantine, entry.envelope.id, fact.outcome))
