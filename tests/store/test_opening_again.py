"""Opening a shop's file that was open before: a copy, a clock that went back, another program are written down."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.machines import till
from tests.machines.at_rest import closed, opened

from storeops.database.engine import (
    sqlite_module,
)
from storeops.database.tables import origin
from storeops.journal.facts import ClockJumped, EpochStarted, ProgramChanged
from storeops.journal.verify import verify
from storeops.operations import carts, drawer, sales
from storeops.store import Store

sqlite3 = sqlite_module()  # the standard library's does not know every option of the word index


def facts(shop: Store) -> list[object]:
    with shop.read() as connection:
        return [entry.envelope.fact for entry in till.entries(connection)]


def test_opening_again_records_nothing(tmp_path: Path) -> None:
    path = closed(tmp_path / "shop.db")
    for _ in range(3):
        shop = opened(path)
        assert till.count(shop) == 4
        shop.close()


def test_a_copied_file_goes_on_in_its_own_name_and_numbers(tmp_path: Path) -> None:
    path = closed(tmp_path / "shop.db")
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    first, second = opened(path), opened(copy)
    head = next(seq for _, seq, _ in _heads(first))
    started = [fact for fact in facts(second) if isinstance(fact, EpochStarted)]
    assert [(fact.parent, fact.parent_seq) for fact in started] == [("", 0), (first.profile.origin, head)]
    assert started[1].parent_hash == _heads(first)[0][2]
    assert second.profile.origin != first.profile.origin
    assert second.profile.origin.startswith(f"{first.profile.device}.")
    tag = started[1].series_tag
    assert till.sell(first, (till.item(), 1000)).number == "S1-T1-000002"
    assert till.sell(second, (till.item(), 1000)).number == f"S1-T1-{tag}-000001"
    assert drawer.close(first, 0).number == "S1-T1-Z0001"
    assert drawer.close(second, 0).number == f"S1-T1-{tag}-Z0001"
    for shop in (first, second):
        till.assert_sound(shop)
        assert till.replay_differences(shop) == ()
        shop.close()
    again = opened(copy)
    assert (again.profile.origin, again.profile.series_tag) == (second.profile.origin, tag)
    with again.read() as connection:
        lives = connection.execute(select(origin.c.id, origin.c.parent, origin.c.series_tag)).all()
    assert sorted(map(tuple, lives)) == sorted(
        [(first.profile.origin, "", ""), (second.profile.origin, first.profile.origin, tag)]
    )
    again.close()


def _heads(shop: Store) -> list[tuple[str, int, str]]:
    with shop.read() as connection:
        return list(verify(connection).heads)


def test_a_cart_in_a_copied_file_becomes_a_sale_of_its_own(tmp_path: Path) -> None:
    """A cart's id becomes the sale's: left as it is, two databases would sell two sales under one identity."""
    shop = till.trading(tmp_path / "shop.db")
    till.list_products(shop, [till.item()])
    carts.park(shop, carts.add(shop, carts.new(shop), "TEA", 2000), "waits")
    carts.add(shop, carts.new(shop), "TEA")
    shop.close()
    shutil.copy(tmp_path / "shop.db", tmp_path / "copy.db")
    sold = []
    for name in ("shop.db", "copy.db"):
        shop = opened(tmp_path / name)
        cart = carts.current(shop)
        assert [line.quantity for line in cart.lines] == [1000]
        sold.append(sales.complete(shop, cart, till.cash(shop, cart)).id)
        (parked,) = carts.parked(shop)
        cart = carts.recall(shop, carts.new(shop), parked.id)
        assert (cart.id, [line.quantity for line in cart.lines]) == (parked.id, [2000])
        sold.append(sales.complete(shop, cart, till.cash(shop, cart)).id)
        assert carts.parked(shop) == ()
        till.assert_sound(shop)
        shop.close()
    assert len(set(sold)) == 4


@pytest.mark.parametrize(("back", "noticed"), [(timedelta(minutes=1), False), (timedelta(hours=1), True)])
def test_a_clock_that_goes_back_is_written_down(tmp_path: Path, back: timedelta, noticed: bool) -> None:
    path = closed(tmp_path / "shop.db")
    shop = opened(path, start=-back)
    found = [fact for fact in facts(shop) if isinstance(fact, ClockJumped)]
    assert len(found) == noticed
    if found:
        assert found[0].last_recorded_at.startswith("2026-11-23T09:00:00.")
        assert found[0].now.startswith("2026-11-23T08:00:00.")
    assert till.sell(shop, (till.item(), 1000)).number == "S1-T1-000002"
    till.assert_sound(shop)
    shop.close()


def test_another_version_of_the_program_is_written_down(tmp_path: Path) -> None:
    path = closed(tmp_path / "shop.db")
    with sqlite3.connect(path) as plain:
        plain.execute("UPDATE local SET value = '0.0.9' WHERE key = 'program'")
    plain.close()
    shop = opened(path)
    assert facts(shop)[-1] == ProgramChanged(before="0.0.9", after=shop.profile.program)
    shop.close()
    shop = opened(path)
    assert till.count(shop) == 5
    shop.close()
