"""Quarantine: facts that the centre took but that need a person; at the centre they are retried or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from storeops.operations import parked
from storeops.reports.sync import ParkedView
from storeops.reports.sync_records import Recorded
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Question
from storeops.screens.sync.commands import AGAIN, DROP, REASON, RETRY
from storeops.screens.sync.reading import InDoubt, in_doubt
from storeops.screens.sync.view import chain_columns, parked_rows, parked_words
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider, moment
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.panel import Paragraph
from storeops.screens.widgets.summary import Summary
from storeops.store import Store


class DoubtsScreen(Asking):
    """The facts in doubt of one till, or of all."""

    title_words: ClassVar[str] = "Quarantine"
    about: ClassVar[str] = """
Facts that were taken in, whole and for good, but that need a person: the reason stands beneath each, and what to do.

Enter (or F12) gives the selected fact its effect, where nothing speaks against it any more. Del leaves it without
effect for good: asked once. It stays in the journal either way. F9 tells all there is about it.
"""

    def __init__(self, shop: Store, device: str = "", terminal: str = "") -> None:
        super().__init__(shop)
        self.device, self.terminal = device, terminal
        self.found: InDoubt | None = None

    def body(self) -> Iterable[Widget]:
        """The list; beneath, how many there are."""
        yield LineList(chain_columns()[:2], id="lines", empty="Nothing needs a person.")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read again."""
        self.found = await self.shell.run_read(in_doubt, self.shop, self.device)
        rows = [row.__class__(row.cells[:2], row.notes, row.ink) for row in parked_rows(*self._shown)]
        self._list.show(rows, max(0, self._list.selected))
        count = len(self.found.facts)
        self.query_one(Summary).show(((f"Of {self.terminal or 'all tills'}", ""), ("", "")))
        self.query_one(BigAmount).show("FOR A PERSON", str(count), "", "look" if count else "good")

    @property
    def _list(self) -> LineList:
        return self.query_one("#lines", LineList)

    @property
    def _shown(self) -> tuple[tuple[ParkedView, ...], Mapping[str, Recorded]]:
        return (self.found.facts, self.found.recorded) if self.found is not None else ((), {})

    @property
    def chosen(self) -> ParkedView | None:
        """The selected fact."""
        return self._list.among(self._shown[0])

    @property
    def _decides(self) -> bool:
        return self.found is not None and self.found.decides and self.chosen is not None

    def hint(self) -> str:
        """What Enter would do."""
        return "Enter: give it its effect" if self._decides else ""

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        return (
            Bound(RETRY, self.retry, self._decides),
            Bound(DROP, self.ask_drop, self._decides),
            Bound(REASON, self.explain, self.chosen is not None),
            Bound(AGAIN, self.restart),
            *moves(self._list.move, self._list.page),
        )

    async def meant(self, typed: Typed) -> None:
        """Enter gives the selected fact its effect. Raises NotParked, StillInDoubt."""
        if self._decides:
            await self.retry()

    async def retry(self) -> None:
        """Give it its effect. Raises NotParked, StillInDoubt."""
        one = self.chosen
        assert one is not None
        words = parked_words(one, self._shown[1])
        await self.shell.run_write(parked.retry, self.shop, f"{one.chain}:{one.seq}")
        await self.arrived()
        self.done(f"{words} has its effect now.")

    async def ask_drop(self) -> None:
        """Leaving it without effect is asked once."""
        one = self.chosen
        assert one is not None
        words = parked_words(one, self._shown[1])
        yes = Answer("y", "without effect for good", partial(self._drop, one, words))
        self.ask(Question(f"Drop {words}?", (yes, Answer("n", "it stays on the list", self._keep))))

    async def _keep(self) -> None:
        self.quiet()

    async def _drop(self, one: ParkedView, words: str) -> None:
        await self.shell.run_write(parked.drop, self.shop, f"{one.chain}:{one.seq}")
        await self.arrived()
        self.done(f"{words} stays without effect. It is still in the journal.")

    async def explain(self) -> None:
        """All there is about the selected fact."""
        assert self.chosen is not None
        words = doubt_words(self.chosen, self._shown[1], self.shop.profile.zone)
        self.show_panel("Why it needs a person", words)

    async def restart(self) -> None:
        """Read again."""
        await self.arrived()
        self.done("Read again.")


def doubt_words(one: ParkedView, recorded: Mapping[str, Recorded], zone: tzinfo) -> list[Paragraph]:
    """What it recorded, why it needs a person, what to do, since when, and its names."""
    known = recorded.get(one.fact)
    where = f"Recorded at {known.terminal}, {moment(known.recorded_at.astimezone(zone))}." if known else ""
    return [
        Paragraph(parked_words(one, recorded), ink="strong"),
        Paragraph(""),
        Paragraph(one.why),
        Paragraph(one.fix, ink="accent"),
        Paragraph(""),
        Paragraph(f"{where} In doubt since {moment(one.since.astimezone(zone))}.".strip()),
        Paragraph(f"Fact {one.seq} of {one.chain}", ink="quiet"),
        Paragraph(one.fact, ink="quiet"),
    ]
