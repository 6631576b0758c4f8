"""`storeops terminal`: the terminals that share this database."""

from __future__ import annotations

from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, table

app = noun("The shop's terminals.")


@app.command("list")
def listing(ctx: typer.Context, json: Json = False) -> None:
    """The terminals; the one this command works as is marked."""
    from storeops.database.queries.shop import terminals

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            rows = [{"terminal": str(row["code"]), "store": str(row["store"])} for row in terminals(connection)]
        own = shop.profile.terminal
    if json:
        answer(rows)
    else:
        table(
            ["Terminal", "Store", ""],
            [[row["terminal"], row["store"], "this one" if row["terminal"] == own else ""] for row in rows],
            left=(0, 1, 2),
        )


@app.command()
def add(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Letters and digits, such as T2.")],
    json: Json = False,
) -> None:
    """Another terminal on this database, with its own drawer and its own numbers."""
    from storeops.operations.shop import add_terminal

    with session.opened(ctx) as shop:
        add_terminal(shop, code)
    listing(ctx, json=json)
