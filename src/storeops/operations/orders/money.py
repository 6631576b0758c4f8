"""An order's money, step by step, within a transaction. What was paid before it is sent is a liability."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from storeops.database.queries import orders as queries
from storeops.journal.facts import PaymentRecorded
from storeops.operations.drawer import DrawerNotOpen
from storeops.operations.remarks import remark
from storeops.reports.orders.state import OrderState
from storeops.rules import postings
from storeops.rules.amounts import Minor
from storeops.rules.orders.document import DocumentPayment, PaymentKind
from storeops.rules.tenders import CARD, CASH, Tender, check
from storeops.store import Tx

AUTHORISED, VOIDED, CAPTURED, PAID, REFUNDED = "authorised", "voided", "captured", "paid", "refunded"


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


def secured(payments: Iterable[DocumentPayment]) -> Minor:
    """What a channel's document says was taken or is held; what was captured out of an authorisation counts once."""
    held = taken = 0
    for one in payments:
        held += one.amount if one.kind is PaymentKind.AUTHORISED else 0
        taken += one.amount if one.kind is PaymentKind.CAPTURED else 0
    return max(held, taken)


def record_documents(tx: Tx, order: str, payments: Iterable[DocumentPayment], *, less: Minor = 0) -> None:
    """What a channel's document says was paid: it went through the channel's own gateway, never through a drawer.

    What it captured comes out of what it authorised, as far as that goes; `less` of it, from what was taken first, is
    not ours."""
    held = 0
    for one in sorted(_without(payments, less), key=lambda one: one.kind is not PaymentKind.AUTHORISED):
        reference = (one.gateway or one.reference)[:40]
        if one.kind is PaymentKind.CAPTURED:
            out = min(held, one.amount)
            held -= out
            steps = [(CAPTURED, out), (PAID, one.amount - out)]
        elif one.kind is PaymentKind.AUTHORISED:
            held += one.amount
            steps = [(AUTHORISED, one.amount)]
        else:
            steps = [(REFUNDED, one.amount)]
        for stage, amount in steps:
            if amount:
                record(tx, order, stage, Tender(CARD, amount, reference))


def _without(payments: Iterable[DocumentPayment], less: Minor) -> list[DocumentPayment]:
    """The payments without the first `less` of what was taken, and of what was authorised for it."""
    left = {PaymentKind.CAPTURED: less, PaymentKind.AUTHORISED: 0}
    known = list(payments)
    if less:
        taken = sum(one.amount for one in known if one.kind is PaymentKind.CAPTURED)
        held = sum(one.amount for one in known if one.kind is PaymentKind.AUTHORISED)
        left[PaymentKind.AUTHORISED] = min(held, less)
        left[PaymentKind.CAPTURED] = min(taken, less)
    found = []
    for one in known:
        off = min(one.amount, left.get(one.kind, 0))
        if one.kind in left:
            left[one.kind] -= off
        found.append(structs.replace(one, amount=one.amount - off))
    return found


def capture(tx: Tx, order: str, wanted: Minor, *, id: str = "") -> None:
    """Collect `wanted` from the authorisations, the oldest first."""
    for reference, held in _held(tx, order):
        if wanted > 0:
            record(tx, order, CAPTURED, Tender(CARD, min(wanted, held), reference), id=id)
            wanted, id = wanted - held, ""


def void(tx: Tx, order: str, wanted: Minor, reason: str) -> None:
    """Let go of `wanted` of the authorisations, the newest first."""
    for reference, held in reversed(_held(tx, order)):
        if wanted > 0:
            record(tx, order, VOIDED, Tender(CARD, min(wanted, held), reference), reason=reason)
            wanted -= held


def _held(tx: Tx, order: str) -> list[tuple[str, Minor]]:
    """What each authorisation, by its approval code, still holds."""
    left: dict[str, Minor] = {}
    for row in queries.payments(tx.connection, order):
        sign = {AUTHORISED: 1, CAPTURED: -1, VOIDED: -1}.get(row["stage"], 0)
        left[row["reference"]] = left.get(row["reference"], 0) + sign * row["amount"]
    return [(reference, amount) for reference, amount in left.items() if amount > 0]


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


def square(tx: Tx, state: OrderState, reason: str) -> None:
    """Void what is authorised beyond what is owed, and give back what was paid too much where that can be done now:
    cash only from a drawer that is open, else it stays due."""
    let_go(tx, state, reason)
    if state.money.due < 0:
        cash = any(kind == CASH for kind, _, _ in ways_back(tx, state.id, -state.money.due, ""))
        if not cash or tx.session is not None:
            give_back(tx, state, -state.money.due, reason=reason)


def let_go(tx: Tx, state: OrderState, reason: str) -> None:
    """Void what is authorised beyond what is still to be paid."""
    money = state.money
    if (beyond := min(money.held, money.held - money.due)) > 0:
        void(tx, state.id, beyond, reason)
