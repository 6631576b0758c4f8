"""One tour: the bin, the product, the tote; one instruction at a time, and the next one at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import ClassVar, Concatenate, ParamSpec, TypeVar

from textual.widget import Widget

from storeops.operations.picking.picks import NothingLeft, NoTourLeft
from storeops.operations.picking.waves import WaveIsClosed
from storeops.reports.at_the_bin import WalkView
from storeops.rules import quantity as quantities
from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.errors import Refused
from storeops.rules.goods import SERIAL
from storeops.screens.handheld import Handheld
from storeops.screens.picking import booking
from storeops.screens.picking.commands import BACK as PUT_BACK
from storeops.screens.picking.commands import REASON, SHORT, SKIP, TOTE, WAVES
from storeops.screens.picking.reading import scanned
from storeops.screens.picking.state import At, EachPiece, NotAll, Picking, ScanFirst
from storeops.screens.picking.view import brief, card, columns, hint, rows, short_words, taken_words
from storeops.screens.scanned_goods import is_known
from storeops.screens.shell.asking import moves
from storeops.screens.shell.commands import BACK, HELP, Bound
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Question
from storeops.screens.till.base import Prompt
from storeops.screens.till.words import short
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.message import Kind, Message
from storeops.screens.widgets.panel import Paragraph
from storeops.screens.widgets.step import Step
from storeops.store import Store

P = ParamSpec("P")
T = TypeVar("T")


class Gone(Refused):
    """Somebody cancelled it, or it was picked meanwhile."""

    def __init__(self) -> None:
        super().__init__("That one is done or not wanted any more. Here is the next.")


class NotShort(Refused):
    def __init__(self, wanted: str) -> None:
        super().__init__(f"{wanted} are wanted: so many are not short.")


class NoTote(Refused):
    def __init__(self, code: str) -> None:
        super().__init__(f"'{code[:24]}' is a bin or a product. Scan the label of a tote.")


class WalkingScreen(Handheld):
    """`state` is the tour, and what was scanned for the task that is next."""

    title_words: ClassVar[str] = "Picking"
    audible: ClassVar[bool] = True
    about: ClassVar[str] = """
Go to the bin and scan it; scan the product; scan the tote. Goods that lie loose have no bin, and where orders are not
kept apart no tote is scanned.

Each scan counts what the barcode stands for. After one right scan Enter takes all that is wanted, and a number is how
many you took. Lots and serial numbers are scanned where it matters.

When there are fewer than wanted: F4 and how many there were. The bin is counted, and you are told where the rest comes
from. When the books have the bin empty you are asked whether it is; a scan goes on without an answer.

