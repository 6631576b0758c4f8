"""Payment card numbers, found wherever somebody types or scans one, so that none is ever kept.

A number passes as a card's when its length and beginning belong to an issuer (ISO/IEC 7812-1) and its last
digit is right by Luhn's rule (ISO/IEC 7812-1, annex B). Of all numbers of 13 digits one in ten passes Luhn by
chance and one in ten is a right EAN-13; cards of 13 digits are hardly issued any more, while EAN-13 is on
nearly every product. So a valid GTIN-13 is never taken for a card. With 14 and 18 digits it is the other way
round: an ITF-14 or SSCC whose beginning and Luhn digit are those of a card of that very length is refused,
since the digits alone cannot tell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from storeops.rules.barcodes.check_digits import has_right_check_digit
from storeops.rules.errors import Refused

SHORTEST, LONGEST = 13, 19

_SEPARATOR = "[ \u00a0\u2009\u202f\u2010-\u2015-]"
_GROUP = re.compile(r"\d+")
# The digit of a scanner's AIM identifier (]E0) is none of the number's.
_RUN = re.compile(rf"(?:\][A-Za-z][0-9])?(?P<run>\d+(?:{_SEPARATOR}{{1,2}}\d+)*)")

_LONG = range(16, 20)
# Beginnings (first, last, inclusive) and lengths, from the brands' public tables of issuer numbers.
_ISSUERS: tuple[tuple[str, str, range | tuple[int, ...]], ...] = (
    ("4", "4", (13, 16, 18, 19)),  # Visa
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),  # Mastercard
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),
    ("300", "305", range(14, 20)),  # Diners Club
    ("3095", "3095", range(14, 20)),
    ("36", "36", range(14, 20)),
    ("38", "39", range(14, 20)),
    ("3528", "3589", _LONG),  # JCB
    ("6011", "6011", _LONG),  # Discover
    ("644", "659", _LONG),  # Discover, RuPay, Troy, Verve
    ("60", "60", (16,)),  # RuPay
    ("62", "62", _LONG),  # UnionPay
    ("81", "82", _LONG),  # UnionPay, RuPay
    ("2200", "2204", _LONG),  # Mir
    ("9792", "9792", (16,)),  # Troy
    ("50", "50", range(13, 20)),  # Maestro, Dankort, Elo, Verve
    ("56", "58", range(13, 20)),  # Maestro
    ("63", "63", range(13, 20)),  # Maestro, Elo, InstaPayment
    ("67", "67", range(13, 20)),  # Maestro
    ("1", "1", (15,)),  # UATP
)


class CardNumberRefused(Refused, ValueError):
    """A text holds what passes as a payment card number. Carries the field's name, never the number."""

    def __init__(self, field: str) -> None:
        super().__init__(
            f"This looks like a payment card number, and those are never kept here ({field}). "
            "Take it out; note the card terminal's approval code instead."
        )
        self.field = field


def passes_as_card_number(text: str) -> bool:
    """Whether a payment card number stands in the text, alone or among other words.

    13 to 19 digits of any script, also in groups with blanks or hyphens between. Digits run together into
    more than 19 are no card number: element strings of GS1 would be full of them.
    """
    return len(text) >= SHORTEST and next(_places(text), None) is not None


def refuse_card_number(text: str, field: str) -> None:
    """Raises CardNumberRefused when a card number stands in the text; `field` is its name for the cashier."""
    if passes_as_card_number(text):
        raise CardNumberRefused(field)


def mask(text: str) -> str:
    """The text for a log: of every card number only the last four digits are left."""
    if len(text) < SHORTEST:
        return text
    masked = list(text)
    for start, end in _places(text):
        digits = [at for at in range(start, end) if text[at].isdecimal()]
        for at in digits[:-4]:
            masked[at] = "*"
    return "".join(masked)


def _places(text: str) -> Iterator[tuple[int, int]]:
    for run in _RUN.finditer(text):
        at = run.start("run")
        groups = [(at + group.start(), at + group.end()) for group in _GROUP.finditer(run["run"])]
        for first, (start, _) in enumerate(groups):
            digits = ""
            for begin, end in groups[first:]:
                digits += text[begin:end]
                if len(digits) > LONGEST:
                    break
                if len(digits) >= SHORTEST and _is_card(digits):
                    yield start, end


def _is_card(digits: str) -> bool:
    plain = "".join(str(unicodedata.decimal(digit)) for digit in digits)
    if not _is_issued(plain) or not _passes_luhn(plain):
        return False
    return len(plain) != 13 or not has_right_check_digit(plain)


def _is_issued(digits: str) -> bool:
    return any(len(digits) in lengths and first <= digits[: len(first)] <= last for first, last, lengths in _ISSUERS)


def _passes_luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(doubled)) % 10 == 0
