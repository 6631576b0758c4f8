"""What became of the lines, counted: documents, lines, units and value; and the stated list of refusals."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.replay.file import Line


@dataclass(slots=True)
class Part:
    """Lines of one kind: units and pennies as the file has them, below zero what goes back."""

    lines: int = 0
    units: int = 0
    value: int = 0

    def add(self, line: Line) -> None:
        self.lines += 1
        self.units += line.quantity
        self.value += line.amount


@dataclass(slots=True)
class Tally:
    counts: Counter[str] = field(default_factory=Counter)
    """placed, known, dispatches, unfilled (documents); full, same price, returns (lines of cancellations)."""
    done: defaultdict[str, Part] = field(default_factory=lambda: defaultdict(Part))
    refused: defaultdict[str, Part] = field(default_factory=lambda: defaultdict(Part))
    by_sku: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    """Units and pennies of the refused lines by product; of lines at another price, what the file has more."""
    otherwise: Part = field(default_factory=Part)
    """Lines that came back at what was paid, which is not the price the cancellation names: pennies as the file has
    them less pennies as they were given back."""
    examples: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    seconds: Counter[str] = field(default_factory=Counter)

    def refuse(self, reason: str, line: Line, told: str = "") -> None:
        self.refused[reason].add(line)
        sums = self.by_sku[line.sku]
        sums[0] += line.quantity
        sums[1] += line.amount
        if told:
            self.examples[reason].append(told)

    def gave_back(self, line: Line, amount: int) -> None:
        """`amount` was given back: exactly what was paid for these pieces, whatever the cancellation says."""
        self.done["against a sale"].add(line)
        if difference := line.amount + amount:
            self.otherwise.lines += 1
            self.otherwise.units += line.quantity
            self.otherwise.value += difference
            self.by_sku[line.sku][1] += difference

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[what] += time.perf_counter() - begun
