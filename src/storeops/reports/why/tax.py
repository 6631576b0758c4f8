"""Why is the tax of a document what it is: rate by rate, line by line."""

from __future__ import annotations

from sqlalchemy import Connection

from storeops.database.queries.profile import Profile
from storeops.journal.facts import SaleCompleted, SaleReturned
from storeops.reports.numerals import Numerals
from storeops.reports.why.facts import told
from storeops.reports.why.price import document
from storeops.reports.why.view import WhyView
from storeops.rules.tax import TaxRounding, TaxShare, rate_string


def why_tax(connection: Connection, profile: Profile, number: str) -> WhyView:
    """The tax of a sale or return, every line's part of it included. Raises UnknownSale, AmbiguousSale."""
    entry = document(connection, number)
    fact, view = entry.envelope.fact, told(entry)
    numerals = Numerals.of(profile)
    subject = f"Tax of {view.number}"
    if not isinstance(fact, SaleCompleted | SaleReturned):
        told_why = "Another system made this sale; the tax in it is not known here."
        return WhyView(subject, "not known", (told_why,), (view,))
    lines: list[str] = []
    for share in fact.taxes:
        lines.append(_rate(share, numerals))
        lines.extend(_of_lines(fact, share, numerals))
    lines.extend(
        f"No tax on line {line.line} {line.name}: {numerals.money(line.net)}" for line in fact.lines if not line.taxes
    )
    lines.append(_how(fact))
    summed = sum(line.tax for line in fact.lines)
    lines.append(f"All lines together: {numerals.money(summed)}")
    return WhyView(subject, numerals.money(fact.tax), tuple(lines), (view,), sound=summed == fact.tax)


def _rate(share: TaxShare, numerals: Numerals) -> str:
    return (
        f"{share.code} {rate_string(share.rate)} % on {numerals.money(share.net)} before tax: "
        f"{numerals.money(share.tax)}"
    )


def _of_lines(fact: SaleCompleted | SaleReturned, of: TaxShare, numerals: Numerals) -> list[str]:
    return [
        f"  line {line.line} {line.name}: {numerals.money(share.tax)} on {numerals.money(share.net)}"
        for line in fact.lines
        for share in line.taxes
        if (share.code, share.rate) == (of.code, of.rate)
    ]


def _how(fact: SaleCompleted | SaleReturned) -> str:
    kind = "Prices include tax" if fact.prices_include_tax else "Tax is added to the prices"
    if isinstance(fact, SaleReturned) and not fact.original_number:
        return f"{kind}; nobody knows what was paid, so the rates are those of the day the goods came back."
    if isinstance(fact, SaleReturned):
        return f"{kind}; each line gives back the part of the tax that was paid on {fact.original_number}."
    if fact.tax_rounding == TaxRounding.PER_DOCUMENT:
        return f"{kind}; rounded once for each rate on the document and shared out to its lines."
    return f"{kind}; rounded on each line."
