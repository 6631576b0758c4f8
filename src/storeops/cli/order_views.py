"""How orders are named and shown on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli.output import answer, lines, table

if TYPE_CHECKING:
    from storeops.reports.numerals import Numerals
    from storeops.reports.orders.view import OrderRow, OrderView
    from storeops.store import Store

Number = Annotated[str, typer.Argument(metavar="ORDER", help="Number of the order, or what it ends in: O000012, 12.")]
Service = Annotated[str, typer.Option("--service", help="normal, express, overnight, pickup or own-van.")]
Window = Annotated[
    str, typer.Option("--window", metavar="HH:MM-HH:MM", help="When on its day it can be delivered: 09:00-12:00.")
]
Prefer = Annotated[
    str, typer.Option("--if-short", help="When stock is short: substitute, split, backorder, wait or cancel.")
]


def show_order(shop: Store, number: str, *, json: bool) -> None:
    """One order, by its number or id. Raises UnknownDocument, AmbiguousDocument."""
    from storeops.reports.numerals import Numerals
    from storeops.reports.orders.order import by_number
    from storeops.reports.plain import plain

    with shop.read() as connection:
        view = by_number(connection, number)
    if json:
        answer(plain(view, shop.profile.currency.exponent))
        return
    numerals = Numerals.of(shop.profile)
    lines(_head(view, numerals))
    table(
        ["Line", "Item", "Ordered", "Ready", "Missing", "Sent", "Back", "Amount", "Where"],
        [
            [
                str(line.line),
                line.name,
                numerals.quantity(line.quantity, line.unit),
                numerals.quantity(line.allocated, line.unit),
                numerals.quantity(line.missing, line.unit),
                numerals.quantity(line.shipped, line.unit),
                numerals.quantity(line.returned, line.unit),
                numerals.money(line.amount),
                ", ".join(one.location for one in line.allocations),
            ]
            for line in view.lines
        ],
        left=(0, 1, 8),
    )
    lines(_foot(view, numerals))


def _head(view: OrderView, numerals: Numerals) -> list[str]:
    address = ", ".join(
        filter(None, (*view.ship_to.lines, view.ship_to.city, view.ship_to.postcode, view.ship_to.country))
    )
    day = view.promised.isoformat() if view.promised else "no day promised"
    when = f"{day}, {view.window}" if view.window else day
    state = "; ".join(one.replace("_", " ") for one in (view.status, view.payment_status, view.fulfilment_status))
    return [
        f"Order {view.number}: {state}",
        f"{view.channel}, {view.placed_at:%Y-%m-%d %H:%M}, {view.customer.name or view.customer.code or 'no name'}",
        f"{view.service}, {when}" + (f", to {address}" if address else ""),
        *(f"On hold, {hold.kind}: {hold.reason}" for hold in view.holds),
    ]


def _foot(view: OrderView, numerals: Numerals) -> list[str]:
    money = numerals.money
    parts = [f"Total {money(view.total)}", f"tax {money(view.tax)}"]
    for amount, word in (
        (view.cancelled, "cancelled"),
        (view.returned, "came back"),
        (view.authorised, "authorised"),
        (view.paid, "paid"),
        (view.due, "due"),
    ):
        if amount:
            parts.append(f"{word} {money(amount)}")
    return [
        ", ".join(parts),
        *(f"Sent: {number}" for number in view.dispatches),
        *(f"To be settled: {one.what}. {'; or '.join(one.ways_out)}" for one in view.exceptions),
    ]


def show_rows(shop: Store, rows: Sequence[OrderRow], *, json: bool) -> None:
    """Many orders, a line each."""
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    if json:
        answer(plain(tuple(rows), shop.profile.currency.exponent))
        return
    numerals = Numerals.of(shop.profile)
    table(
        ["Order", "Channel", "Customer", "When", "Promised", "State", "Paid", "Goods", "From", "Total"],
        [
            [
                row.number,
                row.channel,
                row.customer,
                row.when,
                row.promised.isoformat() if row.promised else "",
                ("! " if row.exceptions else "") + row.status.replace("_", " "),
                row.payment_status.replace("_", " "),
                row.fulfilment_status.replace("_", " "),
                " ".join(row.locations),
                numerals.money(row.total),
            ]
            for row in rows
        ],
        left=(0, 1, 2, 3, 4, 5, 6, 7, 8),
    )
