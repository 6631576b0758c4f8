"""`storeops stock safety`, `reserve`, `release` and `reservations`: what is kept back, and what is held for a while."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, table

if TYPE_CHECKING:
    from storeops.reports.reservations import ReservationView
    from storeops.store import Store

Everywhere = Annotated[str, typer.Option("--location", help="Location; without it, every one.")]
Channel = Annotated[str, typer.Option("--channel", help="Sales channel; without it, all of them.")]


def safety(
    ctx: typer.Context,
    goods: Annotated[
        list[str], typer.Argument(metavar="SKU=QUANTITY", help="Such as TEA=5; 0 keeps nothing back any more.")
    ],
    location: Everywhere = "",
    channel: Channel = "",
    json: Json = False,
) -> None:
    """Keep goods back: what is safety stock is not promised to anybody."""
    from storeops.operations.handling import set_safety
    from storeops.reports.handling import safety as kept
    from storeops.reports.plain import plain
    from storeops.rules.quantity import decimal_string

    with session.opened(ctx) as shop:
        skus = set_safety(shop, session.goods(shop.profile, goods), location=location, channel=channel)
        with shop.read() as connection:
            views = [view for sku in skus for view in kept(connection, sku)]
    if json:
        answer(plain(views, 0))
        return
    table(
        ["SKU", "Location", "Channel", "Kept back"],
        [[view.sku, view.location or "all", view.channel or "all", decimal_string(view.quantity)] for view in views],
        left=(0, 1, 2),
    )


def reserve(
    ctx: typer.Context,
    goods: Annotated[list[str], typer.Argument(metavar="SKU=QUANTITY", help="Such as TEA=2.")],
    minutes: Annotated[int, typer.Option("--minutes", min=1, help="How long it is held.")] = 20,
    channel: Annotated[str, typer.Option("--channel", help="The sales channel it is held for.")] = "",
    location: Annotated[
        str, typer.Option("--location", help="Location; without it, the one with most to promise.")
    ] = "",
    purpose: Annotated[str, typer.Option("--purpose", help="Such as cart or quote.")] = "cart",
    reference: Annotated[str, typer.Option("--reference", help="The cart's or quote's own number.")] = "",
    json: Json = False,
) -> None:
    """Hold goods for a while; all of them or none. Afterwards they are free by themselves."""
    from storeops.operations import reservations

    with session.opened(ctx) as shop:
        entry = reservations.reserve(
            shop,
            session.goods(shop.profile, goods),
            minutes=minutes,
            channel=channel,
            location=location,
            purpose=purpose,
            reference=reference,
        )
        held = [view for view in _running(shop) if view.id == entry.envelope.id]
    _show(held, json=json, one=True)


def release(
    ctx: typer.Context,
    reservation: Annotated[str, typer.Argument(metavar="RESERVATION", help="Its id, or the beginning of it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in a word or two.")] = "released",
    json: Json = False,
) -> None:
    """Give a reservation's stock back before its time."""
    from storeops.operations import reservations

    with session.opened(ctx) as shop:
        entry = reservations.release(shop, reservation, reason)
        id = getattr(entry.envelope.fact, "reservation", "")
    if json:
        answer({"reservation": id, "released": True, "reason": reason})
    else:
        lines([f"Released {id}."])


def reservations(
    ctx: typer.Context,
    sku: Annotated[str, typer.Argument(metavar="[SKU]", help="Of this product only.")] = "",
    json: Json = False,
) -> None:
    """The reservations that hold now, the first to end first."""
    with session.opened(ctx) as shop:
        views = _running(shop, sku)
    _show(views, json=json)


def _running(shop: Store, sku: str = "") -> Sequence[ReservationView]:
    from storeops.reports.reservations import running

    with shop.read() as connection:
        return running(connection, shop.profile, shop.now(), sku=sku)


def _show(views: Sequence[ReservationView], *, json: bool, one: bool = False) -> None:
    from storeops.reports.plain import plain
    from storeops.rules.quantity import decimal_string

    if json:
        answer(plain(views[0] if one else tuple(views), 0))
        return
    table(
        ["Reservation", "Holds", "Channel", "For", "Until"],
        [
            [
                view.id,
                ", ".join(f"{decimal_string(line.quantity)} {line.sku} at {line.location}" for line in view.lines),
                view.channel or "any",
                " ".join(filter(None, (view.purpose, view.reference))),
                f"{view.expires_at:%Y-%m-%d %H:%M} ({view.minutes_left} min)",
            ]
            for view in views
        ],
        left=(0, 1, 2, 3, 4),
    )
