"""The print queue in a shop's database: who prints, what opens the drawer, what is told of a print."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.machines import till

from storeops.database.queries import print_jobs
from storeops.devices.jobs import DatabaseJobs, renderer
from storeops.devices.spool import READY, Backlog, drain, recover
from storeops.devices.status import PrinterStatus
from storeops.devices.transport import Delivery
from storeops.devices.trouble import DeliveryUnknown, PrinterNotReady, PrinterUnreachable
from storeops.operations import carts, drawer, returns, sales
from storeops.rules.tenders import CARD, CASH, Tender
from storeops.store import Store

KICK, KICK_WITHOUT_PAPER = b"\x1bp\x00\x32\xfa", b"\x10\x14\x01\x00\x01"
GONE = PrinterUnreachable("tcp://printer:9100", "connection refused")
EMPTY = PrinterNotReady("tcp://printer:9100", "paper out")
DOUBT = DeliveryUnknown("tcp://printer:9100", "no answer in time")


class Paper:
    """A printer that keeps what it was sent; `fault` is raised for every job while it is set, as a printer does: out
    of paper it still carries out what is real-time."""

    address = "tcp://printer:9100"

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.fault: Exception | None = None

    def send(self, data: bytes) -> Delivery:
        if self.fault is not None:
            raise self.fault
        self.got.append(data)
        return "confirmed"

    def send_now(self, data: bytes) -> Delivery:
        if self.fault is GONE:
            raise self.fault
        self.got.append(data)
        return "sent"

    def status(self) -> PrinterStatus | None:
        return None


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = till.trading(tmp_path / "shop.db", printer="file:///dev/null")
    till.list_products(made, [till.item("TEA", 250)])
    yield made
    made.close()


def sell(shop: Store, tender: str = CASH, *, name: str = "TEA") -> str:
    return sales.complete(shop, carts.add(shop, carts.new(shop), name), [Tender(tender, 250)]).number


def later(shop: Store, **by: int) -> None:
    assert isinstance(shop.clock, till.Clock)
    shop.clock.at += timedelta(**by)


def told(shop: Store) -> list[tuple[str, str, str]]:
    """Each job, the latest first: document, state, what was said of it."""
    every = ("queued", "sending", "sent", "confirmed", "unknown", "failed", "dropped")
    with shop.read() as connection:
        rows = print_jobs.listed(connection, "S1-T1", every)
    return [(row["document"], row["state"], row["error"]) for row in rows]


def kicks(paper: Paper) -> list[bytes]:
    return [data for data in paper.got if data in (KICK, KICK_WITHOUT_PAPER)]


def test_a_cash_sale_opens_the_drawer_before_its_receipt_is_printed(shop: Store) -> None:
    number, paper = sell(shop), Paper()
    assert drain(DatabaseJobs(shop), paper, renderer(shop)) == READY
    assert paper.got[0] == KICK
    assert number.encode() in paper.got[1]
    assert KICK not in paper.got[1]
    assert b"\x1bp" not in paper.got[1]


def test_cash_given_back_opens_it_a_card_or_a_copy_does_not(shop: Store) -> None:
    number, paper = sell(shop, CARD), Paper()
    sales.copy_receipt(shop, number)
    drain(DatabaseJobs(shop), paper, renderer(shop))
    assert (kicks(paper), len(paper.got)) == ([], 2)
    returns.take_back(shop, sell(shop), [(1, 1000)], "broken")
    drain(DatabaseJobs(shop), paper, renderer(shop))
    assert (kicks(paper), len(paper.got)) == ([KICK, KICK], 6)


def test_out_of_paper_the_drawer_opens_at_the_sale_and_not_when_the_receipt_comes_late(shop: Store) -> None:
    sell(shop)
    paper, jobs = Paper(), DatabaseJobs(shop)
    paper.fault = EMPTY
    assert drain(jobs, paper, renderer(shop)).trouble == "paper out"
    assert paper.got == [KICK_WITHOUT_PAPER]
    assert drain(jobs, paper, renderer(shop)).trouble == "paper out"
    paper.fault = None
    assert drain(jobs, paper, renderer(shop)) == READY
    assert (kicks(paper), len(paper.got)) == ([KICK_WITHOUT_PAPER], 2)


@pytest.mark.parametrize(("seconds", "opens"), [(29, True), (31, False), (-5, False)])
def test_the_drawer_opens_only_while_the_cashier_stands_before_it(shop: Store, seconds: int, opens: bool) -> None:
    sell(shop)
    later(shop, seconds=seconds)
    paper = Paper()
    drain(DatabaseJobs(shop), paper, renderer(shop))
    assert (bool(kicks(paper)), told(shop)) == (opens, [("receipt", "confirmed", "")])


def test_a_printer_that_is_not_there_keeps_the_receipt(shop: Store) -> None:
    sell(shop)
    paper = Paper()
    paper.fault = GONE
    assert drain(DatabaseJobs(shop), paper, renderer(shop)).trouble == "not reachable"
    assert told(shop) == [("receipt", "queued", str(GONE))]


def test_a_kick_nobody_confirmed_holds_up_no_receipt(shop: Store) -> None:
    class Doubtful(Paper):
        def send(self, data: bytes) -> Delivery:
            if data == KICK:
                raise DOUBT
            return super().send(data)

    sell(shop)
    paper = Doubtful()
    drain(DatabaseJobs(shop), paper, renderer(shop))
    assert (len(paper.got), told(shop)) == (1, [("receipt", "confirmed", "")])


@pytest.mark.parametrize(
    ("name", "words"),
    [("Tea", ""), ("Tea ☕", "1 character could not be printed"), ("紅茶", "2 characters could not be printed")],
)
def test_what_the_printer_has_no_letters_for_is_told(shop: Store, name: str, words: str) -> None:
    till.list_products(shop, [till.item("NEW", 250, name=name)])
    sell(shop, name="NEW")
    drain(DatabaseJobs(shop), Paper(), renderer(shop))
    assert told(shop) == [("receipt", "confirmed", words)]


def test_closing_the_drawer_queues_its_report_in_the_same_transaction(shop: Store) -> None:
    closed = drawer.close(shop, 10000)
    assert DatabaseJobs(shop).backlog() == Backlog(waiting=1)
    paper = Paper()
    assert drain(DatabaseJobs(shop), paper, renderer(shop)) == READY
    assert closed.number.encode() in paper.got[0]
    assert (kicks(paper), told(shop)) == ([], [("z", "confirmed", "")])


def test_a_refused_close_queues_nothing_and_no_printer_means_no_job(shop: Store) -> None:
    with pytest.raises(drawer.BadCount):
        drawer.close(shop, 10000, {500: 3})
    assert told(shop) == []
    shop.settings = replace(shop.settings, printer="")
    drawer.close(shop, 10000)
    assert told(shop) == []


OTHER = """
import sys
from storeops.devices.jobs import DatabaseJobs
from storeops.settings import Settings
from storeops.store import Store

