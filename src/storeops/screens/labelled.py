"""Asking for what a label does not say: the lot, the expiry or the serial number of goods that were scanned."""

from __future__ import annotations

from storeops.rules.amounts import Thousandths
from storeops.rules.errors import Refused
from storeops.rules.goods import LOT
from storeops.screens.handheld import Handheld
from storeops.screens.scanned_goods import Product, answer, is_known
from storeops.screens.shell.line import Typed
from storeops.screens.till.base import is_scan
from storeops.store import Store

_NAMES = {"lot": "lot", "serial": "serial number"}


class GivenUp(Refused):
    """A question was given up for a scan that was refused, too."""

    def __init__(self, lost: str, refusal: Refused) -> None:
        super().__init__(f"{lost} {refusal}")
        self.refusal = refusal


class NoAnswer(Refused):
    """A lot or serial number has to be told."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The {_NAMES[what]} stands on the goods: type or scan it. Esc leaves these goods uncounted.")


class Labelled(Handheld):
    """`pending` is what was scanned and how often, while something is asked about it. Override `where`."""

    def __init__(self, shop: Store) -> None:
        super().__init__(shop)
        self.pending: tuple[Product, Thousandths | None] | None = None

    @property
    def where(self) -> str:
        """The location whose bins are scanned."""
        raise NotImplementedError

    def waiting(self) -> tuple[Product, Thousandths | None]:
        """What is asked about."""
        assert self.pending is not None
        return self.pending

    async def entered(self, typed: Typed) -> None:
        """A label that names no product and no bin answers the question for a lot or serial number; any other scan
        gives it up."""
        pending, asked = self.pending, self.asked
        if pending is None or asked is None or not is_scan(typed):
            await super().entered(typed)
            return
        told = answer(typed.text, LOT if pending[0].missing == LOT else "serial") if pending[0].missing else ""
        if told and not await self.shell.run_read(is_known, self.shop, self.where, typed.text.strip()):
            self.end_prompt()
            try:
                await asked.handler(told)
            except Refused:
                if self.asked is None:
                    self.asked, self.prompt = asked, f"{asked.words} >"
                raise
            return
        self.pending = None
        lost = f"{pending[0].name} was not counted: its {_NAMES.get(pending[0].missing, 'expiry')} is missing."
        try:
            await super().entered(typed)
        except Refused as refusal:
            raise GivenUp(lost, refusal) from refusal
        self.wrong(lost)

    async def drop_question(self) -> None:
        """A command gives up the question that stands in the line's place."""
        if self.asked is not None:
            self.end_prompt()
            self.set_text("")
            await self.not_counted()

    async def not_counted(self) -> None:
        """The question is given up: say what that means."""
        if self.pending is not None:
            product, _ = self.pending
            self.pending = None
            self.wrong(f"{product.name} was not counted: its {_NAMES.get(product.missing, 'expiry')} is missing.")
