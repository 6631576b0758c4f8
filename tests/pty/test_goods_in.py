"""Goods in in a real terminal: thirty scans in one burst, each on its line, in the order they came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pty.test_till import till
from tests.screens.cashier import make_shop

from storeops.operations.catalogue import import_products
from storeops.rules.barcodes.check_digits import gtin_check_digit
from storeops.store import Store

CODES = [body + str(gtin_check_digit(body)) for body in (f"5901234100{at:02}" for at in range(20))]
BURST = [CODES[(at * 7) % 20] for at in range(30)]
"""Every product once, ten of them twice, none beside itself."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = make_shop(tmp_path)
    listed = tmp_path / "many.csv"
    rows = "\n".join(f"G{at:02},Goods {at:02},each,1.00,{code}" for at, code in enumerate(CODES))
    listed.write_text(f"sku,name,unit,price,barcode\n{rows}\n", encoding="utf-8")
    assert import_products(opened, listed, decimal=".").rejected == 0
    yield opened
    opened.close()


def received(shop: Store) -> list[tuple[str, int]]:
    """SKU and thousandths of the goods that came in, in the order of the fact's lines."""
    from storeops.journal import reading

    with shop.read() as connection:
        facts = [reading.entry_of(one.row).envelope.fact for one in reading.rows(connection)]
    (fact,) = [fact for fact in facts if type(fact).__name__ == "GoodsReceived"]
    return [(line.sku, line.quantity) for line in getattr(fact, "lines", ())]


def test_thirty_scans_in_one_burst_are_all_counted_in_their_order(shop: Store) -> None:
    expected: dict[str, int] = {}
    for code in BURST:
        sku = f"G{CODES.index(code):02}"
        expected[sku] = expected.get(sku, 0) + 1000
    with till(shop, ready="Enter: open the drawer") as terminal:
        terminal.send(b"\x07")
        terminal.wait_for("Nothing is due.")
        terminal.press("f7")
        terminal.wait_for("Supplier >")
        terminal.send(b"\r")
        terminal.wait_for("0 products counted")
        terminal.send("".join(f"{code}\r" for code in BURST).encode())
        terminal.wait_for("20 products counted")
        terminal.settle()
        terminal.press("f12")
        terminal.wait_for("20 products taken in")
    assert received(shop) == list(expected.items())
