"""Quantities in thousandths of a product's unit: reading, checking, writing, and price times quantity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.money import HALF_UP, RoundingMode, divide
from storeops.rules.wording import quote

LARGEST: Thousandths = 1_000_000 * ONE
"""The largest quantity one entry may have, a million units: beyond it a barcode was scanned into the
quantity."""

_DECIMALS = 3


class NotAQuantity(Refused):
    """The text, or the number, is not a quantity that can be sold. `text` as it was given, `reason` in
    words."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{quote(text)} is not a quantity: {reason}.")
        self.text = text
        self.reason = reason


class NotWhole(Refused):
    """The quantity is finer than its unit can be counted or measured: 1.5 pieces, 0.125 hours."""

    def __init__(self, quantity: Thousandths, unit: Unit) -> None:
        limit = "whole numbers" if unit.decimals == 0 else f"at most {unit.decimals} decimals"
        super().__init__(f"{decimal_string(quantity)} {unit.symbol} is not possible: enter {limit} of {unit.code}.")
        self.quantity = quantity
        self.unit = unit


class UnknownUnit(Refused):
    """The product's unit is not one the shop counts or measures in."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{quote(code)} is not a unit; use one of: {', '.join(UNITS)}.")
        self.code = code


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of sale: its `code` in files, the `decimals` it is sold in (0 = whole pieces), its printed
    `symbol`."""

    code: str
    decimals: int
    symbol: str


UNITS: MappingProxyType[str, Unit] = MappingProxyType(
    {
        unit.code: unit
        for unit in (
            Unit("each", 0, "ea"),
            Unit("pair", 0, "pair"),
            Unit("pack", 0, "pack"),
            Unit("box", 0, "box"),
            Unit("case", 0, "case"),
            Unit("set", 0, "set"),
            Unit("kg", 3, "kg"),
            Unit("g", 0, "g"),
            Unit("lb", 3, "lb"),
            Unit("oz", 3, "oz"),
            Unit("l", 3, "l"),
            Unit("ml", 0, "ml"),
            Unit("m", 3, "m"),
            Unit("cm", 0, "cm"),
            Unit("m2", 3, "m²"),
            Unit("m3", 3, "m³"),
            Unit("h", 2, "h"),
        )
    }
)
"""Every unit by its code; weights and measures to the gram, millilitre and millimetre."""


OTHER_NAMES: MappingProxyType[str, str] = MappingProxyType(
    {
        name: code
        for code, names in (
            ("each", "ea piece pieces pc pcs unit units"),
            ("pair", "pairs pr"),
            ("pack", "packs pk packet packets"),
            ("box", "boxes bx"),
            ("case", "cases cs"),
            ("set", "sets"),
            ("kg", "kgs kilo kilos kilogram kilograms kilogramme kilogrammes"),
            ("g", "gr gram grams gramme grammes"),
            ("lb", "lbs pound pounds"),
            ("oz", "ounce ounces"),
            ("l", "lt ltr litre litres liter liters"),
            ("ml", "millilitre millilitres milliliter milliliters"),
            ("m", "metre metres meter meters"),
            ("cm", "centimetre centimetres centimeter centimeters"),
            ("m2", "m² sqm"),
            ("m3", "m³ cbm"),
            ("h", "hr hrs hour hours"),
        )
        for name in names.split()
    }
)
"""How other systems and people write the units: their other name to the code in UNITS."""


def unit_code(text: str) -> str:
    """The code of a unit as a file or a person writes it, in whatever case; empty where there is no such unit."""
    name = text.strip().lower()
    return name if name in UNITS else OTHER_NAMES.get(name, "")


def unit(code: str) -> Unit:
    """The unit of a code as written in UNITS. Raises UnknownUnit."""
    found = UNITS.get(code)
    if found is None:
        raise UnknownUnit(code)
    return found


def parse(text: str, *, decimal: str = ".") -> Thousandths:
    """Read a quantity of at most three decimals and at most a million units, either sign; nothing is rounded.

    Only the digits 0-9, one leading minus sign and the locale's `decimal` sign are read. Zero is read as
    zero: whether it makes sense is for `check`. Raises NotAQuantity."""
    stripped = text.strip()
    if not stripped:
        raise NotAQuantity(text, "nothing was entered")
    matched = _pattern(decimal).fullmatch(stripped)
    if matched is None:
        raise NotAQuantity(text, f"type digits, and {quote(decimal)} before the decimals")
    fraction = matched["fraction"] or ""
    if len(fraction) > _DECIMALS:
        raise NotAQuantity(text, f"it has more than {_DECIMALS} decimals")
    # The length is looked at first: a stuck scanner can send more digits than int() agrees to read.
    whole = matched["whole"].lstrip("0")
    size = int((whole or "0") + fraction.ljust(_DECIMALS, "0")) if len(whole) <= 7 else LARGEST + 1
    if size > LARGEST:
        raise NotAQuantity(text, f"it is more than {LARGEST // ONE}; a barcode may have been read as a quantity")
    return -size if matched["sign"] else size


@lru_cache(maxsize=8)
def _pattern(decimal: str) -> re.Pattern[str]:
    if len(decimal) != 1 or decimal.isalnum():
        raise ValueError(f"{decimal!r} cannot be the decimal sign")
    point = re.escape(decimal)
    return re.compile(f"(?P<sign>-)?(?P<whole>[0-9]+|(?={point}))(?:{point}(?P<fraction>[0-9]+))?")


def check(quantity: Thousandths, unit: Unit) -> None:
    """Refuse a quantity nobody can sell in `unit`.

    Raises NotAQuantity for zero and for more than a million units, NotWhole when it is finer than the
    unit."""
    if quantity == 0:
        raise NotAQuantity("0", "enter how many or how much")
    if abs(quantity) > LARGEST:
        raise NotAQuantity(decimal_string(quantity), f"it is more than {LARGEST // ONE}")
    if quantity % 10 ** (_DECIMALS - unit.decimals):
        raise NotWhole(quantity, unit)


def decimal_string(quantity: Thousandths) -> str:
    """The quantity as a plain decimal for JSON and CSV, without trailing zeros: '2', '0.35', '25.5', '-1'."""
    whole, fraction = divmod(abs(quantity), ONE)
    text = f"{whole}.{fraction:03d}".rstrip("0").rstrip(".") if fraction else str(whole)
    return "-" + text if quantity < 0 else text


def display(quantity: Thousandths, unit: Unit, *, decimal: str = ".") -> str:
    """The quantity for people, padded to the decimals of its unit: '0.350' kg, '2' pieces, '1.50' h.

    Never cut: a quantity finer than its unit (an old record) is shown with all its digits."""
    whole, _, fraction = decimal_string(quantity).partition(".")
    fraction = fraction.ljust(unit.decimals, "0")
    return whole + decimal + fraction if fraction else whole


def extend(unit_price: Minor, quantity: Thousandths, mode: RoundingMode = HALF_UP) -> Minor:
    """Price of one unit times quantity, in minor units, rounded once; sign-symmetric in both."""
    return divide(unit_price * quantity, ONE, mode)
