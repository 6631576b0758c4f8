"""The settings a person may change, and what each may be: a wrong one would keep the shop from opening."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from storeops.rules.errors import Refused

if TYPE_CHECKING:
    from storeops.database.queries.profile import Profile


class Known(NamedTuple):
    """A setting: the form of its value, and that form in words."""

    form: re.Pattern[str]
    words: str


KNOWN: MappingProxyType[str, Known] = MappingProxyType(
    {
        "barcode_patterns": Known(re.compile(r"[0-9A-Za-z .,:;=-]{0,500}"), "layouts of restricted numbers"),
        "day_ends": Known(re.compile(r"(?:0[0-9]|1[0-2]):[0-5][0-9]"), "a time from 00:00 to 12:59, such as 04:00"),
        "decimal": Known(re.compile(r"[.,]"), "the decimal sign: . or ,"),
        "group": Known(re.compile(r"[.,'’\u00a0\u202f ]?"), "the sign between groups of three digits, or nothing"),
        "prices_include_tax": Known(re.compile(r"yes|no"), "yes or no"),
        "receiptless_limit": Known(
            re.compile(r"(?:[0-9]{1,9}(?:\.[0-9]{1,3})?)?"), "an amount such as 50.00, or nothing for no limit"
        ),
        "tax_name": Known(re.compile(r"[^\x00-\x1f\x7f]{1,20}"), "what the tax is called on receipts"),
        "tax_rounding": Known(re.compile(r"line|document"), "line or document"),
    }
)


class UnknownSetting(Refused):
    def __init__(self, key: str) -> None:
        super().__init__(f"There is no setting '{key[:40]}'. Known: {', '.join(KNOWN)}.")
        self.key = key


class BadValue(Refused):
    def __init__(self, key: str, value: str) -> None:
        super().__init__(f"'{value[:40]}' cannot be {key}: it is {KNOWN[key].words}.")
        self.key = key
        self.value = value


def check(key: str, value: str, profile: Profile) -> None:
    """Raises UnknownSetting, BadValue, BadPattern."""
    known = KNOWN.get(key)
    if known is None:
        raise UnknownSetting(key)
    if not known.form.fullmatch(value):
        raise BadValue(key, value)
    if value and value == {"decimal": profile.group, "group": profile.decimal}.get(key):
        raise BadValue(key, value)
    if key == "barcode_patterns":
        from storeops.rules.barcodes import pattern

        for text in filter(None, re.split(r"[\s;]+", value)):
            pattern(text)
