"""`storeops server`: the centre of a chain, and who may speak to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import server_keys, server_webhooks, session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, existing
from storeops.cli.output import answer, lines, say, table

if TYPE_CHECKING:
    from storeops.store import Store

app = noun("The centre of a chain: serve it, and say who may speak to it.", group=False)
stores = noun("The stores of the chain.")
app.add_typer(stores, name="store")
app.add_typer(server_keys.app, name="key")
app.add_typer(server_webhooks.app, name="webhook")


@app.callback(invoke_without_command=True)
def server(
    ctx: typer.Context,
    data: Annotated[
        Path | None, typer.Option("--data", help="Folder of the centre's own PostgreSQL; else ./central.")
    ] = None,
    database: Annotated[
        str, typer.Option("--database", metavar="URL", help="An existing PostgreSQL: postgresql://... .")
    ] = "",
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 8400,
    certificate: Annotated[Path | None, typer.Option("--certificate", help="TLS certificate, PEM.")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="Its private key, PEM.")] = None,
    insecure: Annotated[bool, typer.Option("--insecure", help="Serve other machines without TLS.")] = False,
) -> None:
    """Serve the centre: PostgreSQL started where it is our own, tables made or brought up to date, HTTP on a port."""
    ctx.meta[_WHERE] = (data, database)
    if ctx.invoked_subcommand is not None:
        return
    from storeops.server.running import Where, serve

    with address_of(ctx) as url:
        serve(url, Where(host, port, certificate, key, insecure), say)


_WHERE = "storeops.centre"


@contextmanager
def address_of(ctx: typer.Context) -> Iterator[str]:
    """The centre's database: as said, as in front of the command, or a PostgreSQL of our own that runs meanwhile."""
    from storeops.database.engine import is_server
    from storeops.server.postgres import running

    data, database = ctx.meta[_WHERE]
    given = database or (session.settings(ctx).database if data is None else "")
    if given and is_server(given):
        yield given
        return
    folder = data or Path(os.environ.get("STOREOPS_CENTRE", "central"))
    with running(folder) as url:
        yield url


@contextmanager
def centre_of(ctx: typer.Context) -> Iterator[Store]:
    """The centre's shop, open for one command."""
    from storeops.server.running import prepare
    from storeops.store import Store

    with address_of(ctx) as url:
        prepare(url)
        shop = Store.open(replace(session.settings(ctx), database=url, terminal=""))
        try:
            yield shop
        finally:
            shop.close()


@app.command()
def init(
    ctx: typer.Context,
    name: Annotated[str, typer.Option("--name", help="Name of the chain.")],
    country: Annotated[str, typer.Option("--country", help="Country code of two letters.")],
    currency: Annotated[str, typer.Option("--currency", help="ISO 4217 code, such as GBP.")],
    store: Annotated[str, typer.Option("--store", help="Code of the head office, as a store of the chain.")] = "HQ",
    json: Json = False,
) -> None:
    """Begin the chain: a head office that orders of every channel are taken at. Once, before anything else."""
    from storeops.operations.shop import init as make

    with address_of(ctx) as url:
        settings = replace(session.settings(ctx), database=url, terminal="")
        made = make(
            settings,
            store_code=store,
            name=name,
            country=country.upper(),
            currency=currency.upper(),
            terminal_code="C1",
        )
        made.close()
    if json:
        answer({"store": store, "name": name})
    else:
        lines([f"{name} has begun, at {store}.", "Next: storeops server store add S1 --name NAME"])


@app.command()
def adopt(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A copy of the shop, by 'storeops backup'.")],
    json: Json = False,
) -> None:
    """Begin the chain with a shop that is there already: its catalogue, prices, people and settings become the
    centre's. Instead of `init`; the shop itself then joins with `storeops enrol`."""
    from storeops.operations.adopting import adopt as make
    from storeops.reports.plain import plain

    with address_of(ctx) as url:
        made = make(replace(session.settings(ctx), database=url, terminal=""), existing(path))
    if json:
        answer(plain(made, 0))
        return
    lines(
        [
            f"The centre is made from {made.name} ({made.store}): {made.rows:,} rows, up to revision {made.revision}.",
            f"Next: storeops server invite --store {made.store} --terminal T1, then 'storeops enrol' at the shop.",
        ]
    )


