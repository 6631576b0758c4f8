"""The shipping label of a parcel, 4 by 6 inches: one drawing, whatever it is printed on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from storeops.documents.figures import kilograms
from storeops.documents.label.layout import Bars, Box, Field, Label, Mark, Stroke, Text
from storeops.documents.label.measure import flow, pitch, row, width
from storeops.reports.shipping_views import LabelView
from storeops.rules.addresses import is_abroad, postal_label
from storeops.rules.barcodes.code128 import QUIET, NotForCode128, Symbol, encode
from storeops.rules.barcodes.country_numbers import COUNTRY_NUMBERS
from storeops.rules.barcodes.sscc import is_sscc
from storeops.rules.errors import Refused
from storeops.rules.text import clean
from storeops.rules.wording import quote

WIDTH, HEIGHT = 812, 1218
"""4 x 6 inches in dots of 1/8 mm, less the fraction of a dot."""

_LEFT, _RIGHT = 24, 788
"""3 mm stay free: print heads and die cuts are off by as much as two."""

_SENDER_TAG, _SENDER = Box(_LEFT, 14, 62, 22), Box(92, 14, 396, 154)
_CARRIER, _SERVICE = Box(504, 14, 284, 62), Box(504, 84, 284, 46)
_RECIPIENT_TAG, _RECIPIENT = Box(_LEFT, 180, 52, 36), Box(84, 180, 704, 292)
_MARKS = Box(_LEFT, 480, 764, 46)
_PARCEL, _WEIGHT, _ORDER = Box(_LEFT, 540, 250, 44), Box(288, 540, 190, 44), Box(492, 540, 296, 44)
_TRACKING = Box(0, 602, WIDTH, 134)
_TRACKING_ALONE = Box(0, 602, WIDTH, 240)
_ROUTING = Box(0, 780, WIDTH, 68)
_SSCC = Box(0, 902, WIDTH, 254)
"""31.75 mm high, in the lowest portion of the label (GS1 General Specifications, 5.12.3.5 and 6.6.4.1.1)."""
_STROKES = (172, 530, 590, 892)

_BELOW, _INTERPRETATION = 4, (32, 28, 24, 20)
_SENDER_SIZES = (24, 22, 20, 18, 16, 14, 12)
_RECIPIENT_SIZES = (46, 42, 38, 34, 30, 27, 24, 20, 18, 16)
_CARRIER_SIZES, _SERVICE_SIZES = (48, 42, 36, 30, 26, 22), (36, 32, 28, 24, 20)
_INFO_SIZES = (34, 30, 27, 24, 20, 16)
_MARK_SIZE = 32

WIDEST_MODULE, EASY_MODULE, NARROWEST_MODULE = 4, 3, 2
"""0.5 mm, as a GS1 logistic label asks for at least 0.495 mm; 0.375 mm, read without effort; 0.25 mm, the least."""


_LONGEST_420, _LONGEST_421 = 20, 9
"""Characters of the postcode that the element strings (420) and (421) take."""


class CodeTooWide(Refused):
    """A bar code does not fit the label in bars that a scanner can read."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{quote(text)} is too long for a bar code on a label of 4 inches. Check the number.")
        self.text = text


