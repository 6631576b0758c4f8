"""`storeops drawer`: the cash drawer from its float to its Z report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import BadPair, Json, Reason, pair
from storeops.cli.output import answer, lines, say, table
from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused

if TYPE_CHECKING:
    from storeops.documents.layout import Layout
    from storeops.reports.drawer_view import DrawerView
    from storeops.store import Store

app = noun("Open, count and close the cash drawer; X and Z reports.")
Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help="Such as 20.00.")]


class NotCounted(Refused):
    def __init__(self) -> None:
        super().__init__("Say what was counted: --counted 113.45, or --count 20.00=3 for each note and coin.")


@dataclass(frozen=True, slots=True)
class ZRowView:
    """A Z report in the list."""

    number: str
    closed_at: datetime
    counted: Minor
    difference: Minor


@app.command("open")
def open_drawer(
    ctx: typer.Context,
    float_: Annotated[str, typer.Option("--float", metavar="AMOUNT", help="The cash in it now, counted.")],
    json: Json = False,
) -> None:
    """Begin a session with a counted float."""
    from storeops.operations import drawer

    with session.opened(ctx) as shop:
        _show(shop, drawer.open_drawer(shop, session.money(shop.profile, float_)), json=json)


@app.command("in")
def paid_in(ctx: typer.Context, amount: Amount, reason: Reason = "", json: Json = False) -> None:
    """Put cash in that is no sale."""
    _move(ctx, "paid_in", amount, reason, json=json)


@app.command("out")
def paid_out(ctx: typer.Context, amount: Amount, reason: Reason = "", json: Json = False) -> None:
    """Take cash out that is no return."""
    _move(ctx, "paid_out", amount, reason, json=json)


@app.command()
def drop(ctx: typer.Context, amount: Amount, reason: Reason = "", json: Json = False) -> None:
    """Bring cash to the safe."""
    _move(ctx, "drop", amount, reason, json=json)


@app.command("no-sale")
def no_sale(ctx: typer.Context, reason: Reason = "", json: Json = False) -> None:
    """Note that the drawer was opened without a sale; it is counted."""
    from storeops.operations import drawer

    with session.opened(ctx) as shop:
        drawer.no_sale(shop, reason)
        _show(shop, _x(shop), json=json)


@app.command()
def x(
    ctx: typer.Context,
    print_it: Annotated[bool, typer.Option("--print", help="On the receipt printer as well.")] = False,
    json: Json = False,
) -> None:
    """The X report: the session so far; nothing is closed."""
    from storeops.cli.printing import print_now

    with session.opened(ctx) as shop:
        view = _x(shop)
        if print_it:
            print_now(shop, _layout(shop, view))
        _show(shop, view, json=json)


@app.command()
def close(
    ctx: typer.Context,
    counted: Annotated[str, typer.Option("--counted", metavar="AMOUNT", help="The cash found in it, in all.")] = "",
    count: Annotated[
        list[str] | None,
        typer.Option("--count", metavar="VALUE=HOW MANY", help="Notes or coins of one value: 20.00=3."),
    ] = None,
    json: Json = False,
) -> None:
    """Count the drawer and close it: the difference is kept, the Z report numbered, and printed where there is a
    printer."""
    from storeops.cli.printing import print_waiting
    from storeops.operations import drawer

    with session.opened(ctx) as shop:
        pieces = _pieces(shop, count or ())
        if not (counted or pieces):
            raise NotCounted
        total = session.money(shop.profile, counted) if counted else sum(v * n for v, n in pieces.items())
        _show(shop, drawer.close(shop, total, pieces), json=json)
        print_waiting(shop)


@app.command()
def show(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Number of a Z report, such as S1-T1-Z0001.")],
    json: Json = False,
) -> None:
    """A Z report again."""
    from storeops.reports import drawer as reports

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = reports.z_report(connection, number)
        _show(shop, view, json=json)


@app.command("list")
def listing(ctx: typer.Context, json: Json = False) -> None:
    """The latest Z reports of this terminal."""
    from storeops.documents.figures import Figures, moment
    from storeops.reports import drawer as reports
    from storeops.reports.letterhead import letterhead
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            found = reports.z_numbers(connection, shop.profile.terminal)
        profile = shop.profile
    rows = [ZRowView(number, datetime.fromisoformat(at), counted, off) for number, at, counted, off in found]
    if json:
        answer(plain(rows, profile.currency.exponent))
        return
    figures = Figures.of(letterhead(profile))
    table(
        ["Number", "Closed", "Counted", "Difference"],
        [[z.number, moment(z.closed_at), figures.money(z.counted), figures.signed(z.difference)] for z in rows],
        left=(0, 1),
    )


def _x(shop: Store) -> DrawerView:
    from storeops.reports import drawer as reports

    with shop.read() as connection:
        return reports.x_report(connection, shop.profile.terminal, shop.now())


def _move(ctx: typer.Context, movement: str, amount: str, reason: str, *, json: bool) -> None:
    from storeops.operations import drawer

    with session.opened(ctx) as shop:
        try:
            view = drawer.move_cash(shop, movement, session.money(shop.profile, amount), reason)
        except drawer.ReasonMissing as refusal:
            refusal.add_note("Write it behind --reason.")
            raise
        _show(shop, view, json=json)


def _pieces(shop: Store, counts: Sequence[str]) -> dict[Minor, int]:
    """Value of a note or coin -> how many. Raises BadPair, NotMoney."""
    pieces: dict[Minor, int] = {}
    for text in counts:
        value, many = pair(text, "=", "--count 20.00=3")
        if not (many.isascii() and many.isdigit() and len(many) < 7):
            raise BadPair(text, "--count 20.00=3")
        amount = session.money(shop.profile, value)
        pieces[amount] = pieces.get(amount, 0) + int(many)
    return pieces


def _show(shop: Store, view: DrawerView, *, json: bool) -> None:
    if json:
        from storeops.reports.plain import plain

        answer(plain(view, shop.profile.currency.exponent))
        return
    from storeops.documents.text import lines as rows

    lines(rows(_layout(shop, view)))
    if view.difference:
        say("The count differs from what should be there: 'storeops why drawer' lists every movement.")


def _layout(shop: Store, view: DrawerView) -> Layout:
    """The X or Z report, as wide as this machine's paper."""
    from storeops.devices.jobs import paper
    from storeops.documents.drawer import drawer_report
    from storeops.reports.letterhead import letterhead

    return drawer_report(view, letterhead(shop.profile), width=paper(shop.settings.columns))
