"""Blocks: boxes stacked tightly into one bigger box, so that a search places twenty at a time instead of one.

Simple blocks are a grid of one item in one orientation. Two blocks side by side or one upon the other are a block again
while at least `FULLEST` per mille of it is goods (general blocks: Fanslau and Bortfeldt, INFORMS Journal on Computing
22 (2010), 222-235; Zhu and Lim, European Journal of Operational Research 218 (2012), 836-844). Every box in a block
stands wholly on the boxes under it, and a block knows how much of its top can bear the next one.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storeops.planning.cartons.problem import Item, Size

FULLEST = 980
"""Per mille of a joined block that must be goods."""

MANY_GRIDS = 4_000
"""More grids of one item in one orientation are not all made."""

TRIES = 40
"""Joins tried, at most, for every block that is wanted."""

Spot = tuple[int, int, int, int, int, int, int]
"""A box in a block: the item's number, x, y, z from the block's corner, and its extents; millimetres."""


@dataclass(slots=True, eq=False)
class Block:
    """`need` is how many of each item it takes, and its grams last. `ax`, `ay` is the part of its top, from its own
    corner, that other boxes may stand on; 0 for none. `volume` is that of its goods in cubic millimetres."""

    dx: int
    dy: int
    dz: int
    ax: int
    ay: int
    volume: int
    count: int
    need: tuple[int, ...]
    made: tuple[int, Size, Size] | tuple[int, Block, Block]

    def spots(self) -> list[Spot]:
        """Every box of it."""
        if isinstance(self.made[1], Block):
            axis, first, second = self.made
            step = [0, 0, 0]
            step[axis] = (first.dx, first.dy, first.dz)[axis]
            x, y, z = step
            moved = [(i, x + u, y + v, z + w, dx, dy, dz) for i, u, v, w, dx, dy, dz in second.spots()]
            return [*first.spots(), *moved]
        item, (dx, dy, dz), (nx, ny, nz) = self.made
        return [(item, x * dx, y * dy, z * dz, dx, dy, dz) for z in range(nz) for y in range(ny) for x in range(nx)]


def build(items: Sequence[Item], inside: Size, grams: int, most: int) -> list[Block]:
    """The blocks of `items` that fit `inside` and weigh at most `grams`, the biggest first: at most about `most`,
    but always every single box."""
    limits = (*(item.quantity for item in items), grams)
    made = _Made(inside, limits)
    for block in _spread(sorted(_simple(items, inside, limits), key=lambda block: block.count), most):
        made.add(block)
    fresh: Sequence[Block] = list(made.blocks)
    while fresh and not made.enough(most):
        joined: list[Block] = []
        for block in fresh:
            for other in made.neighbours(block):
                joined += made.add(other)
            if made.enough(most):
                break
        fresh = joined
    return sorted(made.blocks, key=lambda block: (-block.volume, block.dz, block.dx, block.dy))


def _spread(simple: Sequence[Block], most: int) -> list[Block]:
    """Every single box; of the bigger blocks, in the order of their counts, the small ones, then evenly so many of the
    others as are wanted: small ones are good to join, big ones to get on with."""
    single = sum(block.count == 1 for block in simple)
    wanted = max(2, most - single)
    small, others = simple[: single + wanted // 2], simple[single + wanted // 2 :]
    step = max(1, -(-len(others) // (wanted - wanted // 2)))
    return [*small, *others[::-1][::step][::-1]]


def _simple(items: Sequence[Item], inside: Size, limits: tuple[int, ...]) -> Iterator[Block]:
    none = (0,) * len(items)
    for number, item in enumerate(items):
        for dx, dy, dz in item.orientations():
            most = (inside[0] // dx, inside[1] // dy, min(1, inside[2] // dz) if item.fragile else inside[2] // dz)
            across, deep, high = (_counts(one, most, item.quantity) for one in most)
            for nz in high:
                for ny in deep:
                    for nx in across:
                        count = nx * ny * nz
                        if count > item.quantity or count * item.grams > limits[-1]:
                            break
                        size = (nx * dx, ny * dy, nz * dz)
                        top = (0, 0) if item.fragile else size[:2]
                        need = (*none[:number], count, *none[number + 1 :])
                        grid = (number, (dx, dy, dz), (nx, ny, nz))
                        yield Block(*size, *top, count * item.volume, count, (*need, count * item.grams), grid)


def _counts(most: int, grid: Size, quantity: int) -> list[int]:
    """How many boxes in a row are tried: every number, or, where grids would be too many, few and few big ones."""
    every = range(1, min(most, quantity) + 1)
    if grid[0] * grid[1] * grid[2] <= MANY_GRIDS:
        return list(every)
    return [n for n in every if n <= 3 or n >= most - 1 or n % (n.bit_length() * 2) == 0]


class _Made:
    """The blocks so far, and where to find those that could stand beside or upon another."""

    def __init__(self, inside: Size, limits: tuple[int, ...]) -> None:
        self.inside = inside
        self.limits = limits
        self.blocks: list[Block] = []
        self._seen: dict[tuple[object, ...], int] = {}
        self._tried = 0
        self._wide: dict[int, list[tuple[int, int, Block]]] = defaultdict(list)
        self._long: dict[int, list[tuple[int, int, Block]]] = defaultdict(list)
        self._all: list[tuple[int, int, Block]] = []

    def enough(self, most: int) -> bool:
        """Whether there are so many blocks, or so many joins were tried, that it is time to stop."""
        return len(self.blocks) >= most or self._tried >= most * TRIES

    def add(self, block: Block) -> list[Block]:
        """Keep the block unless one just like it bears as much. What was kept, as a list of one or none."""
        like = (block.dx, block.dy, block.dz, block.need)
        bearing = block.ax * block.ay
        if self._seen.get(like, -1) >= bearing:
            return []
        self._seen[like] = bearing
        self.blocks.append(block)
        for rows, size in (
            (self._wide[block.dz], block.dy),
            (self._long[block.dz], block.dx),
            (self._all, block.dx),
        ):
            insort(rows, (size, len(self.blocks), block))
        return [block]

    def neighbours(self, block: Block) -> list[Block]:
        """The blocks that `block` makes with another one beside it, behind it, or upon it."""
        found: list[Block] = []
        for other in self._near(self._wide[block.dz], block.dy):
            found += self._beside(block, other)
        for other in self._near(self._long[block.dz], block.dx):
            found += self._behind(block, other)
        for other in self._near(self._all, block.dx):
            found += self._upon(block, other)
            found += self._upon(other, block)
        return found

    def _near(self, rows: Sequence[tuple[int, int, Block]], size: int) -> list[Block]:
        """The blocks whose side is about as long: with any other too little of the joined block would be goods."""
        first = bisect_left(rows, (size * 95 // 100, 0))
        last = bisect_left(rows, (size * 100 // 95 + 1, 0))
        self._tried += last - first
        return [row[2] for row in rows[first:last]]

    def _beside(self, one: Block, two: Block) -> list[Block]:
        """`two` to the right of `one`, of equal height."""
        size = (one.dx + two.dx, max(one.dy, two.dy), one.dz)
        if size[0] > self.inside[0] or not self._allowed(one, two, size):
            return []
        top = (one.ax, one.ay)
        if one.ax == one.dx and two.ax and two.ay:
            top = max(top, (one.ax + two.ax, min(one.ay, two.ay)), key=lambda t: t[0] * t[1])
        return [self._of(0, one, two, size, top)]

    def _behind(self, one: Block, two: Block) -> list[Block]:
        """`two` behind `one`, of equal height."""
        size = (max(one.dx, two.dx), one.dy + two.dy, one.dz)
        if size[1] > self.inside[1] or not self._allowed(one, two, size):
            return []
        top = (one.ax, one.ay)
        if one.ay == one.dy and two.ax and two.ay:
            top = max(top, (min(one.ax, two.ax), one.ay + two.ay), key=lambda t: t[0] * t[1])
        return [self._of(1, one, two, size, top)]

    def _upon(self, low: Block, high: Block) -> list[Block]:
        """`high` on the top of `low`, standing on it wholly."""
        size = (low.dx, low.dy, low.dz + high.dz)
        if high.dx > low.ax or high.dy > low.ay or size[2] > self.inside[2] or not self._allowed(low, high, size):
            return []
        return [self._of(2, low, high, size, (high.ax, high.ay))]

    def _allowed(self, one: Block, two: Block, size: Size) -> bool:
        if (one.volume + two.volume) * 1000 < FULLEST * size[0] * size[1] * size[2]:
            return False
        return all(a + b <= most for a, b, most in zip(one.need, two.need, self.limits, strict=True))

    def _of(self, axis: int, one: Block, two: Block, size: Size, top: tuple[int, int]) -> Block:
        need = tuple(a + b for a, b in zip(one.need, two.need, strict=True))
        return Block(*size, *top, one.volume + two.volume, one.count + two.count, need, (axis, one, two))
