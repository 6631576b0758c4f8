"""The wave board: planned as it is wished for, released, walked, closed; what waits and who walks stands on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.screens.clerk import Clerk, at
from tests.screens.order_desk import place
from tests.screens.picking_room import picking_shop, seen, wave

from storeops.operations.picking import picks, waves
from storeops.operations.picking.asked import Asked
from storeops.operations.picking.choice import OBJECTIVES
from storeops.operations.picking.tours import MODES
from storeops.screens.picking.walking import WalkingScreen
from storeops.screens.waves import WavesScreen
from storeops.screens.waves.detail import WaveScreen
from storeops.screens.waves.wishes import NoSuchNumber, NoSuchWish, wish_words, wished
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = picking_shop(tmp_path)
    yield made
    made.close()


@asynccontextmanager
async def board(shop: Store) -> AsyncIterator[Clerk]:
    async with at(shop, WavesScreen(shop)) as clerk:
        yield clerk


async def test_what_waits_is_planned_as_it_is_wished_for_and_released(shop: Store) -> None:
    place(shop, ("TEA", 2), ("BISC", 1))
    place(shop, ("MILK", 3))
    async with board(shop) as clerk:
        assert clerk.listed == []
        assert clerk.summary == (
            ("2 orders wait, 3 lines, 6 units, the first promised for Wed 25 Nov", ""),
            ("nobody walks", ""),
        )
        assert clerk.line[2] == "Enter: plan"
        await clerk.press("enter")
        assert clerk.line == ("Plan >", "cluster oldest", "Enter: plan it")
        assert clerk.panel[:2] == ["How is the wave to be made?", "cluster   one tote an order, on one cart"]
        await clerk.enter("zone pickers 2 slow")
        assert clerk.said.startswith("wrong: 'slow' is no way to plan. Known: cluster, batch, zone, single, oldest,")
        await clerk.enter("zone pickers two")
        assert clerk.said == "wrong: Behind pickers stands a whole number from 1 to 99, not 'two'."
        await clerk.enter("zone pickers 2")
        assert clerk.said == "done: S1-T1-W000001 is planned: 2 orders, 3 tasks, 1 tour. F12 releases it."
        assert clerk.listed == ["> S1-T1-W000001 | planned | zone, oldest | 2 | 0/3 |  | "]
        assert clerk.notes_of_lines[0].startswith("Tour 1  ..........  0 of ")
        await clerk.press("f12")
        assert clerk.summary[0][0] == "Nothing waits for a wave at S1"
        assert clerk.said == "done: S1-T1-W000001 is released."
        assert "F12 Release" not in clerk.keys
        await clerk.press("ctrl+n")
        assert clerk.line[1] == "zone oldest pickers 2"
        await clerk.press("enter")
        assert clerk.said.startswith("wrong: Nothing waits to be picked at S1:")


async def test_tours_pickers_progress_and_shorts_stand_on_the_board(shop: Store) -> None:
    id = wave(shop, (("TEA", 2), ("BISC", 1)), (("MILK", 1),), mode="single")
    picks.take_tour(shop, id, "ben")
    picks.confirm(shop, f"{id}.1", picker="ben")
    from storeops.operations.picking.short import short

    short(shop, f"{id}.2", 0, picker="ben")
    async with board(shop) as clerk:
        assert clerk.listed == ["> S1-T1-W000001 | released | single, oldest | 2 | 2/3 | 1 | "]
        assert clerk.notes_of_lines == [
            "Tour 1  ##########  2 of 2  ben",
            "Tour 2  ..........  0 of 1  nobody yet",
        ]
        assert clerk.big == ("SHORT", "1", "1 still to pick")
        await clerk.type("plan")
        assert clerk.listed == []
        await clerk.press("escape")
        await clerk.type("ben")
        await clerk.press("enter")
        assert isinstance(clerk.job, WaveScreen)
        clerk.on_top()
        assert clerk.listed == [
            "> Tour 1 |  | ben, 2 of 2 |  |  | ",
            "A-1 | 2 | Tea 80 bags | T1 | O1 | + picked",
            "B-1 | 1 | Milk chocolate biscuits | T1 | O1 | ! short 1",
            "Tour 2 |  | nobody yet, 0 of 1 |  |  | ",
            "loose | 1 | [/] Milk, 1 pt | T1 | O2 | ",
        ]
        assert clerk.big == ("PICKED", "2/3", "1 short")
        await clerk.press("f3")
        assert isinstance(clerk.job, WavesScreen)


async def test_a_wave_is_closed_with_a_reason_and_what_was_open_waits_again(shop: Store) -> None:
    id = wave(shop, (("TEA", 2),))
    async with board(shop) as clerk:
        await clerk.press("ctrl+x")
        assert clerk.line == ("Close W1, why >", "", "Enter: close it   Esc: leave it")
        await clerk.press("escape")
        assert seen(shop, id).status == "released"
        await clerk.press("ctrl+x")
        await clerk.enter("the cart broke")
        assert clerk.said == "done: S1-T1-W000001 is closed; 1 task of it waits again."
        assert clerk.summary[0][0].startswith("1 order waits, 1 line, 2 units")
    assert seen(shop, id).status == "closed"


async def test_a_tour_is_walked_from_the_board(shop: Store) -> None:
    id = wave(shop, (("TEA", 2),))
    async with board(shop) as clerk:
        await clerk.press("ctrl+k")
        assert isinstance(clerk.job, WalkingScreen)
        await clerk.press("escape", "escape")
        assert isinstance(clerk.job, WavesScreen)
        assert clerk.summary[1][0] == "walking: owner"
    assert seen(shop, id).tours[0].picker == "owner"


async def test_the_same_form_plans_once(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from storeops.screens.waves import booking

    class LineDown(Exception):
        pass

    real, failed = booking.wave, []

    def once(shop: Store, number: str) -> object:
        if not failed:
            failed.append(number)
            raise LineDown
        return real(shop, number)

    place(shop, ("TEA", 2))
    async with board(shop) as clerk:
        await clerk.press("ctrl+n")
        monkeypatch.setattr(booking, "wave", once)
        await clerk.press("enter")
        assert failed and not isinstance(clerk.job, WavesScreen)
        await clerk.press("escape", "enter")
        assert clerk.said.startswith("done: S1-T1-W000001 is planned")


ASKED = st.builds(
    Asked,
    mode=st.sampled_from(MODES),
    objective=st.sampled_from(OBJECTIVES),
    pickers=st.integers(1, 99),
    min_units=st.integers(0, 1_000_000),
    max_units=st.integers(0, 1_000_000),
    max_orders=st.integers(0, 1_000_000),
    totes=st.integers(1, 200),
)


@given(ASKED)
def test_what_a_wish_says_is_read_again(how: Asked) -> None:
    assert wished(wish_words(how)) == how
    assert wished(wish_words(how).upper().replace(" ", "  ")) == how


@pytest.mark.parametrize("text", ["quick", "max", "max x", "max -1", "totes 0", "pickers 100", "max 99999999"])
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises((NoSuchWish, NoSuchNumber)):
        wished(text)


def test_a_released_wave_is_left_alone_by_the_next_plan(shop: Store) -> None:
    id = wave(shop, (("TEA", 1),))
    place(shop, ("BUN", 1))
    waves.plan(shop)
    assert seen(shop, id).status == "released"
