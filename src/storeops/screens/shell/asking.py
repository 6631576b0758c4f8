"""What the till's sister screens share: the shop, its words, and asking for a text in the line's place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from storeops.operations import carts
from storeops.rules.card_numbers import CardNumberRefused
from storeops.screens.shell.base import JobScreen
from storeops.screens.shell.commands import DOWN, PAGE_DOWN, PAGE_UP, UP, Bound
from storeops.screens.shell.line import Typed
from storeops.screens.till.base import Prompt, TillBase, is_scan
from storeops.screens.till.words import NO_CARD_NUMBERS, Words
from storeops.store import Store


class Asking(JobScreen):
    """A screen whose entry line can ask. Override `meant` and `step_back` in place of `entered` and `back`."""

    def __init__(self, shop: Store) -> None:
        super().__init__()
        self.shop = shop
        profile = shop.profile
        self.words = Words(
            profile.currency, profile.decimal, profile.group, profile.tax_name, profile.prices_include_tax
        )
        self.asked: Prompt | None = None

    def identity(self) -> str:
        """A form's own id, made when it opens: writing it again is harmless. A new cart's serves, made the same way."""
        return carts.new(self.shop).id

    async def meant(self, typed: Typed) -> None:
        """A line was entered that answers no question."""
        raise NotImplementedError

    async def step_back(self) -> None:
        """One step back with an empty line and no question."""
        await self.shell.leave_screen(self)

    def prompt_for(self, prompt: Prompt, text: str = "") -> None:
        """Ask in the entry line's place; `text` stands there already, selected."""
        self.asked = prompt
        self.prompt = f"{prompt.words} >"
        self.set_text(text, selected=True)

    def end_prompt(self) -> None:
        """The line is the screen's own again."""
        self.asked = None
        self.prompt = ">"

    async def entered(self, typed: Typed) -> None:
        """To the question that stands, else to the screen. A scan that does not answer it gives it up and is taken."""
        prompt = self.asked
        try:
            if prompt is None or (is_scan(typed) and not prompt.scanned):
                if prompt is not None:
                    self.end_prompt()
                await self.meant(typed)
                return
            self.end_prompt()
            try:
                await prompt.handler(typed.text.strip())
            except BaseException:
                if self.asked is None:
                    self.asked, self.prompt = prompt, f"{prompt.words} >"
                raise
        except CardNumberRefused:
            # The number must not go on standing on the screen.
            self.wrong(NO_CARD_NUMBERS)

    def wake_printer(self) -> None:
        """Something was queued for the printer: the till's worker prints it now."""
        for screen in self.app.screen_stack:
            if isinstance(screen, TillBase):
                screen.printing.wake()

    async def back(self) -> None:
        """Out of a question, else a step of the screen's own."""
        prompt = self.asked
        if prompt is None:
            await self.step_back()
            return
        self.end_prompt()
        self.quiet()
        if prompt.otherwise is not None:
            await prompt.otherwise()


def moves(move: Callable[[int], object], page: Callable[[int], object] | None = None) -> tuple[Bound, ...]:
    """Up and Down (and, with `page`, the page keys) for a list or a sheet."""

    def bound(what: Callable[[int], object], by: int) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            what(by)

        return run

    lines = (Bound(UP, bound(move, -1)), Bound(DOWN, bound(move, 1)))
    if page is None:
        return lines
    return (*lines, *(Bound(key, bound(page, by)) for key, by in ((PAGE_UP, -1), (PAGE_DOWN, 1))))
