"""The label as a PDF, read back by programs of other people: poppler for text and fonts, ZXing and biip for symbols."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.devices.labels.reading import judged, opened, scanned, symbols
from tests.documents.parcels import EVERYTHING, PARCEL, drawn, printable, views

from storeops.documents.label import label
from storeops.documents.label.layout import Bars, Box, Label, Text
from storeops.documents.label.pdf import label_pdf
from storeops.reports.shipping_views import LabelView
from storeops.rules.barcodes.code128 import encode
from storeops.rules.postal_address import Address

needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
needs_pdftoppm = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler's pdftoppm is not installed")


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@needs_pdftoppm
@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize(
    "tracking", ["DP123456789GB", "JD014600003456789012", "9261290100130739527012345678901234", "~A>B^"]
)
def test_its_symbols_are_scanned_and_judged(tracking: str, dpi: int, tmp_path: Path) -> None:
    path = tmp_path / "label.pdf"
    path.write_bytes(label_pdf(label(replace(EVERYTHING, tracking=tracking))))
    run("pdftoppm", "-r", str(dpi), "-png", "-singlefile", str(path), str(tmp_path / "label"))
    read = symbols(opened(tmp_path / "label.png"))
    assert read["tracking"] == tracking
    assert judged(read["00"]) == {"00": PARCEL.sscc}
    assert judged(read["420"]) == {"420": "YO17HH"}


@needs_pdftotext
def test_it_reads_back_word_for_word_on_a_page_of_its_size_with_its_fonts_inside(tmp_path: Path) -> None:
    path = tmp_path / "label.pdf"
    to = Address(name="Żubrówka Ελλάδα", company="<b>Юлия</b> 東京", postcode="YO1 7HH", country="GB")
    path.write_bytes(label_pdf(label(replace(EVERYTHING, recipient=to))))
    shown = " ".join(run("pdftotext", "-layout", str(path), "-").split())
    for words in ("Żubrówka Ελλάδα", "<b>Юлия</b> ??", "DANGEROUS GOODS", "(00) 050123450000006789", "1.250 kg"):
        assert words in shown
    fonts = [row for row in run("pdffonts", str(path)).splitlines()[2:] if not row.startswith("Helvetica")]
    assert all(" yes yes yes " in row for row in fonts)
    assert len(fonts) == 2
    size = next(row for row in run("pdfinfo", str(path)).splitlines() if row.startswith("Page size"))
    assert [round(float(part)) for part in re.findall(r"[0-9.]+", size)] == [288, 432]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(views)
def test_the_same_label_gives_the_same_bytes_whatever_is_on_it(view: LabelView) -> None:
    made = drawn(view)
    if made is not None:
        data = label_pdf(made)
        assert data.startswith(b"%PDF")
        assert data == label_pdf(made)


@needs_pdftoppm
def test_every_field_leaves_its_ink_within_its_box(tmp_path: Path) -> None:
    """In one PDF dot by dot as in ZPL; Vera is wider than was measured for i and l, and is then squeezed."""
    to = Address(
        name="Quay", company="Ärger %WM@ ŻŹĆ ẞ", lines=("Wm@%&gjpqy|_~^<>()" * 3, "Юлия Щука Ђорђе ЖЖЖ"),
        city="ll" * 16, postcode="YO1 7HH", country="GB",
    )  # fmt: skip
    made = label(replace(EVERYTHING, recipient=to, carrier="Ärger Ü %", service="_übernacht_ Ż %"))
    narrow = Text("narrow", Box(0, 0, 704, 58), "i" * 55, 46)
    for field in (*made.fields, narrow):
        box = replace(field.box, x=100, y=100)
        sheet = Label(box.width + 200, box.height + 200, (replace(field, box=box),))
        (tmp_path / "one.pdf").write_bytes(label_pdf(sheet))
        run("pdftoppm", "-r", "203.2", "-gray", "-singlefile", str(tmp_path / "one.pdf"), str(tmp_path / "one"))
        left, top, right, bottom = opened(tmp_path / "one.pgm").point(lambda grey: 255 if grey < 128 else 0).getbbox()
        inked = Box(left, top, right - left, bottom - top)
        assert inked.inside(box), (field, inked)
        if isinstance(field, Bars):
            assert inked == replace(box, x=100 + 10 * field.module, width=field.symbol.modules * field.module)


@needs_pdftoppm
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=printable.filter(bool), gs1=st.booleans(), one_set=st.booleans())
def test_any_symbol_is_scanned_as_it_was_meant(data: str, gs1: bool, one_set: bool, tmp_path: Path) -> None:
    made = encode(data, gs1=gs1, one_set=one_set)
    box = Box(0, 40, (made.modules + 20) * 2, 120)
    (tmp_path / "code.pdf").write_bytes(label_pdf(Label(1400, 200, (Bars("code", box, data, made, 2, gs1),))))
    run("pdftoppm", "-r", "203.2", "-gray", "-singlefile", str(tmp_path / "code.pdf"), str(tmp_path / "code"))
    assert scanned(opened(tmp_path / "code.pgm")) == [("]C1" if gs1 else "]C0", data)]
