"""What the keyboard, the scanner and the clipboard sent, in the order they sent it.

Pure values and one queue; nothing here knows Textual. A stroke's time is the moment it was read from the
terminal, not the moment it is dealt with: while the program is busy the second says nothing about who
typed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

SCAN_GAP = 0.035
"""Seconds: a wedge scanner's keys come 1 to 16 ms apart, a quick typist's not under 50 ms."""

SCAN_STALL = 0.25
"""Seconds: how long a busy machine may leave the terminal unread in the middle of a scan."""

SEEN_AFTER = 0.3
"""Seconds: a key read sooner than this after something was shown was on its way before anybody saw it."""

SCAN_LENGTH = 6
"""Fewer quick characters than this are no scan: two keys rolled over by one hand come quickly too."""

SCAN_PREFIX = "ctrl+b"
"""STX, the prefix a scanner can be programmed to send: what follows is a scan whatever its speed."""

GROUP_SEPARATOR = "\x1d"

CARRIED_CONTROLS = {
    "ctrl+right_square_bracket": GROUP_SEPARATOR,
    "ctrl+\x1d": GROUP_SEPARATOR,
    "ctrl+backslash": "\x1c",
    "ctrl+\x1c": "\x1c",
    "ctrl+circumflex_accent": "\x1e",
    "ctrl+circumflex": "\x1e",
    "ctrl+\x1e": "\x1e",
    "ctrl+d": "\x04",
    "ctrl+\x04": "\x04",
}
"""Keys which are part of a GS1 or ISO/IEC 15434 message (FS, GS, RS, EOT) and so are text, never commands."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key, or one paste. `text` is what it types ("" for a key that types nothing), `at` seconds on a
    monotonic clock when it was read."""

    key: str
    text: str = ""
    at: float = 0.0
    pasted: bool = False

    @property
    def types(self) -> bool:
        """Whether it puts something into the entry line."""
        return bool(self.text)


Delivery: TypeAlias = Callable[[], object]
"""Something that must take its turn between the strokes, such as the result of a background read."""

Item: TypeAlias = "Stroke | Delivery"


def stroke(key: str, character: str | None, at: float) -> Stroke:
    """The stroke of a key event; separators inside a scan become the characters they stand for."""
    carried = CARRIED_CONTROLS.get(key)
    if carried is not None:
        return Stroke(key, carried, at)
    if character is not None and len(character) == 1 and character.isprintable():
        return Stroke(key, character, at)
    return Stroke(key, "", at)


def paste(text: str, at: float) -> Stroke:
    """The stroke of a paste: typed text. Line ends and tabs become blanks, for a paste never confirms
    anything."""
    kept = "".join(
        " " if c in "\r\n\t" else c for c in text if c.isprintable() or c in "\r\n\t" or c in CARRIED_CONTROLS.values()
    )
    return Stroke("paste", kept.strip(" "), at, pasted=True)


def scan_start(times: Sequence[float], ended_at: float) -> int | None:
    """Where in a line a scan begins that ended with a key at `ended_at`; None when its end was typed by hand.

    `times` are the moments of the line's characters. The rule: at least six characters up to the end, every
    gap under 35 ms, the gap before the ending key too. A busy machine may read a scan in two goes: a gap of up
    to a quarter of a second is forgiven behind three characters that came too quickly for a hand.
    """
    start, later = len(times), ended_at
    while start > 0:
        gap = later - times[start - 1]
        if not (0 <= gap < SCAN_GAP or (0 <= gap < SCAN_STALL and _quick_three(times[:start]))):
            break
        later = times[start - 1]
        start -= 1
    return start if len(times) - start >= SCAN_LENGTH else None


def _quick_three(times: Sequence[float]) -> bool:
    return len(times) >= 3 and times[-1] - times[-2] < SCAN_GAP and times[-2] - times[-3] < SCAN_GAP


class Strokes:
    """The one ordered queue between the terminal and whoever deals with what was typed. Nothing is ever
    dropped."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._filled = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, item: Item) -> None:
        """Append; only from the event loop's own thread."""
        self._items.append(item)
        self._idle.clear()
        self._filled.set()

    def put_back(self, items: Sequence[Item]) -> None:
        """Give back what was taken too early, before everything that waits."""
        self._items.extendleft(reversed(items))
        if self._items:
            self._idle.clear()
            self._filled.set()

    async def take(self) -> Item:
        """The oldest item; waits for one."""
        while not self._items:
            self._filled.clear()
            await self._filled.wait()
        return self._items.popleft()

    async def follower(self, seconds: float) -> Item | None:
        """The item that would be taken next, left where it is; None if none comes within the time."""
        if not self._items:
            self._filled.clear()
            try:
                await asyncio.wait_for(self._filled.wait(), seconds)
            except TimeoutError:
                return None
        return self._items[0] if self._items else None

    def done(self) -> None:
        """Said by the consumer when the item it took has been dealt with."""
        if not self._items:
            self._idle.set()

    async def settled(self) -> None:
        """Wait until everything that was sent has been dealt with."""
        await self._idle.wait()