class NotAnSscc(Refused):
    """The number of the parcel is not an SSCC."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{quote(text)} is not an SSCC: it has 18 digits, the last one a check digit.")
        self.text = text


def label(view: LabelView, *, decimal: str = ".") -> Label:
    """The label as a drawing; `decimal` is the sign in its weight.

    Texts are broken, made smaller, and cut only when that does not help; bar codes are never cut. Raises NotAnSscc,
    NotForCode128, CodeTooWide, and what `rules.addresses.postal_label` raises."""
    fields = (
        *_strokes(),
        *_flowed("sender", postal_label(view.sender, view.sender.country), _SENDER, _SENDER_SIZES),
        *_flowed("recipient", postal_label(view.recipient, view.sender.country), _RECIPIENT, _RECIPIENT_SIZES),
        *_rows(view, decimal),
        *_marks(view),
        *_codes(view),
    )
    drawn = sorted((field for field, _ in fields), key=lambda field: (field.box.y, field.box.x))
    cut = dict.fromkeys(field.name for field, is_cut in fields if is_cut)
    return Label(WIDTH, HEIGHT, tuple(drawn), title=f"Label {clean(view.order)}", cut=tuple(cut))


_Drawn = Iterator[tuple[Field, bool]]


def _strokes() -> _Drawn:
    for y in _STROKES:
        yield Stroke("stroke", Box(_LEFT, y, _RIGHT - _LEFT, 3)), False


def _flowed(name: str, lines: Sequence[str], box: Box, sizes: Sequence[int]) -> _Drawn:
    rows, size, cut = flow(lines, box, sizes)
    for place, said in enumerate(rows):
        yield Text(name, Box(box.x, box.y + place * pitch(size), box.width, pitch(size)), said, size), cut


def _rows(view: LabelView, decimal: str) -> _Drawn:
    count = f" of {view.parcels}" if view.parcels else ""
    parcel = f"Parcel {view.parcel}{count}" if view.parcel else ""
    weight = f"{kilograms(view.weight, decimal)} kg" if view.weight else ""
    for name, said, box, sizes in (
        ("from", "FROM", _SENDER_TAG, (18, 16)),
        ("to", "TO", _RECIPIENT_TAG, (30, 24)),
        ("carrier", view.carrier, _CARRIER, _CARRIER_SIZES),
        ("service", view.service, _SERVICE, _SERVICE_SIZES),
        ("parcel", parcel, _PARCEL, _INFO_SIZES),
        ("weight", weight, _WEIGHT, _INFO_SIZES),
        ("order", f"Order {view.order}", _ORDER, _INFO_SIZES),
    ):
        whole = clean(said)
        if whole:
            fitted, size = row(whole, box.width, sizes)
            yield Text(name, box, fitted, size), fitted != whole


def _marks(view: LabelView) -> _Drawn:
    x = _MARKS.x
    for name, said, wanted in (
        ("return", "RETURN", view.is_return),
        ("fragile", "FRAGILE", view.fragile),
        ("dangerous", "DANGEROUS GOODS", view.dangerous),
    ):
        if wanted:
            box = Box(x, _MARKS.y, width(said, _MARK_SIZE) + _MARKS.height - _MARK_SIZE, _MARKS.height)
            yield Mark(name, box, said, _MARK_SIZE), False
            x = box.right + 12


def _codes(view: LabelView) -> _Drawn:
    routing = _routing(view)
    if view.tracking:
        if view.tracking != view.tracking.strip():
            raise NotForCode128(view.tracking, "it begins or ends with a blank")
        area = _TRACKING if routing else _TRACKING_ALONE
        yield from _code("tracking", area, view.tracking, view.tracking)
    if routing:
        identifier, value = routing
        yield from _code("routing", _ROUTING, identifier + value, f"({identifier}) {value}", gs1=True)
    if view.sscc:
        if not is_sscc(view.sscc):
            raise NotAnSscc(view.sscc)
        yield from _code("sscc", _SSCC, "00" + view.sscc, f"(00) {view.sscc}", gs1=True)


def _code(name: str, area: Box, data: str, said: str, *, gs1: bool = False) -> _Drawn:
    """The symbol in the middle of its area, its text below it where the first bar stands."""
    symbol, module = _symbol(data, area.width, gs1)
    modules = symbol.modules + 2 * QUIET
    box = Box(area.x + (area.width - modules * module) // 2, area.y, modules * module, area.height)
    bars = Bars(name, box, data, symbol, module, gs1)
    yield bars, False
    below = Box(bars.ink.x, box.bottom + _BELOW, _RIGHT - bars.ink.x, pitch(_INTERPRETATION[0]))
    whole = clean(said)
    fitted, size = row(whole, below.width, _INTERPRETATION)
    yield Text(f"{name}_text", below, fitted, size), fitted != whole


def _symbol(data: str, room: int, gs1: bool) -> tuple[Symbol, int]:
    """The symbol and the dots of its module. Sets are changed within it only where its bars would be too narrow
    otherwise: a printer that imitates ZPL is most likely to be wrong there."""
    for one_set, least in ((True, EASY_MODULE), (False, NARROWEST_MODULE)):
        symbol = encode(data, gs1=gs1, one_set=one_set)
        module = min(WIDEST_MODULE, room // (symbol.modules + 2 * QUIET))
        if module >= least:
            return symbol, module
    raise CodeTooWide(data)


def _routing(view: LabelView) -> tuple[str, str] | None:
    """The ship-to postcode for the carrier's sorting: (420) at home; (421), which begins with the country's number,
    abroad (GS1 General Specifications, section 3.6). None where it is not wanted or the postcode is none that GS1 can
    carry."""
    postcode = "".join(char for char in view.recipient.postcode.upper() if char not in " -")
    if not view.routing_code or not (postcode.isascii() and postcode.isalnum()):
        return None
    if not is_abroad(view.recipient.country, view.sender.country):
        return ("420", postcode) if len(postcode) <= _LONGEST_420 else None
    number = COUNTRY_NUMBERS.get(view.recipient.country, "")
    return ("421", number + postcode) if number and len(postcode) <= _LONGEST_421 else None
