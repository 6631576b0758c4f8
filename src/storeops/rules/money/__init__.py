"""Money in integers of the minor unit: rounding, sharing out, reading and writing. No float anywhere.

Every rounding is sign-symmetric: what is done to a sale of 875 is done, mirrored, to a refund of -875.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.money.currencies import EXPONENTS
from storeops.rules.wording import quote

MOST_DIGITS = 15
"""The longest amount that is read, in digits of minor units: below 2^53, so any JSON reader gets it right."""

_SPACES = "\u0020\u00a0\u202f"
_APOSTROPHES = "'\u2019"


class RoundingMode(StrEnum):
    """What becomes of the part below one minor unit; all modes mirror at zero."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"
    HALF_DOWN = "half-down"
    UP = "up"
    DOWN = "down"


HALF_UP = RoundingMode.HALF_UP


class NotMoney(Refused):
    """The text is not an amount of this currency. `text` as it was given, `reason` in words."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{quote(text)} is not an amount of money: {reason}.")
        self.text = text
        self.reason = reason


class UnknownCurrency(Refused):
    """The code is not in ISO 4217's list of current currencies."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{quote(code)} is not a currency; give an ISO 4217 code such as GBP, EUR or JPY.")
        self.code = code


class CannotAllocate(Refused):
    """An amount cannot be shared out as asked: it has no one to go to, or a share outside of the whole."""

    def __init__(self, total: int, reason: str) -> None:
        super().__init__(f"The amount {total} (in minor units) cannot be shared out: {reason}.")
        self.total = total
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency: alphabetic `code`, and the `exponent` (digits) of its minor unit."""

    code: str
    exponent: int


@lru_cache(maxsize=256)
def currency(code: str) -> Currency:
    """The currency of an ISO 4217 alphabetic code, in capitals. Raises UnknownCurrency."""
    exponent = EXPONENTS.get(code)
    if exponent is None:
        raise UnknownCurrency(code)
    return Currency(code, exponent)


def divide(numerator: int, denominator: int, mode: RoundingMode = HALF_UP) -> int:
    """Divide exactly and round once; `divide(-n, d) == -divide(n, d)` in every mode.

    HALF_UP rounds halves away from zero, UP always away from zero, DOWN towards it. Raises
    ZeroDivisionError."""
    negative = (numerator < 0) != (denominator < 0)
    below = abs(denominator)
    whole, rest = divmod(abs(numerator), below)
    if rest and _goes_up(whole, 2 * rest - below, mode):
        whole += 1
    return -whole if negative else whole


def _goes_up(whole: int, over_half: int, mode: RoundingMode) -> bool:
    if mode is RoundingMode.UP:
        return True
    if mode is RoundingMode.DOWN:
        return False
    if over_half:
        return over_half > 0
    return mode is RoundingMode.HALF_UP or (mode is RoundingMode.HALF_EVEN and whole % 2 == 1)


def allocate(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share `total` out in proportion to `weights`, losing nothing: the parts add up to `total`.

    Largest remainder (Hamilton's method): everybody gets the whole units of the exact share, the units left
    go to the largest remainders, ties to the earlier. Sign-symmetric. Weights of zero get nothing. Raises
    CannotAllocate for a negative weight, or when there is something to share and all weights are zero."""
    if any(weight < 0 for weight in weights):
        raise CannotAllocate(total, "a weight is negative")
    sum_of_weights = sum(weights)
    if sum_of_weights == 0:
        if total:
            raise CannotAllocate(total, "nothing has a weight")
        return (0,) * len(weights)
    size = abs(total)
    shares = [divmod(size * weight, sum_of_weights) for weight in weights]
    parts = [whole for whole, _ in shares]
    left = size - sum(parts)
    if left:
        # `sorted` is stable, so equal remainders stay in their order: the earlier wins.
        for index in sorted(range(len(shares)), key=lambda i: -shares[i][1])[:left]:
            parts[index] += 1
    return tuple(parts) if total >= 0 else tuple(-part for part in parts)


def part(whole: int, quantity: int, before: int, now: int) -> int:
    """The share of `whole` that belongs to the units (before, before + now] out of `quantity`.

    Cumulative difference, floor(whole x (before + now) / quantity) - floor(whole x before / quantity) on the
    size of `whole`: over any partition of `quantity`, in any sizes, the shares add up to exactly `whole`.
    This is what a refund by parts gives back. Sign-symmetric in `whole`. Raises CannotAllocate when the units
    are not among those of `quantity`."""
    if quantity <= 0:
        raise CannotAllocate(whole, f"there are no units to share it among ({quantity})")
    if before < 0 or now < 0 or before + now > quantity:
        raise CannotAllocate(whole, f"units {before} to {before + now} are not within {quantity}")
    size = abs(whole)
    share = size * (before + now) // quantity - size * before // quantity
    return share if whole >= 0 else -share


