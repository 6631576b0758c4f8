"""`storeops stock`: goods in, goods put right, goods on hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, Location, Reason, pair
from storeops.cli.output import answer, table
from storeops.rules.amounts import Thousandths

if TYPE_CHECKING:
    from storeops.journal.envelope import Entry
    from storeops.store import Store

app = noun("Receive goods, adjust and show what is on hand.")


@dataclass(frozen=True, slots=True)
class MovedLineView:
    sku: str
    name: str
    unit: str
    quantity: Thousandths
    on_hand: Thousandths
    """At the location, afterwards."""


@dataclass(frozen=True, slots=True)
class MovedView:
    """Goods that came in or were put right."""

    id: str
    recorded_at: datetime
    location: str
    reason: str
    lines: tuple[MovedLineView, ...]


Goods = Annotated[
    list[str], typer.Argument(metavar="SKU=QUANTITY", help="Such as TEA=10 APPLE=25.5; a barcode will do as well.")
]


@app.command()
def receive(
    ctx: typer.Context,
    goods: Goods,
    supplier: Annotated[str, typer.Option("--supplier", help="Who delivered.")] = "",
    reference: Annotated[str, typer.Option("--reference", help="Number of the delivery note.")] = "",
    location: Location = "",
    json: Json = False,
) -> None:
    """Take goods in; all of them or none."""
    from storeops.operations import stock

    with session.opened(ctx) as shop:
        entry = stock.receive(shop, _pairs(shop, goods), supplier=supplier, reference=reference, location=location)
        _show(shop, _moved(shop, entry), json=json)


@app.command()
def adjust(
    ctx: typer.Context,
    goods: Annotated[
        list[str], typer.Argument(metavar="SKU=DIFFERENCE", help="Such as TEA=-1: one piece of tea is missing.")
    ],
    reason: Reason = "",
    note: Annotated[str, typer.Option("--note", help="What happened, in your own words.")] = "",
    location: Location = "",
    json: Json = False,
) -> None:
    """Put on hand right by a difference, with its reason.

    Reasons: count, damaged, expired, found, own-use, scrap, stolen, other."""
    from storeops.operations import stock

    with session.opened(ctx) as shop:
        entry = stock.adjust(shop, _pairs(shop, goods), reason, note=note, location=location)
        _show(shop, _moved(shop, entry), json=json)


@app.command()
def show(
    ctx: typer.Context,
    sku: Annotated[str, typer.Argument(metavar="SKU", help="SKU or barcode.")],
    json: Json = False,
) -> None:
    """What is on hand of one product, at each location."""
    from storeops.reports import stock as reports
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = reports.stock_of(connection, shop.profile, sku)
        profile = shop.profile
    if json:
        answer(plain(view, profile.currency.exponent))
        return
    shown = Numerals.of(profile).quantity
    table(
        ["Location", "Name", "On hand"],
        [[row.location, row.name, shown(row.on_hand, view.unit)] for row in view.locations],
        left=(0, 1),
        title=f"{view.sku}  {view.name}: {shown(view.on_hand, view.unit)} on hand",
    )


@app.command("list")
def listing(
    ctx: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(metavar="WORDS", help="Of these products only.")] = None,
    negative: Annotated[bool, typer.Option("--negative", help="Only what is below zero somewhere.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="How many at the most.")] = 500,
    json: Json = False,
) -> None:
    """What is on hand of every product that ever moved."""
    from storeops.reports import stock as reports
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            views = reports.listing(
                connection, shop.profile, text=" ".join(words or ()), only_negative=negative, limit=limit
            )
        profile = shop.profile
    if json:
        answer(plain(views, profile.currency.exponent))
        return
    shown = Numerals.of(profile).quantity
    table(
        ["SKU", "Name", "On hand", "Where"],
        [
            [
                view.sku,
                view.name,
                shown(view.on_hand, view.unit),
                ", ".join(f"{place.location} {shown(place.on_hand, view.unit)}" for place in view.locations),
            ]
            for view in views
        ],
        left=(0, 1, 3),
    )


def _pairs(shop: Store, goods: Sequence[str]) -> list[tuple[str, Thousandths]]:
    """Raises BadPair, NotAQuantity."""
    parts = [pair(text, "=", "TEA=10") for text in goods]
    return [(code, session.quantity(shop.profile, amount)) for code, amount in parts]


def _moved(shop: Store, entry: Entry) -> MovedView:
    from storeops.journal.facts import GoodsReceived, StockAdjusted
    from storeops.operations.stock import on_hand

    fact = entry.envelope.fact
    assert isinstance(fact, GoodsReceived | StockAdjusted)
    return MovedView(
        id=entry.envelope.id,
        recorded_at=datetime.fromisoformat(entry.envelope.at),
        location=fact.location,
        reason=fact.reason if isinstance(fact, StockAdjusted) else "received",
        lines=tuple(
            MovedLineView(line.sku, line.name, line.unit, line.quantity, on_hand(shop, line.sku).get(fact.location, 0))
            for line in fact.lines
        ),
    )


def _show(shop: Store, moved: MovedView, *, json: bool) -> None:
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    if json:
        answer(plain(moved, shop.profile.currency.exponent))
        return
    shown = Numerals.of(shop.profile).quantity
    table(
        ["SKU", "Name", "Quantity", "On hand"],
        [
            [line.sku, line.name, shown(line.quantity, line.unit), shown(line.on_hand, line.unit)]
            for line in moved.lines
        ],
        left=(0, 1),
        title=f"{moved.location}: {moved.reason}",
    )
