"""One count: scan the bin, scan what is there, enter it; what differs is counted again, then the count is closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.operations.counts import NothingCounted
from storeops.operations.stock import ADJUSTMENT_REASONS
from storeops.reports.counts import OPEN
from storeops.rules import quantity as quantities
from storeops.rules.amounts import Thousandths
from storeops.rules.entry import Item, NotUnderstood, Words, parse
from storeops.screens.counts import booking
from storeops.screens.counts.commands import CLOSE, ENTER_BIN, LIST, NOTHING
from storeops.screens.counts.state import Counting, NothingHere
from storeops.screens.counts.view import again_words, big, columns, here_words, instruction, reason_words, rows, summary
from storeops.screens.labelled import Labelled, NoAnswer
from storeops.screens.scanned_goods import HOW_MANY, Product, look
from storeops.screens.shell.asking import moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Lettered, Question
from storeops.screens.till.base import Prompt
from storeops.screens.till.words import short
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.instruction import Instruction
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

_LOOSE = "-"


class CountingScreen(Labelled):
    """`state` is the count as it was read, and what was counted in this bin."""

    title_words: ClassVar[str] = "Count"
    about: ClassVar[str] = """
Scan the bin, then one product after the other: each scan counts up. 12*TEA counts twelve; a number alone is how many
there are of the selected line, 0 or Del for nothing. - is what lies loose. What the books say is not shown.

