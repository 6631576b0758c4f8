"""`storeops stock receive`, `adjust` and `shift`: goods in, goods put right, goods put away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.options import Json, Location, Reason
from storeops.cli.output import answer, table
from storeops.rules.amounts import Thousandths

if TYPE_CHECKING:
    from storeops.journal.envelope import Entry
    from storeops.store import Store


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
        entry = stock.receive(
            shop, session.goods(shop.profile, goods), supplier=supplier, reference=reference, location=location
        )
        _show(shop, _moved(shop, entry), json=json)


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
        entry = stock.adjust(shop, session.goods(shop.profile, goods), reason, note=note, location=location)
        _show(shop, _moved(shop, entry), json=json)


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