A right scan rings once, a wrong one twice; nothing has changed then. Esc counts the product anew.
"""

    def __init__(self, shop: Store, picker: str, walk: WalkView) -> None:
        super().__init__(shop)
        self.picker = picker
        self.state = Picking(walk, self.identity())

    @property
    def brief(self) -> str:
        """The wave, and which task of the tour this is."""
        return brief(self.state)

    def body(self) -> Iterable[Widget]:
        """What to do next; with room for it, the tasks of the tour."""
        yield Step()
        yield Divider(light=True)
        yield LineList(columns(), id="lines").add_class("wide-only")

    async def arrived(self) -> None:
        """Show where the tour stands."""
        self.paint()
        if self.state.task is None:
            await self._ended("")

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    def paint(self) -> None:
        """Show the state as it is."""
        self.query_one(Step).show(card(self.state, self.words))
        if not self.small:
            self._list.show(rows(self.state, self.words), 0)

    def become(self, state: Picking) -> None:
        """Another state."""
        moved = brief(state) != self.brief
        self.state = state
        self.paint()
        if moved:
            self.shell.show_brief()

    def hint(self) -> str:
        """What to scan, or what Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        return "" if self.text else hint(self.state, self.words, self.shell.keys.name(SHORT))

    def bounds(self) -> Sequence[Bound]:
        """What works now; a small screen's bar has no room for what everybody knows."""
        state = self.state
        walking = state.task is not None and state.step not in (At.BACK, At.EMPTY)
        plain = (Bound(HELP.named(""), self._help), Bound(BACK.named(""), self._back)) if self.small else ()
        return (
            Bound(SHORT, self.ask_found, walking),
            Bound(SKIP, self.skip, walking),
            Bound(TOTE, self.ask_tote, walking),
            Bound(REASON, self.why, walking),
            Bound(PUT_BACK, self.put_back, state.back is not None and state.task is not None),
            Bound(WAVES.named("") if self.small else WAVES, self.to_waves),
            *plain,
            *moves(self._list.move, self._list.page),
        )

    # --- what is scanned and typed ----------------------------------------------------------------

    async def entered(self, typed: Typed) -> None:
        """What was scanned; where its task is gone meanwhile, that is said."""
        try:
            await super().entered(typed)
        except Gone as gone:
            # What was scanned for it must not stand in the line as the answer to the next.
            self._drop_question()
            self.wrong(str(gone))

    async def meant(self, typed: Typed) -> None:
        """What the step waits for. Raises what `state` and `scanned` raise, with nothing changed."""
        text, state = typed.text.strip(), self.state
        if state.step is At.EMPTY:
            self.become(state.looked())
            await self._settle("")
            if text:
                await self.meant(typed)
        elif state.step is At.DONE:
            await self.next_tour(text)
        elif state.step is At.BACK:
            await self._back_into(text)
        elif not text:
            await self._take_all()
        elif state.step is At.BIN:
            self.become(state.at_bin(text))
            self.done(f"{self.state.at}.")
        elif state.step is At.TOTE:
            await self._on(state.into_tote(text))
        else:
            await self._on(await scanned(self, state, typed))

    async def _take_all(self) -> None:
        """Enter alone: all that is wanted, once the right thing was scanned."""
        state = self.state
        if state.step is not At.GOODS:
            raise ScanFirst(f"the {state.step.value.partition(' ')[2]}")
        if state.stated:
            raise NotAll(state.taken, state.current.rest, self.shell.keys.name(SHORT))
        await self._on(state.with_number(state.current.rest))

    async def _on(self, state: Picking) -> None:
        """Another state of this task; written down when it is whole."""
        if state.ready:
            await self._book(state)
            return
        self.become(state)
        task = state.current
        much = self.words.measure(state.taken, task.unit)
        self.done(f"{short(task.name, 24)}: {much}." if state.taken else f"{short(task.name, 24)}.")

    # --- what is written --------------------------------------------------------------------------

    async def _write(
        self, function: Callable[Concatenate[Store, Picking, P], T], state: Picking, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Write for a task. Where it is gone meanwhile the tour is read again, and that is said."""
        try:
            return await self.shell.run_write(function, self.shop, state, *args, **kwargs)
        except NothingLeft as gone:
            walk = await self.shell.run_read(booking.walk, self.shop, state.walk.wave, state.walk.tour.tour)
            self.become(self.state.on(walk, self.identity()))
            raise Gone from gone

    async def _book(self, state: Picking) -> None:
        task = state.current
        taken = await self._write(booking.confirm, state, self.picker, state.taken)
        emptied = (task.bin, task.sku) if taken.emptied and state.taken >= task.rest else ("", "")
        self.become(state.on(taken.walk, self.identity(), emptied=emptied))
        await self._settle(taken_words(state, self.words))

    async def _settle(self, told: str) -> None:
        """Say what was done, and what the next step needs besides."""
        state = self.state
        if state.step is At.EMPTY:
            # One bell only, the question's: two would say that something was wrong.
            self.query_one(Message).say(Kind.DONE, told)
            self.ask(Question("Empty?", (Answer("y", "yes", self._is_empty), Answer("n", "no", self._is_not))))
        elif state.task is None:
            await self._ended(told)
        elif state.back is not None and state.step is not At.BACK:
            key = self.shell.keys.name(PUT_BACK)
            self.look(f"{told} {short(state.back.name, 24)} is not wanted any more: {key}.".strip())
        elif told:
            self.done(told)

    async def _ended(self, told: str) -> None:
        """The tour is done: the wave too, where nothing is left in it."""
        if self.state.step is At.DONE:
            await self.shell.run_write(booking.finish, self.shop, self.state.walk.wave)
        self.done(f"{told} The tour is done.".strip())

    # --- the zero check ---------------------------------------------------------------------------

    async def _is_empty(self) -> None:
        self.become(self.state.looked())
        await self._settle("Empty.")

    async def _is_not(self) -> None:
        (bin, sku), place = self.state.emptied, self.state.walk.location
        count = await self.shell.run_write(booking.count_bin, self.shop, place, bin, sku, self.identity())
        self.become(self.state.looked())
        await self._settle(f"{bin} will be counted: {count}.")

    # --- short, skip, tote, back, why -------------------------------------------------------------

    async def ask_found(self) -> None:
        """How many there were."""
        self._drop_question()
        state = self.state
        form = self.identity()

        async def told(text: str) -> None:
            await self._cut(text, form)

        found = self.words.quantity(state.taken, state.current.unit)
        self.prompt_for(Prompt("found", "Enter", told), found)

    async def _cut(self, text: str, form: str) -> None:
        state, task = self.state, self.state.current
        found = quantities.parse(text, decimal=self.words.decimal) if text else 0
        if found >= task.rest:
            raise NotShort(self.words.measure(task.rest, task.unit))
        if found != state.taken and (state.stand.tracking == SERIAL or (found and state.lot_missing)):
            raise EachPiece if state.stand.tracking == SERIAL else ScanFirst("the lot")
        walk, source = await self._write(booking.cut, state, self.picker, found, form)
        self.become(state.on(walk, self.identity()))
        told = short_words(task, task.rest - found, source, self.words)
        if self.state.task is None:
            await self._ended(told)
        else:
            self.done(told)

    async def skip(self) -> None:
        """This one at the end of the tour."""
        self._drop_question()
        state = self.state
        if sum(1 for task in state.walk.tour.tasks if task.state == "open") < 2:
            self.look("It is the last one of the tour.")
            return
        held = f" Put back {self.words.measure(state.taken, state.current.unit)}." if state.taken else ""
        walk = await self._write(booking.skip, state, self.picker)
        self.become(state.on(walk, self.identity()))
        self.done(f"Later.{held}")

    async def ask_tote(self) -> None:
        """What is counted goes into the full one; the new one is asked for."""
        self._drop_question()
        if self.state.tote:
            self.prompt_for(Prompt("new tote", "scan it", self._new_tote, scanned=True))
        else:
            self.look("This wave has no totes.")

    async def _new_tote(self, code: str) -> None:
        refuse_card_number(code, "tote")
        if not code:
            raise ScanFirst("the new tote")
        if await self.shell.run_read(is_known, self.shop, self.state.walk.location, code):
            raise NoTote(code)
        state = self.state
        if 0 < state.taken < state.current.rest and not state.lot_missing:
            await self._book(state)
            state = self.state
        state = state.exchanged(code.upper())
        if state.ready:
            await self._book(state)
        else:
            self.become(state)
            self.done(f"Tote {state.tote} from now on.")

    async def put_back(self) -> None:
        """Show what is to be put back, or go on with the tour."""
        self._drop_question()
        self.become(replace(self.state, backing=not self.state.backing))
        self.quiet()

    async def _back_into(self, bin: str) -> None:
        """Goods lie in a bin again. Raises UnknownBin, ScanFirst."""
        back = self.state.back
        assert back is not None
        if back.bin and not bin:
            raise ScanFirst("the bin")
        walk = await self.shell.run_write(booking.put_back, self.shop, self.state, back, bin)
        self.become(self.state.on(walk, self.identity()))
        much = self.words.measure(back.quantity, back.unit)
        await self._settle(f"{much} {short(back.name, 24)} {f'into {bin.upper()}' if bin else 'lie loose'}.")

    async def why(self) -> None:
        """Why this bin."""
        view = await self.shell.run_read(booking.why, self.shop, self.state.walk, self.state.current)
        self.show_panel(view.answer, [Paragraph(view.subject, ink="strong"), *map(Paragraph, view.lines)])

    # --- on and away ------------------------------------------------------------------------------

    async def next_tour(self, wave: str) -> None:
        """Another tour, of this wave unless one is named; without one, back to the waves."""
        if wave:
            refuse_card_number(wave, "number")
        number = self.state.walk.number
        try:
            walk = await self.shell.run_write(booking.take, self.shop, wave or self.state.walk.wave, self.picker)
        except (NoTourLeft, WaveIsClosed):
            if wave:
                raise
            await self.shell.leave_screen(self)
            self.shell.job.done(f"{number}: no tour is left.")
            return
        self.become(replace(self.state.on(walk, self.identity()), totes=(), at=""))
        self.done(f"Tour {walk.tour.tour} of {walk.number}.")

    async def to_waves(self) -> None:
        """Back to the waves; the tour stays the picker's."""
        self._drop_question()
        await self.shell.leave_screen(self)

    async def step_back(self) -> None:
        """What was counted is counted anew; without anything in the hand, back to the waves."""
        state = self.state
        if state.backing:
            await self.put_back()
        elif state.in_hand:
            self.become(state.anew())
            self.look("Counted anew. Scan the product.")
        else:
            await self.to_waves()

    def _drop_question(self) -> None:
        if self.asked is not None:
            self.end_prompt()
            self.set_text("")
