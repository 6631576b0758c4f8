"""The print queue: durable where it is kept, careful with what it does not know, never in anybody's way.

A job goes queued > sending > confirmed | sent | unknown | failed. It is marked `sending` before the first byte
leaves, so a program killed in between finds it again and asks, rather than printing it twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeAlias

from storeops.devices.drawer import kick
from storeops.devices.status import PrinterStatus
from storeops.devices.transport import Transport
from storeops.devices.trouble import DeliveryUnknown, PrinterTrouble
from storeops.rules.errors import Refused

State: TypeAlias = Literal["queued", "sending", "confirmed", "sent", "unknown", "failed"]
"""`sent` is the end of a job on a printer that cannot report; `unknown` waits for a person."""

_log = logging.getLogger(__name__)

INTERRUPTED = "the program ended while this was printed"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A document to be printed: which (`receipt`, `z`, ...), of what (a sale's id), and the number of the copy.

    `fresh`: asked for a moment ago and not tried before."""

    id: str
    document: str
    subject: str
    copy: int = 0
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Printable:
    """A job's bytes, how many characters of it can only be printed as `?`, and whether the drawer opens with it."""

    data: bytes
    lost: int = 0
    opens_drawer: bool = False


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many jobs wait, and how many nobody knows about whether they were printed."""

    waiting: int = 0
    unknown: int = 0


class JobStore(Protocol):
    """Where the jobs of this terminal are kept. Every change is on disk when the call returns."""

    def next_queued(self) -> PrintJob | None:
        """The oldest job in state queued."""
        ...

    def claim(self, job_id: str) -> bool:
        """Turn queued into sending in one step; False when somebody else was quicker. Waits while another program
        prints."""
        ...

    def mark(self, job_id: str, state: State, error: str) -> None: ...

    def interrupted(self) -> Sequence[PrintJob]:
        """Jobs left in `sending` by a program that is gone, or whose outcome could not be written down."""
        ...

    def backlog(self) -> Backlog: ...


Render: TypeAlias = Callable[[PrintJob], Printable]
"""Makes a job's bytes. What it raises makes the job failed, and the queue goes on."""


@dataclass(frozen=True, slots=True)
class SpoolState:
    """What the status corner says. `trouble` is empty when all is well; `remedy` is the sentence that goes with it."""

    trouble: str = ""
    remedy: str = ""
    paper_low: bool = False
    backlog: Backlog = Backlog()

    @property
    def text(self) -> str:
        """In a few words: 'printer: paper out, 3 waiting'."""
        said = [self.trouble or ("paper low" if self.paper_low else "ready")]
        if self.backlog.waiting:
            said.append(f"{self.backlog.waiting} waiting")
        if self.backlog.unknown:
            said.append(f"{self.backlog.unknown} to check")
        return "printer: " + ", ".join(said)


READY = SpoolState()


def recover(jobs: JobStore) -> int:
    """What was being printed when its program ended becomes unknown: a person looks. Returns how many."""
    found = jobs.interrupted()
    for job in found:
        jobs.mark(job.id, "unknown", INTERRUPTED)
    return len(found)


def drain(
    jobs: JobStore, printer: Transport, render: Render, *, stopped: Callable[[], bool] = lambda: False
) -> SpoolState:
    """Print what is queued, oldest first, until nothing is left or the printer is in trouble.

    A job in trouble goes back to the queue as long as nothing of it was printed; one that may have been printed is
    marked unknown and not sent again; one that cannot be made into bytes is marked failed."""
    state = READY
    while not stopped() and (job := jobs.next_queued()):
        made = _rendered(jobs, job, render)
        if made is None or not jobs.claim(job.id):
            continue
        try:
            if made.opens_drawer:
                _open_drawer(printer)
            delivery = printer.send(made.data)
            jobs.mark(job.id, delivery, _lost(made.lost))
            state = READY
        except PrinterTrouble as trouble:
            jobs.mark(job.id, "queued", str(trouble))
            return SpoolState(trouble.short, str(trouble))
        except DeliveryUnknown as doubt:
            # The printer is likely to be out of order; a look at it decides, before the next job is tried.
            jobs.mark(job.id, "unknown", str(doubt))
            state = SpoolState(doubt.short, str(doubt))
            if (seen := look(printer)).trouble:
                return seen
    return state


