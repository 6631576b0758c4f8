"""What the till stands at: the cart, what was given for it, or the sale it became. Values only; nothing here
paints or writes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from storeops.reports.sale_view import SaleView
from storeops.rules.amounts import Minor
from storeops.rules.carts import Cart, PricedCart, PricedLine
from storeops.rules.errors import Refused
from storeops.rules.money.cash_rounding import CashRule
from storeops.rules.tenders import CASH, Tender, due


class MoneyOnTheCounter(Refused):
    """Something was given already, and what was asked for would leave it in the air."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Money was given for this sale already: finish it, or take the payment out with Del.")


class CardOverpaid(Refused):
    """More was put on the card than is due. `amount` and `left` as the shop writes money."""

    def __init__(self, amount: str, left: str, over: str) -> None:
        super().__init__(
            f"{amount} on the card is {over} more than the {left} due, and change is given for cash only. "
            f"Put {left} or less on the card."
        )
        self.amount = amount
        self.left = left


class NothingDue(Refused):
    """Another payment is given although everything is paid."""

    def __init__(self) -> None:
        super().__init__("Nothing is due any more. Enter finishes the sale.")


@dataclass(frozen=True, slots=True)
class TillState:
    """One moment of the till. `finished` is the sale that was completed last, until the next one begins; its goods
    are `sold`. `selected` is a line's number (or, while paying, a tender's place), 0 for none."""

    cart: Cart
    priced: PricedCart
    paying: bool = False
    tenders: tuple[Tender, ...] = ()
    finished: SaleView | None = None
    sold: PricedCart | None = None
    selected: int = 0

    @property
    def shown(self) -> PricedCart:
        """The goods in sight."""
        return self.sold if self.sold is not None else self.priced

    @property
    def empty(self) -> bool:
        """Whether no sale has begun."""
        return not self.cart.lines

    @property
    def line(self) -> PricedLine | None:
        """The selected line of the cart, the last one when none was selected."""
        if self.finished is not None or not self.priced.lines:
            return None
        chosen = next((line for line in self.priced.lines if line.line.number == self.selected), None)
        return chosen or self.priced.lines[-1]

    def changed(self, cart: Cart, priced: PricedCart, selected: int | None = None) -> TillState:
        """With another cart: the one that was finished is history then."""
        return replace(
            self,
            cart=cart,
            priced=priced,
            paying=False,
            finished=None,
            sold=None,
            selected=self.selected if selected is None else selected,
        )

    def left(self, cash: CashRule) -> tuple[Minor, Minor]:
        """What is still due by card, and in cash."""
        return due(self.priced.total, self.tenders, cash)

    def paid(self, cash: CashRule) -> bool:
        """Whether nothing is due any more: by card to the cent, or in cash as it is rounded."""
        exact, in_cash = self.left(cash)
        return exact == 0 or (in_cash == 0 and any(tender.kind == CASH for tender in self.tenders))

    def given(self, tender: Tender) -> TillState:
        """With one more tender."""
        tenders = (*self.tenders, tender)
        return replace(self, tenders=tenders, selected=len(tenders))

    def without_tender(self, place: int) -> TillState:
        """Without the tender at that place, counted from 1."""
        kept = tuple(tender for at, tender in enumerate(self.tenders, 1) if at != place)
        return replace(self, tenders=kept, selected=min(place, len(kept)))

    def done(self, sale: SaleView, fresh: Cart, priced: PricedCart) -> TillState:
        """The sale is completed; a fresh cart waits."""
        return TillState(cart=fresh, priced=priced, finished=sale, sold=self.priced)
