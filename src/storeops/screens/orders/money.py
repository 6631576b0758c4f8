"""Money for an order, typed as at the till: what a typed payment means, and asking for it. Pure, but for the asking."""

from __future__ import annotations

from dataclasses import dataclass

from storeops.operations.orders import payments
from storeops.rules.amounts import Minor
from storeops.rules.entry import Amount, Blank, NotUnderstood, parse
from storeops.rules.entry import Tender as TenderEntry
from storeops.rules.tenders import CARD, CASH, Tender, check
from storeops.screens.shell.asking import Asking
from storeops.screens.till.base import Prompt
from storeops.screens.till.state import CardOverpaid
from storeops.screens.till.words import Words


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as typed: what the order gets, and what goes back in coins. `asked`: nobody named a code yet."""

    tender: Tender
    change: Minor = 0
    asked: bool = False


def payment_of(text: str, due: Minor, words: Words) -> Payment:
    """'' and 'card' are all that is due by card, '20' is cash given, 'card 10' a part of it by card.

    Raises NotUnderstood, CardOverpaid, UnknownTender, NotPositive, CardNumberRefused."""
    entry = parse(text, words.grammar, paying=True)
    if isinstance(entry, Blank):
        entry = TenderEntry(CARD)
    if isinstance(entry, Amount):
        entry = TenderEntry(CASH, entry.amount)
    if not isinstance(entry, TenderEntry):
        remedy = "Type card, card 10, or the cash that is given: 20."
        raise NotUnderstood(text, "that is no payment", remedy)
    given = due if entry.amount is None else entry.amount
    over = max(0, given - due)
    if over and entry.kind != CASH:
        raise CardOverpaid(words.money(given), words.money(due), words.money(over))
    tender = Tender(entry.kind, given - over, entry.reference)
    check(tender)
    return Payment(tender, over, entry.kind == CARD and not entry.reference)


class TakesMoney(Asking):
    """A screen that takes money for an order. Override `paid`."""

    paying_command = ""
    """The identity of the payment that is being asked for: taking it twice takes it once."""

    async def paid(self, payment: Payment) -> None:
        """The payment stands."""

    async def not_paid(self) -> None:
        """The approval code was not given: nothing was taken."""
        self.quiet()

    async def take_payment(self, number: str, due: Minor, text: str) -> None:
        """Take what was typed; a card's approval code is asked for. Raises what `payment_of` and `payments.pay` do."""
        payment = payment_of(text, due, self.words)
        self.paying_command = self.identity()
        if not payment.asked:
            await self._record(number, payment)
            return

        async def approved(code: str) -> None:
            await self._record(number, Payment(Tender(CARD, payment.tender.amount, code)))

        words = f"Card {self.words.money(payment.tender.amount)}, approval code"
        self.prompt_for(Prompt(words, "Enter: without a code", approved, self.not_paid))

    async def _record(self, number: str, payment: Payment) -> None:
        check(payment.tender)
        command = self.paying_command
        await self.shell.run_write(_pay, self, number, payment.tender, command)
        self.paying_command = ""
        await self.paid(payment)

    def told(self, payment: Payment) -> str:
        """'Cash 21.40 taken, change 8.60'."""
        taken = f"{self.words.tender(payment.tender)} {self.words.money(payment.tender.amount)} taken"
        return f"{taken}, change {self.words.money(payment.change)}" if payment.change else taken


def _pay(screen: TakesMoney, number: str, tender: Tender, command: str) -> str:
    return payments.pay(screen.shop, number, tender, command=command)
