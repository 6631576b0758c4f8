"""Leases at the store that owns the goods: rules, grants, ends, confirmations, and what the counter leaves alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from storeops.database.queries import availability
from storeops.database.queries import leases as queries
from storeops.database.queries.leases import Owned
from storeops.database.tables import lease_rule
from storeops.journal.envelope import Entry, utc_text
from storeops.journal.facts import (
    DrawSettled,
    LeaseDraw,
    LeaseEnded,
    LeaseExtended,
    LeaseGranted,
    LeaseOverridden,
    SaleLine,
)
from storeops.operations.handling import known_channel
from storeops.operations.locations import known_location
from storeops.operations.lookup import NotStocked
from storeops.operations.remarks import remark
from storeops.operations.shop import audit, next_revision, put
from storeops.operations.suppliers import product_of
from storeops.rules import leases as rules
from storeops.rules import quantity
from storeops.rules.amounts import Thousandths
from storeops.rules.availability import Availability, NotEnoughStock, summed
from storeops.rules.errors import Refused
from storeops.rules.leases import BadLease, Lease, Rule, StockLeased
from storeops.rules.wording import quote
from storeops.store import RecordedOtherwise, Store, Tx

PAGE = 500
"""Products that one transaction looks at: a sale waits no longer than that."""


class UnknownLease(Refused):
    def __init__(self, id: str, several: bool = False) -> None:
        why = "may be more than one lease; give more of it" if several else "is no lease"
        super().__init__(f"{quote(id)} {why}. 'storeops lease list' shows those that run.")
        self.id = id


class LeaseOver(Refused):
    def __init__(self, id: str) -> None:
        super().__init__(f"Lease {id} is over: its stock is the store's again.")
        self.id = id


def set_rule(shop: Store, code: str, channel: str, percent: int, *, hours: int = 4, location: str = "") -> Rule:
    """Lease a channel `percent` of what is free of a product ("all": of every one), in slices of `hours`; 0 percent
    ends the rule, and leases that run end by themselves.

    Raises UnknownProduct, NotStocked, UnknownChannel, UnknownLocation, BadLease."""
    if not 0 <= percent <= 100:
        raise BadLease(f"A share is 0 to 100 percent, not {percent}.")
    _check_hours(hours)
    with shop.write() as tx:
        sku = "" if code == "all" else _stocked(tx, code)
        where = known_location(tx, location) if location else ""
        rule = Rule(sku, where, _channel(tx, channel), percent, hours)
        before = {(one.sku, one.location, one.channel): one for one in queries.all_rules(tx.connection)}
        if before.get(rule[:3]) == rule or (not percent and rule[:3] not in before):
            return rule
        revision = next_revision(tx)
        put(tx, lease_rule, revision, rule._asdict())
        if not percent:
            gone = [column == value for column, value in zip(lease_rule.primary_key.columns, rule[:3], strict=True)]
            tx.connection.execute(lease_rule.update().where(*gone).values(deleted=True))
        audit(tx, f"lease rule {sku or 'all'} {channel}"[:200], revision, note=f"{percent}% for {hours} hours")
        return rule


def grant(
    shop: Store,
    code: str,
    amount: Thousandths,
    channel: str,
    *,
    hours: int = 4,
    location: str = "",
    command: str = "",
) -> Entry:
    """Lease a channel so much of a product for some hours; what it does not sell is free again afterwards.

    `command` is the lease's id: asking twice grants once. Raises UnknownProduct, NotStocked, NotWhole, NotAQuantity,
    UnknownChannel, UnknownLocation, NotEnoughStock, BadLease, RecordedOtherwise."""
    _check_hours(hours)
    with shop.write() as tx:
        _refuse_at_centre(tx)
        product = product_of(tx, code)
        sku, place, by = _stocked(tx, code), known_location(tx, location), _channel(tx, channel)
        quantity.check(amount, quantity.unit(product.unit))
        if amount <= 0:
            raise quantity.NotAQuantity(quantity.decimal_string(amount), "a lease is of more than nothing")
        if done := tx.recorded(command):
            return _same(done, sku, amount, by, place)
        free = _availability(tx, [sku], place)[sku].atp
        if amount > free:
            raise NotEnoughStock(sku, amount, free, place)
        return _grant(tx, sku, place, by, amount, hours, command)


def _same(done: Entry, sku: str, amount: Thousandths, channel: str, location: str) -> Entry:
    fact = done.envelope.fact
    if not isinstance(fact, LeaseGranted) or (fact.sku, fact.quantity, fact.channel, fact.location) != (
        sku,
        amount,
        channel,
        location,
    ):
        raise RecordedOtherwise(done.envelope.id)
    return done


def _grant(tx: Tx, sku: str, location: str, channel: str, amount: Thousandths, hours: int, command: str = "") -> Entry:
    until = utc_text((tx.now + timedelta(hours=hours)).isoformat())
    fact = LeaseGranted(sku=sku, location=location, channel=channel, quantity=amount, expires_at=until)
    return tx.record(fact, id=command)


def end(shop: Store, id: str, reason: str = "ended") -> Entry:
    """End a lease before its time, named by its id or the beginning of it.

    At its store: the channel is asked to stop, and the goods are kept until the lease is over or the centre gives them
    back. At the centre: they are given back at once. Raises UnknownLease, LeaseOver, BadLease, CardNumberRefused."""
    why = remark(reason, "reason", limit=80) or "ended"
    with shop.write() as tx:
        owned = _named(tx, id)
        lease = owned.lease
        if rules.over(lease, tx.now):
            raise LeaseOver(lease.id)
        at_centre = queries.is_centre(tx.connection)
        if at_centre and any(row["lease"] == lease.id for row in queries.unsettled(tx.connection, tx.now)):
            raise BadLease(
                f"Lease {lease.id} has orders that its store has not confirmed yet. End it when they are, or let it "
                "end by itself."
            )
        if not at_centre and not _is_own(tx, owned):
            raise BadLease(f"Lease {lease.id} was granted by another till. End it there, or at the centre.")
        entry = tx.record(LeaseEnded(lease=lease.id, by="holder" if at_centre else "owner", reason=why))
        if at_centre:
            queries.deliver(tx.connection, entry.envelope.id, lease.location)
        return entry


def _named(tx: Tx, id: str) -> Owned:
    typed = id.strip()
    found = queries.starting_with(tx.connection, typed) if len(typed) >= 6 else []
    if len(found) != 1:
        raise UnknownLease(id, several=len(found) > 1)
    return queries.named(tx.connection, found)[0]


def tend(shop: Store) -> int:
    """What a store does at every exchange: confirm what was sold of its leases, lengthen those that run, and top them
    up to the rules' share. Returns how many facts that took. At the centre nothing is to be done."""
    with shop.write() as tx:
        if queries.is_centre(tx.connection):
            return 0
        done = _confirm(tx)
        rows = queries.all_rules(tx.connection)
        skus = queries.products_at(tx.connection, tx.profile.location, rows) if rows else []
    for start in range(0, len(skus), PAGE):
        with shop.write() as tx:
            done += _top_up(tx, rows, skus[start : start + PAGE])
    return done


