"""Code 128 and GS1-128 as the numbers of their symbol characters: how wide a symbol comes out, before it is drawn.

ISO/IEC 15417: each character is 11 modules wide, the stop 13. Set B holds printable ASCII, set C two digits a
character; the shortest way through both is chosen. Sets A and FNC4 are not used: no number of a parcel needs them.
"""

from __future__ import annotations

from dataclasses import dataclass

from storeops.rules.barcodes.check_digits import is_digits
from storeops.rules.errors import Refused
from storeops.rules.wording import quote

TO_C, TO_B, FNC1 = 99, 100, 102
START_B, START_C, STOP = 104, 105, 106

QUIET = 10
"""Modules that stay free on either side (ISO/IEC 15417, section 4.3.2 d; GS1 General Specifications, 5.4.4.2)."""

_MOST = 80
"""Characters of a symbol that a hand-held scanner still takes in at one time; GS1-128 allows 48 of data."""

_MOST_OF_GS1 = 48


class NotForCode128(Refused):
    """The text has characters that the symbol cannot carry, or is too long for one, or empty."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{quote(text)} cannot be printed as a bar code: {reason}.")
        self.text = text
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol: the values of its characters from the start to the stop, the check character among them."""

    codes: tuple[int, ...]

    @property
    def modules(self) -> int:
        """Its width in modules, without the quiet zones."""
        return 11 * len(self.codes) + 2


def encode(data: str, *, gs1: bool = False, one_set: bool = False) -> Symbol:
    """The shortest symbol of the data: printable ASCII; with `one_set` the shortest that never changes its set. With
    `gs1` it begins with FNC1: GS1-128, whose element strings carry no brackets.

    Raises NotForCode128."""
    if not data:
        raise NotForCode128(data, "it is empty")
    if not all(" " <= char <= "~" for char in data):
        raise NotForCode128(data, "it has other characters than printable ASCII")
    if len(data) > (_MOST_OF_GS1 if gs1 else _MOST):
        raise NotForCode128(data, "it is too long")
    body = _in_one_set(data, gs1) if one_set else _shortest(data, gs1)
    check = (body[0] + sum(place * code for place, code in enumerate(body))) % 103
    return Symbol((*body, check, STOP))


def _in_one_set(data: str, gs1: bool) -> tuple[int, ...]:
    first = (FNC1,) if gs1 else ()
    if is_digits(data) and len(data) % 2 == 0:
        return (START_C, *first, *(int(data[at : at + 2]) for at in range(0, len(data), 2)))
    return (START_B, *first, *(ord(char) - 32 for char in data))


def _shortest(data: str, gs1: bool) -> tuple[int, ...]:
    """Start and data characters: from the left, the shortest way to each place ending in set B and in set C."""
    first = (FNC1,) if gs1 else ()
    in_b: dict[int, tuple[int, ...]] = {0: (START_B, *first)}
    in_c: dict[int, tuple[int, ...]] = {0: (START_C, *first)}
    for at in range(len(data)):
        here_b, here_c = in_b[at], in_c.get(at)
        if here_c is not None and len(here_c) + 1 < len(here_b):
            here_b = (*here_c, TO_B)
        if at > 0 and (here_c is None or len(here_b) + 1 < len(here_c)):
            here_c = (*here_b, TO_C)
        _keep(in_b, at + 1, (*here_b, ord(data[at]) - 32))
        pair = data[at : at + 2]
        if here_c is not None and len(pair) == 2 and is_digits(pair):
            _keep(in_c, at + 2, (*here_c, int(pair)))
    end = len(data)
    return min((ways[end] for ways in (in_b, in_c) if end in ways), key=len)


def _keep(ways: dict[int, tuple[int, ...]], place: int, way: tuple[int, ...]) -> None:
    if place not in ways or len(way) < len(ways[place]):
        ways[place] = way
