"""Picking where not all goes on: shorts, skips, full totes, zero checks, cancelled orders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.screens.cashier import BUN, MILK, TEA
from tests.screens.picking_room import APPLE, BISC, picker, picking_shop, seen, states, tasks, wave
from tests.screens.warehouse import lying

from storeops.operations import stock
from storeops.operations.orders import changing
from storeops.reports import counts as count_reports
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = picking_shop(tmp_path)
    yield made
    made.close()


def counted_bins(shop: Store) -> list[tuple[str, str]]:
    """SKU and bin of every line of an open count."""
    with shop.read() as connection:
        found = count_reports.listing(connection, only_open=True)
        views = [count_reports.by_number(connection, shop.profile, one.number) for one in found]
    return [(line.sku, line.bin) for view in views for line in view.lines]


async def test_one_key_for_a_short_and_where_the_rest_comes_from(shop: Store) -> None:
    id = wave(shop, (("TEA", 3), ("BISC", 1)))
    stock.receive(shop, [("TEA", 9000)], location="WH1")
    async with picker(shop, id) as ben:
        await ben.enter("A-1")
        await ben.scan(TEA)
        await ben.press("f4")
        assert ben.line == ("found >", "1", "Enter")
        await ben.enter("3")
        assert ben.said == "wrong: 3 are wanted: so many are not short."
        await ben.enter("1")
        assert ben.said == "done: Short 2. 2 from WH1 now."
        assert ben.card[1] == "B-1"
    assert states(shop, id)[0] == ("TEA", "A-1", 1000, 2000, "short")
    assert counted_bins(shop) == [("TEA", "A-1")]


async def test_a_short_that_nobody_has_waits(shop: Store) -> None:
    id = wave(shop, (("TEA", 3),))
    async with picker(shop, id) as ben:
        await ben.press("f4", "enter")
        assert ben.said == "done: Short 3. None left: it waits. The tour is done."
        assert ben.card == ("TOUR DONE", "0/1", ["Tour 1 of W1", "1 short"])
    assert states(shop, id) == [("TEA", "A-1", 0, 3000, "short")]


async def test_pieces_in_the_hand_are_written_down_with_the_short(shop: Store) -> None:
    id = wave(shop, (("RADIO", 2),))
    async with picker(shop, id) as ben:
        await ben.enter("A-2")
        await ben.enter("SN1")
        await ben.press("f4", "backspace")
        await ben.enter("0")
        assert ben.said == "wrong: Scan the serial number of each piece."
        await ben.enter("1")
    assert states(shop, id) == [("RADIO", "A-2", 1000, 1000, "short")]


async def test_a_scan_gives_the_question_up(shop: Store) -> None:
    id = wave(shop, (("TEA", 3),))
    async with picker(shop, id) as ben:
        await ben.enter("A-1")
        await ben.press("f4")
        await ben.scan(TEA)
        assert ben.card[1] == "1/3"
        assert ben.line[0] == ">"
    assert states(shop, id) == [("TEA", "A-1", 0, 0, "open")]


async def test_skipped_ones_come_last(shop: Store) -> None:
    id = wave(shop, (("TEA", 1), ("BISC", 1)))
    async with picker(shop, id) as ben:
        await ben.press("f8")
        assert (ben.said, ben.card[1]) == ("done: Later.", "B-1")
        await ben.enter("B-1")
        await ben.scan(BISC)
        await ben.enter("T1")
        assert ben.card[1] == "A-1"
        await ben.press("f8")
        assert ben.said == "look: It is the last one of the tour."


async def test_a_full_tote_is_exchanged_for_the_rest_of_the_tour(shop: Store) -> None:
    id = wave(shop, (("TEA", 3), ("BISC", 1)))
    async with picker(shop, id) as ben:
        await ben.enter("A-1")
        await ben.scan(TEA, TEA)
        await ben.press("f10")
        assert ben.line[0] == "new tote >"
        await ben.enter("B-1")
        assert ben.said == "wrong: 'B-1' is a bin or a product. Scan the label of a tote."
        await ben.scan("TOTE-0077")
        assert ben.said == "done: Tote TOTE-0077 from now on."
        assert ben.card == ("Tea 80 bags", "1", ["from A-1", "into TOTE-0077"])
        await ben.scan(TEA)
        await ben.enter("T1")
        assert ben.said == "wrong: Scanned 'T1', not tote TOTE-0077."
        await ben.scan("TOTE-0077")
        assert ben.card[2][-1] == "into TOTE-0077"
    async with picker(shop, id, size=(80, 24)) as ben:
        assert ben.card == ("GO TO", "B-1", ["1 Milk chocolate biscuits", "the last bin", "into TOTE-0077"])
        assert ben.listed == [
            "> B-1 | 1 | Milk chocolate biscuits | TOTE-0077 | O1 | ",
            "A-1 | 3 | Tea 80 bags |  | O1 | + picked",
        ]


async def test_a_totes_label_may_look_like_a_barcode_and_a_product_is_no_tote(shop: Store) -> None:
    id = wave(shop, (("TEA", 3), ("BISC", 1)))
    async with picker(shop, id) as ben:
        await ben.enter("A-1")
        await ben.scan(TEA)
        await ben.press("f10")
        await ben.scan(TEA)
        assert ben.said == f"wrong: '{TEA}' is a bin or a product. Scan the label of a tote."
        assert ben.line[0] == "new tote >"
        await ben.scan("4006381333931")
        assert ben.said == "done: Tote 4006381333931 from now on."
        assert ben.card == ("Tea 80 bags", "2", ["from A-1", "into 4006381333931"])


async def test_goods_that_do_not_fit_go_into_the_new_tote_at_once(shop: Store) -> None:
    id = wave(shop, (("TEA", 1), ("BISC", 1)))
    async with picker(shop, id) as ben:
        await ben.enter("A-1")
        await ben.scan(TEA)
        await ben.press("f10")
        await ben.enter("T7")
        assert ben.said == "done: 1 Tea 80 bags into T7."


async def test_a_bin_that_should_be_empty_is_asked_about(shop: Store) -> None:
    id = wave(shop, (("APPLE", 3), ("BISC", 4), ("MILK", 1)), mode="batch")
    async with picker(shop, id) as ben:
        await ben.scan(MILK)
        await ben.enter("B-1")
        await ben.scan(APPLE)
        await ben.press("enter")
        assert ben.asked == ""
        await ben.scan(BISC)
        await ben.press("enter")
        assert ben.card == ("EMPTY NOW?", "B-1", ["Look into the bin"])
        assert ben.asked == "Empty? Y: yes   N: no"
        await ben.type("n")
        assert ben.said == "done: B-1 will be counted: C1. The tour is done."
    assert counted_bins(shop) == [("BISC", "B-1")]


async def test_a_scan_goes_on_without_an_answer_and_plans_nothing(shop: Store) -> None:
    id = wave(shop, (("BUN", 3), ("TEA", 5), ("BISC", 1)), mode="batch")
    async with picker(shop, id) as ben:
        await ben.enter("A-1")
        await ben.scan(BUN)
        await ben.press("enter")
        await ben.scan(TEA)
        await ben.press("enter")
        assert ben.card[0] == "EMPTY NOW?"
        await ben.enter("B-1")
        assert ben.card[0] == "Milk chocolate biscuits"
    assert counted_bins(shop) == []


async def test_what_was_cancelled_is_put_back_and_not_picked(shop: Store) -> None:
    id = wave(shop, (("TEA", 2), ("BISC", 1)))
    number = tasks(shop, id)[0].order
    async with picker(shop, id) as ben:
        await ben.enter("A-1")
        await ben.scan(TEA, TEA)
        await ben.enter("T1")
        changing.cancel(shop, number, reason="no more wanted")
        await ben.enter("B-1")
        await ben.scan(BISC)
        await ben.enter("T1")
        assert ben.said == "wrong: That one is done or not wanted any more. Here is the next."
        assert ben.card == ("PUT BACK", "A-1", ["2 Tea 80 bags", "O1 wants it no more"])
        await ben.press("enter")
        assert ben.said == "wrong: Scan the bin first."
        await ben.enter("Z-9")
        assert ben.said.startswith("wrong: There is no bin 'Z-9'")
        await ben.enter("a-1")
        assert ben.said == "done: 2 Tea 80 bags into A-1. The tour is done."
        assert ben.card[:2] == ("TOUR DONE", "1/2")
    assert ("TEA", "", "", 5000) in lying(shop, "A-1")
    assert seen(shop, id).status == "closed"
