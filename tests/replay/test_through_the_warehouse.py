"""Orders of the first days of the year picked, packed, labelled, handed over, delivered and returned, and explained."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.machines import promising, till
from tests.replay import file, shop, warehouse, year
from tests.replay.compare import compare
from tests.replay.explained import _parcels, explained
from tests.replay.file import FILE, Invoice
from tests.replay.test_replay import UNTIL, Expected

from storeops.database.tables import (
    count_close,
    goods_move,
    manifest,
    order_counter,
    order_payment,
    parcel,
    parcel_event,
    parcel_tracking,
    pick_event,
    sale,
    stock_count,
    wave,
    wave_event,
)
from storeops.rules.barcodes.check_digits import has_right_check_digit
from storeops.store import Store

CUSTOMERS = {"12431", "12583", "13767", "13777", "13798", "15502", "15514", "15738", "15880", "17950"}
"""Buyers from abroad, of thousands of pieces, of a hundred lines; and who cancelled, some on the same day."""

real = pytest.mark.skipif(not FILE.is_file(), reason=f"the real sales are not at {FILE.name} in STOREOPS_REAL_DATA")


def chosen() -> list[Invoice]:
    return [invoice for invoice in file.invoices(until=UNTIL) if invoice.customer in CUSTOMERS]


def test_goods_are_shared_out_among_parcels_of_what_one_holds() -> None:
    assert list(warehouse._loads({"A": 299_000})) == [[("A", 299_000)]]
    assert list(warehouse._loads({"B": 700_000, "A": 200_000, "C": 1000})) == [
        [("A", 200_000), ("B", 100_000)],
        [("B", 300_000)],
        [("B", 300_000)],
        [("C", 1000)],
    ]
    assert list(warehouse._loads({"A": 300_000})) == [[("A", 300_000)]]


def test_goods_that_no_parcel_explains_are_told() -> None:
    sales: dict[str, dict[tuple[int, str], int]] = {"s1": {(1, "A"): 3000}, "s2": {}}
    assert list(_parcels(sales, {"s1": {(1, "A"): 3000}})) == []
    assert [one for one, _ in _parcels(sales, {"s1": {(1, "A"): 2000}})] == ["s1"]
    assert [one for one, _ in _parcels(sales, {"s1": {(2, "A"): 3000}})] == ["s1"]
    assert [one for one, _ in _parcels(sales, {})] == ["s1"]
    assert [one for one, _ in _parcels({}, {"s3": {(1, "A"): 1000}})] == ["s3"]


@real
@pytest.mark.real_data
@pytest.mark.timeout(240)
def test_the_first_days_through_the_warehouse(tmp_path: Path) -> None:
    documents = chosen()
    made, clock = shop.made(tmp_path / "shop.db", documents, warehouse.fit_out, warehouse.bin_of)
    tally = year.replay(made, clock, documents, through_the_warehouse=True)
    counts, placed = tally.counts, [one for one in documents if not one.cancels]
    expected = Expected(CUSTOMERS)
    assert (counts["placed"], counts["unfilled"], counts["no label"]) == (len(expected.sales), 0, 0)
    assert (counts["full"], counts["same price"]) == (expected.full, expected.same_price)
    assert tally.refused["more than is left"].lines == expected.too_much
    assert sum(part.lines for part in tally.refused.values()) == expected.refused
    assert counts["shorts"] > 0

    sums = compare(made, documents, tally)
    assert (sums.differences, sums.stock_differences) == ((), ())
    units = sum(line.quantity for one in documents for line in one.lines)
    value = sum(line.amount for one in documents for line in one.lines)
    refused = tally.refused.values()
    assert sums.units == units - sum(part.units for part in refused)
    assert sums.value == value - sum(part.value for part in refused) - tally.otherwise.value
    found = explained(made)
    assert (found.orders, found.unexplained) == (len(placed), ())
    promising.assert_on_their_way(made)
    _rows_agree(made, tally.counts)

    facts, before = till.count(made), till.dump(made)
    again = year.replay(made, clock, documents, through_the_warehouse=True)
    assert (again.counts["known"], again.counts["placed"], again.counts["waves"]) == (len(placed), 0, 0)
    assert (again.done, again.refused) == (tally.done, tally.refused)
    assert till.count(made) == facts
    assert till.dump(made) == before
    assert till.replay_differences(made) == ()
    till.assert_sound(made)
    made.close()


def _rows_agree(made: Store, counts: dict[str, int]) -> None:
    """What was done is what is written down, counted from the tables."""
    with made.read() as connection:

        def count(table: object, *where: object) -> int:
            query = select(func.count()).select_from(table)  # type: ignore[arg-type]
            return int(connection.execute(query.where(*where)).scalar_one())  # type: ignore[arg-type]

        def of(counter: str) -> int:
            total = select(func.sum(order_counter.c.quantity)).where(order_counter.c.counter == counter)
            return int(connection.execute(total).scalar() or 0)

        assert count(wave) == count(wave_event, wave_event.c.kind == "closed") == counts["waves"]
        assert count(pick_event, pick_event.c.kind == "picked") == counts["picks"]
        assert count(pick_event, pick_event.c.kind == "short") == counts["shorts"]
        assert count(stock_count) == count(count_close) == counts["shorts"]
        assert count(parcel) == count(parcel_event, parcel_event.c.kind == "sent") == counts["parcels"]
        assert count(manifest) == counts["manifests"]
        assert count(parcel_tracking, parcel_tracking.c.status == "delivered") == counts["followed"]
        codes = [row.sscc for row in connection.execute(select(parcel.c.sscc))]
        assert len(set(codes)) == len(codes)
        assert all(has_right_check_digit(code) for code in codes)
        heaviest = connection.execute(select(func.max(parcel.c.grams))).scalar_one()
        assert heaviest == warehouse.FULL * 100
        gone = select(func.sum(goods_move.c.quantity)).where(goods_move.c.to_location == "customer")
        assert of("picked") == of("packed") == connection.execute(gone).scalar_one()
        assert 0 < of("delivered") < of("picked")
        assert of("short") > 0
        places = select(goods_move.c.from_location).where(goods_move.c.to_location == "customer").distinct()
        assert set(connection.execute(places).scalars()) == set(shop.SITES)
        given_back = select(func.sum(order_payment.c.amount)).where(order_payment.c.stage == "refunded")
        returned = select(func.sum(-sale.c.total)).where(sale.c.kind == "return", sale.c.original != "")
        assert connection.execute(given_back).scalar() == connection.execute(returned).scalar() > 0
