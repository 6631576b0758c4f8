"""The ZPL of a label: exactly these bytes; nothing in a name is a command; drawn and scanned by a renderer of another
house (zplkit, which follows what a Zebra ZD621 was seen to print)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest
import zplkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.devices.labels.reading import judged, scanned, symbols
from tests.documents.parcels import CUSTOMER, EVERYTHING, PARCEL, drawn, hostile, printable, views

from storeops.devices.labels.zpl import encode, hexed, invoked
from storeops.documents.label import label
from storeops.documents.label.layout import Bars, Box, Field, Label, Mark, Stroke, Text
from storeops.documents.label.measure import width
from storeops.reports.shipping_views import LabelView
from storeops.rules.barcodes.code128 import Symbol
from storeops.rules.barcodes.code128 import encode as symbol
from storeops.rules.postal_address import Address

WHOLE = """\
^XA^CI28^LH0,0^FWN^PW812^LL1218
^FO24,18^A0N,18,18^FH^FDFROM^FS
^FO92,20^A0N,24,24^FH^FDCorner Shop^FS
^FO504,25^A0N,42,42^FH^FDDemo Parcels^FS
^FO92,50^A0N,24,24^FH^FD12 High Street^FS
^FO92,80^A0N,24,24^FH^FDLEEDS^FS
^FO504,93^A0N,36,36^FH^FDExpress 24^FS
^FO92,110^A0N,24,24^FH^FDLS1 4AP^FS
^FO24,172^GB764,3,3^FS
^FO24,186^A0N,30,30^FH^FDTO^FS
^FO84,192^A0N,46,46^FH^FDZo_C3_AB M_C3_BCller-_C5_81ukasz^FS
^FO84,250^A0N,46,46^FH^FDOwl & Sons^FS
^FO84,308^A0N,46,46^FH^FDFlat 3, 1 Mill Lane^FS
^FO84,366^A0N,46,46^FH^FDYORK^FS
^FO84,424^A0N,46,46^FH^FDYO1 7HH^FS
^FO24,480^GB148,46,46^FS
^FO31,487^A0N,32,32^FR^FH^FDRETURN^FS
^FO184,480^GB156,46,46^FS
^FO191,487^A0N,32,32^FR^FH^FDFRAGILE^FS
^FO352,480^GB351,46,46^FS
^FO359,487^A0N,32,32^FR^FH^FDDANGEROUS GOODS^FS
^FO24,530^GB764,3,3^FS
^FO24,549^A0N,34,34^FH^FDParcel 1 of 3^FS
^FO288,549^A0N,34,34^FH^FD1.250 kg^FS
^FO492,547^A0N,27,27^FH^FDOrder S1-W-000123^FS
^FO24,590^GB764,3,3^FS
^FO50,602^BY4^BCN,134,N,N,N,N^FH^FD>:DP123456789GB^FS
^FO50,748^A0N,32,32^FH^FDDP123456789GB^FS
^FO116,780^BY4^BCN,68,N,N,N,N^FH^FD>:>8420YO17HH^FS
^FO116,860^A0N,32,32^FH^FD(420) YO17HH^FS
^FO24,892^GB764,3,3^FS
^FO94,902^BY4^BCN,254,N,N,N,N^FH^FD>;>800050123450000006789^FS
^FO94,1168^A0N,32,32^FH^FD(00) 050123450000006789^FS
^XZ
"""

OURS = {"^XA", "^CI", "^LH", "^FW", "^PW", "^LL", "^FO", "^A0", "^FH", "^FD", "^FS", "^GB", "^FR", "^BY", "^BC", "^XZ"}


def picture(zpl: bytes) -> Any:
    """The label as zplkit draws it."""
    image = pytest.importorskip("PIL.Image")
    raster = zplkit.render(zpl).labels[0].rasterize()
    return image.frombytes("L", (raster.width, raster.height), bytes(raster.pixels))


def ink(field: Field) -> Box:
    """Where a field leaves ink when it is drawn alone on a larger sheet, so that nothing is clipped."""
    box = replace(field.box, x=100, y=100)
    sheet = Label(box.width + 200, box.height + 200, (replace(field, box=box),))
    left, top, right, bottom = picture(encode(sheet).data).point(lambda grey: 255 - grey).getbbox()
    return Box(field.box.x + left - 100, field.box.y + top - 100, right - left, bottom - top)


def commands(zpl: bytes) -> list[str]:
    """What a printer takes for commands: every prefix and the two characters behind it."""
    return [found.decode() for found in re.findall(rb"[\^~]..", zpl)]


def data_of(zpl: bytes) -> list[str]:
    """What stands between ^FD and ^FS, its hex undone."""
    fields = re.findall(rb"\^FD([^^~]*)\^FS", zpl)
    return [re.sub(rb"_([0-9A-F]{2})", lambda hex: bytes([int(hex[1], 16)]), field).decode() for field in fields]


def test_a_label_byte_by_byte() -> None:
    made = encode(label(EVERYTHING))
    assert made.data.decode("ascii") == WHOLE
    assert made.lost == 0


def test_its_symbols_are_scanned_and_judged() -> None:
    ascii_only = replace(EVERYTHING, recipient=Address(name="Owl", postcode="10115", city="Berlin", country="DE"))
    for view in (ascii_only, replace(ascii_only, tracking="JD014600003456789012", routing_code=False)):
        read = symbols(picture(encode(label(view)).data))
        assert read["tracking"] == view.tracking
        assert judged(read["00"]) == {"00": view.sscc}
        if view.routing_code:
            assert judged(read["421"]) == {"421": "27610115"}
        else:
            assert set(read) == {"tracking", "00"}


@pytest.mark.parametrize("dots", [6, 8, 12])
def test_at_every_resolution(dots: int) -> None:
    made = encode(
        label(replace(EVERYTHING, recipient=Address(name="Owl", postcode="YO1 7HH", country="GB"))), dots=dots
    )
    read = symbols(picture(made.data))
    assert set(read) == {"tracking", "00", "420"}
    assert f"^PW{812 * dots // 8}^LL{1218 * dots // 8}".encode() in made.data


def test_a_resolution_that_no_printer_has() -> None:
    with pytest.raises(ValueError, match="no label printer has 7"):
        encode(label(PARCEL), dots=7)


def test_every_field_leaves_its_ink_within_its_box() -> None:
    street = "Wm@%&ÄQgjpqy|_~^{}<>()".replace("Ä", "A") * 4
    to = Address(name="MW" * 30, company="Quay & Jetty, pq", lines=(street, street), postcode="YO1 7HH", country="GB")
    made = label(replace(EVERYTHING, recipient=to, carrier="Wagging 100% (Quay)", service="_overnight_ %"))
    for field in made.fields:
        inked = ink(field)
        assert inked.inside(field.box), (field, inked)


@lru_cache
def advance(char: str) -> int:
    """Thousandths of the size that zplkit's copy of a printer's font advances by."""
    one, more = (ink(Text("t", Box(0, 0, 1200, 56), f"A{char * times}A", 48)).right for times in (2, 12))
    return (more - one) * 1000 // 480


@pytest.mark.parametrize("char", [chr(code) for code in range(32, 127)])
def test_no_character_comes_out_wider_than_it_was_measured(char: str) -> None:
    assert advance(char) <= width(char, 1000)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(views, st.sampled_from([8, 12]))
def test_nothing_that_is_written_on_a_label_is_a_command(view: LabelView, dots: int) -> None:
    made = drawn(view)
    if made is None:
        return
    zpl = encode(made, dots=dots).data
    assert set(commands(zpl)) <= OURS
    assert zpl.count(b"^XA") == zpl.count(b"^XZ") == 1
    assert zpl.count(b"^FD") == sum(not isinstance(field, Stroke) for field in made.fields)
    assert all(32 <= byte < 127 or byte == 10 for byte in zpl)


@given(hostile)
def test_a_text_comes_out_as_it_went_in(text: str) -> None:
    zpl = f"^FD{hexed(text)}^FS".encode()
    assert data_of(zpl) == [text.encode().decode()]


@pytest.mark.parametrize(
    ("name", "printed", "lost"),
    [
        ("Żubr Ελλάς Юля", "Żubr Ελλάς Юля", 0),
        ("東京 Ltd", "?? Ltd", 2),
        ("Bob 😀", "Bob ?", 1),
        ("a^XZ~DY_5E\\&", "a^XZ~DY_5E\\&", 0),
        ("x\u0301", "x", 0),
        ("سلام", "????", 4),
    ],
)
def test_what_the_printers_font_lacks_is_told(name: str, printed: str, lost: int) -> None:
    made = encode(label(replace(PARCEL, recipient=Address(name=name, postcode="YO1 7HH", country="GB"))))
    assert printed in data_of(made.data)
    assert made.lost == lost


def test_a_cut_text_ends_in_three_dots_that_every_printer_has() -> None:
    made = encode(label(replace(PARCEL, carrier="W" * 60)))
    assert any(text.endswith("W...") for text in data_of(made.data))
    assert made.lost == 0


@pytest.mark.parametrize(
    ("data", "gs1", "one_set", "written"),
    [
        ("12AB", False, False, ">:12AB"),
        ("123456AB", False, False, ">;123456>6AB"),
        ("AB123456", False, False, ">:AB>5123456"),
        ("A^B>C~D_\\", False, True, ">:A><B>0C>=D_\\"),
        ("4201", True, True, ">;>84201"),
        ("12AB", True, True, ">:>812AB"),
        ("1234567A", True, False, ">;>8123456>67A"),
    ],
)
def test_a_symbol_as_a_printer_is_told_it(data: str, gs1: bool, one_set: bool, written: str) -> None:
    assert invoked(symbol(data, gs1=gs1, one_set=one_set).codes) == written


@settings(max_examples=60, deadline=None)
@given(data=printable.filter(bool), gs1=st.booleans(), one_set=st.booleans())
def test_any_symbol_is_scanned_as_it_was_meant(data: str, gs1: bool, one_set: bool) -> None:
    made: Symbol = symbol(data, gs1=gs1, one_set=one_set)
    bars = Bars("code", Box(100, 50, (made.modules + 20) * 2, 100), data, made, 2, gs1)
    assert scanned(picture(encode(Label(1400, 200, (bars,))).data)) == [("]C1" if gs1 else "]C0", data)]


def test_marks_are_white_on_black() -> None:
    mark = next(field for field in label(EVERYTHING).fields if isinstance(field, Mark))
    inked = ink(mark)
    assert (inked.width, inked.height) == (mark.box.width, mark.box.height)
    shown = picture(encode(Label(812, 1218, (mark,))).data)
    inner = shown.crop((mark.box.x, mark.box.y, mark.box.right, mark.box.bottom))
    white = sum(1 for grey in inner.tobytes() if grey)
    assert 0.05 < white / (mark.box.width * mark.box.height) < 0.5


def test_the_customer_is_on_it() -> None:
    assert CUSTOMER.name in data_of(encode(label(PARCEL)).data)
