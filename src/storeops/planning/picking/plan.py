"""A wave's orders as tours: who walks where, in which order, and how much less than one order at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from storeops.planning.picking.batching import Cart, Load, Wave, savings
from storeops.planning.picking.layout import Layout
from storeops.planning.picking.lengths import Lengths
from storeops.planning.picking.routing import optimal, s_shape
from storeops.planning.picking.search import improve
from storeops.rules.errors import Refused
from storeops.rules.wording import quote

SINGLE, BATCH, CLUSTER, ZONE = "single", "batch", "cluster", "zone"
MODES = (SINGLE, BATCH, CLUSTER, ZONE)

ROUNDS_A_LOAD, MOST_ROUNDS = 1_500, 150_000
"""How long batches are improved unless it is said otherwise."""


class BadWave(Refused):
    """What was given contradicts itself. `reason` is in words."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Tours cannot be planned: {reason}.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Line:
    """What an order wants from one bin, and how much room it takes on a cart, in the unit of the cart's capacity."""

    number: int
    bin: str
    size: int = 1


@dataclass(frozen=True, slots=True)
class Order:
    id: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """A line to be picked at a stop; `tote` is the one it goes into, from 1 in the order of the tour's orders."""

    order: str
    line: int
    size: int
    tote: int


@dataclass(frozen=True, slots=True)
class Stop:
    bin: str
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Tour:
    """One walk from the depot and back: its picker (from 1), its orders, and its stops in walking order.

    `oversize` says that a single line is more than the cart holds, so that one goes more than once."""

    picker: int
    orders: tuple[str, ...]
    stops: tuple[Stop, ...]
    length: int
    size: int
    oversize: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The tours, and `reference`, what one would walk with one order at a time by S-shape; in the layout's unit."""

    mode: str
    tours: tuple[Tour, ...]
    reference: int

    @property
    def length(self) -> int:
        return sum(tour.length for tour in self.tours)

    @property
    def saving(self) -> Decimal:
        """The part of the reference that is not walked, to four places."""
        if not self.reference:
            return Decimal(0)
        return (1 - Decimal(self.length) / self.reference).quantize(Decimal("0.0001"))


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to look for better batches: so many rounds, or so many seconds by a clock, whichever is over first.

    Without `seconds` the plan depends on nothing but what is given."""

    rounds: int | None = None
    seed: int = 1
    seconds: float | None = None
    clock: Callable[[], float] | None = None

    def gone(self, rounds: int) -> Callable[[int], float]:
        if self.seconds is None or self.clock is None:
            return lambda done: done / max(1, rounds)
        seconds, clock, begun = self.seconds, self.clock, self.clock()
        return lambda done: max(done / max(1, rounds), (clock() - begun) / seconds if seconds > 0 else 1.0)


NO_LIMIT, USUAL = Cart(), Effort()


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines of one order that stay together."""

    order: str
    lines: tuple[Line, ...]

    @property
    def size(self) -> int:
        return sum(line.size for line in self.lines)

    @property
    def bins(self) -> list[str]:
        return [line.bin for line in self.lines]


def plan(
    orders: Sequence[Order],
    layout: Layout,
    *,
    mode: str = BATCH,
    pickers: int = 1,
    cart: Cart = NO_LIMIT,
    effort: Effort = USUAL,
) -> Plan:
    """Tours for all these orders, and who walks them.

    `single`: a tour for each order. `batch`: several orders on one cart, sorted afterwards. `cluster`: the same, one
    tote for each order, as many as the cart has. `zone`: each picker has aisles of their own, with about as many lines
    as the others', and batches what orders want from there. Orders stay whole in the first three, but for what is more
    than a cart holds. Tours are given to pickers so that all walk about as far. Raises BadWave."""
    _check(orders, mode, pickers, cart)
    given = [_Part(order.id, order.lines) for order in orders if order.lines]
    reference = sum(s_shape(layout, part.bins).length for part in given)
    if mode == ZONE:
        zones = enumerate(_zones(given, layout, pickers), 1)
        tours = [
            _tour(b, layout, cart, picker) for picker, parts in zones for b in _batches(parts, layout, cart, effort)
        ]
        return Plan(mode, tuple(tours), reference)
    if mode == SINGLE:
        batches = [[load] for part in given for load in _divided(part, layout, cart)]
    else:
        batches = _batches(given, layout, cart, effort)
    return Plan(mode, _shared_out([_tour(batch, layout, cart) for batch in batches], pickers), reference)


def _check(orders: Sequence[Order], mode: str, pickers: int, cart: Cart) -> None:
    if mode not in MODES:
        raise BadWave(f"the mode is none of: {', '.join(MODES)}")
    if pickers < 1:
        raise BadWave("there is nobody to pick")
    if min(cart.capacity, cart.totes) < 0 or (mode == CLUSTER and not cart.totes):
        raise BadWave("the cart has no totes" if mode == CLUSTER else "the cart holds less than nothing")
    for name, times in Counter(order.id for order in orders).items():
        if times > 1:
            raise BadWave(f"order {quote(name)} is there twice")
    for order in orders:
        if any(line.size < 0 for line in order.lines):
            raise BadWave(f"a line of order {quote(order.id)} takes less than no room")


