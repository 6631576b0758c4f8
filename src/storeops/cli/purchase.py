"""`storeops purchase`: goods ordered from suppliers, and taken in against their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, Location, Reason
from storeops.cli.output import answer, say, table
from storeops.cli.stock.moves import Bin, Expires, Lot, Serial, Status

if TYPE_CHECKING:
    from storeops.operations.purchases import Packed
    from storeops.store import Store

app = noun("Order goods, and take them in against their order.")

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="Such as S1-T1-P000001, P1 or 1.")]
Goods = Annotated[list[str], typer.Argument(metavar="SKU=QUANTITY", help="Such as TEA=120; a barcode will do.")]


@app.command()
def place(
    ctx: typer.Context,
    supplier: Annotated[str, typer.Argument(metavar="SUPPLIER", help="Such as ACME.")],
    goods: Goods,
    due: Annotated[
        str, typer.Option("--due", metavar="YYYY-MM-DD", help="When they should be there; else after the lead time.")
    ] = "",
    reference: Annotated[str, typer.Option("--reference", help="The supplier's number, or yours.")] = "",
    to_pack: Annotated[bool, typer.Option("--to-pack", help="Round up to the supplier's packs.")] = False,
    location: Location = "",
    json: Json = False,
) -> None:
    """Order goods from a supplier; from then on they are on order."""
    from storeops.operations import purchases

    with session.opened(ctx) as shop:
        done = purchases.place(
            shop,
            supplier,
            session.goods(shop.profile, goods),
            due=due,
            location=location,
            reference=reference,
            to_pack=to_pack,
        )
        _say_packs(done.packs)
        _show(shop, done.entry.envelope.id, json=json)


def _say_packs(packs: Sequence[Packed]) -> None:
    from storeops.rules.quantity import decimal_string

    for one in packs:
        wanted, pack = decimal_string(one.wanted), decimal_string(one.pack)
        what = (
            f"rounded up to {decimal_string(one.ordered)}"
            if one.ordered != one.wanted
            else "ordered as it is; --to-pack rounds it up"
        )
        say(f"{one.sku}: {wanted} is not a multiple of the pack of {pack}, {what}.")


@app.command()
def receive(
    ctx: typer.Context,
    number: Number,
    goods: Goods,
    lot: Lot = "",
    expires: Expires = "",
    serial: Serial = None,
    bin: Bin = "",
    status: Status = "",
    reference: Annotated[str, typer.Option("--reference", help="Number of the delivery note.")] = "",
    over: Annotated[bool, typer.Option("--over", help="More came than was ordered, and it stays.")] = False,
    json: Json = False,
) -> None:
    """Take goods of a purchase order in. What is missing is still waited for, until the order is closed."""
    from storeops.operations import purchases

    with session.opened(ctx) as shop:
        arrivals = session.arrivals(
            shop.profile, goods, lot=lot, expires=expires, serials=serial, bin=bin, status=status
        )
        entry = purchases.receive(shop, number, arrivals, reference=reference, over=over)
        _show(shop, getattr(entry.envelope.fact, "purchase", ""), json=json)


@app.command()
def close(ctx: typer.Context, number: Number, reason: Reason = "", json: Json = False) -> None:
    """Give up what has not come; the reason is kept."""
    from storeops.operations import purchases

    with session.opened(ctx) as shop:
        entry = purchases.close(shop, number, reason)
        _show(shop, getattr(entry.envelope.fact, "purchase", ""), json=json)


@app.command()
def show(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """One purchase order: what was ordered, what came, what is still waited for."""
    from storeops.database.queries.numbers import id_of

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            id = id_of(connection, "purchase order", number)
        _show(shop, id, json=json)


@app.command("list")
def listing(
    ctx: typer.Context,
    supplier: Annotated[str, typer.Option("--supplier", help="Of this supplier only.")] = "",
    only_open: Annotated[bool, typer.Option("--open", help="Only those that goods are still waited for.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at the most.")] = 500,
    json: Json = False,
) -> None:
    """Purchase orders, the latest first."""
    from storeops.reports import purchases as reports
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            views = reports.listing(connection, supplier=supplier, only_open=only_open, limit=limit)
        profile = shop.profile
    if json:
        answer(plain(views, profile.currency.exponent))
        return
    money = Numerals.of(profile).money
    table(
        ["Number", "Supplier", "For", "Due", "Status", "Lines", "Total"],
        [
            [
                view.number,
                view.supplier,
                view.location,
                view.due.isoformat() if view.due else "",
                view.status,
                str(len(view.lines)),
                money(view.total),
            ]
            for view in views
        ],
        left=(0, 1, 2, 3, 4),
    )


def _show(shop: Store, id: str, *, json: bool) -> None:
    from storeops.reports import purchases as reports
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    with shop.read() as connection:
        view = reports.by_id(connection, id)
    if json:
        answer(plain(view, shop.profile.currency.exponent))
        return
    numerals = Numerals.of(shop.profile)
    due = f", due {view.due.isoformat()}" if view.due else ""
    table(
        ["SKU", "Name", "Ordered", "Received", "Open", "Cost"],
        [
            [
                line.sku,
                line.name,
                numerals.quantity(line.quantity, line.unit),
                numerals.quantity(line.received, line.unit),
                numerals.quantity(line.outstanding, line.unit),
                numerals.money(line.cost),
            ]
            for line in view.lines
        ],
        left=(0, 1),
        title=f"{view.number}  {view.supplier} for {view.location}{due}: {view.status}",
    )