@app.command()
def invite(
    ctx: typer.Context,
    store: Annotated[str, typer.Option("--store", help="The store it is to stand in.")],
    terminal: Annotated[str, typer.Option("--terminal", help="Which terminal it is to be.")],
    json: Json = False,
) -> None:
    """Make a code that lets one till in: good once, for ten minutes."""
    from storeops.operations import tills
    from storeops.reports.plain import plain

    with centre_of(ctx) as centre:
        made = tills.invite(centre, store, terminal)
    if json:
        answer(plain(made, 0))
    else:
        lines([f"Code for {made.terminal}: {made.code}", f"Good until {made.expires_at:%H:%M}, once."])
        lines([f"On the till: storeops enrol ADDRESS {made.code}"])


@app.command("tills")
def tills_(ctx: typer.Context, json: Json = False) -> None:
    """Every till that was let in: seen when, what it has not handed in, its version, its clock."""
    from storeops.reports import tills as reports
    from storeops.reports.plain import plain

    with centre_of(ctx) as centre, centre.read() as connection:
        views = reports.tills(connection)
    if json:
        answer(plain(list(views), 0))
        return
    rows = [
        [
            one.terminal,
            f"revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else "trusted",
            f"{one.last_seen_at:%Y-%m-%d %H:%M}" if one.last_seen_at else "never",
            str(one.waiting),
            one.app,
            f"{one.clock_offset / 1000:+.1f} s",
            one.device,
        ]
        for one in views
    ]
    table(["Till", "State", "Last seen", "Waiting", "Version", "Clock", "Device"], rows, left=(0, 1, 2, 4, 6))


@app.command()
def overview(ctx: typer.Context, json: Json = False) -> None:
    """The stores and tills on a screen, what needs a look first."""
    if json:
        from storeops.reports import tills as reports
        from storeops.reports.plain import plain

        with centre_of(ctx) as centre, centre.read() as connection:
            answer(plain(reports.overview(connection, centre.now()), 0))
        return
    from storeops.screens.run import run_overview
    from storeops.server.running import prepare

    with address_of(ctx) as url:
        prepare(url)
        raise typer.Exit(run_overview(replace(session.settings(ctx), database=url, terminal="")))


@app.command()
def revoke(
    ctx: typer.Context,
    till: Annotated[str, typer.Argument(metavar="TILL", help="Its terminal, such as S1-T2, or its device.")],
    json: Json = False,
) -> None:
    """Trust a till no more. What it still hands in is kept, without effect, until somebody decides."""
    from storeops.operations import tills

    with centre_of(ctx) as centre:
        place = tills.revoke(centre, till)
    if json:
        answer({"store": place.store, "terminal": place.terminal, "revoked": True})
    else:
        lines([f"{place.terminal} is not trusted any more."])


@stores.command()
def add(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Letters and digits, such as S2.")],
    name: Annotated[str, typer.Option("--name", help="Name of the store, as on its receipts.")],
    country: Annotated[str, typer.Option("--country", help="Country code; else the first store's.")] = "",
    currency: Annotated[str, typer.Option("--currency", help="ISO 4217 code; else the first store's.")] = "",
    json: Json = False,
) -> None:
    """Another store of the chain."""
    from storeops.operations.stores import add_store

    with centre_of(ctx) as centre:
        add_store(centre, code, name, country=country.upper(), currency=currency.upper())
    if json:
        answer({"store": code, "name": name})
    else:
        lines([f"Store {code}: {name}.", f"Next: storeops server invite --store {code} --terminal T1"])


from storeops.cli import server_care  # noqa: E402, F401  # its commands are this noun's, too
