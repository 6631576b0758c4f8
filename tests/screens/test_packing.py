"""The packing bench: every unit is scanned into its parcel, nothing else gets in, one key buys the label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.screens.cashier import BUN, MILK, TEA
from tests.screens.clerk import Clerk, at
from tests.screens.order_desk import place
from tests.screens.parcel_desk import RADIO, contents, last, packed, parcel, parcel_shop, parcels, picked

from storeops.operations.orders import changing
from storeops.operations.parcels import packing
from storeops.reports import parcels as reports
from storeops.screens.packing import PackingScreen
from storeops.screens.packing.bench import BenchScreen
from storeops.screens.packing.label import LabelScreen
from storeops.screens.widgets.sheet import Sheet
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = parcel_shop(tmp_path)
    yield opened
    opened.close()


async def opened(clerk: Clerk, number: str = "") -> None:
    await clerk.enter(number)
    clerk.on_top(BenchScreen)


async def label_shown(clerk: Clerk) -> None:
    """The carriers have answered."""
    clerk.on_top(LabelScreen)
    await clerk.until(lambda: clerk.listed != [])
    await clerk.settle()


async def test_what_waits_is_listed_picked_first_then_by_promise_held_last(shop: Store) -> None:
    held = place(shop, ("TEA", 1), name="Hal Ives", promised="2026-11-20")
    changing.hold(shop, held, "asked to wait")
    later = place(shop, ("TEA", 2), name="Bo Lind", promised="2026-11-25")
    late = place(shop, ("TEA", 1), ("BUN", 3), name="Cleo Orr", promised="2026-11-20")
    ready = picked(shop, ("TEA", 2), name="Dan Poe", promised="2026-11-26", service="express")
    place(shop, ("TEA", 1), name="Eve Quist", service="pickup")
    packed(shop, ("TEA", 1))
    async with at(shop, PackingScreen(shop)) as clerk:
        assert clerk.listed == [
            f"> Thu 26 Nov | {ready} | Dan Poe | express | 2 | + picked",
            f"! late 2 d | {late} | Cleo Orr | normal | 4 | on the shelf",
            f"Wed 25 Nov | {later} | Bo Lind | normal | 2 | on the shelf",
            f"! late 2 d | {held} | Hal Ives | normal | 1 | ! manual",
        ]
        assert clerk.big == ("TO PACK", "4", "2 late, 1 picked, 1 on hold")
        await clerk.type("bo")
        assert clerk.line == (">", "bo", f"Enter: {later} Bo Lind")
        await clerk.press("escape")
        await clerk.scan(held)
        assert clerk.said.startswith(f"wrong: Order {held} is on hold: asked to wait")
        await clerk.scan(late)
        clerk.on_top(BenchScreen)


async def test_every_scan_counts_into_the_parcel_and_a_wrong_one_changes_nothing(shop: Store) -> None:
    number = place(shop, ("TEA", 3), ("BUN", 2))
    async with at(shop, PackingScreen(shop)) as clerk:
        await opened(clerk)
        assert clerk.listed == [">  | 3 | 3 | 3 left | Tea 80 bags", " | 2 | 2 | 2 left | Bun"]
        await clerk.scan(TEA, TEA, BUN)
        assert clerk.listed == ["2 | 3 | 3 | 1 left | Tea 80 bags", "> 1 | 2 | 2 | 1 left | Bun"]
        assert (clerk.big, clerk.said) == (("Bun", "1/2", "1 left"), "done: Bun: 1 of 2 in.")
        await clerk.scan(MILK)
        assert clerk.said == (
            f"wrong: '[/] Milk, 1 pt' does not belong in this parcel of {number}: it is not to be packed. Put it aside."
        )
        assert clerk.line[1] == MILK
        await clerk.scan(f"2*{TEA}")
        assert clerk.said == (
            f"wrong: 'Tea 80 bags' does not belong in this parcel of {number}: only 1 of it are left to pack. "
            "Put it aside."
        )
        await clerk.scan(TEA[:-1] + "7")
        assert clerk.said.startswith("wrong: '5012345678907' was read wrongly")
        assert [row.split(" | ")[0] for row in clerk.listed] == ["2", "> 1"]
        await clerk.scan(TEA, BUN, BUN)
        assert clerk.said == "wrong: All that is to be packed of 'Bun' is in already. Put this one aside."
        assert clerk.line[2] == "", "the refused code stands in the line"
        await clerk.press("escape")
        assert clerk.line[2] == "Ctrl+Z: bring it back"
        await clerk.press("down")
        assert clerk.line[2] == "Enter: close the parcel"
        assert parcels(shop) == 0
        await clerk.press("enter")
        await label_shown(clerk)
    assert contents(parcel(shop)) == [("TEA", 3000, ""), ("BUN", 2000, "")]
    assert parcel(shop).order == number


async def test_enter_buys_the_cheapest_label_that_keeps_the_promise(shop: Store) -> None:
    place(shop, ("TEA", 1), promised="2026-11-24")
    async with at(shop, PackingScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan(TEA)
        await clerk.press("f12")
        await label_shown(clerk)
        assert clerk.listed == [
            "demo | normal | 2 | Wed 25 Nov | ! 1 d late | 2.95 | GBP",
            "> demo | express | 1 | Tue 24 Nov | + kept | 4.95 | GBP",
            "demo | overnight | 1 | Tue 24 Nov | + kept | 7.95 | GBP",
        ]
        assert clerk.said == f"done: Parcel {last(shop)} is closed."
        assert clerk.line[2] == "Enter: buy demo express 4.95"
        assert clerk.big == ("demo express", "4.95", "arrives Tue 24 Nov")
        assert not parcel(shop).tracking
        await clerk.scan(TEA)
        assert clerk.said == "look: The parcel is closed. Enter buys its label, Esc goes on without one."
        await clerk.press("enter")
        clerk.on_top(PackingScreen)
        assert clerk.said == (
            "done: demo express for 4.95: no label printer is set up; "
            f"'storeops label print {last(shop)} --format pdf --output label.pdf' prints it."
        )
        assert clerk.listed == []
    view = parcel(shop)
    assert (view.status, view.service, view.cost) == ("labelled", "express", 495)


async def test_another_offer_is_chosen_by_the_cursor_and_escape_buys_nothing(shop: Store) -> None:
    place(shop, ("TEA", 1), service="express", promised="2026-11-20")
    place(shop, ("TEA", 2), service="normal")
    async with at(shop, PackingScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan(TEA)
        await clerk.press("f12")
        await label_shown(clerk)
        assert clerk.listed[1].startswith("> demo | express"), "what was paid for, though it is late"
        assert clerk.said == "look: Nobody keeps the promise of Fri 20 Nov: the cheapest offer is selected."
        await clerk.press("escape")
        clerk.on_top(PackingScreen)
        assert clerk.said == f"look: Parcel {last(shop)} has no label yet: dispatch lists it."
        assert parcel(shop).status == "packed"
        await opened(clerk)
        await clerk.scan(f"2*{TEA}")
        await clerk.press("f12")
        await label_shown(clerk)
        assert clerk.listed[0].startswith("> demo | normal")
        await clerk.press("down", "down", "enter")
        assert parcel(shop).service == "overnight"


async def test_what_is_not_in_is_shown_once_and_goes_into_the_next_parcel(shop: Store) -> None:
    number = place(shop, ("TEA", 3), ("BUN", 2))
    async with at(shop, PackingScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan(TEA, TEA)
        await clerk.press("f12")
        assert clerk.panel == ["Not in this parcel", "1 not in Tea 80 bags, 2 of 3", "2 not in Bun, 0 of 2"]
        assert clerk.asked == "Close this parcel? F12: close it, the rest goes into the next"
        await clerk.scan(BUN)
        assert not clerk.asked
        assert clerk.listed == ["2 | 3 | 3 | 1 left | Tea 80 bags", "> 1 | 2 | 2 | 1 left | Bun"]
        await clerk.press("f12", "f12")
        await label_shown(clerk)
        await clerk.press("enter")
        clerk.on_top(BenchScreen)
        assert clerk.said.endswith("prints it. The next parcel.")
        assert clerk.listed == [">  | 1 | 3 | 1 left | Tea 80 bags", " | 1 | 2 | 1 left | Bun"]
        await clerk.scan(TEA)
        await clerk.press("f12", "f12")
        await label_shown(clerk)
        await clerk.press("escape")
        clerk.on_top(BenchScreen)
        assert clerk.listed == [" |  | 3 | + packed | Tea 80 bags", ">  | 1 | 2 | 1 left | Bun"]
    with shop.read() as connection:
        found = reports.parcels(connection)
    inside = sorted((one.number, contents(one)) for one in found)
    assert [goods for _, goods in inside] == [[("TEA", 2000, ""), ("BUN", 1000, "")], [("TEA", 1000, "")]]
    assert {one.order for one in found} == {number}


async def test_carton_and_weight_are_scanned_typed_or_chosen(shop: Store) -> None:
    place(shop, ("TEA", 2))
    place(shop, ("TEA", 2))
    place(shop, ("TEA", 2))
    async with at(shop, PackingScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.until(lambda: "as proposed" in clerk.summary[1][0])
        assert clerk.summary[1][0] == "Carton S-CUBE, Small cube, as proposed; not weighed"
        await clerk.scan("M-FLAT", f"2*{TEA}")
        await clerk.enter("1250 g")
        assert clerk.summary[1][0] == "Carton M-FLAT, Medium flat box; 1.250 kg"
        await clerk.enter("9.5 kg")
        assert clerk.said == "look: 9.500 kg is too heavy for M-FLAT: it bears 8.000 kg."
        await clerk.press("ctrl+w")
        await clerk.enter("1300")
        await clerk.press("f12")
        await label_shown(clerk)
        view = parcel(shop)
        assert (view.carton, view.length, view.width, view.height, view.grams) == ("M-FLAT", 305, 229, 114, 1300)
        await clerk.press("escape")
        clerk.on_top(PackingScreen)
        await opened(clerk)
        await clerk.scan(f"2*{TEA}")
        await clerk.press("ctrl+t")
        assert clerk.panel[0] == "Which carton? Inner sizes"
        await clerk.type("c")
        assert clerk.said == "done: Carton XS, Extra small box."
        await clerk.enter("-")
        assert clerk.summary[1][0] == "No carton; not weighed"
        await clerk.press("f12")
        await label_shown(clerk)
        assert (parcel(shop).carton, parcel(shop).grams) == ("", 500)
        await clerk.press("escape")
        clerk.on_top(PackingScreen)
        await opened(clerk)
        await clerk.until(lambda: "as proposed" in clerk.summary[1][0])
        await clerk.scan(f"2*{TEA}")
        await clerk.press("f12")
        await label_shown(clerk)
        assert (parcel(shop).carton, parcel(shop).grams) == ("S-CUBE", 595), "reckoned, with the carton's own weight"


async def test_pieces_are_scanned_one_by_one_and_weighed_goods_go_in_whole(shop: Store) -> None:
    number = place(shop, ("RADIO", 1), ("APPLE", 2))
    async with at(shop, PackingScreen(shop)) as clerk:
        await opened(clerk, number)
        await clerk.scan(RADIO)
        assert clerk.said == "wrong: Each piece of 'Radio' has its own serial number. Scan the number on the piece."
        await clerk.enter("2*SN-0002")
        assert clerk.said == ("wrong: Each piece of Radio has its own serial number. Scan the pieces one by one.")
        await clerk.press("escape")
        await clerk.scan("SN-0002")
        await clerk.enter("APPLE")
        assert clerk.listed == ["1 | 1 | 1 | + all in | Radio", "> 2.000 | 2.000 | 2.000 | + all in | Apples loose"]
        await clerk.press("up", "f4")
        await clerk.enter("1")
        assert clerk.said == "wrong: Each piece of Radio has its own serial number. Scan the pieces one by one."
        await clerk.press("escape", "escape", "f12")
        await label_shown(clerk)
    assert contents(parcel(shop)) == [("RADIO", 1000, "SN-0002"), ("APPLE", 2000, "")]


async def test_a_piece_that_was_not_picked_for_the_order_is_refused_and_the_parcel_stays(shop: Store) -> None:
    number = place(shop, ("RADIO", 1), ("TEA", 1))
    packing.pack(shop, number, [("SN-0001", 1000)])
    packing.open_parcel(shop, last(shop))
    async with at(shop, PackingScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan("SN-0002", TEA)
        await clerk.press("enter")
        assert clerk.said.startswith("wrong: RADIO with serial number 'SN-0002' was not picked for this order")
        assert [row.split(" | ")[0] for row in clerk.listed] == ["1", "> 1"]
        await clerk.press("up", "delete")
        await clerk.scan("SN-0001")
        await clerk.press("enter")
        await label_shown(clerk)
    assert contents(parcel(shop)) == [("RADIO", 1000, "SN-0001"), ("TEA", 1000, "")]


async def test_a_quantity_is_typed_and_taken_out_again(shop: Store) -> None:
    place(shop, ("TEA", 12))
    async with at(shop, PackingScreen(shop)) as clerk:
        await opened(clerk)
        assert clerk.line[2] == "scan a unit"
        assert not [key for key in clerk.keys if key.startswith("F12")]
        await clerk.scan(TEA)
        await clerk.enter("11")
        assert clerk.big == ("Tea 80 bags", "11/12", "1 left")
        await clerk.enter("13")
        assert "only 12 of it are left" in clerk.said
        await clerk.press("escape", "f4")
        await clerk.enter("12")
        assert clerk.big == ("Tea 80 bags", "12/12", "+ all in")
        await clerk.press("delete")
        assert clerk.big == ("Tea 80 bags", "0/12", "12 left")
    assert parcels(shop) == 0


async def test_nothing_scanned_is_lost_unasked(shop: Store) -> None:
    first, second = place(shop, ("TEA", 2)), place(shop, ("BUN", 1))
    async with at(shop, PackingScreen(shop)) as clerk:
        await opened(clerk, first)
        await clerk.scan(second)
        assert clerk.summary[0][0].startswith(second), "nothing was in the parcel yet"
        await clerk.scan(first, TEA, second)
        assert clerk.said == (
            f"wrong: {first} is still being packed. Close this parcel first, or take out what is in it."
        )
        await clerk.press("escape", "escape")
        assert clerk.asked == "Leave this parcel unpacked? Y: leave   N: pack on"
        await clerk.press("n")
        assert clerk.listed == ["> 1 | 2 | 2 | 1 left | Tea 80 bags"]
        await clerk.press("escape", "y")
        clerk.on_top(PackingScreen)
        assert clerk.said == f"look: {first}: nothing was packed."
    assert parcels(shop) == 0


async def test_an_order_that_is_not_to_be_packed_says_what_it_waits_for(shop: Store) -> None:
    number = packed(shop, ("TEA", 1))
    order = parcel(shop, number).order
    collected = place(shop, ("TEA", 1), service="pickup")
    async with at(shop, PackingScreen(shop)) as clerk:
        await clerk.scan(order)
        assert clerk.said == f"wrong: All of {order} is packed. Its 1 parcel waits at dispatch."
        await clerk.scan(collected)
        assert clerk.said == (
            f"wrong: {collected} is collected in the store: it is made ready at the pickup counter, not packed."
        )
        await clerk.scan("S1-T1-O000099")
        assert clerk.said.startswith("wrong: There is no order 'S1-T1-O000099'")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_carton_is_drawn_beside_the_lines_where_there_is_room(shop: Store, size: tuple[int, int]) -> None:
    place(shop, ("TEA", 3), ("BUN", 2), name="Cleo Okonkwo-Featherstonehaugh of the Long Name")
    async with at(shop, PackingScreen(shop), size) as clerk:
        await opened(clerk)
        sheet = clerk.till.query_one("#carton", Sheet)
        await clerk.until(lambda: "as proposed" in clerk.summary[1][0])
        await clerk.settle()
        assert bool(sheet.region.width) == (size[0] >= 100)
        if sheet.region.width:
            assert "+-----" in clerk.painted
            assert "A 3 x TEA" in clerk.painted
        assert all(len(row) <= size[0] for row in clerk.painted.split("\n"))
        await clerk.press("f9")
        assert clerk.panel[0] == "The carton proposed"
        assert any("A 3 x TEA" in line for line in clerk.panel)


async def test_the_label_is_printed_where_a_label_printer_is_set_up(shop: Store, tmp_path: Path) -> None:
    out = tmp_path / "labels.zpl"
    out.touch()
    shop.settings = replace(shop.settings, label_printer=f"file://{out}")
    place(shop, ("TEA", 1))
    async with at(shop, PackingScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan(TEA)
        await clerk.press("f12")
        await label_shown(clerk)
        await clerk.press("enter")
        clerk.on_top(PackingScreen)
        assert clerk.said == f"done: demo normal for 2.95: the label of {last(shop)} is printing."
        await clerk.until(lambda: b"^XZ" in out.read_bytes())
    assert parcel(shop).tracking.encode() in out.read_bytes()


async def test_a_label_printer_in_trouble_loses_nothing(shop: Store, tmp_path: Path) -> None:
    gone = tmp_path / "no" / "printer"
    shop.settings = replace(shop.settings, label_printer=f"file://{gone}")
    place(shop, ("TEA", 1))
    async with at(shop, PackingScreen(shop)) as clerk:
        await opened(clerk)
        await clerk.scan(TEA)
        await clerk.press("f12")
        await label_shown(clerk)
        await clerk.press("enter")
        clerk.on_top(PackingScreen)
        await clerk.until(lambda: clerk.said.startswith("look: The label waits"))
    assert parcel(shop).status == "labelled"
