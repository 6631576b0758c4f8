"""Taking money at the till: the tender pad, the drawer's float before the first payment, the completed sale."""

from __future__ import annotations

from dataclasses import replace

from storeops.operations import carts, drawer, sales
from storeops.operations.drawer import DrawerNotOpen
from storeops.reports.sale_view import SaleView
from storeops.rules.amounts import Minor
from storeops.rules.entry import Amount, Entry, NotUnderstood
from storeops.rules.entry import Tender as TenderEntry
from storeops.rules.tenders import CARD, CASH, Tender, check
from storeops.screens.till.base import Prompt, TillBase
from storeops.screens.till.state import CardOverpaid, NothingDue
from storeops.screens.widgets.tender_pad import PadLine


class Paying(TillBase):
    """The part of the till that takes money."""

    async def pay(self) -> None:
        """Go to the tender pad; the drawer is opened first when it is not."""
        state = self.state
        if state.empty:
            raise sales.EmptyCart
        if state.paying:
            await self.finish_in_cash()
        elif not self.drawer_open:
            await self.ask_float()
        else:
            # Refused before the money is taken, not after.
            await self.shell.run_read(self.shop.require_room)
            self.become(replace(state, paying=True, selected=len(state.tenders)))
            self.quiet()

    async def finish_in_cash(self) -> None:
        """Enter on the empty line: the rest is paid in cash, to the coin."""
        state = self.state
        if state.paid(self.shop.profile.cash):
            await self.complete(state.tenders)
            return
        _, in_cash = state.left(self.shop.profile.cash)
        await self.give(Tender(CASH, in_cash)) if in_cash else await self.complete(state.tenders)

    async def paid_with(self, entry: Entry, text: str) -> None:
        """What was typed while paying. Raises CardOverpaid, NothingDue, UnknownTender, NotPositive, NotUnderstood."""
        if isinstance(entry, Amount):
            await self.give(Tender(CASH, entry.amount))
        elif isinstance(entry, TenderEntry) and entry.kind == CARD:
            await self._by_card(entry.amount, entry.reference)
        elif isinstance(entry, TenderEntry):
            exact, in_cash = self.state.left(self.shop.profile.cash)
            due = in_cash if entry.kind == CASH else exact
            await self.give(Tender(entry.kind, due if entry.amount is None else entry.amount, entry.reference))
        else:
            remedy = "Type what is given, or card; Esc goes back to the goods."
            raise NotUnderstood(text, "that is no payment", remedy)

    async def _by_card(self, amount: Minor | None, reference: str) -> None:
        exact, _ = self.state.left(self.shop.profile.cash)
        given = exact if amount is None else amount
        if given and not exact:
            raise NothingDue
        if given > exact:
            money = self.words.money
            raise CardOverpaid(money(given), money(exact), money(given - exact))
        if reference or not given:
            await self.give(Tender(CARD, given, reference))
            return

        async def approved(code: str) -> None:
            await self.give(Tender(CARD, given, code))

        words = f"Card {self.words.money(given)}, approval code"
        self.prompt_for(Prompt(words, "Enter: without a code", approved))

    async def give(self, tender: Tender) -> None:
        """Take a tender; the sale is completed when everything is paid."""
        check(tender)
        if self.state.tenders and self.state.paid(self.shop.profile.cash):
            raise NothingDue
        after = self.state.given(tender)
        if after.paid(self.shop.profile.cash):
            await self.complete(after.tenders)
            return
        self.become(after)
        left = self.words.money(after.left(self.shop.profile.cash)[0])
        self.look(f"{self.words.tender(tender)} {self.words.money(tender.amount)} taken. {left} is still due.")

    async def complete(self, tenders: tuple[Tender, ...]) -> None:
        """Record the sale. When that fails, cart and tenders stand as before, and trying again is harmless."""
        cart = self.state.cart
        try:
            sale = await self.shell.run_write(sales.complete, self.shop, cart, tenders)
        except DrawerNotOpen:
            self.drawer_open = False
            await self.ask_float()
            return
        fresh = carts.new(self.shop)
        self.become(self.state.done(sale, fresh, carts.priced(self.shop, fresh)))
        self.completed(sale)
        self.done(f"{sale.number}: {self._how_paid(sale)}")

    def completed(self, sale: SaleView) -> None:
        """The sale is in the journal: its receipt may be printed."""

    def receipt_words(self) -> str:
        """How it stands with the receipt of the finished sale."""
        return ""

    def _how_paid(self, sale: SaleView) -> str:
        ways = ", ".join(
            self.words.tender(Tender(given.kind, given.amount)) + " " + self.words.money(given.amount)
            for given in sale.tenders
        )
        return f"{ways}, change {self.words.money(sale.change)}" if sale.change else ways or "nothing to pay"

    async def remove_tender(self) -> None:
        """Take the selected tender back out."""
        place = self.state.selected or len(self.state.tenders)
        gone = self.state.tenders[place - 1]
        self.become(self.state.without_tender(place))
        self.look(f"{self.words.tender(gone)} {self.words.money(gone.amount)} taken out: give it back.")

    # --- the float --------------------------------------------------------------------------------

    async def ask_float(self) -> None:
        """The drawer is closed: ask for its float in the line's place."""
        last = await self.shell.run_read(drawer_float, self)
        offer = f"Enter: open the drawer with {self.words.money(last)}, the last float" if last is not None else ""

        async def counted(text: str) -> None:
            amount = last if not text and last is not None else self.words.read_money(text)
            await self.shell.run_write(drawer.open_drawer, self.shop, amount)
            self.drawer_open = True
            self.done(f"The drawer is open with {self.words.money(amount)}.")
            if not self.state.empty and not self.state.paying:
                await self.pay()

        self.look("The drawer is closed. Count its float: the cash that lies in it now.")
        self.prompt_for(Prompt("Float", offer or "type the float, 0 for none", counted))

    # --- the pad ----------------------------------------------------------------------------------

    def pad_lines(self) -> tuple[PadLine, ...]:
        """What is due and given, then what can be typed; of a finished sale its number and receipt."""
        state = self.state
        if state.finished is not None:
            return self._finished_lines(state.finished)
        total = PadLine("Total", self.words.money(state.priced.total), "strong")
        given = tuple(
            PadLine(self.words.tender(tender), self.words.money(tender.amount), "", chosen=place == state.selected)
            for place, tender in enumerate(state.tenders, 1)
        )
        part = self.words.money(5 * 10**self.words.currency.exponent)
        help_lines = (
            PadLine(),
            PadLine("cash given", lead="20", ink="quiet"),
            PadLine("the rest by card", lead="card", ink="quiet"),
            PadLine("a part by card", lead=f"{part} card", ink="quiet"),
            PadLine("back to the goods", lead="Esc", ink="quiet"),
            *((PadLine("take a payment out", lead="Del", ink="quiet"),) if given else ()),
        )
        return (total, PadLine(rule=True), *given, *help_lines)

    def _finished_lines(self, sale: SaleView) -> tuple[PadLine, ...]:
        money = self.words.money
        lines = [PadLine("Total", money(sale.total), "strong"), PadLine(rule=True)]
        if sale.rounding:
            lines.append(PadLine("Cash rounding", money(sale.rounding)))
        for given in sale.tenders:
            tender = Tender(given.kind, given.amount, given.reference)
            lines.append(PadLine(self.words.tender(tender), money(given.amount)))
        if sale.change:
            lines.append(PadLine("Change", money(-sale.change)))
        lines += [PadLine(), PadLine(sale.number, ink="quiet"), PadLine(self.receipt_words(), ink="quiet")]
        return tuple(lines)


def drawer_float(screen: TillBase) -> Minor | None:
    """The float of this terminal's last session, None when there was none."""
    from storeops.reports import drawer as reports

    with screen.shop.read() as connection:
        latest = reports.z_numbers(connection, screen.shop.profile.terminal, 1)
        return reports.z_report(connection, latest[0][0]).float if latest else None
