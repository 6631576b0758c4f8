"""Receipts from the till: printed, copied, asked about; the commands only the till has; one till a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.screens.cashier import TEA, Cashier, at_the_till, make_shop, sale

from storeops.devices.jobs import DatabaseJobs
from storeops.devices.spool import Backlog
from storeops.operations import carts, drawer, sales, terminal_lock
from storeops.rules.tenders import Tender
from storeops.screens.run import JOBS
from storeops.screens.shell.commands import KeyNotFree, NoSuchCommand, keymap
from storeops.screens.till import OWN
from storeops.screens.widgets.big_amount import plain
from storeops.store import Store


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """Where a printer that cannot report puts what it prints."""
    file = tmp_path / "paper"
    file.touch()
    return file


@pytest.fixture
def shop(tmp_path: Path, paper: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    opened = make_shop(tmp_path, printer=f"file://{paper}")
    drawer.open_drawer(opened, 10000)
    yield opened
    opened.close()


def lamps(cashier: Cashier) -> list[tuple[str, str]]:
    return [(lamp.text, lamp.ink) for lamp in cashier.app.status.lamps]


async def test_the_receipt_is_printed_and_the_till_says_so(shop: Store, paper: Path) -> None:
    async with at_the_till(shop) as cashier:
        assert lamps(cashier) == [("P", ""), ("local", "")]
        await cashier.scan(TEA)
        await cashier.press("enter", "enter")
        await cashier.until(lambda: cashier.pad[-1] == "Receipt printed.")
        assert b"S1-T1-000001" in paper.read_bytes()
        await cashier.press("ctrl+r")
        await cashier.until(lambda: paper.read_bytes().count(b"COPY 1") > 0)
        assert cashier.said.startswith("done: Copy 1 of S1-T1-000001.")
    assert sale(shop).copies == 1


async def test_a_dead_printer_holds_up_no_sale_and_is_seen(shop: Store, paper: Path) -> None:
    paper.unlink()
    paper.parent.joinpath("paper").mkdir()
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.press("enter", "enter")
        await cashier.until(lambda: lamps(cashier)[0] == ("P", "wrong"))
        assert cashier.big == ("PAID", "3.49", "no change")
        await cashier.scan(TEA)
        assert cashier.cart == [("TEA", 1000, 349)]
    assert DatabaseJobs(shop).backlog() == Backlog(waiting=1, unknown=0)


async def test_a_receipt_cut_off_by_a_power_cut_is_asked_about(shop: Store, paper: Path) -> None:
    cart = carts.add(shop, carts.new(shop), TEA)
    sales.complete(shop, cart, [Tender("cash", 349)])
    jobs = DatabaseJobs(shop)
    job = jobs.next_queued()
    assert job is not None
    assert jobs.claim(job.id)
    async with at_the_till(shop) as cashier:
        asked = "Did the last receipt come out of the printer? Y: yes, it is here   N: no, print it"
        await cashier.until(lambda: cashier.asked == asked)
        assert paper.read_bytes() == b""
        await cashier.type("n")
        await cashier.until(lambda: b"S1-T1-000001" in paper.read_bytes())
    assert jobs.backlog() == Backlog(waiting=0, unknown=0)


async def test_what_waits_is_printed_at_the_next_start(shop: Store, paper: Path) -> None:
    cart = carts.add(shop, carts.new(shop), TEA)
    sales.complete(shop, cart, [Tender("cash", 349)])
    async with at_the_till(shop) as cashier:
        await cashier.until(lambda: b"S1-T1-000001" in paper.read_bytes())


async def test_the_last_receipt_is_shown_row_by_row(shop: Store) -> None:
    async with at_the_till(shop, (80, 40)) as cashier:
        await cashier.scan(TEA)
        await cashier.press("enter", "enter")
        await cashier.till.show_receipt()
        await cashier.settle()
        assert "Tea 80 bags" + "3.49".rjust(42 - len("Tea 80 bags")) in cashier.panel


def test_the_tills_own_commands_can_be_remapped_and_take_no_key_that_is_taken() -> None:
    reprint = next(command for command in OWN if command.id == "reprint")
    assert keymap({"reprint": "ctrl+x"}, [OWN]).key(reprint) == "ctrl+x"
    with pytest.raises(KeyNotFree):
        keymap({"reprint": "f12"}, [OWN])
    with pytest.raises(KeyNotFree):
        keymap({"void": "ctrl+r"}, [OWN])
    with pytest.raises(NoSuchCommand):
        keymap({"reprint": "ctrl+k"})
    other = (reprint.named("Other"),)
    assert keymap({}, [OWN, other]).key(reprint) == "ctrl+r"


def test_every_job_is_named_once() -> None:
    assert JOBS[0] == "till"
    assert len(set(JOBS)) == len(JOBS)


def test_one_till_a_terminal(shop: Store) -> None:
    with terminal_lock.held(shop) as lock:
        assert lock.name == "shop.db.S1-T1.lock"
        with pytest.raises(terminal_lock.TerminalTaken, match=r"^The till of S1-T1 is open already: by .* process"):
            terminal_lock.held(shop).__enter__()
    with terminal_lock.held(shop):
        pass


def test_digits_are_drawn_in_ascii_where_nothing_else_can_be() -> None:
    assert plain("1.75") == ("       _   _ ", "  |     | |_ ", "  | .   |  _|")
