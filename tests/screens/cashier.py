"""A cashier for tests: hands at the keyboard, eyes on the screen, and a small shop to work in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from textual.pilot import Pilot

from storeops.operations import carts
from storeops.operations.catalogue import import_products
from storeops.operations.shop import init
from storeops.reports import sales as sale_reports
from storeops.reports.sale_view import SaleView
from storeops.screens.run import till_app
from storeops.screens.shell.strokes import Stroke
from storeops.screens.shell.terminal import Terminal
from storeops.screens.till import TillScreen
from storeops.screens.till.printing import Printing
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.entry import EntryLine
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.message import Message
from storeops.screens.widgets.panel import Panel
from storeops.screens.widgets.summary import Summary
from storeops.screens.widgets.tender_pad import TenderPad
from storeops.settings import Settings
from storeops.store import Store

TEA, MILK, BUN = "5012345678900", "2000000000015", "2000000000022"
PRODUCTS = [
    ("TEA", "Tea 80 bags", "each", 349, TEA),
    ("MILK", "[/] Milk, 1 pt", "each", 115, MILK),
    ("BUN", "Bun", "each", 80, BUN),
    ("APPLE", "Apples loose", "kg", 220, "2000000000039"),
    ("BISC", "Milk chocolate biscuits", "each", 189, "2000000000046"),
]


class FixedClock:
    """A quiet Sunday afternoon."""

    def now(self, zone: ZoneInfo) -> datetime:
        return datetime(2026, 11, 22, 14, 7, tzinfo=zone)


def make_shop(folder: Path, *, country: str = "GB", currency: str = "GBP", printer: str = "") -> Store:
    settings = Settings(str(folder / "shop.db"), printer=printer)
    shop = init(
        settings, store_code="S1", name="Corner Shop", country=country, currency=currency, terminal_code="T1",
        clock=FixedClock(),
    )  # fmt: skip
    listed = folder / "products.csv"
    header = "sku,name,unit,price,barcode"
    lines = (
        ",".join((sku, f'"{name}"', unit, f"{amount / 100:.2f}", code)) for sku, name, unit, amount, code in PRODUCTS
    )
    listed.write_text("\n".join([header, *lines]), encoding="utf-8")
    assert import_products(shop, listed, decimal=".").rejected == 0
    return shop


class Cashier:
    """Hands at the keyboard, and eyes. Keys come at a hand's pace, scans at a scanner's, on a clock of their own."""

    def __init__(self, till: TillScreen, pilot: Pilot[None]) -> None:
        self.till, self.app, self._pilot = till, till.shell, pilot
        self._at = time.monotonic() + 10

    async def _send(self, key: str, text: str = "", *, after: float) -> None:
        self._at += after
        self.app.strokes.put(Stroke(key, text, self._at))

    async def type(self, text: str) -> None:
        for character in text:
            await self._send(character, character, after=0.12)
        await self.settle()

    async def settle(self) -> None:
        await self.app.strokes.settled()
        await self._pilot.pause()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._send(key, after=0.5)
            await self.settle()

    async def enter(self, text: str = "") -> None:
        await self.type(text)
        await self.press("enter")

    async def scan(self, *codes: str) -> None:
        for code in codes:
            self._at += 1
            for character in code:
                await self._send(character, character, after=0.004)
            await self._send("enter", after=0.004)
        await self.settle()

    async def until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 10
        while not true():
            assert time.monotonic() < deadline, (self.said, self.line, self.rows, self.pad)
            await asyncio.sleep(0.01)

    @property
    def said(self) -> str:
        message = self.till.query_one(Message).said
        return "" if message is None else f"{message[0].value}: {message[1]}"

    @property
    def rows(self) -> list[str]:
        return [" | ".join(row.cells) for row in self.till.query_one("#cart", LineList).rows]

    @property
    def notes(self) -> list[str]:
        return [note.text for row in self.till.query_one("#cart", LineList).rows for note in row.notes]

    @property
    def found(self) -> list[str]:
        return [" | ".join(row.cells) for row in self.till.query_one("#found", LineList).rows]

    @property
    def big(self) -> tuple[str, str, str]:
        return self.till.query_one(BigAmount).shown

    @property
    def line(self) -> tuple[str, str, str]:
        """Prompt, text, hint."""
        state = self.till.query_one(EntryLine).state
        return state.prompt, state.line.text, state.hint

    @property
    def asked(self) -> str:
        question = self.till.query_one(EntryLine).state.question
        return f"{question.text} {question.choices()}" if question else ""

    @property
    def pad(self) -> list[str]:
        return [f"{line.text} {line.amount}".strip() for line in self.till.query_one(TenderPad).lines]

    @property
    def summary(self) -> tuple[tuple[str, str], ...]:
        return self.till.query_one(Summary).pairs

    @property
    def panel(self) -> list[str]:
        """Title and lines of the panel."""
        panel = self.till.query_one(Panel)
        title = "".join(text for text, _ in panel.pieces(0, panel.size.width)).strip().split("  ")[0]
        return [title, *(line.strip() for line in panel.text.split("\n"))]

    @property
    def cart(self) -> list[tuple[str, int, int]]:
        """What the database holds of the cart: SKU, thousandths, unit price."""
        kept = carts.current(self.till.shop)
        return [(line.item.sku, line.quantity, line.unit_price) for line in kept.lines]


@asynccontextmanager
async def at_the_till(shop: Store, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Cashier]:
    printing = Printing(shop)
    app = till_app(shop, Terminal("counter", plain=False, console=False), printing)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        till = app.job
        assert isinstance(till, TillScreen)
        cashier = Cashier(till, pilot)
        await app.strokes.settled()
        yield cashier
    till.exchange.stop()
    printing.stop()


def sale(shop: Store, number: str = "S1-T1-000001") -> SaleView:
    with shop.read() as connection:
        return sale_reports.by_number(connection, number)


def count_of_sales(shop: Store) -> int:
    with shop.read() as connection:
        return len(sale_reports.listing(connection))
