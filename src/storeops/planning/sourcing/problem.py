"""What a sourcing run is given: locations, stock, orders, tariff, and the rules that narrow the choice.

All numbers are integers: money in minor units (costs, penalties and prices alike), quantities in thousandths of the
product's unit, weights in grams, days as a day index of the caller's choosing. Nothing is looked up: availability
(ATP) and arrival days are worked out elsewhere, once, and come in as numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from storeops.planning.sourcing.rules import Rule
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.wording import quote

STORE = "store"
WAREHOUSE = "warehouse"
SUPPLIER = "supplier"
KINDS = (STORE, WAREHOUSE, SUPPLIER)


class BadProblem(Refused):
    """What was given contradicts itself. `what` names the record, `reason` is in words."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"Sourcing cannot start: {what} {reason}.")
        self.what = what
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Location:
    """A place goods can come from. `kind` is store, warehouse or supplier (who ships to the customer directly).

    `capacity` is how many orders it can still take today; `handling_parcel` is paid once per parcel,
    `handling_unit` per unit picked. `scarcity_percent` scales the opportunity cost of its stock (100 = as given)."""

    code: str
    kind: str
    capacity: int
    store: str = ""
    region: str = ""
    handling_parcel: Minor = 0
    handling_unit: Minor = 0
    ships: bool = True
    pickup: bool = False
    cut_off_passed: bool = False
    scarcity_percent: int = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order. `parts` is what one unit takes from stock: (sku, thousandths of it per whole unit).

    A plain product has one part, (sku, 1000); a kit has several, and all of them must lie at one location.
    `grams` is the weight and `unfilled` the penalty of one whole unit. A divisible line may come from several
    locations, or in part, in multiples of `step`; any other comes whole, from one location, or not at all."""

    number: int
    parts: tuple[tuple[str, Thousandths], ...]
    quantity: Thousandths
    grams: int
    unfilled: Minor
    divisible: bool = True
    step: Thousandths = ONE


@dataclass(frozen=True, slots=True)
class Order:
    """An open order. `promised` is the day index it has to arrive on; the lower `priority`, the sooner its turn.

    Turns only matter to the plans made one order at a time; what an order is worth when stock is short is said by
    its lines' `unfilled`. `pickup` is the location it is collected at, "" when it is sent; `pinned` are the only
    locations it may come from, where a person has said so. Without `allow_split` it is one parcel."""

    id: str
    channel: str
    service: str
    region: str
    promised: int
    lines: tuple[Line, ...]
    priority: int = 0
    allow_split: bool = True
    max_parcels: int = 3
    pickup: str = ""
    pinned: tuple[str, ...] = ()

    @property
    def most_parcels(self) -> int:
        """How many parcels, and so locations, it may come from."""
        return self.max_parcels if self.allow_split else 1


@dataclass(frozen=True, slots=True)
class Rate:
    """One row of a carrier's tariff: what a parcel of at most `up_to_grams` costs by `service` into `zone`."""

    zone: str
    service: str
    up_to_grams: int
    price: Minor


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything one sourcing run may look at.

    `stock`: (sku, location) -> ATP, already less safety stock, reservations and allocations.
    `zones`: (location, region) -> zone of the tariff. `arrivals`: (location, service, region) -> day index a parcel
    sent today arrives; where none is given, it arrives in time. `late_per_day` is paid per late parcel and day,
    `split` for every parcel of an order after its first, `scarcity`: (sku, location) -> what selling one unit from
    there costs the shop in sales it would have made on the spot."""

    locations: tuple[Location, ...]
    stock: Mapping[tuple[str, str], Thousandths]
    orders: tuple[Order, ...]
    zones: Mapping[tuple[str, str], str] = field(default_factory=dict)
    tariff: tuple[Rate, ...] = ()
    arrivals: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    late_per_day: Minor = 0
    split: Minor = 0
    scarcity: Mapping[tuple[str, str], Minor] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()


def check(problem: Problem) -> None:
    """Refuse what no plan could be made of, or no cost be worked out for. Raises BadProblem."""
    _unique("location", [location.code for location in problem.locations])
    _unique("order", [order.id for order in problem.orders])
    for location in problem.locations:
        _location(location)
    for order in problem.orders:
        _unique(f"line of order {quote(order.id)}:", [str(line.number) for line in order.lines])
        if order.max_parcels < 1:
            raise BadProblem(f"order {quote(order.id)}", "allows no parcel at all")
        for line in order.lines:
            _line(order, line)
    for (sku, code), quantity in problem.stock.items():
        if quantity < 0:
            raise BadProblem(f"stock of {quote(sku)} at {quote(code)}", "is below zero")
    if min((problem.split, problem.late_per_day, *problem.scarcity.values())) < 0:
        raise BadProblem("a cost", "is below zero")
    _tariff(problem.tariff)


def _unique(what: str, names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BadProblem(f"{what} {quote(name)}", "is there twice")
        seen.add(name)


def _location(location: Location) -> None:
    if location.kind not in KINDS:
        raise BadProblem(f"location {quote(location.code)}", f"is none of: {', '.join(KINDS)}")
    if min(location.handling_parcel, location.handling_unit, location.scarcity_percent) < 0:
        raise BadProblem(f"location {quote(location.code)}", "has a cost below zero")


def _line(order: Order, line: Line) -> None:
    what = f"line {line.number} of order {quote(order.id)}"
    if line.quantity <= 0:
        raise BadProblem(what, "asks for nothing")
    if not line.parts or any(per <= 0 for _, per in line.parts):
        raise BadProblem(what, "takes nothing from stock")
    if len({sku for sku, _ in line.parts}) != len(line.parts):
        raise BadProblem(what, "names a part twice")
    if line.grams < 0 or line.unfilled < 0:
        raise BadProblem(what, "has a weight or a penalty below zero")
    if line.divisible and (line.step <= 0 or line.quantity % line.step):
        raise BadProblem(what, "is not a multiple of the step it is divided in")
    step = line.step if line.divisible else line.quantity
    if any(step * per % ONE for _, per in line.parts):
        raise BadProblem(what, "would take less than a thousandth of a part")


def _tariff(tariff: tuple[Rate, ...]) -> None:
    """A heavier parcel never costs less: freight is searched on the strength of that."""
    before: dict[tuple[str, str], Rate] = {}
    for rate in sorted(tariff, key=lambda rate: (rate.zone, rate.service, rate.up_to_grams)):
        last = before.get((rate.zone, rate.service))
        what = f"the tariff of zone {quote(rate.zone)} by {quote(rate.service)}"
        if rate.price < 0 or rate.up_to_grams <= 0:
            raise BadProblem(what, "has a price or a weight below zero")
        if last is not None and (rate.price < last.price or rate.up_to_grams == last.up_to_grams):
            raise BadProblem(what, f"does not rise with weight at {rate.up_to_grams} g")
        before[rate.zone, rate.service] = rate
