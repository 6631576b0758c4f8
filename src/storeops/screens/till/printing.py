"""The print queue as the screens see it: a worker in the background, and news from it between two strokes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storeops.devices.spool import READY, Backlog, PrintJob, PrintWorker, SpoolState, State
from storeops.screens.widgets.frame import Lamp
from storeops.store import Store

if TYPE_CHECKING:
    from storeops.devices.jobs import DatabaseJobs


@dataclass(frozen=True, slots=True)
class JobNews:
    """What became of a print job."""

    job: PrintJob
    state: State
    error: str


class ReportingJobs:
    """The queue in the database, and a word of each job to whoever shows it."""

    def __init__(self, jobs: DatabaseJobs, tell: Callable[[JobNews], None]) -> None:
        self._jobs, self._tell = jobs, tell
        self._current: dict[str, PrintJob] = {}

    def next_queued(self) -> PrintJob | None:
        """The oldest job that waits."""
        job = self._jobs.next_queued()
        if job is not None:
            self._current = {job.id: job}
        return job

    def claim(self, job_id: str) -> bool:
        """Take a job, once."""
        return self._jobs.claim(job_id)

    def mark(self, job_id: str, state: State, error: str) -> None:
        """Write down what became of a job, then tell."""
        self._jobs.mark(job_id, state, error)
        if (job := self._current.get(job_id)) is not None:
            self._tell(JobNews(job, state, error))

    def interrupted(self) -> Sequence[PrintJob]:
        """What was being printed when the program ended."""
        found = self._jobs.interrupted()
        self._current |= {job.id: job for job in found}
        return found

    def backlog(self) -> Backlog:
        """How much waits, and how much a person has to look at."""
        return self._jobs.backlog()


class Printing:
    """The printer of this terminal, if it has one."""

    def __init__(self, shop: Store) -> None:
        """Raises BadAddress."""
        self._shop = shop
        self._loop: asyncio.AbstractEventLoop | None = None
        self._deliver: Callable[[Callable[[], object]], None] = lambda _: None
        self._changed: Callable[[SpoolState], object] = lambda _: None
        self._news: Callable[[JobNews], object] = lambda _: None
        self._worker: PrintWorker | None = None
        if shop.settings.printer:
            # Loaded here: a till without a printer starts sooner.
            from storeops.devices.jobs import DatabaseJobs, renderer
            from storeops.devices.transport import parse_address

            printer = parse_address(shop.settings.printer)
            jobs = ReportingJobs(DatabaseJobs(shop), self._told)
            self._worker = PrintWorker(jobs, printer, renderer(shop), changed=self._told_state)

    @property
    def there(self) -> bool:
        """Whether a printer is set up."""
        return self._worker is not None

    @property
    def state(self) -> SpoolState:
        """How the printer is."""
        return self._worker.state if self._worker else READY

    @property
    def lamp(self) -> Lamp:
        """The printer's cell of the status corner."""
        if self._worker is None:
            return Lamp("no P", "", "no printer is set up")
        wants_eyes = self.state.paper_low or self.state.backlog.unknown > 0
        ink = "wrong" if self.state.trouble else "look" if wants_eyes else ""
        return Lamp("P", ink, self.state.text)

    def start(
        self,
        deliver: Callable[[Callable[[], object]], None],
        changed: Callable[[SpoolState], object],
        news: Callable[[JobNews], object],
    ) -> None:
        """Begin to print what waits. Called in the event loop; `deliver` puts what is to be said between two
        strokes."""
        self._loop, self._deliver, self._changed, self._news = asyncio.get_running_loop(), deliver, changed, news
        if self._worker is not None:
            self._worker.start()

    def wake(self) -> None:
        """There is something to print."""
        if self._worker is not None:
            self._worker.wake()

    def settle(self, job: PrintJob, state: State) -> None:
        """Write down what a person saw of a job nobody knew about; `queued` prints it again."""
        from storeops.devices.jobs import DatabaseJobs

        DatabaseJobs(self._shop).mark(job.id, state, "")
        self.wake()

    def stop(self) -> None:
        """Finish the job at hand; what waits is printed at the next start."""
        self._loop = None
        if self._worker is not None:
            self._worker.stop()

    def _told(self, news: JobNews) -> None:
        self._hand_over(lambda: self._news(news))

    def _told_state(self, state: SpoolState) -> None:
        self._hand_over(lambda: self._changed(state))

    def _hand_over(self, what: Callable[[], object]) -> None:
        """From the worker's thread to the event loop; nobody listens any more once the program is being left."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._deliver, what)
