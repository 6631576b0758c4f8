"""What all parts of the till share: the shop, the state, its painting, and asking for a text in the line's
place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.containers import Horizontal
from textual.widget import Widget

from storeops.operations import carts
from storeops.rules.barcodes.check_digits import gtin_14
from storeops.rules.carts import Cart
from storeops.screens.shell.base import JobScreen
from storeops.screens.shell.commands import Handler
from storeops.screens.shell.line import Typed
from storeops.screens.till.exchange import Exchange
from storeops.screens.till.printing import Printing
from storeops.screens.till.state import TillState
from storeops.screens.till.view import big, narrow_columns, rows, selected_row, summary, wide_columns
from storeops.screens.till.words import Words
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.screens.widgets.tender_pad import PadLine, TenderPad
from storeops.store import Store

EMPTY = "Ready. Scan something, or type what it is called."


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text asked for in the entry line's place: `words` before it, what Enter would do, and who gets it. A scan
    gives the question up and is then taken as a scan, unless it is what is asked for (`scanned`); Esc gives it up."""

    words: str
    hint: str
    handler: Callable[[str], Awaitable[None]]
    otherwise: Handler | None = None
    scanned: bool = False


class TillBase(JobScreen):
    """The till's body and state."""

    title_words: ClassVar[str] = "Till"

    def __init__(self, shop: Store, printing: Printing, exchange: Exchange) -> None:
        super().__init__()
        self.shop, self.printing, self.exchange = shop, printing, exchange
        profile = shop.profile
        self.words = Words(
            profile.currency, profile.decimal, profile.group, profile.tax_name, profile.prices_include_tax
        )
        fresh = carts.new(shop)
        self.state = TillState(fresh, carts.priced(shop, fresh))
        self.parked = 0
        self.drawer_open = False
        self.asked: Prompt | None = None
        self.began = False

    def body(self) -> Iterable[Widget]:
        """The goods (or what was found) with the tender pad beside them; beneath, the total."""
        with Horizontal(id="goods"):
            yield LineList(wide_columns(self.words), empty=EMPTY, id="cart")
            yield LineList(wide_columns(self.words), id="found")
            yield TenderPad()
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    # --- the state, and its picture ---------------------------------------------------------------

    def become(self, state: TillState) -> None:
        """Take another state and paint it."""
        self.state = state
        self.paint_state()

    def has_cart(self, cart: Cart, selected: int | None = None) -> None:
        """The cart has changed."""
        self.become(self.state.changed(cart, carts.priced(self.shop, cart), selected))

    def paint_state(self) -> None:
        """Show the state as it is."""
        state, cash = self.state, self.shop.profile.cash
        narrow = state.paying or state.finished is not None
        self.set_class(narrow, "-paying")
        goods = self.query_one("#cart", LineList)
        columns = narrow_columns(self.words) if narrow else wide_columns(self.words)
        goods.show(rows(state, self.words, narrow=narrow), selected_row(state), columns=columns)
        self.query_one(TenderPad).show(self.pad_lines())
        self.query_one(Summary).show(summary(state, self.words, self.parked))
        figure = big(state, self.words, cash)
        self.query_one(BigAmount).show(*figure)

    def pad_lines(self) -> tuple[PadLine, ...]:
        """What the tender pad says."""
        raise NotImplementedError

    @property
    def unread(self) -> str:
        """The code in the line that no product has, "" for none: the barcode lab tells what is in it."""
        return self.refused if self.asked is None and " " not in self.refused else ""

    # --- asking for a text ------------------------------------------------------------------------

    def prompt_for(self, prompt: Prompt, text: str = "") -> None:
        """Ask in the entry line's place; `text` stands there already, selected."""
        self.asked = prompt
        self.prompt = f"{prompt.words} >"
        self.set_text(text, selected=True)

    def end_prompt(self) -> None:
        """The line is the till's own again."""
        self.asked = None
        self.prompt = ">"

    async def answer_prompt(self, typed: Typed) -> bool:
        """Whether the line answered a question. A scan does not: it gives the question up."""
        prompt = self.asked
        if prompt is None:
            return False
        self.end_prompt()
        if is_scan(typed) and not prompt.scanned:
            await self.give_up(prompt)
            return False
        try:
            await prompt.handler(typed.text.strip())
        except BaseException:
            if self.asked is None:
                self.asked, self.prompt = prompt, f"{prompt.words} >"
            raise
        return True

    async def give_up(self, prompt: Prompt) -> None:
        """The question was not answered."""
        if prompt.otherwise is not None:
            await prompt.otherwise()
        else:
            self.quiet()


def is_scan(typed: Typed) -> bool:
    """Whether what stands in the place of an answer is a barcode: by its check digit, its signs, or its speed."""
    text = typed.text.strip()
    if "\x1d" in text or text.startswith("]") or (len(text) >= 8 and bool(gtin_14(text))):
        return True
    return typed.scanned and " " not in text
