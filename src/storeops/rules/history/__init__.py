"""What a line of another system's sales is here: part of a sale, part of a return, or rejected and why.

Amounts are worked out exactly and rounded once: a line's exact value is an integer of billionths of the currency's
main unit (a price of at most six decimals times a quantity in thousandths), so that what was imported and what was
rejected add up to the file without a remainder.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import msgspec

from storeops.rules import quantity
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.card_numbers import passes_as_card_number
from storeops.rules.history.moments import DateOrder, read_moment
from storeops.rules.money import Currency, divide
from storeops.rules.text import clean

Billionths: TypeAlias = int
"""An exact value: billionths of the currency's main unit (2.55 GBP = 2,550,000,000)."""

_DIGITS = 9
_PRICE_DECIMALS = 6
LONGEST_CODE = 40
"""The longest document number, SKU or customer number, in characters."""


class Reason(StrEnum):
    """Why a line is not imported."""

    UNREADABLE_LINE = "unreadable_line"
    UNREADABLE_DOCUMENT = "unreadable_document"
    UNREADABLE_SKU = "unreadable_sku"
    UNREADABLE_CUSTOMER = "unreadable_customer"
    UNREADABLE_QUANTITY = "unreadable_quantity"
    UNREADABLE_PRICE = "unreadable_price"
    UNREADABLE_TIME = "unreadable_time"
    CARD_NUMBER = "card_number"
    BAD_DEBT = "bad_debt"
    NO_QUANTITY = "no_quantity"
    STOCK_ADJUSTMENT = "stock_adjustment"
    SALE_IN_CANCELLATION = "sale_in_cancellation"
    NEGATIVE_PRICE = "negative_price"
    CHANGED = "changed"


EXPLAINED: MappingProxyType[Reason, str] = MappingProxyType(
    {
        Reason.UNREADABLE_LINE: "the line has not the columns of the first line, or a quotation mark is left open",
        Reason.UNREADABLE_DOCUMENT: f"the document has no number of 1 to {LONGEST_CODE} printable characters",
        Reason.UNREADABLE_SKU: f"the product has no SKU of 1 to {LONGEST_CODE} printable characters",
        Reason.UNREADABLE_CUSTOMER: f"the customer's number has more than {LONGEST_CODE} characters",
        Reason.UNREADABLE_QUANTITY: "the quantity is no number of at most three decimals and a million units",
        Reason.UNREADABLE_PRICE: "the price is no number of at most six decimals",
        Reason.UNREADABLE_TIME: "the time is not written as in the rest of the file",
        Reason.CARD_NUMBER: "a text holds what passes as a payment card number, and those are never kept",
        Reason.BAD_DEBT: "an adjustment of bad debt, no goods sold",
        Reason.NO_QUANTITY: "the quantity is 0",
        Reason.STOCK_ADJUSTMENT: "a negative quantity outside a cancellation: goods written off, not taken back",
        Reason.SALE_IN_CANCELLATION: "a positive quantity within a cancellation",
        Reason.NEGATIVE_PRICE: "the price is below zero",
        Reason.CHANGED: "this document was imported before with other contents; the first ones stand",
    }
)
"""Each reason in words, for the list of what was rejected."""


class DocumentKind(StrEnum):
    SALE = "sale"
    RETURN = "return"
    BAD_DEBT = "bad_debt"


_LETTERED = re.compile(r"([CA])\d+", re.ASCII | re.IGNORECASE)


