"""Tax on the lines of a document: inclusive and exclusive, several rates, rounded per line or per document.

Amounts are integers of the minor unit, rates Decimal percent turned once into integer ratios. Whatever is
rounded, three things hold: a line's net and tax are its gross, the lines add up to the summary, and a
document of negated amounts has the negated taxes.

Exclusive per document is EN 16931-1:2017: VAT category tax amount = taxable amount x rate, rounded
(BR-CO-17), and the document's tax is the sum of these (BR-CO-14).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import msgspec

from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.money import HALF_UP, RoundingMode, allocate, decimal_string, divide
from storeops.rules.wording import quote

_HIGHEST_RATE = 1000
_MOST_DECIMALS = 12


class TaxRounding(StrEnum):
    """Where tax is rounded: on each line, or once per rate on the document."""

    PER_LINE = "line"
    PER_DOCUMENT = "document"


class TaxComponent(msgspec.Struct, frozen=True):
    """One rate of a tax class: `rate` in percent ("20" = 20 %). A class may have several (GST and PST)."""

    code: str
    rate: Decimal


class TaxShare(msgspec.Struct, frozen=True):
    """The tax of one component, and the net amount it was taken on."""

    code: str
    rate: Decimal
    net: Minor
    tax: Minor


class TaxedLine(msgspec.Struct, frozen=True):
    """One line; gross = net + tax, tax = the sum of the shares. No shares: the line is exempt."""

    net: Minor
    tax: Minor
    gross: Minor
    shares: tuple[TaxShare, ...]


class TaxedDocument(msgspec.Struct, frozen=True):
    """The lines in their order, and the summary per code and rate, sorted by code, then rate."""

    lines: tuple[TaxedLine, ...]
    summary: tuple[TaxShare, ...]
    net: Minor
    tax: Minor
    gross: Minor


class NotATaxRate(Refused):
    """A tax class cannot be computed with: its rate is not a percentage of 0 to 1000, or a tax is in it
    twice."""

    def __init__(self, code: str, rate: Decimal, reason: str) -> None:
        super().__init__(f"Tax {quote(code)} at {rate} % cannot be used: {reason}. Correct the tax class.")
        self.code = code
        self.rate = rate
        self.reason = reason


Components: TypeAlias = tuple[TaxComponent, ...]


class _Ratios(NamedTuple):
    """The rates of one component set over one denominator: rate i = parts[i] / whole (of 1, not of 100)."""

    parts: tuple[int, ...]
    total: int
    whole: int


@lru_cache(maxsize=4096)
def _ratios(components: Components) -> _Ratios:
    fractions = []
    for component in components:
        rate = component.rate
        if not rate.is_finite() or not 0 <= rate <= _HIGHEST_RATE:
            raise NotATaxRate(component.code, rate, "a rate is a percentage from 0 to 1000")
        if -int(rate.as_tuple().exponent) > _MOST_DECIMALS:
            raise NotATaxRate(component.code, rate, f"a rate has at most {_MOST_DECIMALS} decimals")
        if sum(other.code == component.code for other in components) > 1:
            raise NotATaxRate(component.code, rate, "the same tax is in the class twice")
        fractions.append(rate.as_integer_ratio())
    whole = 100
    for _, denominator in fractions:
        whole *= denominator
    parts = tuple(numerator * (whole // (100 * denominator)) for numerator, denominator in fractions)
    return _Ratios(parts, sum(parts), whole)


def compute(
    lines: Sequence[tuple[Minor, Components]],
    *,
    prices_include_tax: bool,
    rounding: TaxRounding,
    mode: RoundingMode = HALF_UP,
) -> TaxedDocument:
    """The taxes of a document's lines, each an amount (after discounts) and the components of its tax class.

    Inclusive: the amount is the gross and net = gross - tax, so the customer's total never moves; the tax of
    several components is taken with the sum of their rates and split by largest remainder. Exclusive: the
    amount is the net, each component is taken on it. Per line: each line is rounded. Per document: inclusive,
    the tax of each component set, exclusive, the tax of each code and rate, is rounded once on the document's
    sum and shared out to the lines by largest remainder. No components: exempt. Any sign, any mixture of
    signs. Raises NotATaxRate."""
    if rounding is TaxRounding.PER_LINE:
        taxes = [_line_taxes(amount, of, prices_include_tax, mode) for amount, of in lines]
    elif prices_include_tax:
        taxes = _document_taxes_inclusive(lines, mode)
    else:
        taxes = _document_taxes_exclusive(lines, mode)
    return _document(
        tuple(_line(amount, of, parts, prices_include_tax) for (amount, of), parts in zip(lines, taxes, strict=True))
    )


def _line_taxes(amount: Minor, of: Components, inclusive: bool, mode: RoundingMode) -> Sequence[Minor]:
    if not of:
        return ()
    parts, total, whole = _ratios(of)
    if not inclusive:
        return [divide(amount * part, whole, mode) for part in parts]
    tax = divide(amount * total, whole + total, mode)
    return (tax,) if len(parts) == 1 else allocate(tax, parts)


def _document_taxes_inclusive(lines: Sequence[tuple[Minor, Components]], mode: RoundingMode) -> list[Sequence[Minor]]:
    members: dict[Components, list[int]] = {}
    for index, (_, of) in enumerate(lines):
        members.setdefault(of, []).append(index)
    taxes: list[Sequence[Minor]] = [()] * len(lines)
    for of, indexes in members.items():
        if not of:
            continue
        parts, total, whole = _ratios(of)
        amounts = [lines[index][0] for index in indexes]
        tax = divide(sum(amounts) * total, whole + total, mode)
        columns = [
            _spread(share, [amount * part for amount in amounts], whole + total)
            for share, part in zip(allocate(tax, parts), parts, strict=True)
        ]
        for index, row in zip(indexes, zip(*columns, strict=True), strict=True):
            taxes[index] = row
    return taxes


def _document_taxes_exclusive(lines: Sequence[tuple[Minor, Components]], mode: RoundingMode) -> list[Sequence[Minor]]:
    members: dict[TaxComponent, list[tuple[int, int]]] = {}
    for index, (_, of) in enumerate(lines):
        _ratios(of)
        for position, component in enumerate(of):
            members.setdefault(component, []).append((index, position))
    taxes: list[list[Minor]] = [[0] * len(of) for _, of in lines]
    for component, places in members.items():
        (part,), _, whole = _ratios((component,))
        exact = [lines[index][0] * part for index, _ in places]
        shares = _spread(divide(sum(exact), whole, mode), exact, whole)
        for (index, position), share in zip(places, shares, strict=True):
            taxes[index][position] = share
    return list(taxes)


def _spread(total: Minor, exact: Sequence[int], denominator: int) -> list[Minor]:
    """Round the exact shares `exact[i] / denominator` so that they add up to `total`, by largest remainder.

    Unlike `allocate` the shares may differ in sign (a return among the sales of a document). Cut towards
    zero, then the units over go to the remainders furthest in their direction: sign-symmetric, ties to the
    earlier."""
    parts = [-(-share // denominator) if share < 0 else share // denominator for share in exact]
    left = total - sum(parts)
    if left:
        step = 1 if left > 0 else -1
        remainders = [step * (share - part * denominator) for share, part in zip(exact, parts, strict=True)]
        taxed = [index for index, share in enumerate(exact) if share]
        taxed.sort(key=lambda index: -remainders[index])
        # More units than lines happens only when several components share one rounded tax.
        for turn in range(abs(left)):
            parts[taxed[turn % len(taxed)]] += step
    return parts


def _line(amount: Minor, of: Components, taxes: Sequence[Minor], inclusive: bool) -> TaxedLine:
    tax = sum(taxes)
    net = amount - tax if inclusive else amount
    shares = tuple(
        TaxShare(component.code, component.rate, net, share) for component, share in zip(of, taxes, strict=True)
    )
    return TaxedLine(net, tax, net + tax, shares)


def _document(lines: tuple[TaxedLine, ...]) -> TaxedDocument:
    net, tax = sum(line.net for line in lines), sum(line.tax for line in lines)
    return TaxedDocument(lines, summary(share for line in lines for share in line.shares), net, tax, net + tax)


def summary(shares: Iterable[TaxShare]) -> tuple[TaxShare, ...]:
    """Net and tax by code and rate, in their order."""
    sums: dict[tuple[str, Decimal], list[int]] = {}
    for share in shares:
        entry = sums.setdefault((share.code, share.rate), [0, 0])
        entry[0] += share.net
        entry[1] += share.tax
    return tuple(TaxShare(code, rate, *sums[code, rate]) for code, rate in sorted(sums))


def rate_string(rate: Decimal) -> str:
    """A rate for people and JSON, without needless zeros: '20', '8.875'."""
    return format(rate.normalize(), "f")


def explain(line: TaxedLine, *, prices_include_tax: bool, rounding: TaxRounding, exponent: int) -> tuple[str, ...]:
    """How a line's tax came about, in words; amounts with `exponent` decimals, the exact tax with four
    more."""
    kind = "with" if prices_include_tax else "before"
    base = line.gross if prices_include_tax else line.net
    told = [f"Price {kind} tax: {decimal_string(base, exponent)}"]
    if not line.shares:
        return (*told, "No tax applies: the line is exempt.")
    parts, total, whole = _ratios(tuple(TaxComponent(share.code, share.rate) for share in line.shares))
    below = whole + total if prices_include_tax else whole
    for share, part in zip(line.shares, parts, strict=True):
        exact = decimal_string(divide(base * part * 10_000, below), exponent + 4)
        rate = rate_string(share.rate)
        divisor = rate_string(Decimal(below) * 100 / whole)
        told.append(
            f"{share.code} {rate} %: {decimal_string(base, exponent)} x {rate} / {divisor} = {exact}, "
            f"charged {decimal_string(share.tax, exponent)}"
        )
    if rounding is TaxRounding.PER_DOCUMENT:
        told.append("Rounded once on the document's total and shared out to its lines, so that they add up.")
    elif prices_include_tax and len(line.shares) > 1:
        told.append(f"Rounded once on this line to {decimal_string(line.tax, exponent)}, then split by rate.")
    else:
        told.append("Rounded on this line.")
    other, result = ("before", line.net) if prices_include_tax else ("with", line.gross)
    return (*told, f"Price {other} tax: {decimal_string(result, exponent)}")
