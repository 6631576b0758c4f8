"""A question asked in the entry line's own place, and the rule that no scan ever answers one with yes."""

from __future__ import annotations

from dataclasses import dataclass

from storeops.screens.shell.commands import Handler, key_name
from storeops.screens.shell.strokes import SCAN_GAP, Item, Stroke


@dataclass(frozen=True, slots=True)
class Answer:
    """One key ("y", "f12", "enter"), its words, and what it does."""

    key: str
    label: str
    handler: Handler


@dataclass(frozen=True, slots=True)
class Question:
    """Asked once, answered by one key. Anything else that types answers no (`otherwise`) and is then
    taken."""

    text: str
    answers: tuple[Answer, ...]
    otherwise: Handler | None = None

    def find(self, key: str) -> Answer | None:
        """The answer on that key; letters count in either case."""
        wanted = key.lower() if len(key) == 1 else key
        return next((answer for answer in self.answers if answer.key == wanted), None)

    def choices(self) -> str:
        """The keys and their words, as shown beside the question."""
        shown = [f"{a.key.upper() if len(a.key) == 1 else key_name(a.key)}: {a.label}" for a in self.answers]
        return "   ".join(shown)


class Lettered(Question):
    """The question behind a list with letters: the list itself shows the answers."""

    __slots__ = ()

    def choices(self) -> str:
        """Only the way out."""
        return "Esc: back"


def opens_scan(stroke: Stroke, follower: Item | None) -> bool:
    """Whether a character is the first of a scan: another one follows sooner than a hand could type it."""
    return (
        stroke.types
        and isinstance(follower, Stroke)
        and follower.types
        and not follower.pasted
        and follower.at - stroke.at < SCAN_GAP
    )
