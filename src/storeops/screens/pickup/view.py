"""The pickup counter as rows and words: which words stand where. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from storeops.reports.orders.view import OrderView
from storeops.reports.pickup import ARRIVED, READY, WAITING, CounterView
from storeops.rules.orders.lines import GOODS
from storeops.screens.days import day_words
from storeops.screens.packing.view import promise_words
from storeops.screens.shell.columns import Column
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words
from storeops.screens.widgets.line_list import Row
from storeops.screens.widgets.panel import Paragraph


def columns(words: Words) -> tuple[Column, ...]:
    """How it stands, which order, who, how many pieces, by when, what is still to be paid."""
    return (
        Column("State", 12),
        Column("Number", 14),
        Column("Who"),
        Column("Pieces", 6, right=True),
        Column("Day", 13),
        Column("To pay", 8, decimals=words.currency.exponent, point=words.decimal),
    )


def rows(found: Sequence[CounterView], today: date, words: Words) -> tuple[Row, ...]:
    """One line an order."""
    return tuple(
        Row(
            (
                state_words(one),
                one.number,
                one.customer,
                str(one.pieces),
                day(one, today),
                words.money(one.due) if one.due > 0 else "",
            ),
            ink="look" if one.status == ARRIVED or is_over(one, today) else "quiet" if not can_be_ready(one) else "",
        )
        for one in found
    )


def can_be_ready(one: CounterView) -> bool:
    """Whether Enter would do something with it."""
    return one.status != WAITING or not (one.missing or one.holds)


def state_words(one: CounterView) -> str:
    """'! here', '+ ready', 'to do', 'not complete', 'on hold'."""
    if one.status != WAITING:
        return "! here" if one.status == ARRIVED else "+ ready"
    return "on hold" if one.holds else "not complete" if one.missing else "to do"


def is_over(one: CounterView, today: date) -> bool:
    """Whether its last day is over."""
    return one.until is not None and one.until < today


def day(one: CounterView, today: date) -> str:
    """Of what is ready until when it waits, else when it was promised for."""
    if one.until is None:
        return promise_words(one.promised, today)
    return "! over" if is_over(one, today) else f"to {day_words(one.until)}"


def matching(found: Sequence[CounterView], text: str) -> tuple[CounterView, ...]:
    """The orders which have every word that was typed: in their number, at the beginning of a name, or in the telephone
    number."""
    parts = text.casefold().split()

    def fits(one: CounterView, part: str) -> bool:
        named = f"{one.customer} {state_words(one)}".casefold().split()
        digits = "".join(c for c in one.phone if c.isdigit())
        return (
            part in one.number.casefold()
            or any(word.startswith(part) for word in named)
            or (len(part) >= 3 and part in digits)
        )

    return tuple(one for one in found if all(fits(one, part) for part in parts))


def big(found: Sequence[CounterView]) -> Big:
    """How many customers are here, else how many orders are to be made ready."""
    here = sum(one.status == ARRIVED for one in found)
    ready = sum(one.status == READY for one in found)
    waiting = sum(one.status == WAITING and can_be_ready(one) for one in found)
    if here:
        return Big("CUSTOMERS HERE", str(here), f"{ready} ready, {waiting} to make ready", "look")
    return Big("TO MAKE READY", str(waiting), f"{ready} ready", "money" if waiting else "good")


def goods_words(order: OrderView, words: Words) -> list[Paragraph]:
    """What the order is, line by line, without what was cancelled."""
    told = [
        Paragraph(line.name, words.measure(line.open, line.unit), "" if line.open else "quiet")
        for line in order.lines
        if line.kind == GOODS and line.open > 0
    ]
    return told or [Paragraph("Nothing of it is to be handed over.")]
