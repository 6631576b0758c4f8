"""Which cartons an order needs, and how each is filled: a proposal for the packing bench."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from storeops.database.queries import handling as handling_queries
from storeops.operations.locations import UnknownLocation as UnknownLocation
from storeops.operations.parcels.packing import BadParcel, Box, NothingToPack, place_to_pack
from storeops.reports import packing as bench
from storeops.reports.orders.state import read
from storeops.rules.amounts import ONE, Minor
from storeops.rules.cartons import CartonSize, read_cartons
from storeops.rules.errors import Refused
from storeops.rules.wording import quote
from storeops.settings import shipped_data
from storeops.store import Store

if TYPE_CHECKING:
    from storeops.planning.cartons import Filled, Item

NO_SIZE = "its size is not known: say it with 'storeops product handling'"


class UnknownCarton(Refused):
    def __init__(self, code: str) -> None:
        super().__init__(f"There is no carton {quote(code)}. Known: {', '.join(one.code for one in sizes())}.")
        self.code = code


@dataclass(frozen=True, slots=True)
class LayerView:
    """A layer seen from above, drawn in letters; `legend`: which product each letter is, and how many."""

    title: str
    lines: tuple[str, ...]
    legend: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CartonView:
    """A carton and what goes into it: (SKU, count); `use` per cent of its room. An own box has no code, no layers."""

    carton: str
    name: str
    grams: int
    use: int
    cost: Minor
    goods: tuple[tuple[str, int], ...]
    layers: tuple[LayerView, ...]


@dataclass(frozen=True, slots=True)
class CartonsView:
    """The parcels proposed for an order; `loose`: what could not be reckoned, each with the reason."""

    order: str
    location: str
    cartons: tuple[CartonView, ...]
    loose: tuple[str, ...]


@cache
def sizes() -> tuple[CartonSize, ...]:
    """The cartons that come with the program. Raises WrongCartonFile."""
    path = shipped_data() / "cartons" / "sizes.csv"
    return read_cartons(path.read_text(encoding="utf-8").splitlines())


def size_of(code: str) -> CartonSize:
    """Raises UnknownCarton."""
    for one in sizes():
        if one.code == code.strip().upper():
            return one
    raise UnknownCarton(code)


def box_of(carton: str, size: str, grams: int) -> Box:
    """A box as it is typed: a carton's code, which says the size, else 300x200x100 millimetres, or neither.

    Raises UnknownCarton, BadParcel."""
    length = width = height = 0
    if size:
        parts = size.lower().split("x")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 5 for part in parts):
            raise BadParcel(f"{quote(size)} is no size; write it as 300x200x100, in millimetres")
        length, width, height = map(int, parts)
    if carton:
        known = size_of(carton)
        return Box(known.code, known.length, known.width, known.height, grams, tare=known.tare_grams)
    return Box("", length, width, height, grams)


def propose(shop: Store, number: str, *, location: str = "", columns: int = 38) -> CartonsView:
    """The cartons for what of an order is left to pack. Nothing is written.

    Raises UnknownDocument, NothingStands, NothingToPack, UnknownLocation."""
    from storeops.planning.cartons import Carton, choose

    with shop.write() as tx:
        state = read(tx.connection, number)
        place = place_to_pack(tx, state, location)
        left = bench.left(tx.connection, state, place)
        if not left:
            raise NothingToPack(state.placed.number, place)
        counts: dict[str, int] = {}
        for (_, sku), quantity in left.items():
            counts[sku] = counts.get(sku, 0) + -(-quantity // ONE)
        items, loose = [], []
        for sku, count in sorted(counts.items()):
            row = handling_queries.handling(tx.connection, sku)
            if row is None or not (row["length"] and row["width"] and row["height"]):
                loose.append(f"{count} {sku}: {NO_SIZE}")
            else:
                items.append(_item(sku, count, dict(row)))
    packing = choose(items, [Carton.of(one) for one in sizes()])
    loose += [f"{one.quantity} {one.item}: {one.reason}" for one in packing.unpacked]
    filled = [_carton(one, columns) for one in packing.cartons]
    own = [CartonView("", "in its own box", one.grams, 100, 0, ((one.item, 1),), ()) for one in packing.own_box]
    return CartonsView(state.placed.number, place, (*filled, *own), tuple(loose))


def _item(sku: str, count: int, row: dict[str, int | str]) -> Item:
    from storeops.planning.cartons import ANY_SIDE_UP, THIS_SIDE_UP, Item

    words = str(row["packing"]).split()
    return Item(
        sku,
        int(row["length"]),
        int(row["width"]),
        int(row["height"]),
        grams=int(row["weight"]),
        quantity=count,
        upright=THIS_SIDE_UP if "upright" in words else ANY_SIDE_UP,
        fragile="fragile" in words,
        own_box="own-box" in words,
    )


def _carton(filled: Filled, columns: int) -> CartonView:
    from storeops.planning.cartons import layers

    goods: dict[str, int] = {}
    for one in filled.placed:
        goods[one.item] = goods.get(one.item, 0) + 1
    return CartonView(
        filled.carton.code,
        size_of(filled.carton.code).name,
        filled.grams,
        100 * filled.goods_volume // filled.carton.volume,
        filled.carton.cost_minor,
        tuple(sorted(goods.items())),
        tuple(
            LayerView(one.title, one.lines, tuple(f"{key.symbol} {key.count} x {key.item}" for key in one.legend))
            for one in layers(filled, columns=columns)
        ),
    )
