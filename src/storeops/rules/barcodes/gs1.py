"""GS1 element strings and Digital Link addresses, read by biip and brought into the shop's own units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.barcodes.restricted_numbers import scaled

if TYPE_CHECKING:
    from biip.gs1_element_strings import GS1ElementString

LONGEST = 8000
"""Characters; the largest QR code holds 7,089 digits."""


class NotGS1(ValueError):
    """The text is no GS1 message: the reason, and whether a check digit within it is wrong."""

    def __init__(self, reason: str, *, wrong_check_digit: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wrong_check_digit = wrong_check_digit


class Element(msgspec.Struct, frozen=True):
    """One element string: application identifier, its title, the data as printed."""

    identifier: str
    title: str
    value: str


class Content(msgspec.Struct, frozen=True):
    """What a GS1 message says. GTIN of 14 digits, weight in thousandths of a kilogram."""

    elements: tuple[Element, ...]
    gtin: str = ""
    sscc: str = ""
    lot: str = ""
    serial: str = ""
    expiry: date | None = None
    weight: Thousandths | None = None
    price: Minor | None = None
    quantity: Thousandths | None = None


def message(text: str, exponent: int) -> Content:
    """The content of a GS1 element string, as scanned (FNC1 = GS, 0x1D) or as printed: `(01)...(10)...`.

    `exponent`: decimals of the shop's currency. Raises NotGS1.
    """
    from biip import ParseError
    from biip.gs1_messages import GS1Message

    _check_text(text)
    try:
        if text.startswith("("):
            printed = GS1Message.parse_hri(text)
            # biip passes over what does not look like an element; what was left out must not be lost in silence.
            if printed.as_hri() != "".join(text.split()):
                raise NotGS1("an identifier in brackets has no data behind it")
            return _content(printed.element_strings, exponent)
        return _content(GS1Message.parse(text.strip("\x1d")).element_strings, exponent)
    except (ParseError, LookupError) as error:
        raise NotGS1(str(error)) from error


def digital_link(address: str, exponent: int) -> Content:
    """The content of a GS1 Digital Link address on any domain. Raises NotGS1."""
    from biip import ParseError
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI

    _check_text(address)
    try:
        return _content(GS1DigitalLinkURI.parse(address).element_strings, exponent)
    except NotGS1:
        raise
    except (ParseError, LookupError, ValueError) as error:
        raise NotGS1(str(error)) from error


def _check_text(text: str) -> None:
    if len(text) > LONGEST:
        raise NotGS1("it is too long")
    # biip's patterns would take digits of other scripts; GS1 knows ASCII only (section 7.11).
    if not text.isascii():
        raise NotGS1("it has characters which GS1 does not know")


def _content(strings: Iterable[GS1ElementString], exponent: int) -> Content:
    found: dict[str, GS1ElementString] = {}
    for element in strings:
        identifier = element.ai.ai
        if (fault := element.gtin_error or element.sscc_error or element.gln_error) is not None:
            raise NotGS1(f"({identifier}) {fault}", wrong_check_digit=True)
        if found.setdefault(identifier, element).value != element.value:
            raise NotGS1(f"({identifier}) is there twice, with different data")
    if not found:
        raise NotGS1("it is empty")
    return Content(
        elements=tuple(Element(key, one.ai.data_title, one.value) for key, one in found.items()),
        gtin=_text(found, "01") or _text(found, "02"),
        sscc=_text(found, "00"),
        lot=_text(found, "10"),
        serial=_text(found, "21"),
        expiry=next((found[key].date for key in ("17", "7003") if key in found), None),
        weight=_measure(found, "310", 3, exact=False),
        price=_measure(found, "392", exponent, exact=True),
        quantity=next((int(found[key].value) * 1000 for key in ("30", "37") if key in found), None),
    )


def _text(found: dict[str, GS1ElementString], identifier: str) -> str:
    return found[identifier].value if identifier in found else ""


def _measure(found: dict[str, GS1ElementString], family: str, wanted: int, *, exact: bool) -> int | None:
    """The value of the identifier `family` + n, which has n decimals (section 3.6).

    A weight finer than a gram is rounded half up to it; a price which is no whole minor unit is left out,
    since the till must not charge what is not printed.
    """
    for identifier, element in found.items():
        if len(identifier) == 4 and identifier.startswith(family):
            value, decimals = int(element.value), int(identifier[3])
            whole = scaled(value, decimals, wanted)
            if whole is None and not exact:
                step = 10 ** (decimals - wanted)
                whole = (value + step // 2) // step
            return whole
    return None
