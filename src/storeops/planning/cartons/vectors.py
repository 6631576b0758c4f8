"""The ranking of blocks with numpy: the same choice as plain Python's, for thousands of blocks at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from storeops.planning.cartons.blocks import Block
from storeops.planning.cartons.problem import Size
from storeops.planning.cartons.ranking import CONSIDERED, Remaining, Sides

Numbers: TypeAlias = NDArray[np.int64]


class VectorRanking:
    """As PlainRanking. `usable` is an array of block numbers, the biggest block first."""

    def __init__(self, blocks: Sequence[Block], sides: Sides) -> None:
        self._sides = sides
        self._dx = np.array([block.dx for block in blocks], dtype=np.int64)
        self._dy = np.array([block.dy for block in blocks], dtype=np.int64)
        self._dz = np.array([block.dz for block in blocks], dtype=np.int64)
        self._bears = np.array([block.ax > 0 for block in blocks], dtype=np.int64)
        self._volume = np.array([block.volume for block in blocks], dtype=np.int64)
        self._need: Numbers = np.array([block.need for block in blocks], dtype=np.int64).T.copy()
        self._room = sides.room
        self._arrays: dict[int, Numbers] = {}

    def usable(self, remaining: Remaining) -> Numbers:
        enough = (self._need <= np.array(remaining, dtype=np.int64)[:, None]).all(axis=0)
        return np.flatnonzero(enough).astype(np.int64)

    def narrowed(self, usable: Numbers, remaining: Remaining, changed: Sequence[int]) -> Numbers:
        enough = np.ones(len(usable), dtype=bool)
        for row in changed:
            enough &= self._need[row][usable] <= remaining[row]
        return usable[enough]

    def best(self, usable: Numbers, room: Size, remaining: Remaining, most: int) -> list[int]:
        length, width, height = room
        fits = (self._dx[usable] <= length) & (self._dy[usable] <= width) & (self._dz[usable] <= height)
        numbers = usable[fits][:CONSIDERED]
        if not len(numbers):
            return []
        reach = self._sides.reach(remaining)
        flat, up = self._longest(reach.flat), self._longest(reach.up)
        dx, dy, dz = self._dx[numbers], self._dy[numbers], self._dz[numbers]
        across = (dx + flat[length - dx]) * (dy + flat[width - dy])
        worth = self._volume[numbers] + across * (dz + up[height - dz] * self._bears[numbers])
        if most == 1:
            return [int(numbers[int(worth.argmax())])]
        return [int(number) for number in numbers[np.argsort(-worth, kind="stable")[:most]]]

    def _longest(self, sums: int) -> Numbers:
        """For every room in millimetres the longest of the sums that does not exceed it."""
        known = self._arrays.get(sums)
        if known is None:
            bytes_ = np.frombuffer(sums.to_bytes(self._room // 8 + 1, "little"), dtype=np.uint8)
            possible = np.unpackbits(bytes_, bitorder="little")[: self._room + 1]
            known = np.maximum.accumulate(np.arange(self._room + 1, dtype=np.int64) * possible)
            self._arrays[sums] = known
        return known
