"""How much of the time given is left, by a clock that is passed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]
"""Seconds since any fixed moment, never running backwards."""


@dataclass(frozen=True, slots=True)
class Watch:
    """The time until `end` on the clock."""

    clock: Clock
    end: float

    @classmethod
    def of(cls, clock: Clock, seconds: float) -> Watch:
        """A watch that runs out in so many seconds."""
        return cls(clock, clock() + seconds)

    @property
    def left(self) -> float:
        """Seconds left, below zero when the time is up."""
        return self.end - self.clock()

    def over(self) -> bool:
        """Whether the time is up."""
        return self.left <= 0

    def part(self, seconds: float) -> Watch:
        """A watch for a part of the work: so many seconds from now, and not beyond this one's end."""
        return Watch(self.clock, min(self.end, self.clock() + seconds))
