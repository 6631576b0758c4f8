"""What the shop takes back and what it keeps of the money: read out of plain settings.

Lists are divided by semicolons: `return_windows` 'web=14; SHOES=60', `return_final_sale` 'UNDERWEAR; GIFT-CARD',
`return_fees` 'opened=15%+2.00; changed-mind/used=30%', `return_dispositions` 'FOOD=scrap; HOME/opened=restock'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.money import Currency, NotMoney, parse
from storeops.rules.rma.dispositions import DISPOSITIONS
from storeops.rules.rma.reasons import CONDITIONS, REASONS
from storeops.rules.wording import quote

SETTINGS = (
    *("return_before_receipt", "return_dispositions", "return_fees", "return_final_sale"),
    *("return_postage", "return_shipping", "return_window_days", "return_windows"),
)
"""The names of the settings that `policy_of` reads."""

USUAL_WINDOW = 30
"""Days, where the shop says nothing."""

FAULT, WHOLE, NEVER = "fault", "whole", "never"
SHIPPING_BACK = (FAULT, WHOLE, NEVER)
"""When what the parcel cost is given back, all goods having come back: where the shop was at fault, whatever the
reason (a withdrawal within the law's term: Directive 2011/83/EU, article 13 (1)), or never."""

_DAYS = re.compile(r"[0-9]{1,4}")
_FEE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)%(?:\+([0-9]+(?:\.[0-9]{1,3})?))?")


class WrongReturnSetting(Refused):
    """A setting of the rules for returns cannot be read. `name` is the setting's, `reason` in words."""

    def __init__(self, name: str, text: str, reason: str) -> None:
        super().__init__(f"{quote(text)} cannot be {name}: {reason}.")
        self.name = name
        self.text = text
        self.reason = reason


class FeeTerm(msgspec.Struct, frozen=True):
    """A restocking fee. Empty `reason` or `condition`: any. `basis_points` of what was paid (1500 = 15 %), at least
    `minimum` in minor units for the line."""

    reason: str
    condition: str
    basis_points: int
    minimum: Minor


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The shop's rules for returns by parcel. `windows`: days by department or channel; `final_sale`: departments and
    SKUs; `postage`: what is kept of the refund for the way back, in minor units, where the customer pays it."""

    window_days: int = USUAL_WINDOW
    windows: dict[str, int] = {}
    final_sale: frozenset[str] = frozenset()
    fees: tuple[FeeTerm, ...] = ()
    postage: Minor = 0
    shipping_back: str = FAULT
    dispositions: dict[tuple[str, str], str] = {}
    before_receipt: bool = False

    def days(self, department: str, channel: str) -> int:
        """The window of goods of a department, ordered through a channel: the department's own comes first."""
        return self.windows.get(department, self.windows.get(channel, self.window_days))


def policy_of(settings: Mapping[str, str], currency: Currency) -> Policy:
    """The rules out of the settings named in SETTINGS; what is missing or empty is as usual. Raises
    WrongReturnSetting."""
    days = settings.get("return_window_days", "") or str(USUAL_WINDOW)
    shipping = settings.get("return_shipping", "") or FAULT
    if shipping not in SHIPPING_BACK:
        raise WrongReturnSetting("return_shipping", shipping, f"it is one of {', '.join(SHIPPING_BACK)}")
    early = settings.get("return_before_receipt", "") or "no"
    if early not in ("yes", "no"):
        raise WrongReturnSetting("return_before_receipt", early, "it is yes or no")
    return Policy(
        window_days=_days("return_window_days", days),
        windows={key: _days("return_windows", value) for key, value in _pairs(settings, "return_windows")},
        final_sale=frozenset(_parts(settings, "return_final_sale")),
        fees=tuple(_fee(key, value, currency) for key, value in _pairs(settings, "return_fees")),
        postage=_money("return_postage", settings.get("return_postage", "") or "0", currency),
        shipping_back=shipping,
        dispositions=dict(_disposition(*pair) for pair in _pairs(settings, "return_dispositions")),
        before_receipt=early == "yes",
    )


def _parts(settings: Mapping[str, str], name: str) -> Iterator[str]:
    yield from filter(None, (part.strip() for part in settings.get(name, "").split(";")))


def _pairs(settings: Mapping[str, str], name: str) -> Iterator[tuple[str, str]]:
    for part in _parts(settings, name):
        key, sign, value = part.rpartition("=")
        if not (sign and key.strip() and value.strip()):
            raise WrongReturnSetting(name, part, "write each as NAME=VALUE, divided by semicolons")
        yield key.strip(), value.strip()


def _days(name: str, text: str) -> int:
    if not _DAYS.fullmatch(text):
        raise WrongReturnSetting(name, text, "it is a number of days, such as 30")
    return int(text)


def _money(name: str, text: str, currency: Currency) -> Minor:
    try:
        return parse(text, currency)
    except NotMoney as error:
        raise WrongReturnSetting(name, text, str(error).rstrip(".")) from error


def _fee(key: str, value: str, currency: Currency) -> FeeTerm:
    """'reason/condition', 'reason' or 'condition', and '15%' or '15%+2.00'."""
    first, _, second = key.partition("/")
    reason, condition = (first, second) if second or (first in REASONS and first not in CONDITIONS) else ("", first)
    if (reason and reason not in REASONS) or (condition and condition not in CONDITIONS):
        raise WrongReturnSetting("return_fees", key, "it is a reason, a condition, or reason/condition")
    found = _FEE.fullmatch(value)
    if found is None or (points := _basis_points(found[1])) > 10_000:
        raise WrongReturnSetting("return_fees", value, "it is a percentage, such as 15% or 15%+2.00")
    return FeeTerm(reason, condition, points, _money("return_fees", found[2] or "0", currency))


def _basis_points(percent: str) -> int:
    whole, _, fraction = percent.partition(".")
    return int(whole) * 100 + int(fraction.ljust(2, "0") or "0")


def _disposition(key: str, value: str) -> tuple[tuple[str, str], str]:
    if value not in DISPOSITIONS:
        raise WrongReturnSetting("return_dispositions", value, f"it is one of {', '.join(DISPOSITIONS)}")
    department, sign, condition = key.rpartition("/")
    if not sign:
        department, condition = ("", key) if key in CONDITIONS else (key, "")
    if condition and condition not in CONDITIONS:
        raise WrongReturnSetting("return_dispositions", key, f"a condition is one of {', '.join(CONDITIONS)}")
    return (department, condition), value
