"""Picking: which orders are walked together, and which way, so that little is walked.

`from_bins` lays a warehouse out, `plan` makes tours of a wave's orders; `optimal` and the rules of thumb are for one
tour. Pure: numbers in, numbers out. A clock is only read where one is given, to keep the time given with it.
"""

from storeops.planning.picking.batching import Cart
from storeops.planning.picking.layout import Aisle, BadLayout, Bin, Layout, Point, from_bins
from storeops.planning.picking.plan import (
    BATCH,
    CLUSTER,
    MODES,
    SINGLE,
    ZONE,
    BadWave,
    Effort,
    Line,
    Order,
    Pick,
    Plan,
    Stop,
    Tour,
    plan,
)
from storeops.planning.picking.routing import Route, SeveralBlocks, largest_gap, optimal, returning, s_shape

__all__ = [
    "BATCH",
    "CLUSTER",
    "MODES",
    "SINGLE",
    "ZONE",
    "Aisle",
    "BadLayout",
    "BadWave",
    "Bin",
    "Cart",
    "Effort",
    "Layout",
    "Line",
    "Order",
    "Pick",
    "Plan",
    "Point",
    "Route",
    "SeveralBlocks",
    "Stop",
    "Tour",
    "from_bins",
    "largest_gap",
    "optimal",
    "plan",
    "returning",
    "s_shape",
]
