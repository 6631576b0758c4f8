"""Choosing from a list in the goods' place: products found while typing, parked sales. The line stays hot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from storeops.operations.lookup import UnknownProduct
from storeops.reports.products import ProductHit, search
from storeops.rules.amounts import Thousandths
from storeops.rules.entry import Item, Words, parse
from storeops.rules.errors import Refused
from storeops.screens.shell.columns import Column
from storeops.screens.shell.commands import DOWN, PAGE_DOWN, PAGE_UP, UP, Bound
from storeops.screens.till.base import TillBase
from storeops.screens.till.words import short
from storeops.screens.widgets.line_list import LineList, Row
from storeops.store import Store

MOST = 50
"""More products than this are not listed: another letter finds the one that was meant sooner."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one row of the list would do: its cells, what Enter is said to do, and doing it."""

    row: Row
    hint: str
    take: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Choices:
    """A list to choose from. `text` is the line it belongs to: with another line, Enter means something else."""

    columns: tuple[Column, ...]
    choices: tuple[Choice, ...]
    text: str = ""


class Finding(TillBase):
    """The part of the till that lists what can be chosen."""

    choosing: Choices | None = None

    def choose(self, choices: Choices) -> None:
        """Show a list in the goods' place, its first row selected."""
        self.choosing = choices
        self.query_one("#found", LineList).show([c.row for c in choices.choices], 0, columns=choices.columns)
        self.add_class("-finding")

    def end_choosing(self) -> None:
        """Show the goods again."""
        if self.choosing is not None:
            self.choosing = None
            self.remove_class("-finding")
        self.shell.forget_read("search")

    @property
    def choice(self) -> Choice | None:
        """The selected row of the list that stands for the line as it is."""
        if self.choosing is None or self.choosing.text != self.text:
            return None
        return self.choosing.choices[max(0, self.query_one("#found", LineList).selected)]

    def choosing_bounds(self) -> tuple[Bound, ...]:
        """The keys of the list."""
        found = self.query_one("#found", LineList)

        async def move(by: int) -> None:
            found.move(by)

        async def page(by: int) -> None:
            found.page(by)

        return (
            Bound(UP, partial(move, -1)),
            Bound(DOWN, partial(move, 1)),
            Bound(PAGE_UP, partial(page, -1)),
            Bound(PAGE_DOWN, partial(page, 1)),
        )

    # --- products ---------------------------------------------------------------------------------

    async def changed(self, text: str) -> None:
        """Search while somebody types words."""
        wanted = None if self.state.paying or self.asked is not None else self._wanted(text)
        if wanted is None:
            self.end_choosing()
            return
        words, quantity = wanted

        def show(hits: tuple[ProductHit, ...]) -> None:
            if self.text == text:
                self._show_hits(hits, quantity, text)

        self.shell.start_read("search", partial(_search, self.shop, words), show)

    def _wanted(self, text: str) -> tuple[str, Thousandths | None] | None:
        """The words to search for, and the quantity before them; None where a number is being typed or scanned."""
        if len(text) < 2:
            return None
        try:
            entry = parse(text, self.words.grammar)
        except Refused:
            return None
        if isinstance(entry, Words):
            return entry.text, None
        if isinstance(entry, Item) and any(c.isalpha() for c in entry.code) and entry.code.isprintable():
            return entry.code, entry.quantity
        return None

    def _show_hits(self, hits: tuple[ProductHit, ...], quantity: Thousandths | None, text: str) -> None:
        if hits:
            self.choose(Choices(self._columns(), tuple(self._choice(hit, quantity) for hit in hits), text))
        else:
            self.end_choosing()

    def _columns(self) -> tuple[Column, ...]:
        point = self.words.decimal
        return (
            Column("Found"),
            Column("SKU", 14),
            Column("In stock", 9, decimals=3, point=point),
            Column("Price", 13, decimals=self.words.currency.exponent, tail=5, point=point),
        )

    def _choice(self, hit: ProductHit, quantity: Thousandths | None) -> Choice:
        price = "-" if hit.unit_price is None else self.words.unit_price(hit.unit_price, hit.unit)
        held = self.words.quantity(hit.on_hand, hit.unit) if hit.stocked else ""
        row = Row((hit.name, hit.sku, held, price), ink="" if hit.active and hit.unit_price is not None else "quiet")
        much = "" if quantity is None else f"{self.words.measure(quantity, hit.unit)} x "
        return Choice(row, f"Enter: {much}{short(hit.name, 32)}", lambda: self.add(Item(hit.sku, quantity)))

    async def add(self, item: Item) -> None:
        """Put a product into the cart."""
        raise NotImplementedError

    async def find_words(self, words: str, quantity: Thousandths | None, text: str) -> None:
        """Enter came before anything was seen: show what there is, and take nothing. Raises UnknownProduct."""
        hits = await self.shell.run_read(partial(_search, self.shop, words))
        if not hits:
            raise UnknownProduct(words)
        self.set_text(text)
        self._show_hits(hits, quantity, text)
        self.look(f"{len(hits)} found. Up and Down select, Enter takes it." if len(hits) > 1 else "Enter takes it.")


def _search(shop: Store, words: str) -> tuple[ProductHit, ...]:
    day = shop.business_date().isoformat()
    with shop.read() as connection:
        return search(connection, shop.profile, words, day=day, limit=MOST)
