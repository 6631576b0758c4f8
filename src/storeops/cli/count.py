"""`storeops count`: what is there, counted while selling goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, Location
from storeops.cli.output import answer, lines, table

if TYPE_CHECKING:
    from storeops.store import Store

app = noun("Count what is there while selling goes on.")

Number = Annotated[str, typer.Argument(metavar="COUNT", help="Such as S1-T1-C000001, C1 or 1.")]


@app.command()
def plan(
    ctx: typer.Context,
    abc: Annotated[bool, typer.Option("--abc", help="Only what is due: class A more often than B and C.")] = False,
    only_class: Annotated[str, typer.Option("--class", help="Only this class of what is due: A, B or C.")] = "",
    bins: Annotated[str, typer.Option("--bins", metavar="PATTERN", help="Only these bins, such as 'A-01*'.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many lines at the most.")] = 500,
    location: Location = "",
    json: Json = False,
) -> None:
    """Make a count ready: the list of what is to be counted, without what the books say."""
    from storeops.operations import counts

    with session.opened(ctx) as shop:
        entry = counts.plan(shop, abc=abc, only_class=only_class, location=location, bins=bins, limit=limit)
        _show(shop, entry.envelope.id, json=json)


@app.command()
def enter(
    ctx: typer.Context,
    number: Number,
    bin: Annotated[str, typer.Argument(metavar="BIN", help="Such as A-03-2; - for what lies loose.")],
    goods: Annotated[list[str], typer.Argument(metavar="SKU=QUANTITY", help="What is there, such as TEA=9.")],
    lot: Annotated[str, typer.Option("--lot", help="The lot, where several lie together.")] = "",
    json: Json = False,
) -> None:
    """Say what is there. The last entry holds; what the books say is shown when the count is closed."""
    from storeops.operations import counts

    with session.opened(ctx) as shop:
        entry = counts.enter(shop, number, bin, session.goods(shop.profile, goods), lot=lot)
        _show(shop, getattr(entry.envelope.fact, "count", ""), json=json)


@app.command()
def close(
    ctx: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option("--reason", help="Reason code of the differences; without it, count.")] = "",
    accept: Annotated[bool, typer.Option("--accept", help="Book what nobody confirmed; needs --reason.")] = False,
    json: Json = False,
) -> None:
    """End a count and book its differences.

    A difference beyond tolerance has to be counted again first. Reasons: count, damaged, expired, found, own-use,
    scrap, stolen, other."""
    from storeops.operations import counts

    with session.opened(ctx) as shop:
        entry = counts.close(shop, number, reason=reason, accept=accept)
        _show(shop, getattr(entry.envelope.fact, "count", ""), json=json)


@app.command()
def show(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """One count: what is to be counted, what everybody found, and once it is closed, what was booked."""
    from storeops.database.queries.numbers import id_of

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            id = id_of(connection, "count", number)
        _show(shop, id, json=json)


@app.command("list")
def listing(
    ctx: typer.Context,
    only_open: Annotated[bool, typer.Option("--open", help="Only those that are not closed.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at the most.")] = 500,
    json: Json = False,
) -> None:
    """Counts, the latest first."""
    from storeops.reports import counts as reports
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop, shop.read() as connection:
        views = reports.listing(connection, only_open=only_open, limit=limit)
    if json:
        answer(plain(views, 0))
        return
    table(
        ["Number", "Location", "Classes", "Planned", "Status", "Lines", "Counted"],
        [
            [
                view.number,
                view.location,
                view.classes,
                view.planned_at.strftime("%Y-%m-%d %H:%M"),
                view.status,
                str(view.lines),
                str(view.counted),
            ]
            for view in views
        ],
        left=(0, 1, 2, 3, 4),
    )


def _show(shop: Store, id: str, *, json: bool) -> None:
    from storeops.reports import counts as reports
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    with shop.read() as connection:
        view = reports.by_id(connection, shop.profile, id)
    if json:
        answer(plain(view, shop.profile.currency.exponent))
        return
    numerals = Numerals.of(shop.profile)
    table(
        ["Bin", "SKU", "Name", "Lot", "Class", "State", "Counted by", "Found"],
        [
            [
                line.bin or "-",
                line.sku,
                line.name,
                line.lot,
                line.abc,
                line.state,
                ", ".join(f"{look.actor} {numerals.quantity(look.counted, line.unit)}" for look in line.looks),
                "" if line.counted is None else numerals.quantity(line.counted, line.unit),
            ]
            for line in view.lines
        ],
        left=(0, 1, 2, 3, 4, 5, 6),
        title=f"{view.number}  {view.location}: {view.status}",
    )
    lines(
        [
            f"Booked: {numerals.signed_quantity(one.difference)} {one.sku} {one.bin or 'loose'}, "
            f"worth {numerals.signed(one.value)}: {one.reason}"
            for one in view.booked
        ]
    )