def _confirm(tx: Tx) -> int:
    """Confirm the draws that this store has goods for."""
    waiting = queries.unsettled(tx.connection, tx.now)
    leases = {one.lease.id: one for one in queries.named(tx.connection, sorted({row["lease"] for row in waiting}))}
    own = [row for row in waiting if row["lease"] in leases and _is_own(tx, leases[row["lease"]])]
    done = 0
    for key in dict.fromkeys(_shelf_of(leases[row["lease"]].lease) for row in own):
        sku, place = key
        heard = []
        for row in own:
            lease = leases[row["lease"]].lease
            promised = queries.promised(tx.connection, row["order_id"], sku, place)
            if _shelf_of(lease) == key and promised >= row["quantity"]:
                heard.append((row, lease))
        one = _availability(tx, [sku], place)[sku]
        shelf = one.atp + one.safety + sum(row["quantity"] for row, _ in heard)
        draws = [(str(at), int(row["quantity"]), lease) for at, (row, lease) in enumerate(heard)]
        for at, some, lease in rules.confirmable(shelf, draws, tx.now):
            row = heard[int(at)][0]
            tx.record(
                DrawSettled(
                    order=row["order_id"],
                    draw=row["draw"],
                    outcome="confirmed",
                    draws=(LeaseDraw(lease=lease.id, quantity=some),),
                )
            )
            done += 1
    return done


