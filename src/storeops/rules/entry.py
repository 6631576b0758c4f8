"""The grammar of the entry line, one for the till and `storeops sell`.

What was typed or scanned becomes one frozen value which says what was meant; what the shop makes of it (is
there such an item, may this person give a discount) is decided elsewhere. A barcode is never taken for money
or for a quantity: a scan into the wrong moment must not sell a million pieces or give back five billion in
change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn, TypeAlias

import msgspec

from storeops.rules import money, quantity
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.barcodes import GROUP_SEPARATOR, Kind, key, read
from storeops.rules.barcodes.check_digits import gtin_14, is_digits
from storeops.rules.card_numbers import CardNumberRefused, passes_as_card_number
from storeops.rules.errors import Refused
from storeops.rules.text import clean
from storeops.rules.wording import quote

LONGEST = 256
"""Characters. Longer than any label of a product; a scanner with a stuck trigger sends more."""
ITEM_DIGITS = 4
"""Digits alone, this many or more, name an item (a PLU has four or five)."""
SCAN_DIGITS = 6
"""While paying, digits alone, this many or more, are a scan and no amount."""
_BARCODE_DIGITS = 10
"""Digits in the place of money, this many or more without a separator, are a scan."""

VOUCHER = "voucher"


class Item(msgspec.Struct, frozen=True):
    """One item: `code` as scanned or typed (barcode with AIM identifier and separators, SKU, PLU)."""

    code: str
    quantity: Thousandths | None = None


class Words(msgspec.Struct, frozen=True):
    """Words to search for."""

    text: str


class Percent(msgspec.Struct, frozen=True):
    """A rate in percent: '-10%' takes off (`minus`), '10%' and '+10%' do not."""

    rate: Decimal
    minus: bool


class Reduction(msgspec.Struct, frozen=True):
    """An amount to take off, above zero: '-1.50'."""

    amount: Minor


class NewPrice(msgspec.Struct, frozen=True):
    """The price of one unit from now on: '@2.50'."""

    amount: Minor


class Tender(msgspec.Struct, frozen=True):
    """A payment: `amount` None is what is due; `reference` an approval code or a voucher's number."""

    kind: str
    amount: Minor | None = None
    reference: str = ""


class Amount(msgspec.Struct, frozen=True):
    """An amount alone, while paying."""

    amount: Minor


class Ask(msgspec.Struct, frozen=True):
    """A question: '?' or '? topic'."""

    topic: str = ""


class Blank(msgspec.Struct, frozen=True):
    """Nothing but the Enter key."""


Entry: TypeAlias = Item | Words | Percent | Reduction | NewPrice | Tender | Amount | Ask | Blank


class NotUnderstood(Refused):
    """The entry means nothing here: `text` as entered, the `reason`, the `remedy` (what to type instead)."""

    def __init__(self, text: str, reason: str, remedy: str) -> None:
        super().__init__(f"{quote(text)}: {reason}. {remedy}")
        self.text = text
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Grammar:
    """How one shop writes: decimals of its currency, its decimal and grouping signs, its tender kinds."""

    exponent: int = 2
    decimal: str = "."
    group: str = ""
    tender_kinds: tuple[str, ...] = ("cash", "card")


_TIMES = re.compile(r"\s*[*×]\s*")
_TIMES_LETTER = re.compile(r"(?P<left>\S+)\s+[xX]\s+(?P<right>\S+)")
_SCAN_SIGN = re.compile(r"\][A-Za-z][0-9A-Za-z]|[hH][tT]{2}[pP][sS]?://|\([0-9]{2,4}\)[0-9]")
_NUMBER_ONLY = re.compile(r"[0-9][0-9.,'’\u00a0\u202f]*|[.,][0-9]+")
_MULTIPLIED = re.compile(r"[0-9.,]{1,11}\s*[*×]")
_BLANK_GROUPS = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_RATE = re.compile(r"(?P<sign>[+-]?)\s*(?P<rate>[0-9]{1,3}(?:[.,][0-9]{1,3})?)\s*%")


