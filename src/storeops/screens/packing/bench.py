"""One order at the bench: every scan counts into the parcel that is being packed; F12 closes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.containers import Horizontal
from textual.widget import Widget

from storeops.operations.parcels import packing
from storeops.operations.parcels.cartons import CartonsView, UnknownCarton, size_of, sizes
from storeops.operations.parcels.packing import BadParcel
from storeops.rules import quantity as quantities
from storeops.rules.amounts import Thousandths
from storeops.rules.cartons import CartonSize
from storeops.rules.entry import Item, Words, parse
from storeops.rules.errors import Refused
from storeops.screens.packing.commands import CARTON, CLOSE, LIST, PLAN, QUANTITY, TAKE_OUT, WEIGHT
from storeops.screens.packing.reading import order, proposal, refuse_done
from storeops.screens.packing.state import Packing, grams_of
from storeops.screens.packing.view import (
    big,
    carton_words,
    columns,
    kilos,
    missing,
    plan_lines,
    plan_words,
    rows,
    summary,
)
from storeops.screens.scanned_goods import HOW_MANY
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Lettered, Question
from storeops.screens.till.base import Prompt
from storeops.screens.till.selling import ORDER_NUMBER
from storeops.screens.till.words import short
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.sheet import Sheet, SheetLine
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

_BARE = "-"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
WIDE = 100
"""Columns from which the carton is drawn beside the lines."""


class ScanTheUnit(Refused):
    def __init__(self, text: str) -> None:
        super().__init__(f"'{text[:40]}' is no code. Scan the product, or type its number or SKU.")


class CloseFirst(Refused):
    """Another order's number was scanned while a parcel is being packed."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} is still being packed. Close this parcel first, or take out what is in it.")
        self.number = number


