"""How far two places are apart, where only their coordinates are known: the great circle, and a factor for the road."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_008.7714
"""Mean radius R1 = (2a + b) / 3 of the ellipsoid WGS84 (NIMA TR 8350.2, 3rd edition 2000, table 3.2)."""

DETOUR_PERCENT = 140
"""Roads are this many per cent of the great circle: about 1.4 in England, 1.3 in Germany, 1.2 in the United States
(Ballou, Rahardja and Sakai, Transportation Research Part A 36 (2002), 843-848)."""

METRES_PER_HOUR = 30_000
"""A van in a town; a shop in the country sets its own."""

Point = tuple[str, int, int]
"""Key, latitude and longitude in millionths of a degree."""


@dataclass(frozen=True, slots=True)
class Speed:
    """How the great circle becomes a road and a time: per cent, and metres in an hour."""

    detour_percent: int = DETOUR_PERCENT
    metres_per_hour: int = METRES_PER_HOUR


@dataclass(frozen=True, slots=True)
class Distances:
    """From the place of a row to the place of a column: metres, and seconds of driving. Both ways may differ."""

    keys: tuple[str, ...]
    metres: tuple[tuple[int, ...], ...]
    seconds: tuple[tuple[int, ...], ...]

    @classmethod
    def between(cls, points: Sequence[Point], speed: Speed) -> Distances:
        """Every distance between the points, by `great_circle` and `speed`."""
        metres = tuple(tuple(_by_road(here, there, speed) for there in points) for here in points)
        return cls.driven(tuple(key for key, _, _ in points), metres, speed.metres_per_hour)

    @classmethod
    def driven(
        cls, keys: tuple[str, ...], metres: tuple[tuple[int, ...], ...], metres_per_hour: int = METRES_PER_HOUR
    ) -> Distances:
        """Distances that are given, driven at one speed; a second begun counts whole."""
        return cls(keys, metres, tuple(tuple(-(-far * 3600 // metres_per_hour) for far in row) for row in metres))


def great_circle(here: tuple[int, int], there: tuple[int, int]) -> float:
    """Metres along the great circle between two positions, in millionths of a degree of latitude and longitude.

    The haversine formula (Sinnott, Sky and Telescope 68 (1984), 159), which keeps its digits for places nearby. The
    earth is taken as a sphere: at most 0.56 % off."""
    (lat1, lon1), (lat2, lon2) = ((radians(a / 1e6), radians(b / 1e6)) for a, b in (here, there))
    haversine = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(haversine)))


def _by_road(here: Point, there: Point, speed: Speed) -> int:
    if here[1:] == there[1:]:
        return 0
    return round(great_circle(here[1:], there[1:]) * speed.detour_percent / 100)
