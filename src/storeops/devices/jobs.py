"""The print queues of one terminal as they are kept in the shop's database, and each receipt's bytes.

A job is queued in the transaction of the sale it belongs to; here it is taken out, printed and accounted for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from storeops.database.queries import print_jobs
from storeops.devices.escpos import encode
from storeops.devices.printing_lock import PrintingLock
from storeops.devices.spool import Backlog, Printable, PrintJob, Render, State
from storeops.documents.drawer import drawer_report
from storeops.documents.layout import Layout, Width
from storeops.documents.receipt import receipt
from storeops.operations.terminal_lock import lock_path
from storeops.reports import drawer as drawer_reports
from storeops.reports import sales as sale_reports
from storeops.reports.letterhead import letterhead
from storeops.rules.errors import Refused
from storeops.settings import cache_folder
from storeops.store import Store


class UnknownDocument(Refused):
    """A job asks for a document that this program cannot make."""

    def __init__(self, document: str) -> None:
        super().__init__(
            f"This program cannot print a '{document}'. It was queued by a later version; update the program."
        )
        self.document = document


FRESH = timedelta(seconds=30)
"""So long after a sale its drawer may open by itself: the cashier still stands before it."""


class DatabaseJobs:
    """The jobs of the terminal that `shop` is opened as, for its receipt printer or for its label printer; neither
    waits for the other. Every change is committed when the call returns."""

    def __init__(self, shop: Store, *, labels: bool = False) -> None:
        self._shop = shop
        self._labels = labels
        self._lock = PrintingLock(lock_path(shop, "printing-labels.lock" if labels else "printing.lock"))

    def next_queued(self) -> PrintJob | None:
        """The oldest job that waits."""
        with self._shop.read() as connection:
            row = print_jobs.next_queued(connection, self._shop.profile.terminal, labels=self._labels)
        return None if row is None else _job(row, self._shop.now())

    def claim(self, job_id: str) -> bool:
        """Take a job, once; waits while another program prints for this terminal. What is taken is printed by this
        process until `mark` says what became of it."""
        self._lock.take()
        taken = False
        try:
            with self._shop.write() as tx:
                taken = print_jobs.claim(tx.connection, job_id, at=tx.now.isoformat(timespec="milliseconds"))
        finally:
            if not taken:
                self._lock.give_back()
        return taken

    def mark(self, job_id: str, state: State, error: str) -> None:
        """Write down what became of a job."""
        try:
            with self._shop.write() as tx:
                at = tx.now.isoformat(timespec="milliseconds")
                print_jobs.mark(tx.connection, job_id, state=state, error=error, at=at, attempted=False)
        finally:
            self._lock.give_back()

    def interrupted(self) -> Sequence[PrintJob]:
        """Jobs in state sending which no process prints any more."""
        with self._shop.read() as connection:
            rows = print_jobs.listed(connection, self._shop.profile.terminal, ("sending",), labels=self._labels)
        return [_job(row, self._shop.now()) for row in rows] if rows and self._lock.is_free() else []

    def backlog(self) -> Backlog:
        """How much waits, and how much a person has to look at."""
        with self._shop.read() as connection:
            counts = print_jobs.counts(connection, self._shop.profile.terminal, labels=self._labels)
        return Backlog(waiting=counts.get("queued", 0), unknown=counts.get("unknown", 0))


def renderer(shop: Store) -> Render:
    """Makes a job's bytes for the printer of this machine. The drawer is opened for a fresh job that moves cash, never
    for a copy."""

    def render(job: PrintJob) -> Printable:
        settings = shop.settings
        made = encode(document(shop, job), cache=cache_folder(), code_page=settings.code_page)
        opens = job.fresh and job.document == "receipt" and not job.copy and _moves_cash(shop, job.subject)
        return Printable(made.data, lost=made.lost, opens_drawer=opens)

    return render


def document(shop: Store, job: PrintJob) -> Layout:
    """What a job prints. Raises UnknownSale, UnknownReport, UnknownDocument, and what
    `run_sheets.queued` raises."""
    head, width = letterhead(shop.profile), paper(shop.settings.columns)
    with shop.read() as connection:
        if job.document == "receipt":
            return receipt(sale_reports.by_id(connection, job.subject), head, width=width, copy=job.copy)
        if job.document == "z":
            return drawer_report(drawer_reports.z_report(connection, job.subject), head, width=width)
        if job.document == "run_sheet":
            # Loaded here: a till prints receipts, and vans go out once a day.
            from storeops.documents.run_sheet import run_sheet
            from storeops.operations.parcels.run_sheets import queued

            return run_sheet(queued(connection, shop.profile, job.subject), head, width=width)
    raise UnknownDocument(job.document)


def _moves_cash(shop: Store, sale: str) -> bool:
    with shop.read() as connection:
        return any(tender.kind == "cash" for tender in sale_reports.by_id(connection, sale).tenders)


def paper(columns: int) -> Width:
    """The paper's width as layouts count it."""
    return 32 if columns == 32 else 48 if columns == 48 else 42


def _job(row: Mapping[Any, Any], now: datetime) -> PrintJob:
    age = now - datetime.fromisoformat(row["created_at"])
    fresh = row["attempts"] == 0 and timedelta(0) <= age < FRESH
    return PrintJob(row["id"], row["document"], row["subject"], row["copy"], fresh)
