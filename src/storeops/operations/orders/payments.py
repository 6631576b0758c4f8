"""An order's money: authorised, captured, paid, given back. What was paid before it is sent is a liability."""

from __future__ import annotations

from collections.abc import Iterable

from storeops.database.queries import orders as queries
from storeops.journal.facts import OrderReleased, PaymentRecorded
from storeops.operations.drawer import DrawerNotOpen
from storeops.operations.orders import allocation
from storeops.operations.orders.sourcing import ground
from storeops.operations.remarks import remark
from storeops.reports.orders.state import OrderState, by_id, read
from storeops.rules import postings
from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.orders.document import DocumentPayment, PaymentKind
from storeops.rules.tenders import CARD, CASH, Tender, check
from storeops.store import Store, Tx

AUTHORISED, VOIDED, CAPTURED, PAID, REFUNDED = "authorised", "voided", "captured", "paid", "refunded"

_STAGES = {PaymentKind.AUTHORISED: AUTHORISED, PaymentKind.CAPTURED: PAID, PaymentKind.REFUNDED: REFUNDED}


class NothingDue(Refused):
    """More would be paid, or given back, than is due. `due` in minor units, below zero where money has to go back."""

    def __init__(self, number: str, due: Minor) -> None:
        super().__init__(
            f"Order {number} has nothing like that to pay or to give back. Look at its payments with 'storeops order "
            f"show {number}'."
        )
        self.number = number
        self.due = due


class NotAuthorised(Refused):
    """More would be captured, or voided, than is authorised and not yet captured. `held` in minor units."""

    def __init__(self, number: str, held: Minor) -> None:
        super().__init__(f"Order {number} has no authorisation for so much. Take a payment instead.")
        self.number = number
        self.held = held


def pay(shop: Store, number: str, tender: Tender, *, authorise: bool = False, command: str = "") -> str:
    """Take money for an order: a deposit, the rest, or (`authorise`) the card's promise of it. Returns the order's id.

    A hold for payment ends when all is paid or promised. Raises UnknownDocument, UnknownTender, NotPositive,
    CardNumberRefused, DrawerNotOpen (cash), NothingDue, DiskAlmostFull."""
    check(tender)
    shop.require_room()
    with shop.write() as tx:
        state = read(tx.connection, number)
        if command and tx.recorded(command):
            return state.id
        if tender.amount > state.money.due - (state.money.held if authorise else 0):
            raise NothingDue(state.placed.number, state.money.due)
        record(tx, state.id, AUTHORISED if authorise else PAID, tender, id=command)
        secure(tx, by_id(tx.connection, state.id))
        return state.id


def capture(shop: Store, number: str, amount: Minor | None = None, *, command: str = "") -> str:
    """Collect what was authorised, all of it where no amount is named. Raises UnknownDocument, NotAuthorised."""
    with shop.write() as tx:
        state = read(tx.connection, number)
        if command and tx.recorded(command):
            return state.id
        wanted = state.money.held if amount is None else amount
        if wanted <= 0 or wanted > state.money.held:
            raise NotAuthorised(state.placed.number, state.money.held)
        record(tx, state.id, CAPTURED, Tender(CARD, wanted, approval(tx, state.id)), id=command)
        return state.id


def void(shop: Store, number: str, reason: str) -> str:
    """Let go of what is authorised and not captured. Raises UnknownDocument, NotAuthorised."""
    with shop.write() as tx:
        state = read(tx.connection, number)
        if not state.money.held:
            raise NotAuthorised(state.placed.number, 0)
        record(tx, state.id, VOIDED, Tender(CARD, state.money.held), reason=remark(reason, "reason"))
        return state.id


