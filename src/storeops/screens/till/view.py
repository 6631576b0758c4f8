"""The till's state as rows and figures: which words stand where. Pure."""

from __future__ import annotations

from typing import NamedTuple

from storeops.rules.discounts import Reduction
from storeops.rules.money.cash_rounding import CashRule
from storeops.screens.shell.columns import Column
from storeops.screens.till.state import TillState
from storeops.screens.till.words import Words, own_discount, sale_discount
from storeops.screens.widgets.line_list import Note, Row


class Big(NamedTuple):
    """The number that matters, with its label, the quiet words beside it and its ink."""

    label: str
    amount: str
    aside: str = ""
    ink: str = "money"


def wide_columns(words: Words) -> tuple[Column, ...]:
    """Columns of the goods while selling."""
    places = words.currency.exponent
    return (
        Column("Qty", 8, decimals=3, point=words.decimal),
        Column("Item"),
        Column("Price", 13, decimals=places, tail=5, point=words.decimal),
        Column("Disc", 8, decimals=places, point=words.decimal),
        Column("Amount", 10, decimals=places, point=words.decimal),
    )


def narrow_columns(words: Words) -> tuple[Column, ...]:
    """Columns of the goods beside the tender pad."""
    return (
        Column("Qty", 7, decimals=3, point=words.decimal),
        Column("Item"),
        Column("Amount", 9, decimals=words.currency.exponent, point=words.decimal),
    )


def rows(state: TillState, words: Words, *, narrow: bool) -> tuple[Row, ...]:
    """The goods: each line with its own discount; what comes off the whole sale stands in the summary."""
    made = []
    chosen = state.line
    for priced in state.shown.lines:
        line = priced.line
        off = own_discount(priced)
        quantity = words.quantity(line.quantity, line.item.unit)
        amount = words.money(line.gross - off)
        name = line.item.name or line.item.sku
        if narrow:
            made.append(Row((quantity, name, amount)))
            continue
        price = words.unit_price(line.unit_price, line.item.unit)
        selected = chosen is not None and chosen.line.number == line.number
        cells = (quantity, name, price, words.money(-off) if off else "", amount)
        made.append(Row(cells, _notes(line.reduction, line.price_reason, words.money(off), selected=selected)))
    return tuple(made)


def _notes(reduction: Reduction | None, price_reason: str, off: str, *, selected: bool) -> tuple[Note, ...]:
    notes = []
    if price_reason:
        notes.append(f"price changed: {price_reason}")
    if reduction is not None:
        words = reduction.label if reduction.percent is not None else f"{off} off"
        notes.append(f"{words}: {reduction.reason}" if reduction.reason else words)
    return tuple(Note(text, "why: F9" if selected and not at else "") for at, text in enumerate(notes))


def selected_row(state: TillState) -> int:
    """The place of the selected line among the rows, -1 for none."""
    line = state.line
    if line is None or state.paying:
        return -1
    return next(at for at, priced in enumerate(state.priced.lines) if priced.line.number == line.line.number)


def summary(state: TillState, words: Words, parked: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """Two lines above the total, left and right: customer and goods; what waits and what comes off."""
    shown = state.shown
    customer = state.finished.customer if state.finished else state.cart.customer
    waiting = f"{parked} parked sale{'s' * (parked != 1)}: F8" if parked else ""
    off = ""
    if (whole := shown.cart.reduction) is not None and shown.lines:
        label = f"{whole.label} the whole sale" if whole.percent is not None else "Off the whole sale"
        because = f" ({whole.reason})" if whole.reason else ""
        off = f"{label}{because}  {words.money(-sale_discount(shown))}"
    given = f"given: {words.money(sum(t.amount for t in state.tenders))}" if state.tenders and not state.paying else ""
    return (customer, words.goods(shown)), (waiting, given or off)


def big(state: TillState, words: Words, cash: CashRule) -> Big:
    """Selling: the total. Paying: what is still due. Paid: the change."""
    sale = state.finished
    if sale is not None:
        total = words.money(sale.total + sale.rounding)
        if sale.change:
            return Big("CHANGE", words.money(sale.change), f"paid {total}", "good")
        return Big("PAID", total, "no change", "good")
    if not state.paying:
        return Big("TOTAL", words.money(state.priced.total), words.tax(state.priced))
    exact, in_cash = state.left(cash)
    aside = f"in cash {words.money(in_cash)}" if in_cash != exact else words.tax(state.priced)
    return Big("STILL DUE" if state.tenders else "TO PAY", words.money(exact), aside)
