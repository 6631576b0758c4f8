"""A sourcing plan as rows and words: what comes from where, what it costs, what was turned down. Pure."""

from __future__ import annotations

from datetime import date

from storeops.operations.orders.sourcing_runs import SourcedOrder, SourcingView
from storeops.rules.quantity import decimal_string
from storeops.screens.days import day_words
from storeops.screens.shell.columns import Column
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words
from storeops.screens.widgets.line_list import Note, Row
from storeops.screens.widgets.panel import Paragraph


def plan_columns(words: Words) -> tuple[Column, ...]:
    """Number, who, promise, where it comes from, what stays missing."""
    return (
        Column("Number", 13),
        Column("Who"),
        Column("Promise", 10),
        Column("From", 16),
        Column("Missing", 7, decimals=3, point=words.decimal),
    )


def plan_rows(view: SourcingView, words: Words) -> tuple[Row, ...]:
    """One order a row, its goods by location beneath it."""
    return tuple(_row(order, words) for order in view.orders)


def _row(order: SourcedOrder, words: Words) -> Row:
    places = "+".join(sorted({part.location for part in order.parts}))
    cells = (
        order.number,
        order.customer,
        day_words(date.fromisoformat(order.promised)) if order.promised else "no day",
        places or "! nowhere",
        _quantity(order.missing, words) if order.missing else "",
    )
    goods = tuple(Note(f"{_quantity(part.quantity, words)} {part.name} from {part.location}") for part in order.parts)
    return Row(cells, goods, "look" if order.missing else "")


def _quantity(quantity: int, words: Words) -> str:
    return decimal_string(quantity).replace(".", words.decimal)


def plan_summary(view: SourcingView, words: Words) -> tuple[tuple[str, str], tuple[str, str]]:
    """What the cost is made of; how good the plan is."""
    cost = view.cost
    named = (
        ("shipping", cost.shipping),
        ("handling", cost.handling),
        ("splits", cost.split),
        ("late", cost.lateness),
        ("scarce", cost.scarcity),
    )
    parts = ", ".join(f"{name} {words.money(amount)}" for name, amount in named if amount)
    seconds = str(view.seconds).replace(".", words.decimal)
    held = f", {view.waiting} more on hold" if view.waiting else ""
    many = len(view.orders)
    return (f"{many} order{'s' * (many != 1)}{held}", parts), (proof(view, words), f"{view.method}, {seconds} s")


def proof(view: SourcingView, words: Words) -> str:
    """How far the plan may be from the best one."""
    if not view.bound:
        return "No bound was proven."
    percent = f"{view.gap * 100:.2f}".replace(".", words.decimal)
    unsent = " with the unsent" if view.cost.unfilled else ""
    return f"Within {percent} % of the best; bound {words.money(view.bound)}{unsent}"


def plan_big(view: SourcingView | None, words: Words) -> Big:
    """What the plan costs, without what it leaves unsent."""
    if view is None:
        return Big("COST", "", "planning")
    promised = sum(bool(order.parts) for order in view.orders)
    short = sum(bool(order.missing) for order in view.orders)
    aside = f"{promised} sourced" + (f", {short} short" if short else "")
    return Big("COST", words.money(view.cost.total - view.cost.unfilled), aside)


def why_words(order: SourcedOrder, words: Words) -> list[Paragraph]:
    """Where an order's goods come from, what is missing, and every location that was turned down."""
    told = [Paragraph(f"{_quantity(part.quantity, words)} {part.name}", part.location) for part in order.parts]
    if order.missing:
        told.append(
            Paragraph(f"{_quantity(order.missing, words)} is nowhere: it waits for goods to come in.", "!", "look")
        )
    told.append(Paragraph(""))
    if not order.rejected:
        told.append(Paragraph("No other location was turned down."))
    told += [Paragraph(one.reason, f"not {one.location}") for one in order.rejected]
    return told
