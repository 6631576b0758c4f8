"""The Serial Shipping Container Code: the number of one parcel, never given twice within a year.

GS1 General Specifications, section 3.2 (application identifier 00) and GS1 logistic label: one extension digit, the
company's prefix, a serial reference that fills up to 17 digits, the check digit.
"""

from __future__ import annotations

from storeops.rules.barcodes.check_digits import gtin_check_digit, has_right_check_digit, is_digits
from storeops.rules.errors import Refused
from storeops.rules.wording import quote

SHORTEST_PREFIX, LONGEST_PREFIX = 7, 12
"""Digits of a company prefix. GS1's member organisations give out 7 to 10 today, some have given 11 and 12."""

_DIGITS = 16
"""Digits of prefix and serial reference together."""


class BadCompanyPrefix(Refused):
    """The text is no GS1 company prefix."""

    def __init__(self, prefix: str) -> None:
        super().__init__(
            f"{quote(prefix)} is not a GS1 company prefix: it has {SHORTEST_PREFIX} to {LONGEST_PREFIX} digits, "
            "as GS1 gave them to your company."
        )
        self.prefix = prefix


class BadExtensionDigit(Refused):
    """The extension digit is not 0 to 9."""

    def __init__(self, extension: int) -> None:
        super().__init__(f"{extension} cannot be the extension digit of an SSCC: choose 0 to 9.")
        self.extension = extension


class SerialsUsedUp(Refused):
    """The counter is beyond the last serial reference of this prefix and extension digit."""

    def __init__(self, prefix: str, extension: int, counter: int) -> None:
        super().__init__(
            f"No SSCC is left for the prefix {prefix} with the extension digit {extension}: parcel {counter} is beyond "
            f"the last serial number, {capacity(prefix) - 1}. Use the next extension digit."
        )
        self.prefix = prefix
        self.extension = extension
        self.counter = counter


def capacity(prefix: str) -> int:
    """How many parcels one extension digit numbers under this prefix: 10,000,000 with 9 digits. Raises
    BadCompanyPrefix."""
    if not (is_digits(prefix) and SHORTEST_PREFIX <= len(prefix) <= LONGEST_PREFIX and prefix.strip("0")):
        raise BadCompanyPrefix(prefix)
    return int(10 ** (_DIGITS - len(prefix)))


def sscc(prefix: str, extension: int, counter: int) -> str:
    """The SSCC of 18 digits with this serial reference, counted from 0 by whoever keeps the counter.

    Raises BadCompanyPrefix, BadExtensionDigit, SerialsUsedUp; ValueError for a counter below 0."""
    if counter < 0:
        raise ValueError("a counter of parcels starts at 0")
    if not 0 <= extension <= 9:
        raise BadExtensionDigit(extension)
    if counter >= capacity(prefix):
        raise SerialsUsedUp(prefix, extension, counter)
    body = f"{extension}{prefix}{counter:0{_DIGITS - len(prefix)}d}"
    return body + gtin_check_digit(body)


def is_sscc(text: str) -> bool:
    """Whether the text is an SSCC: 18 digits, not all of them 0, the last one right."""
    return len(text) == 18 and is_digits(text) and text.strip("0") != "" and has_right_check_digit(text)