def parse(text: str, grammar: Grammar, *, paying: bool = False) -> Entry:
    """What one entry means; `paying` when the sale waits for its tenders.

    Raises NotUnderstood, and CardNumberRefused (whose message has no number in it).
    """
    raw = text.strip(" \t\r\n")
    if not raw:
        return Blank()
    if len(raw) > LONGEST:
        remedy = "Let go of the scanner's trigger and scan again."
        raise NotUnderstood(raw, f"{len(raw)} characters are too many for one entry", remedy)
    if _is_scan(raw):
        return Item(_checked(raw))
    entry = clean(raw, limit=LONGEST)
    if not entry:
        raise NotUnderstood(raw, "there is nothing readable in it", "Scan or type it again.")
    times = _times(raw, grammar)
    if times is not None:
        return times
    if passes_as_card_number(entry):
        raise CardNumberRefused("entry line")
    return _signed(entry, grammar) or _tender(entry, grammar, paying) or _bare(entry, grammar, paying)


def _is_scan(raw: str) -> bool:
    if _SCAN_SIGN.match(raw):
        return True
    # The star is legal in a GS1 lot number: only behind a short number it multiplies.
    return GROUP_SEPARATOR in raw and not _MULTIPLIED.match(raw)


def _checked(code: str) -> str:
    """The code without control characters but with its separators.

    A card number in it is refused unless it is data of a GS1 symbol.
    """
    if passes_as_card_number(code) and read(code).kind not in (Kind.GS1, Kind.SSCC):
        raise CardNumberRefused("entry line")
    return GROUP_SEPARATOR.join(clean(part, limit=LONGEST) for part in code.split(GROUP_SEPARATOR))


def _times(raw: str, grammar: Grammar) -> Item | None:
    """'2*TEA' and '2 x TEA'; None when nothing is multiplied."""
    parts = _TIMES.split(raw, maxsplit=1)
    if len(parts) == 1:
        letter = _TIMES_LETTER.fullmatch(raw)
        if letter is None or not _NUMBER_ONLY.fullmatch(letter["left"]):
            return None
        parts = [letter["left"], letter["right"]]
    left, right = parts
    example = f"Type it like 2*TEA or 0{grammar.decimal}350*APPLE."
    _refuse_card(left)
    if not right or (_TIMES.search(right) and not _is_scan(right)):
        raise NotUnderstood(raw, "one quantity and one item belong around the *", example)
    try:
        count = quantity.parse(left, decimal=grammar.decimal)
    except quantity.NotAQuantity as fault:
        raise NotUnderstood(raw, f"{quote(left)} is not a quantity: {fault.reason}", example) from fault
    if count == 0:
        raise NotUnderstood(raw, "the quantity is 0", "Type how many, or void the line to take it off.")
    if count < 0:
        raise NotUnderstood(raw, "the quantity is below 0", "To take goods back, open a return.")
    code = _checked(right)
    if not code:
        raise NotUnderstood(raw, "there is no item behind the *", example)
    return Item(code, count)


def _refuse_card(text: str) -> None:
    if passes_as_card_number(text):
        raise CardNumberRefused("entry line")


def _signed(entry: str, grammar: Grammar) -> Entry | None:
    """What begins with ?, @, - or +, or ends with %; else None."""
    if entry[0] == "?":
        return Ask(entry[1:].strip())
    if entry[-1] == "%" and entry[0] in "+-0123456789.,":
        return _percent(entry, grammar)
    if entry[0] == "@":
        return NewPrice(_money(entry, entry[1:], grammar, f"Type the price like @2{_cents(grammar)}."))
    if entry[0] == "-" and _NUMBER_ONLY.match(entry[1:].lstrip()):
        amount = _money(entry, entry[1:], grammar, f"Type the reduction like -1{_cents(grammar)} or -10%.")
        if amount == 0:
            raise NotUnderstood(entry, "the reduction is 0", "Type how much to take off.")
        return Reduction(amount)
    return None


