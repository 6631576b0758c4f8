"""What is given for a sale, and what goes back: pure sums that have to come out to the cent.

Only cash is rounded, and only the part of the total that is paid in cash (see `cash_rounding`).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from storeops.rules.amounts import Minor
from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.errors import Refused
from storeops.rules.money.cash_rounding import CashRule, round_cash

CASH = "cash"
CARD = "card"
KINDS = (CASH, CARD)
DEPOSIT = "deposit"
"""What was paid on a customer order beforehand: the tender of its dispatch, never typed at the till."""


class Tender(msgspec.Struct, frozen=True):
    """Money given or given back. `reference` is the approval code of a card terminal, never a card number."""

    kind: str
    amount: Minor
    reference: str = ""


class Settlement(msgspec.Struct, frozen=True):
    """How a total is paid: tenders - change = total + rounding."""

    tenders: tuple[Tender, ...]
    change: Minor
    rounding: Minor


class Underpaid(Refused):
    """More has to be given. `missing` in minor units."""

    def __init__(self, missing: Minor) -> None:
        super().__init__("Not enough was given for this sale. Take the rest in cash or by card.")
        self.missing = missing


class Overpaid(Refused):
    """A card paid more than is due: no change is given on a card."""

    def __init__(self, over: Minor) -> None:
        super().__init__("More was put on the card than is due. Give the exact amount; change is only given for cash.")
        self.over = over


class UnknownTender(Refused):
    def __init__(self, kind: str) -> None:
        super().__init__(f"There is no way to pay called '{kind}'. Known: {', '.join(KINDS)}.")
        self.kind = kind


class NotPositive(Refused):
    def __init__(self) -> None:
        super().__init__("An amount given has to be more than nothing.")


def check(tender: Tender) -> None:
    """Raises UnknownTender, NotPositive, CardNumberRefused."""
    if tender.kind not in KINDS:
        raise UnknownTender(tender.kind)
    if tender.amount <= 0:
        raise NotPositive
    refuse_card_number(tender.reference, "reference")


def due(total: Minor, tenders: Sequence[Tender], cash: CashRule) -> tuple[Minor, Minor]:
    """What is still due after these tenders: by card (exact), and in cash (rounded). Never below zero."""
    other = sum(tender.amount for tender in tenders if tender.kind != CASH)
    given = sum(tender.amount for tender in tenders if tender.kind == CASH)
    rest = total - other
    return max(0, rest - given), max(0, round_cash(rest, cash.step, cash.mode) - given)


def settle(total: Minor, tenders: Sequence[Tender], cash: CashRule) -> Settlement:
    """Check that the tenders pay the total, and work out change and cash rounding.

    Raises Underpaid, Overpaid, UnknownTender, NotPositive, CardNumberRefused."""
    for tender in tenders:
        check(tender)
    other = sum(tender.amount for tender in tenders if tender.kind != CASH)
    given = sum(tender.amount for tender in tenders if tender.kind == CASH)
    rest = total - other
    if rest < 0:
        raise Overpaid(-rest)
    rounded = round_cash(rest, cash.step, cash.mode)
    in_cash = rounded if given or rounded == 0 else rest
    if given < in_cash:
        raise Underpaid(in_cash - given)
    return Settlement(tuple(tenders), change=given - in_cash, rounding=in_cash - rest)


def refunds(
    total: Minor,
    tenders: Sequence[Tender],
    change: Minor,
    cash: CashRule,
    *,
    before: Minor,
    now: Minor,
) -> tuple[tuple[Tender, ...], Minor]:
    """Give back `now` of a sale of which `before` was given back already: the tenders, and their rounding.

    Cards first, in the order they were used, then cash; what cash gets is always payable in coins, and when all of
    the sale has come back, exactly what was paid has gone back, the rounding of the sale included.
    """
    reached, had = (_paid_back(total, tenders, change, cash, upto) for upto in (before + now, before))
    back = tuple(
        Tender(tender.kind, after - earlier, tender.reference)
        for tender, after, earlier in zip(_merged(tenders), reached, had, strict=True)
        if after != earlier
    )
    return back, sum(tender.amount for tender in back) - now


def _merged(tenders: Sequence[Tender]) -> list[Tender]:
    """The other tenders in their order, then all cash as one."""
    other = [tender for tender in tenders if tender.kind != CASH]
    given = sum(tender.amount for tender in tenders if tender.kind == CASH)
    return [*other, Tender(CASH, given)]


def _paid_back(total: Minor, tenders: Sequence[Tender], change: Minor, cash: CashRule, upto: Minor) -> list[Minor]:
    """What each of the merged tenders has got back when `upto` of the total has been given back."""
    reached, rest = [], upto
    for tender in _merged(tenders)[:-1]:
        reached.append(min(rest, tender.amount))
        rest -= reached[-1]
    if upto == total:
        given = sum(tender.amount for tender in tenders if tender.kind == CASH)
        return [*reached, given - change]
    return [*reached, round_cash(rest, cash.step, cash.mode)]
