"""Amounts, quantities, rates and times as one shop writes them, for every document alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from storeops.reports.sale_view import LineView
from storeops.reports.shop import ShopView
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.money import display
from storeops.rules.quantity import UNITS, Unit
from storeops.rules.quantity import display as display_quantity

_TENDERS = {
    "cash": "Cash",
    "card": "Card",
    "voucher": "Voucher",
    "gift_card": "Gift card",
    "store_credit": "Store credit",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """How the shop writes numbers: its currency's digits and its locale's separators (CLDR, by way of ShopView)."""

    exponent: int
    decimal: str
    group: str

    @classmethod
    def of(cls, shop: ShopView) -> Figures:
        return cls(shop.exponent, shop.decimal_separator, shop.group_separator)

    def money(self, amount: Minor) -> str:
        """An amount without its currency, which is named once beside the total: '1,234.50'."""
        return display(amount, self.exponent, decimal=self.decimal, group=self.group)

    def signed(self, amount: Minor) -> str:
        """An amount that may go either way, always with its sign: '+0.02', '-1.00', '0.00'."""
        return ("+" if amount > 0 else "") + self.money(amount)

    def rate(self, percent: Decimal) -> str:
        """A rate without needless zeros: '20%', '5.5%'."""
        digits = f"{percent:f}"
        if "." in digits:
            digits = digits.rstrip("0").rstrip(".")
        return digits.replace(".", self.decimal) + "%"

    def quantity(self, line: LineView) -> str:
        """Quantity and price of one unit, '2 x 2.25' or '0.350 kg x 2.50'; empty for a single piece."""
        if line.quantity == ONE and _unit(line.unit).decimals == 0:
            return ""
        return f"{self.measure(line.quantity, line.unit)} x {self.money(line.unit_price)}"

    def measure(self, quantity: Thousandths, code: str) -> str:
        """A quantity in its unit: '2' pieces, '0.350 kg'."""
        unit = _unit(code)
        said = display_quantity(quantity, unit, decimal=self.decimal)
        return said if unit.code == "each" else f"{said} {unit.symbol}"


def _unit(code: str) -> Unit:
    return UNITS.get(code, Unit(code, 0, code))


def tender_name(kind: str) -> str:
    """What people call a tender."""
    return _TENDERS.get(kind) or kind.replace("_", " ").replace("-", " ").capitalize()


def moment(at: datetime) -> str:
    """Date and time on the shop's clock, to the minute (ISO 8601 order, read alike in every country)."""
    return at.strftime("%Y-%m-%d %H:%M")


def kilograms(grams: int, decimal: str = ".") -> str:
    """A weight to the gram, without its unit: '1.250'."""
    return f"{grams // 1000}{decimal}{grams % 1000:03d}"