@lru_cache(maxsize=4096)
def kind_of(document: str) -> DocumentKind:
    """A number behind a C is a cancellation (goods came back), behind an A an adjustment of bad debt, else a sale."""
    found = _LETTERED.fullmatch(document)
    if found is None:
        return DocumentKind.SALE
    return DocumentKind.RETURN if found[1] in "Cc" else DocumentKind.BAD_DEBT


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file's fields are read: one decimal sign, one order of dates, one currency, the shop's zone."""

    currency: Currency
    zone: tzinfo
    decimal: str = "."
    dates: DateOrder = DateOrder.YEAR_FIRST


class Row(NamedTuple):
    """A line as it stands in the file."""

    document: str
    sku: str
    name: str
    quantity: str
    price: str
    at: str
    customer: str


class Line(NamedTuple):
    """A line that belongs to a sale or return. `exact` is quantity times price, `amount` that rounded half up."""

    sku: str
    name: str
    quantity: Thousandths
    price: str
    exact: Billionths
    amount: Minor
    at: datetime
    customer: str


class Rejected(NamedTuple):
    """A line that is not imported. `exact` is its value, 0 where quantity or price cannot be read."""

    reason: Reason
    exact: Billionths


def judge(row: Row, how: Reading) -> Line | Rejected:
    """What a line is. The first reason that holds is the one given."""
    units = _quantity(row.quantity, how.decimal)
    price = _price(row.price, how.decimal)
    exact = 0 if units is None or price is None else units * price[1]
    kind = kind_of(row.document.strip())
    if not is_document(row.document):
        return Rejected(Reason.UNREADABLE_DOCUMENT, exact)
    if any(map(_is_card, (row.document, row.sku, row.name, row.customer))):
        return Rejected(Reason.CARD_NUMBER, exact)
    if kind is DocumentKind.BAD_DEBT:
        return Rejected(Reason.BAD_DEBT, exact)
    at = read_moment(row.at, how.dates, how.zone)
    sku, name, customer = _code(row.sku), _name(row.name), _customer(row.customer)
    if not sku:
        return Rejected(Reason.UNREADABLE_SKU, exact)
    if customer is None:
        return Rejected(Reason.UNREADABLE_CUSTOMER, exact)
    if at is None:
        return Rejected(Reason.UNREADABLE_TIME, exact)
    if units is None:
        return Rejected(Reason.UNREADABLE_QUANTITY, exact)
    if price is None:
        return Rejected(Reason.UNREADABLE_PRICE, exact)
    if reason := _meaning_fault(kind, units, price[1]):
        return Rejected(reason, exact)
    amount = divide(exact, 10 ** (_DIGITS - how.currency.exponent))
    return Line(sku, name, units, price[0], exact, amount, at, customer)


def _meaning_fault(kind: DocumentKind, units: Thousandths, price: Billionths) -> Reason | None:
    if units == 0:
        return Reason.NO_QUANTITY
    if price < 0:
        return Reason.NEGATIVE_PRICE
    if kind is DocumentKind.RETURN:
        return Reason.SALE_IN_CANCELLATION if units > 0 else None
    return Reason.STOCK_ADJUSTMENT if units < 0 else None


@lru_cache(maxsize=4096)
def is_document(text: str) -> bool:
    """Whether a text can be a document's number. One that had to be cleaned could become another document's."""
    stripped = text.strip()
    return bool(stripped) and len(stripped) <= LONGEST_CODE and clean(stripped) == stripped


@lru_cache(maxsize=65536)
def _code(text: str) -> str:
    code = clean(text)
    return code if len(code) <= LONGEST_CODE else ""


@lru_cache(maxsize=65536)
def _name(text: str) -> str:
    return clean(text)


_WHOLE_AS_DECIMAL = re.compile(r"(\d+)\.0", re.ASCII)


@lru_cache(maxsize=65536)
def _customer(text: str) -> str | None:
    """A customer's number. A spreadsheet that has blanks in a column of numbers writes 17850 as 17850.0."""
    code = clean(text)
    whole = _WHOLE_AS_DECIMAL.fullmatch(code)
    code = whole[1] if whole else code
    return code if len(code) <= LONGEST_CODE else None


@lru_cache(maxsize=65536)
def _is_card(text: str) -> bool:
    return passes_as_card_number(text)


@lru_cache(maxsize=65536)
def _quantity(text: str, decimal: str) -> Thousandths | None:
    """Decimals that are zeros say nothing more: 6.0000 is 6."""
    plain = text.strip()
    whole, _, fraction = plain.partition(decimal)
    if fraction and whole:
        shorter = fraction.rstrip("0")
        plain = whole + decimal + shorter if shorter else whole
    try:
        return quantity.parse(plain, decimal=decimal)
    except quantity.NotAQuantity:
        return None


_PRICE = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,6}))?", re.ASCII)


@lru_cache(maxsize=65536)
def _price(text: str, decimal: str) -> tuple[str, int] | None:
    """A price as plain text with a point, and in millionths of the currency's main unit; None for anything else."""
    plain = text.strip()
    if decimal != ".":
        if "." in plain:
            return None
        plain = plain.replace(decimal, ".")
    found = _PRICE.fullmatch("0" + plain if plain.startswith(".") else plain)
    if found is None:
        return None
    sign, whole, fraction = found[1], found[2], found[3] or ""
    millionths = int(whole + fraction.ljust(_PRICE_DECIMALS, "0"))
    return found[0], -millionths if sign else millionths


class Document(NamedTuple):
    """A sale or return put together from its lines: what the fact will tell, and how to know it again."""

    number: str
    kind: DocumentKind
    at: datetime
    customer: str
    lines: tuple[Line, ...]
    total: Minor
    digest: str


def compose(number: str, lines: Sequence[Line], currency: Currency) -> Document:
    """The document of these lines, of which there is at least one: its time is the earliest of theirs, its customer
    the first that is named. Exact duplicates stay: a till that scans twice writes two lines."""
    kind = kind_of(number)
    at = min(line.at for line in lines)
    customer = next((line.customer for line in lines if line.customer), "")
    total = sum(line.amount for line in lines)
    return Document(number, kind, at, customer, tuple(lines), total, _digest(kind, at, customer, lines, currency))


def _digest(kind: DocumentKind, at: datetime, customer: str, lines: Sequence[Line], currency: Currency) -> str:
    """SHA-256 over what a document says, whatever the order of its lines in the file."""
    said = sorted((line.sku, line.name, line.quantity, line.exact) for line in lines)
    whole = (kind.value, at.isoformat(), currency.code, customer, said)
    return hashlib.sha256(msgspec.json.encode(whole)).hexdigest()


def exact_decimal(value: Billionths, exponent: int) -> Decimal:
    """An exact value as a decimal with the currency's digits, and more only where there is more to tell."""
    digits = str(abs(value)).rjust(_DIGITS + 1, "0")
    whole, fraction = digits[:-_DIGITS], digits[-_DIGITS:].rstrip("0").ljust(exponent, "0")
    return Decimal(f"{'-' if value < 0 else ''}{whole}{'.' if fraction else ''}{fraction}")


def rounding(booked: Minor, exact: Billionths, exponent: int) -> Decimal:
    """What the books have more than the exact value (below zero: less), as a decimal."""
    return exact_decimal(booked * 10 ** (_DIGITS - exponent) - exact, exponent)
