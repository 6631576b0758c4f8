"""Filling the cart at the till: adding, changing, discounting, taking out, giving up; and taking that back."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from storeops.operations import carts
from storeops.operations.lookup import UnknownProduct
from storeops.reports import drawer as drawer_reports
from storeops.reports import sales as sale_reports
from storeops.rules import quantity as quantities
from storeops.rules.amounts import Minor
from storeops.rules.carts import Cart, PricedLine
from storeops.rules.discounts import Reduction
from storeops.rules.entry import Entry, Item, NewPrice, NotUnderstood, Percent, Words, parse
from storeops.rules.entry import Reduction as AmountOff
from storeops.rules.errors import Refused
from storeops.screens.shell.commands import CHANGE, CUSTOMER, DISCOUNT, DOWN, PARK, REMOVE, UP, Bound, Command
from storeops.screens.shell.question import Answer, Question
from storeops.screens.till.base import Prompt
from storeops.screens.till.parked import Parking
from storeops.screens.till.state import MoneyOnTheCounter
from storeops.screens.till.words import short, weighed
from storeops.store import Store

UNDO = Command("undo", "ctrl+z", "", "Take the last step back", "Puts back what was just taken out or given up.")
VOID = Command("void", "", "", "Give up this sale", "Gives up the whole sale; asks once, and can be taken back.")

_RECEIPT = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){1,3}-R?[0-9]{6,}")

ORDER_NUMBER = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){1,3}-O[0-9]{6,}", re.IGNORECASE)


class NothingSelected(Refused):
    """Something for a line was typed while there is none."""

    def __init__(self) -> None:
        super().__init__("There is no line yet that this could belong to. Scan something first.")


class Selling(Parking):
    """The part of the till that sells."""

    before: Cart | None = None
    receipt_scanned = ""

    async def look_around(self) -> None:
        """Read again what others may have changed: the drawer, the parked sales."""
        self.drawer_open, self.parked = await self.shell.run_read(_around, self.shop)

    def selling_bounds(self) -> tuple[Bound, ...]:
        """The commands while selling."""
        some = self.state.line is not None
        return (
            Bound(CHANGE, self.change_line, some),
            Bound(DISCOUNT, self.discount, some),
            Bound(CUSTOMER, self.name_customer, self.state.finished is None),
            Bound(PARK.named("Park" if not self.state.empty else "Recall"), self.park, self._can_park),
            Bound(REMOVE, self.remove_line, some),
            Bound(UP, partial(self.select_line, -1), some),
            Bound(DOWN, partial(self.select_line, 1), some),
            Bound(UNDO, self.undo, self.before is not None),
            Bound(VOID, self.ask_void, not self.state.empty),
        )

    @property
    def _can_park(self) -> bool:
        return not self.state.empty or self.parked > 0

    def selected_line(self) -> PricedLine:
        """The line that what is typed belongs to. Raises NothingSelected."""
        line = self.state.line
        if line is None:
            raise NothingSelected
        return line

    def stepped(self, cart: Cart, selected: int | None = None) -> None:
        """The cart has changed by an ordinary step: what was undone before cannot be any more."""
        self.before = None
        self.has_cart(cart, selected)

    # --- what was entered -------------------------------------------------------------------------

    async def sell(self, entry: Entry, text: str, *, scanned: bool) -> None:
        """What was entered while selling."""
        match entry:
            case Item():
                await self._item(entry, text, scanned=scanned)
            case Words():
                await self.find_words(entry.text, None, text)
            case Percent(minus=True):
                await self._reduce(Reduction(percent=entry.rate))
            case AmountOff():
                await self._reduce(Reduction(amount=entry.amount))
            case NewPrice():
                self._ask_reason(entry.amount)
            case _:
                remedy = "Type what is to be sold, -10% for a discount, or Enter to be paid."
                raise NotUnderstood(text, "that means nothing while goods are scanned", remedy)

    async def _item(self, item: Item, text: str, *, scanned: bool) -> None:
        try:
            await self.add(item)
        except UnknownProduct:
            if _RECEIPT.fullmatch(item.code) and await self._is_receipt(item.code):
                return
            if ORDER_NUMBER.fullmatch(item.code):
                await self._open_order(item.code)
                return
            if scanned or not any(c.isalpha() for c in item.code):
                raise
            await self.find_words(item.code, item.quantity, text)

    async def add(self, item: Item) -> None:
        """Put it into the cart. Raises what `carts.add` raises."""
        before = self.state.cart
        after = await self.shell.run_write(carts.add, self.shop, before, item.code, item.quantity)
        changed = next((line.number for line in after.lines if line not in before.lines), after.lines[-1].number)
        self.stepped(after, changed)
        became, line = self.words.became(before, after, changed), after.line(changed)
        if item.quantity is None and line.quantity == 1000 and weighed(line.item.unit):
            # Nobody has weighed it: that is said aloud, and never stops the next scan.
            measure = self.words.measure(line.quantity, line.item.unit)
            change = self.shell.keys.name(CHANGE)
            self.look(f"{line.item.name}: taken as {measure}. {change} if it is more or less.")
        else:
            self.done(became)

    async def _is_receipt(self, number: str) -> bool:
        """Whether a receipt was scanned: then it is said how goods come back by it."""
        found = await self.shell.run_read(_is_sale, self.shop, number)
        if found:
            self.receipt_scanned = number.upper()
            self.look(f"{self.receipt_scanned} is a receipt. F6 takes goods back by it.")
        return found

    async def _open_order(self, number: str) -> None:
        """An order's number was scanned: its customer is here. Raises UnknownDocument, AmbiguousDocument."""
        from storeops.screens.orders.detail import OrderScreen, read_order

        await self.shell.go(OrderScreen(self.shop, await self.shell.run_read(read_order, self.shop, number)))

    # --- the selected line ------------------------------------------------------------------------

    async def select_line(self, by: int) -> None:
        """Select a line further down, or up."""
        numbers = [priced.line.number for priced in self.state.priced.lines]
        place = max(0, min(len(numbers) - 1, numbers.index(self.selected_line().line.number) + by))
        self.become(replace(self.state, selected=numbers[place]))

    async def remove_line(self) -> None:
        """Take out the selected line."""
        line, before = self.selected_line().line, self.state.cart
        after = await self.shell.run_write(carts.take_out, self.shop, before, line.number)
        self.has_cart(after)
        self.before = before
        self.look(f"{line.item.name} taken out. Ctrl+Z puts it back.")

    async def undo(self) -> None:
        """Put back what was taken out or given up."""
        before = self.before
        assert before is not None
        # Every change writes the cart down whole; this one changes nothing else.
        cart = await self.shell.run_write(carts.set_customer, self.shop, before, before.customer)
        self.stepped(cart)
        self.done("Taken back: all is as it was before.")

    async def change_line(self) -> None:
        """F4: ask for the quantity of the selected line, or for another price."""
        line = self.selected_line().line
        hint = f"or @ and a price; Enter: leave {self.words.measure(line.quantity, line.item.unit)}"
        self.prompt_for(Prompt(f"{short(line.item.name)}, quantity", hint, self._changed))

    async def _changed(self, text: str) -> None:
        line = self.selected_line().line
        if text.startswith("@"):
            entry = parse(text, self.words.grammar)
            assert isinstance(entry, NewPrice)
            self._ask_reason(entry.amount)
            return
        if not text:
            self.quiet()
            return
        quantity = quantities.parse(text, decimal=self.words.decimal)
        cart = await self.shell.run_write(carts.set_quantity, self.shop, self.state.cart, line.number, quantity)
        self.stepped(cart, line.number)
        self.done(f"{line.item.name}: {self.words.measure(quantity, line.item.unit)} now")

    def _ask_reason(self, price: Minor) -> None:
        line = self.selected_line().line

        async def because(reason: str) -> None:
            cart = await self.shell.run_write(carts.set_price, self.shop, self.state.cart, line.number, price, reason)
            self.stepped(cart, line.number)
            self.done(f"{line.item.name}: {self.words.unit_price(price, line.item.unit)} now")

        shown = self.words.unit_price(price, line.item.unit)
        words = f"{short(line.item.name)} for {shown}, why"
        self.prompt_for(Prompt(words, f"Esc: leave {self.words.money(line.unit_price)}", because))

    # --- discounts --------------------------------------------------------------------------------

    async def discount(self) -> None:
        """F5: a discount on the selected line; pressed again, on the whole sale."""
        name = short(self.selected_line().line.item.name)
        if self.discounting == "line":
            self.discounting = "sale"
            prompt = Prompt("Off the whole sale", "10% or 1.50, 0 for none; F5: off the line", self._sale_discount)
        else:
            self.discounting = "line"
            prompt = Prompt(f"Off {name}", "10% or 1.50, 0 for none; F5: off the sale", self._line_discount)
        self.prompt_for(prompt)

    discounting = ""

    async def _line_discount(self, text: str) -> None:
        if text:
            await self._reduce(self._reduction(text))

    async def _sale_discount(self, text: str) -> None:
        if not text:
            return
        reduction = self._reduction(text)
        cart = await self.shell.run_write(carts.reduce_cart, self.shop, self.state.cart, reduction)
        self.stepped(cart)
        self.done(f"{self.words.off(reduction)} the whole sale" if reduction else "No discount on the whole sale")

    def _reduction(self, text: str) -> Reduction | None:
        """'10%', '1.50', with a reason behind it; None for '0'. Raises NotUnderstood, NotMoney."""
        amount, _, reason = text.strip().lstrip("-").partition(" ")
        if amount.strip("0.,%") == "":
            return None
        entry = parse("-" + amount, self.words.grammar)
        if isinstance(entry, Percent):
            return Reduction(percent=entry.rate, reason=reason.strip())
        if isinstance(entry, AmountOff):
            return Reduction(amount=entry.amount, reason=reason.strip())
        raise NotUnderstood(text, "that is no discount", "Type 10% or an amount, and a reason behind it if you like.")

    async def _reduce(self, reduction: Reduction | None) -> None:
        line = self.selected_line().line
        cart = await self.shell.run_write(carts.reduce_line, self.shop, self.state.cart, line.number, reduction)
        self.stepped(cart, line.number)
        self.done(f"{line.item.name}: {self.words.off(reduction) if reduction else 'no discount'}")

    # --- the whole sale ---------------------------------------------------------------------------

    async def name_customer(self) -> None:
        """F7: ask who buys."""
        self.prompt_for(Prompt("Customer", "a name; empty for none", self._customer), self.state.cart.customer)

    async def _customer(self, name: str) -> None:
        cart = await self.shell.run_write(carts.set_customer, self.shop, self.state.cart, name)
        self.stepped(cart)
        self.done(f"Customer: {cart.customer}" if cart.customer else "No customer named")

    async def ask_void(self) -> None:
        """Giving up a sale is asked once."""
        if self.state.tenders:
            raise MoneyOnTheCounter("The sale was not given up.")
        total = self.words.money(self.state.priced.total)
        yes = Answer("y", "give it up", self._void)
        self.ask(Question(f"Give up this sale of {total}?", (yes, Answer("n", "keep it", self._keep))))

    async def _void(self) -> None:
        before = self.state.cart
        fresh = await self.shell.run_write(carts.void, self.shop, before, "")
        self.has_cart(fresh, 0)
        self.before = before
        self.look("The sale was given up. Ctrl+Z brings it back.")

    async def _keep(self) -> None:
        self.quiet()


def _around(shop: Store) -> tuple[bool, int]:
    waiting = len(carts.parked(shop))
    with shop.read() as connection:
        try:
            drawer_reports.x_report(connection, shop.profile.terminal, shop.now())
        except drawer_reports.NoSession:
            return False, waiting
    return True, waiting


def _is_sale(shop: Store, number: str) -> bool:
    with shop.read() as connection:
        try:
            sale_reports.by_number(connection, number)
        except sale_reports.UnknownSale:
            return False
        except sale_reports.AmbiguousSale:
            return True
    return True
