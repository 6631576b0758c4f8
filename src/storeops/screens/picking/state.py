"""A tour as its picker walks it: which step comes next, and what was scanned for it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from storeops.operations.picking.picks import LotExpired
from storeops.reports.at_the_bin import BackView, StandView, WalkView
from storeops.reports.picking import TaskView
from storeops.rules import quantity as quantities
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.goods import LOT, SERIAL
from storeops.rules.wording import quote
from storeops.screens.scanned_goods import Product
from storeops.screens.till.words import short, weighed

_NAME = 24


class NotTheBin(Refused):
    def __init__(self, scanned: str, bin: str) -> None:
        super().__init__(f"Scanned {quote(scanned[:24])}, not bin {bin}.")
        self.scanned = scanned


class NotTheGoods(Refused):
    def __init__(self, scanned: str, wanted: str) -> None:
        super().__init__(f"Scanned {quote(short(scanned, _NAME))}. Take {quote(short(wanted, _NAME))}.")
        self.scanned = scanned


class NotTheTote(Refused):
    def __init__(self, scanned: str, tote: str) -> None:
        super().__init__(f"Scanned {quote(scanned[:24])}, not tote {tote}.")
        self.scanned = scanned


class NotHere(Refused):
    """A lot or piece that the books do not have in the bin."""

    def __init__(self, what: str, here: tuple[str, ...]) -> None:
        known = f" Here: {', '.join(here[:4])}." if here else ""
        super().__init__(f"{what} is not booked here.{known}")


class ScanFirst(Refused):
    def __init__(self, what: str) -> None:
        super().__init__(f"Scan {what} first.")


class TooMuch(Refused):
    def __init__(self, given: Thousandths, wanted: Thousandths) -> None:
        super().__init__(
            f"{quantities.decimal_string(given)} is too many: {quantities.decimal_string(wanted)} wanted. Put the rest "
            "back."
        )


class AnotherLot(Refused):
    def __init__(self, lot: str, begun: str) -> None:
        super().__init__(f"This is lot {lot}, in hand is {begun}. Put it back; Esc counts anew.")


class PieceTwice(Refused):
    def __init__(self, serial: str) -> None:
        super().__init__(f"{quote(serial[:24])} was scanned already.")


class EachPiece(Refused):
    def __init__(self) -> None:
        super().__init__("Scan the serial number of each piece.")


class TheBinItself(Refused):
    def __init__(self, bin: str) -> None:
        super().__init__(f"This is {bin}, where you are. Scan the product.")


class NotAll(Refused):
    def __init__(self, taken: Thousandths, wanted: Thousandths, key: str) -> None:
        told = f"{quantities.decimal_string(taken)} of {quantities.decimal_string(wanted)} are taken."
        super().__init__(f"{told} Scan on, or {key} if there are no more.")


class AllThere(Refused):
    def __init__(self) -> None:
        super().__init__("All that is wanted is in your hand.")


class At(StrEnum):
    """What is to be done next."""

    BIN = "scan bin"
    GOODS = "scan product"
    LOT = "scan lot"
    PIECE = "scan serial"
    TOTE = "scan tote"
    EMPTY = "empty?"
    BACK = "put back"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Picking:
    """`at` is the bin that was scanned last. `taken` is in the picker's hand; `stated` where it was typed. `totes` were
    exchanged since the screen was opened, by order. `emptied` is (bin, SKU) to look into. `form` is the identity of
    the next pick."""

    walk: WalkView
    form: str
    at: str = ""
    seen: bool = False
    taken: Thousandths = 0
    stated: bool = False
    lot: str = ""
    serials: tuple[str, ...] = ()
    into: str = ""
    totes: tuple[tuple[str, str], ...] = ()
    emptied: tuple[str, str] = ("", "")
    backing: bool = False

    # --- the task ---------------------------------------------------------------------------------

    @property
    def task(self) -> TaskView | None:
        """The task that is next, None at the end of the tour."""
        return next((one for one in self.walk.tour.tasks if one.state == "open"), None)

    @property
    def current(self) -> TaskView:
        """The task, where there must be one."""
        task = self.task
        assert task is not None
        return task

    @property
    def following(self) -> TaskView | None:
        """The next task in another bin."""
        task = self.task
        waiting = [one for one in self.walk.tour.tasks if one.state == "open"]
        return next((one for one in waiting if task is not None and one.bin != task.bin), None)

    @property
    def name(self) -> str:
        """The task's name, by its wave's id: two terminals may have made waves of one number."""
        return f"{self.walk.wave}.{self.current.task.rpartition('.')[2]}"

    @property
    def stand(self) -> StandView:
        """What lies where the task is."""
        return self.walk.stand or StandView("")

    @property
    def back(self) -> BackView | None:
        """What is to be put back first."""
        return self.walk.back[0] if self.walk.back else None

    @property
    def tote(self) -> str:
        """The tote the current task's goods go into."""
        return self.tote_of(self.current)

    def tote_of(self, task: TaskView) -> str:
        """The tote a task's goods go into: the latest of its order, or of the tour where orders are not kept apart."""
        kept_apart = self.walk.mode in ("cluster", "single")
        used = [tote for of, tote in (*self.walk.totes, *self.totes) if not kept_apart or of == task.order]
        return used[-1] if used else task.tote

    # --- the step ---------------------------------------------------------------------------------

    @property
    def step(self) -> At:
        """What is to be done next."""
        task = self.task
        if self.emptied[0]:
            return At.EMPTY
        if self.back is not None and (self.backing or task is None):
            return At.BACK
        if task is None:
            return At.DONE
        if task.bin and task.bin != self.at:
            return At.BIN
        if self.seen and self.stand.tracking == SERIAL and self.taken < task.rest:
            return At.PIECE
        if self.seen and self.lot_missing:
            return At.LOT
        return At.TOTE if self.taken >= task.rest else At.GOODS

    @property
    def lot_missing(self) -> bool:
        """Whether the lot must be scanned: where only one lies there it is taken to be that one."""
        return self.stand.tracking == LOT and not self.lot and len(self.stand.lots) > 1

    @property
    def ready(self) -> bool:
        """Whether the pick can be written down."""
        return self.step is At.TOTE and (bool(self.into) or self.walk.mode != "cluster" or not self.tote)

    @property
    def in_hand(self) -> bool:
        """Whether something was scanned that is not written down."""
        return self.seen or bool(self.taken)

    # --- what was scanned -------------------------------------------------------------------------

    def at_bin(self, code: str) -> Picking:
        """The bin was scanned. Raises NotTheBin."""
        task = self.current
        if code.upper() != task.bin.upper():
            raise NotTheBin(code, task.bin)
        return replace(self, at=task.bin)

    def with_goods(self, product: Product, times: Thousandths | None, today: str) -> Picking:
        """A product was scanned; of goods sold by weight a scan without one tells only which they are. Raises
        NotTheGoods, TooMuch, NotWhole, AllThere, and what `with_lot` and `with_piece` raise."""
        task = self.current
        if product.sku != task.sku:
            raise NotTheGoods(product.name, task.name)
        if self.stand.tracking == SERIAL:
            seen = replace(self, seen=True)
            return seen.with_piece(product.serial) if product.serial else seen
        if self.taken >= task.rest:
            raise AllThere
        untold = weighed(task.unit) and not product.measured and times is None
        much = 0 if untold else product.quantity * (ONE if times is None else times) // ONE
        if much:
            quantities.check(much, quantities.unit(task.unit))
        if self.taken + much > task.rest:
            raise TooMuch(self.taken + much, task.rest)
        made = self.with_lot(product.lot, today) if product.lot else self
        return replace(made, seen=True, taken=self.taken + much, stated=False)

    def with_lot(self, lot: str, today: str) -> Picking:
        """The lot that is taken, any that lies there and is good. Raises NotHere, LotExpired, AnotherLot."""
        if lot not in self.stand.lots:
            raise NotHere(f"Lot {lot}", self.stand.lots)
        until = next((one.expires for one in self.stand.here if one.lot == lot and one.expires), "")
        if until and until < today:
            raise LotExpired(short(self.current.name, _NAME), lot, until)
        if self.lot and self.lot != lot:
            raise AnotherLot(lot, self.lot)
        return replace(self, lot=lot)

    def with_piece(self, serial: str) -> Picking:
        """One piece more. Raises NotHere, PieceTwice, AllThere."""
        if self.taken >= self.current.rest:
            raise AllThere
        if serial in self.serials:
            raise PieceTwice(serial)
        if serial not in self.stand.pieces:
            raise NotHere(f"Serial {serial[:24]}", ())
        serials = (*self.serials, serial)
        return replace(self, seen=True, serials=serials, taken=len(serials) * ONE)

    def with_number(self, much: Thousandths) -> Picking:
        """So many are taken. Raises ScanFirst, EachPiece, TooMuch, NotWhole."""
        task = self.current
        if self.stand.tracking == SERIAL:
            raise EachPiece
        if not self.seen:
            raise ScanFirst("the product")
        quantities.check(much, quantities.unit(task.unit))
        if much > task.rest:
            raise TooMuch(much, task.rest)
        return replace(self, taken=much, stated=True)

    def into_tote(self, code: str) -> Picking:
        """The tote was scanned. Raises NotTheTote."""
        if code.upper() != self.tote.upper():
            raise NotTheTote(code, self.tote)
        return replace(self, into=self.tote)

    def exchanged(self, tote: str) -> Picking:
        """A new tote for the order; the goods in hand go into it, for it was scanned."""
        return replace(self, totes=(*self.totes, (self.current.order, tote)), into=tote if self.in_hand else "")

    # --- on and back ------------------------------------------------------------------------------

    def anew(self) -> Picking:
        """Nothing in hand."""
        return replace(self, seen=False, taken=0, stated=False, lot="", serials=(), into="")

    def on(self, walk: WalkView, form: str, *, emptied: tuple[str, str] = ("", "")) -> Picking:
        """With the tour as it was read again: nothing in hand, at the same place."""
        return replace(self.anew(), walk=walk, form=form, emptied=emptied, backing=self.backing and bool(walk.back))

    def looked(self) -> Picking:
        """The zero check is over."""
        return replace(self, emptied=("", ""))
