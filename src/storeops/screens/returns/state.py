"""What comes back of a sale, and what goes back for it, before anything is written. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from storeops.operations.returns import NotReturnable
from storeops.reports.sale_view import LineView, SaleView
from storeops.rules import quantity as quantities
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.money import part
from storeops.rules.money.cash_rounding import CashRule
from storeops.rules.returns import RESTOCK, SCRAP, ReturnTooMuch
from storeops.rules.tenders import Tender, refunds

REASONS = (
    ("1", "changed mind", RESTOCK),
    ("2", "wrong item", RESTOCK),
    ("3", "faulty", SCRAP),
    ("4", "expired", SCRAP),
)
"""Key, reason, and where such goods go when nobody says otherwise."""


class AllReturned(Refused):
    """Nothing is left of the sale that could come back."""

    def __init__(self, number: str) -> None:
        super().__init__(f"Everything of {number} has come back already. Look whether it is the right receipt.")
        self.number = number


class NotOnReceipt(Refused):
    """Goods were scanned that were not sold with this receipt, or of which nothing is left to return."""

    def __init__(self, name: str, number: str) -> None:
        super().__init__(f"{name} cannot come back by {number}: there is none left on it. Scan another receipt.")
        self.name = name


def returnable(sale: SaleView) -> SaleView:
    """The sale, if goods can come back by it. Raises NotReturnable, AllReturned."""
    if sale.kind != "sale":
        raise NotReturnable(sale.number, "it is a return itself")
    if sale.total and not sale.tenders:
        why = "it was sold by another system, whose prices paid and tenders are not known"
        raise NotReturnable(sale.number, why)
    if not any(left(line) > 0 for line in sale.lines):
        raise AllReturned(sale.number)
    return sale


def left(line: LineView) -> Thousandths:
    """How much of a line can still come back."""
    return line.quantity - line.returned


def _given_for(line: LineView, before: Thousandths, now: Thousandths, *, inclusive: bool) -> Minor:
    """What was paid for a part of a line, tax included; by the law of rules.returns."""
    if line.quantity <= 0 or not now:
        return 0
    amount = part(line.amount, line.quantity, before, now)
    return amount if inclusive else amount + sum(part(tax.tax, line.quantity, before, now) for tax in line.taxes)


@dataclass(frozen=True, slots=True)
class Returning:
    """A return being put together: `back` holds how much of each of the sale's lines, in their order. `command` is
    the return's id, made when the receipt was opened: confirming twice gives back once."""

    sale: SaleView
    command: str
    back: tuple[Thousandths, ...]
    selected: int = 0
    reason: str = ""
    disposition: str = RESTOCK

    @classmethod
    def of(cls, sale: SaleView, command: str) -> Returning:
        """Nothing is chosen yet; the first line of which something is left is selected. Raises NotReturnable,
        AllReturned."""
        returnable(sale)
        first = next(place for place, line in enumerate(sale.lines) if left(line) > 0)
        return cls(sale, command, (0,) * len(sale.lines), first)

    @property
    def line(self) -> LineView:
        """The selected line."""
        return self.sale.lines[self.selected]

    @property
    def wanted(self) -> tuple[tuple[int, Thousandths], ...]:
        """(line, quantity) of what comes back."""
        return tuple((line.line, back) for line, back in zip(self.sale.lines, self.back, strict=True) if back)

    @property
    def everything(self) -> bool:
        """Whether all that is left comes back."""
        return all(back == left(line) for line, back in zip(self.sale.lines, self.back, strict=True))

    def moved(self, by: int) -> Returning:
        """Another line is selected."""
        return replace(self, selected=max(0, min(len(self.back) - 1, self.selected + by)))

    def taking(self, quantity: Thousandths) -> Returning:
        """With so much of the selected line. Raises ReturnTooMuch, NotWhole, NotAQuantity."""
        line = self.line
        if quantity:
            quantities.check(quantity, quantities.unit(line.unit))
        if not 0 <= quantity <= left(line):
            raise ReturnTooMuch(line.line, line.name, quantity, left(line))
        back = (*self.back[: self.selected], quantity, *self.back[self.selected + 1 :])
        return replace(self, back=back)

    def whole_line(self) -> Returning:
        """With all that is left of the selected line; the next one with something left is selected."""
        taken = self.taking(left(self.line))
        further = (place for place in range(self.selected + 1, len(self.back)) if left(self.sale.lines[place]) > 0)
        return replace(taken, selected=next(further, self.selected))

    def whole_sale(self) -> Returning:
        """With all that is left."""
        return replace(self, back=tuple(left(line) for line in self.sale.lines))

    def scanned(self, sku: str, name: str) -> Returning:
        """With one more of a product that was scanned; of what is weighed all that is left. Raises NotOnReceipt."""
        for place, line in enumerate(self.sale.lines):
            if line.sku == sku and self.back[place] < left(line):
                one = ONE if quantities.unit(line.unit).decimals == 0 else left(line)
                chosen = replace(self, selected=place)
                return chosen.taking(min(left(line), self.back[place] + one))
        raise NotOnReceipt(name, self.sale.number)

    def amount(self, place: int) -> Minor:
        """What goes back for what was chosen of a line."""
        line = self.sale.lines[place]
        return _given_for(line, line.returned, self.back[place], inclusive=self.sale.prices_include_tax)

    def refund(self, cash: CashRule) -> tuple[Tender, ...]:
        """What goes back to which tender: the same sum that the return will write down."""
        sale = self.sale
        inclusive = sale.prices_include_tax
        before = sum(_given_for(line, 0, line.returned, inclusive=inclusive) for line in sale.lines)
        now = sum(self.amount(place) for place in range(len(sale.lines)))
        tenders = [Tender(given.kind, given.amount, given.reference) for given in sale.tenders]
        return refunds(sale.total, tenders, sale.change, cash, before=before, now=now)[0]
