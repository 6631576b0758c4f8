"""What one row of a file of products says. Pure: the row and the shop's rules in, an offer or a refusal out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from storeops.rules import money, quantity
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.barcodes import key
from storeops.rules.barcodes.check_digits import GTIN_LENGTHS, gtin_14, is_digits
from storeops.rules.card_numbers import CardNumberRefused, refuse_card_number
from storeops.rules.errors import Refused
from storeops.rules.money import Currency
from storeops.rules.text import clean
from storeops.rules.wording import quote

STANDARD = "standard"
EACH = "each"
LONGEST_SKU = 40
LONGEST_BARCODE = 48
_LONGEST_DEPARTMENT = 60
_YES = frozenset(("yes", "y", "true", "1"))
_NO = frozenset(("no", "n", "false", "0"))


class BadRow(Refused):
    """A row that names no product which can be kept; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This row was left out: {reason}.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How amounts are written in the file, and which tax classes there are (none: any)."""

    currency: Currency
    decimal: str
    group: str
    tax_classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as a file has it. None: the file has no such column, so what is known stays.

    `price` and `cost` in minor units of one unit; `barcodes` in the form of rules.barcodes.key, each with the pack it
    names; `valid_from` an ISO date, or empty for today."""

    sku: str
    name: str
    price: Minor
    barcodes: tuple[tuple[str, Thousandths], ...]
    valid_from: str
    department: str | None
    tax_class: str | None
    unit: str | None
    active: bool | None
    stocked: bool | None
    cost: Minor | None


def offer(row: Mapping[str, str], reckoning: Reckoning) -> Offer:
    """Read a row, its columns named as in catalogue_file.KNOWN. Raises BadRow with the first thing that is wrong."""
    try:
        sku = _sku(row["sku"])
        return Offer(
            sku=sku,
            name=_name(row["name"]),
            price=_amount(row["price"], "price", reckoning),
            barcodes=_barcodes(row, reckoning),
            valid_from=_day(row.get("valid_from", "")),
            department=_department(row.get("department")),
            tax_class=_tax_class(row.get("tax_class"), reckoning.tax_classes),
            unit=_unit(row.get("unit")),
            active=_flag(row.get("active"), "active"),
            stocked=_flag(row.get("stocked"), "stocked"),
            cost=_cost(row.get("cost"), reckoning),
        )
    except CardNumberRefused as error:
        raise BadRow(f"{error.field} passes as a payment card number") from None


def _sku(text: str) -> str:
    sku = text.strip()
    if not sku:
        raise BadRow("it has no SKU")
    if len(sku) > LONGEST_SKU:
        raise BadRow(f"the SKU has more than {LONGEST_SKU} characters")
    if " " in sku or clean(sku, limit=LONGEST_SKU) != sku:
        raise BadRow("the SKU has blanks or characters that cannot be printed")
    refuse_card_number(sku, "the SKU")
    return sku


def _name(text: str) -> str:
    refuse_card_number(text, "the name")
    if not (name := clean(text)):
        raise BadRow("it has no name")
    return name


def _amount(text: str, column: str, reckoning: Reckoning) -> Minor:
    try:
        amount = money.parse(text, reckoning.currency, decimal=reckoning.decimal, group=reckoning.group)
    except money.NotMoney as error:
        told = f"the {column} {quote(text)} is no amount: {error.reason} (decimal sign '{reckoning.decimal}')"
        raise BadRow(told if text.strip() else f"it has no {column}") from None
    if amount < 0:
        raise BadRow(f"the {column} {quote(text)} is below zero")
    return amount


def _cost(text: str | None, reckoning: Reckoning) -> Minor | None:
    if text is None:
        return None
    return _amount(text, "cost", reckoning) if text.strip() else 0


def _barcodes(row: Mapping[str, str], reckoning: Reckoning) -> tuple[tuple[str, Thousandths], ...]:
    found: dict[str, Thousandths] = {}
    singles = [row.get("barcode", ""), *row.get("barcodes", "").replace("|", ";").split(";")]
    listed = [(text, ONE) for text in singles if text and not text.isspace()]
    if pack := row.get("pack_barcode", "").strip():
        listed.append((pack, _pack(row.get("pack_quantity", ""), reckoning.decimal)))
    for text, pieces in listed:
        code = _barcode(text.strip())
        if found.setdefault(code, pieces) != pieces:
            raise BadRow(f"the barcode {quote(text)} is there twice, with different packs")
    return tuple(found.items())


def _pack(text: str, decimal: str) -> Thousandths:
    if not text.strip():
        raise BadRow("the pack's barcode has no pack quantity")
    try:
        pieces = quantity.parse(text, decimal=decimal)
    except quantity.NotAQuantity as error:
        raise BadRow(f"the pack quantity {quote(text)} is no quantity: {error.reason}") from None
    if pieces <= 0:
        raise BadRow(f"the pack quantity {quote(text)} is not above zero")
    return pieces


def _barcode(text: str) -> str:
    if whole := gtin_14(text):
        # A GTIN-13 is never a card's number; of the longer ones some are, see rules.card_numbers.
        if len(text) > 13:
            refuse_card_number(text, "the barcode")
        return whole
    refuse_card_number(text, "the barcode")
    if len(text) > LONGEST_BARCODE:
        raise BadRow(f"the barcode has more than {LONGEST_BARCODE} characters")
    if is_digits(text) and len(text) in GTIN_LENGTHS:
        raise BadRow(f"the barcode {quote(text)} has a wrong check digit")
    if not (code := key(text)):
        raise BadRow("the barcode has no characters that can be printed")
    return code


@lru_cache(maxsize=1024)
def _day(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise BadRow(f"valid_from {quote(text)} is no date such as 2025-12-31") from None


@lru_cache(maxsize=4096)
def _department(text: str | None) -> str | None:
    return None if text is None else clean(text, limit=_LONGEST_DEPARTMENT)


@lru_cache(maxsize=1024)
def _tax_class(text: str | None, known: frozenset[str]) -> str | None:
    if text is None:
        return None
    name = clean(text, limit=LONGEST_SKU) or STANDARD
    if known and name not in known:
        name = name.lower()
    if known and name not in known:
        raise BadRow(f"{quote(name)} is no tax class of this shop; known: {', '.join(sorted(known))}")
    return name


@lru_cache(maxsize=1024)
def _unit(text: str | None) -> str | None:
    if text is None:
        return None
    code = quantity.unit_code(text) if text.strip() else EACH
    if not code:
        raise BadRow(f"{quote(text)} is no unit; known: {', '.join(quantity.UNITS)}")
    return code


def _flag(text: str | None, column: str) -> bool | None:
    if text is None:
        return None
    word = text.strip().lower()
    if word and word not in _YES and word not in _NO:
        raise BadRow(f"{column} {quote(text)} is neither yes nor no")
    return word not in _NO
