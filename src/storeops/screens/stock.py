"""What is on hand: found by words, by number or by scan; here and at the nearest locations; and why so much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.operations.lookup import UnknownProduct
from storeops.reports.nearby import NearbyView, nearby
from storeops.reports.products import ProductHit, search
from storeops.reports.stock import StockView, sku_of, stock_of
from storeops.reports.why import why_stock
from storeops.reports.why.view import WhyStockView
from storeops.rules.card_numbers import refuse_card_number
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.columns import Column
from storeops.screens.shell.commands import FIND, WHY, Bound
from storeops.screens.shell.line import Typed
from storeops.screens.stock_places import nearest_words, place_columns, place_rows
from storeops.screens.till.view import Big
from storeops.screens.till.words import short
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider, moment
from storeops.screens.widgets.line_list import LineList, Row
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

MOST = 100
"""More products than this are not listed: another letter finds the one that was meant sooner."""
_MOVES = 500
"""The latest moves shown one by one; earlier ones stand as one balance."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product that was opened: as it was found, what is on hand of it, and where else it is."""

    hit: ProductHit | None
    stock: StockView
    near: NearbyView


class StockScreen(Asking):
    """`found` is the list; `opened` the product shown; `moved` the facts behind its stock."""

    title_words: ClassVar[str] = "Stock"
    about: ClassVar[str] = """
Scan a product, or type the beginnings of its words in any order: the list narrows as you type. It shows the price and
what is on hand here.

Enter shows all locations of the selected product, this one first, then the nearest: what lies there, what of it is
taken (promised, reserved, held, kept back), what is free for another promise, and what is coming.

F9 lists every fact behind its stock, with what was there after each.
"""

    def __init__(self, shop: Store, text: str = "") -> None:
        super().__init__(shop)
        self._text = text
        self.found: tuple[ProductHit, ...] = ()
        self._found_for = ""
        self.opened: Product | None = None
        self.moved: WhyStockView | None = None
        self._selected = 0

    def body(self) -> Iterable[Widget]:
        """The list, the locations or the moves; beneath, what is on hand."""
        yield LineList(self._found_columns(), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Search for what was typed at the till."""
        text, self._text = self._text, ""
        if text:
            self.set_text(text)
            self._show_found(text, await self.shell.run_read(_search, self.shop, text))
        elif self.opened is not None and self.moved is None:
            await self.open(self.opened.stock.sku)
        else:
            self.paint()

    # --- what is shown ----------------------------------------------------------------------------

    async def changed(self, text: str) -> None:
        """Search while somebody types."""
        if self.opened is not None and text:
            self.opened = self.moved = None
            self.found = ()
            self.paint()
        if self.opened is None:
            self.shell.start_read("stock", partial(_search, self.shop, text), partial(self._came, text))

    def _came(self, text: str, found: tuple[ProductHit, ...]) -> None:
        if self.text == text and self.opened is None:
            self._show_found(text, found)

    def _show_found(self, text: str, found: tuple[ProductHit, ...]) -> None:
        self.found, self._found_for, self._selected = found, text, 0
        self.paint()

    def _found_columns(self) -> tuple[Column, ...]:
        point = self.words.decimal
        return (
            Column("Product"),
            Column("SKU", 16),
            Column("Here", 10, decimals=3, point=point),
            Column("Price", 13, decimals=self.words.currency.exponent, tail=5, point=point),
        )

    def paint(self) -> None:
        """Show the state as it is."""
        shown = self.query_one("#lines", LineList)
        if self.moved is not None:
            shown.show(self._move_rows(self.moved), len(self.moved.moves) - 1, columns=self._move_columns())
        elif self.opened is not None:
            near = self.opened.near
            rows = place_rows(near, self.words) if self.opened.stock.stocked else ()
            empty = "It is a service: it has no stock."
            shown.show(rows, self._first_free(near), columns=place_columns(self.words), empty=empty)
        else:
            nothing = "No product found." if self._found_for.strip() else "Scan something, or type what it is called."
            shown.show(self._found_rows(), self._selected, columns=self._found_columns(), empty=nothing)
        self.query_one(Summary).show(self._summary())
        figure = self._big()
        self.query_one(BigAmount).show(*figure)

    @staticmethod
    def _first_free(near: NearbyView) -> int:
        """The row of this location while it has some to give, else that of the nearest that has."""
        return next((at for at, one in enumerate(near.locations) if one.atp > 0), 0)

    def _found_rows(self) -> tuple[Row, ...]:
        words = self.words
        return tuple(
            Row(
                (
                    hit.name,
                    hit.sku,
                    words.quantity(hit.on_hand, hit.unit) if hit.stocked else "",
                    "-" if hit.unit_price is None else words.unit_price(hit.unit_price, hit.unit),
                ),
                ink="" if hit.active else "quiet",
            )
            for hit in self.found
        )

    def _move_columns(self) -> tuple[Column, ...]:
        point = self.words.decimal
        return (
            Column("When", 16),
            Column("What happened"),
            Column("Where", 8),
            Column("Moved", 9, decimals=3, point=point),
            Column("Then", 9, decimals=3, point=point),
        )

    def _move_rows(self, view: WhyStockView) -> tuple[Row, ...]:
        return tuple(
            Row(
                (
                    moment(move.fact.at),
                    move.fact.what,
                    move.location,
                    ("+" if move.quantity > 0 else "") + self.words.quantity(move.quantity, view.unit),
                    self.words.quantity(move.balance, view.unit),
                )
            )
            for move in view.moves
        )

    def _summary(self) -> tuple[tuple[str, str], tuple[str, str]]:
        if self.moved is not None:
            earlier = (
                f"{self.moved.earlier_moves} earlier moves in the first balance" if self.moved.earlier_moves else ""
            )
            sound = (
                "The moves add up to what is shown."
                if self.moved.sound
                else "The moves do NOT add up: storeops doctor."
            )
            return (self.moved.name, earlier), (sound, "")
        if self.opened is None:
            count = f"{len(self.found)}{'+' if len(self.found) == MOST else ''} found" if self.found else ""
            return ("", count), ("", "")
        hit, stock = self.opened.hit, self.opened.stock
        price = "" if hit is None or hit.unit_price is None else self.words.unit_price(hit.unit_price, hit.unit)
        told = ", ".join(part for part in (stock.sku, hit.barcode if hit else "", stock.department) if part)
        aside = nearest_words(self.opened.near, self.words) if stock.stocked else ""
        return (stock.name, price), (told, aside if stock.active else "not for sale")

    def _big(self) -> Big:
        if self.opened is None:
            return Big("STOCK", "")
        stock = self.opened.stock
        if not stock.stocked:
            return Big("SERVICE", "", "it has no stock")
        here = self.shop.profile.location
        held = next((place.on_hand for place in stock.locations if place.location == here), 0)
        total = self.words.measure(stock.on_hand, stock.unit)
        aside = f"{total} in all {len(stock.locations)} locations" if len(stock.locations) > 1 else stock.unit
        return Big("ON HAND", self.words.quantity(held, stock.unit), aside, "wrong" if held < 0 else "money")

    def hint(self) -> str:
        """What Enter would do."""
        if self.moved is not None or self.opened is not None:
            return "" if self.text else "Enter: back"
        if not self.found or self.text not in {"", self._found_for}:
            return ""
        return f"Enter: {short(self.found[self._place].name, 32)}"

    @property
    def _place(self) -> int:
        return max(0, min(self.query_one("#lines", LineList).selected, len(self.found) - 1))

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        shown = self.query_one("#lines", LineList)
        there = self.moved is None and (self.opened is not None or bool(self.found))
        return (
            Bound(FIND.named("Find", "Find another product"), self.find_another, self.opened is not None),
            Bound(WHY.named("Why", "Every fact behind the stock"), self.why, there),
            *moves(shown.move, shown.page),
        )

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """A scan, words, or the selected product. Raises UnknownProduct, CardNumberRefused."""
        text = typed.text
        if not text.strip():
            if self.opened is not None:
                await self.step_back()
            elif self.found:
                await self.open(self.found[self._place].sku)
        elif self.found and text == self._found_for and not typed.scanned:
            await self.open(self.found[self._place].sku)
        else:
            await self._find(text)

    async def _find(self, text: str) -> None:
        """What was scanned, or typed faster than it could be shown."""
        found = await self.shell.run_read(_search, self.shop, text)
        if not found:
            refuse_card_number(text, "search")
            raise UnknownProduct(text)
        self._show_found("", found)
        if len(found) == 1:
            await self.open(found[0].sku)

    async def open(self, sku: str) -> None:
        """Show a product's locations. Raises UnknownStock."""
        if self.opened is None:
            self._selected = self._place if self.found else 0
        self.opened, self.moved = await self.shell.run_read(_product, self.shop, sku), None
        self.set_text("")
        self.quiet()
        self.paint()

    async def find_another(self) -> None:
        """The list again."""
        self.opened = self.moved = None
        self.paint()

    async def why(self) -> None:
        """Every fact behind the stock, with the balance after it."""
        sku = self.opened.stock.sku if self.opened else self.found[self._place].sku
        if self.opened is None:
            await self.open(sku)
        self.moved = await self.shell.run_read(_why, self.shop, sku)
        self.paint()

    async def step_back(self) -> None:
        """Out of the facts, out of the product, out of the screen."""
        if self.moved is not None:
            self.moved = None
            self.paint()
        elif self.opened is not None:
            await self.find_another()
        else:
            await self.shell.leave_screen(self)


def _search(shop: Store, text: str) -> tuple[ProductHit, ...]:
    if not text.strip():
        return ()
    day = shop.business_date().isoformat()
    with shop.read() as connection:
        return search(connection, shop.profile, text, day=day, limit=MOST)


def _product(shop: Store, sku: str) -> Product:
    day = shop.business_date().isoformat()
    with shop.read() as connection:
        code = sku_of(connection, sku)
        hits = search(connection, shop.profile, code, day=day, limit=1)
        hit = next((hit for hit in hits if hit.sku == code), None)
        near = nearby(connection, shop.profile, code, shop.now())
        return Product(hit, stock_of(connection, shop.profile, code), near)


def _why(shop: Store, sku: str) -> WhyStockView:
    with shop.read() as connection:
        return why_stock(connection, shop.profile, sku, limit=_MOVES)
