"""The sale on the till's screen becomes an order: how, who, where to, which service; then F12."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

import msgspec
from textual.widget import Widget

from storeops.operations import carts
from storeops.operations.orders import counter, quoting
from storeops.operations.orders.quoting import Quote
from storeops.reports.orders.customers import KnownCustomer, known_customer
from storeops.reports.orders.view import OrderView
from storeops.rules import contacts
from storeops.rules.addresses import one_line, parse_line, postal_label, require
from storeops.rules.amounts import Minor
from storeops.rules.carts import Cart
from storeops.rules.entry import Item, NotUnderstood, parse
from storeops.rules.errors import Refused
from storeops.rules.orders.document import CustomerPart
from storeops.rules.tariffs import PICKUP
from storeops.rules.windows import window
from storeops.screens.orders import entry_view as view
from storeops.screens.orders.commands import WINDOW
from storeops.screens.orders.detail import read_order
from storeops.screens.orders.entry_state import (
    SERVICES,
    WAYS,
    Draft,
    Step,
    chosen_quote,
    chosen_way,
    customer_of,
    customer_words,
)
from storeops.screens.orders.money import Payment, TakesMoney
from storeops.screens.shell.asking import moves
from storeops.screens.shell.commands import CUSTOMER, DRAWER, FINISH, Bound
from storeops.screens.shell.line import Typed
from storeops.screens.till.base import Prompt
from storeops.screens.till.state import TillState
from storeops.screens.till.view import rows, wide_columns
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store


class OrderEntryScreen(TakesMoney):
    """`draft` is the order so far, `step` what is asked, `order` the order once it stands."""

    title_words: ClassVar[str] = "Order"
    about: ClassVar[str] = """
The goods on the till become an order: sent later, collected, or ordered by telephone. Answer in the line, Enter goes
on, Esc goes one question back; nothing is lost. A scan adds goods at any time.

The customer in one line: a name, an e-mail address, a telephone number, in any order. The address in one line, too:
12 High St, Leeds LS1 4AP. Who ordered before need not say it again.

