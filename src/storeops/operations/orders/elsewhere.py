"""What a channel sent, or gave money back for, before its document came here: nothing for us to send.

It was paid for there, too: neither what it is worth nor the money for it is anything that this shop owes or holds."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import structs

from storeops.reports.orders.state import OrderState
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.orders.document import DocumentLine, OrderDocument
from storeops.rules.orders.lines import LineQuantity, OrderLine, sent_part


class Elsewhere(NamedTuple):
    """The parts of lines that will not be sent from here; `paid` of the document's payments was for what the channel
    sent itself, None where that is all of them."""

    parts: tuple[LineQuantity, ...]
    paid: Minor | None


def sent_elsewhere(document: OrderDocument, state: OrderState) -> Elsewhere:
    """What the document says was done already. The state counts it from now on.

    What was sent is worth its share of the line, what was refunded unsent what was given back for it. With the first
    goods went the shipping and the charges."""
    parts: list[LineQuantity] = []
    paid = 0
    for told in document.lines:
        line = state.lines[told.line]
        sent, back, given = _done(document, told, line)
        if sent or back:
            worth = sent_part(line, 0, sent, prices_include_tax=state.placed.prices_include_tax).value
            twice = max(0, sent + back - line.quantity)
            after = given * twice // back if back else 0
            parts.append(LineQuantity(line.line, sent + back - twice, worth + given - after, line.stocked))
            paid += worth - after
    if document.fulfilled:
        numbers = {told.line for told in document.lines}
        rest = [line for line in state.lines.values() if line.line not in numbers]
        parts += [LineQuantity(line.line, line.quantity, line.total, line.stocked) for line in rest]
        paid += sum(line.total for line in rest)
    for part in parts:
        state.counters[part.line] = structs.replace(state.counter(part.line), cancelled=part.quantity)
    paid -= sum(one.amount for one in document.refunded if not (one.line and one.quantity))
    if document.fulfilled and state.closed:
        whole = tuple(LineQuantity(line.line, line.quantity, line.total, line.stocked) for line in state.lines.values())
        return Elsewhere(whole, None)
    return Elsewhere(tuple(parts), max(0, paid) if document.fulfilled else 0)


def _done(document: OrderDocument, told: DocumentLine, line: OrderLine) -> tuple[Thousandths, Thousandths, Minor]:
    """(sent, refunded, money given back) of a line, in the line's own units: a document counts packs."""

    def ours(quantity: Thousandths) -> Thousandths:
        return min(quantity * line.quantity // told.quantity, line.quantity)

    backs = [one for one in document.refunded if one.line == told.line and one.quantity]
    sent = sum(one.quantity for one in document.fulfilled if one.line == told.line)
    return ours(sent), ours(sum(one.quantity for one in backs)), sum(one.amount for one in backs)
