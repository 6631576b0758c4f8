"""Which cartons an order needs: the cheapest way found, told with a reason where something fits nowhere.

One carton is tried first, in the order of what each would cost, so that the first that takes everything is the one.
An order too big for that is split: each carton in turn is filled as full as it goes, the rest is handled alike, and
the cheapest of these ways is kept. Everything is deterministic: the same order gives the same parcels.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from storeops.planning.cartons.loading import fill
from storeops.planning.cartons.problem import BadPacking, Carton, Filled, Item, OwnBox, Packing, Unpacked
from storeops.planning.cartons.search import Budget
from storeops.planning.cartons.stowing import stow
from storeops.rules.amounts import Minor
from storeops.rules.wording import quote

SHOP_SUPPORT = 750
"""Thousandths of a base that must be borne, in a parcel with padding."""

STEPS = 300
"""Blocks laid for an order, a quarter of them for one carton at most, of a third as many different ones; after that
only the first way to fill a carton is looked at. Enough for a usual order; a big one is packed tighter with more."""

FIRST = 4
"""Cartons tried as the first of several."""

TOO_BIG = "too big for every carton"
TOO_HEAVY = "too heavy for every carton it fits into"
NO_CARTON = "no carton is left for it"

_LITRE = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """What counts beside the cartons' own cost, in minor units: every parcel, and every litre of it left empty."""

    parcel: Minor = 300
    empty_litre: Minor = 3


def choose(
    items: Sequence[Item],
    cartons: Sequence[Carton],
    *,
    prices: Prices | None = None,
    support: int = SHOP_SUPPORT,
    steps: int = STEPS,
) -> Packing:
    """The parcels of an order. Units with an own box get one each; all others go into `cartons`, of which no more
    are used than are available. `support` is the part of each base that must be borne, in thousandths; `steps` is
    how long is searched, in blocks laid, and the same steps give the same parcels.

    Raises BadPacking when two items have one key or two cartons one code."""
    _distinct("item", (item.key for item in items))
    _distinct("carton", (carton.code for carton in cartons))
    own = tuple(
        OwnBox(item.key, unit, item.grams) for item in items if item.own_box for unit in range(1, item.quantity + 1)
    )
    goods, unpacked = _sorted_out([item for item in items if item.quantity and not item.own_box], cartons)
    way = _Chooser(prices or Prices(), support, steps).way(goods, {carton: carton.available for carton in cartons})
    left = [Unpacked(item.key, item.quantity, NO_CARTON) for item in way.left]
    return Packing(_numbered(way.parcels), own, (*unpacked, *left))


