"""Goods that come back by their receipt, and the money that goes back for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.operations import carts, returns
from storeops.reports.sale_view import SaleView
from storeops.reports.sales import SaleRowView
from storeops.rules import quantity as quantities
from storeops.rules.returns import RESTOCK, SCRAP
from storeops.rules.tenders import Tender
from storeops.screens.returns.state import REASONS, Returning, left
from storeops.screens.sale_list import by_number, find, sale_columns, sale_rows
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.columns import Column
from storeops.screens.shell.commands import DRAWER, FINISH, FIRST, REMOVE, Bound, Command, key_name
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Question
from storeops.screens.till.base import Prompt
from storeops.screens.till.view import Big
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList, Note, Row
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

EVERYTHING = Command("return_all", "", "", "All of it comes back", "Chooses all that is left of the sale.")
DISPOSITION = Command(
    "disposition", "ctrl+t", "", "Back on the shelf, or away", "Says where the goods go: on the shelf again, or away."
)
REASON = Command("return_reason", "", "", "Another reason", "Asks again why the goods come back.")
OWN = (EVERYTHING, DISPOSITION, REASON)
_RECEIPT = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){1,3}-R?[0-9]{6,}")
_QUANTITY = re.compile(r"[0-9.,]{1,7}")
_PLACES = {RESTOCK: "The goods go back on the shelf", SCRAP: "The goods go away, not back on the shelf"}


class ReturnsScreen(Asking):
    """Choose the receipt, the lines, the reason; then give back what is shown. `number` opens a receipt at once."""

    title_words: ClassVar[str] = "Return"
    about: ClassVar[str] = """
Scan the code on the receipt, or type a part of its number and choose; Enter opens it.

Scan what comes back, or select a line and type how many; Enter takes the whole line. F12 asks why, shows what goes back
to which tender, and asks for no more than that: F12 again gives it back.

