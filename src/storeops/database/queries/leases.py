"""Leases as this database knows them, and what they leave to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, exists, func, select

from storeops.database.queries.listed import listed, run
from storeops.database.tables import lease, lease_event, lease_rule, local, order_allocation, stock_balance
from storeops.rules import leases as rules
from storeops.rules.amounts import Thousandths
from storeops.rules.leases import Lease, Rule

_COLUMNS = (
    "SELECT l.id, l.sku, l.location, l.channel, l.granted, l.expires_at, COALESCE(MAX(e.expires_at), ''), "
    "COALESCE(SUM(CASE WHEN e.kind = 'drawn' THEN e.quantity ELSE 0 END), 0), "
    "COALESCE(MAX(CASE WHEN e.kind = 'returned' THEN 1 ELSE 0 END), 0), "
    "COALESCE(MAX(CASE WHEN e.kind = 'recalled' THEN 1 ELSE 0 END), 0), l.origin "
    "FROM lease l LEFT JOIN lease_event e ON e.lease = l.id WHERE "
)
_LIVE = (
    "(l.expires_at > {now} OR EXISTS (SELECT 1 FROM lease_event x WHERE x.lease = l.id AND x.expires_at > {now})) "
    "GROUP BY l.id, l.sku, l.location, l.channel, l.granted, l.expires_at, l.origin"
)
_OF_PRODUCTS = listed(f"{_COLUMNS} l.sku {{skus}} AND {_LIVE}")
_NAMED = listed(
    f"{_COLUMNS} l.id {{skus}} GROUP BY l.id, l.sku, l.location, l.channel, l.granted, l.expires_at, l.origin"
)
_HELD_FOR = listed(
    "SELECT r.sku, r.location, SUM(r.quantity) FROM reservation r WHERE r.sku {skus} AND r.expires_at > {now} "
    "AND r.channel = {now} AND NOT EXISTS (SELECT 1 FROM reservation_end e WHERE e.reservation = r.fact) "
    "GROUP BY r.sku, r.location"
)
_UNHEARD = listed(
    "SELECT DISTINCT l.sku, l.location FROM lease l LEFT JOIN chain c ON c.name = l.origin WHERE l.sku {skus} "
    "AND l.channel = {now} AND (COALESCE(c.received_at, '') <= l.expires_at OR EXISTS (SELECT 1 FROM lease_event x "
    "WHERE x.lease = l.id AND x.expires_at >= COALESCE(c.received_at, ''))) "
    "AND NOT EXISTS (SELECT 1 FROM lease_event r WHERE r.lease = l.id AND r.kind = 'returned')"
)
Key = tuple[str, str]


class Owned(NamedTuple):
    """A lease and the origin that granted it."""

    lease: Lease
    origin: str


def running(connection: Connection, skus: Sequence[str], now: datetime) -> list[Owned]:
    """The leases of these products that are not over for their owner at `now`, the first to be granted first."""
    since = _text(now - rules.TOLERANCE)
    return _in_order(run(connection, _OF_PRODUCTS, skus, since, since))


def named(connection: Connection, ids: Sequence[str]) -> list[Owned]:
    """These leases, over or not."""
    return _in_order(run(connection, _NAMED, ids))


def _in_order(rows: Iterable[tuple[object, ...]]) -> list[Owned]:
    return sorted(map(_owned, rows), key=lambda one: one.lease.id)


def _owned(row: tuple[object, ...]) -> Owned:
    id, sku, location, channel, granted, until, longer, drawn, returned, recalled, origin = row
    return Owned(
        Lease(
            id=str(id),
            sku=str(sku),
            location=str(location),
            channel=str(channel),
            granted=int(str(granted)),
            expires_at=datetime.fromisoformat(max(str(until), str(longer))),
            drawn=int(str(drawn)),
            given_back=bool(returned),
            recalled=bool(recalled),
        ),
        str(origin),
    )


def _text(moment: datetime) -> str:
    """A moment as the journal's UTC text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def leave(
    connection: Connection, skus: Sequence[str], now: str, channel: str
) -> tuple[dict[Key, Thousandths], dict[Key, Thousandths]]:
    """What leases keep from whoever asks, by (SKU, location); and, at the centre, all that `channel` may promise where
    it sells out of its leases only.

    Kept is what every channel may be selling; at the centre but for the one that asks, where it is bound to its own."""
    moment = datetime.fromisoformat(now)
    found = [one.lease for one in running(connection, skus, moment)]
    bound = _bound(connection, skus, found, moment, channel)
    kept: dict[Key, Thousandths] = {}
    for one in found:
        key = (one.sku, one.location)
        if some := 0 if one.channel == channel and key in bound else rules.kept(one, moment):
            kept[key] = kept.get(key, 0) + some
    if not bound:
        return kept, {}
    caps = dict.fromkeys(bound, 0)
    for one in found:
        if one.channel == channel:
            caps[one.sku, one.location] += rules.drawable(one, moment)
    for sku, location, quantity in run(connection, _HELD_FOR, skus, now, channel):
        if (sku, location) in caps:
            caps[sku, location] -= int(quantity)
    return kept, caps


