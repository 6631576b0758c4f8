"""Every record of a chain: waiting, at the centre, or for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from storeops.reports.sync import ChainView
from storeops.reports.sync_records import PARKED, WAITING, RecordView
from storeops.rules.wording import counted
from storeops.screens.shell.asking import Asking, moves
from storeops.screens.shell.commands import Bound
from storeops.screens.shell.line import Typed
from storeops.screens.sync.commands import AGAIN
from storeops.screens.sync.reading import records
from storeops.screens.sync.view import matching, record_columns, record_rows, records_words
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Divider
from storeops.screens.widgets.line_list import LineList
from storeops.screens.widgets.summary import Summary
from storeops.store import Store


class RecordsScreen(Asking):
    """The newest records of one chain."""

    title_words: ClassVar[str] = "Records"
    about: ClassVar[str] = """
Each record with its state: waiting here, at the centre (+), or for a person (!) with the reason beneath. Type a part of
a number, a word or a state: the list narrows.
"""

    def __init__(self, shop: Store, chain: ChainView, origin: str) -> None:
        super().__init__(shop)
        self.chain, self.origin = chain, origin
        self.records: tuple[RecordView, ...] = ()

    def body(self) -> Iterable[Widget]:
        """The list; beneath, how many of it wait."""
        yield LineList(record_columns(), id="lines", empty="No record on the list fits.")
        yield Divider(light=True)
        yield Summary()
        yield BigAmount()

    async def arrived(self) -> None:
        """Read again."""
        self.records = await self.shell.run_read(records, self.shop, self.chain.chain)
        self.query_one(Summary).show(records_words(self.chain, self.records, self.origin))
        waiting = sum(one.state == WAITING for one in self.records)
        doubts = sum(one.state == PARKED for one in self.records)
        people = f"{counted(doubts, 'fact')} for a person" if doubts else ""
        self.query_one(BigAmount).show("WAITING", str(waiting), people, "look" if doubts else "money")
        await self.changed(self.text)

    async def changed(self, text: str) -> None:
        """The list narrows while somebody types."""
        found = matching(self.records, text)
        self.query_one("#lines", LineList).show(record_rows(found, self.shop.profile.zone), 0)

    def bounds(self) -> Sequence[Bound]:
        """What works now."""
        shown = self.query_one("#lines", LineList)
        return (Bound(AGAIN, self.restart), *moves(shown.move, shown.page))

    async def meant(self, typed: Typed) -> None:
        """What was typed has narrowed the list already: it stays in the line."""
        self.set_text(typed.text, selected=True)

    async def restart(self) -> None:
        """Read again."""
        self.set_text("")
        await self.arrived()
        self.done("Read again.")
