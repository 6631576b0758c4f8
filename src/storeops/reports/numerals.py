"""Amounts, quantities and shares as one shop writes them, for sentences that explain or compare."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from storeops.database.queries.profile import Profile
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.money import display, divide
from storeops.rules.quantity import UNITS, Unit
from storeops.rules.quantity import display as display_quantity


@dataclass(frozen=True, slots=True)
class Numerals:
    """How the shop writes numbers."""

    exponent: int
    decimal: str
    group: str

    @classmethod
    def of(cls, profile: Profile) -> Numerals:
        return cls(profile.currency.exponent, profile.decimal, profile.group)

    def money(self, amount: Minor) -> str:
        """'1,234.50'."""
        return display(amount, self.exponent, decimal=self.decimal, group=self.group)

    def signed(self, amount: Minor) -> str:
        """'+1.00', '-1.00', '0.00'."""
        return ("+" if amount > 0 else "") + self.money(amount)

    def quantity(self, quantity: Thousandths, unit: str = "each") -> str:
        """'2', '0.350 kg'; pieces carry no unit."""
        known = UNITS.get(unit, Unit(unit, 0, unit))
        number = display_quantity(quantity, known, decimal=self.decimal)
        return number if known.code == "each" else f"{number} {known.symbol}"

    def signed_quantity(self, quantity: Thousandths, unit: str = "each") -> str:
        return ("+" if quantity > 0 else "") + self.quantity(quantity, unit)

    def percent(self, percent: Decimal) -> str:
        """A share for people, whole percents: '31 %'."""
        whole = divide(int(percent * 10), 10)
        return f"{whole} %"


def percent_of(part: int, whole: int) -> Decimal | None:
    """`part` in percent of `whole`, one decimal, half up; None of nothing."""
    if not whole:
        return None
    return Decimal(divide(part * 1000, whole)).scaleb(-1)
