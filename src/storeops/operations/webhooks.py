"""Telling channels what became of their orders.

What is told is read from the journal behind the transactions that wrote it, not written by them: a dispatch at a till
and an order placed here become events the same way, neither waits for it, and what a till hands in late is told, too.
An event is queued together with the place that was read, so it is queued once; it is told at least once."""

from __future__ import annotations

import base64
import random
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection

from storeops.database.queries import orders as order_queries
from storeops.database.queries import sourcing
from storeops.database.queries import webhooks as queries
from storeops.journal.envelope import Entry, JournalRow, utc_text
from storeops.journal.facts import OrderAmended, OrderCancelled, OrderDispatched, OrderPlaced, OrderReturned
from storeops.journal.reading import entry_of
from storeops.operations.shop import audit, next_revision
from storeops.rules import webhooks as rules
from storeops.rules.channels import KINDS, UnknownChannel
from storeops.rules.errors import Refused
from storeops.rules.money import decimal_string as money
from storeops.rules.quantity import decimal_string as quantity
from storeops.rules.wording import quote
from storeops.store import Store

PAGE = 500
LEASE = timedelta(minutes=1)
"""How long a process has to tell an event before another one may try: it may have died over it."""
WAITING, SENT, GIVEN_UP = "waiting", "sent", "given_up"

Post = Callable[[str, bytes, Mapping[str, str], bool], tuple[int, str]]
"""(url, body, headers, insecure) -> HTTP status (0 where there was no answer), and in words why not."""


class UnknownWebhook(Refused):
    def __init__(self, id: str) -> None:
        super().__init__(f"There is no webhook {quote(id)}. Look at 'storeops server webhook list'.")
        self.id = id


@dataclass(frozen=True, slots=True)
class MadeWebhook:
    id: str
    channel: str
    url: str
    events: tuple[str, ...]
    secret: str


@dataclass(frozen=True, slots=True)
class WebhookView:
    """A subscription, and how many of its events wait, were told, were given up."""

    id: str
    channel: str
    url: str
    events: tuple[str, ...]
    waiting: int
    sent: int
    given_up: int
    made_at: datetime


def add(centre: Store, channel: str, url: str, events: str = "", *, insecure: bool = False) -> MadeWebhook:
    """Tell events of a channel's orders to a URL from now on. Raises UnknownChannel, BadAddress, UnknownEvent."""
    rules.require_url(url, insecure=insecure)
    wanted = rules.events(events)
    id, secret = secrets.token_hex(5), rules.PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    with centre.write() as tx:
        if sourcing.channel_of(tx.connection, channel) is None:
            raise UnknownChannel(channel, list(dict.fromkeys([*sourcing.channels(tx.connection), *KINDS])))
        values = {
            "id": id,
            "channel": channel,
            "url": url,
            "events": " ".join(wanted),
            "secret": secret,
            "insecure": insecure,
            "made_by": tx.actor,
            "made_at": utc_text(tx.now.isoformat()),
            "dropped_at": "",
        }
        queries.add(tx.connection, values)
        audit(tx, f"webhook {id}", next_revision(tx), f"added for channel {channel}")
    return MadeWebhook(id, channel, url, wanted, secret)


def webhooks(connection: Connection) -> tuple[WebhookView, ...]:
    counts = queries.counts(connection)
    return tuple(
        WebhookView(
            row["id"],
            row["channel"],
            row["url"],
            tuple(row["events"].split()),
            counts.get((row["id"], WAITING), 0),
            counts.get((row["id"], SENT), 0),
            counts.get((row["id"], GIVEN_UP), 0),
            datetime.fromisoformat(row["made_at"]),
        )
        for row in queries.subscriptions(connection)
    )


def drop(centre: Store, id: str) -> None:
    """Tell it nothing more. Raises UnknownWebhook."""
    with centre.write() as tx:
        _require(tx.connection, id)
        queries.drop(tx.connection, id, utc_text(tx.now.isoformat()))
        audit(tx, f"webhook {id}", next_revision(tx), "dropped")


def replay(centre: Store, id: str, since: datetime) -> int:
    """Tell again what happened since then; returns how many events wait now. Raises UnknownWebhook."""
    with centre.write() as tx:
        _require(tx.connection, id)
        now = utc_text(tx.now.isoformat())
        return queries.replay(tx.connection, id, utc_text(since.isoformat()), now)


def _require(connection: Connection, id: str) -> None:
    if id not in {row["id"] for row in queries.subscriptions(connection)}:
        raise UnknownWebhook(id)


