"""The label as a PDF, read back by programs of other people: poppler for text and fonts, ZXing and biip for symbols."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from reportlab.graphics.barcode.code128 import Code128
from tests.devices.labels.reading import judged, opened, symbols
from tests.documents.parcels import EVERYTHING, PARCEL, drawn, printable, views

from storeops.documents.label import label
from storeops.documents.label.layout import Bars, Box, Label
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


@given(printable.filter(bool))
def test_reportlabs_symbol_is_as_wide_as_ours_or_wider_and_then_made_to_fit(data: str) -> None:
    ours = encode(data).modules
    theirs = round(Code128(data, barWidth=1, quiet=0).width)
    assert theirs >= ours


@needs_pdftoppm
def test_where_it_is_wider_it_keeps_within_its_box_and_is_read(tmp_path: Path) -> None:
    data = "A12345B"
    made = encode(data)
    assert round(Code128(data, barWidth=1, quiet=0).width) >= made.modules
    box = Box(40, 40, (made.modules + 20) * 4, 120)
    path = tmp_path / "code.pdf"
    path.write_bytes(label_pdf(Label(812, 240, (Bars("code", box, data, made, 4),))))
    run("pdftoppm", "-r", "406.4", "-png", "-singlefile", str(path), str(tmp_path / "code"))
    picture = opened(tmp_path / "code.png")
    left, _, right, _ = picture.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert (left, right) == pytest.approx((160, 2 * (40 + made.modules * 4 + 40)), abs=2)
    assert symbols(picture) == {"tracking": data}
