"""An order as it is shown: what lies picked and packed now, not what ever was."""

from __future__ import annotations

from tests.machines import promising

from storeops.operations.orders import changing
from storeops.operations.parcels import packing
from storeops.operations.picking import putting_back
from storeops.reports.orders.order import by_number
from storeops.store import Store


def test_what_was_unpacked_and_put_back_is_neither_packed_nor_picked(shop: Store) -> None:
    number = promising.read(shop, promising.place(shop, ("TEA", 3000))).placed.number

    def shown() -> tuple[int, int]:
        with shop.read() as connection:
            (line,) = (one for one in by_number(connection, number).lines if one.kind == "goods")
        return line.picked, line.packed

    packing.pack(shop, number)
    assert shown() == (3000, 3000)
    packing.open_parcel(shop, "P")
    assert shown() == (3000, 0)
    changing.cancel(shop, number, "too late")
    putting_back.put_back(shop, number)
    assert shown() == (0, 0)
