"""The carrier's manifest: every parcel once, the totals of what stands on it, room for who took it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.parcels import SHOP

from storeops.documents.manifest import manifest
from storeops.documents.page import page
from storeops.documents.page_text import page_lines
from storeops.reports.shipping_views import ManifestParcel, ManifestView
from storeops.reports.shop import ShopView

PARCELS = (
    ManifestParcel("S1-W-000123", "DP123456789GB", "050123450000006789", "YO1 7HH", "GB", 1250),
    ManifestParcel("S1-W-000124", "DP123456790GB", "050123450000006796", "10115", "DE", 900),
    ManifestParcel("S1-W-000125", "", "", "", "IE", 0),
)
MANIFEST = ManifestView(
    number="M-20261122-1",
    day=date(2026, 11, 22),
    carrier="Demo Parcels",
    service="Express 24",
    sender=SHOP,
    parcels=PARCELS,
    account="A-778",
)

TEXT = """\
Manifest M-20261122-1
Demo Parcels, Express 24
------------------------------------------------------------------------------------------
Collected on  Parcels       Weight in kg
2026-11-22    3             2.150

- From: Corner Shop, 12 High Street, LEEDS, LS1 4AP
- Account: A-778
- 1 parcel not weighed: the total weight is too low.

No.    Tracking       SSCC                Order        To             kg
------------------------------------------------------------------------
1      DP123456789GB  050123450000006789  S1-W-000123  GB YO1 7HH  1.250
2      DP123456790GB  050123450000006796  S1-W-000124  DE 10115    0.900
3      -              -                   S1-W-000125  IE              -
------------------------------------------------------------------------
Total  3 parcels                                                   2.150

Driver's name: _____________________________________________

Signature: _________________________________________________

Date and time: _____________________________________________

Vehicle: ___________________________________________________
"""


def shown(view: ManifestView, shop: ShopView) -> str:
    return "".join(line + "\n" for line in page_lines(manifest(view, shop), width=90))


def test_a_manifest_word_for_word(shop: ShopView) -> None:
    assert shown(MANIFEST, shop) == TEXT


def test_weights_in_the_shops_own_decimal_sign(shop: ShopView) -> None:
    said = shown(replace(MANIFEST, parcels=PARCELS[:1], account=""), replace(shop, decimal_separator=","))
    assert "Total  1 parcel" in said
    assert said.count("1,250") == 3
    assert "Account" not in said
    assert "not weighed" not in said


@given(st.lists(st.integers(0, 70_000), max_size=30))
def test_the_totals_are_those_of_the_rows(weights: list[int]) -> None:
    shop = ShopView("S1", "Corner Shop", "GB", "GBP", 2, "£", ".", ",")
    view = replace(MANIFEST, parcels=tuple(replace(PARCELS[0], weight=weight) for weight in weights))
    made = manifest(view, shop)
    assert len(made.rows) == len(weights)
    assert round(float(made.totals[-1]) * 1000) == sum(
        round(float(row[-1]) * 1000) for row in made.rows if row[-1] != "-"
    )


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
def test_on_paper_the_lines_to_sign_stay_together(shop: ShopView, tmp_path: Path) -> None:
    for count in (3, 33, 34, 35, 36, 37, 38):
        path = tmp_path / "manifest.pdf"
        path.write_bytes(page(manifest(replace(MANIFEST, parcels=PARCELS[:1] * count), shop)))
        read = subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
        ).stdout
        assert read.count("DP123456789GB") == count
        sheets = [sheet for sheet in read.split("\f") if "Driver's name" in sheet or "Vehicle" in sheet]
        assert len(sheets) == 1
        assert all(words in sheets[0] for words in ("Driver's name", "Signature", "Date and time", "Vehicle"))
