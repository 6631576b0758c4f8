"""The barcode lab: what is in a code, in words, and nothing sold by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.screens.cashier import TEA, make_shop
from tests.screens.clerk import at

from storeops.operations import carts
from storeops.screens.barcode_lab import BarcodeLabScreen
from storeops.screens.stock import StockScreen
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = make_shop(tmp_path)
    yield opened
    opened.close()


async def test_a_product_s_code(shop: Store) -> None:
    async with at(shop, BarcodeLabScreen(shop)) as clerk:
        assert clerk.big == ("BARCODE LAB", "", "")
        await clerk.scan(TEA)
        assert [" ".join(line.split()) for line in clerk.sheet] == [
            "Scanned 5012345678900",
            "Rule GTIN-13",
            "Product key 05012345678900",
            "GTIN 05012345678900",
            "Check digit right",
            "",
            "Product Tea 80 bags",
            "SKU TEA",
            "Sold as 1 at one scan",
        ]
        assert clerk.big == ("PRICE", "3.49", "Tea 80 bags")
        assert clerk.keys == ["F1 Help", "F2 Stock", "F11 More", "Esc Back"]
        await clerk.press("f2")
        assert isinstance(clerk.job, StockScreen)
    assert carts.current(shop).lines == ()


async def test_a_separator_is_shown_and_a_wrong_digit_is_told(shop: Store) -> None:
    async with at(shop, BarcodeLabScreen(shop, "]C1" + "0105012345678900" + "10AB7\x1d17271231")) as clerk:
        assert clerk.sheet[0].endswith("010501234567890010AB7 <GS> 17271231")
        told = [" ".join(line.split()) for line in clerk.sheet]
        assert "Lot AB7" in told
        assert "Expiry 2027-12-31" in told
        await clerk.enter("5012345678901")
        assert "Check digit   wrong; 1 should be 0" in clerk.sheet
        assert clerk.big == ("NO PRODUCT", "", "")


@pytest.mark.parametrize("hostile", ["\x1b]0;x\x07[/] Milk", "[@click=app.quit]x", "\u202eevil", "x" * 1500])
async def test_hostile_codes_do_no_harm(shop: Store, hostile: str) -> None:
    async with at(shop, BarcodeLabScreen(shop, hostile)) as clerk:
        assert clerk.big[0] == "NO PRODUCT"
        assert not {"\x1b", "\x07", "\u202e"} & set(clerk.painted)


async def test_a_card_number_is_not_shown(shop: Store) -> None:
    async with at(shop, BarcodeLabScreen(shop)) as clerk:
        await clerk.scan("4111111111111111")
        assert clerk.said.startswith("wrong:")
        assert clerk.line[1] == ""
        assert "4111" not in clerk.painted
