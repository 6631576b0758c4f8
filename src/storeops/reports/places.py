"""Places: each location with what it can do for an order; bins, and what is in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from storeops.database.queries import places as queries
from storeops.database.queries import shop as shop_queries
from storeops.database.queries import stock as stock_queries
from storeops.database.tables import lot, product, stock_detail
from storeops.reports.stock import sku_of
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.goods import shown_status
from storeops.rules.lots import first_expiring
from storeops.rules.places import hands_over, ships
from storeops.rules.wording import quote


class NoSuchPlace(Refused):
    def __init__(self, what: str, code: str) -> None:
        super().__init__(f"There is no {what} {quote(code)}. 'storeops {what} list' shows those there are.")
        self.code = code


class SeveralBins(Refused):
    """Several locations have a bin of this code."""

    def __init__(self, code: str, locations: list[str]) -> None:
        super().__init__(f"There is a bin {quote(code)} at {', '.join(locations)}. Say which with --location.")
        self.code = code
        self.locations = locations


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A location. `capacity` in orders a day, 0 without a limit; handling costs a parcel and a line in it."""

    location: str
    name: str
    kind: str
    store: str
    country: str
    region: str
    postcode: str
    ships: bool
    pickup: bool
    capacity: int
    cut_off: str
    handling_days: int
    handling_parcel: Minor
    handling_line: Minor
    bins: int


@dataclass(frozen=True, slots=True)
class ContentView:
    """Goods of one kind in a bin."""

    sku: str
    name: str
    unit: str
    quantity: Thousandths
    status: str
    lot: str
    expires: str
    serial: str


@dataclass(frozen=True, slots=True)
class BinView:
    """A bin: `x` and `y` in centimetres from the location's door."""

    location: str
    code: str
    aisle: str
    x: int
    y: int
    level: int
    capacity: Thousandths
    used: Thousandths


@dataclass(frozen=True, slots=True)
class BinContentView:
    """A bin and what is in it."""

    bin: BinView
    contents: tuple[ContentView, ...]


@dataclass(frozen=True, slots=True)
class LyingView:
    """Goods of one kind at one location; an empty bin is loose."""

    location: str
    bin: str
    status: str
    lot: str
    expires: str
    serial: str
    quantity: Thousandths


@dataclass(frozen=True, slots=True)
class WhereaboutsView:
    """Where everything of a product lies."""

    sku: str
    name: str
    unit: str
    on_hand: Thousandths
    lying: tuple[LyingView, ...]


_COLUMNS = ("location", "code", "aisle", "x", "y", "level", "capacity")


def places(connection: Connection) -> tuple[PlaceView, ...]:
    """Every location, by code."""
    counted: dict[str, int] = {}
    for row in queries.bins(connection):
        counted[row["location"]] = counted.get(row["location"], 0) + 1
    return tuple(_place(connection, row, counted) for row in shop_queries.locations(connection))


def place_of(connection: Connection, code: str) -> PlaceView:
    """One location. Raises NoSuchPlace."""
    for view in places(connection):
        if view.location == code:
            return view
    raise NoSuchPlace("location", code)


def bins(connection: Connection, location: str = "") -> tuple[BinView, ...]:
    """The bins, of one location or of all."""
    used: dict[tuple[str, str], int] = {}
    for row in connection.execute(select(stock_detail).where(stock_detail.c.bin != "")):
        used[row.location, row.bin] = used.get((row.location, row.bin), 0) + row.quantity
    return tuple(_bin(row, used.get((row["location"], row["code"]), 0)) for row in queries.bins(connection, location))


def bin_of(connection: Connection, code: str, location: str = "") -> BinContentView:
    """A bin and what is in it. Raises NoSuchPlace, SeveralBins."""
    found = [row for name in dict.fromkeys((code, code.upper())) for row in queries.bins(connection, location, name)]
    if not found:
        raise NoSuchPlace("bin", code)
    if len(found) > 1:
        raise SeveralBins(code, [row["location"] for row in found])
    (row,) = found
    contents = _contents(connection, row["location"], row["code"])
    return BinContentView(_bin(row, sum(one.quantity for one in contents)), contents)


def _contents(connection: Connection, location: str, code: str) -> tuple[ContentView, ...]:
    held = stock_detail.c
    query = (
        select(stock_detail, product.c.name, product.c.unit)
        .outerjoin(product, product.c.sku == held.sku)
        .where(held.location == location, held.bin == code, held.quantity != 0)
        .order_by(held.sku, held.lot, held.serial, held.status)
    )
    rows = connection.execute(query).all()
    dates = select(lot).where(lot.c.sku.in_({row.sku for row in rows}), lot.c.expires != "").order_by(lot.c.expires)
    expires: dict[tuple[str, str], str] = {}
    for row in connection.execute(dates):
        expires.setdefault((row.sku, row.lot), row.expires)
    return tuple(
        ContentView(
            row.sku,
            row.name or row.sku,
            row.unit or "each",
            row.quantity,
            shown_status(row.status),
            row.lot,
            expires.get((row.sku, row.lot), ""),
            row.serial,
        )
        for row in rows
    )


def whereabouts(connection: Connection, code: str) -> WhereaboutsView:
    """Where everything of a product lies, named by SKU or barcode, the first to expire first. Raises UnknownStock."""
    sku = sku_of(connection, code)
    row = connection.execute(select(product.c.name, product.c.unit).where(product.c.sku == sku)).one_or_none()
    lying = [
        LyingView(place, one.bin, shown_status(one.status), one.lot, one.expires, one.serial, one.quantity)
        for place in sorted(shelf["code"] for shelf in shop_queries.locations(connection))
        for one in first_expiring(stock_queries.everything(connection, sku, place))
    ]
    name, unit = (row.name, row.unit) if row else (sku, "each")
    return WhereaboutsView(sku, name, unit, sum(one.quantity for one in lying), tuple(lying))


def _place(connection: Connection, row: RowMapping, bins: dict[str, int]) -> PlaceView:
    code = row["code"]
    kept = queries.site(connection, code)
    site: Mapping[str, Any] = {} if kept is None else dict(kept)
    return PlaceView(
        location=code,
        name=row["name"],
        kind=row["kind"],
        store=row["store"],
        country=site.get("country", ""),
        region=site.get("region", ""),
        postcode=site.get("postcode", ""),
        ships=bool(site.get("ships", ships(row["kind"]))),
        pickup=bool(site.get("pickup", hands_over(row["kind"]))),
        capacity=site.get("capacity", 0),
        cut_off=site.get("cut_off", ""),
        handling_days=site.get("handling_days", 0),
        handling_parcel=site.get("handling_parcel", 0),
        handling_line=site.get("handling_line", 0),
        bins=bins.get(code, 0),
    )


def _bin(row: RowMapping, used: Thousandths) -> BinView:
    return BinView(used=used, **{name: row[name] for name in _COLUMNS})
