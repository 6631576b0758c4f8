"""The pickup counter: orders made ready, handed over against a code or an identity card, refused, expired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.operations.carts import NoReason
from storeops.operations.parcels import pickup
from storeops.operations.parcels.pickup import NotPaid, WrongCode
from storeops.reports import pickup as reports
from storeops.reports.orders import order as orders
from storeops.reports.orders.view import OrderView
from storeops.reports.pickup import ARRIVED, READY, WAITING, CounterView
from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.errors import Refused
from storeops.rules.wording import counted
from storeops.screens.days import told_day
from storeops.screens.pickup.commands import AGAIN, EXPIRE, GIVE, GOODS, HERE, IDENTITY, ORDER, REFUSE
from storeops.screens.pickup.view import big, can_be_ready, columns, goods_words, is_over, matching, rows
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Question
from storeops.screens.till.base import Prompt
from storeops.screens.till.view import Big
from storeops.screens.till.words import short
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

OWN = (IDENTITY, EXPIRE, ORDER)
CARDS = (("1", "identity card"), ("2", "passport"), ("3", "driving licence"))
"""Kinds of card that are looked at; the number of one is written down nowhere."""


class NotCollectedHere(Refused):
    """An order's number that is not on the list of this counter."""

    def __init__(self, number: str, how: str) -> None:
        super().__init__(f"{number} {how}.")
        self.number = number


class NotThatCode(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"That is not the code of {number}. Ask again; Enter alone goes on with an identity card.")
        self.number = number


