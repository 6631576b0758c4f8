"""A plan writes nothing to the terminal: a screen or somebody's JSON is there."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from storeops.planning.sourcing import Line, Location, Order, Problem, Rate, source
line = Line(number=1, parts=(("TEA", 1000),), quantity=2000, grams=100, unfilled=10_000)
order = Order(id="1", channel="web", service="normal", region="GB", promised=5, lines=(line,))
other = Order(id="2", channel="web", service="normal", region="GB", promised=5, lines=(line,))
places = tuple(Location(code=code, kind="store", capacity=9) for code in ("S1", "S2"))
plan = source(Problem(
    locations=places, stock={("TEA", "S1"): 3000, ("TEA", "S2"): 2000}, orders=(order, other),
    zones={("S1", "GB"): "1", ("S2", "GB"): "2"},
    tariff=(Rate("1", "normal", 2000, 300), Rate("2", "normal", 2000, 400)),
    arrivals={("S1", "normal", "GB"): 4, ("S2", "normal", "GB"): 4},
    late_per_day=100, split=50, scarcity={}, rules=(),
))
assert plan.cost.unfilled == 0 and plan.method in ("optimal", "heuristic", "time_limit")
"""


def test_the_solver_prints_nothing() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
