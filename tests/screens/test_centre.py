"""The centre's overview: which till needs a look, why, and the facts of it that need a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.machines import till as machine
from tests.screens.cashier import TEA, at_the_till, make_shop
from tests.screens.clerk import Clerk, at, sell

from storeops import __version__
from storeops.database.queries import exchange, tills
from storeops.journal.envelope import utc_text
from storeops.operations import drawer
from storeops.operations.stores import add_store
from storeops.reports import tills as reports
from storeops.reports.tills import TillView
from storeops.screens.centre import CentreScreen
from storeops.screens.centre.view import clock_words
from storeops.screens.sync import SyncScreen
from storeops.screens.sync.doubts import DoubtsScreen
from storeops.screens.till.exchange import Exchange
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = make_shop(tmp_path)
    drawer.open_drawer(made, 10_000)
    yield made
    made.close()


def let_in(shop: Store, terminal: str, seen: timedelta | None = timedelta(), **changes: object) -> None:
    """A till of the chain, as it was when it last spoke, so long ago."""
    at = utc_text((shop.now() - timedelta(days=3)).isoformat())
    with shop.write() as tx:
        store = terminal.partition("-")[0]
        row = {"id": f"d{terminal}", "store": store, "terminal": terminal, "public_key": b"k" * 32}
        tills.let_in(tx.connection, {**row, "enrolled_at": at, "revoked_at": ""})
        spoke = (
            {"last_seen_at": utc_text((shop.now() - seen).isoformat()), "app": __version__} if seen is not None else {}
        )
        tills.change(tx.connection, f"d{terminal}", {**spoke, "tables": "0006", **changes})


def doubted(shop: Store, terminal: str, code: str = "revoked") -> str:
    """A sale of that till waits for a person, without effect; its number."""
    number = sell(shop, TEA).number
    with shop.write() as tx:
        (own,) = exchange.behind(tx.connection, shop.profile.device)
        (last,) = exchange.latest(tx.connection, own.origin, 0, own.seq, 1)
        doubt = exchange.Doubt(own.seq, last["id"], code, "It is revoked.")
        exchange.park(tx.connection, f"d{terminal}.e1", [doubt], utc_text(tx.now.isoformat()))
    return number


def cells(clerk: Clerk) -> list[list[str]]:
    return [row.split(" | ") for row in clerk.listed]


async def test_what_needs_a_look_stands_first_with_its_reason(shop: Store) -> None:
    add_store(shop, "S2", "North [b]End[/b]", country="GB", currency="GBP")
    let_in(shop, "S1-T2")
    let_in(shop, "S1-T3", timedelta(minutes=40), waiting=12)
    let_in(shop, "S1-T4", timedelta(days=3))
    let_in(shop, "S1-T5", None)
    let_in(shop, "S1-T6", clock_offset=-180_000)
    let_in(shop, "S1-T7", app="0.0.1")
    let_in(shop, "S1-T8", timedelta(days=30), revoked_at=utc_text(shop.now().isoformat()))
    let_in(shop, "S1-T9", timedelta(minutes=14), waiting=3)
    doubted(shop, "S1-T2")
    async with at(shop, CentreScreen(shop)) as clerk:
        assert cells(clerk) == [
            ["> ! person", "S1-T2 Corner Shop", "just now", "0", "1", "right", __version__],
            ["! facts", "S1-T3 Corner Shop", "40 min ago", "12", "0", "right", __version__],
            ["! silent", "S1-T4 Corner Shop", "3 days ago", "0", "0", "right", __version__],
            ["! never", "S1-T5 Corner Shop", "never", "0", "0", "right", ""],
            ["! clock", "S1-T6 Corner Shop", "just now", "0", "0", "3 min slow", __version__],
            ["! program", "S1-T7 Corner Shop", "just now", "0", "0", "right", "0.0.1"],
            ["+ well", "S1-T9 Corner Shop", "14 min ago", "3", "0", "right", __version__],
            ["revoked", "S1-T8 Corner Shop", "30 days ago", "0", "0", "right", __version__],
            ["no till", "S2 North [b]End[/b]", "", "", "", "", ""],
        ]
        assert clerk.notes_of_lines == [
            "1 fact for a person: Enter shows them.",
            "12 facts only there, heard 40 min ago: is its line up?",
            "Nothing heard for long: is it switched on, is its line up?",
            "Let in 3 days ago, never spoke: run 'storeops sync' there.",
            "Set its clock: five minutes off, and it is not believed any more.",
            f"Its program is 0.0.1, the centre's {__version__}: bring them together.",
        ]
        assert clerk.big == ("NEED A LOOK", "6", "of 8 tills")
        assert clerk.summary == (
            ("2 stores, 8 tills", "1 fact for a person"),
            ("Waiting at the tills: 15 facts, as they last said.", ""),
        )
        assert clerk.line[2] == "Enter: 1 for a person of S1-T2"
        await clerk.type("silent")
        assert [row[1] for row in cells(clerk)] == ["S1-T4 Corner Shop"]
        await clerk.press("escape", "f9")
        assert clerk.panel[:3] == [
            "S1-T4",
            "!       Nothing heard for long: is it switched on, is its line up?",
            "Store   S1 Corner Shop",
        ]


async def test_all_well_is_calm(shop: Store) -> None:
    let_in(shop, "S1-T2")
    async with at(shop, CentreScreen(shop)) as clerk:
        assert clerk.big == ("TILLS", "1", "all well")
        assert clerk.summary == (("1 store, 1 till", ""), ("Nothing waits at the tills, as they last said.", ""))
        assert clerk.keys == ["F1 Help", "F3 Anew", "F9 Till", "F11 More", "Esc Back"]


async def test_a_fact_in_doubt_is_retried_or_dropped_at_the_centre(shop: Store) -> None:
    let_in(shop, "S1-T2")
    let_in(shop, "S1-T3")
    first, second, other = doubted(shop, "S1-T2", "twin"), doubted(shop, "S1-T2", "twin"), doubted(shop, "S1-T3")
    async with at(shop, CentreScreen(shop)) as clerk:
        await clerk.press("enter")
        assert [row.split(" | ")[0] for row in clerk.on_top(DoubtsScreen).listed] == [
            f"> ! sale completed {first}",
            f"! sale completed {second}",
        ]
        assert clerk.big == ("FOR A PERSON", "2", "")
        assert clerk.summary[0] == ("Of S1-T2", "")
        before = machine.dump(shop)
        await clerk.press("f12")
        assert clerk.said.startswith("wrong: The fact still has no effect: It is revoked.")
        assert machine.dump(shop) == before
        await clerk.press("down", "delete")
        assert clerk.asked == (f"Drop sale completed {second}? Y: without effect for good   N: it stays on the list")
        await clerk.press("n")
        assert machine.dump(shop) == before
        await clerk.press("delete", "y")
        assert clerk.said == f"done: sale completed {second} stays without effect. It is still in the journal."
        assert clerk.big == ("FOR A PERSON", "1", "")
        await clerk.press("escape")
        clerk.on_top(CentreScreen)
        assert [row[1:5:3] for row in cells(clerk)] == [["S1-T2 Corner Shop", "1"], ["S1-T3 Corner Shop", "1"]]
    with shop.read() as connection:
        assert [row["fact"] for row in exchange.waiting(connection)][1:] == [
            row["fact"] for row in exchange.waiting(connection) if row["chain"] == "dS1-T3.e1"
        ]
    assert other


async def test_the_palette_of_the_till_offers_it_where_tills_were_let_in(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.press("ctrl+p")
        await cashier.type("centre")
        assert "The centre: stores and tills" not in "\n".join(cashier.panel)
    let_in(shop, "S1-T2")
    async with at_the_till(shop) as cashier:
        await cashier.press("ctrl+p")
        await cashier.type("centre")
        await cashier.press("enter")
        assert isinstance(cashier.app.job, CentreScreen)
        assert [lamp.text for lamp in cashier.app.status.lamps] == ["no P", "centre"]


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [(0, "right"), (1999, "right"), (-2000, "2 s slow"), (119_999, "119 s fast"), (120_000, "2 min fast"),
     (-7_199_000, "119 min slow"), (7_200_000, "2 h fast"),
     (-(10**12), "far too slow")],
)  # fmt: skip
def test_a_clock_in_words(milliseconds: int, words: str) -> None:
    assert clock_words(milliseconds) == words


def test_a_revoked_till_needs_a_look_only_for_its_facts() -> None:
    now = datetime.fromisoformat("2026-11-25T12:00:00+00:00")
    long_ago = now - timedelta(days=99)
    gone = TillView("d", "S1", "S1-T1", long_ago, long_ago, long_ago, 9, "0.0.1", "0001", 999_999)
    assert reports.needs(gone, 0, now) == ()
    assert reports.needs(gone, 2, now) == ("person",)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_the_office_sees(shop: Store, size: tuple[int, int]) -> None:
    let_in(shop, "S1-T3", timedelta(minutes=40), waiting=12)
    let_in(shop, "S1-T2")
    doubted(shop, "S1-T2")
    async with at(shop, CentreScreen(shop), size) as clerk:
        for words in ("State", "Waiting", "S1-T2", "! person", "40 min ago", "NEED A LOOK", "is its line up?"):
            assert words in clerk.painted
        await clerk.press("enter")
        clerk.on_top(DoubtsScreen)
        for words in ("sale completed S1-T1-000001", "It is revoked.", "FOR A PERSON", "F12 Retry", "Del Drop"):
            assert words in clerk.painted


async def test_sync_at_a_centre_says_that_others_hand_in_here(shop: Store) -> None:
    let_in(shop, "S1-T2", revoked_at=utc_text(shop.now().isoformat()))
    doubted(shop, "S1-T2")
    async with at(shop, SyncScreen(shop, Exchange(shop))) as clerk:
        assert clerk.big == ("FOR A PERSON", "1", "")
        assert clerk.summary == (
            ("This is a centre: others hand in here.", ""),
            ("Its stores and tills: Ctrl+P, then 'centre'; or 'storeops server overview'.", ""),
        )
        assert clerk.line[2] == ""
    async with at(shop, CentreScreen(shop)) as clerk:
        assert clerk.notes_of_lines == ["Revoked. 1 fact for a person: Enter shows them."]
