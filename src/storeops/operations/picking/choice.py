"""Which of the orders that wait make up a wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storeops.operations.picking.tours import Stop
from storeops.rules.amounts import ONE, Thousandths

if TYPE_CHECKING:
    from storeops.operations.picking.waves import Asked

OBJECTIVES = ("oldest", "aisles")
"""The oldest promises first; as many units as can be for each aisle that is visited."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The stops of the orders chosen, and why these."""

    stops: tuple[Stop, ...]
    reasons: tuple[str, ...]


def choose(stops: Sequence[Stop], how: Asked) -> Chosen:
    """The oldest promises first, whole orders, up to the limits."""
    most, orders = how.max_units * ONE, how.max_orders
    sums: dict[str, Thousandths] = {}
    for stop in stops:
        sums[stop.wanted.order] = sums.get(stop.wanted.order, 0) + stop.quantity
    taken: set[str] = set()
    units = 0
    for order, quantity in sums.items():
        if (most and units + quantity > most and taken) or (orders and len(taken) >= orders):
            continue
        taken.add(order)
        units += quantity
    left = len(sums) - len(taken)
    told = f"{len(taken)} orders, the oldest promise first" + (f"; {left} wait for another wave" if left else "")
    return Chosen(tuple(stop for stop in stops if stop.wanted.order in taken), (told,))
