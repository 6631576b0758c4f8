"""An order being taken, as rows and figures: which words stand where. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from storeops.operations.orders.quoting import Quote, QuotedLine
from storeops.reports.orders.view import OrderView
from storeops.rules.addresses import one_line
from storeops.rules.amounts import Minor
from storeops.screens.days import day_words
from storeops.screens.orders.entry_state import WAYS, Draft, customer_words
from storeops.screens.shell.columns import Column
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words
from storeops.screens.widgets.line_list import Note, Row


def way_columns() -> tuple[Column, ...]:
    """A number and what it means."""
    return (Column("", 2, right=True), Column("How does it reach the customer?"))


def way_rows() -> tuple[Row, ...]:
    """The ways an order reaches its customer."""
    return tuple(Row((way.key, way.words)) for way in WAYS)


def service_columns(words: Words) -> tuple[Column, ...]:
    """Number, service, day, where it comes from, what sending and all of it costs."""
    places, point = words.currency.exponent, words.decimal
    return (
        Column("", 2, right=True),
        Column("Service", 10),
        Column("There by", 12),
        Column("From"),
        Column("Shipping", 9, decimals=places, point=point),
        Column("Total", 10, decimals=places, point=point),
    )


def service_rows(quotes: Sequence[Quote], words: Words) -> tuple[Row, ...]:
    """One row a service."""
    return tuple(
        Row(
            (
                str(key),
                one.service,
                day_words(one.promised) if one.promised else "no day",
                from_words(one),
                words.money(one.shipping),
                words.money(one.total),
            ),
            ink="look" if one.short else "",
        )
        for key, one in enumerate(quotes, 1)
    )


def from_words(quote: Quote) -> str:
    """'S1', 'S1 and WH1', '! a part is nowhere'."""
    places = " and ".join(quote.locations)
    return f"{places}, ! not all" if quote.short and places else "! nowhere" if quote.short else places


def goods_rows(lines: Sequence[QuotedLine], words: Words) -> tuple[Row, ...]:
    """The goods, then shipping; beneath each where it comes from."""
    return tuple(
        Row(
            (
                words.quantity(line.quantity, line.unit) if line.kind == "goods" else "",
                line.name,
                words.unit_price(line.unit_price, line.unit) if line.kind == "goods" else "",
                words.money(-line.discount) if line.discount else "",
                words.money(line.amount),
            ),
            _notes(line, words),
            "look" if line.missing else "",
        )
        for line in lines
    )


def _notes(line: QuotedLine, words: Words) -> tuple[Note, ...]:
    said = [f"{words.measure(quantity, line.unit)} from {place}" for place, quantity in line.places]
    if line.missing:
        said.append(f"! {words.measure(line.missing, line.unit)} waits for goods to come in")
    return (Note(", ".join(said)),) if said else ()


def summary(draft: Draft, *, asked_where: bool) -> tuple[tuple[str, str], tuple[str, str]]:
    """Who and by when; where to and by which service."""
    quote = draft.quote
    day = ""
    if quote is not None:
        ready = "ready on" if draft.way.collected else "there by"
        day = f"{ready} {day_words(quote.promised)}" if quote.promised else "no day can be promised"
    where = f"collected at {draft.location}" if draft.way.collected else ""
    if not draft.way.collected and draft.address is not None and asked_where:
        where = f"to {one_line(draft.address)}"
    service = "" if draft.way.collected or quote is None else f"{quote.service} {draft.window}".rstrip()
    return (customer_words(draft.customer), day), (where, service)


def big(draft: Draft, words: Words) -> Big:
    """The order's total with shipping; until it is known, the goods'."""
    if draft.quote is None:
        return Big("GOODS", words.money(draft.priced.total), words.tax(draft.priced))
    how = "incl." if words.prices_include_tax else "of which"
    return Big("TOTAL", words.money(draft.quote.total), f"{how} {words.tax_name} {words.money(draft.quote.tax)}")


def standing_big(order: OrderView, change: Minor, words: Words) -> Big:
    """When the order stands: the change, else what is still due, else that it is paid."""
    if change:
        return Big("CHANGE", words.money(change), f"paid {words.money(order.paid)}", "good")
    if order.due > 0:
        paid = f"{words.money(order.paid)} paid" if order.paid else f"of {words.money(order.total)}"
        return Big("DUE", words.money(order.due), paid)
    return Big("PAID", words.money(order.paid), "nothing is due", "good")


def standing_summary(order: OrderView) -> tuple[tuple[str, str], tuple[str, str]]:
    """The number that was given, and for whom."""
    day = f"promised {day_words(order.promised)}" if order.promised else "no day promised"
    return (f"Order {order.number} stands: {order.customer.name or order.customer.code}", day), ("", "")
