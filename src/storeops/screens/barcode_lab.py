"""The barcode lab: scan anything and read what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.widget import Widget

from storeops.documents.text import wrap
from storeops.operations.lookup import Found, barcode_patterns, look_up
from storeops.rules.barcodes import explain
from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.errors import Refused
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import FIND, Bound
from storeops.screens.shell.line import Typed
from storeops.screens.till.view import Big
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.sheet import Sheet, SheetLine
from storeops.store import Store

_LABEL = 14
"""Cells of the column of labels."""
_IDLE = (
    "Scan anything: a product, a label of the scales, a carton, a coupon, a ticket.",
    "",
    "What it is, by which rule it is read, and what is in it stands here then:",
    "number, weight, price, lot, expiry, serial, check digit, and the product it names.",
    "Nothing is sold by it.",
)


@dataclass(frozen=True, slots=True)
class Explained:
    """What a scan is, in lines of 'label: words', and the product it names, or why it names none."""

    lines: tuple[str, ...]
    found: Found | None
    refusal: str


class BarcodeLabScreen(Asking):
    """`raw` is explained at once."""

    title_words: ClassVar[str] = "Barcode lab"
    about: ClassVar[str] = """
Scan anything, or type its number: this screen tells what kind of code it is, how this shop reads it, what is in it
(weight, price, lot, expiry, serial), whether its check digit is right, and which product it names.

A separator inside a GS1 code shows as <GS>. Nothing that is scanned here is sold or counted. F2 shows the product's
stock.
"""

    def __init__(self, shop: Store, raw: str = "") -> None:
        super().__init__(shop)
        self._raw = raw
        self.explained: Explained | None = None

    def body(self) -> Iterable[Widget]:
        """What is in the code; beneath, the product."""
        yield Sheet()
        yield Divider(light=True)
        yield BigAmount()

    async def arrived(self) -> None:
        """Explain what was brought along."""
        raw, self._raw = self._raw, ""
        self.paint()
        if raw:
            await self._explain(raw)

    def paint(self) -> None:
        """Show what was scanned last."""
        self.query_one(Sheet).show(self._lines)
        figure = self._big()
        self.query_one(BigAmount).show(*figure)

    def _lines(self, width: int) -> Sequence[SheetLine]:
        if self.explained is None:
            return [[(line, "" if at == 0 else "quiet")] for at, line in enumerate(_IDLE)]
        lines: list[SheetLine] = []
        for line in self.explained.lines:
            label, _, words = line.partition(": ")
            indent = len(label) - len(label.lstrip())
            if len(label) >= _LABEL and indent:
                lines.append([(f"{line}", "")])
            else:
                wrong = label == "Check digit" and words.startswith("wrong")
                lines.append([(label.ljust(_LABEL), "quiet"), (words, "wrong" if wrong else "")])
        lines.append([])
        found = self.explained.found
        if found is None:
            told = wrap(self.explained.refusal, max(20, width - _LABEL))
            labels = ["Product", *[""] * len(told)]
            lines += [[(label.ljust(_LABEL), "quiet"), (row, "look")] for label, row in zip(labels, told, strict=False)]
        else:
            lines.append([("Product".ljust(_LABEL), "quiet"), (found.item.name, "strong")])
            lines.append([("SKU".ljust(_LABEL), "quiet"), (found.item.sku, "")])
            much = self.words.measure(found.quantity, found.item.unit)
            lines.append([("Sold as".ljust(_LABEL), "quiet"), (f"{much} at one scan", "")])
        return lines

    def _big(self) -> Big:
        found = self.explained.found if self.explained else None
        if found is None:
            return Big("BARCODE LAB" if self.explained is None else "NO PRODUCT", "")
        if found.label_amount is not None:
            return Big("ON THE LABEL", self.words.money(found.label_amount), found.item.name)
        if found.product.price is None:
            return Big("NO PRICE", "", found.item.name)
        unit = self.words.unit_price(found.item.price, found.item.unit).partition(" ")[2]
        return Big("PRICE", self.words.money(found.item.price), f"{found.item.name} {unit}".strip())

    def hint(self) -> str:
        """What Enter would do."""
        return "Enter: explain it" if self.text else "scan anything"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        sheet = self.query_one(Sheet)
        there = self.explained is not None and self.explained.found is not None
        return (
            Bound(FIND.named("Stock", "The stock of this product"), self.stock, there),
            *moves(sheet.scroll_lines, sheet.scroll_page),
        )

    async def meant(self, typed: Typed) -> None:
        """Explain what was scanned. Raises CardNumberRefused."""
        if typed.text.strip():
            await self._explain(typed.scan or typed.text)

    async def _explain(self, raw: str) -> None:
        self.explained = None
        try:
            self.explained = await self.shell.run_read(_explained, self.shop, raw)
        finally:
            self.paint()
        self.quiet()

    async def stock(self) -> None:
        """The stock of the product that was named."""
        from storeops.screens.stock import StockScreen

        assert self.explained is not None and self.explained.found is not None
        await self.shell.go(StockScreen(self.shop, self.explained.found.item.sku))


def _explained(shop: Store, raw: str) -> Explained:
    """Raises CardNumberRefused: such a number must not stand on a screen, unless a product really has it."""
    profile = shop.profile
    day = shop.business_date().isoformat()
    with shop.read() as connection:
        patterns = barcode_patterns(connection, profile)
        lines = explain(raw, patterns=patterns, country=profile.country, exponent=profile.currency.exponent)
        try:
            return Explained(lines, look_up(connection, profile, raw, day, patterns, for_sale=False), "")
        except CardNumberRefused:
            raise
        except Refused as refusal:
            return Explained(lines, None, str(refusal))
