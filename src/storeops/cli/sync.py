"""`storeops sync`: hand in what was recorded here, and how this shop stands to its centre."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.exit_codes import ExitCode
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, say, table

if TYPE_CHECKING:
    from storeops.rules.errors import Refused
    from storeops.sync.rounds import RoundView

app = noun("Exchange with the centre, now or all the time; and how things stand.", group=False)
quarantine = noun("Facts that the centre took but that need a person.")
app.add_typer(quarantine, name="quarantine")
Fact = Annotated[str, typer.Argument(metavar="FACT", help="Its id, or CHAIN:NUMBER as the list shows it.")]


@app.callback(invoke_without_command=True)
def sync(
    ctx: typer.Context,
    watch: Annotated[bool, typer.Option("--watch", help="Go on until stopped, a round every 15 seconds.")] = False,
    json: Json = False,
) -> None:
    """Exchange with the centre. Selling goes on meanwhile; what waits is never lost."""
    if ctx.invoked_subcommand is not None:
        return
    from storeops.reports.plain import plain
    from storeops.sync import rounds

    with session.opened(ctx) as shop:
        if watch:
            rounds.watch(shop, _tell)
        view = rounds.once(shop)
    if json:
        answer(plain(view, 0))
    else:
        _tell(view)
    if not view.finished or view.parked:
        raise typer.Exit(ExitCode.PARTLY)


def _tell(view: RoundView | Refused) -> None:
    if isinstance(view, Exception):
        say(str(view))
        return
    told = [f"{view.sent} facts sent, {view.received} received, {view.rows} rows of the catalogue and settings."]
    if view.parked:
        told.append(f"! {view.parked} of them need a person at the centre.")
    told += [
        f"! Another copy of this database went on from the same fact ({one}): both are kept." for one in view.apart
    ]
    told += [f"! The centre knew more of {one}: this database was set back, and goes on as new." for one in view.behind]
    lines(told)


@app.command()
def status(ctx: typer.Context, json: Json = False) -> None:
    """What waits, since when, what needs a person, and whether the till can be closed."""
    from storeops.reports import sync as reports
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop, shop.read() as connection:
        view = reports.status(connection, shop.profile)
    if json:
        answer(plain(view, 0))
        return
    spoke = f"{view.spoke_at:%Y-%m-%d %H:%M}" if view.spoke_at else "never"
    lines([f"Centre: {view.centre or 'none'}, answered last: {spoke}"])
    since = f", the oldest of {view.waiting_since:%Y-%m-%d %H:%M}" if view.waiting_since else ""
    lines([f"Waiting: {view.waiting}{since}", f"Safe to close? {view.verdict}"])
    rows = [[one.chain, str(one.facts), str(one.acknowledged), str(one.waiting)] for one in view.chains]
    table(["Chain", "Facts", "At the centre", "Waiting"], rows)
    _parked(view.parked)


def _parked(views: tuple[object, ...]) -> None:
    from storeops.reports.sync import ParkedView

    for one in views:
        assert isinstance(one, ParkedView)
        lines([f"! {one.chain}:{one.seq} {one.code}: {one.why}", f"  {one.fix}"])


@quarantine.command("list")
def list_(ctx: typer.Context, json: Json = False) -> None:
    """Facts that were taken but need a person, and what to do about each."""
    from storeops.reports import sync as reports
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop, shop.read() as connection:
        views = reports.status(connection, shop.profile).parked
    if json:
        answer(plain(list(views), 0))
    elif views:
        _parked(views)
    else:
        lines(["Nothing needs a person."])


@quarantine.command()
def retry(ctx: typer.Context, fact: Fact, json: Json = False) -> None:
    """Give a fact its effect, where nothing speaks against it any more."""
    from storeops.operations import parked

    with session.opened(ctx) as shop:
        parked.retry(shop, fact)
    _settled(fact, "retried", json=json)


@quarantine.command()
def drop(ctx: typer.Context, fact: Fact, json: Json = False) -> None:
    """Leave a fact without effect for good. It stays in the journal."""
    from storeops.operations import parked

    with session.opened(ctx) as shop:
        parked.drop(shop, fact)
    _settled(fact, "dropped", json=json)


def _settled(fact: str, how: str, *, json: bool) -> None:
    if json:
        answer({"fact": fact, "settled": how})
    else:
        lines([f"{fact}: {how}."])
