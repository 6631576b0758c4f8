from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from rich.cells import cell_len

from storeops.documents.layout import Width
from storeops.documents.page import page
from storeops.documents.page_text import page_lines
from storeops.documents.pdf import roll
from storeops.documents.run_sheet import clock, run_sheet, run_sheet_page
from storeops.documents.text import lines, text
from storeops.reports.run_sheet_view import RunSheetStop, RunSheetView
from storeops.reports.shop import ShopView
from storeops.rules.postal_address import Address

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")


@pytest.fixture
def view() -> RunSheetView:
    return RunSheetView(
        van="VAN 1",
        day=date(2026, 11, 25),
        departure=31_800,
        back=45_659,
        distance=42_350,
        driver="Ben",
        stops=(
            RunSheetStop(
                arrival=32_459,
                recipient=Address(
                    name="Amina Yusuf",
                    lines=("3 Mill Lane",),
                    city="Millbrook",
                    postcode="ZZ1 1AB",
                    country="GB",
                    phone="+44 1632 960001",
                ),
                orders=("S1-000071", "S1-000072"),
                parcels=2,
                windows=((32_400, 39_600),),
                collect=4_599,
                note="Ring twice, the dog is deaf",
            ),
            RunSheetStop(
                arrival=36_000,
                recipient=Address(
                    company="Ashby Tea Room", lines=("9 Station Road",), city="Ashby", postcode="ZZ1 2BB", country="GB"
                ),
                orders=("S1-000073",),
                parcels=1,
                windows=((32_400, 36_900), (43_200, 46_800)),
            ),
            RunSheetStop(36_600, Address(name="Żaneta", city="Ashby", country="GB"), ("S1-000074",), 1),
        ),
    )


def test_a_run_sheet_line_by_line(view: RunSheetView, shop: ShopView) -> None:
    assert text(run_sheet(view, shop, width=42)).splitlines() == [
        "               Corner Shop",
        "                RUN SHEET",
        "Van                                  VAN 1",
        "Day                             2026-11-25",
        "Driver                                 Ben",
        "Leaves                               08:50",
        "Back                                 12:40",
        "-" * 42,
        "1.                                   09:00",
        "                               09:00-11:00",
        "   Amina Yusuf",
        "   3 Mill Lane",
        "   MILLBROOK",
        "   ZZ1 1AB",
        "   Phone +44 1632 960001",
        "   Note: Ring twice, the dog is deaf",
        "   Order S1-000071, S1-000072    2 parcels",
        "   COLLECT GBP                       45.99",
        "",
        "Signed ___________________________________",
        "-" * 42,
        "2.                                   10:00",
        "                  09:00-10:15, 12:00-13:00",
        "   Ashby Tea Room",
        "   9 Station Road",
        "   ASHBY",
        "   ZZ1 2BB",
        "   Order S1-000073                1 parcel",
        "",
        "Signed ___________________________________",
        "-" * 42,
        "3.                                   10:10",
        "                                  any time",
        "   Żaneta",
        "   ASHBY",
        "   Order S1-000074                1 parcel",
        "",
        "Signed ___________________________________",
        "=" * 42,
        "Stops                                    3",
        "Parcels                                  4",
        "Kilometres                            42.4",
        "Cash to bring GBP                    45.99",
        "",
        "Driver: cash and parcels as above",
        "",
        "Signed ___________________________________",
    ]


@pytest.mark.parametrize("width", get_args(Width))
def test_no_line_is_wider_than_the_paper_and_no_name_is_cut(width: Width, view: RunSheetView, shop: ShopView) -> None:
    long = Address(name="Wilhelmina " * 9, lines=("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",))
    stops = (replace(view.stops[0], recipient=long, note="behind the bins " * 11),)
    shown = lines(run_sheet(replace(view, stops=stops), shop, width=width))
    assert max(map(cell_len, shown)) <= width
    together = "".join("".join(shown).split())
    assert "Wilhelmina" * 9 in together
    assert "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" in together
    assert "behindthebins" * 11 in together


def test_what_a_customer_wrote_drives_neither_terminal_nor_printer(view: RunSheetView, shop: ShopView) -> None:
    evil = replace(
        view.stops[0],
        recipient=Address(name="\x1b[2JEve\x07", lines=("[red]1 <b>Lane\u202e",), city="X\ny", country="GB"),
        note="\x1bp\x00open\x9b31m sesame\r\n",
        orders=("S1\x1b[A",),
    )
    layout = run_sheet(replace(view, stops=(evil,), driver="B\x1b]0;x\x07en"), shop, width=42)
    sheet = run_sheet_page(replace(view, stops=(evil,), driver="B\x1b]0;x\x07en"), shop)
    for shown in (*lines(layout), *page_lines(sheet)):
        assert shown.isprintable()
        assert "\u202e" not in shown
    assert "   [red]1 <b>Lane" in lines(layout)
    assert roll(layout).startswith(b"%PDF")
    assert page(sheet).startswith(b"%PDF")


def test_the_page_has_every_line_in_a_terminal(view: RunSheetView, shop: ShopView) -> None:
    shown = page_lines(run_sheet_page(view, shop), width=120)
    assert max(map(cell_len, shown)) <= 120
    first = next(place for place, row in enumerate(shown) if row.startswith("1. "))
    assert shown[first].split() == ["1.", "Amina", "Yusuf", "09:00", "09:00-11:00", "2", "45.99"]
    assert [row.strip() for row in shown[first + 1 : first + 5]] == [
        "3 Mill Lane, MILLBROOK, ZZ1 1AB",
        "Order S1-000071, S1-000072, phone +44 1632 960001",
        "Note: Ring twice, the dog is deaf",
        "Signed " + "_" * 39,
    ]
    second = next(place for place, row in enumerate(shown) if row.startswith("2. "))
    assert shown[second + 1].split() == ["9", "Station", "Road,", "ASHBY,", "ZZ1", "2BB", "12:00-13:00"]
    assert shown[-1].split() == ["42.4", "km", "4", "45.99"]


@needs_poppler
def test_the_page_reads_back_from_its_pdf(view: RunSheetView, shop: ShopView, tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(page(run_sheet_page(replace(view, stops=view.stops * 16), shop)))
    run = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True)
    shown = [" ".join(row.split()) for row in run.stdout.splitlines()]
    assert "1. Amina Yusuf 09:00 09:00-11:00 2 45.99" in shown
    assert shown.count("Signed " + "_" * 39) == 48
    assert sum("ZZ1 2BB" in row for row in shown) == 16
    assert "08:50 12:40 48 735.84" in shown
    pages = [row for row in shown if "page" in row]
    assert pages == [f"Corner Shop, Run sheet VAN 1 2026-11-25 page {n}" for n in range(1, len(pages) + 1)]
    assert shown.count("Stop Arrives Window Parcels GBP") == len(pages) > 1


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "00:00"), (59, "00:00"), (60, "00:01"), (86_399, "23:59"), (87_000, "24:10")]
)
def test_times_of_the_day(seconds: int, shown: str) -> None:
    assert clock(seconds) == shown


def test_an_empty_tour_is_still_a_sheet(view: RunSheetView, shop: ShopView) -> None:
    empty = replace(view, stops=(), distance=0, driver="")
    assert "Kilometres                             0.0" in lines(run_sheet(empty, shop, width=42))
    assert page(run_sheet_page(empty, shop)).startswith(b"%PDF")
