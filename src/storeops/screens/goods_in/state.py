"""What was counted of a delivery before it is booked. Pure: every scan gives another state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from storeops.operations.arrivals import Arrival
from storeops.reports.goods_in import TRANSFER, DueLine, DueView
from storeops.rules import quantity as quantities
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.goods import SERIAL
from storeops.screens.scanned_goods import Product

DELIVERY = "delivery"
"""The kind of goods that nobody ordered here: every product is on it."""


class NotDue(Refused):
    """Goods that are not on the order they came with."""

    def __init__(self, name: str, number: str, what: str = "") -> None:
        told = f"{name}, {what}," if what else name
        super().__init__(f"{told} is not on {number}. Put it aside; take it in by itself when all is counted.")
        self.name = name


class PieceTwice(Refused):
    def __init__(self, name: str, serial: str) -> None:
        super().__init__(f"{name} {serial} was scanned before. Scan the number of another piece.")
        self.serial = serial


class PieceHere(Refused):
    def __init__(self, name: str, serial: str, location: str) -> None:
        super().__init__(f"{name} {serial} is on hand at {location} already. Check the number.")
        self.serial = serial


class PieceByPiece(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"Each piece of {name} has its own serial number. Scan the pieces one by one.")


class LotExpired(Refused):
    def __init__(self, name: str, expires: str) -> None:
        super().__init__(f"{name} was good until {expires}. Put it aside and send it back.")
        self.expires = expires


class NothingScanned(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing is counted yet. Scan what came first.")


@dataclass(frozen=True, slots=True)
class Line:
    """A product and how much of it is waited for; of a transfer which lots and pieces."""

    sku: str
    name: str
    unit: str
    expected: Thousandths = 0
    lots: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """Goods of one kind that were counted into one place."""

    sku: str
    quantity: Thousandths
    lot: str = ""
    expires: str = ""
    serial: str = ""
    bin: str = ""

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What makes two counts one."""
        return self.sku, self.lot, self.expires, self.serial, self.bin


