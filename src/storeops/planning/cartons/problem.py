"""What a packing run is given and what it answers: items, cartons, filled cartons.

All numbers are integers: lengths in millimetres, weights in grams, money in minor units. x runs along a carton's
length, y along its width, z upwards from its floor; a position is the corner of a box nearest to the origin.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

from storeops.rules.amounts import Minor
from storeops.rules.cartons import CartonSize
from storeops.rules.errors import Refused
from storeops.rules.wording import quote

LENGTH = "length"
WIDTH = "width"
HEIGHT = "height"
AXES = (LENGTH, WIDTH, HEIGHT)
ANY_SIDE_UP = frozenset(AXES)
THIS_SIDE_UP = frozenset({HEIGHT})

_TURNS = tuple(permutations(range(3)))
"""Which side lies along x, along y, and stands up."""

Size = tuple[int, int, int]
"""Extents along x, y and z in millimetres."""


class BadPacking(Refused):
    """What was given cannot be packed by anybody: a size below 1, a key twice. `what` names it, `reason` in words."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"Packing cannot start: {what} {reason}.")
        self.what = what
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Item:
    """Goods of one kind, as boxes: outer lengths in millimetres, the weight of one in grams, and how many.

    `upright` names the sides that may stand vertical (of AXES; THIS_SIDE_UP for a box with an arrow on it). Nothing
    rests on a `fragile` one. One with an `own_box` is shipped in the packaging it is sold in, a parcel each."""

    key: str
    length: int
    width: int
    height: int
    grams: int = 0
    quantity: int = 1
    upright: frozenset[str] = ANY_SIDE_UP
    fragile: bool = False
    own_box: bool = False

    def __post_init__(self) -> None:
        if min(self.length, self.width, self.height) < 1:
            raise BadPacking(f"item {quote(self.key)}", "has a side shorter than 1 mm")
        if self.grams < 0 or self.quantity < 0:
            raise BadPacking(f"item {quote(self.key)}", "has a weight or a quantity below zero")
        if not self.upright or not self.upright <= ANY_SIDE_UP:
            raise BadPacking(f"item {quote(self.key)}", f"may stand on none of {', '.join(AXES)}")

    @property
    def volume(self) -> int:
        """Cubic millimetres of one."""
        return self.length * self.width * self.height

    def orientations(self) -> tuple[Size, ...]:
        """The different extents (x, y, z) it may be put in with, in a fixed order."""
        sides = (self.length, self.width, self.height)
        turns = [turn for turn in _TURNS if AXES[turn[2]] in self.upright]
        return tuple(dict.fromkeys((sides[x], sides[y], sides[z]) for x, y, z in turns))


@dataclass(frozen=True, slots=True)
class Carton:
    """A carton the shop keeps: inner lengths in millimetres, how heavy it may be with its goods, and what it costs.

    `max_grams` is the gross weight, `tare_grams` the carton itself with its filling; `available` None is no limit."""

    code: str
    length: int
    width: int
    height: int
    max_grams: int
    tare_grams: int = 0
    cost_minor: Minor = 0
    available: int | None = None

    def __post_init__(self) -> None:
        if min(self.length, self.width, self.height) < 1:
            raise BadPacking(f"carton {quote(self.code)}", "has a side shorter than 1 mm")
        if self.tare_grams < 0 or self.max_grams < self.tare_grams:
            raise BadPacking(f"carton {quote(self.code)}", "is heavier than it may be when full")
        if self.cost_minor < 0 or (self.available is not None and self.available < 0):
            raise BadPacking(f"carton {quote(self.code)}", "has a cost or a stock below zero")

    @classmethod
    def of(cls, size: CartonSize, available: int | None = None) -> Carton:
        """A carton of one of the shop's sizes."""
        return cls(
            size.code,
            size.length,
            size.width,
            size.height,
            max_grams=size.max_grams,
            tare_grams=size.tare_grams,
            cost_minor=size.cost,
            available=available,
        )

    @property
    def volume(self) -> int:
        """Cubic millimetres inside."""
        return self.length * self.width * self.height

    @property
    def load_grams(self) -> int:
        """How heavy the goods in it may be together."""
        return self.max_grams - self.tare_grams


@dataclass(frozen=True, slots=True)
class Placed:
    """One unit in its place: `unit` counts the units of an item from 1 through the whole packing."""

    item: str
    x: int
    y: int
    z: int
    dx: int
    dy: int
    dz: int
    unit: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A carton and what lies in it, from the floor up. `grams` is gross; `goods_volume` in cubic millimetres."""

    carton: Carton
    placed: tuple[Placed, ...]
    grams: int

    @property
    def goods_volume(self) -> int:
        return sum(one.dx * one.dy * one.dz for one in self.placed)

    @property
    def use(self) -> float:
        """The part of the carton's inner volume that goods fill, 0 to 1."""
        return self.goods_volume / self.carton.volume


@dataclass(frozen=True, slots=True)
class OwnBox:
    """A unit that travels in the packaging it is sold in: a parcel of its own."""

    item: str
    unit: int
    grams: int


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Units that were not packed, with the reason in words."""

    item: str
    quantity: int
    reason: str


@dataclass(frozen=True, slots=True)
class Packing:
    """How an order travels: filled cartons, parcels in their own box, and what could not be packed."""

    cartons: tuple[Filled, ...]
    own_box: tuple[OwnBox, ...] = ()
    unpacked: tuple[Unpacked, ...] = ()

    @property
    def parcels(self) -> int:
        return len(self.cartons) + len(self.own_box)

    @property
    def cost(self) -> Minor:
        """What the cartons cost together, in minor units."""
        return sum(one.carton.cost_minor for one in self.cartons)
