"""A screen that writes down what it is given: `python demo.py RECORD [--slow SECONDS] [--live-clock]`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from storeops.rules.errors import Refused
from storeops.screens.shell.app import StoreOpsApp
from storeops.screens.shell.base import JobScreen
from storeops.screens.shell.columns import Column
from storeops.screens.shell.commands import DISCOUNT, DOWN, FINISH, REMOVE, UP, Bound
from storeops.screens.shell.line import Typed
from storeops.screens.shell.question import Answer, Question
from storeops.screens.shell.terminal import examine
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.frame import Lamp, Status
from storeops.screens.widgets.line_list import LineList, Row

if TYPE_CHECKING:
    # Textual reads its environment when first imported: storeops.screens must come first and set it.
    from textual.widget import Widget

COLUMNS = (Column("Qty", 8, decimals=3), Column("Item"), Column("Amount", 10, decimals=2))


class Demo(JobScreen):
    """Every entered line becomes a row and a line of the record."""

    title_words = "Demo"
    about = "Shows what was typed."

    def __init__(self, record: Path, slow: float) -> None:
        super().__init__()
        self._record, self._slow = record.open("a", encoding="utf-8"), slow
        self._rows: list[Row] = []

    def body(self) -> Iterable[Widget]:
        yield LineList(COLUMNS, empty="Nothing yet. Scan something.")
        yield BigAmount("TOTAL", "0", "lines")

    def bounds(self) -> Sequence[Bound]:
        lines = self.query_one(LineList)
        some = bool(self._rows)
        return (
            Bound(FINISH.named("Pay"), self._pay),
            Bound(DISCOUNT, self._fail),
            Bound(REMOVE.named(""), self._void, some),
            Bound(UP, lambda: self._move(-1), lines.selected > 0),
            Bound(DOWN, lambda: self._move(1), some),
        )

    def hint(self) -> str:
        return "Enter: pay cash 8.75"

    async def _write(self, what: str, **more: object) -> None:
        def write() -> None:
            time.sleep(self._slow)
            self._record.write(json.dumps({"what": what, **more}) + "\n")
            self._record.flush()

        await self.shell.run_write(write)

    async def entered(self, typed: Typed) -> None:
        if typed.text.startswith("no "):
            raise Refused("There is no such item. Scan it again, or press F2 to find it.")
        # A read first, in another thread than the writes: only the consumer keeps F12 from overtaking it.
        await self.shell.run_read(time.sleep, self._slow)
        await self._write("entered", text=typed.text, scanned=typed.scanned)
        self._rows.append(Row(("1", typed.text, "1.00")))
        self.query_one(LineList).show(self._rows, len(self._rows) - 1)
        self.query_one(BigAmount).show("TOTAL", f"{len(self._rows)}.00", "incl. VAT")
        self.done(f"{typed.text} added")

    async def _pay(self) -> None:
        await self._write("pay")

    async def _fail(self) -> None:
        raise ZeroDivisionError("made to fail")

    async def _void(self) -> None:
        yes = Answer("y", "void it", lambda: self._write("void"))
        self.ask(Question("Void this sale?", (yes, Answer("n", "keep it", self._keep)), otherwise=self._keep))

    async def _keep(self) -> None:
        await self._write("keep")

    async def _move(self, by: int) -> None:
        self.query_one(LineList).move(by)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("record", type=Path)
    parser.add_argument("--slow", type=float, default=0.0)
    parser.add_argument("--live-clock", action="store_true")
    parser.add_argument("--theme", default="")
    chosen = parser.parse_args()
    terminal = examine(os.environ, sys.stdout.encoding, is_terminal=sys.stdin.isatty(), theme=chosen.theme)
    fixed = datetime(2026, 11, 22, 14, 7, 0, tzinfo=UTC)
    now = (lambda: datetime.now(UTC)) if chosen.live_clock else (lambda: fixed)
    status = Status("Corner Shop", "T1", "Maria", (Lamp("P"), Lamp("S 37", "look", "37 waiting")))
    StoreOpsApp(lambda: Demo(chosen.record, chosen.slow), terminal, status=status, now=now).run(mouse=False)


if __name__ == "__main__":
    main()