@dataclass(frozen=True, slots=True)
class Receiving:
    """`lines` are what is waited for, then what came besides; `counted` in the order it was counted first, `last` the
    place in it that was counted last. `command` and `closing` are the identities of what F12 writes."""

    kind: str
    number: str
    whom: str
    location: str
    lines: tuple[Line, ...]
    command: str
    closing: str
    counted: tuple[Counted, ...] = ()
    selected: int = 0
    last: int = -1
    bin: str = ""

    @classmethod
    def of(cls, view: DueView, command: str, closing: str) -> Receiving:
        """A purchase order or a transfer, nothing counted yet."""
        return cls(view.kind, view.number, view.whom, view.location, lines_of(view.lines), command, closing)

    @classmethod
    def delivery(cls, supplier: str, location: str, command: str) -> Receiving:
        """Goods without an order."""
        return cls(DELIVERY, "", supplier, location, (), command, "")

    @property
    def line(self) -> Line | None:
        """The selected line."""
        return self.lines[self.selected] if 0 <= self.selected < len(self.lines) else None

    def got(self, sku: str) -> Thousandths:
        """What was counted of a product."""
        return sum(one.quantity for one in self.counted if one.sku == sku)

    def parts(self, sku: str) -> tuple[Counted, ...]:
        """What was counted of a product, kind by kind."""
        return tuple(one for one in self.counted if one.sku == sku)

    @property
    def differing(self) -> tuple[Line, ...]:
        """The lines which are short or over; none of goods that nobody ordered."""
        if self.kind == DELIVERY:
            return ()
        return tuple(line for line in self.lines if self.got(line.sku) != line.expected)

    @property
    def short(self) -> bool:
        """Whether something is still waited for."""
        return any(self.got(line.sku) < line.expected for line in self.differing)

    @property
    def complete(self) -> bool:
        """Whether all that is waited for was counted, and no more."""
        return bool(self.counted) and not self.differing

    def place_of(self, sku: str) -> int:
        """The line of a product, -1 for none."""
        return next((place for place, line in enumerate(self.lines) if line.sku == sku), -1)

    def refuse(self, product: Product, today: date) -> None:
        """Raises NotDue, LotExpired, PieceTwice, PieceHere."""
        place = self.place_of(product.sku)
        if place < 0 and self.kind != DELIVERY:
            raise NotDue(product.name, self.number)
        line = self.lines[place] if place >= 0 else Line(product.sku, product.name, product.unit)
        if self.kind == TRANSFER and product.lot and line.lots and product.lot not in line.lots:
            raise NotDue(product.name, self.number, f"lot {product.lot}")
        if self.kind == TRANSFER and product.serial and line.serials and product.serial not in line.serials:
            raise NotDue(product.name, self.number, f"serial {product.serial}")
        if product.expires and date.fromisoformat(product.expires) < today:
            raise LotExpired(product.name, product.expires)
        if product.serial and any(one.serial == product.serial for one in self.parts(product.sku)):
            raise PieceTwice(product.name, product.serial)
        if product.piece_at:
            raise PieceHere(product.name, product.serial, product.piece_at)

    def piece(self, code: str) -> Product | None:
        """The piece of a transfer that has this serial number."""
        line = next((line for line in self.lines if code in line.serials), None)
        return Product(line.sku, line.name, line.unit, SERIAL, serial=code) if line else None

    def counting(self, product: Product, times: Thousandths | None) -> Receiving:
        """With one scan more (`times` in thousandths of what a scan stands for). Raises NotWhole, PieceByPiece."""
        quantity = product.quantity if times is None else times * product.quantity // ONE
        quantities.check(quantity, quantities.unit(product.unit))
        if product.serial and quantity != ONE:
            raise PieceByPiece(product.name)
        lines = self.lines
        if self.place_of(product.sku) < 0:
            lines = (*lines, Line(product.sku, product.name, product.unit))
        fresh = Counted(product.sku, quantity, product.lot, product.expires, product.serial, self.bin)
        place = next((at for at, one in enumerate(self.counted) if one.key == fresh.key), len(self.counted))
        before = self.counted[place].quantity if place < len(self.counted) else 0
        fresh = replace(fresh, quantity=before + quantity)
        counted = (*self.counted[:place], fresh, *self.counted[place + 1 :])
        made = replace(self, lines=lines, counted=counted, last=place)
        return replace(made, selected=made.place_of(product.sku))

    def to(self, quantity: Thousandths) -> Receiving:
        """With another quantity of what was counted last of the selected line. Raises NothingScanned, NotWhole,
        PieceByPiece."""
        line = self.line
        place = self._last_of(line.sku) if line else -1
        if line is None or place < 0:
            raise NothingScanned
        if self.counted[place].serial:
            raise PieceByPiece(line.name)
        if not quantity:
            return self._with(self.counted[:place] + self.counted[place + 1 :], -1)
        quantities.check(quantity, quantities.unit(line.unit))
        fresh = replace(self.counted[place], quantity=quantity)
        return self._with((*self.counted[:place], fresh, *self.counted[place + 1 :]), place)

    def _last_of(self, sku: str) -> int:
        if 0 <= self.last < len(self.counted) and self.counted[self.last].sku == sku:
            return self.last
        return max((at for at, one in enumerate(self.counted) if one.sku == sku), default=-1)

    def _with(self, counted: Iterable[Counted], last: int) -> Receiving:
        kept = tuple(counted)
        lines = self.lines
        if self.kind == DELIVERY:
            there = {one.sku for one in kept}
            lines = tuple(line for line in lines if line.sku in there)
        return replace(self, counted=kept, last=last, lines=lines, selected=max(0, min(self.selected, len(lines) - 1)))

    def without(self) -> Receiving:
        """With nothing counted of the selected line."""
        line = self.line
        return self._with((one for one in self.counted if line is None or one.sku != line.sku), -1)

    def moved(self, by: int) -> Receiving:
        """With another line selected."""
        return replace(self, selected=max(0, min(self.selected + by, len(self.lines) - 1)))

    def arrivals(self) -> tuple[Arrival, ...]:
        """What F12 writes, in the order it was counted: the pieces of one product and bin together."""
        found: dict[tuple[str, str, str, str], Arrival] = {}
        for one in self.counted:
            key = (one.sku, one.lot, one.expires, one.bin)
            before = found.get(key, Arrival(one.sku, 0, one.lot, one.expires, (), one.bin))
            serials = (*before.serials, one.serial) if one.serial else before.serials
            found[key] = replace(before, quantity=before.quantity + one.quantity, serials=serials)
        return tuple(found.values())


def lines_of(due: Iterable[DueLine]) -> tuple[Line, ...]:
    """One line a product, with all that is waited for of it."""
    found: dict[str, Line] = {}
    for one in due:
        line = found.get(one.sku, Line(one.sku, one.name, one.unit))
        waiting = one.outstanding > 0
        found[one.sku] = replace(
            line,
            expected=line.expected + one.outstanding,
            lots=(*line.lots, one.lot) if one.lot and one.lot not in line.lots else line.lots,
            serials=(*line.serials, one.serial) if one.serial and waiting else line.serials,
        )
    return tuple(found.values())
