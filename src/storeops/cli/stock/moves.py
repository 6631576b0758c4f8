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
    lot: str
    serial: str
    bin: str
    status: str

    @property
    def where(self) -> str:
        """Bin, lot, serial and status, as far as they say something."""
        named = (self.bin, self.lot and f"lot {self.lot}", self.serial and f"serial {self.serial}")
        return ", ".join(filter(None, (*named, "" if self.status == "available" else self.status)))


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


Lot = Annotated[str, typer.Option("--lot", help="The lot, as it stands on the carton.")]
Expires = Annotated[str, typer.Option("--expires", metavar="YYYY-MM-DD", help="Last day the lot is good.")]
Serial = Annotated[list[str] | None, typer.Option("--serial", help="Serial number of a piece; as often as needed.")]
Bin = Annotated[str, typer.Option("--bin", help="The bin, such as A-03-2; without it, loose.")]
Status = Annotated[str, typer.Option("--status", help="available, quarantine, damaged or display.")]


def receive(
    ctx: typer.Context,
    goods: Goods,
    supplier: Annotated[str, typer.Option("--supplier", help="Who delivered.")] = "",
    reference: Annotated[str, typer.Option("--reference", help="Number of the delivery note.")] = "",
    lot: Lot = "",
    expires: Expires = "",
    serial: Serial = None,
    bin: Bin = "",
    status: Status = "",
    location: Location = "",
    json: Json = False,
) -> None:
    """Take goods in; all of them or none. Lot, bin and status hold for all of them."""
    from storeops.operations import stock

    with session.opened(ctx) as shop:
        arrivals = session.arrivals(
            shop.profile, goods, lot=lot, expires=expires, serials=serial, bin=bin, status=status
        )
        entry = stock.receive(shop, arrivals, supplier=supplier, reference=reference, location=location)
        _show(shop, _moved(shop, entry), json=json)


def adjust(
    ctx: typer.Context,
    goods: Annotated[
        list[str], typer.Argument(metavar="SKU=DIFFERENCE", help="Such as TEA=-1: one piece of tea is missing.")
    ],
    reason: Reason = "",
    note: Annotated[str, typer.Option("--note", help="What happened, in your own words.")] = "",
    lot: Lot = "",
    serial: Serial = None,
    bin: Bin = "",
    status: Status = "",
    location: Location = "",
    json: Json = False,
) -> None:
    """Put on hand right by a difference, with its reason.

    Reasons: count, damaged, expired, found, own-use, scrap, stolen, other."""
    from storeops.operations import stock

    with session.opened(ctx) as shop:
        arrivals = session.arrivals(shop.profile, goods, lot=lot, serials=serial, bin=bin, status=status)
        entry = stock.adjust(shop, arrivals, reason, note=note, location=location)
        _show(shop, _moved(shop, entry), json=json)


def shift(
    ctx: typer.Context,
    goods: Goods,
    from_bin: Annotated[str, typer.Option("--from-bin", help="The bin they are in; without it, loose.")] = "",
    to_bin: Annotated[str, typer.Option("--to-bin", help="The bin they go to; - for loose.")] = "",
    from_status: Annotated[str, typer.Option("--from-status", help="Their status; without it, available.")] = "",
    to_status: Annotated[
        str, typer.Option("--to-status", help="available, quarantine, damaged or display; without it, as before.")
    ] = "",
    lot: Annotated[str, typer.Option("--lot", help="The lot; without it, the first to expire.")] = "",
    serial: Serial = None,
    reason: Reason = "",
    location: Location = "",
    json: Json = False,
) -> None:
    """Put goods away in a bin, or change their status; they stay at their location."""
    from storeops.operations.shifts import shift as move

    with session.opened(ctx) as shop:
        entry = move(
            shop,
            session.goods(shop.profile, goods),
            from_bin=from_bin,
            to_bin=to_bin,
            from_status=from_status,
            to_status=to_status,
            lot=lot,
            serials=tuple(serial or ()),
            reason=reason,
            location=location,
        )
        _show(shop, _moved(shop, entry), json=json)


def _moved(shop: Store, entry: Entry) -> MovedView:
    from storeops.journal.facts import GoodsLine, GoodsReceived, GoodsShifted, StockAdjusted
    from storeops.operations.stock import on_hand
    from storeops.rules.goods import shown_status

    fact = entry.envelope.fact
    assert isinstance(fact, GoodsReceived | StockAdjusted | GoodsShifted)
    lines = []
    for line in fact.lines:
        if isinstance(line, GoodsLine):
            bin, status = line.bin, line.status
        else:
            bin, status = line.to_bin, line.to_status
        lines.append(
            MovedLineView(
                line.sku,
                line.name,
                line.unit,
                line.quantity,
                on_hand(shop, line.sku).get(fact.location, 0),
                line.lot,
                line.serial,
                bin,
                shown_status(status),
            )
        )
    return MovedView(
        id=entry.envelope.id,
        recorded_at=datetime.fromisoformat(entry.envelope.at),
        location=fact.location,
        reason="received" if isinstance(fact, GoodsReceived) else fact.reason,
        lines=tuple(lines),
    )


def _show(shop: Store, moved: MovedView, *, json: bool) -> None:
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    if json:
        answer(plain(moved, shop.profile.currency.exponent))
        return
    shown = Numerals.of(shop.profile).quantity
    table(
        ["SKU", "Name", "Where", "Quantity", "On hand"],
        [
            [line.sku, line.name, line.where, shown(line.quantity, line.unit), shown(line.on_hand, line.unit)]
            for line in moved.lines
        ],
        left=(0, 1, 2),
        title=f"{moved.location}: {moved.reason}",
    )
