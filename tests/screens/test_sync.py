"""Sync on the screens: what waits, the lamp in the corner, exchanging in the background, and facts for a person."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.machines import till as machine
from tests.screens.cashier import TEA, at_the_till, count_of_sales, make_shop
from tests.screens.clerk import Clerk, sell
from tests.sync.direct import DirectLine, empty

from storeops.database.engine import sqlite_module
from storeops.database.queries import exchange as queries
from storeops.database.queries import shop as shop_queries
from storeops.database.tables import journal
from storeops.operations import carts, drawer
from storeops.reports.sync import BriefView
from storeops.screens.sync import SyncScreen
from storeops.screens.sync.records import RecordsScreen
from storeops.screens.till.exchange import Exchange, lamp
from storeops.screens.widgets.frame import Lamp
from storeops.store import Store
from storeops.sync import background, rounds, signing
from storeops.sync.exchange import LineDown
from storeops.sync.line import CentreRefused

ADDRESS = "http://127.0.0.1:1"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = make_shop(tmp_path)
    drawer.open_drawer(made, 10_000)
    yield made
    machine.assert_sound(made)
    made.close()


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DirectLine]:
    """The till's line leads straight to a centre's books, and only when somebody says so."""
    engine = empty(str(tmp_path / "centre.db"))
    made = DirectLine(engine, facts=100)

    @contextmanager
    def line_of(shop: Store) -> Iterator[DirectLine]:
        yield made

    monkeypatch.setattr(rounds, "line_of", line_of)
    monkeypatch.setenv("STOREOPS_NO_SYNC", "1")
    yield made
    engine.dispose()


def joined(shop: Store, address: str = ADDRESS) -> Store:
    """The shop has a centre."""
    with shop.write() as tx:
        shop_queries.set_local(tx.connection, {"centre.address": address, "centre.tenant": "main"})
    return shop


def facts(shop: Store) -> int:
    with shop.read() as connection:
        return sum(one.seq for one in queries.behind(connection, shop.profile.device))


def held(line: DirectLine) -> int:
    """How many facts are at the centre."""
    with line.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(journal)).scalar_one()


def copy(source: str | Path, target: str | Path) -> None:
    """A database's content into another file, behind the back of everybody who has it open."""
    with closing(sqlite_module().connect(str(source))) as old, closing(sqlite_module().connect(str(target))) as fresh:
        old.backup(fresh)


def doubted(shop: Store, code: str = "twin") -> None:
    """The centre has told that the last fact needs a person."""
    with shop.write() as tx:
        (one,) = queries.behind(tx.connection, shop.profile.device)
        (last,) = queries.latest(tx.connection, one.origin, 0, one.seq, 1)
        doubt = queries.Doubt(one.seq, last["id"], code, "It was recorded twice.")
        queries.park(tx.connection, one.origin, [doubt], "2026-11-22T14:00:00.000000Z")


def lamps(clerk: Clerk) -> list[tuple[str, str, str]]:
    return [(lamp.text, lamp.ink, lamp.words) for lamp in clerk.app.status.lamps]


@asynccontextmanager
async def at_sync(shop: Store, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Clerk]:
    """At the sync screen, which was opened from the till."""
    async with at_the_till(shop, size) as cashier:
        cashier.__class__ = Clerk  # type: ignore[assignment]
        assert isinstance(cashier, Clerk)
        await cashier.press("ctrl+s")
        yield cashier.on_top(SyncScreen)


def exchange_of(clerk: Clerk) -> Exchange:
    assert isinstance(clerk.till, SyncScreen)
    return clerk.till.exchange


async def test_a_shop_without_a_centre_says_so_and_what_to_do(shop: Store) -> None:
    async with at_sync(shop) as clerk:
        assert clerk.listed == []
        assert clerk.big == ("NO CENTRE", "", "")
        assert clerk.summary == (
            ("This shop has no centre: all it knows is in this database. Make backups.", ""),
            ("Join one: 'storeops server invite' there, 'storeops enrol ADDRESS CODE' here.", ""),
        )
        assert clerk.line == (">", "", "")
        assert clerk.keys == ["F1 Help", "F3 Anew", "F11 More", "Esc Back"]
        assert lamps(clerk)[1] == ("local", "", "nothing waits to be sent: this shop stands alone")
        await clerk.press("enter")
        assert (clerk.said, exchange_of(clerk).state) == ("", None)