class BenchScreen(Asking):
    """`state` is what was scanned into the parcel."""

    title_words: ClassVar[str] = "Packing"
    about: ClassVar[str] = """
Scan one unit after the other into the parcel. 12*TEA or 12* and a scan puts in twelve; a number alone is how many of
what was scanned last are in. What does not belong in this parcel is refused, and nothing else changes.

Scan a carton's code to choose the carton; until then the proposed one is meant. - is no carton. Type what the scale
says: 1250 g, or 1.25 kg. What is not weighed is reckoned from the catalogue.

F12 closes the parcel, and its label is bought with Enter. What is not in goes into the next parcel.
"""

    def __init__(self, shop: Store, state: Packing) -> None:
        super().__init__(shop)
        self.state = state

    def body(self) -> Iterable[Widget]:
        """The lines, beside them the carton; beneath, in the parcel and to pack of the line scanned last."""
        with Horizontal(classes="beside"):
            yield LineList(columns(self.words), id="lines")
            yield Sheet(id="carton")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Show the lines; the carton is reckoned meanwhile."""
        self.paint()
        view = self.state.view
        reckon = partial(proposal, self.shop, view.number, view.location)
        self.shell.start_read("carton", reckon, partial(self._proposed, view.id))

    def _proposed(self, order: str, plan: CartonsView | None) -> None:
        if order == self.state.view.id and self in self.app.screen_stack:
            self.become(replace(self.state, plan=plan))

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def proposed(self) -> CartonSize | None:
        """The carton proposed first."""
        return size_of(self.state.proposed) if self.state.proposed else None

    def paint(self) -> None:
        """Show the state as it is."""
        state = self.state
        self.query_one("#lines", LineList).show(rows(state, self.words), state.selected)
        self.query_one("#carton", Sheet).show(self._drawing, keep=True)
        self.query_one(Summary).show(summary(state, self.proposed, self.shop.business_date(), self.words))
        figure = big(state, self.words)
        self.query_one(BigAmount).show(*figure)

    def _drawing(self, width: int) -> Sequence[SheetLine]:
        return plan_lines(self.state.plan, width)

    def on_resize(self) -> None:
        """Room for the drawing, or not."""
        self.set_class(self.app.size.width >= WIDE, "-wide")

    def become(self, state: Packing) -> None:
        """Another state."""
        self.state = state
        self.paint()

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        if self.text:
            return ""
        return "Enter: close the parcel" if self.state.complete else "scan a unit"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        inside = bool(self.state.inside(self.state.selected))
        sheet = self.query_one("#carton", Sheet)
        return (
            Bound(CLOSE, self.finish, bool(self.state.scans)),
            Bound(QUANTITY, self.ask_quantity, inside),
            Bound(TAKE_OUT, self.take_out, inside),
            Bound(PLAN, self.show_plan),
            Bound(CARTON, self.ask_carton),
            Bound(WEIGHT, self.ask_weight),
            Bound(LIST, self.step_back),
            *moves(lambda by: self.become(self.state.moved(by)), sheet.scroll_page),
        )

    # --- what is typed and scanned ----------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A unit, a carton, a weight, a quantity, another order, or the next step."""
        text = typed.text.strip()
        if not text:
            if self.state.complete:
                await self.finish()
        elif text == _BARE:
            self.become(replace(self.state, carton=None, bare=True))
            self.done("No carton: it travels in its own box.")
        elif (grams := grams_of(text)) is not None and not self._sku(text):
            self._weighs(grams)
        elif HOW_MANY.fullmatch(text) and not typed.scanned:
            self._set(text)
        elif ORDER_NUMBER.fullmatch(text):
            await self._other(text)
        elif (carton := self._carton(text)) is not None:
            self._takes(carton)
        else:
            entry = parse(text, self.words.grammar)
            if not isinstance(entry, Item | Words):
                raise ScanTheUnit(text)
            code, times = (entry.code, entry.quantity) if isinstance(entry, Item) else (entry.text, None)
            await self._scan(code, times)

    async def _scan(self, code: str, times: Thousandths | None) -> None:
        found = await self.shell.run_read(packing.scanned, self.shop, code, self.state.view.location)
        self.become(self.state.adding(found, code, times))
        self._tell()

    def _tell(self) -> None:
        state, line = self.state, self.state.line
        here = self.words.quantity(state.inside(state.selected), line.unit)
        self.done(f"{line.name}: {here} of {self.words.measure(line.left, line.unit)} in.")

    def _set(self, text: str) -> None:
        self.become(self.state.to(quantities.parse(text, decimal=self.words.decimal)))
        self._tell()

    def _carton(self, text: str) -> CartonSize | None:
        """The carton with this code; a product of the order that is called so goes first."""
        if self._sku(text):
            return None
        try:
            return size_of(text)
        except UnknownCarton:
            return None

    def _sku(self, text: str) -> bool:
        return any(line.sku.casefold() == text.casefold() for line in self.state.lines)

    def _takes(self, carton: CartonSize) -> None:
        self.become(replace(self.state, carton=carton, bare=False))
        self.done(f"Carton {carton.code}, {carton.name}.")

    def _weighs(self, grams: int) -> None:
        self.become(replace(self.state, grams=grams))
        box = self.state.size(self.proposed)
        if box is not None and grams > box.max_grams:
            self.look(
                f"{kilos(grams, self.words)} is too heavy for {box.code}: it bears {kilos(box.max_grams, self.words)}."
            )
        else:
            self.done(f"It weighs {kilos(grams, self.words)}.")

    async def _other(self, number: str) -> None:
        """Another order on the bench, while nothing is in the parcel. Raises CloseFirst, and what opening raises."""
        if self.state.scans:
            raise CloseFirst(self.state.view.number)
        view = await self.shell.run_read(order, self.shop, number)
        refuse_done(view)
        self.quiet()
        await self._begin(Packing.of(view, self.identity()))

    async def _begin(self, state: Packing) -> None:
        self.state = state
        await self.arrived()

    # --- what is asked ----------------------------------------------------------------------------

    async def ask_quantity(self) -> None:
        """How many of the selected line are in the parcel."""

        async def told(text: str) -> None:
            self._set(text)

        self.prompt_for(Prompt(f"How many {short(self.state.line.name, 24)}", "Enter: so many are in", told))

    async def ask_weight(self) -> None:
        """What the scale says."""

        async def told(text: str) -> None:
            grams = grams_of(text if not text.isascii() or not text.isdigit() else f"{text} g")
            if grams is None:
                raise BadParcel("its weight is typed in grams, 1250, or as 1.25 kg")
            self._weighs(grams)

        self.prompt_for(Prompt("Grams", "what the scale says", told))

    async def ask_carton(self) -> None:
        """One letter chooses the carton."""
        known = sizes()[: len(_LETTERS) - 1]
        self.show_panel("Which carton? Inner sizes", carton_words(known, _LETTERS, self.state.proposed))
        answers = [Answer(letter, "", partial(self._chosen, one)) for letter, one in zip(_LETTERS, known, strict=False)]
        self.ask(Lettered("Which? One letter, or scan its code.", tuple(answers)))

    async def _chosen(self, carton: CartonSize) -> None:
        self._takes(carton)

    async def take_out(self) -> None:
        """Nothing of the selected line."""
        name = self.state.line.name
        self.become(self.state.without())
        self.done(f"{name}: taken out of the parcel.")

    async def show_plan(self) -> None:
        """The carton that is proposed, layer by layer."""
        self.show_panel("The carton proposed", plan_words(self.state.plan, self.app.size.width - 4))

    # --- the end ----------------------------------------------------------------------------------

    async def finish(self) -> None:
        """Show once what is not in; then close. A failure leaves everything: trying again is harmless."""
        if self.state.complete:
            await self._close()
            return
        self.show_panel("Not in this parcel", missing(self.state, self.words))
        close = Answer(self.shell.keys.key(CLOSE) or "c", "close it, the rest goes into the next", self._close)
        self.ask(Question("Close this parcel?", (close,)))

    async def _close(self) -> None:
        from storeops.screens.packing.label import LabelScreen

        state = self.state
        write = partial(packing.pack, box=state.box(self.proposed), location=state.view.location, command=state.command)
        entry = await self.shell.run_write(write, self.shop, state.view.number, state.told)
        # The parcel is closed, whatever becomes of its label.
        self.become(replace(state, scans=(), command=self.identity(), grams=0, carton=None, bare=False))
        number = str(getattr(entry.envelope.fact, "number", ""))
        await self.shell.go(LabelScreen(self.shop, number, self.next_parcel))

    async def next_parcel(self) -> bool:
        """What of the order is left goes on; whether anything is."""
        view = await self.shell.run_read(order, self.shop, self.state.view.id)
        if view.location != self.state.view.location or not any(line.left for line in view.lines):
            await self.shell.leave_screen(self)
            return False
        await self._begin(Packing.of(view, self.identity()))
        return True

    async def step_back(self) -> None:
        """To the list; what was scanned is given up only when somebody says so."""
        if not self.state.scans:
            await self.shell.leave_screen(self)
            return
        answers = (Answer("y", "leave", self._leave_it), Answer("n", "pack on", self._stay))
        self.ask(Question("Leave this parcel unpacked?", answers))

    async def _leave_it(self) -> None:
        number = self.state.view.number
        self.state = replace(self.state, scans=())
        await self.shell.leave_screen(self)
        self.shell.job.look(f"{number}: nothing was packed.")
