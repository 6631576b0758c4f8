"""Small made-up days for the tests of sourcing, and every plan there is for them."""

from __future__ import annotations

from collections import Counter
from itertools import product

from hypothesis import strategies as st

from storeops.planning.sourcing import Assignment, Line, Location, Order, Problem, Rate, evaluate, faults
from storeops.rules.amounts import ONE

CODES = ("WH", "S1", "S2")
KINDS = ("warehouse", "store", "store")
TARIFF = (
    Rate("near", "standard", 1_000, 300),
    Rate("near", "standard", 5_000, 450),
    Rate("near", "standard", 20_000, 900),
    Rate("far", "standard", 1_000, 500),
    Rate("far", "standard", 5_000, 800),
    Rate("far", "standard", 20_000, 1_500),
)
ZONES = {("WH", "N"): "near", ("WH", "S"): "far", ("S1", "N"): "far", ("S1", "S"): "near"} | {
    ("S2", "N"): "near",
    ("S2", "S"): "near",
}


def location(code: str, **changes: object) -> Location:
    given: dict[str, object] = {
        "kind": KINDS[CODES.index(code)],
        "capacity": 10,
        "handling_parcel": 50,
        "handling_unit": 10,
        "pickup": True,
    }
    return Location(code, **(given | changes))  # type: ignore[arg-type]


def line(number: int, sku: str, units: int = 1, **changes: object) -> Line:
    given: dict[str, object] = {"grams": 400, "unfilled": 5_000}
    return Line(number, ((sku, ONE),), units * ONE, **(given | changes))  # type: ignore[arg-type]


def order(id: str, *lines: Line, **changes: object) -> Order:
    given: dict[str, object] = {"channel": "web", "service": "standard", "region": "N", "promised": 2}
    return Order(id, lines=lines, **(given | changes))  # type: ignore[arg-type]


def problem(stock: dict[tuple[str, str], int], *orders: Order, **changes: object) -> Problem:
    """`stock` in whole units."""
    given: dict[str, object] = {
        "locations": tuple(location(code) for code in CODES),
        "zones": ZONES,
        "tariff": TARIFF,
        "split": 100,
        "late_per_day": 70,
    }
    units = {key: count * ONE for key, count in stock.items()}
    return Problem(stock=units, orders=orders, **(given | changes))  # type: ignore[arg-type]


@st.composite
def problems(draw: st.DrawFn, orders: int = 4, most: int = 3) -> Problem:
    """Up to three locations' stock of two products and a kit of both, fought over by a few orders."""
    counts = st.integers(0, most)
    stock = {(sku, code): draw(counts) for sku in ("TEA", "MUG") for code in CODES}
    places = tuple(
        location(
            code,
            capacity=draw(st.integers(0, 3)),
            handling_parcel=draw(st.integers(0, 90)),
            handling_unit=draw(st.integers(0, 25)),
            ships=draw(st.booleans()) or code == "WH",
            scarcity_percent=draw(st.sampled_from((0, 33, 100))),
        )
        for code in CODES
    )
    return problem(
        stock,
        *(draw(_orders(f"O{number}", most)) for number in range(draw(st.integers(1, orders)))),
        locations=places,
        scarcity={("TEA", "S1"): draw(st.integers(0, 400))},
        arrivals={("WH", "standard", "N"): draw(st.integers(1, 4)), ("S1", "standard", "N"): 3},
    )


@st.composite
def _orders(draw: st.DrawFn, id: str, most: int) -> Order:
    lines = []
    for number in range(draw(st.integers(1, 2))):
        parts = draw(st.sampled_from(((("TEA", ONE),), (("MUG", ONE),), (("TEA", ONE), ("MUG", 2 * ONE)))))
        lines.append(
            Line(
                number + 1,
                parts,
                draw(st.integers(1, most)) * ONE,
                grams=draw(st.sampled_from((0, 333, 600, 2_500))),
                unfilled=draw(st.integers(0, 3_000)),
                divisible=draw(st.booleans()),
            )
        )
    pickup = draw(st.sampled_from(("", "", "", "S1")))
    return order(
        id,
        *lines,
        region=draw(st.sampled_from(("N", "S"))),
        allow_split=draw(st.booleans()),
        max_parcels=draw(st.integers(1, 3)),
        priority=draw(st.integers(0, 1)),
        pickup=pickup,
    )


def least_cost(given: Problem) -> int:
    """The best plan's cost, by trying every way to fill every order: for tiny problems only."""
    ways = [_ways(given, one) for one in given.orders]
    best: list[int] = [sum(found[0][0] for found in ways)] if all(ways) else []
    for chosen in product(*ways):
        cost = sum(one for one, _, _, _ in chosen)
        if best and cost >= best[0]:
            continue
        taken: Counter[tuple[str, str]] = Counter()
        sent: Counter[str] = Counter()
        for _, _, takes, places in chosen:
            taken.update(takes)
            sent.update(places)
        if all(count <= given.stock[key] for key, count in taken.items()) and all(
            sent[place.code] <= place.capacity for place in given.locations
        ):
            best = [cost]
    return best[0]


def _ways(given: Problem, one: Order) -> list[tuple[int, list[Assignment], Counter[tuple[str, str]], set[str]]]:
    """Every way to fill one order alone; the first leaves it all out, and is always possible."""
    from dataclasses import replace

    alone = replace(given, orders=(one,))
    amounts = [range(0, line.quantity + 1, ONE) for line in one.lines for _ in given.locations]
    found = []
    for quantities in product(*amounts):
        places = [(line, place) for line in one.lines for place in given.locations]
        assignments = [
            Assignment(one.id, line.number, place.code, quantity)
            for (line, place), quantity in zip(places, quantities, strict=True)
            if quantity
        ]
        if not faults(alone, assignments):
            takes: Counter[tuple[str, str]] = Counter()
            for (line, place), quantity in zip(places, quantities, strict=True):
                for sku, per in line.parts:
                    if quantity:
                        takes[sku, place.code] += quantity * per // ONE
            cost, parcels = evaluate(alone, assignments)
            found.append((cost.total, assignments, takes, {parcel.location for parcel in parcels}))
    return found