def _shelf_of(lease: Lease) -> tuple[str, str]:
    return lease.sku, lease.location


def _top_up(tx: Tx, rows: Sequence[Rule], skus: Sequence[str]) -> int:
    place, done = tx.profile.location, 0
    running = queries.running(tx.connection, skus, tx.now)
    known = _availability(tx, skus, place)
    for sku in skus:
        free = known[sku].atp
        for rule in rules.that_hold(rows, sku, place):
            mine = [
                one for one in running if _shelf_of(one.lease) == (sku, place) and one.lease.channel == rule.channel
            ]
            for one in mine:
                if _is_own(tx, one) and (until := rules.renewed(one.lease, tx.now, rule.hours)):
                    tx.record(LeaseExtended(lease=one.lease.id, expires_at=utc_text(until.isoformat())))
                    done += 1
            held = sum(rules.kept(one.lease, tx.now) for one in mine)
            if some := rules.slice_of(rule.percent, free, held):
                _grant(tx, sku, place, rule.channel, some, rule.hours)
                free -= some
                done += 1
    return done


def leave_alone(tx: Tx, sale: str, lines: Iterable[SaleLine], override: str) -> list[LeaseOverridden]:
    """What the counter sells although a channel may be selling it: nothing, or, with a reason to override, the facts
    that say so. Raises StockLeased. Products without a lease cost one query and are sold as ever."""
    goods: list[tuple[str, Thousandths]] = []
    for line in lines:
        if line.stocked and line.quantity > 0:
            goods += [(one.sku, one.quantity) for one in line.moved] or [(line.sku, line.quantity)]
    wanted, place = summed(goods), tx.profile.location
    leased = {
        one.lease.sku
        for one in queries.running(tx.connection, list(wanted), tx.now)
        if one.lease.location == place and rules.kept(one.lease, tx.now)
    }
    if not leased:
        return []
    known = _availability(tx, sorted(leased), place)
    facts = []
    for sku in sorted(leased):
        free = known[sku].atp + known[sku].safety
        if wanted[sku] <= free:
            continue
        if not override:
            raise StockLeased(sku, wanted[sku], free)
        facts.append(
            LeaseOverridden(
                sale=sale, sku=sku, location=place, quantity=wanted[sku], free=max(0, free), reason=override
            )
        )
    return facts


def _availability(tx: Tx, skus: Sequence[str], location: str) -> dict[str, Availability]:
    known = availability.read(tx.connection, skus, now=utc_text(tx.now.isoformat()))
    return {sku: known.get((sku, location), Availability(sku, location)) for sku in skus}


def _is_own(tx: Tx, one: Owned) -> bool:
    """Whether this database granted it, in this life or an earlier one."""
    return one.origin.rpartition(".")[0] == tx.profile.device


def _refuse_at_centre(tx: Tx) -> None:
    if queries.is_centre(tx.connection):
        raise BadLease("A lease is granted by the store whose goods they are: run 'storeops lease grant' there.")


def _check_hours(hours: int) -> None:
    if not 1 <= hours <= rules.LONGEST_HOURS:
        raise BadLease(f"A lease runs for 1 to {rules.LONGEST_HOURS} hours, not {hours}.")


def _channel(tx: Tx, channel: str) -> str:
    if not channel:
        raise BadLease("Name the channel that the lease is for: --channel web.")
    return known_channel(tx, channel)


def _stocked(tx: Tx, code: str) -> str:
    product = product_of(tx, code)
    if not product.stocked:
        raise NotStocked(product.sku)
    return product.sku
