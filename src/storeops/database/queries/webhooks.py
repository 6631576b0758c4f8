"""Queries of the centre about webhooks: whom to tell, what was recorded since, what waits to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storeops.database.tables import (
    journal,
    webhook_cursor,
    webhook_delivery,
    webhook_received,
    webhook_subscription,
)

NAME = "orders"
_COLUMNS = [column.name for column in journal.columns if column.name != "position"]
_TOLD = "('order.placed', 'order.amended', 'order.cancelled', 'order.dispatched', 'order.returned')"

#: Below the oldest transaction that still runs nothing can appear any more. What nobody vouches for is told to nobody.
_SINCE = text(
    f"SELECT j.xid::text AS at, j.position, j.{', j.'.join(_COLUMNS)} FROM journal j "  # noqa: S608
    f"WHERE j.kind IN {_TOLD} AND (j.xid, j.position) > (CAST(:xid AS xid8), :position) "
    "AND j.xid < pg_snapshot_xmin(pg_current_snapshot()) AND NOT EXISTS (SELECT 1 FROM parked p "
    "WHERE p.chain = j.origin AND p.seq = j.seq AND p.code IN ('revoked', 'other-store')) "
    "ORDER BY j.xid, j.position LIMIT :limit"
)
_NOW = text("SELECT pg_current_xact_id()::text")


class Recorded(NamedTuple):
    """A fact, its kind and columns, and its place in the order in which facts became known for good."""

    xid: int
    position: int
    kind: str
    row: tuple[Any, ...]


def add(connection: Connection, values: Mapping[str, Any]) -> None:
    """A subscription, told of what is recorded from now on."""
    connection.execute(webhook_subscription.insert().values(since=this_transaction(connection), **values))


def this_transaction(connection: Connection) -> int:
    return int(connection.execute(_NOW).scalar_one())


def subscriptions(connection: Connection, *, dropped: bool = False) -> list[RowMapping]:
    query = select(webhook_subscription).order_by(webhook_subscription.c.channel, webhook_subscription.c.made_at)
    if not dropped:
        query = query.where(webhook_subscription.c.dropped_at == "")
    return list(connection.execute(query).mappings())


def drop(connection: Connection, id: str, at: str) -> None:
    one = update(webhook_subscription).where(webhook_subscription.c.id == id)
    connection.execute(one.values(dropped_at=at))


def cursor(connection: Connection) -> RowMapping | None:
    """How far the journal was looked through, locked; None while another process looks."""
    values = {"name": NAME, "generation": "", "xid": 0, "position": 0}
    connection.execute(insert(webhook_cursor).values(**values).on_conflict_do_nothing())
    query = select(webhook_cursor).where(webhook_cursor.c.name == NAME).with_for_update(skip_locked=True)
    return connection.execute(query).mappings().one_or_none()


def move(connection: Connection, generation: str, xid: int, position: int) -> None:
    one = update(webhook_cursor).where(webhook_cursor.c.name == NAME)
    connection.execute(one.values(generation=generation, xid=xid, position=position))


def begin_again(connection: Connection) -> int:
    """The database lives another life, in which transactions are counted anew: tell from now on. Returns from where."""
    now = this_transaction(connection)
    connection.execute(update(webhook_subscription).values(since=now))
    return now


def since(connection: Connection, xid: int, position: int, limit: int) -> list[Recorded]:
    rows = connection.execute(_SINCE, {"xid": str(xid), "position": position, "limit": limit}).all()
    return [Recorded(int(row.at), int(row.position), str(row.kind), tuple(row[2:])) for row in rows]


def queue(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(webhook_delivery).on_conflict_do_nothing(), list(rows))


def next_due(connection: Connection, now: str) -> RowMapping | None:
    """The event that has waited longest, with its subscription; locked, and none that another process has locked."""
    due, to = webhook_delivery.c, webhook_subscription.c
    query = (
        select(webhook_delivery, to.url, to.secret, to.insecure)
        .join(webhook_subscription, to.id == due.subscription)
        .where(due.state == "waiting", due.next_at <= now, to.dropped_at == "")
        .order_by(due.next_at, due.fact)
        .limit(1)
        .with_for_update(of=webhook_delivery, skip_locked=True)
    )
    return connection.execute(query).mappings().one_or_none()


def change(connection: Connection, subscription: str, fact: str, values: Mapping[str, Any]) -> None:
    one = update(webhook_delivery).where(
        webhook_delivery.c.subscription == subscription, webhook_delivery.c.fact == fact
    )
    connection.execute(one.values(**values))


def replay(connection: Connection, subscription: str, since: str, now: str) -> int:
    """Let everything of a subscription made since then wait again, told before or not."""
    one = update(webhook_delivery).where(
        webhook_delivery.c.subscription == subscription, webhook_delivery.c.made_at >= since
    )
    return connection.execute(one.values(state="waiting", next_at=now, attempts=0)).rowcount


def counts(connection: Connection) -> dict[tuple[str, str], int]:
    """(subscription, state) -> events."""
    query = select(webhook_delivery.c.subscription, webhook_delivery.c.state, func.count()).group_by(
        webhook_delivery.c.subscription, webhook_delivery.c.state
    )
    return {(str(row[0]), str(row[1])): int(row[2]) for row in connection.execute(query)}


def received(connection: Connection, sender: str, id: str, at: str) -> bool:
    """Note a message that another system sent; whether it is news."""
    one = insert(webhook_received).values(sender=sender, id=id, at=at).on_conflict_do_nothing()
    return connection.execute(one.returning(webhook_received.c.id)).one_or_none() is not None
