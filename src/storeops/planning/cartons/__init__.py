"""Cartons: which an order needs, how they are filled, and a drawing of it. Pure: numbers in, numbers out.

`choose` packs an order into the shop's cartons, `load` fills one container as full as it can, `faults` checks what
either has done without sharing its geometry, `layers` draws it. No clock is read: who gives seconds gives a clock.
"""

from storeops.planning.cartons.check import Fault, faults, filled_faults
from storeops.planning.cartons.choosing import Prices, choose
from storeops.planning.cartons.drawing import Key, Layer, layers, text
from storeops.planning.cartons.loading import load
from storeops.planning.cartons.problem import (
    ANY_SIDE_UP,
    AXES,
    HEIGHT,
    LENGTH,
    THIS_SIDE_UP,
    WIDTH,
    BadPacking,
    Carton,
    Filled,
    Item,
    OwnBox,
    Packing,
    Placed,
    Unpacked,
)

__all__ = [
    "ANY_SIDE_UP",
    "AXES",
    "HEIGHT",
    "LENGTH",
    "THIS_SIDE_UP",
    "WIDTH",
    "BadPacking",
    "Carton",
    "Fault",
    "Filled",
    "Item",
    "Key",
    "Layer",
    "OwnBox",
    "Packing",
    "Placed",
    "Prices",
    "Unpacked",
    "choose",
    "faults",
    "filled_faults",
    "layers",
    "load",
    "text",
]
