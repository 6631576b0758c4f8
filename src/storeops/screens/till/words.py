"""The till's figures and sentences, as the shop writes them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from storeops.documents.figures import tender_name
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.carts import Cart, PricedCart, PricedLine
from storeops.rules.discounts import Reduction
from storeops.rules.entry import Grammar
from storeops.rules.money import Currency, display
from storeops.rules.money import parse as parse_money
from storeops.rules.quantity import UNITS, Unit
from storeops.rules.quantity import display as display_quantity
from storeops.rules.tenders import Tender

NO_CARD_NUMBERS = (
    "That looks like a payment card number. It was taken out of the line and kept nowhere. "
    "The terminal's approval code is what belongs here."
)


def short(name: str, most: int = 20) -> str:
    """A name as part of a sentence: what goes beyond `most` characters ends in dots."""
    return name if len(name) <= most else name[: most - 2].rstrip() + ".."


@dataclass(frozen=True, slots=True)
class Words:
    """How one shop writes numbers, and the sentences made of them."""

    currency: Currency
    decimal: str
    group: str
    tax_name: str
    prices_include_tax: bool

    @property
    def grammar(self) -> Grammar:
        """What the entry line understands. No grouping: '1.234' must never be taken for 1234."""
        return Grammar(exponent=self.currency.exponent, decimal=self.decimal)

    def money(self, amount: Minor) -> str:
        """An amount with its decimals: '1,234.50'."""
        return display(amount, self.currency.exponent, decimal=self.decimal, group=self.group)

    def read_money(self, text: str) -> Minor:
        """An amount as typed. Raises NotMoney."""
        return parse_money(text, self.currency, decimal=self.decimal)

    def quantity(self, quantity: Thousandths, unit: str) -> str:
        """A quantity in the decimals of its unit: '0.350', '2'."""
        return display_quantity(quantity, _unit(unit), decimal=self.decimal)

    def measure(self, quantity: Thousandths, unit: str) -> str:
        """A quantity with its unit: '0.350 kg', '2'."""
        symbol = "" if _unit(unit).decimals == 0 else f" {_unit(unit).symbol}"
        return self.quantity(quantity, unit) + symbol

    def unit_price(self, price: Minor, unit: str) -> str:
        """A price, per what: '2.20 / kg', '3.49'."""
        measured = _unit(unit)
        return self.money(price) + ("" if measured.decimals == 0 and unit != "g" else f" / {measured.symbol}")

    def tax(self, priced: PricedCart) -> str:
        """What of the total is tax: 'incl. VAT 1.16'."""
        if not priced.lines:
            return ""
        how = "incl." if self.prices_include_tax else "of which"
        return f"{how} {self.tax_name} {self.money(priced.tax)}"

    def goods(self, priced: PricedCart) -> str:
        """How much there is: '3 lines, 4 items'. What is weighed or measured counts as one item."""
        lines = len(priced.lines)
        if not lines:
            return ""
        items = sum(pieces(line.line.quantity, line.line.item.unit) for line in priced.lines)
        return f"{lines} line{'s' * (lines != 1)}, {items} item{'s' * (items != 1)}"

    def off(self, reduction: Reduction) -> str:
        """What a reduction takes off: '10% off', '1.50 off'."""
        return reduction.label if reduction.amount is None else f"{self.money(reduction.amount)} off"

    def tender(self, tender: Tender) -> str:
        """'Cash', 'Card 004711'."""
        return f"{tender_name(tender.kind)} {tender.reference}".strip()

    def became(self, before: Cart, after: Cart, number: int) -> str:
        """What was put in: 'Milk, 1 pt added', 'Tea 80 bags: 3 now', '0.350 kg Apples loose added'."""
        line = after.line(number)
        earlier = next((old for old in before.lines if old.number == number), None)
        if earlier is not None:
            return f"{line.item.name}: {self.measure(line.quantity, line.item.unit)} now"
        much = "" if line.quantity == 1000 else f"{self.measure(line.quantity, line.item.unit)} "
        return f"{much}{line.item.name} added"


def pieces(quantity: Thousandths, unit: str) -> int:
    """How many items a line counts as."""
    return quantity // 1000 if _unit(unit).decimals == 0 and unit not in {"g", "ml", "cm"} else 1


def weighed(unit: str) -> bool:
    """Whether the goods are weighed or measured, so that one scan does not tell how much there is."""
    return _unit(unit).decimals > 0


def own_discount(line: PricedLine) -> Minor:
    """What a line's own reduction takes off, without its share of the sale's."""
    return line.line.reduction.of(line.line.gross) if line.line.reduction else 0


def sale_discount(priced: PricedCart) -> Minor:
    """What the reduction of the whole sale takes off."""
    return priced.discount - sum(own_discount(line) for line in priced.lines)


def _unit(code: str) -> Unit:
    return UNITS.get(code, Unit(code, 0, code))