class PickupScreen(Asking):
    """`listed` is what was read, `found` what of it fits what is typed; `told` is the code said last."""

    title_words: ClassVar[str] = "Pickup"
    about: ClassVar[str] = """
The orders that customers collect here. First those whose customer stands here, then what is to be made ready, then what
is ready. Type a part of a number, a name or a telephone number, or scan the number.

Enter makes an order ready, and says the code to tell the customer; of one that is ready it asks for that code and hands
the goods over. The code itself is shown once and never again: who has lost it shows an identity card.

An order that was refused or not collected in time is cancelled and never sent from elsewhere.
"""

    def __init__(self, shop: Store) -> None:
        super().__init__(shop)
        self.listed: tuple[CounterView, ...] | None = None
        self.found: tuple[CounterView, ...] = ()
        self.told: Big | None = None

    def body(self) -> Iterable[Widget]:
        """The list; beneath, how many wait, or the code to be told."""
        yield LineList(columns(self.words), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read again; the order that was selected stays so."""
        before = self.selected.number if self.selected else ""
        self.listed = await self.shell.run_read(_listed, self.shop)
        self._filter(self.text, before)

    async def changed(self, text: str) -> None:
        """The list narrows while somebody types."""
        if self.asked is None:
            self.told = None
            self._filter(text)

    def _filter(self, text: str, selected: str = "") -> None:
        if self.listed is not None:
            self.found = matching(self.listed, text)
            numbers = [one.number for one in self.found]
            self.paint(self.listed, numbers.index(selected) if selected in numbers else 0)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    @property
    def selected(self) -> CounterView | None:
        """The selected order."""
        return self._list.among(self.found)

    def paint(self, listed: tuple[CounterView, ...], selected: int) -> None:
        """Show the list as it is."""
        empty = "No order on the list fits." if listed else "No order is collected here."
        self._list.show(rows(self.found, self._today, self.words), selected, empty=empty)
        over = self._over
        told = f"{over} not collected in time: {self.shell.keys.name(EXPIRE)} ends them" if over else ""
        self.query_one(Summary).show(((f"Collected at {self.shop.profile.location}", told), ("", "")))
        figure = self.told or big(listed)
        self.query_one(BigAmount).show(*figure)

    @property
    def _over(self) -> int:
        return sum(is_over(one, self._today) for one in self.listed or ())

    @property
    def _today(self) -> date:
        # The calendar's day, as the operation reckons: a drawer that was left open does not make the goods wait.
        return self.shop.profile.business_date(self.shop.now())

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        one = self.selected
        if one is None or not can_be_ready(one):
            return ""
        what = (
            "make ready" if one.status == WAITING else f"take {self.words.money(one.due)}" if one.due else "hand over"
        )
        return f"Enter: {what}, {one.number} {short(one.customer, 12)}"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        one = self.selected
        there = one is not None and one.status in (READY, ARRIVED)
        return (
            Bound(GIVE, self.ask_code, there),
            Bound(HERE, self.customer_here, one is not None and one.status == READY),
            Bound(IDENTITY, self.ask_card, there),
            Bound(REFUSE, self.ask_reason, there),
            Bound(GOODS, self.show_goods, one is not None),
            Bound(ORDER, self.open_order, one is not None),
            Bound(EXPIRE, self.ask_expire, self._over > 0),
            Bound(AGAIN, self.restart),
            *moves(self._move, self._list.page),
        )

    def _move(self, by: int) -> None:
        if self.selected is not None:
            self._hiding()
        self._list.move(by)

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A number that was scanned or typed, else the next step of the selected order. Raises NotCollectedHere,
        UnknownDocument, AmbiguousDocument."""
        text = typed.text.strip()
        self.told = None
        if text and (typed.scanned or not self.found):
            await self._find(text)
        elif self.selected is not None:
            await self._next(self.selected)

    async def _find(self, text: str) -> None:
        """Select an order by its number, whatever of the list was shown."""
        refuse_card_number(text, "number")
        number, how = await self.shell.run_read(_named, self.shop, text)
        await self.arrived()
        self._filter("", number)
        if number not in [one.number for one in self.found]:
            raise NotCollectedHere(number, how)
        self.quiet()

    async def _next(self, one: CounterView) -> None:
        if one.status == WAITING:
            await self._make_ready(one)
        elif one.due:
            await self.open_order()
        else:
            await self.ask_code()

    async def _make_ready(self, one: CounterView) -> None:
        """All its goods stand ready; the code is said now and not shown again."""
        number = one.number
        write = partial(pickup.ready, self.shop, number, command=self.identity())
        fact = (await self.shell.run_write(write)).envelope.fact
        code, until = str(getattr(fact, "code", "")), str(getattr(fact, "until", ""))
        told = Big("TELL THE CODE", code, f"{number}, {short(one.customer, 20)}", "good")
        await self._done(number, f"{number} is ready, with the code {code}. It waits until {_told(until)}.", told)

    async def customer_here(self) -> None:
        """Nothing is handed over by that."""
        one = self._one
        await self.shell.run_write(pickup.arrived, self.shop, one.number)
        await self._done(one.number, f"{one.number}: {one.customer} is here.")

    @property
    def _one(self) -> CounterView:
        assert self.selected is not None
        return self.selected

    def _hiding(self) -> CounterView:
        """The selected order; a code that was told is shown no longer."""
        if self.told is not None and self.listed is not None:
            self.told = None
            self.paint(self.listed, max(0, self._list.selected))
        return self._one

    # --- handing over -----------------------------------------------------------------------------

    async def ask_code(self) -> None:
        """The code the customer says; nothing typed leads to the identity card."""
        one = self._hiding()

        async def told(code: str) -> None:
            if code:
                await self._hand_over(one, code=code)
            else:
                await self._ask_card(one)

        self.prompt_for(Prompt(f"Code of {one.number}", "Enter: no code, look at a card", told))

    async def ask_card(self) -> None:
        """Which card was looked at."""
        await self._ask_card(self._hiding())

    async def _ask_card(self, one: CounterView) -> None:
        answers = [Answer(key, words, partial(self._hand_over, one, identity=words)) for key, words in CARDS]
        self.ask(Question("Which card was looked at?", tuple(answers)))

    async def _hand_over(self, one: CounterView, *, code: str = "", identity: str = "") -> None:
        """Raises NotThatCode, and what `pickup.hand_over` raises; nothing is handed over then."""
        write = partial(pickup.hand_over, self.shop, one.number, code=code, identity=identity)
        try:
            await self.shell.run_write(write)
        except WrongCode:
            raise NotThatCode(one.number) from None
        except NotPaid:
            key = self.shell.keys.name(ORDER)
            self.end_prompt()
            self.wrong(f"{self.words.money(one.due)} is still to be paid. {key} opens the order and takes it.")
            return
        await self._done("", f"{one.number} is handed over: {one.customer}.")

    # --- the other ends ---------------------------------------------------------------------------

    async def ask_reason(self) -> None:
        """Why the customer does not want it."""
        one = self._hiding()

        async def told(reason: str) -> None:
            if not reason:
                raise NoReason("A refused collection")
            await self.shell.run_write(pickup.refuse, self.shop, one.number, reason)
            await self._done("", f"{one.number} was refused: it is cancelled. Put the goods back on the shelf.")

        self.prompt_for(Prompt(f"Refuse {one.number}, why", "Esc: keep it", told))

    async def ask_expire(self) -> None:
        """End what nobody collected; asks once."""
        over = self._over
        question = f"End {counted(over, 'order')} that nobody collected?"
        self.ask(Question(question, (Answer("y", "cancel them", self._expire), Answer("n", "wait", self._keep))))

    async def _expire(self) -> None:
        ended = await self.shell.run_write(pickup.expire, self.shop)
        await self._done("", f"Ended: {', '.join(ended) or 'none'}. Put the goods back on the shelf.")

    async def _keep(self) -> None:
        self.quiet()

    # --- looking ----------------------------------------------------------------------------------

    async def show_goods(self) -> None:
        """What the selected order is."""
        one = self._hiding()
        view = await self.shell.run_read(_order, self.shop, one.number)
        self.show_panel(f"{one.number}, {one.customer}", goods_words(view, self.words))

    async def open_order(self) -> None:
        """The order itself."""
        from storeops.screens.orders.detail import OrderScreen, read_order

        shown = await self.shell.run_read(read_order, self.shop, self._hiding().number)
        await self.shell.go(OrderScreen(self.shop, shown))

    async def restart(self) -> None:
        """Read again."""
        self.told = None
        self.set_text("")
        await self.arrived()
        self.done("Read again.")

    async def _done(self, number: str, told: str, code: Big | None = None) -> None:
        self.told = code
        self.set_text("")
        self.listed = await self.shell.run_read(_listed, self.shop)
        self._filter("", number)
        self.done(told)


def _told(day: str) -> str:
    return told_day(date.fromisoformat(day)) if day else "it is collected"


def _listed(shop: Store) -> tuple[CounterView, ...]:
    with shop.read() as connection:
        return reports.counter(connection, shop.profile)


def _named(shop: Store, text: str) -> tuple[str, str]:
    """The number of an order, and in words why it is not on the list."""
    with shop.read() as connection:
        return reports.named(connection, text)


def _order(shop: Store, number: str) -> OrderView:
    with shop.read() as connection:
        return orders.by_number(connection, number)