Enter writes down what was counted in the bin and asks about lines nobody found; scanning the next bin writes it down,
too. F12 closes the count: what differs has to be counted again first, and is booked when two counts agree. The last
entry of a line holds.
"""

    def __init__(self, shop: Store, state: Counting) -> None:
        super().__init__(shop)
        self.state = state
        self._close_command = self.identity()

    @property
    def where(self) -> str:
        """Where is counted."""
        return self.state.view.location

    def body(self) -> Iterable[Widget]:
        """The lines; beneath, what was counted last."""
        yield LineList(columns(self.state, self.words), id="lines").add_class("wide-only")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()
        yield Instruction()

    async def arrived(self) -> None:
        """Show the lines."""
        self.paint()

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    def paint(self) -> None:
        """Show the state as it is."""
        state, listed = self.state, self._list
        selected = state.selected if state.bin is not None else max(0, listed.selected)
        empty = "Nothing differed." if state.closed else "Nothing is planned here. Scan what is there."
        listed.show(rows(state, self.words), selected, columns=columns(state, self.words), empty=empty)
        self.query_one(Summary).show(summary(state))
        figure = big(state, self.words)
        self.query_one(BigAmount).show(*figure)
        self.query_one(Instruction).show(*instruction(state, self.words, self.shell.keys.name(CLOSE)))

    def become(self, state: Counting) -> None:
        """Another state."""
        if state.bin != self.state.bin:
            self._list.select(0)
        self.state = state
        self.paint()

    def hint(self) -> str:
        """What Enter would do."""
        state = self.state
        if self.asked is not None:
            return self.asked.hint
        if self.text:
            return ""
        if state.closed:
            return "Enter: the counts"
        if state.piles:
            return "Enter: write it down"
        if state.bin is None and state.todo:
            return f"Enter: {self._next or 'loose'}"
        return "scan" if state.todo else f"{self.shell.keys.name(CLOSE)}: close"

    @property
    def _next(self) -> str:
        """The selected line's bin; on a small screen the first one with something to do."""
        state = self.state
        place = 0 if self.small else max(0, self._list.selected)
        return state.listed[min(place, len(state.listed) - 1)].bin

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        state = self.state
        if state.closed:
            return (Bound(LIST, self.step_back), *moves(self._list.move, self._list.page))
        finish = Bound(ENTER_BIN, self.finish_bin) if state.piles else Bound(CLOSE, self.close_count)
        move = self._select if state.bin is not None else self._list.move
        return (
            finish,
            Bound(NOTHING, self.nothing, state.chosen is not None),
            Bound(LIST, self.step_back),
            *moves(move),
        )

    def _select(self, by: int) -> None:
        self.become(self.state.moved(by))

    # --- what is typed and scanned ----------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A bin, a product, a quantity, or the next step."""
        text, state = typed.text.strip(), self.state
        if state.closed:
            await self.step_back()
        elif not text:
            await self._next_step()
        elif text == _LOOSE:
            await self._to_bin("")
        elif HOW_MANY.fullmatch(text) and not typed.scanned:
            self._set(quantities.parse(text, decimal=self.words.decimal))
        else:
            entry = parse(text, self.words.grammar)
            if not isinstance(entry, Item | Words):
                raise NotUnderstood(text, "that is nothing to count", "Scan the bin or the product.")
            code, times = (entry.code, entry.quantity) if isinstance(entry, Item) else (entry.text, None)
            await self._scan(code, times)

    async def _next_step(self) -> None:
        if self.state.piles:
            await self.finish_bin()
        elif self.state.bin is None and self.state.todo:
            await self._to_bin(self._next)

    async def _scan(self, code: str, times: Thousandths | None) -> None:
        found = await self.shell.run_read(look, self.shop, self.where, code)
        if isinstance(found, str):
            await self._to_bin(found)
            return
        await self._count(self.state.known(found), times)

    async def _to_bin(self, bin: str) -> None:
        """To another bin; what was counted in this one is written down first."""
        if bin == self.state.bin:
            self.look(f"This is {here_words(self.state)} already.")
            return
        told = await self._write(self.state) if self.state.piles else ""
        self.become(self.state.at(bin, self.identity()))
        self.done(f"{told} Now {here_words(self.state)}.".strip())

    async def _count(self, product: Product, times: Thousandths | None) -> None:
        """Count it, or ask for its lot first. Raises NotWhole."""
        if product.missing:
            self.state.counting(product, times)
            self.pending = (product, times)
            lots = self.state.lots(product.sku)
            hint = ", ".join(lots[:4]) or "as on the carton"
            self.prompt_for(Prompt(f"Lot of {short(product.name, 24)}", hint, self._told_lot, self.not_counted))
            return
        self.pending = None
        self.become(self.state.counting(product, times))
        self._say_count()

    async def _told_lot(self, lot: str) -> None:
        if not lot:
            raise NoAnswer("lot")
        product, times = self.waiting()
        await self._count(replace(product, lot=lot), times)

    def _set(self, quantity: Thousandths) -> None:
        self.become(self.state.to(quantity))
        self._say_count()

    def _say_count(self) -> None:
        pile = self.state.chosen
        assert pile is not None
        much = self.words.measure(getattr(pile, "quantity", 0), pile.unit)
        self.done(f"{pile.name}{f', lot {pile.lot}' if pile.lot else ''}: {much}.")

    async def nothing(self) -> None:
        """Nothing of the selected line is here."""
        self._set(0)

    # --- a bin is done ----------------------------------------------------------------------------

    async def finish_bin(self) -> None:
        """Write down what was counted; what was planned here and not found is asked about once."""
        await self.drop_question()
        state = self.state
        if not state.piles:
            raise NothingHere
        if not state.missing:
            await self._leave_bin(state)
            return
        names = ", ".join(short(line.name, 16) for line in state.missing[:3])
        more = " and more" if len(state.missing) > 3 else ""
        self.ask(
            Question(
                f"Nothing there of {names}{more}?",
                (
                    Answer("y", "nothing", partial(self._leave_bin, state.nothing_else())),
                    Answer("n", "later", partial(self._leave_bin, state)),
                ),
            )
        )

    async def _leave_bin(self, state: Counting) -> None:
        told = await self._write(state)
        self.done(told)

    async def _write(self, state: Counting) -> str:
        """Enter it, and stand in no bin; returns what was done in words. A failure leaves everything as it is."""
        view = await self.shell.run_write(booking.enter, self.shop, state)
        many = len(state.piles)
        self.become(Counting.of(view, self.identity()))
        return f"{state.bin or 'Loose'}: {many} line{'s' * (many != 1)} entered."

    # --- the count is done ------------------------------------------------------------------------

    async def close_count(self) -> None:
        """What differs has to be counted again, or somebody answers for it; else the reason is asked for. Raises
        NothingCounted."""
        await self.drop_question()
        state = self.state
        if state.view.status == OPEN:
            raise NothingCounted(state.view.number)
        if not state.again:
            await self._ask_reason(accept=False)
            return
        self.show_panel("To be counted again: it differs", again_words(state.again))
        answers = (Answer("b", "book it as it is", partial(self._ask_reason, accept=True)),)
        self.ask(Question("Esc: count again", answers, self._again))

    async def _again(self) -> None:
        self.become(replace(self.state, bin=None) if self.state.bin else self.state)

    async def _ask_reason(self, *, accept: bool) -> None:
        answers = tuple(
            Answer(str(at), "", partial(self._close_for, code, accept=accept))
            for at, code in enumerate(ADJUSTMENT_REASONS, 1)
        )
        self.show_panel("Why do the books and the shelves differ?", reason_words(self.state))
        self.ask(Lettered("Which? One digit.", answers))

    async def _close_for(self, reason: str, *, accept: bool) -> None:
        number = self.state.view.number
        write = partial(booking.close, accept=accept, command=self._close_command)
        view = await self.shell.run_write(write, self.shop, number, reason)
        self.become(Counting.of(view, ""))
        many = len(view.booked)
        booked = f": {many} difference{'s' * (many != 1)} booked" if many else ", nothing differed"
        self.done(f"{number} is closed{booked}.")

    # --- back -------------------------------------------------------------------------------------

    async def step_back(self) -> None:
        """Out of the bin, out of the count; what was not entered is given up only when somebody says so."""
        state = self.state
        if state.piles:
            answers = (Answer("y", "leave", self._leave_it), Answer("n", "count on", self._stay))
            self.ask(Question("Leave what was counted here unentered?", answers))
        elif state.bin:
            self.become(replace(state, bin=None, selected=0))
        else:
            await self.shell.leave_screen(self)

    async def _leave_it(self) -> None:
        where = here_words(self.state)
        self.become(Counting.of(self.state.view, self.identity()))
        self.look(f"Nothing was entered {where}.")
