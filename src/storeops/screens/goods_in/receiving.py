"""One delivery: scan after scan counts up its line; F12 shows what is short or over once, and takes it in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual.widget import Widget

from storeops.operations.carts import NoReason
from storeops.reports.goods_in import DueView
from storeops.rules import quantity as quantities
from storeops.rules.amounts import Thousandths
from storeops.rules.entry import Item, Words, parse
from storeops.rules.errors import Refused
from storeops.rules.goods import LOT
from storeops.screens.days import read_day
from storeops.screens.goods_in.booking import book
from storeops.screens.goods_in.commands import LIST, PARTS, RECEIVE, TAKE_OUT
from storeops.screens.goods_in.state import NothingScanned, Receiving
from storeops.screens.goods_in.view import (
    big,
    columns,
    differences,
    instruction,
    rows,
    summary,
    taken_words,
    why_words,
)
from storeops.screens.labelled import Labelled, NoAnswer
from storeops.screens.scanned_goods import HOW_MANY, Product, known_until, look, piece_at
from storeops.screens.shell.asking import moves
from storeops.screens.shell.commands import CHANGE, Bound
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Question
from storeops.screens.till.base import Prompt
from storeops.screens.till.words import short
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.instruction import Instruction
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

_LOOSE = "-"


class NothingDueOfIt(Refused):
    """Nothing of the document is waited for any more."""

    def __init__(self, number: str, status: str) -> None:
        super().__init__(f"{number} is {status}: nothing of it is due. Take in more of it by itself: F7.")
        self.number = number


class ScanTheGoods(Refused):
    def __init__(self, text: str) -> None:
        super().__init__(f"'{text[:40]}' is no code. Scan the product, or type its number or SKU.")


def refuse_done(view: DueView) -> None:
    """Raises NothingDueOfIt."""
    if not view.waiting:
        raise NothingDueOfIt(view.number, view.status)


class ReceivingScreen(Labelled):
    """`state` is what was counted."""

    title_words: ClassVar[str] = "Goods in"
    about: ClassVar[str] = """
Scan one product after the other: each scan counts up its line, a pack's by what is in it. 12*TEA or 12* and a scan
counts twelve; a number alone is how many there are of what was scanned last. The big figure is counted / expected.

Goods with a lot or serial numbers ask for them, unless the label says them. A scan of another product then gives the
question up: what it was about is not counted.

