"""The shortest tour in one block, exactly: the dynamic programme of Ratliff and Rosenthal.

H. D. Ratliff and A. S. Rosenthal, Order-picking in a rectangular warehouse, Operations Research 31 (1983) 507-521.
Aisles are added from left to right. All that matters of a part of a tour is how many times it comes to the front and
to the back end of the last aisle (not, an odd or an even number of times) and whether it hangs together. In an aisle
six things can be done, between two aisles four; a part's best length by state is all that is carried on. Then the
tour is read off as a closed walk (Euler). Aisles are seen here from the depot's side: it is at the front.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from storeops.planning.picking.layout import Layout, Point

FAR = 1 << 60
"""Longer than any tour: what cannot be done."""


@dataclass(frozen=True, slots=True)
class Column:
    """One aisle of a tour: its place across, its length (FAR where it cannot be walked), its spots, front to back."""

    across: int
    through: int
    spots: tuple[int, ...] = ()

    def costs(self) -> tuple[int, int, int, int]:
        """What it costs to go through, from the front and back again, from the back, or from both to the widest gap
        between two spots."""
        if not self.spots:
            return self.through, 0, 0, 0
        front, back = 2 * self.spots[-1], 2 * (self.through - self.spots[0])
        widest = max((b - a for a, b in pairwise(self.spots)), default=0)
        return self.through, front, back, 2 * (self.through - widest) if widest else FAR


def by_aisle(points: Iterable[Point]) -> dict[int, list[int]]:
    """Places along each aisle, in order."""
    places: dict[int, list[int]] = defaultdict(list)
    for number, place in sorted(points):
        places[number].append(place)
    return places


def tour(layout: Layout, points: Iterable[Point]) -> tuple[int, list[Point]]:
    """The shortest tour from the depot's point through all these, and its length."""
    aisles = by_aisle(points)
    if not aisles:
        return 0, []
    numbers, columns, depot = columns_of(layout, aisles)
    length, found = walk(columns, depot)
    front, sign = facing(layout)
    return length, [(numbers[column], front + sign * place) for column, place in found]


def facing(layout: Layout) -> tuple[int, int]:
    """The cross aisle the depot is at, and the direction from there along the aisles."""
    front = layout.depot[1]
    return front, 1 if front == layout.crossings[0] else -1


def concerned(layout: Layout, picked: Iterable[int]) -> list[int]:
    """The aisles a best tour may use: those with a spot, the depot's, and where the depot is between aisles, those
    beside it. Any other is of no use: to go through it is never better than through its neighbour on one side."""
    here = layout.depot[0]
    numbers = {here, *picked}
    low, high = min(numbers), max(numbers)
    if layout.aisles[here].first == layout.aisles[here].last:
        numbers |= {number for number in (here - 1, here + 1) if low <= number <= high}
    return sorted(numbers)


def columns_of(layout: Layout, aisles: Mapping[int, Sequence[int]]) -> tuple[list[int], list[Column], int]:
    """The aisles a tour may use, by number and as columns, and which of them the depot's is."""
    numbers = concerned(layout, aisles)
    front, sign = facing(layout)
    depth = layout.crossings[-1] - layout.crossings[0]
    columns = []
    for number in numbers:
        aisle = layout.aisles[number]
        spots = tuple(sorted(sign * (place - front) for place in aisles.get(number, ())))
        columns.append(Column(aisle.across, depth if aisle.first < aisle.last else FAR, spots))
    return numbers, columns, numbers.index(layout.depot[0])


def shortest(costs: Sequence[tuple[int, int, int, int]], across: Sequence[int], depot: int) -> int:
    """The length of the best tour over aisles with these costs, beginning and ending before aisle number `depot`.

    The states of a part that has been begun and not been closed, each with its best length: odd at both ends; even at
    the front only; even at the back only; even at both ends, hanging together; even at both, in two pieces."""
    through, front, back, split = costs[0]
    odd, whole = through, 2 * through
    for number in range(1, len(costs)):
        # On to the next aisle. Who has not been before the depot by now has to set out on the depot's side.
        step = 2 * (across[number] - across[number - 1])
        some = front if front < back else back
        split = (split if split < some else some) + 2 * step
        front = (front if front < whole else whole) + step
        back = (back if back < whole and number - 1 != depot else whole) + step
        odd += step
        whole += 2 * step
        through, ahead, behind, gap = costs[number]
        turn = ahead if ahead < behind else behind
        if gap < turn:
            turn = gap
        some = front if front < back else back
        if split < some:
            some = split
        joined = some + 2 * through
        if whole < some:
            some = whole
        split += turn
        for other in (front + (behind if behind < gap else gap), back + (ahead if ahead < gap else gap)):
            if other < split:
                split = other
        whole += turn
        if odd + through < whole:
            whole = odd + through
        if joined < whole:
            whole = joined
        odd += turn
        if some + through < odd:
            odd = some + through
        front += ahead
        back += behind
    best = whole if whole < front else front
    return back if back < best and depot != len(costs) - 1 else best


State = tuple[int, int, int]
"""How often a part comes to the front and to the back end (0 not, 1 an odd, 2 an even number of times); its pieces."""

Step = tuple[str, int, int]
"""What is done in an aisle, and how often one walks on to the next at the front and at the back."""

