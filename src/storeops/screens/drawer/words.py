"""What can be typed at the drawer, and the count of its coins and notes. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from storeops.rules.amounts import Minor
from storeops.rules.entry import NotUnderstood
from storeops.rules.errors import Refused
from storeops.screens.till.words import Words

MOVES: Mapping[str, str] = {"in": "paid_in", "out": "paid_out", "drop": "drop", "safe": "drop"}
NAMES: Mapping[str, str] = {"paid_in": "Paid in", "paid_out": "Paid out", "drop": "To the safe"}
_TYPED = re.compile(r"(?P<verb>[a-z-]+)(?:\s+(?P<rest>.*))?", re.IGNORECASE)
_MANY = re.compile(r"[0-9]{1,5}")
_PIECES = re.compile(r"(?P<value>[^x*×]+?)\s*[xX*×]\s*(?P<many>[0-9]{1,5})")


class NoSuchPiece(Refused):
    """A count names a value that is no coin or note. `value` as the shop writes money."""

    def __init__(self, value: str, example: str) -> None:
        super().__init__(f"{value} is no coin or note here. Type its value first, then how many: {example}x3.")
        self.value = value


@dataclass(frozen=True, slots=True)
class Move:
    """Cash in or out: a movement of operations.drawer, the amount, what for."""

    movement: str
    amount: Minor
    reason: str


@dataclass(frozen=True, slots=True)
class NoSale:
    """The drawer is to spring open without a sale."""

    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """The X report."""


@dataclass(frozen=True, slots=True)
class Begin:
    """The count is to begin."""


Wish: TypeAlias = Move | NoSale | Report | Begin


def wish(text: str, words: Words) -> Wish:
    """What was typed at the open drawer: 'in 20 change from the bank', 'drop 100', 'no sale', 'x', 'count'.

    Raises NotUnderstood, NotMoney."""
    matched = _TYPED.fullmatch(text.strip())
    verb = matched["verb"].lower() if matched else ""
    rest = (matched["rest"] or "").strip() if matched else ""
    if verb in MOVES:
        amount, _, reason = rest.partition(" ")
        return Move(MOVES[verb], words.read_money(amount), reason.strip())
    if verb in {"no-sale", "nosale"} or text.lower().startswith("no sale"):
        return NoSale(text.strip()[len(verb) if verb != "no" else len("no sale") :].strip())
    if verb == "x" and not rest:
        return Report()
    if verb in {"count", "close"} and not rest:
        return Begin()
    remedy = "Type in, out or drop with an amount and what for, no sale, x, or count."
    raise NotUnderstood(text, "that means nothing at the drawer", remedy)


@dataclass(frozen=True, slots=True)
class Count:
    """Cash being counted: how many of each coin and note (None: not yet), or the sum alone."""

    values: tuple[Minor, ...]
    many: tuple[int | None, ...]
    selected: int = 0
    sum_alone: Minor | None = None

    @classmethod
    def of(cls, values: tuple[Minor, ...]) -> Count:
        """Nothing is counted yet."""
        return cls(values, (None,) * len(values))

    @property
    def total(self) -> Minor:
        """What was counted so far."""
        if self.sum_alone is not None:
            return self.sum_alone
        return sum(value * (many or 0) for value, many in zip(self.values, self.many, strict=True))

    @property
    def begun(self) -> bool:
        """Whether anything was counted, be it nothing."""
        return self.sum_alone is not None or any(many is not None for many in self.many)

    @property
    def ended(self) -> bool:
        """Whether every coin and note has its count, or the sum was given."""
        return self.sum_alone is not None or (bool(self.many) and None not in self.many)

    @property
    def pieces(self) -> dict[Minor, int]:
        """Value -> how many, of those that were there; nothing when the sum alone was given."""
        if self.sum_alone is not None:
            return {}
        return {value: many for value, many in zip(self.values, self.many, strict=True) if many}

    def counted(self, place: int, many: int) -> Count:
        """With so many of the coin or note at that place; the next one is selected."""
        counts = (*self.many[:place], many, *self.many[place + 1 :])
        return replace(self, many=counts, selected=min(place + 1, len(self.values) - 1), sum_alone=None)

    def moved(self, by: int) -> Count:
        """Another coin or note is selected."""
        return replace(self, selected=max(0, min(len(self.values) - 1, self.selected + by)))

    def typed(self, text: str, words: Words) -> Count:
        """With what was typed: '3' of the selected one, '20x3', or the sum: '113.45', '=113'. Nothing typed: none of
        the selected one. Raises NotMoney, NoSuchPiece."""
        text = text.strip()
        if not text and self.values:
            return self.counted(self.selected, self.many[self.selected] or 0)
        if self.values and _MANY.fullmatch(text):
            return self.counted(self.selected, int(text))
        if self.values and (matched := _PIECES.fullmatch(text)):
            value = words.read_money(matched["value"])
            if value not in self.values:
                raise NoSuchPiece(words.money(value), words.money(self.values[0]))
            return self.counted(self.values.index(value), int(matched["many"]))
        if self.values and text.isdigit():
            raise NotUnderstood(text, "that is no count", "Was a barcode scanned? Type how many there are, or =113.45.")
        return replace(self, sum_alone=words.read_money(text.removeprefix("=")))
