"""Dispatch: late parcels first, then what waits; a manifest lets a carrier's parcels leave, asked once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs
from tests.screens.cashier import FixedClock
from tests.screens.clerk import at
from tests.screens.parcel_desk import packed, parcel, parcel_shop

from storeops.connectors import shipping
from storeops.journal.facts import ParcelPacked
from storeops.journal.reading import fact
from storeops.operations.parcels import labels, leaving
from storeops.operations.parcels.late import LateView
from storeops.reports import packing as bench
from storeops.screens.dispatch import DispatchScreen
from storeops.screens.dispatch.detail import ParcelScreen
from storeops.screens.dispatch.reading import under_way
from storeops.screens.dispatch.view import late_rows
from storeops.screens.packing.label import LabelScreen
from storeops.screens.till.words import NO_CARD_NUMBERS
from storeops.store import Store


class Later(FixedClock):
    """Three days after the quiet Sunday."""

    def now(self, zone: ZoneInfo) -> datetime:
        return super().now(zone) + timedelta(days=3)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = parcel_shop(tmp_path)
    yield opened
    opened.close()


def labelled(shop: Store, *goods: tuple[str, int], **how: str) -> str:
    number = packed(shop, *goods, **how)
    shipping.ship(shop, number, "demo")
    return number


def status(shop: Store, *numbers: str) -> list[str]:
    return [parcel(shop, number).status for number in numbers]


async def test_late_parcels_come_first_then_those_without_a_label(shop: Store) -> None:
    late = labelled(shop, ("TEA", 2), name="Ina Kerr", promised="2026-11-20")
    leaving.send_parcel(shop, late)
    ready = labelled(shop, ("TEA", 1), name="Bo Lind")
    bare = packed(shop, ("BUN", 3), name="Dan Poe")
    async with at(shop, DispatchScreen(shop)) as clerk:
        assert clerk.listed == [
            f"> ! late 2 d | Ina Kerr | {late} | demo |  | ",
            f"no label | Dan Poe, Leeds | {bare} |  | S1 | 0.240",
            f"+ labelled | Bo Lind, Leeds | {ready} | demo | S1 | 0.250",
        ]
        assert clerk.notes_of_lines == ["no telephone: Promised for 2026-11-20, 2 days ago, and not", "delivered."]
        assert clerk.big == ("LATE", "1", "2 wait")
        await clerk.press("enter")
        clerk.on_top(ParcelScreen)
        assert clerk.sheet[0] == "! Promised for 2026-11-20, 2 days ago, and not delivered."
        assert "Goods 2 Tea 80 bags" in clerk.sheet
        assert clerk.big == ("! late 2 d", "", "sent")


async def test_a_manifest_asks_once_and_lets_the_labelled_parcels_leave(shop: Store) -> None:
    first, second = labelled(shop, ("TEA", 2)), labelled(shop, ("TEA", 4))
    bare = packed(shop, ("BUN", 3))
    async with at(shop, DispatchScreen(shop)) as clerk:
        await clerk.press("f12")
        assert clerk.asked == "Has demo collected 2 parcels, 1.500 kg? Y: they leave   N: not yet"
        await clerk.press("n")
        assert status(shop, first, second, bare) == ["labelled", "labelled", "packed"]
        await clerk.press("f12", "y")
        assert clerk.said == (
            "done: S1-T1-M000001: 2 parcels, 1.500 kg left with demo. "
            "For the driver: storeops ship manifest --again S1-T1-M000001 --format pdf"
        )
        assert status(shop, first, second, bare) == ["sent", "sent", "packed"]
        assert [row.split(" | ")[2] for row in clerk.listed] == [bare]
        assert not [key for key in clerk.keys if key.startswith("F12")]
        await clerk.press("ctrl+e")
        assert sorted(row.split(" | ")[2] for row in clerk.listed) == [first, second]
        await clerk.press("ctrl+e")
        await clerk.enter(first)
        clerk.on_top(ParcelScreen)
        assert clerk.summary[1][0].startswith("manifest ")


def test_a_parcel_under_way_is_listed_however_many_were_packed_since(shop: Store) -> None:
    number = labelled(shop, ("TEA", 2))
    leaving.send_parcel(shop, number)
    with shop.read() as connection:
        entry = fact(connection, parcel(shop, number).id)
    assert entry is not None and isinstance(entry.envelope.fact, ParcelPacked)
    shop.clock = Later()
    with shop.write() as tx:
        for counter in range(100, 600):
            tx.record(structs.replace(entry.envelope.fact, number=f"S1-T1-B{counter:06}", counter=counter))
    assert [(one.parcel.number, one.who) for one in under_way(shop)] == [(number, "Ann Reed, Leeds")]


async def test_what_nobody_wants_keeps_the_whole_manifest_and_says_which(shop: Store) -> None:
    from storeops.operations.orders import changing

    first, second = labelled(shop, ("TEA", 2)), labelled(shop, ("TEA", 4))
    changing.cancel(shop, parcel(shop, second).order, "changed mind")
    async with at(shop, DispatchScreen(shop)) as clerk:
        await clerk.press("f12", "y")
        assert clerk.said.startswith(f"wrong: Parcel {second} cannot leave")
    assert status(shop, first, second) == ["labelled", "labelled"]


async def test_the_own_van_is_not_collected(shop: Store) -> None:
    number = packed(shop, ("TEA", 2))
    shipping.ship(shop, number, "own-van", "own-van")
    async with at(shop, DispatchScreen(shop)) as clerk:
        assert not [key for key in clerk.keys if key.startswith("F12")]


async def test_enter_buys_the_label_of_a_parcel_without_one(shop: Store) -> None:
    bare = packed(shop, ("BUN", 3))
    async with at(shop, DispatchScreen(shop)) as clerk:
        assert clerk.line[2] == f"Enter: buy the label of {bare}"
        await clerk.press("enter")
        clerk.on_top(LabelScreen)
        await clerk.until(lambda: clerk.listed != [])
        await clerk.press("enter")
        clerk.on_top(DispatchScreen)
        assert [row.split(" | ")[0] for row in clerk.listed] == ["> + labelled"]
        tracking = parcel(shop, bare).tracking
        await clerk.scan(tracking)
        clerk.on_top(ParcelScreen)
        assert clerk.summary[0][0].startswith(f"Parcel {bare} of ")


async def test_a_tracking_number_that_passes_as_a_cards_is_scanned_whether_its_parcel_waits_or_has_left(
    shop: Store,
) -> None:
    number, sent = packed(shop, ("TEA", 2)), labelled(shop, ("TEA", 1))
    bought = labels.Bought("4111111111111111", "SHP1", 495, "GBP")
    labels.known_at_once(shop, number, "demo", "normal", lambda _: bought)
    async with at(shop, DispatchScreen(shop)) as clerk:
        await clerk.scan("4111111111111111")
        clerk.on_top(ParcelScreen)
        assert clerk.summary[0][0].startswith(f"Parcel {number} of ")
        leaving.send_parcel(shop, sent)
        await clerk.scan(parcel(shop, sent).tracking)
        assert clerk.summary[0][0].startswith(f"Parcel {sent} of ")
        leaving.send_parcel(shop, number)
        await clerk.press("escape")
        clerk.on_top(DispatchScreen)
        assert clerk.listed == []
        await clerk.scan(parcel(shop, sent).tracking)
        clerk.on_top(ParcelScreen)
        assert clerk.summary[0][0].startswith(f"Parcel {sent} of ")
        await clerk.scan("4111111111111111")
        assert clerk.summary[0][0].startswith(f"Parcel {number} of ")
        await clerk.scan("5555555555554444")
        assert clerk.said == f"wrong: {NO_CARD_NUMBERS}"
        assert "5555555555554444" not in clerk.painted


async def test_a_parcel_is_delivered_with_the_name_of_who_took_it(shop: Store) -> None:
    number = labelled(shop, ("TEA", 2))
    leaving.send_parcel(shop, number)
    async with at(shop, DispatchScreen(shop)) as clerk:
        await clerk.enter(number)
        clerk.on_top(ParcelScreen)
        await clerk.press("ctrl+y")
        await clerk.enter("")
        assert clerk.said == "wrong: Who took it? Type the name, or where it was left. Esc leaves it as it is."
        await clerk.enter("Nora Kerr")
        assert clerk.said == f"done: {number} is delivered: Nora Kerr."
        assert clerk.sheet[-1] == "Sun 22 Nov 14:07  delivered (Nora Kerr)"
    assert status(shop, number) == ["delivered"]
    assert parcel(shop, number).events[-1].signed_by == "Nora Kerr"


async def test_a_label_goes_back_and_a_parcel_is_unpacked_with_a_reason(shop: Store) -> None:
    number = labelled(shop, ("TEA", 2))
    async with at(shop, DispatchScreen(shop)) as clerk:
        await clerk.press("enter")
        clerk.on_top(ParcelScreen)
        assert "F12 Leaves" in clerk.keys
        await clerk.press("ctrl+x")
        await clerk.enter("")
        assert clerk.said == "wrong: This needs a reason. Say in a word or two why."
        await clerk.enter("wrong address")
        assert clerk.said == "done: The label was given back."
        await clerk.press("f6")
        await clerk.enter("one too many")
        assert clerk.said == "done: It was unpacked: its goods wait to be packed."
    assert status(shop, number) == ["opened"]
    with shop.read() as connection:
        assert [(one.pieces, one.picked) for one in bench.waiting(connection, shop.profile).orders] == [(2, 2)]


async def test_one_parcel_leaves_on_its_own_asked_once(shop: Store) -> None:
    number, other = labelled(shop, ("TEA", 2)), labelled(shop, ("TEA", 1))
    async with at(shop, DispatchScreen(shop)) as clerk:
        await clerk.enter(number)
        clerk.on_top(ParcelScreen)
        await clerk.press("f12", "y")
        assert clerk.said == f"done: {number} has left."
    assert status(shop, number, other) == ["sent", "labelled"]


async def test_a_parcel_that_nobody_scanned_is_told_of_before_its_customer_calls(shop: Store) -> None:
    number = labelled(shop, ("TEA", 2))
    leaving.send_parcel(shop, number)
    shop.clock = Later()
    async with at(shop, DispatchScreen(shop)) as clerk:
        assert clerk.listed == [f"> ! late 2 d | Ann Reed | {number} | demo |  | "]
        assert " ".join(clerk.notes_of_lines) == (
            "no telephone: By the service's transit days it is due on 2026-11-27, 2 days after the promised "
            "2026-11-25; it has not been scanned."
        )


def test_a_late_parcel_says_whom_to_call() -> None:
    late = LateView(
        "B1", "O1", "Ann Reed", "+44 113 496 0000", "demo", "DM1", "2026-11-25", "no_scan", 0, "Not scanned."
    )
    (row,) = late_rows((late,))
    assert row.cells == ("! no scan", "Ann Reed", "B1", "demo", "", "")
    assert [note.text for note in row.notes] == ["+44 113 496 0000: Not scanned."]
