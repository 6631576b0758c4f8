"""Placing an order: captured, checked, priced, promised and sourced in one transaction, or refused and nothing left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec
from msgspec import structs

from storeops.database.queries import orders as queries
from storeops.journal.envelope import utc_text
from storeops.journal.facts import OrderCancelled, OrderHeld, OrderPlaced
from storeops.operations import reservations
from storeops.operations.orders import allocation, holding, money, shortage
from storeops.operations.orders.drafting import draft
from storeops.operations.orders.elsewhere import sent_elsewhere
from storeops.operations.orders.how import BEFORE, How
from storeops.operations.orders.parties import CustomerRefused
from storeops.operations.orders.sourcing import Candidate, Ground, allocations_of, ground, promise_from
from storeops.planning.sourcing import Plan
from storeops.reports.orders.state import OrderState, after_placing, by_id
from storeops.rules import holds
from storeops.rules.amounts import Thousandths
from storeops.rules.channels import CANCEL, UnknownChannel
from storeops.rules.errors import Refused
from storeops.rules.orders.document import DocumentKind, DocumentRefused, OrderDocument
from storeops.rules.orders.lines import LineQuantity, cancelled_part
from storeops.rules.wording import quote
from storeops.store import Store, Tx


class DocumentChanged(Refused):
    """A channel sends another document under an identity that became an order already."""

    def __init__(self, external: str, order: str) -> None:
        super().__init__(
            f"Order {quote(external)} was taken before with something else in it. Look at it with 'storeops order show "
            f"{order}', and amend or cancel it there."
        )
        self.external = external
        self.order = order


class NoLines(Refused):
    def __init__(self) -> None:
        super().__init__("There is nothing in this order yet. Name at least one product and its quantity.")


def place(shop: Store, document: OrderDocument, how: How | None = None) -> str:
    """Take an order; returns its id. The same document, or the same command, again changes nothing.

    Raises UnknownChannel, NotOffered, CustomerRefused, UnknownProduct, NotForSale, NoPrice, NotWhole, NotAQuantity,
    NoTariff, TooHeavy, BadWindow, DocumentRefused, DocumentChanged, NoLines, UnknownPreference, UnknownDue,
    CardNumberRefused, UnknownReservation, ReservationOver, DiskAlmostFull; nothing is written then."""
    shop.require_room()
    with shop.write() as tx:
        return place_in(tx, document, how or How())


def place_in(tx: Tx, document: OrderDocument, how: How, at: Ground | None = None) -> str:
    """`place` within a transaction of the caller's; `at` where many orders are placed on one ground."""
    if done := _placed_before(tx, document, how):
        return done
    if how.reservation:
        reservations.end(tx, how.reservation, "became an order")
    at = at or ground(tx.connection, tx.profile, tx.now)
    placed, problems = drafted(tx, document, how, at)
    return _record(tx, document, how, at, placed, problems)


def drafted(tx: Tx, document: OrderDocument, how: How, at: Ground) -> tuple[OrderPlaced, list[str]]:
    """The order's first fact, all but where it will come from, and what is wrong with the customer or the address.

    Where somebody is there to mend it (`how.strict`) that is refused. Raises what `place` raises; writes nothing."""
    require_order(document)
    if not document.lines:
        raise NoLines
    channel = at.channels.get(document.channel)
    if channel is None:
        raise UnknownChannel(document.channel, list(at.channels))
    problems: list[str] = []
    placed = draft(tx, document, how, channel, at, problems)
    if problems and how.strict:
        raise CustomerRefused(tuple(problems))
    return placed, problems


def require_order(document: OrderDocument) -> None:
    """An invoice or a credit note tells of goods that were asked for elsewhere. Raises DocumentRefused."""
    if document.kind is not DocumentKind.ORDER:
        raise DocumentRefused(f"it is no order but a document of another kind ({document.kind})", document.external)


def _placed_before(tx: Tx, document: OrderDocument, how: How) -> str:
    if how.command and (entry := tx.recorded(how.command)):
        return entry.envelope.id
    if document.external and (known := queries.document(tx.connection, document.channel, document.external)):
        order, digest = known
        if digest != (how.digest or digest_of(document)):
            row = queries.row(tx.connection, order)
            raise DocumentChanged(document.external, row["number"] if row else order)
        return order
    return ""


def digest_of(document: OrderDocument) -> str:
    """What tells a document from a changed one, where its channel's own bytes are not at hand."""
    return sha256(msgspec.json.encode(document)).hexdigest()


