"""What a plan costs: the one place where it is worked out, for every algorithm and for the plan that is shown.

An order's cost is a sum over its parcels (freight, handling, lateness), a charge for every parcel after the first, a
sum over what is picked (handling, scarcity), and the penalty for what is left out. All in minor units; amounts per
unit times thousandths are rounded half up, once for each quantity of a line at a location.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from storeops.planning.sourcing.plan import Assignment, Cost, Parcel
from storeops.planning.sourcing.problem import Line, Location, Order, Problem, Rate
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.money import HALF_UP, divide
from storeops.rules.quantity import extend

Tiers = tuple[tuple[int, Minor], ...]
"""A tariff for one zone and service: (up to grams, price), by rising weight."""

FREE: Tiers = ((1 << 62, 0),)
"""What a parcel that is collected costs to send."""


def tiers_by_zone(tariff: Iterable[Rate]) -> dict[tuple[str, str], Tiers]:
    """(zone, service) -> tiers by rising weight."""
    found: defaultdict[tuple[str, str], list[tuple[int, Minor]]] = defaultdict(list)
    for rate in tariff:
        found[rate.zone, rate.service].append((rate.up_to_grams, rate.price))
    return {key: tuple(sorted(tiers)) for key, tiers in found.items()}


def freight(tiers: Tiers, grams: int) -> Minor:
    """Price of one parcel. What is heavier than the last tier goes as so many full cartons and one with the rest."""
    heaviest, dearest = tiers[-1]
    full = max(0, grams - 1) // heaviest
    rest = grams - full * heaviest
    for up_to, price in tiers:
        if rest <= up_to:
            return full * dearest + price
    raise AssertionError("the rest of a parcel fits the last tier")


def grams_of(line: Line, quantity: Thousandths) -> int:
    """Weight of a quantity of a line, rounded up to the gram."""
    return -(-line.grams * quantity // ONE)


def uses(line: Line, quantity: Thousandths) -> tuple[tuple[str, Thousandths], ...]:
    """What a quantity of a line takes from stock: (sku, thousandths) for each part."""
    return tuple((sku, quantity * per // ONE) for sku, per in line.parts)


def picking(line: Line, location: Location, quantity: Thousandths, scarcity: Mapping[tuple[str, str], Minor]) -> Cost:
    """Handling of the units picked, and what their sale on the spot would have been worth."""
    lost = sum(
        divide(scarcity.get((sku, location.code), 0) * location.scarcity_percent * used, 100 * ONE, HALF_UP)
        for sku, used in uses(line, quantity)
    )
    return Cost(handling=extend(location.handling_unit, quantity), scarcity=lost)


def missing(line: Line, quantity: Thousandths) -> Minor:
    """The penalty for a quantity of a line that nobody sends."""
    return extend(line.unfilled, quantity)


def days_late(problem: Problem, order: Order, location: Location) -> int:
    """Days after the promised one that a parcel sent from there today arrives."""
    arrival = problem.arrivals.get((location.code, order.service, order.region), order.promised)
    return max(0, arrival - order.promised)


def opening(problem: Problem, order: Order, location: Location) -> Cost:
    """What a parcel costs whatever is in it, apart from its freight."""
    return Cost(
        handling=location.handling_parcel,
        lateness=problem.late_per_day * days_late(problem, order, location),
    )


def tiers_for(
    problem: Problem, order: Order, location: Location, zones: Mapping[tuple[str, str], Tiers]
) -> Tiers | None:
    """The tariff of this order's parcel from there; None where no carrier takes it. Collecting is free."""
    if order.pickup:
        return FREE
    zone = problem.zones.get((location.code, order.region))
    return None if zone is None else zones.get((zone, order.service))


def evaluate(problem: Problem, assignments: Iterable[Assignment]) -> tuple[Cost, tuple[Parcel, ...]]:
    """The whole plan's cost, and its parcels in the order of the problem's orders and locations.

    It says what the plan costs, not whether it can be done: see `check`."""
    zones = tiers_by_zone(problem.tariff)
    places = {location.code: location for location in problem.locations}
    chosen: defaultdict[str, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        chosen[assignment.order].append(assignment)
    total, parcels = Cost(), []
    for order in problem.orders:
        cost, sent = _order(problem, order, chosen[order.id], places, zones)
        total += cost
        parcels.extend(sent)
    return total, tuple(parcels)


def _order(
    problem: Problem,
    order: Order,
    assignments: Sequence[Assignment],
    places: Mapping[str, Location],
    zones: Mapping[tuple[str, str], Tiers],
) -> tuple[Cost, list[Parcel]]:
    lines = {line.number: line for line in order.lines}
    left = {line.number: line.quantity for line in order.lines}
    grams: defaultdict[str, int] = defaultdict(int)
    total = Cost()
    for one in assignments:
        line = lines[one.line]
        left[one.line] -= one.quantity
        grams[one.location] += grams_of(line, one.quantity)
        total += picking(line, places[one.location], one.quantity, problem.scarcity)
    for code in grams:
        tiers = tiers_for(problem, order, places[code], zones)
        if tiers is None:
            raise ValueError(f"no tariff from {code} for order {order.id}")
        total += opening(problem, order, places[code]) + Cost(shipping=freight(tiers, grams[code]))
    short = sum(missing(lines[number], quantity) for number, quantity in left.items() if quantity > 0)
    total += Cost(split=problem.split * max(0, len(grams) - 1), unfilled=short)
    sent = [Parcel(order.id, code, grams[code]) for code in places if code in grams]
    return total, sent
