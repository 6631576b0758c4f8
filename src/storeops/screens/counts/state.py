"""What was counted in a bin before it is entered. Blind: what the books say is nowhere in it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from storeops.reports.counts import CLOSED, COUNTED, RECOUNT, CountLineView, CountView
from storeops.rules import quantity as quantities
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.goods import LOT, SERIAL
from storeops.screens.scanned_goods import Product


class HasNumbers(Refused):
    """Goods with serial numbers are not counted by quantity."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has serial numbers: it is not counted by quantity. Leave it out.")


class ScanTheBin(Refused):
    def __init__(self) -> None:
        super().__init__("Scan the bin first, or type - for what lies loose.")


class NothingHere(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing is counted here yet. Scan what is there, or type how many of the selected line.")


@dataclass(frozen=True, slots=True)
class Pile:
    """A product (of a lot) in the bin, as it was counted; 0 when nothing of it is there."""

    sku: str
    name: str
    unit: str
    lot: str
    quantity: Thousandths

    @property
    def key(self) -> tuple[str, str]:
        """What makes two piles one."""
        return self.sku, self.lot


@dataclass(frozen=True, slots=True)
class Counting:
    """`bin` is the one that is being counted, None for none, "" for what lies loose. `form` is the identity of what is
    entered for it."""

    view: CountView
    bin: str | None = None
    piles: tuple[Pile, ...] = ()
    selected: int = 0
    form: str = ""

    @classmethod
    def of(cls, view: CountView, form: str) -> Counting:
        """The count as it was read. Where nothing lies in bins there is no bin to scan."""
        loose = view.status != CLOSED and not any(line.bin for line in view.lines)
        return cls(view, "" if loose else None, form=form)

    @property
    def closed(self) -> bool:
        """Whether the differences were booked."""
        return self.view.status == CLOSED

    @property
    def todo(self) -> tuple[CountLineView, ...]:
        """What is to be counted still: first what has to be counted again, then in the order of the bins."""
        again = [line for line in self.view.lines if line.state == RECOUNT]
        first = [line for line in self.view.lines if line.state not in (RECOUNT, COUNTED)]
        return (*again, *first)

    @property
    def again(self) -> tuple[CountLineView, ...]:
        """What has to be counted again."""
        return tuple(line for line in self.view.lines if line.state == RECOUNT)

    @property
    def listed(self) -> tuple[CountLineView, ...]:
        """All lines, those with something to do first."""
        return (*self.todo, *(line for line in self.view.lines if line.state == COUNTED))

    @property
    def here(self) -> tuple[Pile | CountLineView, ...]:
        """The lines of the bin: the planned ones, as piles where they were counted; then what was found besides."""
        piles = {pile.key: pile for pile in self.piles}
        planned = [line for line in self.view.lines if line.bin == self.bin]
        known = {(line.sku, line.lot) for line in planned}
        return (
            *(piles.get((line.sku, line.lot), line) for line in planned),
            *(pile for pile in self.piles if pile.key not in known),
        )

    @property
    def missing(self) -> tuple[CountLineView, ...]:
        """The lines of the bin that are to be counted, and were not."""
        return tuple(one for one in self.here if isinstance(one, CountLineView) and one.state != COUNTED)

    @property
    def chosen(self) -> Pile | CountLineView | None:
        """The selected line of the bin."""
        here = self.here
        return here[self.selected] if self.bin is not None and 0 <= self.selected < len(here) else None

    def at(self, bin: str, form: str) -> Counting:
        """At a bin, nothing counted."""
        return replace(self, bin=bin, piles=(), selected=0, form=form)

    def lots(self, sku: str) -> tuple[str, ...]:
        """The lots of a product that are planned in this bin."""
        return tuple(line.lot for line in self.view.lines if line.bin == self.bin and line.sku == sku and line.lot)

    def known(self, product: Product) -> Product:
        """With the lot where only one is planned here. Raises HasNumbers, ScanTheBin."""
        if product.tracking == SERIAL:
            raise HasNumbers(product.name)
        if self.bin is None:
            raise ScanTheBin
        lots = self.lots(product.sku)
        if product.tracking == LOT and not product.lot and len(lots) == 1:
            return replace(product, lot=lots[0])
        return product

    def counting(self, product: Product, times: Thousandths | None) -> Counting:
        """With one scan more. Raises NotWhole."""
        quantity = product.quantity if times is None else times * product.quantity // ONE
        quantities.check(quantity, quantities.unit(product.unit))
        before = next((pile.quantity for pile in self.piles if pile.key == (product.sku, product.lot)), 0)
        return self._with(Pile(product.sku, product.name, product.unit, product.lot, before + quantity))

    def to(self, quantity: Thousandths) -> Counting:
        """With a quantity of the selected line, 0 for nothing. Raises NothingHere, NotWhole."""
        chosen = self.chosen
        if chosen is None:
            raise NothingHere
        if quantity:
            quantities.check(quantity, quantities.unit(chosen.unit))
        return self._with(Pile(chosen.sku, chosen.name, chosen.unit, chosen.lot, quantity))

    def nothing_else(self) -> Counting:
        """With nothing of every line that was not counted here."""
        zeros = tuple(Pile(line.sku, line.name, line.unit, line.lot, 0) for line in self.missing)
        return replace(self, piles=(*self.piles, *zeros))

    def _with(self, pile: Pile) -> Counting:
        piles = list(self.piles)
        place = next((at for at, one in enumerate(piles) if one.key == pile.key), len(piles))
        piles[place:] = [pile, *piles[place + 1 :]]
        made = replace(self, piles=tuple(piles))
        return replace(made, selected=made.here.index(pile))

    def moved(self, by: int) -> Counting:
        """With another line of the bin selected."""
        return replace(self, selected=max(0, min(self.selected + by, len(self.here) - 1)))
