"""The returns desk's lists and figures. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from storeops.reports.rma.view import RmaLineView, RmaRow, RmaView
from storeops.rules.amounts import Thousandths
from storeops.rules.rma.counting import RmaStatus
from storeops.screens.shell.columns import Column
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words, short
from storeops.screens.widgets.line_list import Note, Row

_OVER = (RmaStatus.REFUNDED, RmaStatus.REJECTED, RmaStatus.CLOSED)


def list_columns() -> tuple[Column, ...]:
    """Of the open returns."""
    return (
        Column("Return", 15),
        Column("Order", 15),
        Column("Customer"),
        Column("State", 17),
        Column("Units", 6, right=True),
    )


def list_rows(rows: Sequence[RmaRow], words: Words) -> tuple[Row, ...]:
    """A return a row; what a person has to decide is marked."""
    return tuple(
        Row(
            (
                row.number,
                row.order_number,
                row.customer,
                ("! " if row.exceptions else "") + row.status.replace("_", " "),
                words.quantity(row.quantity, "each"),
            ),
            ink="look" if row.exceptions else "",
        )
        for row in rows
    )


def matching(rows: Sequence[RmaRow], text: str) -> tuple[RmaRow, ...]:
    """Those with every word in a number, the customer's name, the state or a reason."""
    wanted = text.casefold().split()
    return tuple(
        row
        for row in rows
        if all(
            any(
                word in part.casefold()
                for part in (row.number, row.order_number, row.customer, row.status.replace("_", " "), *row.reasons)
            )
            for word in wanted
        )
    )


def line_columns(words: Words) -> tuple[Column, ...]:
    """Of one return."""
    point = words.decimal
    return (
        Column("To come", 8, decimals=3, point=point),
        Column("of", 8, decimals=3, point=point),
        Column("Item"),
        Column("To refund", 10, decimals=3, point=point),
        Column("Given back", 11, decimals=words.currency.exponent, point=point),
    )


def line_rows(view: RmaView, words: Words) -> tuple[Row, ...]:
    """A line a row, with what was found beneath it."""
    return tuple(_row(line, words) for line in view.lines)


def _row(line: RmaLineView, words: Words) -> Row:
    found = ", ".join(
        f"{words.measure(one.quantity, line.unit)} {one.condition}: {one.disposition}" for one in line.unpacked
    )
    kept = line.fee + line.postage
    return Row(
        (
            words.quantity(line.coming, line.unit) if line.coming else "",
            words.quantity(line.quantity, line.unit),
            line.name,
            words.quantity(line.to_refund, line.unit) if line.to_refund else "",
            words.money(line.amount) if line.amount else "",
        ),
        (Note(f"{line.reason}{'; ' if found else ''}{found}", f"kept {words.money(kept)}" if kept else ""),),
        "" if line.coming or line.to_refund else "quiet",
    )


def big(view: RmaView | None, waiting: int, words: Words, refund_key: str) -> Big:
    """What matters: how many are open, or what is still to do with one."""
    if view is None:
        return Big("OPEN RETURNS", str(waiting))
    if view.status in _OVER:
        return Big(view.status.replace("_", " ").upper(), words.money(view.refunded), "given back", "good")
    if refund := _apart([(line.to_refund, line.unit) for line in view.lines], words):
        return Big("TO REFUND", refund, f"{refund_key} gives the money back")
    coming = _apart([(line.coming, line.unit) for line in view.lines], words)
    return Big("TO COME", coming or "0", "scan what is in the parcel")


def _apart(parts: Sequence[tuple[Thousandths, str]], words: Words) -> str:
    """'2 + 1.500 kg': each unit by itself, for pieces and kilos do not add up."""
    sums: dict[str, Thousandths] = {}
    for quantity, unit in parts:
        sums[unit] = sums.get(unit, 0) + quantity
    return " + ".join(words.measure(quantity, unit) for unit, quantity in sums.items() if quantity)


def summary(view: RmaView) -> tuple[tuple[str, str], ...]:
    """Whose it is, and what a person has to decide."""
    decide = view.exceptions[0].what if view.exceptions else ""
    return (
        (f"{view.number}, order {view.order_number}, {short(view.customer)}", view.status.replace("_", " ")),
        (f"! {decide}" if decide else view.note, f"the {view.postage_paid_by} pays the way back"),
    )