def refund(
    shop: Store, number: str, amount: Minor | None = None, *, tender: str = "", reason: str = "", command: str = ""
) -> str:
    """Give back what the customer has paid too much, to the tenders it came from, cards first; or to the tender named.

    Raises UnknownDocument, NothingDue, DrawerNotOpen (cash), UnknownTender, CardNumberRefused."""
    why = remark(reason, "reason")
    with shop.write() as tx:
        state = read(tx.connection, number)
        if command and tx.recorded(command):
            return state.id
        wanted = -state.money.due if amount is None else amount
        if wanted <= 0 or wanted > -state.money.due:
            raise NothingDue(state.placed.number, state.money.due)
        give_back(tx, state, wanted, tender=tender, reason=why, command=command)
        return state.id


def give_back(
    tx: Tx, state: OrderState, wanted: Minor, *, tender: str = "", reason: str = "", command: str = ""
) -> None:
    """Refund `wanted` to the tenders it was paid with."""
    for kind, amount, reference in ways_back(tx, state.id, wanted, tender):
        record(tx, state.id, REFUNDED, Tender(kind, amount, reference), reason=reason, id=command)
        command = ""


def ways_back(tx: Tx, order: str, wanted: Minor, tender: str) -> list[tuple[str, Minor, str]]:
    """(tender, amount, reference) of what goes back: to the tender named, else to those it came from, cash last."""
    if tender:
        check(Tender(tender, wanted))
        return [(tender, wanted, "")]
    left: dict[tuple[str, str], Minor] = {}
    for row in queries.payments(tx.connection, order):
        key = (row["tender"], row["reference"])
        if row["stage"] in (PAID, CAPTURED):
            left[key] = left.get(key, 0) + row["amount"]
        elif row["stage"] == REFUNDED:
            left[key] = left.get(key, 0) - row["amount"]
    ways = []
    for (kind, reference), amount in sorted(left.items(), key=lambda one: one[0][0] == CASH):
        if wanted > 0 and amount > 0:
            ways.append((kind, min(amount, wanted), reference))
            wanted -= min(amount, wanted)
    return ways


def record(tx: Tx, order: str, stage: str, tender: Tender, *, reason: str = "", id: str = "") -> None:
    """One step of an order's payment. Cash needs this terminal's drawer. Raises DrawerNotOpen."""
    session = ""
    if tender.kind == CASH:
        if tx.session is None:
            raise DrawerNotOpen(tx.profile.terminal)
        session = tx.session["id"]
    account = postings.DRAWER if tender.kind == CASH else postings.CARD_CLEARING
    sign = {PAID: 1, CAPTURED: 1, REFUNDED: -1}.get(stage, 0)
    tx.record(
        PaymentRecorded(
            order=order,
            stage=stage,
            tender=tender.kind,
            amount=tender.amount,
            reference=remark(tender.reference, "reference", limit=40),
            session=session,
            reason=reason,
            postings=postings.move(account, postings.DEPOSITS, sign * tender.amount),
        ),
        id=id,
    )


def record_documents(tx: Tx, order: str, payments: Iterable[DocumentPayment]) -> None:
    """What a channel's document says was paid: it went through the channel's own gateway, never through a drawer."""
    for one in payments:
        if one.amount:
            record(tx, order, _STAGES[one.kind], Tender(CARD, one.amount, (one.gateway or one.reference)[:40]))


def secure(tx: Tx, state: OrderState) -> None:
    """End the holds that waited for money, once all of it is paid or promised; what was held back is sourced then."""
    if state.money.due - state.money.held > 0:
        return
    waiting = [hold for hold in state.holds if hold.kind == "payment"]
    for hold in waiting:
        tx.record(OrderReleased(order=state.id, hold=hold.fact, kind_of_hold=hold.kind, reason="paid"))
    if waiting and len(waiting) == len(state.holds):
        again = by_id(tx.connection, state.id)
        if one := allocation.candidate(again):
            at = ground(tx.connection, tx.profile, tx.now)
            allocation.take(tx, at, again, one, allocation.plan_one(tx, at, one))


def approval(tx: Tx, order: str) -> str:
    """The approval code of the last authorisation."""
    codes = [row["reference"] for row in queries.payments(tx.connection, order) if row["stage"] == AUTHORISED]
    return codes[-1] if codes else ""