def gather(centre: Store, generation: str) -> int:
    """Queue what was recorded since the last time; returns how many facts were looked at."""
    now = utc_text(centre.now().isoformat())
    with centre.receiving() as connection:
        wanted = queries.subscriptions(connection)
        place = queries.cursor(connection) if wanted else None
        if place is None:
            return 0
        at = (place["xid"], place["position"])
        if place["generation"] != generation:
            at = (queries.begin_again(connection), 0) if place["generation"] else at
            queries.move(connection, generation, *at)
        return gather_from(connection, wanted, generation, at, now)


def gather_from(connection: Connection, wanted: list[Any], generation: str, place: tuple[int, int], now: str) -> int:
    """Queue the facts behind a place, within the caller's transaction."""
    xid, position = max(place, (min(row["since"] for row in wanted), 0))
    found = queries.since(connection, xid, position, PAGE)
    rows: list[dict[str, Any]] = []
    for one in found:
        entry = entry_of(JournalRow(*one.row))
        event = rules.EVENTS[one.kind]
        order = _order_of(entry)
        known = order_queries.row(connection, order)
        rows += [
            _delivery(to["id"], entry, event, dict(known), now)
            for to in wanted
            if known and to["channel"] == known["channel"] and event in to["events"].split() and one.xid >= to["since"]
        ]
    queries.queue(connection, rows)
    if found:
        queries.move(connection, generation, found[-1].xid, found[-1].position)
    return len(found)


def _order_of(entry: Entry) -> str:
    fact = entry.envelope.fact
    return entry.envelope.id if isinstance(fact, OrderPlaced) else str(getattr(fact, "order", ""))


def _delivery(subscription: str, entry: Entry, event: str, known: Mapping[str, Any], now: str) -> dict[str, Any]:
    data = {
        "id": known["id"],
        "number": known["number"],
        "external": known["external"],
        "channel": known["channel"],
        **_more(entry),
    }
    body = {"type": event, "timestamp": utc_text(entry.envelope.at), "data": data}
    return {
        "subscription": subscription,
        "fact": entry.envelope.id,
        "event": event,
        "body": msgspec.json.encode(body).decode(),
        "made_at": now,
        "state": WAITING,
        "next_at": now,
        "attempts": 0,
        "status": 0,
        "told": "",
    }


def _more(entry: Entry) -> dict[str, Any]:
    """What a channel wants to know at once. Nothing of the customer: the order can be asked for, with the key."""
    fact = entry.envelope.fact
    match fact:
        case OrderPlaced():
            return {"total": money(fact.total, _exponent(fact.currency)), "currency": fact.currency}
        case OrderCancelled():
            return {"reason": fact.reason, "whole": fact.whole, "lines": _lines(fact.lines)}
        case OrderDispatched():
            told = {"location": fact.location, "carrier": fact.carrier, "tracking": fact.tracking}
            return {**told, "lines": _lines(fact.lines)}
        case OrderReturned():
            return {"lines": _lines(fact.lines)}
        case OrderAmended():
            added = [{"line": line.line, "sku": line.sku, "quantity": quantity(line.quantity)} for line in fact.added]
            return {"added": added, "cancelled": _lines(fact.cancelled), "changed": sorted(fact.fields)}
    return {}


def _lines(parts: Any) -> list[dict[str, Any]]:
    return [{"line": one.line, "quantity": quantity(one.quantity)} for one in parts]


def _exponent(currency: str) -> int:
    from storeops.rules.money import currency as known

    return known(currency).exponent


def tell(centre: Store, post: Post) -> bool:
    """Tell the event that has waited longest; whether there was one.

    It is taken by a short transaction and told outside of any: one that lasted as long as a slow listener would hold
    back everybody who reads the feed."""
    now = centre.now()
    with centre.receiving() as connection:
        due = queries.next_due(connection, utc_text(now.isoformat()))
        if due is None:
            return False
        lease = utc_text((now + LEASE).isoformat())
        tries = due["attempts"] + 1
        queries.change(connection, due["subscription"], due["fact"], {"attempts": tries, "next_at": lease})
    body = due["body"].encode()
    status, why = post(due["url"], body, rules.signed(due["secret"], due["fact"], now, body), due["insecure"])
    ended = _ended(200 <= status < 300, tries, centre.now())
    with centre.receiving() as connection:
        told = {"status": status, "told": (why or f"HTTP {status}")[:200]}
        queries.change(connection, due["subscription"], due["fact"], {**ended, **told})
    return True


def _ended(good: bool, tries: int, now: datetime) -> dict[str, Any]:
    if good:
        return {"state": SENT}
    if (wait := rules.pause(tries, random.random())) is None:  # noqa: S311  # spreads tries, keeps no secret
        return {"state": GIVEN_UP}
    return {"next_at": utc_text((now + wait).isoformat())}
