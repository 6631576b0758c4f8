"""A packing checked on its own: written apart from the search and sharing none of its geometry.

It looks at every unit and every pair of units, slowly and plainly, and tells all faults that it finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from storeops.planning.cartons.problem import AXES, Carton, Filled, Item, Packing, Placed

OVERLAP = "overlap"
OUTSIDE = "outside"
ORIENTATION = "orientation"
SUPPORT = "support"
WEIGHT = "weight"
FRAGILE = "fragile"
QUANTITY = "quantity"
CARTON = "carton"
OWN_BOX = "own-box"

FULL = 1000
"""Per mille of a unit's base that lies on other units or on the floor: all of it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong (`kind`, one of the words above), in which carton (counted from 1, 0 for none), in words."""

    kind: str
    carton: int
    words: str


def faults(
    packing: Packing, items: Sequence[Item], cartons: Sequence[Carton] | None = None, *, support: int = FULL
) -> list[Fault]:
    """Everything wrong with a packing of `items`; `cartons`, when given, are those that it may use.

    `support` is how much of every base must be borne, in thousandths."""
    known = {item.key: item for item in items}
    found: list[Fault] = []
    for number, filled in enumerate(packing.cartons, start=1):
        found += _carton_faults(number, filled, known, support)
        if not filled.placed:
            found.append(Fault(CARTON, number, "the carton is empty"))
    found += _quantity_faults(packing, items)
    found += _own_box_faults(packing, known)
    if cartons is not None:
        found += _stock_faults(packing, cartons)
    return found


def filled_faults(filled: Filled, items: Sequence[Item], *, support: int = FULL) -> list[Fault]:
    """Everything wrong with one filled carton, which need not hold all of the items."""
    known = {item.key: item for item in items}
    found = _carton_faults(1, filled, known, support)
    for key, count in Counter(one.item for one in filled.placed).items():
        if key in known and count > known[key].quantity:
            found.append(Fault(QUANTITY, 1, f"{count} of {key}, but there are {known[key].quantity}"))
    return found


def _carton_faults(number: int, filled: Filled, known: Mapping[str, Item], support: int) -> list[Fault]:
    found = [Fault(kind, number, words) for kind, words in _pairs(filled.placed, known)]
    for one in filled.placed:
        found += [Fault(kind, number, words) for kind, words in _unit(one, filled, known, support)]
    goods = sum(known[one.item].grams for one in filled.placed if one.item in known)
    gross = goods + filled.carton.tare_grams
    if gross != filled.grams:
        found.append(Fault(WEIGHT, number, f"told as {filled.grams} g, but it comes to {gross} g"))
    if gross > filled.carton.max_grams:
        found.append(Fault(WEIGHT, number, f"{gross} g, but {filled.carton.max_grams} g are allowed"))
    return found


def _unit(one: Placed, filled: Filled, known: Mapping[str, Item], support: int) -> Iterator[tuple[str, str]]:
    name = f"{one.item} no. {one.unit}"
    carton = filled.carton
    room = ((one.x, one.dx, carton.length), (one.y, one.dy, carton.width), (one.z, one.dz, carton.height))
    if any(at < 0 or at + extent > end for at, extent, end in room):
        yield OUTSIDE, f"{name} reaches out of the carton"
    item = known.get(one.item)
    if item is None:
        yield QUANTITY, f"{name} was not asked for"
        return
    if item.own_box:
        yield OWN_BOX, f"{name} ships in its own box"
    if not _may_stand(one, item):
        yield ORIENTATION, f"{name} may not lie as {one.dx}x{one.dy}x{one.dz}"
    borne, base = _borne(one, filled.placed), one.dx * one.dy
    if borne * FULL < base * support:
        yield SUPPORT, f"{name} stands on {borne} of {base} square mm"


