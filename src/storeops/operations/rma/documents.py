"""The return documents of a refund: one for each sale the goods went out with. They give back revenue and tax, and move
no goods: the receipt of the parcel does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import structs

from storeops.database.queries import sales as sale_queries
from storeops.database.queries.rma import BY_PARCEL
from storeops.journal.facts import (
    LineQuantity,
    OrderResolved,
    OrderReturned,
    ReturnLine,
    SaleCompleted,
    SaleLine,
    SaleReturned,
)
from storeops.operations.orders import money
from storeops.operations.rma.books import record_of
from storeops.operations.rma.goods import sold_line
from storeops.operations.sales import next_place
from storeops.reports.orders.state import by_id, reinstatements
from storeops.rules import postings
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.postings import Posting
from storeops.rules.returns import RESTOCK, Back, ReturnTooMuch, share_of
from storeops.rules.rma.refunding import less
from storeops.rules.tax import summary
from storeops.rules.tenders import DEPOSIT, Tender
from storeops.store import Tx


class Given(NamedTuple):
    """A part of a sold line as it is given back: in full, and what of it is kept, tax included."""

    order_line: int
    goods: bool
    whole: Back
    kept: Minor

    @property
    def back(self) -> Back:
        return less(self.whole, self.kept)

    @property
    def paid(self) -> Minor:
        """What is given back, tax included."""
        return self.back.net + self.back.tax

    @property
    def kept_net(self) -> Minor:
        return self.whole.net - self.back.net


class Shares:
    """The shares of sold lines that are given back next: each unit of a line once, in the order they are asked for."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._before: dict[str, dict[int, Thousandths]] = {}

    def next(self, sale: str, number: int, quantity: Thousandths) -> tuple[Back, int, bool]:
        """(the share, the order's line, whether it is goods). Raises ReturnTooMuch where it was given back already."""
        document, line = sold_line(self._tx.connection, sale, number)
        before = self._given(sale).get(number, 0)
        if before + quantity > line.quantity:
            raise ReturnTooMuch(number, line.name, quantity, max(0, line.quantity - before))
        self._before[sale][number] = before + quantity
        inclusive = document.prices_include_tax
        return share_of(line, before, quantity, RESTOCK, prices_include_tax=inclusive), line.order_line, line.stocked

    def left(self, sale: str, line: SaleLine) -> Thousandths:
        """What of a sold line was not given back."""
        return max(0, line.quantity - self._given(sale).get(line.line, 0))

    def _given(self, sale: str) -> dict[int, Thousandths]:
        if sale not in self._before:
            returned = sale_queries.returned(self._tx.connection, sale)
            self._before[sale] = {one: done[0] for one, done in returned.items()}
        return self._before[sale]


def give_back(tx: Tx, order: str, sale: str, given: Sequence[Given], reason: str, id: str = "") -> str:
    """Record the return document of one sale, and tell the order; returns the document's id.

    What was cancelled and sent all the same came back as sent goods: its cancellation counts no longer."""
    document = tx.record(_document(tx, sale, given, reason), id=id).envelope.id
    parts = tuple(LineQuantity(one.order_line, one.whole.quantity, one.paid, one.goods) for one in given)
    quantities: dict[int, Thousandths] = {}
    for part in parts:
        quantities[part.line] = quantities.get(part.line, 0) + part.quantity
    if kept := reinstatements(by_id(tx.connection, order), quantities):
        tx.record(OrderResolved(order=order, reinstated=kept, reason="it came back"))
    tx.record(OrderReturned(order=order, sale=document, lines=parts))
    money.let_go(tx, by_id(tx.connection, order), "it came back")
    return document


def _document(tx: Tx, sale_id: str, given: Sequence[Given], reason: str) -> SaleReturned:
    sale, _ = sold_line(tx.connection, sale_id, given[0].whole.original_line)
    place = next_place(tx, "return")
    backs = [one.back for one in given]
    total = sum(one.paid for one in given)
    return SaleReturned(
        number=place.number,
        series=place.series,
        counter=place.counter,
        session="",
        location=sale.location,
        currency=sale.currency,
        customer=sale.customer,
        original=sale_id,
        original_number=sale.number,
        reason=reason,
        prices_include_tax=sale.prices_include_tax,
        lines=tuple(_line(number, back) for number, back in enumerate(backs, 1)),
        discount=sum(back.discount for back in backs),
        net=sum(back.net for back in backs),
        tax=sum(back.tax for back in backs),
        total=total,
        rounding=0,
        tenders=(Tender(DEPOSIT, total),) if total else (),
        taxes=summary(share for back in backs for share in back.taxes),
        grand_total=place.grand_total + total,
        postings=_postings(sale, given, total),
        channel=sale.channel,
    )


def _line(place: int, back: Back) -> ReturnLine:
    """A line of the document. It keeps the cost of the goods, so that a margin is right, and moves nothing."""
    names = (name for name in ReturnLine.__struct_fields__ if name != "line")
    quiet = structs.replace(back, stocked=False, moved=(), disposition=BY_PARCEL)
    return ReturnLine(line=place, **{name: getattr(quiet, name) for name in names})


def _postings(sale: SaleCompleted, given: Sequence[Given], total: Minor) -> tuple[Posting, ...]:
    """Revenue, discounts and tax as if all went back; what is kept is a fee, and its tax stays due. The goods' cost
    waits in the account of what customers have sent back."""
    net = sum(one.whole.net for one in given)
    discount = sum(one.whole.discount_net for one in given)
    taxes = summary(share for one in given for share in one.back.taxes)
    cost = sum(one.whole.cost for one in given if one.goods)
    amounts: dict[str, Minor] = {
        postings.DEPOSITS: -total,
        postings.REVENUE: net + discount,
        postings.DISCOUNTS: -discount,
        postings.RETURN_FEES: -sum(one.kept_net for one in given),
        postings.COST_OF_GOODS: -cost,
        postings.RETURNS_CLEARING: cost,
    }
    for share in taxes:
        account = postings.tax_account(share.code)
        amounts[account] = amounts.get(account, 0) + share.tax
    return record_of(amounts)
