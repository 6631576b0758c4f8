"""How commands answer: data on standard output, talk on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING

from storeops.rules.text import clean

if TYPE_CHECKING:
    from rich.console import Console


def answer(data: object) -> None:
    """One JSON document on standard output, as text any terminal and any pipe can carry."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(data, ensure_ascii=not utf8, indent=2))


def say(text: str) -> None:
    """Something to a person, beside the answer."""
    print(clean(text, limit=2000), file=sys.stderr)


def lines(texts: Sequence[str]) -> None:
    """Lines of the answer, harmless to the terminal."""
    for text in texts:
        # What stands in columns keeps its blanks; each part of a row was cleaned where the row was made.
        print("".join(char for char in text if char.isprintable()))


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, left: Sequence[int] = (0,), title: str = "") -> None:
    """A table: columns in `left` stand left, the others right.

    On a terminal the last of the left columns gives way, ending in an ellipsis; into a pipe everything is written."""
    from rich.table import Table
    from rich.text import Text

    if title:
        lines([title])
    grid = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    cells = [[Text(clean(cell, limit=500)) for cell in row] for row in rows]
    for place, name in enumerate(header):
        # A number that is cut is a wrong number.
        widest = max(len(name), *(row[place].cell_len for row in cells), 1)
        grid.add_column(
            Text(name),
            justify="left" if place in left else "right",
            no_wrap=True,
            overflow="ellipsis",
            min_width=None if place == max(left) else widest,
        )
    for row in cells:
        grid.add_row(*row)
    where = console()
    with where.capture() as drawn:
        where.print(grid)
    for line in drawn.get().splitlines():
        print(line.rstrip())


def console(*, stderr: bool = False) -> Console:
    """A console that reads no markup and highlights nothing; a pipe is as wide as what goes into it."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(
        markup=False,
        highlight=False,
        emoji=False,
        stderr=stderr,
        width=None if stream.isatty() else 10_000,
    )


def carry_anything() -> None:
    """Make standard output and error write '?' for what their encoding has no sign for, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