What was paid is given back to the penny, discounts included, to the tenders it came from. What came back before cannot
come back twice.
"""

    def __init__(self, shop: Store, number: str = "") -> None:
        super().__init__(shop)
        self._number = number
        self.listed: tuple[SaleRowView, ...] = ()
        self._listed_for = ""
        self.returning: Returning | None = None
        self.made: SaleView | None = None

    def body(self) -> Iterable[Widget]:
        """Receipts or lines; beneath, what goes back."""
        yield LineList(sale_columns(self.words), empty="No sale was made yet.", id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Open the receipt that was named, else list the latest."""
        number, self._number = self._number, ""
        if number:
            self.paint()
            await self.open(number)
        elif self.returning is None and self.made is None:
            await self._list("")

    # --- what is shown ----------------------------------------------------------------------------

    async def _list(self, text: str) -> None:
        self._show_listed(text, await self.shell.run_read(find, self.shop, text, None))

    def _show_listed(self, text: str, found: Sequence[SaleRowView]) -> None:
        self.listed = tuple(sale for sale in found if sale.kind == "sale")
        self._listed_for = text
        self.paint()

    async def changed(self, text: str) -> None:
        """Narrow the list of receipts while a number is typed."""
        if self.returning is None and self.asked is None and self.made is None:
            self.shell.start_read(
                "receipts", partial(find, self.shop, text.strip(), None), partial(self._arrived_list, text)
            )

    def _arrived_list(self, text: str, found: Sequence[SaleRowView]) -> None:
        if self.text == text and self.returning is None:
            self._show_listed(text.strip(), found)

    def paint(self) -> None:
        """Show the state as it is."""
        shown = self.query_one("#lines", LineList)
        if self.returning is not None:
            shown.show(self._rows(self.returning), self.returning.selected, columns=self._columns())
        elif self.made is not None:
            shown.show(self._made_rows(self.made), -1, columns=self._columns())
        else:
            empty = f"No receipt with '{self._listed_for}'." if self._listed_for else "No sale was made yet."
            shown.show(sale_rows(self.listed, self.words), 0, columns=sale_columns(self.words), empty=empty)
        self.query_one(Summary).show(self._summary())
        figure = self._big()
        self.query_one(BigAmount).show(*figure)

    def _columns(self) -> tuple[Column, ...]:
        places, point = self.words.currency.exponent, self.words.decimal
        return (
            Column("Back", 8, decimals=3, point=point),
            Column("of", 8, decimals=3, point=point),
            Column("Item"),
            Column("Price", 13, decimals=places, tail=5, point=point),
            Column("Given back", 11, decimals=places, point=point),
        )

    def _rows(self, state: Returning) -> tuple[Row, ...]:
        words, rows = self.words, []
        for place, (line, back) in enumerate(zip(state.sale.lines, state.back, strict=True)):
            cells = (
                words.quantity(back, line.unit) if back else "",
                words.quantity(left(line), line.unit),
                line.name,
                words.unit_price(line.unit_price, line.unit),
                words.money(state.amount(place)) if back else "",
            )
            before = f"{words.measure(line.returned, line.unit)} came back before" if line.returned else ""
            rows.append(Row(cells, (Note(before),) if before else (), "quiet" if left(line) <= 0 else ""))
        return tuple(rows)

    def _made_rows(self, sale: SaleView) -> tuple[Row, ...]:
        words = self.words
        return tuple(
            Row(
                (
                    words.quantity(line.quantity, line.unit),
                    "",
                    line.name,
                    words.unit_price(line.unit_price, line.unit),
                    words.money(line.amount + (0 if sale.prices_include_tax else line.tax)),
                )
            )
            for line in sale.lines
        )

    def _summary(self) -> tuple[tuple[str, str], tuple[str, str]]:
        if self.returning is not None:
            state = self.returning
            customer = f", {state.sale.customer}" if state.sale.customer else ""
            why = f"because: {state.reason}" if state.reason else ""
            return (f"{state.sale.number}{customer}", why), (_PLACES[state.disposition], self._tenders(state))
        if self.made is not None:
            printing = "The receipt is printing." if self.shop.settings.printer else ""
            return (f"{self.made.number}, of {self.made.original}", ""), ("", printing)
        return ("Scan the receipt, or type a part of its number.", ""), ("", "")

    def _tenders(self, state: Returning) -> str:
        return self._ways(state.refund(self.shop.profile.cash)) if state.wanted else ""

    def _ways(self, tenders: Sequence[Tender]) -> str:
        return ", ".join(f"{self.words.tender(tender)} {self.words.money(tender.amount)}" for tender in tenders)

    def _big(self) -> Big:
        if self.made is not None:
            tenders = tuple(Tender(given.kind, given.amount, given.reference) for given in self.made.tenders)
            return Big("GIVEN BACK", self.words.money(sum(one.amount for one in tenders)), self._ways(tenders), "good")
        if self.returning is None:
            return Big("RETURN", "")
        tenders = self.returning.refund(self.shop.profile.cash) if self.returning.wanted else ()
        aside = f"to {' and '.join(dict.fromkeys(tender.kind for tender in tenders))}" if tenders else "choose a line"
        return Big("GIVE BACK", self.words.money(sum(tender.amount for tender in tenders)), aside)

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        if self.made is not None:
            return "" if self.text else "Enter: next receipt"
        if self.returning is not None:
            return "" if self.text else self._next_step(self.returning)
        return f"Enter: {self.listed[self._place].number}" if self.listed else ""

    @property
    def _place(self) -> int:
        """The selected receipt of the list."""
        return max(0, self.query_one("#lines", LineList).selected)

    def _next_step(self, state: Returning) -> str:
        if not self._line_done(state):
            return f"Enter: all {self.words.measure(left(state.line), state.line.unit)} of it"
        if not state.reason:
            return "Enter: why does it come back?"
        return f"Enter: give back {self._tenders(state)}"

    @staticmethod
    def _line_done(state: Returning) -> bool:
        """Whether Enter has nothing more to take of the selected line."""
        return bool(state.wanted) and (state.back[state.selected] > 0 or left(state.line) <= 0 or bool(state.reason))

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        shown = self.query_one("#lines", LineList)
        drawer = Bound(DRAWER, self._drawer)
        state = self.returning
        if state is None:
            return (drawer, Bound(FIRST, self.restart, self.made is not None), *moves(shown.move, shown.page))
        some = bool(state.wanted)
        return (
            Bound(FINISH.named("Give back", "Give the money back"), self.finish, some),
            Bound(FIRST.named("Other", "Another receipt"), self.restart),
            Bound(REMOVE.named("", "Nothing of the selected line"), self.take_nothing, state.back[state.selected] > 0),
            Bound(EVERYTHING, self.take_all, not state.everything),
            Bound(DISPOSITION, self.other_place),
            Bound(REASON, self.ask_reason, some),
            drawer,
            *moves(self._select),
        )

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A receipt, goods, a quantity, or the next step."""
        text = typed.text.strip()
        if _RECEIPT.fullmatch(text):
            await self.open(text)
        elif self.made is not None and not text:
            await self.restart()
        elif self.returning is None:
            await self._choose_receipt(text, scanned=typed.scanned)
        elif not text:
            await self._next(self.returning)
        elif _QUANTITY.fullmatch(text) and not typed.scanned:
            quantity = quantities.parse(text, decimal=self.words.decimal)
            self.become(self.returning.taking(quantity))
        else:
            found = await self.shell.run_read(carts.find, self.shop, text)
            self.become(self.returning.scanned(found.item.sku, found.item.name))
            self.done(f"{found.item.name} comes back.")

    async def _choose_receipt(self, text: str, *, scanned: bool) -> None:
        if self.made is not None:
            self.made = None
        if not scanned and text == self._listed_for and self.listed:
            await self.open(self.listed[self._place].id)
        else:
            await self.open(text)

    async def open(self, number: str) -> None:
        """Open a receipt by its number or id. Raises UnknownSale, AmbiguousSale, NotReturnable, AllReturned."""
        sale = await self.shell.run_read(by_number, self.shop, number)
        self.returning = Returning.of(sale, self.identity())
        self.made = None
        self.quiet()
        self.paint()

    def become(self, state: Returning) -> None:
        """Another state of the return."""
        self.returning = state
        self.paint()

    def _select(self, by: int) -> None:
        if self.returning is not None:
            self.become(self.returning.moved(by))

    async def _next(self, state: Returning) -> None:
        if self._line_done(state):
            await self.finish()
        else:
            self.become(state.whole_line())

    async def take_nothing(self) -> None:
        """Nothing of the selected line comes back."""
        assert self.returning is not None
        self.become(self.returning.taking(0))

    async def take_all(self) -> None:
        """All that is left comes back."""
        assert self.returning is not None
        self.become(self.returning.whole_sale())

    async def other_place(self) -> None:
        """On the shelf again, or away."""
        assert self.returning is not None
        place = SCRAP if self.returning.disposition == RESTOCK else RESTOCK
        self.become(replace(self.returning, disposition=place))
        self.done(f"{_PLACES[place]}.")

    async def ask_reason(self) -> None:
        """One key for the usual reasons, words for any other."""
        usual = tuple(Answer(key, words, partial(self._because, words, place)) for key, words, place in REASONS)
        self.ask(Question("Why?", (*usual, Answer(str(len(REASONS) + 1), "other", self._ask_words))))

    async def _ask_words(self) -> None:
        async def told(text: str) -> None:
            if not text:
                raise carts.NoReason("A return")
            await self._because(text, RESTOCK)

        self.prompt_for(Prompt("Why", "in a word or two", told))

    async def _because(self, reason: str, disposition: str) -> None:
        assert self.returning is not None
        self.become(replace(self.returning, reason=reason, disposition=disposition))
        key = key_name(self.shell.keys.key(DISPOSITION))
        self.look(f"{_PLACES[disposition]}. {key} changes that." if key else f"{_PLACES[disposition]}.")

    async def finish(self) -> None:
        """Ask why if nobody said, else give back. A failure leaves everything as it is; trying again is harmless."""
        state = self.returning
        assert state is not None
        if not state.reason:
            await self.ask_reason()
            return
        write = partial(returns.take_back, disposition=state.disposition, command=state.command)
        self.made = await self.shell.run_write(write, self.shop, state.sale.id, state.wanted, state.reason)
        self.returning = None
        self.wake_printer()
        self.paint()
        self.done(f"{self.made.number}: given back.")

    async def restart(self) -> None:
        """The list of receipts again."""
        self.returning = self.made = None
        self.quiet()
        await self._list("")

    async def step_back(self) -> None:
        """Out of the receipt, out of the screen."""
        if self.returning is not None:
            await self.restart()
        else:
            await self.shell.leave_screen(self)

    async def _drawer(self) -> None:
        from storeops.screens.drawer import DrawerScreen

        await self.shell.go(DrawerScreen(self.shop))
