"""Figures as other systems write them, read exactly: money, prices, quantities, rates and times. No float anywhere."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from storeops.rules import money, quantity, windows
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.money import Currency, divide
from storeops.rules.orders.document import DocumentRefused
from storeops.rules.wording import quote

# JSON's number (RFC 8259, section 6), and what XML Schema's decimal adds to it: a plus sign, a leading zero or point.
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?")
_LARGEST_POWER = 20


class Price(NamedTuple):
    """A price in minor units, and exactly, as a decimal text, where it is finer than the currency (else '')."""

    unit_price: Minor
    exact: str


def decimal(text: str, what: str) -> Decimal:
    """The number of a text, exactly; `what` names the field. Raises DocumentRefused: no number, or one too large."""
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        raise DocumentRefused(f"{what} is {quote(text)}, which is no number")
    value = Decimal(stripped)
    if value and not -_LARGEST_POWER <= value.adjusted() <= _LARGEST_POWER:
        raise DocumentRefused(f"{what} is {quote(text)}, which nobody can mean")
    return value


def minor(text: str, currency: Currency, what: str) -> Minor:
    """An amount in minor units. Zeros behind the currency's last digit mean nothing ('199.00' JPY is 199).

    Raises DocumentRefused when it is no amount, or finer than the currency."""
    digits = _plain(decimal(text, what), currency.exponent)
    try:
        return money.parse(digits, currency)
    except Refused as error:
        raise _naming(what, error) from error


def rounded(value: Decimal | Fraction, currency: Currency) -> Minor:
    """A value in the currency's main unit in minor units, rounded half away from zero once. Raises DocumentRefused when
    it has more digits than money has."""
    exact = Fraction(value) * 10**currency.exponent
    whole = divide(exact.numerator, exact.denominator)
    if len(str(abs(whole))) > money.MOST_DIGITS:
        raise DocumentRefused(f"an amount has more than {money.MOST_DIGITS} digits")
    return whole


def extend(price: Decimal | Fraction, quantity: Thousandths, currency: Currency, basis: Thousandths = ONE) -> Minor:
    """Price, for `basis` of the unit, times quantity in minor units, rounded once. Raises DocumentRefused."""
    return rounded(Fraction(price) * quantity / basis, currency)


def price(text: str, currency: Currency, what: str) -> Price:
    """A price, which may be finer than the currency. Raises DocumentRefused."""
    value = decimal(text, what)
    whole = rounded(value, currency)
    is_finer = Fraction(value) * 10**currency.exponent != whole
    return Price(whole, plain(value) if is_finer else "")


def plain(value: Decimal) -> str:
    """The number in digits, without an exponent and without zeros at its end: '0.1299', '1200'."""
    return _plain(value, 0)


def quantity_of(text: str, what: str) -> Thousandths:
    """A quantity in thousandths. Raises DocumentRefused: finer than that, or more than a million units."""
    digits = _plain(decimal(text, what), 0)
    try:
        return quantity.parse(digits)
    except Refused as error:
        raise _naming(what, error) from error


def per_cent(text: str, what: str, *, of_one: bool = False) -> str:
    """A rate as a decimal text in per cent; `of_one` when it is written as a share of one (0.19 for 19 per cent)."""
    return plain(decimal(text, what) * (100 if of_one else 1))


def currency_of(code: str) -> Currency:
    """The document's currency. Raises DocumentRefused when it names none, or none that is known."""
    if not code:
        raise DocumentRefused("it names no currency; say which one its channel uses")
    try:
        return money.currency(code)
    except Refused as error:
        raise _naming("its currency", error) from error


def moment(text: str, what: str) -> datetime:
    """A moment with its offset from UTC (ISO 8601). Raises DocumentRefused."""
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        raise DocumentRefused(f"{what} is {quote(text)}, which is no time (ISO 8601)") from None
    if read.tzinfo is None:
        raise DocumentRefused(f"{what} is {quote(text)}, which has no offset from UTC")
    return read


def day(text: str, what: str) -> str:
    """A calendar date (ISO 8601, a zone behind it left out, as XML Schema allows one). Raises DocumentRefused."""
    try:
        return date.fromisoformat(text.strip()[:10]).isoformat()
    except ValueError:
        raise DocumentRefused(f"{what} is {quote(text)}, which is no date (ISO 8601)") from None


def window(text: str, what: str) -> str:
    """A time window of the day as it is kept. Raises DocumentRefused."""
    try:
        return windows.window(text)
    except Refused as error:
        raise _naming(what, error) from error


def _naming(what: str, error: Refused) -> DocumentRefused:
    return DocumentRefused(f"{what}: {error}".removesuffix("."))


def _plain(value: Decimal, decimals: int) -> str:
    """The digits without an exponent; zeros at the end go as far as `decimals` allows."""
    whole, _, fraction = f"{value:f}".partition(".")
    kept = fraction.rstrip("0").ljust(decimals, "0") if fraction else ""
    return f"{whole}.{kept}" if kept else whole
