"""Paying for an order: a deposit, the rest, the card's promise of it, and what goes back."""

from __future__ import annotations

from storeops.operations.orders import money
from storeops.operations.orders.holding import demand, secure
from storeops.operations.remarks import remark
from storeops.reports.orders.state import by_id, read
from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.tenders import CARD, Tender, check
from storeops.store import Store


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


class OnlyCardsAuthorise(Refused):
    """Nothing but a card can promise to pay."""

    def __init__(self, tender: str) -> None:
        super().__init__(f"Only a card can be authorised, not {tender}. Take it as a payment instead.")
        self.tender = tender


def pay(shop: Store, number: str, tender: Tender, *, authorise: bool = False, command: str = "") -> str:
    """Take money for an order: a deposit, the rest, or (`authorise`) the card's promise of it. Returns the order's id.

    A hold for payment ends when all is paid or promised; what the card promised beyond what is then due is let go.
    Raises UnknownDocument, UnknownTender, NotPositive, OnlyCardsAuthorise, CardNumberRefused, DrawerNotOpen (cash),
    NothingDue, DiskAlmostFull."""
    check(tender)
    if authorise and tender.kind != CARD:
        raise OnlyCardsAuthorise(tender.kind)
    shop.require_room()
    with shop.write() as tx:
        state = read(tx.connection, number)
        if command and tx.recorded(command):
            return state.id
        if tender.amount > state.money.due - (state.money.held if authorise else 0):
            raise NothingDue(state.placed.number, state.money.due)
        money.record(tx, state.id, money.AUTHORISED if authorise else money.PAID, tender, id=command)
        state = by_id(tx.connection, state.id)
        money.let_go(tx, state, "paid otherwise")
        secure(tx, state)
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
        money.capture(tx, state.id, wanted, id=command)
        return state.id


def void(shop: Store, number: str, reason: str) -> str:
    """Let go of what is authorised and not captured; an order to be paid before it is sent waits for its money then.

    Raises UnknownDocument, NotAuthorised."""
    why = remark(reason, "reason")
    with shop.write() as tx:
        state = read(tx.connection, number)
        if not state.money.held:
            raise NotAuthorised(state.placed.number, 0)
        money.void(tx, state.id, state.money.held, why)
        demand(tx, by_id(tx.connection, state.id))
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
        money.give_back(tx, state, wanted, tender=tender, reason=why, command=command)
        return state.id
