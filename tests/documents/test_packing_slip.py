"""The packing slip: what is in this parcel and what is not, and no price for the one who gets the gift."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.documents.parcels import CUSTOMER, SHOP

from storeops.documents.packing_slip import packing_slip
from storeops.documents.page import page
from storeops.documents.page_text import page_lines
from storeops.reports.shipping_views import PackingSlipView, ParcelLine
from storeops.reports.shop import ShopView

SLIP = PackingSlipView(
    order="S1-W-000123",
    ordered_on=date(2026, 11, 22),
    parcel=1,
    parcels=2,
    recipient=CUSTOMER,
    lines=(
        ParcelLine("TEA", "Tea 80 bags", "each", 3000, 2000, 1000, 698),
        ParcelLine("APPLES", "Apples loose", "kg", 350, 350, 0, 77),
        ParcelLine("MUG", "[/] Mug, blue", "each", 1000, 0, 1000),
        ParcelLine("LAMP", "", "each", 1000, 0, 0),
    ),
    return_address=SHOP,
    return_days=28,
)

TEXT = """\
Packing slip, order S1-W-000123
To: Zoë Müller-Łukasz, Owl & Sons, Flat 3, 1 Mill Lane, YORK, YO1 7HH
--------------------------------------------------------------------------------
Parcel         Ordered        Lines in here
1 of 2         2026-11-22     2

- 2 lines not wholly in here: the rest is in other parcels, or still to come.
- Goods can be sent back within 28 days, with this slip, to: Corner Shop, 12
  High Street, LEEDS, LS1 4AP.

Product         Number   Ordered  In this parcel  Elsewhere   GBP
-----------------------------------------------------------------
Tea 80 bags     TEA            3               2          1  6.98
Apples loose    APPLES  0.350 kg        0.350 kg          -  0.77
[/] Mug, blue   MUG            1               -          1
LAMP            LAMP           1               -          -
-----------------------------------------------------------------
In this parcel                                               7.75
"""


def shown(view: PackingSlipView, shop: ShopView) -> str:
    return "".join(line + "\n" for line in page_lines(packing_slip(view, shop)))


def test_a_slip_word_for_word(shop: ShopView) -> None:
    assert shown(SLIP, shop) == TEXT


def test_a_gift_says_its_words_and_no_price(shop: ShopView) -> None:
    said = shown(replace(SLIP, gift=True, gift_note="Happy birthday, <b>Ben</b>\x1b[31m!"), shop)
    assert "- Happy birthday, <b>Ben</b>!" in said
    assert "GBP" not in said
    assert "6.98" not in said
    assert "7.75" not in said
    assert "\x1b" not in said


def test_without_the_price_of_a_line_in_the_parcel_there_are_none(shop: ShopView) -> None:
    lines = (replace(SLIP.lines[0], amount=None), *SLIP.lines[1:])
    assert "GBP" not in shown(replace(SLIP, lines=lines), shop)


@pytest.mark.parametrize(
    ("parcels", "days", "address", "words"),
    [
        (0, 28, SHOP, "Lines in here 1 2026"),
        (2, 1, SHOP, "within 1 day, with"),
        (2, 0, SHOP, "To send goods back, put this slip in the parcel. Address: Corner"),
        (2, 28, None, "still to come."),
    ],
)
def test_what_is_not_known_is_not_said(parcels: int, days: int, address: object, words: str, shop: ShopView) -> None:
    said = shown(replace(SLIP, parcels=parcels, return_days=days, return_address=address), shop)  # type: ignore[arg-type]
    assert " ".join(words.split()) in " ".join(said.split())
    assert (" of " in said.splitlines()[4]) == bool(parcels)
    assert ("sent back" in said or "send goods back" in said) == (address is not None)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
def test_on_paper_too(shop: ShopView, tmp_path: Path) -> None:
    path = tmp_path / "slip.pdf"
    path.write_bytes(page(packing_slip(SLIP, shop)))
    read = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True).stdout
    rows = [" ".join(row.split()) for row in read.splitlines()]
    assert "Tea 80 bags TEA 3 2 1 6.98" in rows
    assert "[/] Mug, blue MUG 1 - 1" in rows
    assert "In this parcel 7.75" in rows