def _open_drawer(printer: Transport) -> None:
    """At the sale, beside its receipt and not in it: a receipt that waits for paper must not open the drawer when it is
    printed at last. Raises PrinterTrouble when the printer is not there at all."""
    try:
        kick(printer)
    except DeliveryUnknown as doubt:
        _log.warning("the drawer may not have opened: %s", doubt)


def _lost(count: int) -> str:
    return f"{count} {'character' if count == 1 else 'characters'} could not be printed" if count else ""


def look(printer: Transport) -> SpoolState:
    """How the printer is, without printing."""
    try:
        found: PrinterStatus | None = printer.status()
    except PrinterTrouble as trouble:
        return SpoolState(trouble.short, str(trouble))
    if found is None:
        return READY
    if found.reason:
        return SpoolState(found.reason, f"The printer is not ready: {found.reason}.")
    return SpoolState(paper_low=found.paper_low)


def _rendered(jobs: JobStore, job: PrintJob, render: Render) -> Printable | None:
    try:
        return render(job)
    except Refused as refusal:
        jobs.mark(job.id, "failed", str(refusal))
    except Exception as error:
        # A document that cannot be made must not hold up all that stand behind it.
        _log.exception("print job %s (%s %s) could not be made", job.id, job.document, job.subject)
        jobs.mark(job.id, "failed", f"the document could not be made: {type(error).__name__}")
    return None


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: the first wait after trouble, the longest, and how often an idle printer is looked at."""

    first: float = 1.0
    longest: float = 30.0
    look: float = 30.0


class PrintWorker:
    """The thread that owns the printer. Nobody waits for it: `wake` says that there is work, `state` how it goes."""

    def __init__(
        self,
        jobs: JobStore,
        printer: Transport,
        render: Render,
        *,
        changed: Callable[[SpoolState], None] | None = None,
        pace: Pace | None = None,
    ) -> None:
        """`changed` is called in the worker's thread, only when the state is another than before."""
        self._jobs = jobs
        self._printer = printer
        self._render = render
        self._changed = changed
        self._pace = pace or Pace()
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._state = READY
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)

    @property
    def state(self) -> SpoolState:
        return self._state

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """There is a new job, or somebody mended the printer: try now."""
        self._awake.set()

    def stop(self, seconds: float = 2.0) -> bool:
        """Finish the job at hand and end. False when that takes longer; the queue keeps what is left."""
        self._stopping.set()
        self._awake.set()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.is_set():
            self._awake.clear()
            try:
                recover(self._jobs)
                state = self._once()
            except Refused as refusal:
                # The store is busy or its disk is full: the jobs stay where they are. One whose outcome could not be
                # written down is still `sending`; the next round makes it a question for a person.
                state = SpoolState("queue not readable", str(refusal))
            except Exception:
                _log.exception("the print worker met an error it does not know")
                state = SpoolState("error, see the log", "The print queue met an unexpected error; it tries again.")
            self._tell(state)
            wait = min(max(self._pace.first, wait * 2), self._pace.longest) if state.trouble else 0.0
            self._awake.wait(wait or self._pace.look)

    def _once(self) -> SpoolState:
        state = drain(self._jobs, self._printer, self._render, stopped=self._stopping.is_set)
        if not state.trouble and not self._stopping.is_set():
            state = look(self._printer)
        return replace(state, backlog=self._jobs.backlog())

    def _tell(self, state: SpoolState) -> None:
        if state == self._state:
            return
        self._state = state
        if self._changed:
            self._changed(state)
