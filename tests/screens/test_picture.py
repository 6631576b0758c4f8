"""The picture of the till in the manual is the till: its screen after what was typed."""

from __future__ import annotations

from pathlib import Path

from tests.screens.cashier import MILK, TEA, make_shop

from storeops.operations import drawer
from storeops.screens.picture import picture


def test_the_picture_shows_the_till_after_what_was_typed(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    drawer.open_drawer(shop, 10000)
    made = picture(shop, [TEA, MILK, "<up>", "-10%", "left "], title="A till").replace("&#160;", " ")
    shop.close()
    assert made.startswith("<svg")
    for words in ("A till", "Corner Shop  T1", "Tea 80 bags", "[/] Milk, 1 pt", "10% off", "left", "F12", "Pay"):
        assert words in made, words
