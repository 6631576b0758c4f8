"""What is on hand: of one product at every location, or of many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from storeops.database.queries import elsewhere
from storeops.database.queries import shop as shop_queries
from storeops.database.queries.profile import Profile
from storeops.database.tables import barcode, goods_move, product, stock_balance
from storeops.journal.projections.changes import CUSTOMER, DIFFERENCE, SCRAP, SUPPLIER, TRANSIT
from storeops.rules import barcodes
from storeops.rules.amounts import Thousandths
from storeops.rules.errors import Refused
from storeops.rules.wording import quote

#: Places that are no shelf: the ledger's other side.
ELSEWHERE = (SUPPLIER, CUSTOMER, SCRAP, DIFFERENCE, TRANSIT)


class UnknownStock(Refused):
    """No product and no move of goods has this SKU or barcode."""

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no product {quote(code)}. Check the SKU, or find it by name.")
        self.code = code


@dataclass(frozen=True, slots=True)
class LocationStock:
    """What is on hand of one product at one location; below zero where more was sold than was received."""

    location: str
    name: str
    kind: str
    on_hand: Thousandths


@dataclass(frozen=True, slots=True)
class StockElsewhere:
    """What another store has of a product, as the centre told it; `as_of` is the shop's wall time that it was so."""

    location: str
    name: str
    on_hand: Thousandths
    available: Thousandths
    as_of: str


@dataclass(frozen=True, slots=True)
class StockView:
    """What is on hand of one product: in all, and at every location of the shop that has or had it."""

    sku: str
    name: str
    unit: str
    department: str
    active: bool
    stocked: bool
    on_hand: Thousandths
    locations: tuple[LocationStock, ...]
    elsewhere: tuple[StockElsewhere, ...] = ()
    """Other stores', where the shop has a centre; not in `on_hand`."""


def stock_of(connection: Connection, profile: Profile, sku: str) -> StockView:
    """On hand of one product, named by its SKU or a barcode of it. Raises UnknownStock."""
    found = sku_of(connection, sku)
    rows = _products(connection, [found])
    view = _views(connection, profile, rows or [_unlisted(found)], own=True)[0]
    told = _elsewhere(connection, profile, found)
    if not told:
        return view
    # Of another store's shelf a till knows only what orders had to do with it: what the centre says of it holds.
    named = {one.location for one in told}
    locations = tuple(one for one in view.locations if one.location not in named)
    return replace(view, locations=locations, on_hand=sum(one.on_hand for one in locations), elsewhere=told)


def _elsewhere(connection: Connection, profile: Profile, sku: str) -> tuple[StockElsewhere, ...]:
    rows = elsewhere.of_product(connection, sku)
    if not rows:
        return ()
    # A row that did not change since is as old as what was told last.
    told_at = shop_queries.local_values(connection).get(elsewhere.TOLD_AT, "")
    return tuple(
        StockElsewhere(row.location, row.name or row.location, row.on_hand, row.available, _wall(at, profile))
        for row in rows
        if (at := max(row.as_of, told_at))
    )


def _wall(at: str, profile: Profile) -> str:
    return datetime.fromisoformat(at).astimezone(profile.zone).isoformat(timespec="seconds")


def listing(
    connection: Connection, profile: Profile, *, text: str = "", only_negative: bool = False, limit: int = 500
) -> tuple[StockView, ...]:
    """The products that ever moved, by SKU; those whose SKU or name holds `text`, or that are below zero somewhere."""
    moved = (
        select(stock_balance.c.sku)
        .where(stock_balance.c.sku == product.c.sku, stock_balance.c.location.not_in(ELSEWHERE))
        .correlate(product)
    )
    if only_negative:
        moved = moved.where(stock_balance.c.quantity < 0)
    query = select(product).where(moved.exists(), product.c.deleted.is_(False)).order_by(product.c.sku).limit(limit)
    for word in text.split():
        query = query.where(
            product.c.sku.icontains(word, autoescape=True) | product.c.name.icontains(word, autoescape=True)
        )
    return _views(connection, profile, list(connection.execute(query).mappings()), own=False)


def sku_of(connection: Connection, code: str) -> str:
    """The SKU that a SKU or a barcode names; also of a product that is gone but once moved. Raises UnknownStock."""
    if connection.execute(select(product.c.sku).where(product.c.sku == code)).scalar() is not None:
        return code
    query = select(barcode.c.sku).where(barcode.c.code == barcodes.key(code), barcode.c.deleted.is_(False))
    if (named := connection.execute(query).scalar()) is not None:
        return str(named)
    for candidate in (code, code.upper()):
        if connection.execute(select(product.c.sku).where(product.c.sku == candidate)).scalar() is not None:
            return candidate
        if connection.execute(select(goods_move.c.sku).where(goods_move.c.sku == candidate).limit(1)).scalar():
            return candidate
    raise UnknownStock(code)


def _products(connection: Connection, skus: list[str]) -> list[RowMapping]:
    return list(connection.execute(select(product).where(product.c.sku.in_(skus))).mappings())


def _unlisted(sku: str) -> dict[str, object]:
    """A product that the catalogue no longer has, but the ledger does."""
    return {"sku": sku, "name": sku, "unit": "each", "department": "", "active": False, "stocked": True}


def _views(
    connection: Connection, profile: Profile, rows: Iterable[RowMapping | dict[str, object]], *, own: bool
) -> tuple[StockView, ...]:
    """The views of these products; with `own`, the terminal's own location is named even where nothing ever was."""
    products = list(rows)
    shelves = {row["code"]: row for row in shop_queries.locations(connection)}
    held = _balances(connection, [str(row["sku"]) for row in products])
    views = []
    for row in products:
        sku = str(row["sku"])
        places = held.get(sku, {})
        codes = sorted({*places, *([profile.location] if own else [])})
        locations = tuple(
            LocationStock(
                code,
                str(shelves[code]["name"]) if code in shelves else code,
                str(shelves[code]["kind"]) if code in shelves else "",
                places.get(code, 0),
            )
            for code in codes
        )
        views.append(
            StockView(
                sku=sku,
                name=str(row["name"]),
                unit=str(row["unit"]),
                department=str(row["department"]),
                active=bool(row["active"]),
                stocked=bool(row["stocked"]),
                on_hand=sum(location.on_hand for location in locations),
                locations=locations,
            )
        )
    return tuple(views)


def _balances(connection: Connection, skus: list[str]) -> dict[str, dict[str, int]]:
    query = select(stock_balance).where(stock_balance.c.sku.in_(skus), stock_balance.c.location.not_in(ELSEWHERE))
    found: dict[str, dict[str, int]] = {}
    for row in connection.execute(query):
        found.setdefault(row.sku, {})[row.location] = int(row.quantity)
    return found
