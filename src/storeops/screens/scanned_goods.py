"""What a scan in the store room is: a bin, a product with what its label says of it, or a label that only answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from storeops.operations.lookup import Found, NotStocked, UnknownProduct, look_up
from storeops.reports import goods_in as reports
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.barcodes import Kind, read
from storeops.rules.errors import Refused
from storeops.rules.goods import LOT, SERIAL
from storeops.store import Store

HOW_MANY = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,3})?")
"""How many there are, typed by hand in the place of scanning each."""


@dataclass(frozen=True, slots=True)
class Product:
    """What a scan named: `quantity` is what one scan stands for; lot, expiry and serial where the code has them.
    `known_until` is the day the lot is known to expire on, `piece_at` where the piece is on hand already."""

    sku: str
    name: str
    unit: str
    tracking: str = ""
    quantity: Thousandths = ONE
    lot: str = ""
    expires: str = ""
    serial: str = ""
    known_until: str = ""
    piece_at: str = ""
    measured: bool = False
    """Whether the label says how much there is."""

    @property
    def missing(self) -> str:
        """What has to be asked for: "lot", "serial", or nothing."""
        if self.tracking == LOT and not self.lot:
            return LOT
        return SERIAL if self.tracking == SERIAL and not self.serial else ""


class KitArrives(Refused):
    """A kit has no stock of its own."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is a kit: it has no stock of its own. Scan its parts.")


def look(shop: Store, location: str, code: str) -> Product | str:
    """The product, or the code of the bin. Raises UnknownProduct, NotStocked, KitArrives, CardNumberRefused."""
    with shop.read() as connection:
        try:
            found = look_up(connection, shop.profile, code, shop.business_date().isoformat(), for_sale=False)
        except UnknownProduct:
            if bin := reports.bin_code(connection, location, code):
                return bin
            raise
        if found.item.kit:
            raise KitArrives(found.item.name)
        if not found.item.stocked:
            raise NotStocked(found.item.sku)
        product = _product(found)
        return replace(
            product,
            known_until=reports.expiry(connection, product.sku, product.lot),
            piece_at=reports.piece_at(connection, product.sku, product.serial),
        )


def _product(found: Found) -> Product:
    """Of what is not tracked the label's lot and serial say nothing."""
    item, scan = found.item, found.scan
    by_lot = item.tracking == LOT
    return Product(
        sku=item.sku,
        name=item.name,
        unit=item.unit,
        tracking=item.tracking,
        quantity=found.quantity,
        lot=scan.lot if by_lot else "",
        expires=scan.expiry.isoformat() if by_lot and scan.expiry else "",
        serial=scan.serial if item.tracking == SERIAL else "",
        measured=scan.weight is not None or scan.quantity is not None,
    )


def known_until(shop: Store, sku: str, lot: str) -> str:
    """The ISO date a lot is known to expire on."""
    with shop.read() as connection:
        return reports.expiry(connection, sku, lot)


def piece_at(shop: Store, sku: str, serial: str) -> str:
    """Where the piece is on hand already, empty for nowhere."""
    with shop.read() as connection:
        return reports.piece_at(connection, sku, serial)


def is_known(shop: Store, location: str, code: str) -> bool:
    """Whether a scan is a product or a bin: it is none that answers the question for a lot or a serial number then."""
    try:
        look(shop, location, code)
    except UnknownProduct:
        return False
    except Refused:
        return True
    return True


def answer(text: str, wanted: str) -> str:
    """The lot or serial number on a label that names no product; empty where the label names one."""
    scan = read(text)
    if scan.kind in (Kind.GTIN, Kind.SSCC, Kind.RESTRICTED) or scan.gtin:
        return ""
    if scan.kind is Kind.GS1:
        return scan.lot if wanted == LOT else scan.serial
    return text.strip()[3:] if scan.symbology and text.startswith("]") else text.strip()
