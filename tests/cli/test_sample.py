"""The sample shop: made by the real operations, whole and sound, its last day open."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from storeops.operations import carts, journal, sample
from storeops.reports.daily import daily
from storeops.reports.orders.board import board
from storeops.rules.sample_history import Basket
from storeops.settings import Settings
from storeops.store import Store

LONDON = ZoneInfo("Europe/London")


def test_a_small_one(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 15, 30, tzinfo=LONDON)
    settings = Settings(str(tmp_path / "sample.db"))
    told: list[tuple[int, int]] = []
    made = sample.make(settings, now=now, progress=lambda *at: told.append(at), days=3, a_day=10)
    assert told == [(1, 3), (2, 3), (3, 3)]
    shop = Store.open(settings, clock=sample.SampleClock(now))
    try:
        assert journal.verify(shop).sound
        assert journal.replay_check(shop).identical
        with shop.read() as connection:
            days = [daily(connection, shop.profile, now.date().replace(day=now.day - back)) for back in (0, 1, 2)]
        assert sum(day.sales_count for day in days) == made
        assert 0 < days[0].sales_count < made
        assert [drawer.number for drawer in days[0].drawers] == ["", ""]
        assert {drawer.number for day in days[1:] for drawer in day.drawers} == {
            "S1-T1-Z0001",
            "S1-T1-Z0002",
            "S1-T2-Z0001",
            "S1-T2-Z0002",
        }
        assert [cart.label for cart in carts.parked(shop)] == ["Mrs Hill, back in five minutes"]
        assert shop.business_date() == now.date()
        with shop.read() as connection:
            found = board(connection, now.date())
        assert [
            (row.customer, row.status.value, row.fulfilment_status.value, tuple(sorted(row.holds)))
            for row in found.orders
        ] == [
            ("Cleo Marsh", "open", "allocated", ()),
            ("Ann Reed", "open", "allocated", ()),
            ("Bob Hall", "on_hold", "allocated", ("payment",)),
            ("Dale Inn", "open", "partly_allocated", ()),
            ("Eve Stone", "on_hold", "unallocated", ("address", "payment")),
        ]
    finally:
        shop.close()


def visit(hour: int) -> Basket:
    return Basket(
        at=datetime(2026, 11, 23, hour, tzinfo=LONDON).replace(tzinfo=None),
        till="T1",
        lines=(("TEA", 1000),),
        tender="card",
    )


def test_a_day_goes_as_far_as_the_clock() -> None:
    visits = list(enumerate(visit(hour) for hour in range(7, 20)))
    assert sample._so_far(visits, datetime(2026, 11, 23, 14, 30, tzinfo=LONDON)) == visits[:8]


def test_before_anybody_came_a_few_visits_are_there_all_the_same() -> None:
    visits = list(enumerate(visit(hour) for hour in range(7, 20)))
    early = sample._so_far(visits, datetime(2026, 11, 23, 6, 0, tzinfo=LONDON))
    assert [place for place, _ in early] == [0, 1, 2, 3, 4, 5]
    assert [basket.at.strftime("%H:%M") for _, basket in early] == [
        "05:12",
        "05:20",
        "05:28",
        "05:36",
        "05:44",
        "05:52",
    ]
    assert sample._so_far(visits, datetime(2026, 11, 23, 1, 0, tzinfo=LONDON)) == []
