"""`storeops setting`: how the shop reckons."""

from __future__ import annotations

from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, table

app = noun("The shop's settings.")


@app.command("list")
def listing(ctx: typer.Context, json: Json = False) -> None:
    """The settings in force on this terminal."""
    from storeops.database.queries.shop import settings

    with session.opened(ctx) as shop, shop.read() as connection:
        found = settings(connection, ("", shop.profile.store, shop.profile.terminal))
    if json:
        answer(dict(sorted(found.items())))
    else:
        table(["Setting", "Value"], [[key, value] for key, value in sorted(found.items())], left=(0, 1))


@app.command("set")
def put(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Such as day_ends.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Such as 04:00.")],
    json: Json = False,
) -> None:
    """Change a setting of this store; the change is journaled. A value that cannot be is refused."""
    from storeops.cli.settings_known import check
    from storeops.operations.shop import set_setting

    with session.opened(ctx) as shop:
        check(key, value, shop.profile)
        set_setting(shop, key, value, scope=shop.profile.store)
    listing(ctx, json=json)
