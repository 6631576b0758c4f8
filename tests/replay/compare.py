"""The shop's own sums beside the file's less what is stated: refusals, and returns at what was paid.

Units and pennies of every product, and of the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from tests.replay.file import Invoice
from tests.replay.shop import SITES
from tests.replay.tally import Tally

from storeops.database.tables import sale, sale_line, stock_balance
from storeops.store import Store


@dataclass(frozen=True, slots=True)
class Sums:
    """`differences`: product, (units, pennies) here, (units, pennies) expected."""

    products: int
    units: int
    value: int
    expected_units: int
    expected_value: int
    differences: tuple[tuple[str, tuple[int, int], tuple[int, int]], ...]
    stock_differences: tuple[tuple[str, int, int], ...]


def compare(shop: Store, documents: Sequence[Invoice], tally: Tally) -> Sums:
    expected: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    bought: defaultdict[str, int] = defaultdict(int)
    for document in documents:
        for line in document.lines:
            expected[line.sku][0] += line.quantity
            expected[line.sku][1] += line.amount
            if line.goods and line.quantity > 0 and not (document.cancels or document.bad_debt):
                bought[line.sku] += line.quantity
    for sku, (units, value) in tally.by_sku.items():
        expected[sku][0] -= units
        expected[sku][1] -= value
    query = select(sale_line.c.sku, func.sum(sale_line.c.quantity), func.sum(sale_line.c.net + sale_line.c.tax))
    there = select(stock_balance.c.sku, func.sum(stock_balance.c.quantity)).where(stock_balance.c.location.in_(SITES))
    with shop.read() as connection:
        ours = {row[0]: (int(row[1]) // 1000, int(row[2])) for row in connection.execute(query.group_by("sku"))}
        total = int(connection.execute(select(func.sum(sale.c.total))).scalar() or 0)
        left = {row[0]: int(row[1]) // 1000 for row in connection.execute(there.group_by(stock_balance.c.sku))}
    wanted = {sku: (units, value) for sku, (units, value) in expected.items()}
    skus = sorted({*ours, *wanted})
    assert total == sum(value for _, value in ours.values())
    return Sums(
        products=len(skus),
        units=sum(units for units, _ in ours.values()),
        value=total,
        expected_units=sum(units for units, _ in wanted.values()),
        expected_value=sum(value for _, value in wanted.values()),
        differences=tuple(
            (sku, ours.get(sku, (0, 0)), wanted.get(sku, (0, 0)))
            for sku in skus
            if ours.get(sku, (0, 0)) != wanted.get(sku, (0, 0))
        ),
        stock_differences=tuple(
            (sku, left.get(sku, 0), bought.get(sku, 0) - wanted[sku][0])
            for sku in sorted({*left, *bought})
            if left.get(sku, 0) != bought.get(sku, 0) - wanted[sku][0]
        ),
    )
