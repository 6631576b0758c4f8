"""The packing bench in a real terminal: scans in one burst with F12 right behind them; a power cut loses no parcel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pty.test_till import till
from tests.screens.cashier import MILK
from tests.screens.order_desk import place
from tests.screens.parcel_desk import contents, parcel, parcel_shop, parcels

from storeops.operations import stock
from storeops.operations.catalogue import import_products
from storeops.rules.barcodes.check_digits import gtin_check_digit
from storeops.store import Store

CODES = [body + str(gtin_check_digit(body)) for body in (f"5901234100{at:02}" for at in range(10))]
BURST = [CODES[(at * 7) % 10] for at in range(30)]
"""Every product three times, none beside itself."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = parcel_shop(tmp_path)
    listed = tmp_path / "many.csv"
    rows = "\n".join(f"G{at:02},Goods {at:02},each,1.00,{code}" for at, code in enumerate(CODES))
    listed.write_text(f"sku,name,unit,price,barcode\n{rows}\n", encoding="utf-8")
    assert import_products(opened, listed, decimal=".").rejected == 0
    stock.receive(opened, [(f"G{at:02}", 9000) for at in range(10)])
    yield opened
    opened.close()


def test_a_burst_of_scans_is_packed_in_its_order_and_nothing_else(shop: Store) -> None:
    number = place(shop, *((f"G{at:02}", 3) for at in range(10)))
    with till(shop) as terminal:
        terminal.send(b"\x06")
        terminal.wait_for(f"Enter: {number}")
        terminal.send(f"{number}\r".encode())
        terminal.wait_for("0 of 10 lines in")
        # The last unit is not there yet: F12 behind these scans must find 29 of 30 in, neither fewer nor more.
        terminal.send("".join(f"{code}\r" for code in BURST[:29]).encode() + b"\x1b[24~")
        terminal.wait_for("Close this parcel?")
        terminal.wait_for(f"1 not in Goods {CODES.index(BURST[29]):02}, 2 of 3")
        assert parcels(shop) == 0
        # A scan answers no; the wrong one is refused, the right one behind it is taken, and Enter closes.
        terminal.send(f"{MILK}\r".encode())
        terminal.wait_for("does not belong in this parcel")
        terminal.send(f"{BURST[29]}\r".encode())
        terminal.wait_for("10 of 10 lines in")
        terminal.quiet(0.4)
        terminal.send(b"\r")
        terminal.wait_for("Enter: buy demo normal")
    assert contents(parcel(shop)) == [(f"G{at:02}", 3000, "") for at in range(10)]


def test_after_a_power_cut_a_closed_parcel_is_there_and_an_open_one_is_not(shop: Store) -> None:
    number = place(shop, ("TEA", 2))
    with till(shop) as terminal:
        terminal.send(b"\x06")
        terminal.wait_for(f"Enter: {number}")
        terminal.send(b"\r")
        terminal.wait_for("0 of 1 line in")
        terminal.send(b"2*TEA\r")
        terminal.wait_for("1 of 1 line in")
        terminal.kill()
    assert parcels(shop) == 0
    with till(shop) as terminal:
        terminal.send(b"\x06")
        terminal.wait_for(f"Enter: {number}")
        terminal.send(b"\r")
        terminal.wait_for("0 of 1 line in")
        terminal.send(b"2*TEA\r\x1b[24~")
        terminal.wait_for("-B000001")  # its label is asked for; what is said beside it depends on the carriers' days
        terminal.kill()
    assert contents(parcel(shop)) == [("TEA", 2000, "")]
