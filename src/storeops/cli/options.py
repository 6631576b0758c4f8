"""Options that several commands share, so that one word means one thing everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from storeops.rules.errors import Refused

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on standard output.")]
Day = Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="Business date; without it, today's.")]
Location = Annotated[str, typer.Option("--location", help="Location; without it, this store's shop floor.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a word or two.")]


@dataclass(frozen=True, slots=True)
class Options:
    """The options in front of every command."""

    database: str = ""
    terminal: str = ""


class NotADate(Refused):
    def __init__(self, text: str) -> None:
        super().__init__(f"'{text[:40]}' is not a date. Write it like 2026-01-31.")
        self.text = text


class NoSuchFile(Refused):
    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no file {path}. Check the name.")
        self.path = path


class BadPair(Refused):
    """An option or argument made of two parts is not written that way."""

    def __init__(self, text: str, example: str) -> None:
        super().__init__(f"'{text[:60]}' is not understood. Write it like {example}.")
        self.text = text


def day(text: str) -> date | None:
    """The date of `--date`, None where it was not given. Raises NotADate."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADate(text) from None


def pair(text: str, sign: str, example: str) -> tuple[str, str]:
    """The two parts around the last `sign`. Raises BadPair."""
    left, found, right = text.rpartition(sign)
    if not (found and left and right):
        raise BadPair(text, example)
    return left, right


def existing(path: Path) -> Path:
    """The path of a file that is there. Raises NoSuchFile."""
    if not path.is_file():
        raise NoSuchFile(path)
    return path