def parse(text: str, currency: Currency, *, decimal: str = ".", group: str = "") -> Minor:
    """Read an amount as people of one locale write it; never guess: '1.234' is 1234 where '.' groups.

    `decimal` and `group` are that locale's separators; without `group` none is accepted. Groups must be of
    three digits (or Indian: 12,34,567). A grouping space may be plain, no-break or narrow, a grouping
    apostrophe straight or curly, since keyboards differ. Only the digits 0-9 and one leading minus sign are
    read; fewer decimals than the currency has are fine ('8.5' is 8.50), '.5' too. At most 15 digits counted
    in minor units. Raises NotMoney; ValueError when the separators themselves make no sense."""
    _check_separators(decimal, group)
    stripped = text.strip()
    if not stripped:
        raise NotMoney(text, "nothing was entered")
    if len(stripped) > 3 * MOST_DIGITS:
        raise NotMoney(text, f"it has more than {MOST_DIGITS} digits")
    matched = _pattern(decimal, group).fullmatch(stripped)
    if matched is None:
        raise NotMoney(text, _fault(stripped, decimal, group))
    whole = "".join(c for c in matched["whole"] if "0" <= c <= "9")
    fraction = matched["fraction"] or ""
    if len(fraction) > currency.exponent:
        raise NotMoney(text, _too_fine(currency))
    if len(whole) + currency.exponent > MOST_DIGITS:
        raise NotMoney(text, f"it has more than {MOST_DIGITS} digits")
    amount = int(whole + fraction.ljust(currency.exponent, "0"))
    return -amount if matched["sign"] else amount


def _check_separators(decimal: str, group: str) -> None:
    if len(decimal) != 1 or len(group) > 1 or decimal == group or (decimal + group).isalnum():
        raise ValueError(f"separators {decimal!r} and {group!r} cannot be told apart from each other or from digits")


@lru_cache(maxsize=32)
def _pattern(decimal: str, group: str) -> re.Pattern[str]:
    whole = "[0-9]+"
    if group:
        between = f"[{re.escape(_alike(group))}]"
        whole += f"|[0-9]{{1,3}}(?:{between}[0-9]{{3}})+|[0-9]{{1,2}}(?:{between}[0-9]{{2}})+{between}[0-9]{{3}}"
    point = re.escape(decimal)
    return re.compile(f"(?P<sign>-)?(?P<whole>{whole}|(?={point}))(?:{point}(?P<fraction>[0-9]+))?")


def _alike(group: str) -> str:
    for family in (_SPACES, _APOSTROPHES):
        if group in family:
            return family
    return group


def _fault(text: str, decimal: str, group: str) -> str:
    body = text.removeprefix("-")
    allowed = "0123456789" + decimal + (_alike(group) if group else "")
    strange = next((c for c in body if c not in allowed), None)
    if strange is not None:
        return f"{quote(strange)} does not belong in it; type digits and {quote(decimal)} for the decimals"
    if body.count(decimal) > 1:
        return f"it has more than one decimal sign {quote(decimal)}"
    if group and any(c in _alike(group) for c in body):
        return f"the groups made by {quote(group)} are not of three digits; the decimal sign is {quote(decimal)}"
    return f"digits are missing beside the decimal sign {quote(decimal)}"


def _too_fine(currency: Currency) -> str:
    if currency.exponent == 0:
        return f"{currency.code} has no decimals"
    return f"{currency.code} has {currency.exponent} decimals at most"


def decimal_string(amount: Minor, exponent: int) -> str:
    """The amount as a plain decimal for JSON and CSV: '8.75', '-0.05', '100'. Always all digits of the
    currency."""
    digits = str(abs(amount)).rjust(exponent + 1, "0")
    sign = "-" if amount < 0 else ""
    if exponent == 0:
        return sign + digits
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}"


def display(amount: Minor, exponent: int, *, decimal: str = ".", group: str = "", symbol: str = "") -> str:
    """The amount for people: '1,234.50', '-£8.75'. The minus sign is first, then the symbol, then the
    digits."""
    whole, _, fraction = decimal_string(abs(amount), exponent).partition(".")
    if group:
        first = len(whole) % 3 or 3
        whole = group.join([whole[:first], *(whole[i : i + 3] for i in range(first, len(whole), 3))])
    return ("-" if amount < 0 else "") + symbol + whole + (decimal + fraction if fraction else "")
