"""Goods that leave: what a scan may not sell, and which lot, serial number and bin really go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
from sqlalchemy import Connection

from storeops.database.queries import sourcing
from storeops.database.queries import stock as queries
from storeops.database.queries.profile import Profile
from storeops.operations.lookup import Found, UnknownProduct, look_up
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.carts import Cart, Item, Line
from storeops.rules.errors import Refused
from storeops.rules.goods import LOT, SERIAL, Moved
from storeops.rules.lots import Held, first_expiring, fresh, take
from storeops.rules.orders.lines import Part
from storeops.rules.quantity import extend
from storeops.rules.wording import quote
from storeops.store import Tx


class Expired(Refused):
    """The goods are past their day. `lot` is empty where all of them are."""

    def __init__(self, sku: str, name: str, lot: str, day: str) -> None:
        which = f", lot {lot}," if lot else ": the last lot of it here"
        super().__init__(f"{quote(name)} ({sku}){which} expired on {day}. Do not sell it; put it aside.")
        self.sku = sku
        self.lot = lot
        self.day = day


class SerialNeeded(Refused):
    def __init__(self, sku: str, name: str) -> None:
        super().__init__(
            f"{quote(name)} ({sku}) is sold by serial number. Scan the serial number on the piece, or type it."
        )
        self.sku = sku


class SerialNotHere(Refused):
    """The piece is not on hand at this location. `places` is where it is, or nothing."""

    def __init__(self, sku: str, serial: str, places: Sequence[str]) -> None:
        where = f"it is booked at {', '.join(places)}" if places else "it is not in stock"
        super().__init__(
            f"{sku} with serial number {quote(serial)} cannot be sold here: {where}. Check the number on the piece."
        )
        self.sku = sku
        self.serial = serial
        self.places = tuple(places)


class SerialTwice(Refused):
    def __init__(self, sku: str, serial: str) -> None:
        super().__init__(f"{sku} with serial number {quote(serial)} is in this sale already. Scan the other piece.")
        self.sku = sku
        self.serial = serial


def scanned(connection: Connection, profile: Profile, code: str, day: str) -> Found:
    """What a scan or a typed code sells on a business day: a product, or the piece that has this serial number.

    Plain products cost no further query. Raises UnknownProduct, NotForSale, NoPrice, Expired, SerialNeeded,
    SerialNotHere, CardNumberRefused, BadPattern."""
    try:
        found = look_up(connection, profile, code, day)
    except UnknownProduct:
        skus = queries.serial_products(connection, code.strip(), profile.location)
        if len(skus) != 1:
            raise
        found = look_up(connection, profile, skus[0], day)
        found = replace(found, scan=msgspec.structs.replace(found.scan, serial=code.strip()))
    tracking, scan = found.item.tracking, found.scan
    if tracking or scan.lot or scan.expiry:
        _refuse_expired(connection, profile, found, day)
    if tracking == SERIAL:
        if not scan.serial:
            raise SerialNeeded(found.item.sku, found.item.name)
        _piece(connection, profile.location, found.item.sku, scan.serial)
    return found


def _refuse_expired(connection: Connection, profile: Profile, found: Found, day: str) -> None:
    """Raises Expired: by the date on the label, by what its lot is known for, or because no other lot is here."""
    item, scan = found.item, found.scan
    until = scan.expiry.isoformat() if scan.expiry else ""
    if not until and scan.lot:
        until = queries.expiry(connection, item.sku, scan.lot)
    if until and until < day:
        raise Expired(item.sku, item.name, scan.lot, until)
    if item.tracking == LOT and not scan.lot:
        here = [one for one in queries.held(connection, item.sku, profile.location) if _sellable(one)]
        if here and not fresh(here, day):
            raise Expired(item.sku, item.name, "", max(one.expires for one in here))


def _sellable(one: Held) -> bool:
    return not one.status and one.quantity > 0


def _piece(connection: Connection, location: str, sku: str, serial: str) -> Held:
    """The piece where it lies. Raises SerialNotHere."""
    for one in queries.held(connection, sku, location):
        if one.serial == serial and _sellable(one):
            return one
    raise SerialNotHere(sku, serial, queries.serial_places(connection, sku, serial))


def refuse_same_piece(cart: Cart, found: Found) -> None:
    """Raises SerialTwice: a piece is sold once."""
    serial = found.scan.serial if found.item.tracking == SERIAL else ""
    if serial and any(line.item.sku == found.item.sku and line.serial == serial for line in cart.lines):
        raise SerialTwice(found.item.sku, serial)


class Leaving:
    """The goods that leave a location in one transaction: what one line takes the next one does not find. What waits in
    the places `before` (picked, packed) goes before what lies there."""

    def __init__(self, tx: Tx, location: str, *, before: Sequence[str] = ()) -> None:
        self._tx, self._location, self._before = tx, location, before
        self._left: dict[str, list[Held]] = {}

    def moved(
        self, sku: str, quantity: Thousandths, unit_cost: Minor, *, lot: str = "", serial: str = ""
    ) -> list[Moved]:
        """Which goods of a product go: those that were scanned, else the first to expire, which is assumed; loose ones
        before those in bins. What the books do not have goes as it is. Raises SerialNotHere."""
        here = self._here(sku)
        if serial:
            mine = [one for one in here if one.serial == serial and one.quantity > 0]
            if not mine:
                raise SerialNotHere(sku, serial, queries.serial_places(self._tx.connection, sku, serial))
        else:
            mine = [one for one in here if not one.serial and lot in ("", one.lot)]
        taken, rest = take(mine, quantity)
        found = [
            Moved(
                sku=sku,
                quantity=some,
                unit_cost=unit_cost,
                lot=one.lot,
                serial=one.serial,
                bin=one.bin,
                assumed=bool(one.lot) and not lot and not serial,
            )
            for one, some in taken
        ]
        for one, some in taken:
            here[here.index(one)] = msgspec.structs.replace(one, quantity=one.quantity - some)
        if rest:
            found.append(Moved(sku=sku, quantity=rest, unit_cost=unit_cost, lot=lot))
        return found

    def _here(self, sku: str) -> list[Held]:
        if sku not in self._left:
            rows = [one for one in queries.held(self._tx.connection, sku, self._location) if _sellable(one)]
            good = fresh(rows, self._tx.business_date)
            # What has expired should not be there any more: it is taken for what was sold only when nothing else is.
            self._left[sku] = [
                *(queries.waiting(self._tx.connection, sku, self._location, self._before) if self._before else ()),
                *first_expiring(good),
                *first_expiring(one for one in rows if one not in good),
            ]
        return self._left[sku]


def goods_of(tx: Tx, location: str, lines: Sequence[Line]) -> list[tuple[tuple[Moved, ...], Minor | None]]:
    """What moves for each line of a cart, nothing where it is the line itself, loose; and what the parts of a kit cost,
    None for a product. Lines of plain products cost no query. Raises SerialNotHere."""
    if not any(_looks(line.item) or line.lot or line.serial for line in lines):
        return [((), None)] * len(lines)
    kits = sourcing.kits(tx.connection, [line.item.sku for line in lines if line.item.kit])
    leaving = Leaving(tx, location)
    return [_goods_of(leaving, line, kits) for line in lines]


def is_plain(moved: Sequence[Moved]) -> bool:
    """Whether a line moves as itself, loose and without a lot or serial number: then it need not say so."""
    return len(moved) == 1 and not (moved[0].lot or moved[0].serial or moved[0].bin)


def _looks(item: Item) -> bool:
    return bool(item.tracking or item.kit or item.detailed)


def _goods_of(
    leaving: Leaving, line: Line, kits: Mapping[str, tuple[Part, ...]]
) -> tuple[tuple[Moved, ...], Minor | None]:
    item = line.item
    if not item.stocked:
        return (), None
    if parts := kits.get(item.sku):
        moved = [
            one for part in parts for one in leaving.moved(part.sku, part.quantity * line.quantity // ONE, part.cost)
        ]
        return tuple(moved), sum(_worth(part, line.quantity) for part in parts)
    if not (_looks(item) or line.lot or line.serial):
        return (), None
    moved = leaving.moved(item.sku, line.quantity, item.cost, lot=line.lot, serial=line.serial)
    return (() if is_plain(moved) else tuple(moved)), None


def _worth(part: Part, kits: Thousandths) -> Minor:
    return extend(part.cost, part.quantity * kits // ONE)
