"""Why does it cost that: list price, override, label, each reduction, tax."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from storeops.database.queries.profile import Profile
from storeops.journal.envelope import Entry
from storeops.journal.facts import HistoricSale, ReturnLine, SaleCompleted, SaleLine, SaleReturned
from storeops.reports.numerals import Numerals
from storeops.reports.sales import UnknownSale, by_number
from storeops.reports.why.facts import entries, told, when
from storeops.reports.why.view import WhyView
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.carts import NoSuchLine, PricedCart
from storeops.rules.discounts import Discount
from storeops.rules.quantity import extend
from storeops.rules.tax import TaxedLine, TaxRounding, explain


class _Priced(NamedTuple):
    """What the price of a line was made of, of a cart's as of a sale's."""

    name: str
    unit: str
    quantity: Thousandths
    list_price: Minor
    unit_price: Minor
    price_reason: str
    discounts: Sequence[Discount]
    amount: Minor
    tax: TaxedLine


def why_price(connection: Connection, profile: Profile, number: str, line: int) -> WhyView:
    """The price of one line of a sale, a return or a sale made elsewhere.

    Raises UnknownSale, AmbiguousSale, NoSuchLine."""
    entry = document(connection, number)
    fact = entry.envelope.fact
    if isinstance(fact, SaleCompleted):
        return _of_sale(entry, fact, line, Numerals.of(profile))
    if isinstance(fact, SaleReturned):
        original = entries(connection, [fact.original]).get(fact.original)
        return _of_return(entry, fact, original, line, Numerals.of(profile))
    if isinstance(fact, HistoricSale):
        return _of_history(entry, fact, line, Numerals.of(profile))
    raise UnknownSale(number)


def why_cart_line(priced: PricedCart, line: int, profile: Profile) -> WhyView:
    """The price of a line of the cart that is being filled. Raises NoSuchLine."""
    for found in priced.lines:
        if found.line.number == line:
            item = found.line.item
            steps = _Priced(
                name=item.name,
                unit=item.unit,
                quantity=found.line.quantity,
                list_price=item.price,
                unit_price=found.line.unit_price,
                price_reason=found.line.price_reason,
                discounts=found.discounts,
                amount=found.amount,
                tax=found.tax,
            )
            numerals = Numerals.of(profile)
            return WhyView(
                subject=f"Price of {item.name} ({item.sku})",
                answer=numerals.money(found.amount),
                lines=(
                    *_steps(steps, numerals),
                    *_tax(steps.tax, profile.prices_include_tax, profile.tax_rounding, numerals),
                    *_rules(profile.rule_version),
                ),
            )
    raise NoSuchLine(line)


def document(connection: Connection, number: str) -> Entry:
    """The fact of a sale or return by its number or id. Raises UnknownSale, AmbiguousSale."""
    found = by_number(connection, number)
    entry = entries(connection, [found.id]).get(found.id)
    if entry is None:
        raise UnknownSale(number)
    return entry


def _of_sale(entry: Entry, fact: SaleCompleted, number: int, numerals: Numerals) -> WhyView:
    line = next((line for line in fact.lines if line.line == number), None)
    if line is None:
        raise NoSuchLine(number)
    view = told(entry)
    steps = _Priced(
        name=line.name,
        unit=line.unit,
        quantity=line.quantity,
        list_price=line.list_price,
        unit_price=line.unit_price,
        price_reason=line.price_reason,
        discounts=line.discounts,
        amount=line.amount,
        tax=_taxed(line),
    )
    return WhyView(
        subject=f"Price of {line.name} ({line.sku}), line {number} of {fact.number}",
        answer=numerals.money(line.amount),
        lines=(
            *_steps(steps, numerals),
            *_tax(steps.tax, fact.prices_include_tax, TaxRounding(fact.tax_rounding), numerals),
            *_rules(fact.rule_version),
            f"Sold {when(view)} at {view.terminal} by {view.actor}.",
        ),
        facts=(view,),
    )


def _of_return(entry: Entry, fact: SaleReturned, original: Entry | None, number: int, numerals: Numerals) -> WhyView:
    line = next((line for line in fact.lines if line.line == number), None)
    if line is None:
        raise NoSuchLine(number)
    view = told(entry)
    return WhyView(
        subject=f"Given back for {line.name} ({line.sku}), line {number} of {fact.number}",
        answer=numerals.money(line.amount),
        lines=(
            *_came_back(fact, line, original, numerals),
            f"In it: {numerals.money(line.net)} before tax and {numerals.money(line.tax)} tax.",
            f"Taken back {when(view)} at {view.terminal} by {view.actor}.",
        ),
        facts=(view, told(original)) if original else (view,),
    )


def _came_back(fact: SaleReturned, line: ReturnLine, original: Entry | None, numerals: Numerals) -> list[str]:
    back = numerals.quantity(line.quantity, line.unit)
    if fact.original_number:
        of = f"line {line.original_line} of {fact.original_number}"
        return [f"{back} of {of} came back: {fact.reason}.", *_paid(original, line, numerals)]
    return [
        f"{back} came back without a receipt: {fact.reason}.",
        f"{numerals.money(line.unit_price)} was given for one: the price that was agreed, or the lowest it ever had.",
    ]


def _paid(original: Entry | None, line: ReturnLine, numerals: Numerals) -> list[str]:
    """What was paid for the line that a part of came back of."""
    sale = original.envelope.fact if original else None
    sold = [one for one in sale.lines if one.line == line.original_line] if isinstance(sale, SaleCompleted) else []
    return [
        f"{numerals.money(one.amount)} was paid for the {numerals.quantity(one.quantity, one.unit)} of that line. "
        f"This part of it is {numerals.money(line.amount)}: all parts together give back exactly what was paid."
        for one in sold
    ]


def _of_history(entry: Entry, fact: HistoricSale, number: int, numerals: Numerals) -> WhyView:
    if not 1 <= number <= len(fact.lines):
        raise NoSuchLine(number)
    line = fact.lines[number - 1]
    return WhyView(
        subject=f"Price of {line.name} ({line.sku}), line {number} of {fact.document}",
        answer=numerals.money(line.amount),
        lines=(
            f"{numerals.quantity(line.quantity)} x {line.price}, rounded once: {numerals.money(line.amount)}",
            f"Sold by another system and brought in from {fact.source}; its discounts and taxes are not known here.",
        ),
        facts=(told(entry),),
    )


def _steps(priced: _Priced, numerals: Numerals) -> list[str]:
    lines = [f"List price of {_one(priced.unit)}: {numerals.money(priced.list_price)}"]
    if priced.unit_price != priced.list_price or priced.price_reason:
        reason = f": {priced.price_reason}" if priced.price_reason else ""
        lines.append(f"Sold at {numerals.money(priced.unit_price)} instead{reason}")
    gross = priced.amount + sum(discount.amount for discount in priced.discounts)
    quantity = numerals.quantity(priced.quantity, priced.unit)
    if gross == extend(priced.unit_price, priced.quantity):
        lines.append(f"{quantity} x {numerals.money(priced.unit_price)} = {numerals.money(gross)}")
    else:
        lines.append(f"The label on the goods says {numerals.money(gross)} for {quantity}")
    for discount in priced.discounts:
        reason = f" ({discount.reason})" if discount.reason else ""
        lines.append(f"{discount.label}{reason}: -{numerals.money(discount.amount)}")
    if priced.discounts:
        lines.append(f"After reductions: {numerals.money(priced.amount)}")
    return lines


def _tax(tax: TaxedLine, inclusive: bool, rounding: TaxRounding, numerals: Numerals) -> tuple[str, ...]:
    return explain(tax, prices_include_tax=inclusive, rounding=rounding, exponent=numerals.exponent)


def _taxed(line: SaleLine | ReturnLine) -> TaxedLine:
    return TaxedLine(line.net, line.tax, line.net + line.tax, line.taxes)


def _rules(version: str) -> tuple[str, ...]:
    return (f"Tax rules in force: {version}.",) if version else ()


def _one(unit: str) -> str:
    return "one" if unit == "each" else f"{ONE // 1000} {unit}"
