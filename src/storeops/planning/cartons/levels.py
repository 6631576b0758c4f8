"""The free places of a container when everything must stand on something: rectangles on levels.

When the whole base of every box is supported, nothing ever hangs over free room, so that a free place reaches from its
level to the container's ceiling and all that matters of it is a rectangle: on the floor, or on tops of equal height.
A level keeps the largest such rectangles (the maximal spaces of Parreno et al., INFORMS Journal on Computing 20 (2008),
412-422); they may overlap each other. Tops of equal height that touch are one level: a box may stand on both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Rect = tuple[int, int, int, int, int]
"""Level z, then x and y of the corner nearest to the origin, then x and y of the farthest one; millimetres."""


def cut(places: Iterable[Rect], taken: Rect) -> list[Rect]:
    """What is left of `places` when the ground `taken` is built over."""
    z, left, front, right, back = taken
    kept: list[Rect] = []
    pieces: list[Rect] = []
    for place in places:
        if place[0] != z or place[1] >= right or left >= place[3] or place[2] >= back or front >= place[4]:
            kept.append(place)
            continue
        _, x1, y1, x2, y2 = place
        if x1 < left:
            pieces.append((z, x1, y1, left, y2))
        if right < x2:
            pieces.append((z, right, y1, x2, y2))
        if y1 < front:
            pieces.append((z, x1, y1, x2, front))
        if back < y2:
            pieces.append((z, x1, back, x2, y2))
    for piece in _largest(pieces):
        if not any(_within(piece, other) for other in kept):
            kept.append(piece)
    return kept


def spread(places: Sequence[Rect], top: Rect) -> list[Rect]:
    """The places when the top `top` is new: it joins with what it touches on its level. Smaller ones are dropped."""
    z = top[0]
    level = [place for place in places if place[0] == z]
    if not level:
        return [*places, top]
    grown = [top]
    for one in grown:
        for other in level:
            for joined in _joined(one, other):
                if joined not in grown and len(grown) < 24:
                    grown.append(joined)
    new = _largest(grown)
    kept = [place for place in places if place[0] != z or not any(_within(place, one) for one in new)]
    return kept + [one for one in new if not any(_within(one, other) for other in kept)]


def _joined(one: Rect, other: Rect) -> list[Rect]:
    """The rectangles over both that lie wholly on the two of them and reach farther than either."""
    z, x1, y1, x2, y2 = one
    _, u1, v1, u2, v2 = other
    found: list[Rect] = []
    low, high = max(y1, v1), min(y2, v2)
    if low < high and u1 <= x2 and x1 <= u2 and (u1 < x1 or x2 < u2):
        found.append((z, min(x1, u1), low, max(x2, u2), high))
    low, high = max(x1, u1), min(x2, u2)
    if low < high and v1 <= y2 and y1 <= v2 and (v1 < y1 or y2 < v2):
        found.append((z, low, min(y1, v1), high, max(y2, v2)))
    return found


def _largest(rects: Iterable[Rect]) -> list[Rect]:
    different = list(dict.fromkeys(rects))
    return [one for one in different if not any(one is not other and _within(one, other) for other in different)]


def _within(one: Rect, other: Rect) -> bool:
    return (
        one[0] == other[0] and other[1] <= one[1] and other[2] <= one[2] and one[3] <= other[3] and one[4] <= other[4]
    )
