"""A cancellation's lines as returns: matched to what the customer was sent before, or taken back without a receipt."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID, uuid5

from sqlalchemy import bindparam, select
from tests.replay.file import Invoice, Line
from tests.replay.selling import CHANNEL
from tests.replay.shop import WAREHOUSE
from tests.replay.tally import Tally

from storeops.database.prepared import Prepared
from storeops.database.tables import order_dispatch, sale_line
from storeops.journal.envelope import Entry
from storeops.journal.facts import SaleReturned
from storeops.operations.orders import money
from storeops.operations.returns import take_back_in, take_back_without_receipt_in
from storeops.rules.returns import ReturnTooMuch
from storeops.rules.tenders import CARD, Tender
from storeops.store import Tx

REPLAY = UUID("6f0f4c3e-4a55-5d51-9d52-0f6b1f3f5c11")
REASON = "cancelled"

_SENT = Prepared(
    select(sale_line.c.sale, sale_line.c.line, sale_line.c.sku, sale_line.c.quantity, sale_line.c.unit_price)
    .join(order_dispatch, order_dispatch.c.sale == sale_line.c.sale)
    .where(order_dispatch.c.order_id == bindparam("of_order"))
    .order_by(sale_line.c.sale, sale_line.c.line)
)


@dataclass(slots=True)
class Sent:
    """A line that was sent: what of it is left, in thousandths, as far as it is known here; the rules decide."""

    order: str
    sale: str
    line: int
    price: int
    left: int


@dataclass(slots=True)
class Customers:
    """What each customer was sent of each product, the earliest first."""

    sent: defaultdict[tuple[str, str], list[Sent]]
    places: dict[tuple[str, int], Sent]
    in_vain: Counter[tuple[str, str]]
    """Thousandths of a product that a document has asked for and not got: its next line of it asks for them, too."""

    @classmethod
    def none(cls) -> Customers:
        return cls(defaultdict(list), {}, Counter())

    def remember(self, tx: Tx, invoice: Invoice, order: str) -> None:
        if not invoice.customer:
            return
        for sale, line, sku, quantity, price in _SENT.all(tx.connection, of_order=order):
            one = Sent(order, sale, line, price, quantity)
            self.sent[invoice.customer, sku].append(one)
            self.places[sale, line] = one


def give_back(tx: Tx, invoice: Invoice, line: Line, customers: Customers, tally: Tally) -> None:
    """Take a line of a cancellation back, or list why not."""
    if not line.goods:
        tally.refuse(f"a credit, no goods: {line.sku}", line)
        return
    tally.counts["returns"] += bool(invoice.customer)
    known = customers.sent.get((invoice.customer, line.sku), []) if invoice.customer else []
    if not known:
        kind = "no earlier sale" if invoice.customer else "no customer"
        with tally.timed("returns without a receipt"):
            _without_receipt(tx, invoice, line)
        tally.done[f"without a receipt, {kind}"].add(line)
        return
    with tally.timed("returns"):
        _against(tx, invoice, line, known, customers, tally)


def _command(invoice: Invoice, line: Line, part: int) -> str:
    return str(uuid5(REPLAY, f"{invoice.number}/{line.place}/{part}"))


def _price(line: Line) -> int:
    return int((line.price * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _without_receipt(tx: Tx, invoice: Invoice, line: Line) -> None:
    command = _command(invoice, line, 0)
    if tx.recorded(command) is None:
        goods = [(line.sku, -line.quantity * 1000, _price(line))]
        take_back_without_receipt_in(
            tx, goods, REASON, customer=invoice.customer, tender=CARD, location=WAREHOUSE, command=command
        )


def _against(tx: Tx, invoice: Invoice, line: Line, known: list[Sent], customers: Customers, tally: Tally) -> None:
    if tx.recorded(_command(invoice, line, 0)):
        picks, amount = _taken_before(tx, invoice, line, customers)
    else:
        picks = _picks(line, known, customers.in_vain[invoice.number, line.sku])
        try:
            amount = sum(
                _take_back(tx, one, quantity, _command(invoice, line, part))
                for part, (one, quantity) in enumerate(picks)
            )
        except ReturnTooMuch as refusal:
            customers.in_vain[invoice.number, line.sku] -= line.quantity * 1000
            tally.refuse("more than is left", line, f"{invoice.number} {line.sku}: {refusal}")
            return
    for one, quantity in picks:
        one.left -= quantity
    tally.counts["full"] += 1
    tally.counts["same price"] += all(one.price == _price(line) for one, _ in picks)
    tally.gave_back(line, amount)


def _picks(line: Line, known: list[Sent], in_vain: int) -> list[tuple[Sent, int]]:
    """The latest first, those at the line's price before all others. What is too much is asked of the first of them,
    before anything else is taken: so a refusal leaves nothing of the line behind.

    A document's lines of one product are asked for together, as a counter would: 4 and 3 of 3 that were sold are 7."""
    rest, picks = in_vain - line.quantity * 1000, []
    at_its_price = [one for one in reversed(known) if one.price == _price(line)]
    for one in (*at_its_price, *(one for one in reversed(known) if one.price != _price(line))):
        if rest > 0 and one.left > 0:
            picks.append((one, min(rest, one.left)))
            rest -= picks[-1][1]
    if rest > 0:
        first = picks[0][0] if picks else known[-1]
        return [(first, first.left + rest)]
    return picks


def _take_back(tx: Tx, one: Sent, quantity: int, command: str) -> int:
    """Take goods back and give the customer's money back; returns how much."""
    back = take_back_in(tx, one.sale, [(one.line, quantity)], REASON, location=WAREHOUSE, command=command)
    assert isinstance(back, Entry)
    fact = back.envelope.fact
    assert isinstance(fact, SaleReturned)
    if fact.total:
        money.record(tx, one.order, money.REFUNDED, Tender(CARD, fact.total, CHANNEL), reason=REASON)
    return fact.total


def _taken_before(tx: Tx, invoice: Invoice, line: Line, customers: Customers) -> tuple[list[tuple[Sent, int]], int]:
    """What an earlier replay took back for this line, and what it gave back for it."""
    picks: list[tuple[Sent, int]] = []
    amount = 0
    while entry := tx.recorded(_command(invoice, line, len(picks))):
        fact = entry.envelope.fact
        assert isinstance(fact, SaleReturned)
        picks.append((customers.places[fact.original, fact.lines[0].original_line], fact.lines[0].quantity))
        amount += fact.total
    return picks, amount
