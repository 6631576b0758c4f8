"""The search for a well filled container: a beam of partly filled ones, each judged by filling it up greedily.

Places nearest to a corner of the container are filled first (Manhattan distance; Zhu and Lim 2012, see `ranking`). Of
each container in the beam the best blocks are tried, each child is filled up by always taking the best block, and the
`width` best children go on (Araya and Riff, Computers & Operations Research 43 (2014), 100-107). Passes with wider and
wider beams follow until the budget is spent, everything is placed, or the whole tree has been seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from storeops.planning.cartons.blocks import Block
from storeops.planning.cartons.levels import Rect, cut, spread
from storeops.planning.cartons.problem import Size
from storeops.planning.cartons.ranking import Ranking, Remaining, Sides

Path: TypeAlias = "tuple[Path | None, Laid]"


@dataclass(slots=True)
class Budget:
    """How long a search may go on: a number of blocks laid, or seconds by a `clock` from outside, or both."""

    steps: int | None = None
    clock: Callable[[], float] | None = None
    until: float = 0.0
    laid: int = 0

    def spent(self) -> bool:
        """Whether the search has to come to an end."""
        if self.steps is not None and self.laid >= self.steps:
            return True
        return self.clock is not None and self.clock() >= self.until


@dataclass(frozen=True, slots=True)
class Laid:
    """A block in its place. With `from_right` or `from_back` its inside is mirrored, to hug that wall."""

    block: Block
    x: int
    y: int
    z: int
    from_right: bool
    from_back: bool


@dataclass(slots=True)
class State:
    """A partly filled container. `closed` are places that nothing fits any more, kept because they may yet be joined
    with a new top beside them."""

    open: list[Rect]
    closed: list[Rect]
    remaining: Remaining
    usable: Any
    path: Path | None
    volume: int

    def copy(self) -> State:
        return State(list(self.open), list(self.closed), self.remaining, self.usable, self.path, self.volume)

    def laid(self) -> list[Laid]:
        """Its blocks in the order they were laid."""
        found: list[Laid] = []
        path = self.path
        while path is not None:
            path, one = path
            found.append(one)
        return found[::-1]


class Search:
    """One container, its blocks, and the search for the best state."""

    def __init__(self, inside: Size, blocks: Sequence[Block], sides: Sides, ranking: Ranking[Any]) -> None:
        self._inside = inside
        self._blocks = blocks
        self._sides = sides
        self._ranking = ranking

    def run(self, remaining: Remaining, all_volume: int, budget: Budget) -> State:
        """The best filled container found. `all_volume` is that of everything there is: more cannot be had."""
        length, width, height = self._inside
        floor: Rect = (0, 0, 0, length, width)
        root = State([floor], [], remaining, self._ranking.usable(remaining), None, 0)
        best = self._greedy(root.copy(), budget)
        most = min(all_volume, length * width * height)
        wide = 1
        while best.volume < most and not budget.spent():
            wide = wide + 1 if wide < 4 else wide * 3 // 2
            best, exhausted = self._pass(root, best, wide, most, budget)
            if exhausted:
                break
        return best

    def _pass(self, root: State, best: State, wide: int, most: int, budget: Budget) -> tuple[State, bool]:
        """One beam from the empty container to full ones; also whether nothing was left out of it."""
        beam = [root.copy()]
        exhausted = True
        while beam:
            children: dict[int, State] = {}
            tried = wide if len(beam) > 1 else wide * wide
            for state in beam:
                place, numbers = self._next(state, tried)
                exhausted = exhausted and len(numbers) < tried
                for number in numbers:
                    child = self._lay(state, place, number, budget)
                    filled = self._greedy(child.copy(), budget)
                    if filled.volume > best.volume:
                        best = filled
                    exhausted = exhausted and filled.volume not in children
                    children.setdefault(filled.volume, child)
                    if best.volume >= most or budget.spent():
                        return best, False
            beam = [children[volume] for volume in sorted(children, reverse=True)[:wide]]
            exhausted = exhausted and len(children) <= wide
        return best, exhausted

    def _greedy(self, state: State, budget: Budget) -> State:
        while True:
            place, numbers = self._next(state, 1)
            if not numbers:
                return state
            state = self._lay(state, place, numbers[0], budget)

    def _next(self, state: State, most: int) -> tuple[Rect, list[int]]:
        """The place to fill next and the best blocks for it. Places that nothing fits are closed."""
        reach = self._sides.reach(state.remaining)
        while state.open:
            place = min(state.open, key=self._turn)
            room = (place[3] - place[1], place[4] - place[2], self._inside[2] - place[0])
            if min(room[:2]) >= reach.least_flat and room[2] >= reach.least_up:
                numbers = self._ranking.best(state.usable, room, state.remaining, most)
                if numbers:
                    return place, numbers
            state.open.remove(place)
            state.closed.append(place)
        return (0, 0, 0, 0, 0), []

    def _turn(self, place: Rect) -> tuple[int, int]:
        """Nearest to a corner of the container first, then the biggest."""
        z, x1, y1, x2, y2 = place
        length, width, height = self._inside
        return min(x1, length - x2) + min(y1, width - y2) + z, -(x2 - x1) * (y2 - y1) * (height - z)

    def _lay(self, state: State, place: Rect, number: int, budget: Budget) -> State:
        """A new state with the block in the corner of the place that is nearest to a corner of the container."""
        budget.laid += 1
        block = self._blocks[number]
        z, x1, y1, x2, y2 = place
        right, back = x1 > self._inside[0] - x2, y1 > self._inside[1] - y2
        x, y = x2 - block.dx if right else x1, y2 - block.dy if back else y1
        ground = (z, x, y, x + block.dx, y + block.dy)
        remaining = tuple(a - b for a, b in zip(state.remaining, block.need, strict=True))
        changed = [i for i, count in enumerate(block.need) if count]
        laid = State(
            cut(state.open, ground),
            cut(state.closed, ground),
            remaining,
            self._ranking.narrowed(state.usable, remaining, changed),
            (state.path, Laid(block, x, y, z, right, back)),
            state.volume + block.volume,
        )
        if block.ax and self._inside[2] - z - block.dz >= self._sides.reach(remaining).least_up:
            top_x, top_y = x + block.dx - block.ax if right else x, y + block.dy - block.ay if back else y
            _open_top(laid, (z + block.dz, top_x, top_y, top_x + block.ax, top_y + block.ay))
        return laid


def _open_top(state: State, top: Rect) -> None:
    """Make the new top a place, with what it joins on its level, open or closed."""
    closed = set(state.closed)
    places = spread([*state.open, *state.closed], top)
    state.open = [place for place in places if place not in closed]
    state.closed = [place for place in places if place in closed]