THROUGH, FRONT, BACK, GAP, TWICE = "through", "front", "back", "gap", "twice"
_ENDS = {THROUGH: (1, 1), FRONT: (2, 0), BACK: (0, 2), GAP: (2, 2), TWICE: (2, 2), "": (0, 0)}
_ONWARD = ((1, 1), (2, 0), (0, 2), (2, 2), (0, 0))
_NOTHING: State = (0, 0, 0)
_CLOSED: State = (0, 0, 1)


def walk(columns: Sequence[Column], depot: int) -> tuple[int, list[tuple[int, int]]]:
    """The best tour and its length: (number of an aisle, place along it) from the depot on, each spot once."""
    length, steps = _steps(columns, depot)
    ways: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for number, (column, (action, at_front, at_back)) in enumerate(zip(columns, steps, strict=True)):
        for a, b in _stretches(column, action):
            _join(ways, (number, a), (number, b))
        for place, times in ((0, at_front), (column.through, at_back)):
            for _ in range(times):
                _join(ways, (number, place), (number + 1, _other(columns, number + 1, place)))
    spots = {(number, place) for number, column in enumerate(columns) for place in column.spots}
    return length, [point for point in dict.fromkeys(_closed(ways, (depot, 0))) if point in spots]


def _other(columns: Sequence[Column], number: int, place: int) -> int:
    return columns[number].through if place else 0


def _join(ways: dict[tuple[int, int], list[tuple[int, int]]], a: tuple[int, int], b: tuple[int, int]) -> None:
    ways[a].append(b)
    ways[b].append(a)


def _stretches(column: Column, action: str) -> list[tuple[int, int]]:
    """What is walked in an aisle, between neighbouring spots or ends, once each."""
    spots, end = column.spots, column.through
    whole = list(pairwise((0, *spots, end)))
    if action == THROUGH:
        return whole
    if action == TWICE:
        return whole * 2
    if action == FRONT:
        return whole[:-1] * 2
    if action == BACK:
        return whole[1:] * 2
    if action == GAP:
        widest = max(range(1, len(whole) - 1), key=lambda place: whole[place][1] - whole[place][0])
        return (whole[:widest] + whole[widest + 1 :]) * 2
    return []


def _steps(columns: Sequence[Column], depot: int) -> tuple[int, list[Step]]:
    """The best tour's steps, aisle by aisle, and its length."""
    best: dict[State, int] = {_NOTHING: 0}
    came: list[dict[State, tuple[State, Step]]] = []
    last = len(columns) - 1
    for number, column in enumerate(columns):
        reached: dict[State, int] = {}
        how: dict[State, tuple[State, Step]] = {}
        step = columns[number + 1].across - column.across if number < last else 0
        for before, length in best.items():
            for action, cost in _actions(column).items():
                within = _within(before, action)
                if before == _CLOSED and action:
                    continue
                for onward in _ONWARD if number < last else _ONWARD[-1:]:
                    after = _onward(within, onward)
                    if after is None or (number == depot and not within[0] and not onward[0]):
                        continue
                    total = length + cost + step * sum(onward)
                    if total < reached.get(after, FAR):
                        reached[after] = total
                        how[after] = before, (action, *onward)
        best = reached
        came.append(how)
    state = _CLOSED
    length, steps = best[state], []
    for how in reversed(came):
        state, taken = how[state]
        steps.append(taken)
    return length, steps[::-1]


def _actions(column: Column) -> Mapping[str, int]:
    through, front, back, gap = column.costs()
    if not column.spots:
        return {"": 0, THROUGH: through}
    return {THROUGH: through, FRONT: front, BACK: back, GAP: gap, TWICE: 2 * through}


def _within(state: State, action: str) -> State:
    """The part with one more aisle, before it goes on to the next: table I of the paper, worked out."""
    at_front, at_back = _ENDS[action]
    front, back, pieces = state
    if not at_front and not at_back:
        return state
    if action in (THROUGH, TWICE):
        pieces = 1
    else:
        pieces += sum(bool(new) and not old for new, old in ((at_front, front), (at_back, back)))
    return _parity(front, at_front), _parity(back, at_back), pieces


def _onward(state: State, onward: tuple[int, int]) -> State | None:
    """The part as seen from the next aisle; None where it would fall apart or could not be walked: table II."""
    front, back, pieces = state
    if (front + onward[0]) % 2 or (back + onward[1]) % 2:
        return None
    if onward == (0, 0):
        return (0, 0, pieces) if pieces <= 1 else None
    carried = sum(bool(had and step) for had, step in zip((front, back), onward, strict=True))
    if carried < pieces:
        return None
    new = sum(bool(step and not had) for had, step in zip((front, back), onward, strict=True))
    return onward[0], onward[1], pieces + new


def _parity(had: int, more: int) -> int:
    total = had + more
    return total if total <= 2 else 2 - total % 2


def _closed(ways: Mapping[tuple[int, int], list[tuple[int, int]]], start: tuple[int, int]) -> list[tuple[int, int]]:
    """A closed walk over every way once (Hierholzer)."""
    left = {point: list(others) for point, others in ways.items()}
    walked: list[tuple[int, int]] = []
    path = [start]
    while path:
        here = path[-1]
        if left.get(here):
            there = left[here].pop()
            left[there].remove(here)
            path.append(there)
        else:
            walked.append(path.pop())
    return walked