F12 places the order as it is shown; a time window for the shop's own van, such as 9-12, is asked for by its own key
before that. Then money can be taken for it: card, card 10, or 20 for cash; Enter leaves the rest until it is sent or
collected.
"""

    def __init__(self, shop: Store, cart: Cart) -> None:
        super().__init__(shop)
        profile = shop.profile
        self.draft = Draft(carts.priced(shop, cart), self.identity(), profile.currency.code, profile.location)
        if cart.customer:
            self.draft = self.draft.to(CustomerPart(name=cart.customer))
        self.step = Step.HOW
        self.quotes: tuple[Quote, ...] = ()
        self.order: OrderView | None = None
        self.change: Minor = 0

    def body(self) -> Iterable[Widget]:
        """What can be chosen, or the order's lines; beneath, what it comes to."""
        yield LineList(view.way_columns(), id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Ask what is asked now."""
        await self.ask_step(self.step)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    @property
    def _place(self) -> int:
        return max(0, self._list.selected)

    def paint(self) -> None:
        """Show the state as it is."""
        draft, words, shown = self.draft, self.words, self._list
        if self.step is Step.HOW:
            shown.show(view.way_rows(), WAYS.index(draft.way), columns=view.way_columns())
        elif self.step is Step.SERVICE:
            at = next((at for at, one in enumerate(self.quotes) if one.service == draft.service), 0)
            shown.show(view.service_rows(self.quotes, words), at, columns=view.service_columns(words))
        elif draft.quote is not None:
            shown.show(view.goods_rows(draft.quote.lines, words), -1, columns=wide_columns(words))
        else:
            goods = rows(TillState(draft.priced.cart, draft.priced), words, narrow=False)
            shown.show(goods, -1, columns=wide_columns(words))
        if self.order is not None:
            pairs, figure = view.standing_summary(self.order), view.standing_big(self.order, self.change, words)
        else:
            pairs, figure = view.summary(draft, asked_where=self.step is not Step.WHO), view.big(draft, words)
        self.query_one(Summary).show(pairs)
        self.query_one(BigAmount).show(*figure)

    def hint(self) -> str:
        """What Enter would do."""
        if self.step is Step.HOW and self.asked is not None and not self.text:
            return f"Enter: {WAYS[self._place].words[0].lower()}{WAYS[self._place].words[1:]}"
        if self.step is Step.SERVICE and self.asked is not None and self.quotes and not self.text:
            return f"Enter: {self.quotes[min(self._place, len(self.quotes) - 1)].service}"
        if self.asked is not None:
            return self.asked.hint
        if self.step is Step.CONFIRM:
            return "" if self.text else "Enter: place the order"
        return "Enter: next sale" if self.step is Step.DONE and not self.text else ""

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        confirming, paying = self.step is Step.CONFIRM and self.asked is None, self.step is Step.PAY
        finish = (
            FINISH.named("Place", "Place the order") if not paying else FINISH.named("Later", "Paid when it is sent")
        )
        return (
            Bound(finish, self.leave_the_rest if paying else self.place, confirming or paying),
            Bound(CUSTOMER, self.name_customer, confirming),
            Bound(WINDOW, self.ask_window, confirming and not self.draft.way.collected),
            Bound(DRAWER, self._drawer),
            *moves(self._list.move),
        )

    @property
    def inside(self) -> bool:
        """Esc always leads somewhere."""
        return True

    # --- the questions ----------------------------------------------------------------------------

    async def ask_step(self, step: Step) -> None:
        """Go to a step and ask what it asks."""
        if step is Step.CONFIRM and self.draft.quote is None:
            self.draft = replace(self.draft, quote=await self._quote(""))
        elif step is Step.SERVICE:
            self.quotes = await self._quote_services()
        self.step = step
        self.end_prompt()
        self.set_text("")
        self.paint()
        ask = {
            Step.HOW: lambda: self.prompt_for(Prompt("How", "", self._how, self._leave_entry)),
            Step.WHO: self._ask_who,
            Step.WHERE: self._ask_where,
            Step.SERVICE: lambda: self.prompt_for(Prompt("Service", "", self._service, self._before)),
            Step.PAY: self._ask_payment,
        }.get(step)
        if ask is not None:
            ask()

    async def _before(self) -> None:
        """The question before."""
        collected = self.draft.way.collected
        earlier = {
            Step.WHO: Step.HOW,
            Step.WHERE: Step.WHO,
            Step.SERVICE: Step.WHERE,
            Step.CONFIRM: Step.WHO if collected else Step.SERVICE,
        }
        await self.ask_step(earlier[self.step])

    async def _leave_entry(self) -> None:
        await self.shell.leave_screen(self)

    async def _how(self, text: str) -> None:
        self.draft = self.draft.going(chosen_way(text, self._place))
        await self.ask_step(Step.WHO)

    def _ask_who(self) -> None:
        hint = "Enter: go on" if customer_words(self.draft.customer) else "name, e-mail or telephone"
        self.prompt_for(Prompt("Customer", hint, self._who, self._before), customer_words(self.draft.customer))

    async def _who(self, text: str) -> None:
        customer = customer_of(text)
        known = await self.shell.run_read(_known, self.shop, customer)
        if known is not None:
            customer = CustomerPart(
                name=customer.name or known.name,
                email=customer.email or known.email,
                phone=customer.phone or known.phone,
            )
        self.draft = self.draft.to(customer, known.address if known is not None and not self.draft.address else None)
        self.quiet()
        await self.ask_step(Step.CONFIRM if self.draft.way.collected else Step.WHERE)

    def _ask_where(self) -> None:
        known = one_line(self.draft.address) if self.draft.address is not None else ""
        hint = "Enter: there" if known else "street, town and postcode"
        self.prompt_for(Prompt("Ship to", hint, self._where, self._before), known)

    async def _where(self, text: str) -> None:
        address = require(parse_line(text, self.shop.profile.country))
        self.draft = replace(self.draft, address=address, quote=None)
        await self.ask_step(Step.SERVICE)
        label = postal_label(msgspec.structs.replace(address, name=self.draft.customer.name), self.shop.profile.country)
        self.done(f"Goes to: {' | '.join(label)}")

    async def _quote_services(self) -> tuple[Quote, ...]:
        found, refused = [], None
        for service in SERVICES:
            try:
                found.append(await self._quote(service))
            except Refused as refusal:
                # What no carrier takes there is not offered; where none is left, the first reason is told.
                refused = refused or refusal
        if not found and refused is not None:
            raise refused
        return tuple(found)

    async def _quote(self, service: str) -> Quote:
        return await self.shell.run_write(quoting.quote, self.shop, self.draft.document(service), self.draft.how())

    async def _service(self, text: str) -> None:
        chosen = chosen_quote(text, self._place, self.quotes)
        self.draft = replace(self.draft, service=chosen.service, quote=chosen)
        await self.ask_step(Step.CONFIRM)
        if chosen.short:
            self.look("Not everything is there: the rest is sent when goods come in, and no day can be promised.")
        else:
            self.quiet()

    async def name_customer(self) -> None:
        """F7: another customer."""
        await self.ask_step(Step.WHO)

    async def ask_window(self) -> None:
        """When it can come. Asked only where somebody wants to say it: most orders come by a carrier."""

        async def told(text: str) -> None:
            self.draft = replace(self.draft, window=window(text))
            await back()

        async def back() -> None:
            await self.ask_step(Step.CONFIRM)

        hint = "from-to, such as 9-12; nothing: any time"
        self.prompt_for(Prompt("Time window", hint, told, back), self.draft.window)

    # --- what is entered --------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """Goods, at any step before the order stands; then the next sale."""
        if self.order is not None:
            await self.shell.leave_screen(self)
            if typed.text.strip():
                await self.shell.job.entered(typed)
            return
        if self.step is Step.CONFIRM and not typed.text.strip():
            await self.place()
            return
        entry = parse(typed.text, self.words.grammar)
        if not isinstance(entry, Item):
            await self.ask_step(self.step)
            raise NotUnderstood(typed.text, "that is no item", "Scan one, or type 2*TEA; Enter places the order.")
        try:
            cart = await self.shell.run_write(carts.add, self.shop, self.draft.priced.cart, entry.code, entry.quantity)
        except Refused:
            await self.ask_step(self.step)
            raise
        before = self.draft.priced.cart
        changed = next((line.number for line in cart.lines if line not in before.lines), cart.lines[-1].number)
        self.draft = replace(self.draft, priced=carts.priced(self.shop, cart), quote=None)
        await self.ask_step(self.step)
        self.done(self.words.became(before, cart, changed))

    async def place(self) -> None:
        """Place the order as it is shown. A failure leaves everything as it is; trying again is harmless."""
        draft = self.draft
        cart = draft.priced.cart
        order = await self.shell.run_write(counter.place_cart, self.shop, cart, draft.document(), draft.how())
        self.order = (await self.shell.run_read(read_order, self.shop, order)).order
        await self.ask_step(Step.PAY if self.order.due > 0 else Step.DONE)
        self.done(f"Order {self.order.number} stands.")

    # --- money ------------------------------------------------------------------------------------

    def _ask_payment(self) -> None:
        assert self.order is not None
        late = "when it is collected" if self.order.service == PICKUP else "when it is sent"
        hint = f"card, card 10, or 20 cash; Enter: {late}"
        words = f"Pay {self.words.money(self.order.due)}"
        self.prompt_for(Prompt(words, hint, self._pay, self.leave_the_rest))

    async def _pay(self, text: str) -> None:
        assert self.order is not None
        if text:
            await self.take_payment(self.order.id, self.order.due, text)
        else:
            await self.leave_the_rest()

    async def leave_the_rest(self) -> None:
        """What is due is paid when the order is sent or collected."""
        assert self.order is not None
        number = self.order.number
        await self.shell.leave_screen(self)
        self.shell.job.done(f"Order {number} stands.")

    async def paid(self, payment: Payment) -> None:
        """Go on asking while something is due."""
        assert self.order is not None
        self.order = (await self.shell.run_read(read_order, self.shop, self.order.id)).order
        self.change = payment.change
        await self.ask_step(Step.PAY if self.order.due > 0 else Step.DONE)
        self.done(f"{self.told(payment)}.")

    async def not_paid(self) -> None:
        """The approval code was not given: ask for the money again."""
        await self.ask_step(Step.PAY)

    async def step_back(self) -> None:
        """From what is to be confirmed to the question before; when the order stands, to the till."""
        if self.order is not None:
            await self.shell.leave_screen(self)
        else:
            await self._before()

    async def _drawer(self) -> None:
        from storeops.screens.drawer import DrawerScreen

        await self.shell.go(DrawerScreen(self.shop))


def _known(shop: Store, customer: CustomerPart) -> KnownCustomer | None:
    """Raises NotAnEmail, NotAPhoneNumber, CardNumberRefused."""
    email = contacts.email(customer.email) if customer.email else ""
    phone = contacts.phone(customer.phone, shop.profile.country) if customer.phone else ""
    with shop.read() as connection:
        return known_customer(connection, (email.lower(), phone)) if email or phone else None
