"""Where stock is held when nobody said where."""

from __future__ import annotations

from collections.abc import Iterable

from storeops.rules.amounts import Thousandths
from storeops.rules.availability import Availability


def spread(there: Iterable[Availability], wanted: Thousandths) -> tuple[list[tuple[str, Thousandths]], Thousandths]:
    """The locations that `wanted` is held at, each with its part, and what of it none of them has.

    The location with most to promise first, of equal ones the first by code: the fewest locations, and the same ones on
    every machine."""
    parts: list[tuple[str, Thousandths]] = []
    rest = wanted
    for one in sorted(there, key=lambda one: (-one.promisable, one.location)):
        if rest and (some := min(one.promisable, rest)):
            parts.append((one.location, some))
            rest -= some
    return parts, rest
