"""Reductions: asked for in percent or as an amount, frozen as amounts on lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.money import divide
from storeops.rules.tax import TaxComponent, TaxRounding, TaxShare, compute


class TooMuchOff(Refused):
    """A reduction is larger than what it reduces."""

    def __init__(self, off: str, of: str) -> None:
        super().__init__(f"{off} off is more than the {of} it would come off. Give a smaller reduction.")
        self.off = off
        self.of = of


class NotAReduction(Refused):
    """Neither a percentage above 0 and at most 100, nor an amount above nothing, or both at once."""

    def __init__(self) -> None:
        super().__init__("That is no reduction. Give a percentage above 0 and at most 100, or an amount.")


class Discount(msgspec.Struct, frozen=True):
    """A reduction of one line as it was frozen: a positive amount, and what the receipt calls it."""

    label: str
    amount: Minor
    reason: str = ""


class Reduction(msgspec.Struct, frozen=True):
    """A reduction as it was asked for: either `percent` (0 < percent <= 100) or `amount` (positive)."""

    percent: Decimal | None = None
    amount: Minor | None = None
    reason: str = ""

    def of(self, base: Minor) -> Minor:
        """What comes off `base`, never more than all of it. Percentages are rounded half up, once."""
        if self.percent is not None:
            numerator, denominator = self.percent.as_integer_ratio()
            return divide(base * numerator, 100 * denominator)
        return min(self.amount or 0, base)

    @property
    def label(self) -> str:
        if self.percent is not None:
            return f"{self.percent.normalize():f}% off"
        return "Reduction"


def check_reduction(reduction: Reduction | None) -> None:
    """Raises NotAReduction: more than everything cannot come off, and nothing is put on."""
    if reduction is None:
        return
    percent, amount = reduction.percent, reduction.amount
    by_percent = percent is not None and percent.is_finite() and 0 < percent <= 100
    by_amount = amount is not None and amount > 0
    if (percent is None) == (amount is None) or not (by_percent or by_amount):
        raise NotAReduction


def net_of(discount: Minor, taxes: Sequence[TaxShare | TaxComponent]) -> Minor:
    """A discount on a price that includes tax, without the tax that was saved with it.

    A sale and its returns both reckon by this, once for a whole line, so that the books of both cancel out."""
    components = tuple(TaxComponent(tax.code, tax.rate) for tax in taxes)
    return compute([(discount, components)], prices_include_tax=True, rounding=TaxRounding.PER_LINE).net
