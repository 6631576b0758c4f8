"""Reference data that sourcing reads: sites, channels, kits, weights, substitutes, rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, func, select

from storeops.database.queries.listed import listed, run
from storeops.database.tables import (
    channel,
    location,
    sale,
    sale_line,
    site,
    sourcing_rule,
    stock_balance,
    store,
    substitute,
)
from storeops.rules.channels import KINDS, Channel
from storeops.rules.orders.lines import Part


class Site(NamedTuple):
    """A location that can fulfil orders; see `tables.sourcing.site`."""

    code: str
    kind: str
    store: str
    name: str
    country: str
    region: str
    postcode: str
    ships: bool
    pickup: bool
    capacity: int
    cut_off: str
    handling_days: int
    handling_parcel: int
    handling_line: int


RULES = "rules"
"""The name the shop's set of rules is saved under."""

_FULFILS = {"shop_floor": "store", "warehouse": "warehouse", "supplier": "supplier"}
"""The kinds of location that fulfil orders without being told to, and what sourcing calls them."""


def sites(connection: Connection) -> list[Site]:
    """Every location that can fulfil: shop floors, warehouses and drop-shipping suppliers, and others once they are set
    up for it. Without a row of its own a location ships, has no limit, and lies in its store's country."""
    query = (
        select(location.c.code, location.c.kind, location.c.store, location.c.name, store.c.country, site)
        .outerjoin(store, store.c.code == location.c.store)
        .outerjoin(site, (site.c.location == location.c.code) & site.c.deleted.is_(False))
        .where(location.c.deleted.is_(False))
        .order_by(location.c.code)
    )
    found = []
    for row in connection.execute(query):
        values = row._mapping
        own = values[site.c.location] is not None
        kind = _FULFILS.get(values[location.c.kind], "store" if own else "")
        if not kind:
            continue
        found.append(
            Site(
                values[location.c.code],
                kind,
                values[location.c.store],
                values[location.c.name],
                (values[site.c.country] if own else "") or values[store.c.country] or "",
                values[site.c.region] or "",
                values[site.c.postcode] or "",
                bool(values[site.c.ships]) if own else True,
                bool(values[site.c.pickup]) if own else kind == "store",
                values[site.c.capacity] or 0,
                values[site.c.cut_off] or "",
                values[site.c.handling_days] or 0,
                values[site.c.handling_parcel] or 0,
                values[site.c.handling_line] or 0,
            )
        )
    return found


def channel_of(connection: Connection, code: str) -> Channel | None:
    """A channel as it was set up, else one of the kinds every shop has, with nothing special about it."""
    query = select(channel).where(channel.c.code == code, channel.c.deleted.is_(False))
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return Channel(code=code, name=code, kind=code) if code in KINDS else None
    return Channel(
        code=code,
        name=row["name"],
        kind=row["kind"],
        price_list=row["price_list"],
        locations=tuple(row["locations"].split()),
        services=tuple(row["services"].split()),
        short_preference=row["short_preference"],
        free_shipping_from=row["free_shipping_from"] or None,
    )


def channels(connection: Connection) -> list[str]:
    """The codes of the channels that were set up."""
    query = select(channel.c.code).where(channel.c.deleted.is_(False)).order_by(channel.c.code)
    return [row.code for row in connection.execute(query)]


_KITS = listed(
    "SELECT k.kit, k.sku, k.quantity, p.cost FROM kit_part k LEFT JOIN product p ON p.sku = k.sku "
    "WHERE k.kit {skus} AND NOT k.deleted ORDER BY k.kit, k.sku"
)
_WEIGHTS = listed("SELECT sku, weight FROM product_handling WHERE sku {skus} AND weight > 0 AND NOT deleted")


def kits(connection: Connection, skus: Sequence[str]) -> dict[str, tuple[Part, ...]]:
    """The parts of those of these products that are kits."""
    found: dict[str, tuple[Part, ...]] = {}
    for kit, sku, quantity, cost in run(connection, _KITS, skus):
        found[kit] = (*found.get(kit, ()), Part(sku, quantity, cost or 0))
    return found


def weights(connection: Connection, skus: Sequence[str]) -> dict[str, int]:
    """Grams of one unit, of the products whose weight is known."""
    return {sku: int(weight) for sku, weight in run(connection, _WEIGHTS, skus)}


def substitutes(connection: Connection, sku: str) -> list[str]:
    """What may be sent instead of a product, the best first."""
    query = (
        select(substitute.c.other)
        .where(substitute.c.sku == sku, substitute.c.deleted.is_(False))
        .order_by(substitute.c.rank, substitute.c.other)
    )
    return [row.other for row in connection.execute(query)]


def rules(connection: Connection) -> dict[str, Any]:
    """The saved sourcing rules as one plain table, empty where none were saved."""
    query = select(sourcing_rule.c.body).where(sourcing_rule.c.name == RULES, sourcing_rule.c.deleted.is_(False))
    body = connection.execute(query).scalar()
    return msgspec.json.decode(body, type=dict[str, Any]) if body else {}


class SoldRow(NamedTuple):
    """What a store sold of a product at its tills: thousandths, and minor units before tax and at cost."""

    sku: str
    store: str
    sold: int
    net: int
    cost: int


def sold_at_stores(connection: Connection, skus: Sequence[str], since: str) -> list[SoldRow]:
    """Sales less returns at each store's own tills since a business date; orders that were sent are left out."""
    query = (
        select(
            sale_line.c.sku,
            sale.c.store,
            func.sum(sale_line.c.quantity),
            func.sum(sale_line.c.net),
            func.sum(sale_line.c.cost),
        )
        .join(sale, sale.c.id == sale_line.c.sale)
        .where(sale_line.c.sku.in_(list(skus)), sale.c.business_date >= since, sale.c.source == "till")
        .group_by(sale_line.c.sku, sale.c.store)
    )
    return [SoldRow(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in connection.execute(query)]


def balance(connection: Connection, sku: str, location: str) -> int:
    """Thousandths of a product on hand at a location."""
    query = select(stock_balance.c.quantity).where(stock_balance.c.sku == sku, stock_balance.c.location == location)
    return int(connection.execute(query).scalar() or 0)
