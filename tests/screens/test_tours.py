"""Own vans: what waits is planned, checked by scanning, printed and sent; who took it is taken down at each stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.machines import till
from tests.screens.clerk import Clerk, at
from tests.screens.order_desk import order
from tests.screens.parcel_desk import last, parcel, parcel_shop

from storeops.connectors import shipping
from storeops.operations.orders import placing
from storeops.operations.orders.how import How
from storeops.operations.parcels import packing
from storeops.operations.shop import set_setting
from storeops.operations.shop_details import Details, change
from storeops.rules.orders.document import AddressPart, CustomerPart, DocumentLine, OrderDocument
from storeops.screens.tours import ToursScreen
from storeops.screens.tours.reading import Desk
from storeops.screens.tours.road import RoadScreen
from storeops.screens.tours.van import VanScreen
from storeops.store import Store

LEEDS = ("12 High St", "Leeds", "LS1 4AP")
YORK = ("3 Mill Lane", "York", "YO1 7HH")
TRURO = ("1 Quay", "Truro", "TR1 1AA")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = parcel_shop(tmp_path)
    change(opened, Details(address=("1 Park Row", "Leeds", "LS1 5AB")))
    yield opened
    till.assert_sound(opened)
    opened.close()


def loaded(
    shop: Store,
    name: str,
    where: tuple[str, str, str],
    *,
    promised: str = "",
    pay: str = "account",
    window: str = "",
) -> str:
    """The number of a parcel with two teas and a van's label."""
    street, city, postcode = where
    document = OrderDocument(
        channel="web",
        external="",
        currency="GBP",
        customer=CustomerPart(name=name, email=f"{name.split()[0].lower()}@example.org"),
        ship_to=AddressPart(name=name, lines=(street,), city=city, postcode=postcode, country="GB"),
        deliver_by=promised,
        window=window,
        lines=(DocumentLine(line=1, sku="TEA", quantity=2000),),
    )
    packing.pack(shop, order(shop, placing.place(shop, document, How(due=pay))).number)
    number = last(shop)
    shipping.ship(shop, number, "own-van")
    return number


def at_hand(clerk: Clerk, screen: type) -> None:
    assert isinstance(clerk.job, screen), (clerk.job, clerk.said)
    clerk.till = clerk.job  # type: ignore[assignment]


async def planned(clerk: Clerk, vans: str = "1") -> None:
    await clerk.press("enter")
    await clerk.press("ctrl+u")
    await clerk.enter(vans)
    await clerk.until(lambda: clerk.said.startswith(("done: Planned", "wrong")))
    await clerk.settle()


async def test_what_waits_is_planned_and_what_no_van_takes_is_named(shop: Store) -> None:
    ann = loaded(shop, "Ann Reed", LEEDS)
    bo = loaded(shop, "Bo Lind", YORK, promised="2026-11-20")
    lost = loaded(shop, "Cy Low", TRURO)
    async with at(shop, ToursScreen(shop)) as clerk:
        assert [row.split(" | ")[0:4:3] for row in clerk.listed] == [
            ["> ! late 2 d", bo],
            ["Wed 25 Nov", ann],
            ["Wed 25 Nov", lost],
        ]
        assert clerk.big == ("LATE", "1", "3 wait for a van")
        assert clerk.summary[0][0] == "3 parcels for 3 towns, 1.500 kg"
        assert clerk.line == (">", "", "Enter: plan the tours")
        await clerk.press("enter")
        assert clerk.line == ("How many vans >", "1", "Enter: plan, up to 5 s")
        await clerk.press("ctrl+u")
        await clerk.enter("none")
        assert clerk.said == "wrong: How many vans go out? Type a number from 1 to 50."
        await clerk.press("escape")
        await planned(clerk, "2")
        assert clerk.said == "done: Planned. 1 of 2 vans will do. Ctrl+L: run sheet, F12: the van leaves."
        van, out = clerk.listed
        assert (van.split(" | ")[0], van.split(" | ")[4:6]) == ("> 1", ["2", "2"])
        assert out == f"! | no van |  | {lost} |  |  |  | "
        assert [note[9:] for note in clerk.notes_of_lines[:-1]] in (
            ["Ann Reed, Leeds", "Bo Lind, York"],
            ["Bo Lind, York", "Ann Reed, Leeds"],
        )
        assert clerk.notes_of_lines[-1] == "TR1 1AA lies in no area of the places"
        assert clerk.big == ("NO VAN TAKES", "1", "1 van to leave")
        assert clerk.line[2] == "Enter: stops of van 1"
        assert clerk.keys == [
            "F1 Help",
            "F3 List",
            "F11 More",
            "F12 Send",
            "Esc Back",
            "Ctrl+E Road",
            "Ctrl+L Print",
            "Ctrl+N Plan",
        ]


