"""Numbers of restricted circulation: labels of a scale or of the shop itself, with weight or price inside.

They are valid only within a country or a company (GS1 General Specifications, sections 2.1.11 and 2.1.12), so
what their digits mean is the shop's own setting (`RestrictedPattern`) or the rule of its country, which biip
knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.barcodes.check_digits import gtin_check_digit
from storeops.rules.errors import Refused
from storeops.rules.wording import quote

AS_CURRENCY = -1
"""In a price pattern: as many decimals as the currency has."""

_LAYOUT = re.compile(r"(?P<prefix>[0-9]+)(?=[IWPQVC]+$)(?P<rest>[IWPQVC]+)")
_FULL = re.compile(r"(?P<layout>[0-9]+[A-Z]+)(?::(?P<decimals>[0-4]))?")
_PREFIXES = {8: ("0", "2"), 12: ("2", "4"), 13: ("02", "04", "2")}


class BadPattern(Refused):
    """A layout of restricted numbers which cannot be used; carries the text and what is wrong with it."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(
            f"The barcode layout {quote(text)} cannot be used: {reason}. "
            "Write it as 21IIIIIWWWWWC: I item, W weight, P price, Q pieces, V its check digit, C last digit."
        )
        self.text = text
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RestrictedPattern:
    """How a shop's own numbers are laid out: one character per digit.

    `layout` begins with `prefix`; then I = item reference, W = weight, P = price, Q = pieces, V = check digit
    of the price or weight, and C = check digit at the end. `decimals`: digits after the point of the measure
    (weight in kilograms), or AS_CURRENCY.
    """

    prefix: str
    layout: str
    decimals: int


class Measure(msgspec.Struct, frozen=True):
    """What a restricted number says; `code` is its 14-digit form with the measure at zero, the product's.

    A measure of zero is no measure (None): such a number names the product itself.
    """

    code: str
    item: str
    rule: str
    weight: Thousandths | None = None
    price: Minor | None = None
    quantity: Thousandths | None = None


def pattern(text: str) -> RestrictedPattern:
    """The pattern written as a layout, with `:decimals` behind it where they are not the usual ones.

    `21IIIIIWWWWWC` is a weight in grams, `02IIIIIPPPPPC` a price in the currency's minor unit,
    `23IIIIIIIWWWWC:2` a weight with two decimals. Raises BadPattern.
    """
    whole = _FULL.fullmatch(text.strip().upper())
    layout = whole["layout"] if whole else ""
    parts = _LAYOUT.fullmatch(layout)
    if whole is None or parts is None:
        raise BadPattern(text, "it is not a prefix of digits followed by I, W, P, Q, V and C")
    prefixes = _PREFIXES.get(len(layout))
    if prefixes is None:
        raise BadPattern(text, f"it has {len(layout)} digits, not 8, 12 or 13")
    if not layout.startswith(prefixes):
        raise BadPattern(text, f"numbers for the shop's own use begin with {' or '.join(prefixes)}")
    rest = parts["rest"]
    measures = [letter for letter in "WPQ" if letter in rest]
    runs = re.findall(r"(.)\1*", rest)
    if len(runs) != len(set(runs)) or "I" not in runs or rest[-1] != "C" or rest.count("C") != 1:
        raise BadPattern(text, "each letter stands once, in one run, with I among them and one C at the end")
    if len(measures) > 1:
        raise BadPattern(text, "it has more than one of weight, price and pieces")
    if "V" in rest and (rest.count("V") != 1 or not measures or rest.count(measures[0]) not in (4, 5)):
        raise BadPattern(text, "V is one check digit of a measure of four or five digits")
    usual = {"W": 3, "P": AS_CURRENCY}.get(measures[0], 0) if measures else 0
    return RestrictedPattern(parts["prefix"], layout, int(whole["decimals"]) if whole["decimals"] else usual)


def by_pattern(digits: str, patterns: Sequence[RestrictedPattern], exponent: int) -> Measure | None:
    """What the first fitting pattern says of a number with a right check digit.

    A UPC-A and its EAN-13 with a leading zero fit each other's patterns. A wrong V fits not.
    """
    for candidate in patterns:
        length = len(candidate.layout)
        number = digits
        if length == 13 and len(digits) == 12:
            number = "0" + digits
        elif length == 12 and len(digits) == 13 and digits[0] == "0":
            number = digits[1:]
        if len(number) == length and number.startswith(candidate.prefix):
            found = _apply(number, candidate, exponent)
            if found is not None:
                return found
    return None


def by_country(digits: str, country: str, exponent: int) -> Measure | None:
    """What the country's rule (ISO 3166-1 alpha-2) says of a 12 or 13 digit number, as far as biip knows it.

    None for numbers of one company's own (02 and 20-29 only are a country's), for prefixes without a rule and
    where the price's own check digit is wrong.
    """
    from biip import ParseConfig, ParseError
    from biip.gtin import Gtin
    from biip.rcn import Rcn, RcnRegion

    if country.lower() not in {region.value for region in RcnRegion}:
        return None
    try:
        number = Gtin.parse(digits.zfill(13), config=ParseConfig(rcn_region=country.lower()))
    except ParseError:
        return None
    if not isinstance(number, Rcn) or (number.weight, number.price, number.count) == (None, None, None):
        return None
    return Measure(
        code=number.without_variable_measure().as_gtin_14(),
        item=number.item_reference or "",
        rule=f"the rule of {country.upper()} for numbers beginning with {digits.zfill(13)[:2]}",
        weight=scaled(*_parts(str(number.weight)), 3) if number.weight else None,
        price=scaled(*_parts(str(number.price)), exponent) if number.price else None,
        quantity=number.count * 1000 if number.count else None,
    )


def scaled(value: int, decimals: int, wanted: int) -> int | None:
    """An integer of so many decimals brought to the wanted number of them; None when not exact."""
    if decimals <= wanted:
        return int(value * 10 ** (wanted - decimals))
    whole, rest = divmod(value, 10 ** (decimals - wanted))
    return whole if rest == 0 else None


def _parts(number: str) -> tuple[int, int]:
    whole, _, decimals = number.partition(".")
    return int(whole + decimals), len(decimals)


def _apply(number: str, used: RestrictedPattern, exponent: int) -> Measure | None:
    def field(letter: str) -> str:
        start = used.layout.find(letter)
        return number[start : used.layout.rfind(letter) + 1] if start >= 0 else ""

    letter = next((mark for mark in "WPQ" if mark in used.layout), "")
    digits = field(letter) if letter else ""
    check = field("V")
    if check and check != _measure_check_digit(digits):
        return None
    decimals = exponent if used.decimals == AS_CURRENCY else used.decimals
    value = scaled(int(digits or 0), decimals, exponent if letter == "P" else 3) or None
    return Measure(
        code=_without_measure(number, used, letter),
        item=field("I"),
        rule=f"the shop's own layout {used.layout}",
        weight=value if letter == "W" else None,
        price=value if letter == "P" else None,
        quantity=value if letter == "Q" else None,
    )


def _without_measure(number: str, used: RestrictedPattern, letter: str) -> str:
    # The check digit of a measure of zeros is 0 in both the four and the five digit form.
    blank = {letter, "V"} - {""}
    body = "".join("0" if mark in blank else digit for digit, mark in zip(number, used.layout, strict=True))[:-1]
    return (body + gtin_check_digit(body)).zfill(14)


def _measure_check_digit(digits: str) -> str:
    from biip.checksums import gs1_price_weight_check_digit

    return str(gs1_price_weight_check_digit(digits))
