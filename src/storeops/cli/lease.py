"""`storeops lease`: stock that a channel may sell at the centre without asking the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, table

if TYPE_CHECKING:
    from storeops.reports.leases import LeaseView
    from storeops.store import Store

app = noun("Stock that a channel may sell at the centre without asking the store.")

Channel = Annotated[str, typer.Option("--channel", help="The sales channel, such as web.")]
Hours = Annotated[int, typer.Option("--hours", min=1, help="How long a lease runs.")]
Lease = Annotated[str, typer.Argument(metavar="LEASE", help="Its id, or the beginning of it.")]


@app.command("list")
def show_all(
    ctx: typer.Context,
    sku: Annotated[str, typer.Argument(metavar="[SKU]", help="Of this product only.")] = "",
    json: Json = False,
) -> None:
    """The leases that run, the first to end first."""
    with session.opened(ctx) as shop:
        views = _running(shop, sku)
    _show(views, json=json)


@app.command()
def grant(
    ctx: typer.Context,
    goods: Annotated[str, typer.Argument(metavar="SKU=QUANTITY", help="Such as TEA=2.")],
    channel: Channel,
    hours: Hours = 4,
    location: Annotated[str, typer.Option("--location", help="Location; without it, this terminal's.")] = "",
    json: Json = False,
) -> None:
    """Lease a channel stock of this store for some hours; what it does not sell is free again afterwards."""
    from storeops.operations import leases

    with session.opened(ctx) as shop:
        ((code, amount),) = session.goods(shop.profile, [goods])
        entry = leases.grant(shop, code, amount, channel, hours=hours, location=location)
        views = [view for view in _running(shop) if view.id == entry.envelope.id]
    _show(views, json=json, one=True)


@app.command()
def end(
    ctx: typer.Context,
    lease: Lease,
    reason: Annotated[str, typer.Option("--reason", help="Why, in a word or two.")] = "ended",
    json: Json = False,
) -> None:
    """End a lease before its time. At a store the channel is asked to stop, and its goods are kept until it has."""
    from storeops.journal.facts import LeaseEnded
    from storeops.operations import leases

    with session.opened(ctx) as shop:
        fact = leases.end(shop, lease, reason).envelope.fact
    assert isinstance(fact, LeaseEnded)
    if json:
        answer({"lease": fact.lease, "ended_by": fact.by, "reason": fact.reason})
    elif fact.by == "holder":
        lines([f"Given back {fact.lease}: what is left of it is the store's again."])
    else:
        lines([f"Asked to end {fact.lease}: its goods are kept until the centre gives them back, or it is over."])


@app.command()
def rule(
    ctx: typer.Context,
    product: Annotated[str, typer.Argument(metavar="[SKU|all]", help="Without it, the rules there are.")] = "",
    channel: Annotated[str, typer.Option("--channel", help="The sales channel, such as web.")] = "",
    share: Annotated[str, typer.Option("--share", help="Of what is free, such as 30%; 0% ends the rule.")] = "",
    hours: Hours = 4,
    location: Annotated[str, typer.Option("--location", help="Location; without it, every one.")] = "",
    json: Json = False,
) -> None:
    """Lease a channel a share of what is free, topped up and lengthened at every exchange; or show the rules."""
    from storeops.operations import leases
    from storeops.reports.leases import rules_of
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        if product:
            leases.set_rule(shop, product, channel, _percent(share), hours=hours, location=location)
        with shop.read() as connection:
            views = rules_of(connection)
    if json:
        answer(plain(views, 0))
        return
    table(
        ["Product", "Location", "Channel", "Share", "Hours"],
        [
            [view.sku or "all", view.location or "all", view.channel, f"{view.percent}%", str(view.hours)]
            for view in views
        ],
        left=(0, 1, 2),
    )


@app.command()
def settle(ctx: typer.Context, json: Json = False) -> None:
    """At the centre: take back what stores did not confirm before their leases were over, and source it anew."""
    from storeops.operations.leases.returning import take_back

    with session.opened(ctx) as shop:
        orders = take_back(shop)
    if json:
        answer({"orders": list(orders)})
    else:
        lines([f"Sourced anew: {order}" for order in orders] or ["Nothing had to be taken back."])


def _percent(share: str) -> int:
    """Raises BadLease."""
    from storeops.rules.leases import BadLease

    typed = share.strip().removesuffix("%").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 3):
        raise BadLease("Say which share of what is free: --share 30%.")
    return int(typed)


def _running(shop: Store, sku: str = "") -> Sequence[LeaseView]:
    from storeops.reports.leases import running

    with shop.read() as connection:
        return running(connection, shop.profile, shop.now(), sku=sku)


def _show(views: Sequence[LeaseView], *, json: bool, one: bool = False) -> None:
    from storeops.reports.plain import plain
    from storeops.rules.quantity import decimal_string

    if json:
        answer(plain(views[0] if one else tuple(views), 0))
        return
    table(
        ["Lease", "Product", "Location", "Channel", "Granted", "Sold", "Unconfirmed", "Left", "Until"],
        [
            [
                *(view.id, view.sku, view.location, view.channel),
                *map(decimal_string, (view.granted, view.drawn, view.unconfirmed, view.left)),
                f"{view.expires_at:%Y-%m-%d %H:%M}" + (" (asked to end)" if view.recalled else ""),
            ]
            for view in views
        ],
        left=(0, 1, 2, 3, 8),
    )
