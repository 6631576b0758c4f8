"""Picking: waves and tours; bin, product, tote; counts, lots, pieces; on every size of screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.screens.cashier import BUN, MILK, TEA
from tests.screens.order_desk import place
from tests.screens.picking_room import APPLE, picker, picking_shop, seen, states, wave
from tests.screens.warehouse import OIL, RADIO, lying

from storeops.operations import stock
from storeops.operations.arrivals import Arrival
from storeops.operations.picking import picks, waves
from storeops.operations.picking.asked import Asked
from storeops.screens.picking import PickingScreen
from storeops.screens.picking.walking import WalkingScreen
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = picking_shop(tmp_path)
    yield made
    made.close()


class NextDay:
    """The day after."""

    def now(self, zone: ZoneInfo) -> datetime:
        return datetime(2026, 11, 23, 14, 7, tzinfo=zone)


async def test_bin_then_product_then_tote_and_the_next_at_once(shop: Store) -> None:
    id = wave(shop, (("TEA", 3), ("BISC", 2)))
    async with picker(shop, id) as ben:
        assert isinstance(ben.job, WalkingScreen)
        assert ben.card == ("GO TO", "A-1", ["3 Tea 80 bags", "then B-1", "into T1"])
        assert ben.line == (">", "", "scan bin")
        await ben.enter("a-1")
        assert ben.said == "done: A-1."
        assert ben.card == ("Tea 80 bags", "3", ["from A-1", "into T1"])
        await ben.scan(TEA, TEA)
        assert ben.card[1] == "2/3"
        await ben.scan(TEA)
        assert ben.card == ("INTO TOTE", "T1", ["3 Tea 80 bags", "for O1"])
        assert states(shop, id)[0] == ("TEA", "A-1", 0, 0, "open")
        await ben.enter("t1")
        assert ben.said == "done: 3 Tea 80 bags into T1."
        assert ben.card == ("GO TO", "B-1", ["2 Milk chocolate biscuits", "the last bin", "into T1"])
        assert states(shop, id)[0] == ("TEA", "A-1", 3000, 0, "done")
    assert lying(shop, "A-1") == [("BUN", "", "", 3000), ("TEA", "", "", 2000)]


async def test_what_is_wrong_changes_nothing_and_says_what_was_expected(shop: Store) -> None:
    id = wave(shop, (("TEA", 3),))
    async with picker(shop, id) as ben:
        await ben.press("enter")
        assert ben.said == "wrong: Scan the bin first."
        await ben.scan(TEA)
        assert ben.said == f"wrong: Scanned '{TEA}', not bin A-1."
        await ben.enter("B-1")
        assert ben.said == "wrong: Scanned 'B-1', not bin A-1."
        await ben.enter("A-1")
        await ben.enter("3")
        assert ben.said == "wrong: Scan the product first."
        await ben.scan(BUN)
        assert ben.said == "wrong: Scanned 'Bun'. Take 'Tea 80 bags'."
        await ben.scan("5012345678993")
        assert ben.said.startswith("wrong: Scanned '5012345678993'. Take 'Tea 80 bags'.")
        await ben.enter("A-2")
        assert ben.said == "wrong: Scanned 'bin A-2'. Take 'Tea 80 bags'."
        await ben.enter("A-1")
        assert ben.said == "wrong: This is A-1, where you are. Scan the product."
        await ben.scan(f"4*{TEA}")
        assert ben.said == "wrong: 4 is too many: 3 wanted. Put the rest back."
        await ben.scan(TEA)
        await ben.enter("4")
        assert ben.said == "wrong: 4 is too many: 3 wanted. Put the rest back."
        assert ben.card[1] == "1/3"
        await ben.press("escape", "enter")
        await ben.enter("T9")
        assert ben.said == "wrong: Scanned 'T9', not tote T1."
        assert ben.card[0] == "INTO TOTE"
    assert states(shop, id) == [("TEA", "A-1", 0, 0, "open")]


async def test_a_number_is_what_was_taken_and_enter_all_that_is_wanted(shop: Store) -> None:
    id = wave(shop, (("BUN", 2), ("TEA", 4)), mode="batch")
    async with picker(shop, id) as ben:
        await ben.enter("A-1")
        await ben.scan(BUN)
        assert ben.line[2] == "Enter: all 2"
        await ben.press("enter")
        assert ben.said == "done: 2 Bun into T1."
        await ben.scan(TEA)
        await ben.enter("3")
        assert (ben.card[1], ben.line[2]) == ("3/4", "scan on, or F4")
        await ben.press("enter")
        assert ben.said == "wrong: 3 of 4 are taken. Scan on, or F4 if there are no more."
        await ben.press("escape")
        assert ben.said == "look: Counted anew. Scan the product."
        await ben.scan(TEA)
        await ben.enter("4")
        assert ben.said == "done: 4 Tea 80 bags into T1. The tour is done."
    assert seen(shop, id).status == "closed"


async def test_loose_goods_have_no_bin_and_a_batch_no_tote_to_scan(shop: Store) -> None:
    id = wave(shop, (("MILK", 2),), mode="batch")
    async with picker(shop, id) as ben:
        assert ben.card == ("[/] Milk, 1 pt", "2", ["loose", "into T1"])
        await ben.scan(MILK, MILK)
        assert ben.card == ("TOUR DONE", "1/1", ["Tour 1 of W1"])
    assert states(shop, id) == [("MILK", "", 2000, 0, "done")]


async def test_what_is_weighed_is_taken_by_its_weight(shop: Store) -> None:
    place(shop, ("APPLE", 2))
    id = waves.plan(shop, Asked(mode="batch")).envelope.id
    waves.release(shop, id)
    async with picker(shop, id) as ben:
        await ben.enter("B-1")
        assert ben.card == ("Apples loose", "2.000", ["kg", "from B-1", "into T1"])
        await ben.scan(APPLE)
        assert ben.card[1] == "0.000/2.000"
        await ben.press("enter")
    assert states(shop, id) == [("APPLE", "B-1", 2000, 0, "done")]


async def test_of_several_lots_the_one_that_is_taken_is_scanned(shop: Store) -> None:
    id = wave(shop, (("OIL", 2),))
    async with picker(shop, id) as ben:
        await ben.enter("A-2")
        await ben.scan(OIL)
        assert ben.card == ("LOT", "L1", ["Olive oil 1 l", "also here: L2"])
        await ben.enter("L3")
        assert ben.said == "wrong: Lot L3 is not booked here. Here: L1, L2."
        await ben.scan(OIL)
        assert ben.said == "wrong: Scan the lot first."
        await ben.enter("L2")
        assert ben.card == ("Olive oil 1 l", "1/2", ["lot L2", "from A-2", "into T1"])
        await ben.scan(OIL)
        await ben.enter("T1")
    assert [row for row in lying(shop, "A-2") if row[0] == "OIL"] == [("OIL", "L1", "", 4000)]


async def test_a_lot_that_expired_stays_where_it_is(shop: Store) -> None:
    stock.receive(shop, [Arrival("OIL", 1000, "L0", "2026-11-22", bin="A-2")])
    id = wave(shop, (("OIL", 1),))
    shop.clock = NextDay()
    async with picker(shop, id) as ben:
        await ben.enter("A-2")
        await ben.scan(OIL)
        await ben.enter("L0")
        assert ben.said == ("wrong: Lot 'L0' of 'Olive oil 1 l' expired on 2026-11-22. Leave it, and take another lot.")
    with pytest.raises(picks.LotExpired):
        picks.confirm(shop, f"{id}.1", lot="L0", amount=1000, picker="ben")
    assert states(shop, id) == [("OIL", "A-2", 0, 0, "open")]


async def test_each_piece_is_scanned_by_its_number_once(shop: Store) -> None:
    id = wave(shop, (("RADIO", 2),))
    async with picker(shop, id) as ben:
        await ben.enter("A-2")
        assert ben.card == ("Radio", "2", ["each by its serial", "from A-2", "into T1"])
        await ben.scan(RADIO)
        assert ben.line[2] == "scan serial"
        await ben.enter("2")
        assert ben.said == "wrong: Serial 2 is not booked here."
        await ben.enter("SN2")
        assert ben.card[1] == "1/2"
        await ben.enter("SN2")
        assert ben.said == "wrong: 'SN2' was scanned already."
        await ben.enter("SN1")
        assert ben.card[0] == "INTO TOTE"
        await ben.enter("T1")
    assert states(shop, id) == [("RADIO", "A-2", 2000, 0, "done")]


async def test_the_waves_are_listed_and_one_is_taken(shop: Store) -> None:
    id = wave(shop, (("TEA", 1),), (("BUN", 1),), mode="single")
    async with picker(shop) as ben:
        assert isinstance(ben.job, PickingScreen)
        assert ben.listed == ["> W1"]
        assert ben.notes_of_lines == ["0 of 2 picked"]
        await ben.press("enter")
        assert isinstance(ben.job, WalkingScreen)
        await ben.press("escape")
        assert isinstance(ben.job, PickingScreen)
        await ben.enter("W9")
        assert "W9" in ben.said and ben.said.startswith("wrong:")
        await ben.enter("W1")
        assert isinstance(ben.job, WalkingScreen)
        assert [tour.picker for tour in seen(shop, id).tours] == ["ben", ""]


async def test_two_pickers_never_get_one_tour_and_the_end_offers_the_next(shop: Store) -> None:
    id = wave(shop, (("TEA", 1),), (("TEA", 1),), (("TEA", 1),), mode="single")
    async with picker(shop, id, "ben") as ben, picker(shop, id, "mia") as mia:
        assert [tour.picker for tour in seen(shop, id).tours] == ["ben", "mia", ""]
        for one in (ben, mia):
            await one.enter("A-1")
            await one.scan(TEA)
            assert one.said == "done: 1 Tea 80 bags into T1. The tour is done."
            assert one.line[2] == "Enter: next"
        await ben.press("enter")
        assert ben.said == "done: Tour 3 of W1."
        await mia.press("enter")
        assert isinstance(mia.job, PickingScreen)
        assert mia.said == "done: W1: no tour is left."


async def test_a_wave_that_is_not_released_is_refused_on_the_list(shop: Store) -> None:
    place(shop, ("TEA", 1))
    waves.plan(shop)
    async with picker(shop, "W1") as ben:
        assert isinstance(ben.job, PickingScreen)
        assert ben.said.startswith("wrong: S1-T1-W000001 is not released yet.")


async def test_why_says_for_whom_and_what_lies_where(shop: Store) -> None:
    id = wave(shop, (("OIL", 2),))
    async with picker(shop, id, size=(80, 24)) as ben:
        await ben.press("f9")
        assert ben.panel[:4] == [
            "W1.1, tour 1",
            "2 Olive oil 1 l from bin A-2",
            "For order S1-T1-O000001 of Ann1 Reed, normal, promised for 2026-11-25.",
            "The books have 6 in A-2.",
        ]
        assert "lot L1, 4, good until 2027-06-30" in ben.panel


@pytest.mark.parametrize("size", [(20, 16), (40, 8), (20, 8), (40, 12), (80, 24)])
async def test_every_size_shows_the_bin_and_what_is_scanned(shop: Store, size: tuple[int, int]) -> None:
    id = wave(shop, (("TEA", 3), ("BISC", 2)))
    async with picker(shop, id, size=size) as ben:
        shown = ben.painted
        tall = "┣━┫ ━  ┃" in shown
        assert tall is (size != (20, 8))
        assert tall or "A - 1" in shown
        assert "3 Tea 80 bags" in shown
        assert "scan bin" in shown
        assert ("W1 1/2" in shown) is (size[0] < 60)
        await ben.enter("A-1")
        await ben.scan(TEA)
        assert "Tea 80 bags" in ben.painted
