"""`storeops transfer`: goods sent from one location to another, and taken in there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, Reason
from storeops.cli.output import answer, table
from storeops.cli.stock.moves import Serial

if TYPE_CHECKING:
    from storeops.store import Store


class SendsByDefault(TyperGroup):
    """`transfer S1 S2 TEA=5` sends: what is no command of the group is a location."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["send", *args]
        return super().resolve_command(ctx, args)


app = noun("Send goods from one location to another.")

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="Such as S1-T1-X000001, X1 or 1.")]


@app.callback(cls=SendsByDefault)
def group() -> None:
    """Send goods from one location to another: storeops transfer S1 S2 TEA=5."""


@app.command()
def send(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FROM", help="The location they leave.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The location they go to.")],
    goods: Annotated[list[str], typer.Argument(metavar="SKU=QUANTITY", help="Such as TEA=5.")],
    lot: Annotated[str, typer.Option("--lot", help="The lot; without it, the first to expire.")] = "",
    serial: Serial = None,
    bin: Annotated[str, typer.Option("--bin", help="The bin they are taken from; without it, wherever.")] = "",
    note: Annotated[str, typer.Option("--note", help="What the receiver should know.")] = "",
    json: Json = False,
) -> None:
    """Send goods on their way; they are on hand nowhere until they arrive.

    What is promised to customers stays."""
    from storeops.operations import transfers

    with session.opened(ctx) as shop:
        entry = transfers.send(
            shop,
            source,
            target,
            session.goods(shop.profile, goods),
            lot=lot,
            serials=tuple(serial or ()),
            bin=bin,
            note=note,
        )
        _show(shop, entry.envelope.id, json=json)


@app.command()
def receive(
    ctx: typer.Context,
    number: Number,
    goods: Annotated[
        list[str] | None, typer.Argument(metavar="[SKU=QUANTITY]", help="What arrived, such as TEA=4.")
    ] = None,
    serial: Serial = None,
    bin: Annotated[str, typer.Option("--bin", help="The bin they go into; without it, loose.")] = "",
    final: Annotated[bool, typer.Option("--final", help="Nothing more will come: the rest is lost.")] = False,
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Take in what arrived. What is missing stays on its way; --final gives it up, with the reason."""
    from storeops.operations import transfers

    with session.opened(ctx) as shop:
        entry = transfers.receive(
            shop,
            number,
            session.goods(shop.profile, goods or ()),
            serials=tuple(serial or ()),
            bin=bin,
            final=final,
            reason=reason,
        )
        _show(shop, getattr(entry.envelope.fact, "transfer", ""), json=json)


@app.command()
def show(ctx: typer.Context, number: Number, json: Json = False) -> None:
    """One transfer: what was sent, what arrived, what is on its way."""
    from storeops.database.queries.numbers import id_of

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            id = id_of(connection, "transfer", number)
        _show(shop, id, json=json)


@app.command("list")
def listing(
    ctx: typer.Context,
    location: Annotated[str, typer.Option("--location", help="From or to this location only.")] = "",
    only_open: Annotated[bool, typer.Option("--open", help="Only those that something is on its way of.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at the most.")] = 500,
    json: Json = False,
) -> None:
    """Transfers, the latest first."""
    from storeops.reports import transfers as reports
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop, shop.read() as connection:
        views = reports.listing(connection, location=location, only_open=only_open, limit=limit)
    if json:
        answer(plain(views, 0))
        return
    table(
        ["Number", "From", "To", "Sent", "Status", "Lines"],
        [
            [
                view.number,
                view.from_location,
                view.to_location,
                view.sent_at.strftime("%Y-%m-%d %H:%M"),
                view.status,
                str(len(view.lines)),
            ]
            for view in views
        ],
        left=(0, 1, 2, 3, 4),
    )


def _show(shop: Store, id: str, *, json: bool) -> None:
    from storeops.reports import transfers as reports
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    with shop.read() as connection:
        view = reports.by_id(connection, id)
    if json:
        answer(plain(view, shop.profile.currency.exponent))
        return
    shown = Numerals.of(shop.profile).quantity
    table(
        ["SKU", "Name", "Lot", "Serial", "Sent", "Received", "Lost", "On its way"],
        [
            [
                line.sku,
                line.name,
                line.lot,
                line.serial,
                *(shown(one, line.unit) for one in (line.quantity, line.received, line.lost, line.outstanding)),
            ]
            for line in view.lines
        ],
        left=(0, 1, 2, 3),
        title=f"{view.number}  {view.from_location} to {view.to_location}: {view.status}",
    )
