"""What `product` tells: every code of a product and what it stands for, in the words of every other answer."""

from __future__ import annotations

from pathlib import Path

TABLE = """sku,name,price,barcode,barcodes,pack_barcode,pack_quantity,unit,cost
WATER,Still water,0.60,5012345678900,OWN-7,5901234123457,6,each,0.31
LOOSE,Loose nuts,9.00,96385074,,,,kg,
"""


def test_every_barcode_of_a_product_and_what_it_stands_for(shop, folder: Path) -> None:
    (folder / "packs.csv").write_text(TABLE.replace("5012345678900", "5000000000005"), encoding="utf-8")
    assert shop("storeops catalog import packs.csv --json").data["added"] == 2
    water = shop("storeops product show 5901234123457 --json").data
    assert water["barcodes"] == [
        {"barcode": "5000000000005", "pack": "1"},
        {"barcode": "5901234123457", "pack": "6"},
        {"barcode": "OWN-7", "pack": "1"},
    ]
    assert (water["sku"], water["unit_price"], water["cost"], water["pack"]) == ("WATER", "0.60", "0.31", "6")
    rows = [row.split() for row in shop("storeops product show WATER").out.splitlines()]
    assert ["Barcode", "5000000000005"] in rows
    assert ["Barcode", "5901234123457", "of", "6"] in rows
    loose = shop("storeops product show LOOSE --json").data
    assert (loose["barcodes"], loose["cost"]) == ([{"barcode": "96385074", "pack": "1"}], None)


def test_a_price_is_called_the_same_in_a_search(shop) -> None:
    (tea,) = shop("storeops product search tea --json").data
    assert (tea["sku"], tea["unit_price"], tea["on_hand"]) == ("TEA", "3.49", "10")
    shown = shop("storeops product show TEA --json").data
    assert tea["unit_price"] == shown["unit_price"]


def test_yes_and_no_are_said_as_such(shop) -> None:
    rows = [row.split("  ") for row in shop("storeops shop show").out.splitlines()]
    assert [row[-1].strip() for row in rows if row[0] == "prices include tax"] == ["yes"]
    assert shop("storeops shop show --json").data["prices_include_tax"] is True
