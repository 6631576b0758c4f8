"""How returns by parcel are named and shown on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.options import BadPair, pair
from storeops.cli.output import answer, lines, table

if TYPE_CHECKING:
    from storeops.reports.numerals import Numerals
    from storeops.reports.rma.view import ReturnsView, RmaRow, RmaView
    from storeops.rules.amounts import Thousandths
    from storeops.store import Store

Number = Annotated[
    str, typer.Argument(metavar="RETURN", help="Number of the return, or what it ends in: R000012, 12; R is the last.")
]
Lines = Annotated[
    list[str] | None,
    typer.Option("--line", metavar="LINE[:QUANTITY]", help="1:2 is two of the order's line 1; 1 alone is all of it."),
]
Override = Annotated[str, typer.Option("--override", help="Why it is done although a rule says no.")]


def line_quantities(shop: Store, texts: Sequence[str]) -> list[tuple[int, Thousandths]]:
    """'1' or '1:2' as (line, quantity); 0 for all of it. Raises BadPair, NotAQuantity."""
    from storeops.rules.quantity import NotAQuantity

    found = []
    for text in texts:
        line, amount = pair(text, ":", "1:2") if ":" in text else (text, "")
        if not (line.isascii() and line.isdigit() and len(line) < 10):
            raise BadPair(text, "1 or 1:2")
        quantity = session.quantity(shop.profile, amount) if amount else 0
        if amount and quantity <= 0:
            raise NotAQuantity(amount, "say how many come back")
        found.append((int(line), quantity))
    return found


def show_rma(shop: Store, number: str, *, json: bool) -> None:
    """One return, by its number or id. Raises UnknownRma, AmbiguousDocument."""
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain
    from storeops.reports.rma.rma import by_number

    with shop.read() as connection:
        view = by_number(connection, number)
    if json:
        answer(plain(view, shop.profile.currency.exponent))
        return
    numerals = Numerals.of(shop.profile)
    lines(_head(view))
    table(
        ["Line", "Item", "Reason", "Announced", "Came", "To come", "Refunded", "Amount", "Kept", "Found"],
        [
            [
                str(line.line),
                line.name,
                line.reason,
                numerals.quantity(line.quantity, line.unit),
                numerals.quantity(line.received, line.unit),
                numerals.quantity(line.coming, line.unit),
                numerals.quantity(line.refunded, line.unit),
                numerals.money(line.amount),
                numerals.money(line.fee + line.postage),
                ", ".join(f"{one.condition}: {one.disposition}" for one in line.unpacked),
            ]
            for line in view.lines
        ],
        left=(0, 1, 2, 9),
    )
    lines(_foot(view, numerals))


def _head(view: RmaView) -> list[str]:
    return [
        f"Return {view.number} of order {view.order_number}: {view.status.replace('_', ' ')}",
        f"{view.channel}, {view.authorised_at:%Y-%m-%d %H:%M}, {view.customer or 'no name'}, "
        f"the {view.postage_paid_by} pays the way back",
        *([f"Authorised although: {view.override}"] if view.override else []),
        *([f"Note: {view.note}"] if view.note else []),
    ]


def _foot(view: RmaView, numerals: Numerals) -> list[str]:
    parts = [f"Given back {numerals.money(view.refunded)}"]
    if view.shipping:
        parts.append(f"of it for shipping {numerals.money(view.shipping)}")
    if view.kept:
        parts.append(f"kept {numerals.money(view.kept)}")
    return [
        ", ".join(parts),
        *(f"Return document: {number}" for number in view.returns),
        *(f"Exchanged for order {one.number}, paid with {numerals.money(one.value)}" for one in view.exchanges),
        *(
            f"Claim {one.number} against {one.party or one.against}, {numerals.money(one.amount)}: {one.outcome}"
            for one in view.claims
        ),
        *(f"To be settled: {one.what}. {'; or '.join(one.ways_out)}" for one in view.exceptions),
    ]


def show_rows(shop: Store, rows: Sequence[RmaRow], *, json: bool) -> None:
    """Many returns, a line each."""
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    if json:
        answer(plain(tuple(rows), shop.profile.currency.exponent))
        return
    numerals = Numerals.of(shop.profile)
    table(
        ["Return", "Order", "Customer", "When", "State", "Reason", "Units", "To come", "To refund", "Given back"],
        [
            [
                row.number,
                row.order_number,
                row.customer,
                f"{row.authorised_at:%Y-%m-%d}",
                ("! " if row.exceptions else "") + row.status.replace("_", " "),
                " ".join(row.reasons),
                numerals.quantity(row.quantity),
                numerals.quantity(row.coming),
                numerals.quantity(row.to_refund),
                numerals.money(row.refunded),
            ]
            for row in rows
        ],
        left=(0, 1, 2, 3, 4, 5),
    )


def show_claims(shop: Store, id: str, *, json: bool) -> None:
    """One claim by its id, or all of them."""
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain
    from storeops.reports.rma import rma as reports

    with shop.read() as connection:
        found = (reports.claim_by_id(connection, id),) if id else reports.claims(connection)
    if json:
        exponent = shop.profile.currency.exponent
        answer(plain(found[0], exponent) if id else plain(found, exponent))
        return
    numerals = Numerals.of(shop.profile)
    table(
        ["Claim", "Against", "Party", "Reference", "State", "Reason", "Asked", "Got"],
        [
            [
                one.number,
                one.against,
                one.party,
                one.reference,
                one.outcome,
                one.reason,
                numerals.money(one.amount),
                numerals.money(one.received),
            ]
            for one in found
        ],
        left=(0, 1, 2, 3, 4, 5),
    )


def show_reasons(shop: Store, view: ReturnsView, *, json: bool) -> None:
    """Returns by reason."""
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    if json:
        answer(plain(view, shop.profile.currency.exponent))
        return
    numerals = Numerals.of(shop.profile)
    table(
        ["Reason", "Announced", "Share", "Came", "Refunded", "Refused", "Given back", "Kept", "Went"],
        [
            [
                row.reason,
                numerals.quantity(row.authorised),
                numerals.percent(row.share) if row.share is not None else "",
                numerals.quantity(row.received),
                numerals.quantity(row.refunded),
                numerals.quantity(row.refused),
                numerals.money(row.amount),
                numerals.money(row.kept),
                ", ".join(f"{name} {numerals.quantity(much)}" for name, much in row.dispositions.items()),
            ]
            for row in view.reasons
        ],
        left=(0, 8),
        title=f"Returns by parcel from {view.first} to {view.last}, of {numerals.quantity(view.sent)} sent",
    )