async def test_planning_keeps_nobody_waiting(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    from storeops.screens import tours

    go, plan = threading.Event(), tours.plan

    def slow(shop: Store, count: int) -> object:
        assert go.wait(10)
        return plan(shop, count)

    monkeypatch.setattr(tours, "plan", slow)
    number = loaded(shop, "Ann Reed", LEEDS)
    async with at(shop, ToursScreen(shop)) as clerk:
        await clerk.press("enter", "enter")
        assert clerk.line[2] == "planning, up to 5 seconds"
        assert not [key for key in clerk.keys if key.startswith("Ctrl+N")]
        await clerk.type("ann")
        assert [row.split(" | ")[3] for row in clerk.listed] == [number]
        await clerk.press("ctrl+u")
        go.set()
        await clerk.until(lambda: clerk.said.startswith("done: Planned"))
        await clerk.settle()
        assert clerk.listed[0].startswith("> 1 | ")


async def test_a_scanned_parcel_shows_its_van_and_stop(shop: Store) -> None:
    set_setting(shop, "gs1_company_prefix", "9521234")
    numbers = {loaded(shop, "Ann Reed", LEEDS), loaded(shop, "Bo Lind", YORK)}
    async with at(shop, ToursScreen(shop)) as clerk:
        first = sorted(numbers)[0]
        await clerk.scan(first)
        assert clerk.said == f"look: {first} is in no tour yet. Ctrl+N plans them."
        await planned(clerk)
        desk = clerk.job.desk  # type: ignore[attr-defined]
        stops = desk.standing[0].stops
        second = stops[1].parcels[0]
        await clerk.scan("]C100" + parcel(shop, second).sscc)
        at_hand(clerk, VanScreen)
        assert clerk.big == ("VAN 1, STOP", "2", second)
        assert [row[:2] for row in clerk.listed] == ["1 ", "> "]
        await clerk.scan(parcel(shop, stops[0].parcels[0]).tracking)
        assert (clerk.big, clerk.said) == (
            ("VAN 1, STOP", "1", stops[0].parcels[0]),
            f"done: {stops[0].parcels[0]}: stop 1 of 2.",
        )
        late = loaded(shop, "Di Moor", LEEDS)
        await clerk.scan(late)
        assert clerk.said == f"wrong: Parcel {late} goes with no van that is shown here: labelled, own-van."
        await clerk.enter("999")
        assert clerk.said.startswith("wrong: There is no parcel")
        await clerk.press("escape", "escape")
        clerk.till = clerk.job  # type: ignore[assignment]
        assert clerk.summary[1][0] == "! 1 parcel came since: plan anew"


async def test_what_goes_with_another_van_is_not_loaded_into_this_one(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storeops.screens.tours import reading

    # So little a van carries that each takes one parcel.
    plan = reading.tours.plan
    monkeypatch.setattr(reading.tours, "plan", lambda *given, **how: plan(*given, capacity_grams=600, **how))
    for name, where in (("Ann Reed", LEEDS), ("Bo Lind", YORK)):
        loaded(shop, name, where)
    async with at(shop, ToursScreen(shop)) as clerk:
        await planned(clerk, "2")
        first, second = (tour.stops[0].parcels[0] for tour in clerk.job.desk.standing)  # type: ignore[attr-defined]
        await clerk.press("enter")
        at_hand(clerk, VanScreen)
        await clerk.scan(second)
        assert clerk.said == f"wrong: {second} goes with van 2, stop 1: not into this van."
        await clerk.press("escape", "f12", "y")
        at_hand(clerk, ToursScreen)
        assert (parcel(shop, first).status, parcel(shop, second).status) == ("sent", "labelled")
        assert [row[:4] for row in clerk.listed] == ["> 2 "]


async def test_the_run_sheet_is_printed_and_the_van_leaves_asked_once(shop: Store, tmp_path: Path) -> None:
    (tmp_path / "paper").touch()
    shop.settings = replace(shop.settings, printer=f"file://{tmp_path / 'paper'}")
    numbers = [loaded(shop, "Ann Reed", LEEDS), loaded(shop, "Bo Lind", YORK)]
    async with at(shop, ToursScreen(shop)) as clerk:
        await planned(clerk)
        await clerk.press("enter")
        at_hand(clerk, VanScreen)
        assert clerk.big[0] == "LEAVES"
        await clerk.press("f12")
        assert clerk.asked == "Van 1 leaves without its run sheet: 2 parcels? Y: it leaves   N: not yet"
        await clerk.press("n")
        assert clerk.line[2] == "Enter: print the run sheet"
        await clerk.press("enter")
        assert clerk.said == "done: The run sheet of van 1 is printing."
        await clerk.until(lambda: b"RUN SHEET" in (tmp_path / "paper").read_bytes())
        assert clerk.line[2] == "Enter: the van leaves"
        await clerk.press("enter")
        assert clerk.asked == "Van 1 leaves: 2 parcels, 2 stops, 1.000 kg? Y: it leaves   N: not yet"
        await clerk.press("n")
        assert {parcel(shop, number).status for number in numbers} == {"labelled"}
        await clerk.press("f12", "y")
        at_hand(clerk, ToursScreen)
        assert clerk.said == "done: Van 1 has left, S1-T1-M000001: 2 parcels, 2 stops, 1.000 kg."
        assert {parcel(shop, number).status for number in numbers} == {"sent"}
        assert clerk.listed == []
        assert clerk.big == ("FOR THE VANS", "0", "")
        await clerk.press("ctrl+e")
        # Either way round is as short; the nearer stop is in the town that the van leaves from.
        assert clerk.listed[0].split(" | ")[4] in ("14:07", "15:46"), "it left at 14:07, not at 8"
        assert [row.split(" | ")[0:3:2] for row in clerk.listed] == [["> S1-T1-M000001", "0/2"]]
        assert clerk.big == ("STOPS TO GO", "2", "1 van under way")


async def test_who_took_it_is_taken_down_stop_by_stop(shop: Store) -> None:
    numbers = [loaded(shop, "Ann Reed", LEEDS), loaded(shop, "Bo Lind", YORK), loaded(shop, "Ann Reed", LEEDS)]
    async with at(shop, ToursScreen(shop)) as clerk:
        await planned(clerk)
        await clerk.press("f12", "y")
        assert clerk.said.startswith("done: Van 1 has left")
        await clerk.scan(numbers[1])
        at_hand(clerk, RoadScreen)
        assert clerk.big[:2] == ("STOPS DONE", "0/2")
        (chosen,) = [row for row in clerk.listed if row.startswith("> ")]
        assert "Bo Lind, York" in chosen and chosen.endswith("to go")
        await clerk.press("enter")
        await clerk.enter("")
        assert clerk.said.startswith("wrong: Who took it?")
        await clerk.enter("a [b]neighbour[/b]")
        assert clerk.said.endswith("is delivered: a [b]neighbour[/b].")
        assert clerk.big[:2] == ("STOPS DONE", "1/2")
        assert "taken by a [b]neighbour[/b]" in clerk.notes_of_lines
        await clerk.press("enter")
        await clerk.enter("Ann")
        assert clerk.big == ("STOPS DONE", "2/2", "all are done")
        assert {parcel(shop, number).status for number in numbers} == {"delivered"}
        await clerk.press("escape")
        clerk.till = clerk.job  # type: ignore[assignment]
        await clerk.press("ctrl+e")
        assert clerk.listed == []


async def test_a_stop_shows_its_time_window(shop: Store) -> None:
    loaded(shop, "Ann Reed", LEEDS, window="15-17")
    loaded(shop, "Bo Lind", YORK, window="9-11")
    async with at(shop, ToursScreen(shop), (80, 24)) as clerk:
        await planned(clerk)
        assert "09:00-11:00" in clerk.painted and "15:00-17:00" in clerk.painted
        await clerk.press("enter")
        at_hand(clerk, VanScreen)
        assert [row.split(" | ")[2:4] for row in clerk.listed] == [
            ["09:00-11:00", "Bo Lind, York"],
            ["15:00-17:00", "Ann Reed, Leeds"],
        ]
        assert "15:00-17:00  Ann Reed, Leeds" in clerk.painted, "80 cells are enough for both"
        await clerk.press("f12", "y")
        at_hand(clerk, ToursScreen)
        await clerk.press("ctrl+e", "enter")
        at_hand(clerk, RoadScreen)
        assert [row.split(" | ")[2] for row in clerk.listed] == ["09:00-11:00", "15:00-17:00"]


async def test_a_plan_is_kept_while_other_screens_are_looked_at(shop: Store) -> None:
    loaded(shop, "Ann Reed", LEEDS)
    desk = Desk()
    async with at(shop, ToursScreen(shop, desk)) as clerk:
        await planned(clerk)
        await clerk.press("f3")
        assert clerk.line[2] == "Enter: the tours planned"
        await clerk.press("escape")
        again = ToursScreen(shop, desk)
        await clerk.app.go(again)
        clerk.till = again  # type: ignore[assignment]
        await clerk.settle()
        assert clerk.listed[0].startswith("> 1 | ")


async def test_the_till_opens_it_and_keeps_its_plan(shop: Store) -> None:
    loaded(shop, "Ann Reed", LEEDS)
    async with at(shop, ToursScreen(shop)) as clerk:
        await clerk.press("escape", "ctrl+n")
        at_hand(clerk, ToursScreen)
        await planned(clerk)
        await clerk.press("escape", "ctrl+n")
        at_hand(clerk, ToursScreen)
        assert clerk.listed[0].startswith("> 1 | ")


async def test_without_an_address_of_the_shop_it_says_so_and_can_be_planned_again(shop: Store) -> None:
    loaded(shop, "Ann Reed", LEEDS)
    change(shop, Details(address=()))
    async with at(shop, ToursScreen(shop)) as clerk:
        await planned(clerk)
        assert clerk.said.startswith("wrong: It is not known where S1 lies")
        assert "Ctrl+N Plan" in clerk.keys


async def test_nothing_waits(shop: Store) -> None:
    async with at(shop, ToursScreen(shop)) as clerk:
        assert clerk.listed == []
        assert clerk.big == ("FOR THE VANS", "0", "")
        assert not [key for key in clerk.keys if key.startswith(("F12", "Ctrl+N", "Ctrl+L"))]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_a_dispatcher_sees(shop: Store, size: tuple[int, int]) -> None:
    for name, where in (("Ann Reed", LEEDS), ("Bo \x1b[31m[red]Lind", YORK), ("Cy Low", TRURO)):
        loaded(shop, name, where)
    async with at(shop, ToursScreen(shop), size) as clerk:
        for words in ("Promise", "Ann Reed, Leeds", "Bo", "FOR THE VANS"):
            assert words in clerk.painted
        await planned(clerk)
        for words in ("Leaves", "Stops", "Km", "! ", "TR1 1AA", "NO VAN TAKES"):
            assert words in clerk.painted
        await clerk.press("enter")
        at_hand(clerk, VanScreen)
        for words in ("Arrives", "Collect", "LEAVES", "Reed, Leeds", "S1-T1-B00000", "F12 Send", "Ctrl+L Print"):
            assert words in clerk.painted
        assert "\x1b" not in clerk.painted