def _record(tx: Tx, document: OrderDocument, how: How, at: Ground, placed: OrderPlaced, problems: Sequence[str]) -> str:
    """Write the order and everything that follows from it at once: holds, payments, promised stock.

    What the channel has sent in full waits for nobody: neither a better address nor money would send it again."""
    order = how.command or tx.new_id()
    if document.external and not placed.digest:
        placed = structs.replace(placed, digest=digest_of(document))
    state = after_placing(order, placed, tx.now.isoformat(), tx.profile.origin)
    done = sent_elsewhere(document, state)
    waits = [] if done.parts and not state.missing() else _holds(tx, at, document, placed, problems)
    one = None if problems or document.cancelled else allocation.candidate(state, how.pinned)
    plan = allocation.plan_one(tx, at, one) if one else None
    if one and plan and not placed.promised:
        placed = promised(tx, at, placed, one, plan)
        state.placed = placed
    tx.record(placed, id=order)
    if done.parts:
        tx.record(OrderCancelled(order=order, lines=done.parts, reason="sent by the channel already", whole=False))
    for hold in waits:
        tx.record(OrderHeld(order=order, hold=hold.kind, reason=" ".join(hold.reasons)))
    if done.paid is not None:
        money.record_documents(tx, order, document.payments, less=done.paid)
    if document.cancelled:
        tx.record(OrderCancelled(order=order, lines=_everything(state), reason="cancelled by the channel", whole=True))
    if one and plan:
        taken = allocation.take(tx, at, state, one, plan)
        if shortage.settle(tx, at, state, one, taken):
            holding.secure(tx, by_id(tx.connection, order))
    return order


def _everything(state: OrderState) -> tuple[LineQuantity, ...]:
    inclusive = state.placed.prices_include_tax
    return tuple(
        cancelled_part(line, state.counter(line.line).cancelled, rest, prices_include_tax=inclusive)
        for line in state.lines.values()
        if (rest := line.quantity - state.counter(line.line).cancelled) > 0
    )


def _holds(
    tx: Tx, at: Ground, document: OrderDocument, placed: OrderPlaced, problems: Sequence[str]
) -> list[holds.Hold]:
    """Why the order waits for a person, if it does."""
    found = [holds.hold("address", *problems)] if problems else []
    fraud = holds.fraud_rules(at.settings, tx.profile.currency)
    if fraud != holds.FraudRules(currency=tx.profile.currency):
        day_ago = utc_text((tx.now - timedelta(days=1)).isoformat())
        before, lately = queries.customers_orders(tx.connection, placed.customer.code, day_ago)
        reasons = holds.fraud_reasons(
            fraud,
            total=placed.total,
            first_order=before == 0,
            ship_to_country=placed.ship_to.country,
            bill_to_country=placed.bill_to.country,
            largest_quantity=max(line.quantity for line in placed.lines),
            email=placed.customer.email,
            orders_in_24_hours=lately + 1,
        )
        if reasons:
            found.append(holds.hold("fraud", *reasons))
    if placed.due == BEFORE and money.secured(document.payments) < placed.total and not document.cancelled:
        found.append(holds.hold(holds.PAYMENT, holding.UNPAID))
    return found


def promised(tx: Tx, at: Ground, placed: OrderPlaced, one: Candidate, plan: Plan) -> OrderPlaced:
    """The day by which everything is there, where everything can be had; with every step to it."""
    chosen = allocations_of(plan, one)
    got: dict[int, Thousandths] = {}
    for part in chosen:
        got[part.line] = got.get(part.line, 0) + part.quantity
    short = any(got.get(line.line, 0) < quantity for line, quantity in one.lines)
    if short and not (got and placed.short_preference == CANCEL):
        return structs.replace(placed, promise_reasons=("Not everything is in stock: no day is promised yet.",))
    placed_at = datetime.fromisoformat(placed.placed_at) if placed.placed_at else tx.now
    promises = [
        promise
        for code in sorted({part.location for part in chosen})
        if (site := at.site(code)) is not None
        and (promise := promise_from(at, site, one.service, one.country, one.area, placed_at)) is not None
    ]
    if not promises:
        return placed
    last = max(promises, key=lambda promise: promise.deliver_by)
    return structs.replace(placed, promised=last.deliver_by.isoformat(), promise_reasons=last.reasons)
