"""What a scanner sends, told as what it means: product, weight, price, lot, expiry; and why.

The order of trying is what keeps one product from being sold as another. A plain number with a right check
digit is a GTIN even where it could be read as GS1 element strings (97.., 21.., 96..); text without a sign of
GS1 (an AIM identifier, a group separator) is taken for GS1 only when it begins with a whole GTIN or SSCC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum

import msgspec

from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.barcodes import gs1
from storeops.rules.barcodes.check_digits import (
    GTIN_LENGTHS,
    ean13,
    gtin_14,
    gtin_check_digit,
    has_right_check_digit,
    is_digits,
    upc_a,
)
from storeops.rules.barcodes.restricted_numbers import (
    BadPattern,
    Measure,
    RestrictedPattern,
    by_country,
    by_pattern,
    pattern,
)
from storeops.rules.text import clean

__all__ = [
    "GROUP_SEPARATOR",
    "BadPattern",
    "Kind",
    "RestrictedPattern",
    "Scan",
    "ean13",
    "explain",
    "gtin_check_digit",
    "key",
    "pattern",
    "read",
]

GROUP_SEPARATOR = "\x1d"

# ISO/IEC 15424; GS1 General Specifications, figure 5.1.2-2.
_SYMBOLOGIES = {
    "]E0": "EAN-13, UPC-A or UPC-E",
    "]E1": "two-digit add-on",
    "]E2": "five-digit add-on",
    "]E3": "EAN-13 with add-on",
    "]E4": "EAN-8",
    "]I1": "ITF-14",
    "]C0": "Code 128",
    "]C1": "GS1-128",
    "]e0": "GS1 DataBar",
    "]e1": "GS1 Composite",
    "]e2": "GS1 Composite",
    "]d1": "Data Matrix",
    "]d2": "GS1 DataMatrix",
    "]Q1": "QR code",
    "]Q3": "GS1 QR code",
    "]J0": "DotCode",
    "]J1": "GS1 DotCode",
    "]A0": "Code 39",
}
_GS1_SYMBOLOGIES = frozenset(("]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1"))
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_HUMAN_READABLE = re.compile(r"\([0-9]{2,4}\)")
_GROUPED = re.compile(r"[0-9]+(?:[ -][0-9]+)+")


class Kind(StrEnum):
    """What sort of number was scanned."""

    GTIN = "gtin"
    GS1 = "gs1"
    RESTRICTED = "restricted"
    SSCC = "sscc"
    OTHER = "other"


class Scan(msgspec.Struct, frozen=True):
    """One scan, understood.

    `raw` is what came in, unclean: never shown. `code` is the key to look the product up by; for a number
    with a measure inside it is the number with the measure at zero. `gtin` has 14 digits or is '' (a
    restricted number is no GTIN: it must not be looked up outside the shop). `weight` in thousandths of a
    kilogram, `price` in minor units for the whole piece, `quantity` in thousandths of a piece. `check` is
    'right', 'wrong' or 'none'.
    """

    raw: str
    kind: Kind
    symbology: str
    code: str
    gtin: str = ""
    item: str = ""
    weight: Thousandths | None = None
    price: Minor | None = None
    quantity: Thousandths | None = None
    lot: str = ""
    expiry: date | None = None
    serial: str = ""
    check: str = "none"


def key(code: str) -> str:
    """The one form under which barcodes are stored and found.

    GTIN-8, -12, -13, -14 and UPC-E with a right check digit become 14 digits, also when 12 to 14 digits are
    written in groups (an ISBN with hyphens). Anything else: clean, upper case. Never cut. `key(key(c)) ==
    key(c)`.
    """
    whole = gtin_14(code)
    if whole:
        return whole
    text = clean(code, limit=len(code) + 1)
    if _GROUPED.fullmatch(text):
        digits = text.replace(" ", "").replace("-", "")
        if len(digits) >= 12 and (whole := gtin_14(digits)):
            return whole
    upper = clean(text.upper(), limit=3 * len(code) + 1)
    return gtin_14(upper) or upper


def read(raw: str, *, patterns: Sequence[RestrictedPattern] = (), country: str = "", exponent: int = 2) -> Scan:
    """What a scan means. Never raises: what is not understood is `Kind.OTHER` with its cleaned text as code.

    `patterns` are the shop's own layouts of restricted numbers, tried before the rules of `country` (ISO
    3166-1 alpha-2); `exponent` the decimals of its currency.
    """
    if len(raw) == 13 and raw[0] not in "02" and is_digits(raw) and has_right_check_digit(raw):
        code = "0" + raw
        return Scan(raw, Kind.GTIN, "", code, code, check="right")
    symbology, body = _split(raw)
    if symbology not in _GS1_SYMBOLOGIES and is_digits(body):
        measure = _measure(body, patterns, country, exponent)
        scan = _number(raw, symbology, body, measure)
        if scan is not None:
            return scan
    try:
        content = _content(symbology, body, exponent)
    except gs1.NotGS1 as fault:
        return Scan(raw, Kind.OTHER, symbology, key(body), check="wrong" if fault.wrong_check_digit else "none")
    if content is not None:
        return _message(raw, symbology, body, content)
    wrong = is_digits(body) and len(body) in (*GTIN_LENGTHS, 18)
    return Scan(raw, Kind.OTHER, symbology, key(body), check="wrong" if wrong else "none")


def _split(raw: str) -> tuple[str, str]:
    """The AIM identifier (or '') and the data behind it, without an add-on or a composite part."""
    text = raw.strip(" \t\r\n\x02\x03")
    if not _AIM.match(text):
        return "", text
    symbology, body = text[:3], text[3:]
    if symbology[1] == "E":
        body = body.partition("|]e")[0]
    if symbology == "]E3" and is_digits(body) and len(body) in (14, 15, 17, 18):
        body = body[:12] if len(body) in (14, 17) else body[:13]
    return symbology, body


def _measure(digits: str, patterns: Sequence[RestrictedPattern], country: str, exponent: int) -> Measure | None:
    if len(digits) == 14 and digits[0] == "0":
        digits = digits[1:]
    if len(digits) not in (8, 12, 13) or not has_right_check_digit(digits):
        return None
    found = by_pattern(digits, patterns, exponent)
    if found is None and country and len(digits) > 8 and digits.zfill(13).startswith(("02", "2")):
        found = by_country(digits, country, exponent)
    return found


def _number(raw: str, symbology: str, digits: str, measure: Measure | None) -> Scan | None:
    """A scan of digits only, when they are a GTIN, a restricted number or an SSCC; else None."""
    if measure is not None:
        return Scan(
            raw,
            Kind.RESTRICTED,
            symbology,
            measure.code,
            item=measure.item,
            weight=measure.weight,
            price=measure.price,
            quantity=measure.quantity,
            check="right",
        )
    whole = gtin_14(digits)
    if whole:
        if symbology == "]E4" and has_right_check_digit(digits):
            is_gtin = digits[0] not in "02"
        else:
            is_gtin = not _is_restricted(whole)
        if is_gtin:
            return Scan(raw, Kind.GTIN, symbology, whole, whole, check="right")
        return Scan(raw, Kind.RESTRICTED, symbology, whole, check="right")
    if len(digits) == 18 and digits.strip("0") and has_right_check_digit(digits):
        return Scan(raw, Kind.SSCC, symbology, digits, check="right")
    return None


def _is_restricted(gtin: str) -> bool:
    """GS1 General Specifications, sections 2.1.11 and 2.1.12: 02, 04 and 20-29; of eight digits 0 and 2."""
    if gtin.startswith("000000"):
        return gtin[6] in "02"
    return gtin.startswith(("002", "004", "02"))


def _content(symbology: str, body: str, exponent: int) -> gs1.Content | None:
    """The GS1 message in the data, None when nothing says that it is one. Raises NotGS1."""
    if body[:8].lower().startswith(("http://", "https://")):
        return gs1.digital_link(body, exponent)
    signed = symbology in _GS1_SYMBOLOGIES or GROUP_SEPARATOR in body or _HUMAN_READABLE.match(body)
    if signed or _begins_with_identity(body):
        return gs1.message(body, exponent)
    return None


def _begins_with_identity(body: str) -> bool:
    length = {"00": 18, "01": 14, "02": 14}.get(body[:2], 0)
    number = body[2 : 2 + length]
    return length > 0 and len(number) == length and is_digits(number) and has_right_check_digit(number)


def _message(raw: str, symbology: str, body: str, content: gs1.Content) -> Scan:
    kind = Kind.SSCC if content.sscc else Kind.GS1
    return Scan(
        raw,
        kind,
        symbology,
        content.sscc or (key(content.gtin) if content.gtin else key(body)),
        "" if _is_restricted(content.gtin) else content.gtin,
        weight=content.weight,
        price=content.price,
        quantity=content.quantity,
        lot=content.lot,
        expiry=content.expiry,
        serial=content.serial,
        check="right" if content.gtin or content.sscc else "none",
    )


def explain(
    raw: str, *, patterns: Sequence[RestrictedPattern] = (), country: str = "", exponent: int = 2
) -> tuple[str, ...]:
    """The barcode lab: what was scanned and how it was read, in words, one fact to a line. Never raises."""
    scan = read(raw, patterns=patterns, country=country, exponent=exponent)
    symbology, body = _split(raw)
    shown = clean(body.replace(GROUP_SEPARATOR, " <GS> "), limit=200)
    lines = [f"Scanned: {shown or '(nothing)'}"]
    if symbology:
        lines.append(f"Symbology: {_SYMBOLOGIES.get(symbology, 'not a known one')} ({clean(symbology)})")
    lines += _rule(scan, body, lambda: _measure(body, patterns, country, exponent), exponent)
    lines.append(f"Product key: {scan.code}")
    lines += _facts(scan, exponent)
    lines.append(_check_in_words(scan, body))
    return tuple(lines)


def _rule(scan: Scan, body: str, measure: Callable[[], Measure | None], exponent: int) -> list[str]:
    if scan.kind is Kind.GTIN:
        if len(body) == 8 and not scan.code.startswith("000000"):
            return [f"Rule: UPC-E, short for UPC-A {upc_a(body)}"]
        return [f"Rule: GTIN-{len(body)}"]
    if scan.kind is Kind.RESTRICTED:
        found = measure()
        if found is None:
            return ["Rule: a number of restricted circulation; no layout is set up for it"]
        return [f"Rule: {found.rule}"]
    try:
        content = _content(scan.symbology, body, exponent)
    except gs1.NotGS1 as fault:
        return [f"Rule: looks like GS1 but is not: {clean(fault.reason)}"]
    if content is None:
        return ["Rule: SSCC, a logistic unit" if scan.kind is Kind.SSCC else "Rule: none; found as it stands"]
    name = "Digital Link" if body[:4].lower() == "http" else "element strings"
    parts = [f"  ({one.identifier}) {one.title}: {clean(one.value)}" for one in content.elements]
    return [f"Rule: GS1 {name}", *parts]


def _facts(scan: Scan, exponent: int) -> list[str]:
    facts = (
        ("GTIN", scan.gtin),
        ("Item", scan.item),
        ("Weight", "" if scan.weight is None else f"{scan.weight // 1000}.{scan.weight % 1000:03d} kg"),
        ("Price", "" if scan.price is None else _money(scan.price, exponent)),
        ("Quantity", "" if scan.quantity is None else str(scan.quantity // 1000)),
        ("Lot", clean(scan.lot)),
        ("Expiry", "" if scan.expiry is None else scan.expiry.isoformat()),
        ("Serial", clean(scan.serial)),
    )
    return [f"{name}: {value}" for name, value in facts if value]


def _money(amount: Minor, exponent: int) -> str:
    digits = str(amount).zfill(exponent + 1)
    return f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits


def _check_in_words(scan: Scan, body: str) -> str:
    if scan.check == "wrong" and is_digits(body) and len(body) <= 18:
        return f"Check digit: wrong; {body[-1]} should be {gtin_check_digit(body[:-1])}"
    return f"Check digit: {scan.check}"
