"""`storeops server key`: the keys that sales channels show to the centre."""

from __future__ import annotations

from typing import Annotated

import typer

from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, table

app = noun("The keys that web shops and marketplaces show to the centre.")


@app.command()
def add(
    ctx: typer.Context,
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="Such as web; see 'storeops channel list'.")],
    rate: Annotated[int, typer.Option("--rate", help="Requests a second that it may send.")] = 100,
    json: Json = False,
) -> None:
    """Make a key for a channel. It is shown once."""
    from storeops.cli.server import centre_of
    from storeops.operations import api_keys
    from storeops.reports.plain import plain

    with centre_of(ctx) as shop:
        made = api_keys.add(shop, channel, rate=rate)
    if json:
        answer(plain(made, 0))
    else:
        lines([f"Key {made.id} of channel {made.channel}, shown this once:", made.key])
        lines(["It goes in front of every request: Authorization: Bearer KEY"])


@app.command("list")
def listing(ctx: typer.Context, json: Json = False) -> None:
    """Every key that was made."""
    from storeops.cli.server import centre_of
    from storeops.operations import api_keys
    from storeops.reports.plain import plain

    with centre_of(ctx) as shop, shop.read() as connection:
        found = api_keys.keys(connection)
    if json:
        answer(plain(list(found), 0))
        return
    rows = [
        [
            one.id,
            one.channel,
            f"revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else "good",
            f"{one.made_at:%Y-%m-%d}",
            f"{one.rate}/s",
        ]
        for one in found
    ]
    table(["Key", "Channel", "State", "Made", "Rate"], rows, left=(0, 1, 2, 3))


@app.command()
def revoke(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its id, as 'key list' shows it.")],
    json: Json = False,
) -> None:
    """Trust a key no more, from its next request on."""
    from storeops.cli.server import centre_of
    from storeops.operations import api_keys

    with centre_of(ctx) as shop:
        api_keys.revoke(shop, key)
    if json:
        answer({"id": key, "revoked": True})
    else:
        lines([f"Key {key} is good no more."])
