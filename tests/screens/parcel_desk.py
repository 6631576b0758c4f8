"""A small shop whose own store room sends parcels, for the tests of packing, dispatch and the pickup counter."""

from __future__ import annotations

from pathlib import Path

from tests.machines import promising
from tests.screens.cashier import FixedClock, make_shop
from tests.screens.order_desk import order, place

from storeops.operations import drawer, handling, stock
from storeops.operations.arrivals import Arrival
from storeops.operations.catalogue import import_products
from storeops.operations.handling import Handling
from storeops.operations.orders import payments
from storeops.operations.parcels import packing
from storeops.reports import parcels as reports
from storeops.reports.parcels import ParcelView
from storeops.rules.tenders import Tender
from storeops.store import Store

RADIO = "5012345678931"


def parcel_shop(folder: Path) -> Store:
    """Tea, buns, apples and two radios with serial numbers at S1; of tea and buns it is known how big they are.

    Made once beside the tests' own folders, and copied: making it takes longer than most tests."""
    template = folder.parent / "parcel-desk"
    if not template.exists():
        template.mkdir()
        _made(template).close()
    shop = promising.same(template / "shop.db", folder / "shop.db")
    shop.clock = FixedClock()
    return shop


def _made(folder: Path) -> Store:
    shop = make_shop(folder)
    listed = folder / "more.csv"
    listed.write_text(f"sku,name,unit,price,barcode\nRADIO,Radio,each,49.00,{RADIO}\n", encoding="utf-8")
    assert import_products(shop, listed, decimal=".").rejected == 0
    drawer.open_drawer(shop, 10000)
    handling.set_handling(shop, "RADIO", Handling(tracking="serial"))
    handling.set_handling(shop, "TEA", Handling(weight=250, length=120, width=70, height=140))
    handling.set_handling(shop, "BUN", Handling(weight=80, length=100, width=100, height=60))
    stock.receive(shop, [("TEA", 40_000), ("BUN", 30_000), ("MILK", 5_000), ("APPLE", 9_000)])
    stock.receive(shop, [Arrival("RADIO", 2000, serials=("SN-0001", "SN-0002"))])
    return shop


def picked(shop: Store, *goods: tuple[str, int], **how: str) -> str:
    """An order whose goods lie at the bench: they were in a parcel that was opened again."""
    number = place(shop, *goods, **how)
    packing.pack(shop, number)
    packing.open_parcel(shop, last(shop))
    return number


def parcels(shop: Store) -> int:
    """How many parcels there are."""
    with shop.read() as connection:
        return len(reports.parcels(connection))


def last(shop: Store) -> str:
    """The number of the parcel that was packed last."""
    with shop.read() as connection:
        return max(one.number for one in reports.parcels(connection))


def parcel(shop: Store, number: str = "") -> ParcelView:
    with shop.read() as connection:
        return reports.parcel_of(connection, number or last(shop))


def packed(shop: Store, *goods: tuple[str, int], **how: str) -> str:
    """The number of a parcel with all of a new order in it."""
    packing.pack(shop, place(shop, *goods, **how))
    return last(shop)


def contents(view: ParcelView) -> list[tuple[str, int, str]]:
    """SKU, thousandths and serial number of what is in a parcel."""
    return [(one.sku, one.quantity, one.serial) for line in view.lines for one in line.goods]


def pay(shop: Store, number: str) -> None:
    """Pay an order by card."""
    payments.pay(shop, number, Tender("card", order(shop, number).due, "A1"))
