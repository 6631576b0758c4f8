"""One parcel: why it is late, what is in it, where it is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.connectors import shipping
from storeops.operations.carts import NoReason
from storeops.operations.parcels import leaving, packing, tracking
from storeops.rules.errors import Refused
from storeops.rules.wording import counted
from storeops.screens.dispatch.commands import DELIVERED, LABEL, SEND, TRACK, UNPACK, VOID_LABEL
from storeops.screens.dispatch.reading import ENDED, WAITING, Shown, parcel
from storeops.screens.dispatch.view import late_words, parcel_lines, parcel_summary, state_words
from storeops.screens.packing.printing import print_label
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Question
from storeops.screens.till.base import Prompt
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.sheet import Sheet, SheetLine
from storeops.screens.widgets.summary import Summary
from storeops.store import Store


class NoProof(Refused):
    def __init__(self) -> None:
        super().__init__("Who took it? Type the name, or where it was left. Esc leaves it as it is.")


class ParcelScreen(Asking):
    """`shown` is the parcel as it was read last."""

    title_words: ClassVar[str] = "Parcel"
    about: ClassVar[str] = """
What is in the parcel, its label, what its carrier said, the oldest first; of one that is late why, and whom to call.

Enter buys the label of a parcel that has none. One that was handed over by ourselves is marked delivered, with the name
of who took it.
"""

    def __init__(self, shop: Store, shown: Shown) -> None:
        super().__init__(shop)
        self.shown_parcel = shown

    @property
    def number(self) -> str:
        """The parcel's number."""
        return self.shown_parcel.going.parcel.number

    def body(self) -> Iterable[Widget]:
        """All there is of it; beneath, how it stands."""
        yield Sheet()
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read it again."""
        self.become(await self.shell.run_read(parcel, self.shop, self.number))

    # --- what is shown ----------------------------------------------------------------------------

    def become(self, shown: Shown) -> None:
        """Show the parcel as it is."""
        self.shown_parcel = shown
        self.query_one(Sheet).show(self._lines, keep=True)
        self.query_one(Summary).show(parcel_summary(shown, self.words))
        late, state = shown.late, state_words(shown.going.parcel)
        self.query_one(BigAmount).show(late_words(late) if late else state.upper(), "", state if late else "")

    def _lines(self, width: int) -> Sequence[SheetLine]:
        return parcel_lines(self.shown_parcel, self.shop.profile.zone, self.words, width)

    def hint(self) -> str:
        """What Enter would do."""
        if self.asked is not None:
            return self.asked.hint
        return "Enter: buy its label" if self._status == "packed" and not self.text else ""

    @property
    def _status(self) -> str:
        return self.shown_parcel.going.parcel.status

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        one = self.shown_parcel.going.parcel
        here, labelled = one.status in WAITING, one.status == "labelled"
        label = LABEL.named("Print", "Print its label again") if labelled else LABEL
        sheet = self.query_one(Sheet)
        return (
            Bound(SEND, self.send, labelled),
            Bound(label, self.print_again if labelled else self.buy, here),
            Bound(VOID_LABEL, self.give_back, here and bool(one.carrier or one.asked)),
            Bound(UNPACK, self.unpack, one.status == "packed"),
            Bound(DELIVERED, self.ask_proof, one.status not in ENDED),
            Bound(TRACK, self.track, bool(one.tracking) and one.status not in ENDED),
            *moves(sheet.scroll_lines, sheet.scroll_page),
        )

    # --- what is done -----------------------------------------------------------------------------

    async def meant(self, typed: Typed) -> None:
        """The next step, or another parcel's or tracking number. Raises what `parcel` raises."""
        text = typed.text.strip()
        if text:
            self.become(await self.shell.run_read(parcel, self.shop, text))
            self.quiet()
        elif self._status == "packed":
            await self.buy()

    async def buy(self) -> None:
        """What the carriers want for it."""
        from storeops.screens.packing.label import LabelScreen

        await self.shell.go(LabelScreen(self.shop, self.number))

    async def print_again(self) -> None:
        """Its label once more."""
        told = await print_label(self.shell, self.shop, self.number)
        self.done(told[0].upper() + told[1:])

    async def send(self) -> None:
        """It leaves on its own; asks once."""

        async def leave() -> None:
            await self.shell.run_write(leaving.send_parcel, self.shop, self.number)
            await self._done(f"{self.number} has left.")

        answers = (Answer("y", "it leaves", leave), Answer("n", "not yet", self._keep))
        self.ask(Question(f"Does {self.number} leave now, on its own?", answers))

    async def _keep(self) -> None:
        self.quiet()

    async def give_back(self) -> None:
        """Its label, with the reason."""
        await self._because("Give its label back, why", shipping.void, "The label was given back.")

    async def unpack(self) -> None:
        """Its goods wait to be packed again; with the reason."""
        await self._because("Unpack it, why", packing.open_parcel, "It was unpacked: its goods wait to be packed.")

    async def _because(self, words: str, change: Callable[[Store, str, str], object], told: str) -> None:
        async def because(reason: str) -> None:
            if not reason:
                raise NoReason("This")
            await self.shell.run_write(change, self.shop, self.number, reason)
            await self._done(told)

        self.prompt_for(Prompt(words, "Esc: leave it", because))

    async def ask_proof(self) -> None:
        """Who took it."""

        async def told(proof: str) -> None:
            if not proof:
                raise NoProof
            write = partial(tracking.delivered, self.shop, self.number, proof=proof)
            await self.shell.run_write(write)
            await self._done(f"{self.number} is delivered: {proof}.")

        self.prompt_for(Prompt("Who took it", "a name, or where it was left", told))

    async def track(self) -> None:
        """Ask the carrier."""
        found = await self.shell.run_write(shipping.ask_tracking, self.shop, self.number)
        await self._done(f"{counted(found.recorded, 'new event')} of {self.number}.")

    async def _done(self, told: str) -> None:
        await self.arrived()
        self.done(told)
