"""The orders board as rows and words: which words stand where. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from textwrap import wrap

from storeops.reports.orders.board import MOST
from storeops.reports.orders.view import BoardView, ExceptionView, OrderRow
from storeops.rules.quantity import decimal_string
from storeops.screens.days import day_words
from storeops.screens.shell.columns import Column, steady
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words
from storeops.screens.widgets.frame import moment
from storeops.screens.widgets.line_list import Note, Row


def board_columns(words: Words) -> tuple[Column, ...]:
    """Number, channel, who, promise, what is missing, where it comes from, what holds it."""
    return (
        Column("Number", 13),
        Column("Channel", 7),
        Column("Who"),
        Column("Promise", 10),
        Column("Missing", 7, decimals=3, point=words.decimal),
        Column("From", 7),
        Column("Hold", 10),
    )


def board_rows(orders: Sequence[OrderRow], today: date, words: Words) -> tuple[Row, ...]:
    """One line an order."""
    return tuple(
        Row(
            (
                order.number,
                order.channel,
                order.customer,
                promise_words(order, today),
                decimal_string(order.missing).replace(".", words.decimal) if order.missing else "",
                "+".join(order.locations),
                hold_words(order),
            ),
            ink=_ink(order),
        )
        for order in orders
    )


def _ink(order: OrderRow) -> str:
    if order.exceptions:
        return "wrong"
    return "look" if is_open(order) and (order.when == "late" or order.holds) else ""


def is_open(order: OrderRow) -> bool:
    """Whether something of it is still to be sent."""
    return order.status in ("open", "on_hold")


def promise_words(order: OrderRow, today: date) -> str:
    """'! late 3 d', 'today', 'tomorrow', 'Wed 25 Nov', 'no day'; of an order that is done, its state."""
    if not is_open(order):
        return str(order.status)
    if order.promised is None:
        return "no day"
    if order.when == "late":
        return f"! late {(today - order.promised).days} d"
    return order.when if order.when in ("today", "tomorrow") else day_words(order.promised)


def hold_words(order: OrderRow) -> str:
    """What keeps it from going on: 'x decide' for a contradiction, else '! payment' and the like."""
    if order.exceptions:
        return "x decide"
    return f"! {', '.join(dict.fromkeys(order.holds))}" if order.holds else ""


def matching(orders: Sequence[OrderRow], text: str) -> tuple[OrderRow, ...]:
    """The orders which have every word that was typed: in their number, at the beginning of a word of the customer's
    name, of the channel, of a hold, or of when they are due."""
    parts = text.casefold().split()

    def fits(order: OrderRow, part: str) -> bool:
        named = f"{order.customer} {order.channel} {order.when} {' '.join(order.holds)}".casefold().split()
        return part in order.number.casefold() or any(word.startswith(part) for word in named)

    return tuple(order for order in orders if all(fits(order, part) for part in parts))


def board_big(board: BoardView) -> Big:
    """The number of exceptions."""
    said = [(board.late, "late"), (board.today, "today"), (board.on_hold, "on hold"), (board.short, "short")]
    aside = ", ".join(f"{count} {word}" for count, word in said if count) or f"{board.open} open"
    return Big("EXCEPTIONS", str(board.exceptions), aside, "wrong" if board.exceptions else "good")


def board_summary(board: BoardView, shown: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """How many there are, and the documents that could not be taken."""
    # The report reads so many and no more: there may be others, promised later.
    many = f"{board.open}{'+' * (board.open >= MOST)}"
    open_orders = f"{many} open order{'s' * (board.open != 1)}"
    told = open_orders if shown == board.open else f"{shown} of {open_orders}"
    waiting = ""
    if board.quarantined:
        documents = f"{board.quarantined} document{'s' * (board.quarantined != 1)}"
        waiting = f"{documents} in quarantine: storeops order quarantine list"
    return (told, ""), (waiting, "")


_INDENT = 19
"""Cells before the second column of the worklist, and after it."""


def worklist_columns() -> tuple[Column, ...]:
    """Number and what is wrong."""
    return (Column("Number", 13), Column("What has to be decided"))


def worklist_rows(found: Sequence[ExceptionView], width: int) -> tuple[Row, ...]:
    """Each exception by its kind; beneath it what is so, and the ways out, wrapped to a list of this width."""
    room = max(20, width - _INDENT)

    def notes(one: ExceptionView) -> tuple[Note, ...]:
        told = f"line {one.line}: {one.what}" if one.line else one.what
        said = wrap(steady(f"{told}.", limit=1000), room)
        for way in one.ways_out:
            said += wrap(steady(f"- {way}", limit=1000), room, subsequent_indent="  ")
        return tuple(Note(text) for text in said)

    return tuple(Row((one.number, one.kind.replace("_", " ")), notes(one), "wrong") for one in found)


def any_columns(words: Words) -> tuple[Column, ...]:
    """Columns of the orders of any state."""
    return (
        Column("Placed", 16),
        Column("Number", 13),
        Column("Who"),
        Column("State", 11),
        Column("Total", 10, decimals=words.currency.exponent, point=words.decimal),
    )


def any_rows(orders: Sequence[OrderRow], words: Words) -> tuple[Row, ...]:
    """One line an order, with its state."""
    return tuple(
        Row(
            (
                moment(order.placed_at),
                order.number,
                order.customer,
                str(order.status).replace("_", " "),
                words.money(order.total),
            ),
            ink="wrong" if order.exceptions else "" if is_open(order) else "quiet",
        )
        for order in orders
    )