def _distinct(what: str, names: Iterable[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise BadPacking(f"{what} {quote(name)}", "is given twice")


def _sorted_out(items: Sequence[Item], cartons: Sequence[Carton]) -> tuple[list[Item], list[Unpacked]]:
    """The items that fit some carton alone, and the others with the reason."""
    goods: list[Item] = []
    unpacked: list[Unpacked] = []
    for item in items:
        roomy = [carton for carton in cartons if carton.available != 0 and fits(item, carton)]
        if any(item.grams <= carton.load_grams for carton in roomy):
            goods.append(item)
        elif not any(carton.available != 0 for carton in cartons):
            unpacked.append(Unpacked(item.key, item.quantity, NO_CARTON))
        else:
            unpacked.append(Unpacked(item.key, item.quantity, _why(item, roomy)))
    return goods, unpacked


def _why(item: Item, roomy: Sequence[Carton]) -> str:
    if roomy:
        return f"{TOO_HEAVY}: {item.grams} g, at most {max(carton.load_grams for carton in roomy)} g"
    return f"{TOO_BIG}: {item.length} x {item.width} x {item.height} mm"


def fits(item: Item, carton: Carton) -> bool:
    """Whether one unit fits into the empty carton in an orientation it may have."""
    inside = (carton.length, carton.width, carton.height)
    return any(all(a <= b for a, b in zip(size, inside, strict=True)) for size in item.orientations())


@dataclass(frozen=True, slots=True)
class _Way:
    """Parcels, what is left over for want of cartons, and the sum."""

    parcels: tuple[Filled, ...]
    left: tuple[Item, ...]
    cost: Minor

    @property
    def order(self) -> tuple[int, Minor]:
        """Ways that leave less are better, then cheaper ones."""
        return sum(item.volume * item.quantity for item in self.left), self.cost


_Stock = Mapping[Carton, int | None]
_Goods = tuple[Item, ...]


class _Chooser:
    def __init__(self, prices: Prices, support: int, steps: int) -> None:
        self._prices = prices
        self._support = support
        self._budget = Budget(steps)
        self._each, self._blocks = steps // 4, steps // 3
        self._loads: dict[tuple[_Goods, Carton], Filled] = {}
        self._wholes: dict[tuple[_Goods, Carton], Filled | None] = {}

    def way(self, goods: Sequence[Item], stock: _Stock) -> _Way:
        """The cheapest way found for `goods` with the cartons of `stock`."""
        wanted = tuple(goods)
        if not wanted:
            return _Way((), (), 0)
        single = self._single(wanted, stock)
        if single is not None:
            return self._with(single, _Way((), (), 0))
        best = self._rest(wanted, stock)
        for filled in self._first(wanted, stock):
            rest = _without(wanted, filled)
            if self._cost(filled) + self._least(rest, stock) >= best.cost and not best.left:
                continue
            way = self._with(filled, self._rest(rest, _taken(stock, filled.carton)))
            best = min(best, way, key=lambda one: one.order)
        return best

    def _single(self, goods: _Goods, stock: _Stock) -> Filled | None:
        """The one carton for everything that costs least, or None."""
        volume = sum(item.volume * item.quantity for item in goods)
        grams = sum(item.grams * item.quantity for item in goods)
        able = [
            carton
            for carton, count in stock.items()
            if count != 0
            and volume <= carton.volume
            and grams <= carton.load_grams
            and all(fits(item, carton) for item in goods)
        ]
        for carton in sorted(able, key=lambda carton: (self._price(carton, volume), carton.volume, carton.code)):
            filled = self._whole(goods, carton)
            if filled is not None:
                return filled
        return None

    def _whole(self, goods: _Goods, carton: Carton) -> Filled | None:
        """Everything in this carton, or None. The quick way first."""
        key = (goods, carton)
        if key not in self._wholes:
            filled = stow(goods, carton, support=self._support)
            if filled is None:
                loaded = self._load(goods, carton)
                filled = loaded if not _without(goods, loaded) else None
            self._wholes[key] = filled
        return self._wholes[key]

    def _load(self, goods: _Goods, carton: Carton) -> Filled:
        key = (goods, carton)
        if key not in self._loads:
            steps = min(self._budget.steps or 0, self._budget.laid + self._each)
            part = Budget(steps, laid=self._budget.laid)
            self._loads[key] = fill(goods, carton, part, blocks=self._blocks)
            self._budget.laid = part.laid
        return self._loads[key]

    def _first(self, goods: _Goods, stock: _Stock) -> list[Filled]:
        """The cartons that are the best bargains, filled with what they take, the best first. Those that would be no
        bargain if they were full are not filled at all."""
        volume = sum(item.volume * item.quantity for item in goods)
        able = [carton for carton, count in stock.items() if count != 0]
        found: list[tuple[int, int, str, Filled]] = []
        for carton in sorted(able, key=lambda carton: (self._bargain(carton, min(volume, carton.volume)), carton.code)):
            if len(found) >= FIRST and found[FIRST - 1][0] <= self._bargain(carton, min(volume, carton.volume)):
                break
            filled = self._load(goods, carton)
            if filled.placed:
                bargain = self._bargain(carton, filled.goods_volume)
                insort(found, (bargain, -filled.goods_volume, carton.code, filled))
        return [filled for *_, filled in found[:FIRST]]

    def _bargain(self, carton: Carton, volume: int) -> int:
        """What it costs for a litre of goods, in millionths of a minor unit, when filled with so much."""
        return self._price(carton, volume) * _LITRE * _LITRE // volume

    def _rest(self, goods: _Goods, stock: _Stock) -> _Way:
        """Parcel after parcel by the best bargain, until one carton takes all that is left."""
        parcels: list[Filled] = []
        while goods:
            filled = self._single(goods, stock)
            if filled is None:
                filled = next(iter(self._first(goods, stock)), None)
            if filled is None:
                break
            parcels.append(filled)
            goods, stock = _without(goods, filled), _taken(stock, filled.carton)
        return _Way(tuple(parcels), goods, sum(self._cost(one) for one in parcels))

    def _with(self, filled: Filled, rest: _Way) -> _Way:
        return _Way((filled, *rest.parcels), rest.left, self._cost(filled) + rest.cost)

    def _cost(self, filled: Filled) -> Minor:
        return self._price(filled.carton, filled.goods_volume)

    def _price(self, carton: Carton, volume: int) -> Minor:
        """The carton, its parcel, and the room it leaves empty, in minor units."""
        empty = (carton.volume - volume) * self._prices.empty_litre // _LITRE
        return carton.cost_minor + self._prices.parcel + empty

    def _least(self, goods: _Goods, stock: _Stock) -> Minor:
        """What any parcels for `goods` cost at least."""
        cheapest = min((carton.cost_minor for carton, count in stock.items() if count != 0), default=0)
        return cheapest + self._prices.parcel if goods else 0


def _without(goods: _Goods, filled: Filled) -> _Goods:
    """The goods that are not in the carton."""
    inside = Counter(one.item for one in filled.placed)
    rest = (replace(item, quantity=item.quantity - inside[item.key]) for item in goods)
    return tuple(item for item in rest if item.quantity)


def _taken(stock: _Stock, carton: Carton) -> _Stock:
    left = stock[carton]
    return stock if left is None else {**stock, carton: left - 1}


def _numbered(parcels: Sequence[Filled]) -> tuple[Filled, ...]:
    """The same parcels with the units of an item counted through all of them."""
    counts: Counter[str] = Counter()
    numbered: list[Filled] = []
    for filled in parcels:
        placed = []
        for one in filled.placed:
            counts[one.item] += 1
            placed.append(replace(one, unit=counts[one.item]))
        numbered.append(replace(filled, placed=tuple(placed)))
    return tuple(numbered)
