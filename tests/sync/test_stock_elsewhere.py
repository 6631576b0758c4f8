"""Stock of other stores at a till: what the centre says, since when, and never in the till's own books."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from tests.machines import till
from tests.sync.test_feed import allocate, place
from tests.sync.three_tills import Till, three

from storeops.database.tables import stock_balance, stock_elsewhere
from storeops.reports.stock import StockElsewhere, stock_of
from storeops.server import stock as serving_stock
from storeops.server.centre import Centre, renew_generation
from storeops.sync import stock
from storeops.sync.messages import Row, Rows
from storeops.sync.wire import Unreadable

pytestmark = pytest.mark.xdist_group("postgresql")
TEA, JAM = till.item("TEA", 250), till.item("JAM", 400)


@pytest.fixture
def shops(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Centre, Till, Till, Till]]:
    monkeypatch.setattr(serving_stock.roll_up, "__defaults__", (timedelta(0),))
    with three(database, tmp_path) as found:
        yield found


def take(each: Till) -> int:
    return stock.fetch(each.shop, each.line, pause=lambda _seconds: None)


def told(each: Till) -> list[tuple[str, str, int, int]]:
    query = select(stock_elsewhere).order_by(stock_elsewhere.c.sku, stock_elsewhere.c.location)
    with each.shop.read() as connection:
        return [(row.sku, row.location, row.on_hand, row.available) for row in connection.execute(query)]


def test_a_till_is_told_what_other_stores_have_and_only_what_changed(shops) -> None:
    _, one, two, other = shops
    till.receive(one.shop, TEA, 5000)
    till.receive(other.shop, TEA, 7000)
    till.receive(other.shop, JAM, 2000)
    for each in (one, two, other):
        each.sync()
    assert (take(one), take(two), take(other)) == (2, 2, 1)
    assert told(one) == told(two) == [("JAM", "S2", 2000, 2000), ("TEA", "S2", 7000, 7000)]
    assert told(other) == [("TEA", "S1", 5000, 5000)]
    assert [take(each) for each in (one, two, other)] == [0, 0, 0]
    till.sell(other.shop, (JAM, 1000))
    other.sync()
    assert [take(each) for each in (one, two, other)] == [1, 1, 0]
    assert told(one)[0] == ("JAM", "S2", 1000, 1000)
    # The till's own books know nothing of it.
    with one.shop.read() as connection:
        places = set(connection.execute(select(stock_balance.c.location)).scalars())
    assert "S2" not in places


def test_what_is_promised_there_is_not_available_until_it_is_given_back(shops) -> None:
    centre, one, _, other = shops
    till.receive(other.shop, TEA, 7000)
    other.sync()
    order = place(centre.shop(), "W-1")
    allocate(centre.shop(), order, "S2")
    take(one)
    assert told(one) == [("TEA", "S2", 7000, 6000)]
    from storeops.journal import facts

    piece = facts.Allocation(line=1, quantity=1000, location="S2", parts=(("TEA", 1000),))
    with centre.shop().write() as tx:
        tx.record(facts.StockDeallocated(order=order, allocations=(piece,), reason="gone"))
    assert take(one) == 1
    assert told(one) == [("TEA", "S2", 7000, 7000)]


def test_pages_of_any_size_bring_the_whole(shops) -> None:
    _, one, _, other = shops
    for count in range(7):
        till.receive(other.shop, till.item(f"P{count}"), 1000)
    other.sync()
    cursor, seen, more = "", [], True
    while more:
        page = one.line.stock(cursor, 3)
        seen += [row.values["sku"] for row in page.rows]
        cursor, more = page.next, page.more
    assert seen == [f"P{count}" for count in range(7)]


def test_a_centre_that_was_set_back_tells_everything_again(shops) -> None:
    centre, one, _, other = shops
    till.receive(other.shop, TEA, 7000)
    other.sync()
    assert (take(one), take(one)) == (1, 0)
    renew_generation(centre.shop())
    assert take(one) == 1
    assert told(one) == [("TEA", "S2", 7000, 7000)]


def test_a_roll_up_that_was_just_made_is_not_made_again(shops) -> None:
    centre, one, _, other = shops
    till.receive(other.shop, TEA, 7000)
    other.sync()
    take(one)
    till.sell(other.shop, (TEA, 1000))
    other.sync()
    serving_stock.roll_up(centre.shop(), timedelta(days=1))
    page = one.line.stock("", 10)
    serving_stock.roll_up(centre.shop(), timedelta(0))
    assert [row.values["on_hand"] for row in page.rows] == [6000]
    with centre.shop().read() as connection:
        from storeops.database.queries import elsewhere

        before = elsewhere.rolled(connection)
    serving_stock.roll_up(centre.shop(), timedelta(days=1))
    with centre.shop().read() as connection:
        assert elsewhere.rolled(connection) == before


def test_it_is_shown_with_the_time_that_it_was_so(shops) -> None:
    _, one, _, other = shops
    till.receive(one.shop, TEA, 5000)
    till.receive(other.shop, TEA, 7000)
    other.sync()

    class Noon:
        def stock(self, after: str, limit: int) -> Rows:
            page = one.line.stock(after, limit)
            return Rows(rows=page.rows, next=page.next, more=page.more, at="2026-07-01T12:00:00.000000Z")

    stock.fetch(one.shop, Noon())
    with one.shop.read() as connection:
        view = stock_of(connection, one.shop.profile, "TEA")
    zone = ZoneInfo(one.shop.profile.zone.key)
    at = datetime.fromisoformat("2026-07-01T12:00:00+00:00").astimezone(zone).isoformat()
    assert view.on_hand == 5000
    assert view.elsewhere == (StockElsewhere("S2", "S2", 7000, 7000, at),)


@pytest.mark.parametrize("values", [{"on_hand": "7"}, {"sku": 5}, {"location": None}, {"available": 2**70}])
def test_what_is_told_wrongly_is_refused(tmp_path: Path, values: dict[str, object]) -> None:
    shop = till.make(tmp_path / "shop.db")
    row = {"sku": "TEA", "location": "S2", "on_hand": 1, "available": 1}

    class Wrong:
        def stock(self, after: str, limit: int) -> Rows:
            return Rows(rows=(Row("stock_elsewhere", {**row, **values}),), next="n", more=False, at="x")

    with pytest.raises(Unreadable):
        stock.fetch(shop, Wrong())
    with shop.read() as connection:
        assert list(connection.execute(select(stock_elsewhere))) == []
    shop.close()
