"""A small shop with bins, lots and serial numbers, for the tests of goods in and counts."""

from __future__ import annotations

from pathlib import Path

from tests.screens.cashier import make_shop

from storeops.operations import bins, handling, places, purchases, stock, suppliers, transfers
from storeops.operations.arrivals import Arrival
from storeops.operations.catalogue import import_products
from storeops.operations.handling import Handling
from storeops.reports.goods_in import DueView, due_of
from storeops.reports.stock import StockView, stock_of
from storeops.store import Store

TEA_BOX, OIL, RADIO = "5012345678924", "5012345678917", "5012345678931"
_PRODUCTS = f"""sku,name,unit,price,barcode
OIL,Olive oil 1 l,each,9.90,{OIL}
RADIO,Radio,each,49.00,{RADIO}
"""


def warehouse_shop(folder: Path) -> Store:
    """Oil by lot, radios by serial number; bins A-1, A-2, B-1; a warehouse WH1 and the supplier ACME."""
    shop = make_shop(folder)
    listed = folder / "more.csv"
    listed.write_text(_PRODUCTS, encoding="utf-8")
    assert import_products(shop, listed, decimal=".").rejected == 0
    handling.set_handling(shop, "OIL", Handling(tracking="lot"))
    handling.set_handling(shop, "RADIO", Handling(tracking="serial"))
    places.add(shop, "WH1", kind="warehouse")
    (folder / "bins.csv").write_text("code\nA-1\nA-2\nB-1\n")
    bins.import_bins(shop, folder / "bins.csv", location="S1")
    suppliers.put_supplier(shop, "ACME")
    return shop


def order(shop: Store, *goods: tuple[str, int], due: str = "2026-11-22") -> str:
    """A purchase order of (SKU, pieces); returns its number."""
    placed = purchases.place(shop, "ACME", [(sku, many * 1000) for sku, many in goods], due=due)
    return str(getattr(placed.entry.envelope.fact, "number", ""))


def send(shop: Store) -> str:
    """Oil of lot L1 and a radio on their way from WH1; returns the transfer's number."""
    goods = [
        Arrival("OIL", 6000, "L1", "2027-06-30"),
        Arrival("OIL", 4000, "L2", "2027-08-31"),
        Arrival("RADIO", 1000, serials=("SN-0001",)),
    ]
    stock.receive(shop, goods, location="WH1")
    entry = transfers.send(shop, "WH1", "S1", [("OIL", 8000), ("RADIO", 1000)], serials=("SN-0001",))
    return str(getattr(entry.envelope.fact, "number", ""))


def due(shop: Store, number: str) -> DueView:
    with shop.read() as connection:
        return due_of(connection, shop.profile.zone, number)


def on_hand(shop: Store, sku: str, location: str = "S1") -> int:
    with shop.read() as connection:
        view: StockView = stock_of(connection, shop.profile, sku)
    return sum(one.on_hand for one in view.locations if one.location == location)


def lying(shop: Store, bin: str) -> list[tuple[str, str, str, int]]:
    """SKU, lot, serial and thousandths of what is in a bin of S1."""
    from storeops.reports.places import bin_of

    with shop.read() as connection:
        return [(one.sku, one.lot, one.serial, one.quantity) for one in bin_of(connection, bin, "S1").contents]
