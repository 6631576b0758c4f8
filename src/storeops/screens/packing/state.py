"""What was scanned into the parcel that is being packed. Pure: every scan gives another state."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from storeops.operations.parcels.cartons import CartonsView
from storeops.operations.parcels.packing import MOST_GRAMS, BadParcel, Box, NotOfThisOrder, Scanned
from storeops.reports.packing import BenchLine, BenchView
from storeops.rules import quantity as quantities
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.cartons import CartonSize
from storeops.rules.errors import Refused
from storeops.rules.goods import SERIAL
from storeops.rules.wording import quote
from storeops.screens.goods_in.state import NothingScanned, PieceByPiece, PieceTwice
from storeops.screens.till.words import weighed

_WEIGHT = re.compile(r"([0-9]{1,7}) ?g|([0-9]{1,4})(?:[.,]([0-9]{1,3}))? ?kg", re.IGNORECASE)


class ScanThePiece(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"Each piece of {quote(name)} has its own serial number. Scan the number on the piece.")
        self.name = name


class AllIn(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"All that is to be packed of {quote(name)} is in already. Put this one aside.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Scan:
    """A code and how often it stands in the parcel, as the operation is told; what that comes to."""

    code: str
    amount: Thousandths
    sku: str
    quantity: Thousandths
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Packing:
    """`command` is the parcel's identity: closing it twice closes it once. `carton` was chosen by a person; until then
    the proposed one is meant, unless `bare` says that there is none. `grams` is what the scale said."""

    view: BenchView
    command: str
    scans: tuple[Scan, ...] = ()
    selected: int = 0
    carton: CartonSize | None = None
    bare: bool = False
    grams: int = 0
    plan: CartonsView | None = None

    @classmethod
    def of(cls, view: BenchView, command: str) -> Packing:
        """An empty parcel; the first line with something left is selected."""
        first = next((place for place, line in enumerate(view.lines) if line.left), 0)
        return cls(view, command, selected=first)

    @property
    def lines(self) -> tuple[BenchLine, ...]:
        """The order's lines."""
        return self.view.lines

    @property
    def line(self) -> BenchLine:
        """The selected line."""
        return self.lines[self.selected]

    def total(self, sku: str) -> Thousandths:
        """How much of a product is in the parcel."""
        return sum(one.quantity for one in self.scans if one.sku == sku)

    def inside(self, place: int) -> Thousandths:
        """How much of a line is in the parcel: a product on several lines fills the first one first."""
        line = self.lines[place]
        before = sum(one.left for one in self.lines[:place] if one.sku == line.sku)
        return max(0, min(line.left, self.total(line.sku) - before))

    @property
    def open(self) -> tuple[int, ...]:
        """The places of the lines of which something is not in the parcel."""
        return tuple(place for place, line in enumerate(self.lines) if self.inside(place) < line.left)

    @property
    def complete(self) -> bool:
        """Whether all that is left to pack is in the parcel."""
        return bool(self.scans) and not self.open

    # --- goods ------------------------------------------------------------------------------------

    def adding(self, found: Scanned, code: str, times: Thousandths | None) -> Packing:
        """With a scan more, `times` in thousandths. A code that does not tell how much of weighed goods there is means
        all that is left. Raises NotOfThisOrder, AllIn, ScanThePiece, PieceTwice,
        PieceByPiece, NotWhole."""
        mine = [line for line in self.lines if line.sku == found.sku]
        rest = sum(line.left for line in mine) - self.total(found.sku)
        if not any(line.left for line in mine):
            raise NotOfThisOrder(found.name, self.view.number, 0)
        if rest <= 0:
            raise AllIn(found.name)
        amount = ONE if times is None else times
        if times is None and found.quantity == ONE and weighed(mine[0].unit):
            amount = rest
        quantity = amount * found.quantity // ONE
        quantities.check(quantity, quantities.unit(mine[0].unit))
        self._refuse_piece(found, quantity)
        if quantity > rest:
            raise NotOfThisOrder(found.name, self.view.number, rest)
        fresh = Scan(code, amount, found.sku, quantity, found.serial)
        made = replace(self, scans=_with(self.scans, fresh))
        grown = [place for place in range(len(self.lines)) if made.inside(place) > self.inside(place)]
        return replace(made, selected=grown[-1])

    def _refuse_piece(self, found: Scanned, quantity: Thousandths) -> None:
        if not found.serial:
            if found.tracking == SERIAL:
                raise ScanThePiece(found.name)
            return
        if quantity != ONE:
            raise PieceByPiece(found.name)
        if any(one.serial == found.serial and one.sku == found.sku for one in self.scans):
            raise PieceTwice(found.name, found.serial)

    def to(self, quantity: Thousandths) -> Packing:
        """With so much of the selected line. Raises NothingScanned, PieceByPiece, NotWhole, NotOfThisOrder."""
        line, here = self.line, self.inside(self.selected)
        if not here:
            raise NothingScanned
        if any(one.serial for one in self.scans if one.sku == line.sku):
            raise PieceByPiece(line.name)
        if quantity:
            quantities.check(quantity, quantities.unit(line.unit))
        if quantity > line.left:
            raise NotOfThisOrder(line.name, self.view.number, line.left)
        total = self.total(line.sku) - here + quantity
        kept = tuple(one for one in self.scans if one.sku != line.sku)
        return replace(self, scans=(*kept, Scan(line.sku, total, line.sku, total)) if total else kept)

    def without(self) -> Packing:
        """With nothing of the selected line's product."""
        return replace(self, scans=tuple(one for one in self.scans if one.sku != self.line.sku))

    def moved(self, by: int) -> Packing:
        """With another line selected."""
        return replace(self, selected=max(0, min(self.selected + by, len(self.lines) - 1)))

    # --- the box ----------------------------------------------------------------------------------

    @property
    def proposed(self) -> str:
        """The code of the carton proposed first."""
        return next((one.carton for one in self.plan.cartons if one.carton), "") if self.plan else ""

    def size(self, proposed: CartonSize | None) -> CartonSize | None:
        """The carton chosen, else the proposed one; None for goods that travel in their own box."""
        return self.carton or (None if self.bare else proposed)

    def box(self, proposed: CartonSize | None) -> Box:
        """What the parcel is: the carton chosen, else the proposed one; what the scale said."""
        size = self.size(proposed)
        if size is None:
            return Box(grams=self.grams)
        return Box(size.code, size.length, size.width, size.height, self.grams, tare=size.tare_grams)

    @property
    def told(self) -> tuple[tuple[str, Thousandths], ...]:
        """What `packing.pack` is told."""
        return tuple((one.code, one.amount) for one in self.scans)


def _with(scans: tuple[Scan, ...], fresh: Scan) -> tuple[Scan, ...]:
    """The same code again adds up; pieces stay one by one."""
    for place, one in enumerate(scans):
        if (one.code, one.sku) == (fresh.code, fresh.sku) and not fresh.serial:
            more = replace(one, amount=one.amount + fresh.amount, quantity=one.quantity + fresh.quantity)
            return (*scans[:place], more, *scans[place + 1 :])
    return (*scans, fresh)


def grams_of(text: str) -> int | None:
    """Grams as typed from the scale: '1250 g', '1.25 kg'; None for what is no weight. Raises BadParcel."""
    found = _WEIGHT.fullmatch(text.strip())
    if found is None:
        return None
    whole, kilos, places = found.groups()
    grams = int(whole) if whole else int(kilos) * 1000 + int((places or "").ljust(3, "0"))
    if not 0 < grams <= MOST_GRAMS:
        raise BadParcel(f"it weighs something, and at most {MOST_GRAMS // 1_000_000} tonnes")
    return grams