Scan a bin, and what is scanned from then on goes into it; - is loose again. F12 shows what is short or over once, then
takes in what was counted. Nothing is booked before.
"""

    def __init__(self, shop: Store, state: Receiving) -> None:
        super().__init__(shop)
        self.state = state

    @property
    def where(self) -> str:
        """Where the goods arrive."""
        return self.state.location

    def body(self) -> Iterable[Widget]:
        """The lines; beneath, counted and expected of the one scanned last."""
        yield LineList(columns(self.words), empty="Scan what came.", id="lines").add_class("wide-only")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()
        yield Instruction()

    async def arrived(self) -> None:
        """Show the lines."""
        self.paint()

    # --- what is shown ----------------------------------------------------------------------------

    def paint(self) -> None:
        """Show the state as it is."""
        state = self.state
        self.query_one("#lines", LineList).show(rows(state, self.words), state.selected if state.lines else -1)
        self.query_one(Summary).show(summary(state, self.words))
        figure = big(state, self.words)
        self.query_one(BigAmount).show(*figure)
        self.query_one(Instruction).show(*instruction(state, self.words))

    def become(self, state: Receiving) -> None:
        """Another state."""
        self.state = state
        self.paint()

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        if self.text:
            return ""
        return "Enter: receive" if self.state.complete else "scan"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        state = self.state
        counted = state.line is not None and bool(state.parts(state.line.sku))
        return (
            Bound(RECEIVE, self.finish, bool(state.counted)),
            Bound(CHANGE.named("Qty", "How many there are of the selected line"), self.ask_quantity, counted),
            Bound(TAKE_OUT, self.take_out, counted),
            Bound(PARTS, self.why, state.line is not None),
            Bound(LIST, self.step_back),
            *moves(lambda by: self.become(self.state.moved(by)), lambda by: self.become(self.state.moved(by * 10))),
        )

    # --- what is typed and scanned ----------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A product, a bin, a quantity, or the next step."""
        text = typed.text.strip()
        if not text:
            if self.state.complete:
                await self.finish()
        elif text == _LOOSE:
            self._into("")
        elif HOW_MANY.fullmatch(text) and not typed.scanned:
            self._set(quantities.parse(text, decimal=self.words.decimal))
        else:
            entry = parse(text, self.words.grammar)
            if not isinstance(entry, Item | Words):
                raise ScanTheGoods(text)
            code, times = (entry.code, entry.quantity) if isinstance(entry, Item) else (entry.text, None)
            await self._scan(code, times)

    def _into(self, bin: str) -> None:
        self.become(replace(self.state, bin=bin))
        self.done(f"What follows goes into bin {bin}." if bin else "What follows lies loose.")

    async def _scan(self, code: str, times: Thousandths | None) -> None:
        found: Product | str | None = self.state.piece(code)
        if found is None:
            found = await self.shell.run_read(look, self.shop, self.where, code)
        if isinstance(found, str):
            self._into(found)
            return
        self.state.refuse(found, self._today)
        await self._count(found, times)

    @property
    def _today(self) -> date:
        return self.shop.business_date()

    async def _count(self, product: Product, times: Thousandths | None) -> None:
        """Count it, or ask for what has to be known of it first. Raises NotWhole, PieceByPiece."""
        if product.missing:
            # A wrong quantity is said before anything is asked.
            self.state.counting(replace(product, serial="?") if product.missing == "serial" else product, times)
            self.pending = (product, times)
            await self._ask(product)
            return
        self.pending = None
        self.become(self.state.counting(product, times))
        line = self.state.line
        assert line is not None
        part = self.state.counted[self.state.last]
        more = f", {self.words.measure(part.quantity, line.unit)} of lot {part.lot}" if part.lot else ""
        self.done(f"{line.name}: {self.words.measure(self.state.got(line.sku), line.unit)}{more}.")

    # --- what is asked ----------------------------------------------------------------------------

    async def _ask(self, product: Product) -> None:
        name = short(product.name, 24)
        if product.missing == LOT:
            line = self.state.lines[place] if (place := self.state.place_of(product.sku)) >= 0 else None
            before = [one.lot for one in self.state.parts(product.sku)]
            likely = before[-1] if before else line.lots[0] if line and len(line.lots) == 1 else ""
            prompt = Prompt(f"Lot of {name}", "as on the carton", self._told_lot, self.not_counted)
            self.prompt_for(prompt, likely)
        else:
            self.prompt_for(Prompt(f"Serial of {name}", "scan it", self._told_serial, self.not_counted))

    async def _told_lot(self, lot: str) -> None:
        product, times = self.waiting()
        if not lot:
            raise NoAnswer("lot")
        until = await self.shell.run_read(known_until, self.shop, product.sku, lot)
        known = [one.expires for one in self.state.parts(product.sku) if one.lot == lot]
        until = product.expires or until or next(iter(known), "")
        product = replace(product, lot=lot, expires=until, known_until=until)
        self.state.refuse(product, self._today)
        if until or known or self.state.kind == "transfer":
            await self._count(product, times)
            return
        self.pending = (product, times)
        prompt = Prompt(f"Lot {short(lot, 12)} is good until", "Enter: no date", self._told_expiry, self.not_counted)
        self.prompt_for(prompt)

    async def _told_expiry(self, text: str) -> None:
        product, times = self.waiting()
        until = read_day(text, self._today).isoformat() if text else ""
        product = replace(product, expires=until)
        self.state.refuse(product, self._today)
        await self._count(product, times)

    async def _told_serial(self, serial: str) -> None:
        product, times = self.waiting()
        if not serial:
            raise NoAnswer("serial")
        there = await self.shell.run_read(piece_at, self.shop, product.sku, serial)
        product = replace(product, serial=serial, piece_at=there)
        self.state.refuse(product, self._today)
        await self._count(product, times)

    def _set(self, quantity: Thousandths) -> None:
        line = self.state.line
        self.become(self.state.to(quantity))
        assert line is not None
        self.done(f"{line.name}: {self.words.measure(self.state.got(line.sku), line.unit)}.")

    async def ask_quantity(self) -> None:
        """How many there are of what was counted last of the selected line."""

        async def told(text: str) -> None:
            self._set(quantities.parse(text, decimal=self.words.decimal))

        await self.drop_question()
        line = self.state.line
        assert line is not None
        self.prompt_for(Prompt(f"How many {short(line.name, 24)}", "Enter: so many", told))

    async def take_out(self) -> None:
        """Nothing of the selected line."""
        line = self.state.line
        assert line is not None
        self.become(self.state.without())
        self.done(f"{line.name}: nothing counted.")

    async def why(self) -> None:
        """What the selected line's figure is made of."""
        assert self.state.line is not None
        self.show_panel(self.state.line.name, why_words(self.state, self.words))

    # --- the end ----------------------------------------------------------------------------------

    async def finish(self) -> None:
        """Show what is short or over once; then take it in. A failure leaves everything: trying again is harmless."""
        await self.drop_question()
        state = self.state
        if not state.counted:
            raise NothingScanned
        if not state.differing:
            await self._book("")
            return
        self.show_panel("Short and over", differences(state, self.words))
        answers = [Answer(self.shell.keys.key(RECEIVE) or "r", "receive", self._as_counted)]
        if state.short:
            answers.append(Answer("g", "and give up the rest", self._ask_reason))
        self.ask(Question("Book it like this?", tuple(answers)))

    async def _as_counted(self) -> None:
        await self._book("")

    async def _ask_reason(self) -> None:
        async def told(reason: str) -> None:
            if not reason:
                raise NoReason("Giving up what has not come")
            await self._book(reason)

        self.prompt_for(Prompt("Why is the rest given up", "in a word or two", told))

    async def _book(self, reason: str) -> None:
        state = self.state
        await self.shell.run_write(book, self.shop, state, reason)
        self.state = replace(state, counted=())
        await self.shell.leave_screen(self)
        self.shell.job.done(taken_words(state, given_up=bool(reason)))

    async def step_back(self) -> None:
        """To the list; what was counted is given up only when somebody says so."""
        if not self.state.counted:
            await self.shell.leave_screen(self)
            return
        answers = (Answer("y", "leave", self._leave_it), Answer("n", "count on", self._stay))
        self.ask(Question("Leave what was counted unbooked?", answers))

    async def _leave_it(self) -> None:
        what = self.state.number or "The delivery"
        self.state = replace(self.state, counted=())
        await self.shell.leave_screen(self)
        self.shell.job.look(f"{what}: nothing was booked.")