def _percent(entry: str, grammar: Grammar) -> Percent:
    matched = _RATE.fullmatch(entry)
    wrong_sign = "," if grammar.decimal == "." else "."
    if matched is None or wrong_sign in matched["rate"]:
        example = f"Type it like -10% or -2{grammar.decimal}5%."
        raise NotUnderstood(entry, "that is not a percentage with at most three decimals", example)
    rate = Decimal(matched["rate"].replace(grammar.decimal, "."))
    if not 0 < rate <= 100:
        raise NotUnderstood(entry, "a percentage is above 0 and at most 100", "Type it like -10%.")
    return Percent(rate, matched["sign"] == "-")


def _tender(entry: str, grammar: Grammar, paying: bool) -> Tender | None:
    """'20 cash', 'cash 20', '12.50 card 004711'; while paying also 'card', 'card A1B2' and 'v CODE'.

    When not paying, only with an amount: 'card' alone may be somebody's search for greeting cards.
    """
    words = entry.split(" ")
    if paying and len(words) == 2 and words[0] in ("v", "V"):
        return Tender(VOUCHER, None, words[1])
    kinds = {kind.casefold(): kind for kind in grammar.tender_kinds}
    if len(words) > 1 and words[1].casefold() in kinds and _NUMBER_ONLY.fullmatch(words[0]):
        kind, amount, rest = kinds[words[1].casefold()], words[0], words[2:]
    elif words[0].casefold() in kinds:
        kind, amount, rest = kinds[words[0].casefold()], "", words[1:]
        # An approval code has leading zeros, an amount has not.
        if rest and _NUMBER_ONLY.fullmatch(rest[0]) and not re.match("0[0-9]", rest[0]):
            amount, rest = rest[0], rest[1:]
    else:
        return None
    if not amount:
        return Tender(kind, None, " ".join(rest)) if paying else None
    value = _money(entry, amount, grammar, f"Type it like 20{_cents(grammar)} {kind}.")
    if value == 0:
        raise NotUnderstood(entry, "the amount is 0", "Type what the customer gives.")
    return Tender(kind, value, " ".join(rest))


def _bare(entry: str, grammar: Grammar, paying: bool) -> Entry:
    """A number, a code or words alone."""
    if is_digits(entry) and len(entry) >= (SCAN_DIGITS if paying else ITEM_DIGITS):
        return Item(entry)
    grouped = paying and grammar.group.isspace() and _BLANK_GROUPS.fullmatch(entry)
    if _NUMBER_ONLY.fullmatch(entry) or grouped:
        if not paying:
            remedy = f"Type 2*TEA for a quantity, -1{_cents(grammar)} for a reduction, an item's code to sell it."
            raise NotUnderstood(entry, "a number alone is no item", remedy)
        value = _money(entry, entry, grammar, f"Type the amount like 20{_cents(grammar)}.")
        if value == 0:
            raise NotUnderstood(entry, "the amount is 0", "Type what the customer gives.")
        return Amount(value)
    if " " not in entry or gtin_14(key(entry)):
        return Item(entry)
    return Words(entry)


def _money(entry: str, text: str, grammar: Grammar, remedy: str) -> Minor:
    """The amount in the text, never below zero. Raises NotUnderstood."""
    digits = text.strip()
    if is_digits(digits) and (len(digits) >= _BARCODE_DIGITS or (len(digits) > 7 and gtin_14(digits))):
        raise NotUnderstood(entry, "that is a barcode, not an amount of money", remedy)
    if digits.startswith("-"):
        _refuse_negative(entry, remedy)
    try:
        return money.parse(
            digits,
            money.Currency("the currency", grammar.exponent),
            decimal=grammar.decimal,
            group=grammar.group,
        )
    except money.NotMoney as fault:
        raise NotUnderstood(entry, fault.reason, remedy) from fault


def _refuse_negative(entry: str, remedy: str) -> NoReturn:
    raise NotUnderstood(entry, "there is one minus sign too many", remedy)


def _cents(grammar: Grammar) -> str:
    return f"{grammar.decimal}{'50'.ljust(grammar.exponent, '0')[: grammar.exponent]}" if grammar.exponent else ""