async def test_what_waits_is_the_big_number_and_enter_sends_it(shop: Store, line: DirectLine) -> None:
    for _ in range(3):
        sell(joined(shop), TEA)
    count = facts(shop)
    assert count == 7
    async with at_sync(shop) as clerk:
        assert clerk.listed == [f"> by this till | {count} | 0 | {count} | just now"]
        assert clerk.notes_of_lines[0] == "sale completed S1-T1-000003, Sun 22 Nov 14:07"
        assert (len(clerk.notes_of_lines), clerk.notes_of_lines[-1]) == (7, "and 1 more: F9")
        assert clerk.big == ("WAITING", str(count), "")
        assert clerk.summary == (
            (f"Centre {ADDRESS}", "has never answered"),
            (f"Safe to close? Not yet: {count} facts are only here.", "oldest of Sun 22 Nov 14:07"),
        )
        assert clerk.line == (">", "", "Enter: exchange now")
        assert lamps(clerk)[1] == (f"S {count}", "", f"{count} waiting")
        await clerk.press("enter")
        await clerk.until(lambda: clerk.said == f"done: {count} facts sent.")
        await clerk.settle()
        assert clerk.listed == [f"> by this till | {count} | {count} | 0 | "]
        assert clerk.big == ("SAFE TO CLOSE", "0", "nothing waits")
        assert clerk.summary == (
            (f"Centre {ADDRESS}", "answered just now"),
            ("Safe to close? Yes: the centre has everything.", ""),
        )
        assert lamps(clerk)[1] == ("S 0", "", "0 waiting")
        assert held(line) == count
        await clerk.press("enter")
        await clerk.until(lambda: clerk.said == "done: The centre had everything.")


async def test_every_record_stands_with_its_state(shop: Store, line: DirectLine) -> None:
    joined(shop)
    rounds.once(shop)
    number = sell(shop, TEA).number
    doubted(shop)
    async with at_sync(shop) as clerk:
        assert clerk.listed[1] == f"! sale completed {number} | no. {facts(shop)} |  |  | "
        assert clerk.notes_of_lines == [
            f"sale completed {number}, Sun 22 Nov 14:07",
            "It was recorded twice.",
            "It counts once already. Look whether both customers were served, then",
            "drop it.",
        ]
        assert clerk.big == ("WAITING", "1", "1 fact for a person")
        await clerk.press("f9")
        records = clerk.on_top(RecordsScreen).listed
        assert records[0] == f"> ! person | sale completed | {number} | Sun 22 Nov 14:07 | {facts(shop)}"
        assert records[1].split(" | ")[:2] == ["+ centre", "drawer opened"]
        assert clerk.big == ("WAITING", "0", "1 fact for a person")
        await clerk.type("drawer opened")
        assert [row.split(" | ")[1] for row in clerk.listed] == ["drawer opened"]
        await clerk.press("enter")
        assert (clerk.line[1], len(clerk.listed)) == ("drawer opened", 1)
        await clerk.press("escape", "escape")
        clerk.on_top(SyncScreen)
        await clerk.press("down", "f9")
        assert clerk.panel[:5] == [
            "Why it needs a person",
            f"sale completed {number}",
            "",
            "It was recorded twice.",
            "It counts once already. Look whether both customers were served, then drop",
        ]


async def test_what_waits_stands_in_front_of_the_records(shop: Store, line: DirectLine) -> None:
    joined(shop)
    rounds.once(shop)
    first, second = sell(shop, TEA).number, sell(shop, TEA).number
    async with at_sync(shop) as clerk:
        await clerk.press("f9")
        shown = clerk.on_top(RecordsScreen).listed
        assert [row.split(" | ")[0::2] for row in shown[:3]] == [
            ["> waiting", second, str(facts(shop))],
            ["waiting", first, str(facts(shop) - 1)],
            ["+ centre", "", str(facts(shop) - 2)],
        ]


