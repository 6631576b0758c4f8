"""One line of the table that `python -m tests.bench` prints."""

from __future__ import annotations

import sys
from statistics import quantiles


def row(what: str, measured: str, budget: str, kept: bool, reference: str = "-") -> None:
    print(f"{what:<46} {measured:>16} {budget:>14} {reference:<34} {'' if kept else 'MISSED'}", flush=True)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def p99(seconds: list[float]) -> float:
    return quantiles(seconds, n=100)[98] * 1000
