"""The label of a parcel: what the carriers want for it; one key buys and prints the one that keeps the promise."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.connectors import shipping
from storeops.connectors.offers import Offer, OffersView, offers
from storeops.screens.days import day_words
from storeops.screens.packing.commands import BUY, RATES
from storeops.screens.packing.printing import print_label
from storeops.screens.packing.view import parcel_words, promise_words
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.columns import Column
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList, Row
from storeops.screens.widgets.summary import Summary
from storeops.store import Store

_READ = "offers"
Then = Callable[[], Awaitable[bool]]
"""What comes when the label is bought, or left for later; whether the next parcel is on the bench."""


class LabelScreen(Asking):
    """`view` is what the carriers offered, None while they are asked."""

    title_words: ClassVar[str] = "Label"
    about: ClassVar[str] = """
What the carriers want for this parcel, the cheapest first, and when it would arrive. Selected is the cheapest offer of
the service ordered that keeps the promise.

Enter buys the label and prints it, once: after a lost answer it is looked up before anything is bought again. Esc
leaves the parcel without a label for now; dispatch lists it.
"""

    def __init__(self, shop: Store, number: str, then: Then | None = None) -> None:
        super().__init__(shop)
        self.number, self._then = number, then
        self.view: OffersView | None = None

    def body(self) -> Iterable[Widget]:
        """The offers; beneath, the parcel and what the selected one costs."""
        yield LineList(offer_columns(self.words), empty="The carriers are asked.", id="lines")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount("LABEL", "")

    async def arrived(self) -> None:
        """Ask the carriers; scans and keys go on meanwhile."""
        if self.view is None:
            if self._then is not None:
                self.done(f"Parcel {self.number} is closed.")
            self.shell.start_read(_READ, partial(offers, self.shop, self.number), self._asked)

    def _asked(self, view: OffersView) -> None:
        if self in self.app.screen_stack:
            self.view = view
            empty = "No carrier takes it. Esc leaves it without a label."
            rows = offer_rows(view, self.words)
            self.query_one("#lines", LineList).show(rows, view.best, empty=empty)
            if told := trouble_words(view):
                self.look(told)
            self.paint()
            self.repaint()

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def chosen(self) -> Offer | None:
        """The selected offer."""
        place = self.query_one("#lines", LineList).selected
        return self.view.offers[place] if self.view is not None and 0 <= place < len(self.view.offers) else None

    def paint(self) -> None:
        """Show the parcel and the selected offer."""
        if self.view is not None:
            self.query_one(Summary).show(summary(self.view, self.shop.business_date(), self.words))
            figure = big(self.chosen, self.words)
            self.query_one(BigAmount).show(*figure)

    def hint(self) -> str:
        """What Enter would do."""
        one = self.chosen
        return f"Enter: buy {one.carrier} {one.service} {self.words.money(one.cost)}" if one else "Esc: no label now"

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        return (
            Bound(BUY, self.buy, self.chosen is not None),
            Bound(RATES, self.restart, self.view is not None),
            *moves(self._move),
        )

    def _move(self, by: int) -> None:
        self.query_one("#lines", LineList).move(by)
        self.paint()

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """Enter buys; a scan has nothing to do with a label."""
        if typed.text.strip():
            self.look("The parcel is closed. Enter buys its label, Esc goes on without one.")
        elif self.chosen is not None:
            await self.buy()
        elif self.view is None:
            self.look("The carriers are still asked. Enter buys when their offers stand here.")

    async def buy(self) -> None:
        """Buy the selected label, print it, go on. A failure leaves everything: trying again buys nothing twice.

        Raises what `shipping.ship` raises."""
        one = self.chosen
        assert one is not None
        # What stands on the screen is bought, or nothing: another carrier behind the same aggregator may be cheaper by
        # now, and the same one dearer.
        write = partial(shipping.ship, self.shop, self.number, one.by, one.service, carrier=one.carrier, most=one.cost)
        await self.shell.run_write(write)
        printed = await print_label(self.shell, self.shop, self.number)
        await self._leave_with(f"{one.carrier} {one.service} for {self.words.money(one.cost)}: {printed}")

    async def _leave_with(self, told: str) -> None:
        self.shell.forget_read(_READ)
        await self.shell.leave_screen(self)
        if self._then is not None and await self._then():
            told = f"{told} The next parcel."
        self.shell.job.done(told)

    async def step_back(self) -> None:
        """Without a label for now."""
        self.shell.forget_read(_READ)
        await self.shell.leave_screen(self)
        if self._then is not None:
            await self._then()
        self.shell.job.look(f"Parcel {self.number} has no label yet: dispatch lists it.")

    async def restart(self) -> None:
        """Ask the carriers again."""
        self.view = None
        self.query_one("#lines", LineList).show((), empty="The carriers are asked.")
        self.quiet()
        await self.arrived()


def offer_columns(words: Words) -> tuple[Column, ...]:
    """Who, how, when it arrives, whether that keeps the promise, what it costs."""
    return (
        Column("Carrier", 12),
        Column("Service"),
        Column("Days", 4, right=True),
        Column("Arrives", 10),
        Column("Promise", 11),
        Column("Cost", 9, decimals=words.currency.exponent, point=words.decimal),
        Column("", 3),
    )


def offer_rows(view: OffersView, words: Words) -> tuple[Row, ...]:
    """One line an offer; those that are not the service ordered are quiet."""
    return tuple(
        Row(
            (
                one.carrier,
                one.service,
                "" if one.days is None else str(one.days),
                day_words(one.arrives) if one.arrives else "not told",
                keeps_words(one, view.promised),
                words.money(one.cost),
                one.currency,
            ),
            ink="" if one.meant else "quiet",
        )
        for one in view.offers
    )


def trouble_words(view: OffersView) -> str:
    """What a packer has to know before Enter: a carrier that fails, a promise that nobody keeps."""
    told = list(view.told)
    if view.offers and view.promised is not None and all(one.late for one in view.offers):
        told.append(f"Nobody keeps the promise of {day_words(view.promised)}: the cheapest offer is selected.")
    return " ".join(told)


def keeps_words(one: Offer, promised: date | None) -> str:
    """'+ kept', '! 2 d late', '? not told'; nothing where no day was promised."""
    if promised is None:
        return ""
    if one.late is None:
        return "? not told"
    return f"! {one.late} d late" if one.late else "+ kept"


def summary(view: OffersView, today: date, words: Words) -> tuple[tuple[str, str], tuple[str, str]]:
    """Which parcel, and what was ordered of it."""
    parcel = view.parcel
    when = promise_words(view.promised, today)
    told = f"{view.service} ordered, " + (when if view.promised is None else f"promised {when}")
    return (f"Parcel {parcel.number} of {parcel.order}, {view.customer}", parcel_words(parcel, words)), (told, "")


def big(one: Offer | None, words: Words) -> Big:
    """What the selected offer costs."""
    if one is None:
        return Big("LABEL", "", "no offer")
    when = f"arrives {day_words(one.arrives)}" if one.arrives else "arrival not told"
    return Big(f"{one.carrier} {one.service}", words.money(one.cost), when, "look" if one.late else "money")