jobs = DatabaseJobs(Store.open(Settings(sys.argv[1])))
job = jobs.next_queued()
assert job is not None and jobs.claim(job.id)
print("printing", flush=True)
if sys.stdin.readline():
    jobs.mark(job.id, "confirmed", "")
"""


@pytest.mark.parametrize(("dies", "state"), [(False, "confirmed"), (True, "unknown")])
def test_what_another_program_prints_is_asked_about_only_once_that_is_gone(shop: Store, dies: bool, state: str) -> None:
    sell(shop)
    command = [sys.executable, "-c", OTHER, shop.settings.database]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "printing\n"
        jobs = DatabaseJobs(shop)
        assert recover(jobs) == 0
        assert told(shop)[0][1] == "sending"
        if dies:
            other.kill()
        else:
            other.stdin.write("done\n")
            other.stdin.flush()
        other.wait(20)
    assert recover(jobs) == int(dies)
    assert told(shop)[0][1] == state


def test_a_job_whose_outcome_was_not_written_down_is_found_by_the_same_program(shop: Store) -> None:
    sell(shop)
    jobs = DatabaseJobs(shop)
    job = jobs.next_queued()
    assert job is not None
    assert jobs.claim(job.id)
    assert not jobs.claim(job.id)
    assert recover(jobs) == 1
