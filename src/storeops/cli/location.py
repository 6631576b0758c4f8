"""`storeops location`: the places that goods can be at."""

from __future__ import annotations

from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, table

app = noun("The places goods can be at.")


@app.command("list")
def listing(ctx: typer.Context, json: Json = False) -> None:
    """The locations of this shop."""
    from storeops.database.queries.shop import locations

    names = ("code", "name", "kind", "store")
    with session.opened(ctx) as shop, shop.read() as connection:
        rows = [[str(row[name]) for name in names] for row in locations(connection)]
    if json:
        answer([dict(zip(("location", "name", "kind", "store"), row, strict=True)) for row in rows])
    else:
        table(["Location", "Name", "Kind", "Store"], rows, left=(0, 1, 2, 3))


@app.command()
def add(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Letters and digits, such as BACK.")],
    name: Annotated[str, typer.Option("--name", help="What people call it.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="Such as back_room or warehouse.")] = "back_room",
    json: Json = False,
) -> None:
    """Another place that goods can be at."""
    from storeops.operations.shop import add_location
    from storeops.rules.text import clean

    with session.opened(ctx) as shop:
        add_location(shop, code, clean(kind, limit=20), name or code)
    listing(ctx, json=json)
