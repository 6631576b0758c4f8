"""Fill one carton or container as full as possible with boxes of a few or many kinds.

What is loaded stands: the whole base of every box lies on the floor or on other boxes, nothing rests on a fragile one,
every box stands as it may, and the weight keeps to the limit. Without numpy (the extra `planning`) it works all the
same, on fewer blocks: as well for an order's few goods, less well for a lorry's many.
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from storeops.planning.cartons.blocks import Block, build
from storeops.planning.cartons.problem import BadPacking, Carton, Filled, Item, Placed
from storeops.planning.cartons.ranking import PlainRanking, Ranking, Sides
from storeops.planning.cartons.search import Budget, Laid, Search
from storeops.rules.wording import quote

MANY_BLOCKS = 2_000
FEW_BLOCKS = 300
"""How many blocks are made, with numpy and without."""

PLAIN_UP_TO = 150
"""Up to so many blocks plain Python is as quick as numpy, and need not load it."""


def load(
    items: Sequence[Item],
    carton: Carton,
    *,
    steps: int | None = 20_000,
    seconds: float | None = None,
    clock: Callable[[], float] | None = None,
    plain: bool = False,
) -> Filled:
    """The carton filled with as much of `items` by volume as was found; with nothing in it when nothing fits.

    The search ends after laying `steps` blocks, or after `seconds` on the `clock` given (such as time.monotonic), or
    when everything is in. The same input with steps alone gives the same answer. `plain` does without numpy.
    `own_box` is not looked at: whoever calls says what goes in. Raises BadPacking when two items have one key, and
    when there is neither a limit of steps nor seconds with a clock."""
    budget = _budget(steps, seconds, clock)
    for key, count in Counter(item.key for item in items).items():
        if count > 1:
            raise BadPacking(f"item {quote(key)}", "is given twice")
    return fill(items, carton, budget, plain=plain)


def fill(
    items: Sequence[Item], carton: Carton, budget: Budget, *, blocks: int | None = None, plain: bool = False
) -> Filled:
    """As `load`, within a budget that may be shared by several searches; `blocks` are made at most."""
    inside = (carton.length, carton.width, carton.height)
    plain = plain or importlib.util.find_spec("numpy") is None
    fitting = [_limited(item, carton) for item in items if item.quantity]
    made = build(
        fitting, inside, carton.load_grams, (FEW_BLOCKS if plain else MANY_BLOCKS) if blocks is None else blocks
    )
    if not made:
        return Filled(carton, (), carton.tare_grams)
    sides = Sides(fitting, inside)
    search = Search(inside, made, sides, _ranking(made, sides, plain=plain))
    remaining = (*(item.quantity for item in fitting), carton.load_grams)
    best = search.run(remaining, sum(item.volume * item.quantity for item in fitting), budget)
    return _filled(carton, fitting, best.laid())


def _budget(steps: int | None, seconds: float | None, clock: Callable[[], float] | None) -> Budget:
    if seconds is not None and clock is not None:
        return Budget(steps, clock, clock() + seconds)
    if seconds is not None or steps is None:
        raise BadPacking("the search", "needs a number of steps, or seconds together with a clock")
    return Budget(steps)


def _limited(item: Item, carton: Carton) -> Item:
    """No more of an item than could ever be in the carton, by volume and weight."""
    most = carton.volume // item.volume
    if item.grams:
        most = min(most, carton.load_grams // item.grams)
    return replace(item, quantity=min(item.quantity, most))


def _ranking(blocks: Sequence[Block], sides: Sides, *, plain: bool) -> Ranking[Any]:
    if plain or len(blocks) <= PLAIN_UP_TO:
        return PlainRanking(blocks, sides)
    from storeops.planning.cartons.vectors import VectorRanking

    return VectorRanking(blocks, sides)


def _filled(carton: Carton, items: Sequence[Item], laid: Sequence[Laid]) -> Filled:
    """The carton with every box of the blocks laid, from the floor up; units are counted in that order."""
    boxes = sorted((spot for one in laid for spot in _boxes(one)), key=lambda box: (box[3], box[2], box[1], box[0]))
    counts: Counter[int] = Counter()
    placed: list[Placed] = []
    for number, x, y, z, dx, dy, dz in boxes:
        counts[number] += 1
        placed.append(Placed(items[number].key, x, y, z, dx, dy, dz, counts[number]))
    goods = sum(items[number].grams * count for number, count in counts.items())
    return Filled(carton, tuple(placed), carton.tare_grams + goods)


def _boxes(laid: Laid) -> list[tuple[int, int, int, int, int, int, int]]:
    block = laid.block
    return [
        (
            number,
            laid.x + (block.dx - x - dx if laid.from_right else x),
            laid.y + (block.dy - y - dy if laid.from_back else y),
            laid.z + z,
            dx,
            dy,
            dz,
        )
        for number, x, y, z, dx, dy, dz in block.spots()
    ]