def _bound(
    connection: Connection, skus: Sequence[str], found: Sequence[Lease], now: datetime, channel: str
) -> set[Key]:
    """Where `channel` sells out of leases only: at the centre, where a rule says so, where it has one that runs, and
    where the store has recorded nothing since the last one was over: what it has now is not known."""
    if not channel or not is_centre(connection):
        return set()
    bound = {(one.sku, one.location) for one in found if one.channel == channel and not rules.over(one, now)}
    bound |= {(str(sku), str(place)) for sku, place in run(connection, _UNHEARD, skus, channel)}
    for rule in all_rules(connection):
        if rule.channel == channel:
            places = [rule.location] if rule.location else locations(connection)
            bound |= {(sku, place) for sku in skus if rule.sku in ("", sku) for place in places}
    return bound


def is_centre(connection: Connection) -> bool:
    """Whether this database is the centre's: it names its own life, and speaks to no other."""
    known = set(connection.execute(select(local.c.key).where(local.c.key.in_(_MARKS))).scalars())
    return known == {_MARKS[0]}


_MARKS = ("centre.generation", "centre.spoke_at", "centre.address")


def locations(connection: Connection) -> list[str]:
    """Where leases were ever granted."""
    return list(connection.execute(select(lease.c.location).distinct()).scalars())


def all_rules(connection: Connection) -> list[Rule]:
    """Every rule, in the order of their keys."""
    row = lease_rule.c
    query = select(row.sku, row.location, row.channel, row.percent, row.hours).where(row.deleted.is_(False))
    return sorted(Rule(*found) for found in connection.execute(query))


def listed_now(connection: Connection, now: datetime) -> list[Owned]:
    """Every lease that is not over for its owner."""
    since = _text(now - rules.TOLERANCE)
    longer = exists().where(lease_event.c.lease == lease.c.id, lease_event.c.expires_at > since)
    query = select(lease.c.id).where((lease.c.expires_at > since) | longer)
    return named(connection, list(connection.execute(query).scalars()))


def starting_with(connection: Connection, start: str) -> list[str]:
    """Ids of leases that begin like this, three at most."""
    query = select(lease.c.id).where(lease.c.id.startswith(start, autoescape=True)).order_by(lease.c.id).limit(3)
    return list(connection.execute(query).scalars())


def unsettled(connection: Connection, now: datetime) -> list[RowMapping]:
    """Draws that were neither confirmed nor taken back, each with its lease, in the order they were made.

    Facts of the last months only, told by their ids: nothing older waits, because a lease is lengthened only by a
    store that is heard of, and that confirms."""
    drawn, other = lease_event, lease_event.alias("other")
    ended = exists().where(other.c.draw == drawn.c.draw, other.c.lease == drawn.c.lease, other.c.kind != "drawn")
    query = (
        select(drawn.c.draw, drawn.c.order_id, drawn.c.lease, drawn.c.quantity)
        .where(drawn.c.fact >= _first_id(now - _WAITS), drawn.c.kind == "drawn", ~ended)
        .order_by(drawn.c.draw, drawn.c.line)
    )
    return list(connection.execute(query).mappings())


_WAITS = timedelta(hours=3 * rules.LONGEST_HOURS)


def _first_id(moment: datetime) -> str:
    """What the ids of facts recorded from this moment on are not below (UUIDv7: they begin with milliseconds)."""
    begin = f"{int(moment.timestamp() * 1000):012x}"
    return f"{begin[:8]}-{begin[8:]}"


def promised(connection: Connection, order: str, sku: str, location: str) -> Thousandths:
    """What stands promised to an order of a product at a location."""
    row = order_allocation.c
    query = select(func.coalesce(func.sum(row.quantity), 0)).where(
        row.order_id == order, row.sku == sku, row.location == location
    )
    return int(connection.execute(query).scalar_one())


def products_at(connection: Connection, location: str, rows: Sequence[Rule]) -> list[str]:
    """The products that these rules may lease at a location: those on hand there."""
    here = [rule.sku for rule in rows if rule.location in ("", location)]
    query = select(stock_balance.c.sku).where(stock_balance.c.location == location, stock_balance.c.quantity > 0)
    if "" not in here:
        query = query.where(stock_balance.c.sku.in_(here))
    return sorted(connection.execute(query).scalars())


def deliver(connection: Connection, fact: str, location: str) -> None:
    """Have the store of a location learn a fact that the centre recorded. On SQLite nobody is fed."""
    if connection.dialect.name == "sqlite":
        return
    connection.exec_driver_sql(
        "INSERT INTO delivery (store, fact, position) SELECT l.store, j.id, j.position FROM journal j, location l "
        "WHERE j.id = %s AND l.code = %s AND j.store <> l.store",
        (fact, location),
    )
