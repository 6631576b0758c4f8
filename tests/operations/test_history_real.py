"""A year of real sales, taken over and compared to the penny with sums that another program makes from the file."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import func, select
from tests.machines import till

from storeops.database.tables import sale, sale_line
from storeops.journal.verify import verify
from storeops.operations.history import Tally, import_history
from storeops.store import Store

FOLDER = Path(os.environ.get("STOREOPS_REAL_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
FILE = FOLDER / "online_retail" / "online_retail.csv.gz"
MAP = {
    "invoice": "InvoiceNo",
    "sku": "StockCode",
    "name": "Description",
    "quantity": "Quantity",
    "price": "UnitPrice",
    "at": "InvoiceDate",
    "customer": "CustomerID",
}

#: Every line, and whether it is a sale's or a return's: no bad debt, no write-off of stock.
LINES = """
create table line as
select *, quantity * price as value,
       invoice not like 'A%' and (quantity > 0) = (invoice not like 'C%') as taken
from (select InvoiceNo as invoice, StockCode as sku, Quantity::bigint as quantity, UnitPrice::decimal(12, 3) as price,
             InvoiceDate::timestamp::date as day
      from read_csv(?, header = true, all_varchar = true))
"""
PER_DAY = """
select day::varchar, (sum(round(value, 2)) * 100)::bigint, sum(quantity)::bigint * 1000, count(distinct invoice),
       count(distinct invoice) filter (invoice like 'C%')
from line where taken group by day order by day
"""
PER_SKU = """
select sku, (sum(round(value, 2)) * 100)::bigint, sum(quantity)::bigint * 1000
from line where taken group by sku order by sku
"""
WHOLE = """
select count(distinct invoice), count(*), sum(value), round(sum(value) filter (value > 0), 2),
       round(sum(value) filter (value < 0), 2)
from line
"""


@pytest.mark.real_data
@pytest.mark.skipif(not FILE.is_file(), reason=f"the real sales are not at {FILE.name} in STOREOPS_REAL_DATA")
def test_a_year_of_real_sales_is_the_files_own_to_the_penny_and_comes_in_once(tmp_path: Path) -> None:
    with duckdb.connect() as peer:
        peer.execute(LINES, [str(FILE)])
        per_day, per_sku, whole = (peer.execute(query).fetchall() for query in (PER_DAY, PER_SKU, WHOLE))
    # The sums its description gives: documents, net, sales, returns.
    assert whole == [(25_900, 541_909, Decimal("9747747.934"), Decimal("10666684.54"), Decimal("-918936.61"))]
    assert len(per_day) == 305

    shop = till.make(tmp_path / "shop.db")
    result = import_history(shop, FILE, MAP, rejected_path=tmp_path / "rejected.csv")
    reasons = {part.reason: (part.documents, part.lines, part.net) for part in result.rejected}
    assert result.imported == Tally(24_561, 540_570, Decimal("9758809.994"))
    assert reasons == {
        "bad_debt": (3, 3, Decimal("-11062.06")),
        "stock_adjustment": (1336, 1336, Decimal("0.00")),
    }
    assert result.file == Tally(25_900, 541_909, Decimal("9747747.934"))
    assert (result.sales, result.returns, result.rounding) == (1_065_562_248, -89_681_249, Decimal("-0.004"))
    assert len((tmp_path / "rejected.csv").read_text(encoding="utf-8").splitlines()) == 1340

    returns = func.count().filter(sale.c.kind == "return")
    days = select(sale.c.business_date, func.sum(sale.c.total), func.sum(sale.c.units), func.count(), returns)
    goods = select(sale_line.c.sku, func.sum(sale_line.c.amount), func.sum(sale_line.c.quantity))
    with shop.read() as connection:
        ours = connection.execute(days.group_by(sale.c.business_date).order_by(sale.c.business_date)).all()
        assert [tuple(row) for row in ours] == per_day
        ours = connection.execute(goods.group_by(sale_line.c.sku).order_by(sale_line.c.sku)).all()
        assert [tuple(row) for row in ours] == per_sku
        assert verify(connection).problems == ()
    before = head(shop)

    again = import_history(shop, FILE, MAP)
    assert (again.imported.documents, again.unchanged, again.rejected) == (0, result.imported, result.rejected)
    assert head(shop) == before
    shop.close()


def head(shop: Store) -> tuple[int, bytes]:
    with shop.write() as tx:
        return tx.head
