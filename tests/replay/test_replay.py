"""The first weeks of the year replayed, held against figures that plain Python makes of the file."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.machines import till
from tests.replay import file, shop, year
from tests.replay.compare import compare
from tests.replay.file import FILE

from storeops.database.queries import orders as order_queries
from storeops.database.tables import customer_order, goods_move, order_allocation, order_payment, sale, sale_line

UNTIL = "2010-12-10"
NO_GOODS = {"POST", "D", "M", "DOT", "S", "B", "PADS", "CRUK", "AMAZONFEE", "BANK CHARGES", "C2"}

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not FILE.is_file(), reason=f"the real sales are not at {FILE.name} in STOREOPS_REAL_DATA"),
]


def rows() -> Iterator[tuple[str, str, int, Decimal, str]]:
    """Invoice, product, quantity, price, customer of each line up to the day."""
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            if row["InvoiceDate"][:10] > UNTIL:
                return
            yield (
                row["InvoiceNo"],
                row["StockCode"],
                int(row["Quantity"]),
                Decimal(row["UnitPrice"]),
                row["CustomerID"],
            )


class Expected:
    """What the file says, without anything of ours: sums by product, and how each cancelled line is matched; of all
    customers, or only of some."""

    def __init__(self, customers: Collection[str] = ()) -> None:
        self.lines = self.full = self.same_price = self.too_much = self.unknown = self.nameless = 0
        self.sales: set[str] = set()
        self.units: defaultdict[str, int] = defaultdict(int)
        self.value: defaultdict[str, int] = defaultdict(int)
        self.refused_units = self.refused_value = self.refused = self.otherwise = 0
        self._in_vain: Counter[tuple[str, str]] = Counter()
        self._sold: defaultdict[tuple[str, str], list[list[Decimal | int]]] = defaultdict(list)
        for invoice, sku, quantity, price, customer in rows():
            if customers and customer.removesuffix(".0") not in customers:
                continue
            self.lines += 1
            if self._kept(invoice, sku, quantity, price, customer):
                self.units[sku] += quantity
                self.value[sku] += pennies(price * quantity) + self._more
            else:
                self.refused += 1
                self.refused_units += quantity
                self.refused_value += pennies(price * quantity)

    def _kept(self, invoice: str, sku: str, quantity: int, price: Decimal, customer: str) -> bool:
        self._more = 0
        code = sku.upper()
        goods = code not in NO_GOODS and not code.startswith(("GIFT_0001", "DCGS"))
        if invoice[0] == "C":
            return goods and self._came_back(invoice, sku, -quantity, price, customer)
        if invoice[0] == "A" or quantity <= 0 or price < 0:
            return False
        self.sales.add(invoice)
        if goods and customer:
            self._sold[customer, sku].append([price, quantity])
        return True

    def _came_back(self, invoice: str, sku: str, wanted: int, price: Decimal, customer: str) -> bool:
        sold = self._sold[customer, sku] if customer else []
        if not sold:
            self.unknown += bool(customer)
            self.nameless += not customer
            return True
        # Lines of one product in one document are checked together.
        if sum(left for _, left in sold) < wanted + self._in_vain[invoice, sku]:
            self.too_much += 1
            self._in_vain[invoice, sku] += wanted
            return False
        same, claimed = True, pennies(price * wanted)
        paid = 0
        for at_its_price in (True, False):
            for one in reversed(sold):
                if (one[0] == price) is at_its_price and wanted and one[1]:
                    took = min(wanted, int(one[1]))
                    one[1] -= took
                    wanted -= took
                    paid += pennies(Decimal(one[0]) * took)
                    same = same and at_its_price
        # What was paid goes back, whatever price the cancellation names.
        self._more = claimed - paid
        self.otherwise += self._more
        self.full += 1
        self.same_price += same
        return True


def pennies(amount: Decimal) -> int:
    return int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.timeout(240)
def test_the_first_weeks_of_a_year_of_orders(tmp_path: Path) -> None:
    expected = Expected()
    documents = file.invoices(until=UNTIL)
    made, clock = shop.made(tmp_path / "shop.db", documents)
    tally = year.replay(made, clock, documents)
    counts = tally.counts
    assert (counts["lines"], counts["placed"], counts["unfilled"]) == (expected.lines, len(expected.sales), 0)
    assert (counts["full"], counts["same price"]) == (expected.full, expected.same_price)
    assert tally.done["without a receipt, no earlier sale"].lines == expected.unknown
    assert tally.done["without a receipt, no customer"].lines == expected.nameless
    assert tally.refused["more than is left"].lines == expected.too_much
    assert sum(part.lines for part in tally.refused.values()) == expected.refused
    assert sum(part.units for part in tally.refused.values()) == expected.refused_units
    assert sum(part.value for part in tally.refused.values()) == expected.refused_value

    assert tally.otherwise.value == -expected.otherwise
    query = select(sale_line.c.sku, func.sum(sale_line.c.quantity), func.sum(sale_line.c.amount))
    with made.read() as connection:
        ours = {row[0]: (int(row[1]), int(row[2])) for row in connection.execute(query.group_by(sale_line.c.sku))}
        assert ours == {sku: (units * 1000, expected.value[sku]) for sku, units in expected.units.items()}
        net = connection.execute(select(func.sum(sale.c.total))).scalar_one()
        assert net == sum(expected.value.values())
        # Everything was sourced from somewhere, sent, and nothing is promised or contradicted any more.
        places = select(goods_move.c.from_location).where(goods_move.c.to_location == "customer").distinct()
        assert set(connection.execute(places).scalars()) == set(shop.SITES)
        assert connection.execute(select(func.sum(order_allocation.c.quantity))).scalar_one() == 0
        assert connection.execute(select(func.count()).select_from(customer_order)).scalar_one() == counts["placed"]
        assert order_queries.contradicted(connection) == order_queries.open_orders(connection) == []
        # What came back of orders was given back to the customers.
        given_back = select(func.sum(order_payment.c.amount)).where(order_payment.c.stage == "refunded")
        returned = select(func.sum(-sale.c.total)).where(sale.c.kind == "return", sale.c.original != "")
        assert connection.execute(given_back).scalar() == connection.execute(returned).scalar()
    sums = compare(made, documents, tally)
    assert (sums.differences, sums.stock_differences) == ((), ())

    facts, before = till.count(made), till.dump(made)
    again = year.replay(made, clock, documents)
    assert (again.counts["known"], again.counts["placed"]) == (counts["placed"], 0)
    assert (again.done, again.refused) == (tally.done, tally.refused)
    assert till.count(made) == facts
    assert till.dump(made) == before
    assert till.replay_differences(made) == ()
    till.assert_sound(made)
    made.close()
