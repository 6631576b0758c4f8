"""`--tender` as it is typed: cash=20.00, card=5.20:A1B2C3, or a kind alone for what is still due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from storeops.cli import session
from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.money.cash_rounding import CashRule
from storeops.rules.tenders import CASH, Tender, due

if TYPE_CHECKING:
    from storeops.database.queries.profile import Profile


class NothingGiven(Refused):
    """Nothing was given. `due` in minor units."""

    def __init__(self, amount: Minor, shown: str) -> None:
        super().__init__(f"{shown} is due. Say how it is paid: --tender cash={shown}, or --tender card.")
        self.due = amount


def tenders(profile: Profile, texts: Sequence[str], total: Minor, before: Sequence[Tender] = ()) -> tuple[Tender, ...]:
    """The tenders of a sale over `total`, behind those given `before`. Raises NothingGiven, NotMoney."""
    from storeops.rules.money import display

    if not texts and not before and total:
        shown = display(total, profile.currency.exponent, decimal=profile.decimal)
        raise NothingGiven(total, shown)
    given = list(before)
    for text in texts:
        given.append(_tender(profile, text, total, given, profile.cash))
    return tuple(given)


def _tender(profile: Profile, text: str, total: Minor, before: Sequence[Tender], cash: CashRule) -> Tender:
    head, _, reference = text.partition(":")
    kind, named, amount = head.partition("=")
    kind = kind.strip().lower()
    if named:
        return Tender(kind, session.money(profile, amount), reference.strip())
    exact, in_cash = due(total, before, cash)
    return Tender(kind, in_cash if kind == CASH else exact, reference.strip())