async def test_a_line_that_is_down_is_said_in_place_and_in_the_corner(
    shop: Store, line: DirectLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> object:
        raise LineDown("The centre was not reached (ConnectError). It will be tried again.")

    monkeypatch.setattr(line, "hello", down)
    sell(joined(shop), TEA)
    count = facts(shop)
    async with at_sync(shop) as clerk:
        await clerk.press("enter")
        await clerk.until(lambda: clerk.said.startswith("wrong"))
        assert clerk.said == (
            "wrong: The centre was not reached (ConnectError). It will be tried again. "
            "Nothing is lost, selling goes on."
        )
        assert lamps(clerk)[1] == (f"S {count}", "look", f"{count} waiting, line down")
        assert clerk.big == ("WAITING", str(count), "")
        assert clerk.line[2] == "Enter: exchange now"
        state = exchange_of(clerk).state
        assert state is not None and state.since is not None
        later = state.since + timedelta(minutes=12, seconds=59)
        assert lamp(BriefView(37, 0), state, later) == Lamp("S 37", "look", "37 waiting, line down 12 min")


async def test_a_centre_that_refuses_is_wrong_and_says_what_to_do(
    shop: Store, line: DirectLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> object:
        raise CentreRefused("unknown", "This till is not known here. Enrol it.", 401)

    monkeypatch.setattr(line, "hello", refuses)
    joined(shop)
    async with at_sync(shop) as clerk:
        await clerk.press("enter")
        await clerk.until(lambda: clerk.said == "wrong: The centre says: This till is not known here. Enrol it.")
        assert lamps(clerk)[1] == (f"S {facts(shop)}", "wrong", f"{facts(shop)} waiting, the centre refuses")


async def test_each_sale_shows_in_the_corner(shop: Store, line: DirectLine) -> None:
    joined(shop)
    rounds.once(shop)
    async with at_the_till(shop) as cashier:
        cashier.__class__ = Clerk  # type: ignore[assignment]
        assert isinstance(cashier, Clerk)
        assert lamps(cashier)[1] == ("S 0", "", "0 waiting")
        await cashier.scan(TEA)
        await cashier.press("enter", "enter")
        assert count_of_sales(shop) == 1
        await cashier.until(lambda: lamps(cashier)[1] == ("S 1", "", "1 waiting"))


async def test_a_wide_screen_says_beside_the_corner_why(shop: Store, line: DirectLine) -> None:
    sell(joined(shop), TEA)
    doubted(shop)
    count = facts(shop)
    corner = f"Sun 22 Nov 14:07  [no P] [S {count}!] "
    for width, why in ((80, ""), (120, f"{count} waiting, 1 fact for a person   ")):
        async with at_the_till(shop, (width, 40)) as cashier:
            cashier.__class__ = Clerk  # type: ignore[assignment]
            assert isinstance(cashier, Clerk)
            shown = cashier.painted.split("\n")[0]
            assert len(shown) == width
            assert shown.endswith(f"  {why}{corner}")


# --- in the background ----------------------------------------------------------------------------


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A centre that takes the call and never says a word."""
    monkeypatch.setattr(background, "QUIET_START", 0.0)
    listener = socket.create_server(("127.0.0.1", 0))
    yield listener
    listener.close()


async def test_selling_goes_on_while_the_line_hangs_and_the_till_closes(shop: Store, hanging: socket.socket) -> None:
    joined(shop, f"http://127.0.0.1:{hanging.getsockname()[1]}")
    signing.make_key(signing.key_path(shop.settings.database))
    calls, taken = [], threading.Event()

    def take() -> None:
        calls.append(hanging.accept()[0])
        taken.set()

    threading.Thread(target=take, daemon=True).start()
    async with at_the_till(shop) as cashier:
        exchange = cashier.till.exchange
        await asyncio.to_thread(taken.wait, 10)
        for _ in range(3):
            await cashier.scan(TEA)
            await cashier.press("enter", "enter")
        assert count_of_sales(shop) == 3
        assert exchange.state is not None and exchange.state.busy, "the call hangs still"
        (thread,) = [one for one in threading.enumerate() if one.name == "exchange"]
        assert thread.daemon
        began = time.monotonic()
    assert time.monotonic() - began < 5, "leaving does not wait for the line"
    assert thread.is_alive()
    for call in calls:
        call.close()
    thread.join(10)
    assert not thread.is_alive()


async def test_an_open_till_exchanges_by_itself(shop: Store, line: DirectLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STOREOPS_NO_SYNC")
    monkeypatch.setattr(background, "QUIET_START", 0.0)
    sell(joined(shop), TEA)
    async with at_the_till(shop) as cashier:
        cashier.__class__ = Clerk  # type: ignore[assignment]
        assert isinstance(cashier, Clerk)
        await cashier.until(lambda: lamps(cashier)[1] == ("S 0", "", "0 waiting"))
        assert held(line) == facts(shop)


async def test_it_is_off_where_the_environment_says_so(shop: Store, line: DirectLine) -> None:
    joined(shop)
    async with at_the_till(shop) as cashier:
        assert cashier.till.exchange.state is None
        assert not [one for one in threading.enumerate() if one.name == "exchange"]


async def test_a_till_that_was_set_back_goes_on_as_new_with_the_cart_in_hand(
    shop: Store, line: DirectLine, tmp_path: Path
) -> None:
    joined(shop)
    image = tmp_path / "image"
    copy(shop.settings.database, image)
    sell(shop, TEA)
    rounds.once(shop)
    before = held(line)
    old = shop.profile.origin
    # The database as it was before that sale, under the same file: nobody notices.
    copy(image, shop.settings.database)
    async with at_the_till(shop) as cashier:
        cashier.__class__ = Clerk  # type: ignore[assignment]
        assert isinstance(cashier, Clerk)
        await cashier.scan(TEA)
        cart = cashier.till.state.cart
        cashier.till.exchange.now()
        await cashier.until(lambda: cashier.said.startswith("look: Sync: the centre holds more"))
        assert shop.profile.origin != old
        assert cashier.till.state.cart.id != cart.id and cashier.till.state.cart.lines == cart.lines
        await cashier.press("enter", "enter")
        assert cashier.big[0] == "PAID"
        cashier.till.exchange.now()
        await cashier.until(lambda: lamps(cashier)[1][0] == "S 0")
        assert held(line) == before + 2, "the new life's first fact, and its sale"
        assert carts.current(shop).lines == ()


def test_the_till_is_painted_without_loading_the_line() -> None:
    program = (
        "import sys, storeops.screens.run; print([one for one in ('httpx', 'cryptography') if one in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
