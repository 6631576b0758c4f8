"""The queue's promises: nothing twice, nothing lost, nobody held up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.devices.spool import (
    INTERRUPTED,
    READY,
    Backlog,
    Pace,
    Printable,
    PrintJob,
    PrintWorker,
    SpoolState,
    State,
    drain,
    recover,
)
from storeops.devices.status import PrinterStatus
from storeops.devices.transport import Delivery
from storeops.devices.trouble import DeliveryUnknown, PrinterNotReady, PrinterUnreachable
from storeops.rules.errors import Refused

FINE = PrinterStatus(True, False, False, False, False, False)


class Jobs:
    """Jobs in memory, in order."""

    def __init__(self, *ids: str) -> None:
        self.states: dict[str, State] = dict.fromkeys(ids, "queued")
        self.errors: dict[str, str] = {}
        self.lock = threading.Lock()

    def next_queued(self) -> PrintJob | None:
        with self.lock:
            found = next((id for id, state in self.states.items() if state == "queued"), None)
        return PrintJob(found, "receipt", found) if found else None

    def claim(self, job_id: str) -> bool:
        with self.lock:
            if self.states[job_id] != "queued":
                return False
            self.states[job_id] = "sending"
            return True

    def mark(self, job_id: str, state: State, error: str) -> None:
        with self.lock:
            self.states[job_id] = state
            self.errors[job_id] = error

    def interrupted(self) -> Sequence[PrintJob]:
        return [PrintJob(id, "receipt", id) for id, state in self.states.items() if state == "sending"]

    def backlog(self) -> Backlog:
        states = list(self.states.values())
        return Backlog(states.count("queued"), states.count("unknown"))


@dataclass
class Paper:
    """A printer that keeps what it printed; `faults` are raised one per job, before or after printing."""

    address: str = "tcp://printer:9100"
    printed: list[bytes] = field(default_factory=list)
    faults: list[Exception | None] = field(default_factory=list)
    state: PrinterStatus | None = FINE
    result: Delivery = "confirmed"

    def send(self, data: bytes) -> Delivery:
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, DeliveryUnknown) or fault is None:
            self.printed.append(data)
        if fault:
            raise fault
        return self.result

    def send_now(self, data: bytes) -> Delivery:
        return self.send(data)

    def status(self) -> PrinterStatus | None:
        return self.state


def render(job: PrintJob) -> Printable:
    return Printable(job.subject.encode())


EMPTY = PrinterNotReady("tcp://printer:9100", "paper out")
GONE = PrinterUnreachable("tcp://printer:9100", "connection refused")
DOUBT = DeliveryUnknown("tcp://printer:9100", "no answer in time")


def test_all_are_printed_in_order_and_confirmed() -> None:
    jobs, paper = Jobs("1", "2", "3"), Paper()
    assert drain(jobs, paper, render) == READY
    assert paper.printed == [b"1", b"2", b"3"]
    assert set(jobs.states.values()) == {"confirmed"}


def test_a_printer_that_cannot_report_leaves_them_sent() -> None:
    jobs = Jobs("1")
    drain(jobs, Paper(result="sent", state=None), render)
    assert jobs.states == {"1": "sent"}


def test_trouble_before_printing_keeps_the_job_and_the_order() -> None:
    jobs, paper = Jobs("1", "2"), Paper(faults=[None, EMPTY])
    assert drain(jobs, paper, render) == SpoolState("paper out", str(EMPTY))
    assert jobs.states == {"1": "confirmed", "2": "queued"}
    assert jobs.errors["2"] == str(EMPTY)
    assert drain(jobs, paper, render) == READY
    assert paper.printed == [b"1", b"2"]


def test_doubt_is_never_printed_again_but_what_follows_is() -> None:
    jobs, paper = Jobs("1", "2"), Paper(faults=[DOUBT])
    assert drain(jobs, paper, render) == READY
    drain(jobs, paper, render)
    assert jobs.states == {"1": "unknown", "2": "confirmed"}
    assert paper.printed == [b"1", b"2"]


def test_after_doubt_nothing_more_is_given_to_a_printer_in_trouble() -> None:
    jobs, paper = Jobs("1", "2"), Paper(faults=[DOUBT], state=replace(FINE, paper_out=True, online=False))
    assert drain(jobs, paper, render).trouble == "paper out"
    assert jobs.states == {"1": "unknown", "2": "queued"}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refused("There is no sale 1."), "There is no sale 1."),
        (ValueError("x"), "the document could not be made: ValueError"),
    ],
)
def test_a_document_that_cannot_be_made_fails_alone(
    error: Exception, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(job: PrintJob) -> Printable:
        if job.id == "1":
            raise error
        return render(job)

    jobs, paper = Jobs("1", "2"), Paper()
    with caplog.at_level(logging.CRITICAL):
        drain(jobs, paper, fails)
    assert jobs.states == {"1": "failed", "2": "confirmed"}
    assert jobs.errors["1"] == said
    assert paper.printed == [b"2"]


def test_a_job_somebody_else_took_is_left_to_them() -> None:
    jobs, paper = Jobs("1", "2"), Paper()

    def taken_meanwhile(job: PrintJob) -> Printable:
        if job.id == "1":
            jobs.mark("1", "sending", "")
        return render(job)

    drain(jobs, paper, taken_meanwhile)
    assert jobs.states == {"1": "sending", "2": "confirmed"}
    assert paper.printed == [b"2"]


def test_after_a_crash_what_was_being_printed_is_asked_about() -> None:
    jobs, paper = Jobs("1", "2"), Paper()
    jobs.mark("1", "sending", "")
    assert recover(jobs) == 1
    drain(jobs, paper, render)
    assert jobs.states == {"1": "unknown", "2": "confirmed"}
    assert jobs.errors["1"] == INTERRUPTED
    assert paper.printed == [b"2"]


@given(st.lists(st.sampled_from([None, EMPTY, GONE, DOUBT]), max_size=12), st.integers(0, 6))
def test_whatever_goes_wrong_nothing_is_printed_twice_and_all_comes_out(
    faults: list[Exception | None], count: int
) -> None:
    jobs, paper = Jobs(*map(str, range(count))), Paper(faults=list(faults))
    for _ in range(len(faults) + 1):
        drain(jobs, paper, render)
    assert paper.printed == [str(n).encode() for n in range(count)]
    assert set(jobs.states.values()) <= {"confirmed", "unknown"}


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (READY, "printer: ready"),
        (SpoolState(paper_low=True), "printer: paper low"),
        (SpoolState("paper out", backlog=Backlog(3, 0)), "printer: paper out, 3 waiting"),
        (SpoolState(backlog=Backlog(0, 1)), "printer: ready, 1 to check"),
    ],
)
def test_what_the_status_corner_says(state: SpoolState, text: str) -> None:
    assert state.text == text


def test_the_worker_recovers_by_itself_and_tells_each_change_once() -> None:
    told: list[str] = []
    ready = threading.Event()

    def changed(state: SpoolState) -> None:
        told.append(state.text)
        if not state.trouble and not state.backlog.waiting:
            ready.set()

    jobs, paper = Jobs("1", "2"), Paper(faults=[EMPTY, EMPTY, None])
    worker = PrintWorker(jobs, paper, render, changed=changed, pace=Pace(0.01, 0.02, 60))
    worker.start()
    assert ready.wait(5)
    assert told == ["printer: paper out, 2 waiting", "printer: ready"]
    assert paper.printed == [b"1", b"2"]
    ready.clear()
    jobs.mark("3", "queued", "")
    paper.state = replace(FINE, paper_low=True)
    worker.wake()
    assert ready.wait(5)
    assert told[-1] == "printer: paper low"
    assert paper.printed == [b"1", b"2", b"3"]
    assert worker.stop(5)


def test_the_worker_outlives_a_store_that_fails(caplog: pytest.LogCaptureFixture) -> None:
    class Failing(Jobs):
        faults: list[Exception]

        def next_queued(self) -> PrintJob | None:
            if self.faults:
                raise self.faults.pop(0)
            return super().next_queued()

    told: list[str] = []
    ready = threading.Event()

    def changed(state: SpoolState) -> None:
        told.append(state.trouble)
        if not state.trouble:
            ready.set()

    jobs, paper = Failing("1"), Paper()
    jobs.faults = [Refused("The shop's file is busy."), RuntimeError("odd")]
    worker = PrintWorker(jobs, paper, render, changed=changed, pace=Pace(0.01, 0.02, 60))
    with caplog.at_level(logging.CRITICAL):
        worker.start()
        assert ready.wait(5)
    assert worker.stop(5)
    assert told == ["queue not readable", "error, see the log", ""]
    assert jobs.states == {"1": "confirmed"}


def test_an_outcome_that_could_not_be_written_down_is_asked_about_and_not_printed_again() -> None:
    class Full(Jobs):
        faults = 1

        def mark(self, job_id: str, state: State, error: str) -> None:
            if state == "confirmed" and self.faults:
                self.faults -= 1
                raise Refused("The disk is full.")
            super().mark(job_id, state, error)

    ready = threading.Event()

    def changed(state: SpoolState) -> None:
        if state.text == "printer: ready, 1 to check":
            ready.set()

    jobs, paper = Full("1", "2"), Paper()
    worker = PrintWorker(jobs, paper, render, changed=changed, pace=Pace(0.01, 0.02, 60))
    worker.start()
    assert ready.wait(5)
    assert worker.stop(5)
    assert jobs.states == {"1": "unknown", "2": "confirmed"}
    assert paper.printed == [b"1", b"2"]


def test_stopping_a_worker_that_never_started_is_fine() -> None:
    assert PrintWorker(Jobs(), Paper(), render).stop()


def test_stopping_leaves_the_rest_in_the_queue() -> None:
    printing, go_on = threading.Event(), threading.Event()

    class Slow(Paper):
        def send(self, data: bytes) -> Delivery:
            printing.set()
            go_on.wait(5)
            return super().send(data)

    jobs, paper = Jobs("1", "2"), Slow()
    worker = PrintWorker(jobs, paper, render)
    worker.start()
    assert printing.wait(5)
    assert worker.stop(0.01) is False
    go_on.set()
    assert worker.stop(5)
    assert jobs.states == {"1": "confirmed", "2": "queued"}