def _may_stand(one: Placed, item: Item) -> bool:
    """Some side that may be vertical has the unit's height, and the two others are its length and width."""
    sides = dict(zip(AXES, (item.length, item.width, item.height), strict=True))
    for axis in item.upright:
        flat = sorted(extent for name, extent in sides.items() if name != axis)
        if sides[axis] == one.dz and flat == sorted((one.dx, one.dy)):
            return True
    return False


def _pairs(placed: Sequence[Placed], known: Mapping[str, Item]) -> Iterator[tuple[str, str]]:
    for one, two in combinations(placed, 2):
        if all(_shared(one, two, axis) > 0 for axis in "xyz"):
            yield OVERLAP, f"{one.item} no. {one.unit} and {two.item} no. {two.unit} are in one another"
        for low, high in ((one, two), (two, one)):
            item = known.get(low.item)
            if item is not None and item.fragile and high.z == low.z + low.dz and _ground(low, high) > 0:
                yield FRAGILE, f"{high.item} no. {high.unit} rests on {low.item} no. {low.unit}"


def _shared(one: Placed, two: Placed, axis: str) -> int:
    """How many millimetres of an axis two units both take."""
    low_one, low_two = getattr(one, axis), getattr(two, axis)
    high_one, high_two = low_one + getattr(one, "d" + axis), low_two + getattr(two, "d" + axis)
    return int(min(high_one, high_two) - max(low_one, low_two))


def _ground(one: Placed, two: Placed) -> int:
    """Square millimetres that two units share when seen from above."""
    return max(0, _shared(one, two, "x")) * max(0, _shared(one, two, "y"))


def _borne(one: Placed, placed: Iterable[Placed]) -> int:
    """Square millimetres of the base that lie on the floor or on other units: units with a top at one height do not
    overlap, so their parts add up; where they do, OVERLAP is told."""
    if one.z == 0:
        return one.dx * one.dy
    return sum(_ground(one, other) for other in placed if other is not one and other.z + other.dz == one.z)


def _quantity_faults(packing: Packing, items: Sequence[Item]) -> list[Fault]:
    seen = Counter(one.item for filled in packing.cartons for one in filled.placed)
    seen.update(one.item for one in packing.own_box)
    for left in packing.unpacked:
        seen[left.item] += left.quantity
    wanted = Counter({item.key: 0 for item in items})
    for item in items:
        wanted[item.key] += item.quantity
    found = [
        Fault(QUANTITY, 0, f"{seen[key]} of {key} are told of, {wanted[key]} were asked for")
        for key in wanted | seen
        if seen[key] != wanted[key]
    ]
    units = Counter((one.item, one.unit) for filled in packing.cartons for one in filled.placed)
    units.update((one.item, one.unit) for one in packing.own_box)
    found += [Fault(QUANTITY, 0, f"{key} no. {unit} is packed {n} times") for (key, unit), n in units.items() if n > 1]
    return found


def _own_box_faults(packing: Packing, known: Mapping[str, Item]) -> list[Fault]:
    found: list[Fault] = []
    for one in packing.own_box:
        item = known.get(one.item)
        if item is None or not item.own_box:
            found.append(Fault(OWN_BOX, 0, f"{one.item} no. {one.unit} has no box of its own"))
        elif item.grams != one.grams:
            found.append(Fault(WEIGHT, 0, f"{one.item} no. {one.unit} is told as {one.grams} g, not {item.grams} g"))
    return found


def _stock_faults(packing: Packing, cartons: Sequence[Carton]) -> list[Fault]:
    used = Counter(filled.carton.code for filled in packing.cartons)
    kept = {carton.code: carton for carton in cartons}
    found: list[Fault] = []
    for number, filled in enumerate(packing.cartons, start=1):
        if kept.get(filled.carton.code) != filled.carton:
            found.append(Fault(CARTON, number, f"{filled.carton.code} is no carton of the list"))
    for code, count in used.items():
        left = kept[code].available if code in kept else None
        if left is not None and count > left:
            found.append(Fault(CARTON, 0, f"{count} of {code}, but only {left} are there"))
    return found