def _batches(parts: Sequence[_Part], layout: Layout, cart: Cart, effort: Effort) -> list[list[_Part]]:
    """What goes on one cart together, by savings and search."""
    loads = [load for part in parts for load in _divided(part, layout, cart)]
    spots = [[layout.spots[bin] for bin in load.bins if bin in layout.spots] for load in loads]
    lengths = Lengths(layout, (spot for each in spots for spot in each))
    wave = Wave([Load(load.size, lengths.bits(at)) for load, at in zip(loads, spots, strict=True)], cart, lengths)
    rounds = min(ROUNDS_A_LOAD * len(loads), MOST_ROUNDS) if effort.rounds is None else effort.rounds
    found = improve(wave, savings(wave), rounds=rounds, seed=effort.seed, gone=effort.gone(rounds))
    return [[loads[number] for number in batch] for batch in sorted(sorted(batch) for batch in found)]


def _divided(part: _Part, layout: Layout, cart: Cart) -> list[_Part]:
    """An order as it is, or in walking order in as few loads as it takes where the cart does not hold it whole.

    A line is never divided: one that no cart holds is a load of its own."""
    if cart.holds(part.size, 1):
        return [part]
    way = {bin: place for place, bin in enumerate(optimal(layout, part.bins).stops)}
    loads: list[list[Line]] = [[]]
    for line in sorted(part.lines, key=lambda line: (way[line.bin], line.number)):
        if loads[-1] and not cart.holds(sum(one.size for one in loads[-1]) + line.size, 1):
            loads.append([])
        loads[-1].append(line)
    return [_Part(part.order, tuple(lines)) for lines in loads]


def _tour(batch: Sequence[_Part], layout: Layout, cart: Cart, picker: int = 1) -> Tour:
    """The shortest tour of a batch, and what is picked where into which tote."""
    picks: dict[str, list[Pick]] = defaultdict(list)
    for tote, load in enumerate(batch, 1):
        for line in load.lines:
            picks[line.bin].append(Pick(load.order, line.number, line.size, tote))
    route = optimal(layout, picks)
    stops = tuple(Stop(bin, tuple(picks[bin])) for bin in route.stops)
    size = sum(load.size for load in batch)
    return Tour(picker, tuple(load.order for load in batch), stops, route.length, size, not cart.holds(size, 1))


def _zones(parts: Sequence[_Part], layout: Layout, pickers: int) -> list[list[_Part]]:
    """What each picker has to bring: aisles side by side, so that the most lines one has are as few as can be.

    What nobody knows the place of goes to whoever has fewest."""
    lines = Counter(_aisle(layout, line) for part in parts for line in part.lines)
    loose = lines.pop(-1, 0)
    zone_of = _even(sorted(lines.items()), pickers)
    count = Counter(dict.fromkeys(range(pickers), 0))
    for aisle, zone in zone_of.items():
        count[zone] += lines[aisle]
    zone_of[-1] = min(count, key=lambda zone: (count[zone], zone)) if loose else 0
    zones: list[list[_Part]] = [[] for _ in range(pickers)]
    for part in parts:
        split: dict[int, list[Line]] = defaultdict(list)
        for line in part.lines:
            split[zone_of[_aisle(layout, line)]].append(line)
        for zone, mine in split.items():
            zones[zone].append(_Part(part.order, tuple(mine)))
    return zones


def _aisle(layout: Layout, line: Line) -> int:
    return layout.spots.get(line.bin, (-1, 0))[0]


def _even(lines: Sequence[tuple[int, int]], zones: int) -> dict[int, int]:
    """Aisles in order, parted into zones, so that the fullest zone is as empty as can be."""
    low, high = max((count for _, count in lines), default=0), sum(count for _, count in lines)
    while low < high:
        most = (low + high) // 2
        if max(_filled(lines, most).values()) < zones:
            high = most
        else:
            low = most + 1
    return _filled(lines, low)


def _filled(lines: Sequence[tuple[int, int]], most: int) -> dict[int, int]:
    """Zones filled one after the other with no more than `most` lines each."""
    zone = taken = 0
    found: dict[int, int] = {}
    for aisle, count in lines:
        if taken + count > most:
            zone, taken = zone + 1, 0
        found[aisle] = zone
        taken += count
    return found


def _shared_out(tours: Sequence[Tour], pickers: int) -> tuple[Tour, ...]:
    """Tours to pickers, the longest first, each to whoever walks least so far (R. L. Graham, SIAM Journal on Applied
    Mathematics 17 (1969) 416-429); of each picker in the order they are walked."""
    walked = [0] * pickers
    shared: list[list[Tour]] = [[] for _ in range(pickers)]
    for tour in sorted(tours, key=lambda tour: -tour.length):
        picker = walked.index(min(walked))
        walked[picker] += tour.length
        shared[picker].append(replace(tour, picker=picker + 1))
    return tuple(tour for mine in shared for tour in mine)
