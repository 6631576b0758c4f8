"""What a picker's screen asks besides taking goods: said twice it is done once, refused it leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.screens.picking_room import picking_shop, seen, tasks, wave
from tests.screens.warehouse import lying

from storeops.journal import reading
from storeops.operations.bins import UnknownBin
from storeops.operations.carts import new
from storeops.operations.orders import changing
from storeops.operations.picking import picks
from storeops.operations.picking.putting_back import NothingToPutBack, put_back
from storeops.operations.picking.short import short
from storeops.operations.picking.zero_check import not_empty
from storeops.reports import at_the_bin
from storeops.store import RecordedOtherwise, Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = picking_shop(tmp_path)
    yield made
    made.close()


def kinds(shop: Store) -> list[str]:
    with shop.read() as connection:
        return [type(reading.entry_of(one.row).envelope.fact).__name__ for one in reading.rows(connection)]


def test_a_short_said_twice_is_short_once(shop: Store) -> None:
    id = wave(shop, (("TEA", 3), ("BISC", 1)))
    command = new(shop).id
    first = short(shop, f"{id}.1", 1000, picker="ben", command=command)
    before = kinds(shop)
    assert short(shop, f"{id}.1", 1000, picker="ben", command=command).envelope.id == first.envelope.id == command
    with pytest.raises(RecordedOtherwise):
        short(shop, f"{id}.2", 0, picker="ben", command=command)
    assert kinds(shop) == before
    assert [(one.picked, one.short) for one in tasks(shop, id)] == [(1000, 2000), (0, 0)]


def test_a_bin_that_is_not_empty_is_planned_once(shop: Store) -> None:
    command = new(shop).id
    entry = not_empty(shop, "S1", "b-1", "BISC", command=command)
    assert [(line.sku, line.bin) for line in entry.envelope.fact.lines] == [("BISC", "B-1")]  # type: ignore[union-attr]
    assert not_empty(shop, "S1", "B-1", "BISC", command=command).envelope.id == entry.envelope.id
    before = kinds(shop)
    with pytest.raises(RecordedOtherwise):
        not_empty(shop, "S1", "A-1", "BISC", command=command)
    with pytest.raises(UnknownBin):
        not_empty(shop, "S1", "Z-1", "BISC")
    assert kinds(shop) == before


def test_one_product_of_an_order_is_put_back_by_itself(shop: Store) -> None:
    id = wave(shop, (("TEA", 2), ("BISC", 1)))
    number = tasks(shop, id)[0].order
    for task in (1, 2):
        picks.confirm(shop, f"{id}.{task}", picker="ben")
    changing.cancel(shop, number, reason="no more wanted")
    put_back(shop, number, bin="A-2", sku="TEA")
    assert ("TEA", "", "", 2000) in lying(shop, "A-2")
    with shop.read() as connection:
        left = at_the_bin.walk(connection, id, 1).back
    assert [(one.sku, one.quantity, one.bin) for one in left] == [("BISC", 1000, "B-1")]
    with pytest.raises(NothingToPutBack):
        put_back(shop, number, bin="A-2", sku="TEA")
    put_back(shop, number, bin="B-1")
    with shop.read() as connection:
        assert at_the_bin.walk(connection, id, 1).back == ()


def test_a_wave_that_nobody_wants_any_more_can_be_finished(shop: Store) -> None:
    id = wave(shop, (("TEA", 2),), (("BUN", 1),))
    assert picks.finish(shop, id) is False
    for number in {task.order for task in tasks(shop, id)}:
        changing.cancel(shop, number, reason="no more wanted")
    assert seen(shop, id).status == "released"
    assert picks.finish(shop, id) is True
    assert picks.finish(shop, id) is True
    assert {task.state for task in tasks(shop, id)} == {"dropped"}
    assert kinds(shop).count("WaveClosed") == 1
