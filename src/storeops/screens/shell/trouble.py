"""The screen for what nobody expected: says so, gives the reference under which the log has it, and goes
on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from storeops.screens.shell.base import JobScreen
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.strokes import SCAN_STALL, SEEN_AFTER, Stroke
from storeops.screens.widgets.message import Kind
from storeops.screens.widgets.panel import Panel, Paragraph


class TroubleScreen(JobScreen):
    """Stands until Enter is pressed by someone who has seen it. What else comes meanwhile is kept, in
    order."""

    title_words: ClassVar[str] = "Something went wrong"

    def __init__(self, reference: str, what: str, shown_at: float) -> None:
        super().__init__()
        self._reference, self._what, self._shown_at = reference, what, shown_at
        self._held: list[Stroke] = []

    def body(self) -> Iterable[Widget]:
        """Nothing but the words."""
        return ()

    async def arrived(self) -> None:
        """Say it."""
        self.query_one(Panel).show(
            self.title_words,
            [
                Paragraph(""),
                Paragraph("The last step failed in a way that was not foreseen."),
                Paragraph("What was done before it is kept. What you scan now is kept too, and taken after Enter."),
                Paragraph(""),
                Paragraph(self._what, "what"),
                Paragraph(self._reference, "reference", "strong"),
                Paragraph(""),
                Paragraph("Tell the reference to whoever looks after the program; the log has the rest."),
            ],
        )
        self.add_class("-panel")
        self.shell.chime(Kind.WRONG)

    def hint(self) -> str:
        """The one thing to do."""
        return f"Enter: go on ({len(self._held)} keys kept)" if self._held else "Enter: go on"

    def all_bounds(self) -> tuple[Bound, ...]:
        """No command works here."""
        return ()

    async def take(self, stroke: Stroke) -> None:
        """Enter goes on, unless it was typed before this was shown or ends a scan."""
        last = self._held[-1].at if self._held else float("-inf")
        seen = stroke.at > self._shown_at + SEEN_AFTER and stroke.at - last >= SCAN_STALL
        if stroke.key in {"enter", "escape"} and seen:
            self.shell.strokes.put_back(self._held)
            await self.shell.leave_screen(self)
        else:
            self._held.append(stroke)
