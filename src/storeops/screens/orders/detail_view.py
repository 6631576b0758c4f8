"""One order as rows, bars and a timeline: which words stand where. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap

from storeops.reports.orders.view import AddressView, EventView, ExceptionView, OrderLineView, OrderView
from storeops.rules.addresses import Address, one_line
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.orders.lines import GOODS
from storeops.screens.days import day_words
from storeops.screens.shell.columns import Column, steady
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words
from storeops.screens.widgets.line_list import Note, Row
from storeops.screens.widgets.sheet import SheetLine

BAR = 8
"""Cells of a line's bar."""

SENT, READY, MISSING, BACK, OFF = "#", "=", ".", "<", "x"


@dataclass(frozen=True, slots=True)
class Shown:
    """An order as it was read, with what has to be decided about it, its timeline, and the day it was read for."""

    order: OrderView
    decide: tuple[ExceptionView, ...]
    timeline: tuple[EventView, ...]
    today: date

    @property
    def ready(self) -> tuple[tuple[OrderLineView, Thousandths, str], ...]:
        """(line, quantity, location) of what stands ready to be sent."""
        return tuple((line, one.quantity, one.location) for line in self.order.lines for one in line.allocations)

    @property
    def missing(self) -> bool:
        """Whether something is promised from nowhere."""
        return any(line.missing for line in self.order.lines)

    @property
    def unsent(self) -> bool:
        """Whether goods are still to be sent."""
        return any(line.open > 0 for line in self.order.lines if line.kind == GOODS)

    @property
    def unsecured(self) -> Minor:
        """What is neither paid nor authorised; an order on account is billed afterwards."""
        return 0 if self.order.pay == "account" else max(0, self.order.due - self.order.authorised)

    @property
    def next_step(self) -> str:
        """The obvious next thing: pay, send, refund, source; '' for none."""
        order = self.order
        if order.due < 0:
            return "refund"
        if self.unsecured and (order.pay == "before" or self.ready):
            return "pay"
        if self.ready and not order.holds:
            return "send"
        return "source" if self.missing and not order.holds else "pay" if self.unsecured and self.unsent else ""


def line_columns(words: Words) -> tuple[Column, ...]:
    """How many, what, and the bar."""
    return (Column("Qty", 7, decimals=3, point=words.decimal), Column("Item"), Column("How far", BAR))


def line_rows(order: OrderView, words: Words) -> tuple[Row, ...]:
    """Each line with its bar, and beneath it the same in words."""
    return tuple(
        Row(
            (words.quantity(line.quantity, line.unit), line.name, bar(line) if line.kind == GOODS else ""),
            (Note(counted(line, words)),),
            "wrong" if line.open < 0 else "quiet" if line.kind != GOODS or not line.open else "",
        )
        for line in order.lines
    )


def parts(line: OrderLineView) -> tuple[tuple[str, Thousandths], ...]:
    """(sign, thousandths) of what became of a line: came back, sent, stands ready, missing, cancelled."""
    kept = max(0, line.shipped - line.returned)
    ready = min(line.allocated, max(0, line.open))
    return ((SENT, kept), (BACK, line.returned), (READY, ready), (MISSING, line.missing), (OFF, line.cancelled))


