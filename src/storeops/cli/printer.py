"""`storeops printer`: the receipt printer of this machine, and what waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, say, table
from storeops.cli.printing import own_printer, print_labels, print_now, print_waiting
from storeops.rules.errors import Refused

if TYPE_CHECKING:
    from storeops.store import Store

app = noun("The receipt printer and what waits for it.")

WAITING = ("queued", "sending", "unknown", "failed")
#: So long a print that lost characters is shown among those that need a look.
LOOKED_AT_FOR = timedelta(days=1)
DONE = ("sent", "confirmed", "dropped")
AGAIN = ("unknown", "failed")


class NoSuchJob(Refused):
    def __init__(self, job: str) -> None:
        super().__init__(f"There is no print job '{job[:40]}' that can be asked for. Look at 'storeops printer jobs'.")
        self.job = job


@dataclass(frozen=True, slots=True)
class JobView:
    """A document on its way to the paper."""

    id: str
    document: str
    subject: str
    copy: int
    state: str
    attempts: int
    error: str
    created_at: datetime


@app.command()
def status(ctx: typer.Context, json: Json = False) -> None:
    """How the printer is, without printing."""
    from storeops.devices.spool import look

    with session.opened(ctx) as shop:
        printer = own_printer(shop)
        state = look(printer)
        waiting = len(_jobs(shop, WAITING))
    if json:
        facts = {"address": printer.address, "ready": not state.trouble, "paper_low": state.paper_low}
        answer(facts | {"trouble": state.trouble, "waiting": waiting})
    else:
        lines([f"{printer.address}: {state.remedy or state.text}", f"Waiting: {waiting}"])


@app.command()
def test(ctx: typer.Context, json: Json = False) -> None:
    """Print a test page: widths, letters, a barcode."""
    from storeops.devices.jobs import paper
    from storeops.documents.layout import Blank, Code128, Columns, Cut, Layout, Line, Rule

    with session.opened(ctx) as shop:
        width = paper(shop.settings.columns)
        layout = Layout(
            width,
            (
                Line("StoreOps", "center", bold=True, size=2),
                Columns("Terminal", shop.profile.terminal),
                Columns("Paper", f"{width} columns, {shop.settings.code_page}"),
                Rule(),
                Line("0123456789" * 5),
                Line("ÄÖÜ äöü ß éèêç ñ € £"),
                Blank(),
                Code128(shop.profile.terminal),
                Cut(),
            ),
        )
        delivery, lost = print_now(shop, layout)
        address = shop.settings.printer
    if json:
        answer({"address": address, "state": delivery, "lost": lost})
    else:
        lines([f"The test page is {'printed' if delivery == 'confirmed' else 'sent; look whether it came out'}."])


@app.command()
def jobs(
    ctx: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Those that are done as well.")] = False,
    json: Json = False,
) -> None:
    """What waits for the printer or needs a look."""
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        found = _jobs(shop, (*WAITING, *DONE)) if everything else [*_jobs(shop, WAITING), *_lost_some(shop)]
    if json:
        answer(plain(found, 0))
        return
    table(
        ["Job", "Document", "State", "Tries", "What happened"],
        [[job.id, job.document, job.state, str(job.attempts), job.error] for job in found],
        left=(0, 1, 2, 4),
    )


@app.command()
def retry(
    ctx: typer.Context,
    job: Annotated[str, typer.Argument(metavar="[JOB]", help="One job; without it, every one that failed.")] = "",
    json: Json = False,
) -> None:
    """Print again what failed, or what may not have come out: look at the counter first."""
    with session.opened(ctx) as shop:
        if not shop.settings.label_printer:
            own_printer(shop)
        _change(shop, job, AGAIN if job else ("failed",), "queued")
        queued = {one.id for one in _jobs(shop, ("queued",))}
        print_waiting(shop)
        print_labels(shop)
        left = _jobs(shop, WAITING)
    say(f"{len(queued.difference(one.id for one in left))} printed, {len(left)} still waiting.")
    jobs(ctx, json=json)


@app.command()
def drop(
    ctx: typer.Context, job: Annotated[str, typer.Argument(metavar="JOB", help="A job's id.")], json: Json = False
) -> None:
    """Give up a job: it is not printed any more."""
    with session.opened(ctx) as shop:
        changed = _change(shop, job, (*AGAIN, "queued"), "dropped")
    say(f"{changed} changed to dropped.")
    jobs(ctx, json=json)


def _jobs(shop: Store, states: tuple[str, ...]) -> list[JobView]:
    from storeops.database.queries import print_jobs

    names = ("id", "document", "subject", "copy", "state", "attempts", "error")
    with shop.read() as connection:
        rows = print_jobs.listed(connection, shop.profile.terminal, states)
    return [
        JobView(**{name: row[name] for name in names}, created_at=datetime.fromisoformat(row["created_at"]))
        for row in rows
    ]


def _lost_some(shop: Store) -> list[JobView]:
    """Prints of late whose characters did not all come out."""
    since = shop.now() - LOOKED_AT_FOR
    return [job for job in _jobs(shop, ("sent", "confirmed")) if job.error and job.created_at > since]


def _change(shop: Store, job: str, states: tuple[str, ...], state: str) -> int:
    """How many jobs were put into a state. Raises NoSuchJob, when the job named is in none of these states."""
    from storeops.database.queries import print_jobs
    from storeops.devices.jobs import DatabaseJobs
    from storeops.devices.spool import recover

    for labels in (False, True):
        recover(DatabaseJobs(shop, labels=labels))
    with shop.write() as tx:
        rows = print_jobs.listed(tx.connection, shop.profile.terminal, states)
        chosen = [row["id"] for row in rows if not job or row["id"] == job]
        if job and not chosen:
            raise NoSuchJob(job)
        at = tx.now.isoformat(timespec="milliseconds")
        for id in chosen:
            print_jobs.mark(tx.connection, id, state=state, error="", at=at, attempted=False)
    return len(chosen)
