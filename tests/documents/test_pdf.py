"""PDFs read back by programs of other people: poppler for text, fonts and pictures, ZXing for the symbols."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from storeops.documents import drawer as drawer_document
from storeops.documents.layout import Layout, Line, Width
from storeops.documents.page import Bar, Page, page
from storeops.documents.pdf import roll
from storeops.documents.receipt import receipt
from storeops.reports.drawer_view import DrawerView
from storeops.reports.sale_view import SaleView
from storeops.reports.shop import ShopView

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _text(path: Path) -> list[str]:
    return [" ".join(row.split()) for row in _run("pdftotext", "-layout", str(path), "-").splitlines()]


@needs_poppler
def test_a_receipt_reads_back_word_for_word_with_its_fonts_inside(
    sale: SaleView, shop: ShopView, tmp_path: Path
) -> None:
    path = tmp_path / "receipt.pdf"
    named = replace(sale.lines[3], name="Żubrówka €5 Ελλάδα 東京")
    path.write_bytes(roll(receipt(replace(sale, lines=(*sale.lines[:3], named)), shop, width=42, copy=3)))
    shown = _text(path)
    assert "TOTAL GBP 12.75" in shown
    assert "Żubrówka €5 Ελλάδα ?? 1.00" in shown
    assert "0.350 kg x 2.20" in shown
    assert shown.count("COPY 3") == 2
    fonts = _run("pdffonts", str(path)).splitlines()[2:]
    assert all("DejaVuSansMono" in row and " yes yes yes " in row for row in fonts)
    size = next(row for row in _run("pdfinfo", str(path)).splitlines() if row.startswith("Page size"))
    assert size.split()[2] == "226.772"


@needs_poppler
@pytest.mark.parametrize(
    ("number", "width", "kind"),
    [("S1-T1-000123", 32, "Code 128"), ("S1-T1-000123", 48, "Code 128"), ("S1-T1-R000004", 32, "QR Code")],
)
def test_its_symbol_can_be_scanned(
    number: str, width: Width, kind: str, sale: SaleView, shop: ShopView, tmp_path: Path
) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    image = pytest.importorskip("PIL.Image")
    path = tmp_path / "receipt.pdf"
    path.write_bytes(roll(receipt(replace(sale, number=number), shop, width=width)))
    _run("pdftoppm", "-r", "203", "-png", "-singlefile", str(path), str(tmp_path / "receipt"))
    with image.open(tmp_path / "receipt.png") as picture:
        read = zxingcpp.read_barcodes(picture)
    assert [(str(code.format), code.text) for code in read] == [(kind, number)]


def test_the_same_document_gives_the_same_bytes(drawer: DrawerView, shop: ShopView) -> None:
    layout = drawer_document.drawer_report(drawer, shop, width=48)
    assert roll(layout) == roll(layout)


def test_a_roll_is_as_long_as_what_is_on_it() -> None:
    def height(rows: int) -> float:
        box = roll(Layout(42, (Line("x"),) * rows)).split(b"/MediaBox [")[1].split(b"]")[0]
        return float(box.split()[3])

    assert height(30) - height(20) == pytest.approx(height(20) - height(10), abs=0.01)
    assert height(20) > height(10) > 0


@needs_poppler
def test_a_report_page_by_page(tmp_path: Path) -> None:
    report = Page(
        title="Daily report",
        subtitle="Corner Shop",
        headline=(("Takings", "£1,219.25"), ("Sales", "87")),
        notes=("<b>Tea</b> & Żubrówka sold out.",),
        chart_title="By hour",
        chart=(Bar("08", 2300, "23"), Bar("09", -500, "-5"), Bar("10", 0)),
        header=("Product", "Gross"),
        rows=tuple((f"<i>Product {n}", f"{n}.00") for n in range(120)),
        totals=("Total", "7,140.00"),
        footer="Corner Shop 2026-11-22",
    )
    path = tmp_path / "report.pdf"
    path.write_bytes(page(report))
    shown = _text(path)
    assert "£1,219.25 87" in shown
    assert "<b>Tea</b> & Żubrówka sold out." in shown
    assert [row for row in shown if row.startswith("<i>")] == [f"<i>Product {n} {n}.00" for n in range(120)]
    assert shown.count("Product Gross") == 4
    assert [row for row in shown if "page" in row] == [f"Corner Shop 2026-11-22 page {n}" for n in (1, 2, 3, 4)]
    assert "Total 7,140.00" in shown
    # reportlab names Helvetica at the head of every drawing; no text is set in it.
    fonts = [row for row in _run("pdffonts", str(path)).splitlines()[2:] if not row.startswith("Helvetica")]
    assert len(fonts) == 3
    assert all(" yes yes yes " in row for row in fonts)


def test_an_empty_report_is_still_a_page() -> None:
    assert page(Page(title="Nothing sold")).startswith(b"%PDF")
    assert page(Page(title="Zero", chart=(Bar("08", 0),), header=("A",), rows=())).startswith(b"%PDF")