def bar(line: OrderLineView) -> str:
    """The line in eight cells: '###==...'. Whatever there is of something has a cell at least."""
    found = [(sign, quantity) for sign, quantity in parts(line) if quantity > 0]
    whole = sum(quantity for _, quantity in found)
    if not whole:
        return ""
    cells = [max(1, quantity * BAR // whole) for _, quantity in found]
    # What rounding left goes to the largest part; what it took is taken from there.
    largest = max(range(len(found)), key=lambda at: found[at][1])
    cells[largest] += BAR - sum(cells)
    return "".join(sign * count for (sign, _), count in zip(found, cells, strict=True))


def counted(line: OrderLineView, words: Words) -> str:
    """'1 sent, 1 ready at WH1, 1 missing'; of what is no goods, what it costs."""
    if line.kind != GOODS:
        return words.money(line.total)
    said = []
    for sign, word in ((SENT, "sent"), (BACK, "came back")):
        quantity = dict(parts(line))[sign]
        if quantity:
            said.append(f"{words.quantity(quantity, line.unit)} {word}")
    said += [f"{words.quantity(one.quantity, line.unit)} ready at {one.location}" for one in line.allocations]
    for quantity, word in ((line.missing, "missing"), (line.cancelled, "cancelled")):
        if quantity:
            said.append(f"{words.quantity(quantity, line.unit)} {word}")
    return ", ".join(said)


def timeline_lines(events: Sequence[EventView], width: int) -> list[SheetLine]:
    """Each day once, then what happened: '14:07 promised: 2 Tea 80 bags at S1 (Maria)'."""
    lines: list[SheetLine] = []
    day: date | None = None
    for event in events:
        if event.at.date() != day:
            day = event.at.date()
            lines.append([(day_words(day), "strong")])
        told = steady(f"{event.at:%H:%M} {event.what} ({event.actor})", limit=1000)
        lines += [[(line, "")] for line in wrap(told, width, subsequent_indent=" " * 6)]
    return lines


def summary(shown: Shown) -> tuple[tuple[str, str], tuple[str, str]]:
    """Number, who and how it came; where it goes and how it stands."""
    order = shown.order
    who = order.customer.name or order.customer.company or order.customer.code
    reached = order.customer.phone or order.customer.email
    named = ", ".join(part for part in (who, reached) if part)
    return (f"{order.number}, {order.channel}: {named}", promised(shown)), (destination(order), states(order))


def promised(shown: Shown) -> str:
    """'promised Wed 25 Nov', and how late it is while something is to be sent."""
    order = shown.order
    if order.promised is None:
        return "no day promised" if shown.unsent else ""
    late = (shown.today - order.promised).days
    told = f"promised {day_words(order.promised)}"
    return f"! {told}, {late} day{'s' * (late != 1)} late" if late > 0 and shown.unsent else told


def destination(order: OrderView) -> str:
    """'normal 09:00-12:00 to 12 High St, Leeds LS1 4AP, GB', or where it is collected."""
    window = f" {order.window}" if order.window else ""
    if order.service == "pickup":
        return f"collected at {order.pickup_location}{window}"
    return f"{order.service}{window} to {address_words(order.ship_to)}"


def address_words(place: AddressView) -> str:
    """An address in one line."""
    return one_line(
        Address(lines=place.lines, city=place.city, region=place.region, postcode=place.postcode, country=place.country)
    )


def states(order: OrderView) -> str:
    """Its three states: 'on hold (payment), unpaid, allocated'."""
    status = str(order.status).replace("_", " ")
    held = f" ({', '.join(dict.fromkeys(hold.kind for hold in order.holds))})" if order.holds else ""
    rest = [str(one).replace("_", " ") for one in (order.payment_status, order.fulfilment_status) if one != "none"]
    return ", ".join((status + held, *rest))


def big(order: OrderView, words: Words) -> Big:
    """What is due; what has to go back; else what was paid."""
    whole = f"of {words.money(order.total - order.cancelled)}"
    if order.due < 0:
        return Big("TO GIVE BACK", words.money(-order.due), "F6 gives it back", "wrong")
    if order.due > 0:
        held = f"{words.money(order.authorised)} authorised" if order.authorised else whole
        return Big("DUE", words.money(order.due), held)
    if order.status == "cancelled":
        return Big("CANCELLED", words.money(0), "nothing is due", "quiet")
    return Big("PAID", words.money(order.paid), "nothing is due", "good")


def ready_words(shown: Shown, words: Words) -> str:
    """'2 Tea 80 bags, 1 Bun from S1', for the question before they are sent."""
    by_place: dict[str, list[str]] = {}
    for line, quantity, location in shown.ready:
        by_place.setdefault(location, []).append(f"{words.quantity(quantity, line.unit)} {line.name}")
    return "; ".join(f"{', '.join(goods)} from {location}" for location, goods in by_place.items())
