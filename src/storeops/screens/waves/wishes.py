"""How a wave is wished for in the entry line: "zone aisles pickers 3 max 120". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storeops.operations.picking.asked import Asked
from storeops.operations.picking.choice import OBJECTIVES
from storeops.operations.picking.tours import MODES
from storeops.rules.errors import Refused
from storeops.rules.wording import quote

LIMITS = {"pickers": "pickers", "min": "min_units", "max": "max_units", "orders": "max_orders", "totes": "totes"}
"""Each word with the number that stands behind it: units for min and max, orders in the wave, totes on a cart."""
_MOST = {"pickers": 99, "totes": 200}
_LEAST = {"pickers": 1, "totes": 1}


class NoSuchWish(Refused):
    def __init__(self, word: str) -> None:
        super().__init__(
            f"{quote(word[:20])} is no way to plan. Known: {', '.join((*MODES, *OBJECTIVES))}; and "
            f"{', '.join(LIMITS)} with a number, such as max 120."
        )
        self.word = word


class NoSuchNumber(Refused):
    def __init__(self, word: str, given: str) -> None:
        least, most = _LEAST.get(word, 0), _MOST.get(word, 1_000_000)
        said = f"not {quote(given[:20])}" if given else "which is missing"
        super().__init__(f"Behind {word} stands a whole number from {least} to {most}, {said}.")
        self.word = word


def wished(text: str, asked: Asked | None = None) -> Asked:
    """What a line of words asks for, in any order; what it does not say stays as in `asked`.

    Raises NoSuchWish, NoSuchNumber."""
    how = asked or Asked()
    words = text.replace("=", " ").replace(",", " ").casefold().split()
    while words:
        word = words.pop(0)
        if word in MODES:
            how = replace(how, mode=word)
        elif word in OBJECTIVES:
            how = replace(how, objective=word)
        elif word in LIMITS:
            how = replace(how, **{LIMITS[word]: _number(word, words)})  # type: ignore[arg-type]  # all are numbers
        else:
            raise NoSuchWish(word)
    return how


def _number(word: str, words: list[str]) -> int:
    given = words.pop(0) if words else ""
    if not (given.isascii() and given.isdigit() and len(given) <= 7):
        raise NoSuchNumber(word, given)
    number = int(given)
    if not _LEAST.get(word, 0) <= number <= _MOST.get(word, 1_000_000):
        raise NoSuchNumber(word, given)
    return number


def wish_words(how: Asked) -> str:
    """The line that asks for it, without what goes without saying."""
    usual = Asked()
    told: list[str] = [how.mode, how.objective]
    for word, name in LIMITS.items():
        value = getattr(how, name)
        if value != getattr(usual, name):
            told.append(f"{word} {value}")
    return " ".join(told)


def known() -> Sequence[tuple[str, str]]:
    """Every word with what it means."""
    return (
        ("cluster", "one tote an order, on one cart"),
        ("batch", "all into one tote, sorted afterwards"),
        ("zone", "the aisles shared out among the pickers"),
        ("single", "one order at a time"),
        ("oldest", "the oldest promises first"),
        ("aisles", "as many units as can be for each aisle that is visited"),
        ("pickers 3", "so many people walk"),
        ("min 30", "units in the wave at the least"),
        ("max 120", "units in the wave at the most"),
        ("orders 12", "orders in the wave at the most"),
        ("totes 12", "orders on one cart at the most"),
    )
