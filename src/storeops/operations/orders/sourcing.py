"""Putting the sourcing question to the planner: which locations, which stock, which tariffs, which rules.

Everything is read inside the caller's transaction, so that what the plan takes is still there when it is promised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from storeops.database.queries import availability as availability_queries
from storeops.database.queries import orders as order_queries
from storeops.database.queries import shop as shop_queries
from storeops.database.queries import sourcing as queries
from storeops.database.queries.profile import Profile
from storeops.journal.envelope import utc_text
from storeops.journal.facts.orders import Allocation
from storeops.operations.carriers import CARRIER, Carrier, carrier
from storeops.planning.sourcing import Line, Location, Order, Plan, Problem, Rate, from_table
from storeops.planning.sourcing.rules import Rule
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.channels import KINDS, Channel
from storeops.rules.money import decimal_string
from storeops.rules.orders.lines import OrderLine, takes
from storeops.rules.promise import MONDAY_TO_FRIDAY, Calendar, Promise, promise
from storeops.rules.quantity import unit
from storeops.rules.tariffs import PICKUP

UNLIMITED = 1_000_000
SOMEDAY = date.max.toordinal()
"""The day index of an order that was promised for no day."""
DEFAULT_GRAMS = 500
"""What one unit weighs where nobody said it: the setting `default_weight` overrides it."""
CUT_OFF = "16:00"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order to be sourced: what of each of its lines is missing."""

    id: str
    channel: str
    service: str
    country: str
    area: str
    promised: str
    pickup: str
    lines: tuple[tuple[OrderLine, Thousandths], ...]
    pinned: tuple[str, ...] = ()

    @property
    def region(self) -> str:
        """What tariffs and rules call the place it goes to."""
        return f"{self.country}:{self.area}" if self.area else self.country


@dataclass(frozen=True, slots=True)
class Ground:
    """What does not depend on the orders: sites, rules, settings, the carrier. Read once for many orders."""

    profile: Profile
    now: datetime
    sites: tuple[queries.Site, ...]
    busy: Mapping[str, int]
    rules: tuple[Rule, ...]
    carrier: Carrier
    settings: Mapping[str, str]
    channels: Mapping[str, Channel]
    default_grams: int
    late_per_day: Minor
    split: Minor
    calendar: Calendar

    def site(self, code: str) -> queries.Site | None:
        return next((site for site in self.sites if site.code == code), None)


def ground(
    connection: Connection, profile: Profile, now: datetime, *, rules: Mapping[str, object] | None = None
) -> Ground:
    """What sourcing stands on; `rules` instead of the saved ones, for a dry run. Raises BadRule.

    What is reference data is read again only when its revision has changed: every order placed asks for it."""
    revision = shop_queries.revision(connection)
    known = _known.get(connection.engine)
    if known is None or known[:2] != (revision, profile.store):
        known = (revision, profile.store, _read(connection, profile))
        _known[connection.engine] = known
    at = replace(known[2], profile=profile, now=now)
    if any(site.capacity for site in at.sites):
        at = replace(at, busy=order_queries.busy(connection))
    return at if rules is None else replace(at, rules=from_table(rules))


_known: WeakKeyDictionary[Engine, tuple[int, str, Ground]] = WeakKeyDictionary()


def _read(connection: Connection, profile: Profile) -> Ground:
    settings = shop_queries.settings(connection, ("", profile.store))
    unit_of_money = 10**profile.currency.exponent
    days = frozenset(int(day) for day in settings.get("working_days", "") if day in "1234567")
    codes = dict.fromkeys([*queries.channels(connection), *KINDS])
    found = {code: queries.channel_of(connection, code) for code in codes}
    return Ground(
        profile=profile,
        now=datetime.min.replace(tzinfo=profile.zone),
        sites=tuple(queries.sites(connection)),
        busy={},
        rules=from_table(queries.rules(connection)),
        carrier=carrier(settings.get("carrier", CARRIER)),
        settings=settings,
        channels={code: channel for code, channel in found.items() if channel is not None},
        default_grams=int(settings.get("default_weight", DEFAULT_GRAMS)),
        late_per_day=int(settings.get("late_cost_per_day", 2 * unit_of_money)),
        split=int(settings.get("split_cost", unit_of_money)),
        calendar=Calendar(days or MONDAY_TO_FRIDAY),
    )


def problem_of(
    connection: Connection,
    at: Ground,
    candidates: Sequence[Candidate],
    *,
    scarcity: Mapping[tuple[str, str], Minor] | None = None,
    stock: Mapping[tuple[str, str], Thousandths] | None = None,
) -> Problem:
    """The question for these orders, with the stock as it is now, or as it is given."""
    skus = sorted({sku for one in candidates for line, _ in one.lines for sku, _ in takes(line, ONE)})
    grams = queries.weights(connection, sorted({line.sku for one in candidates for line, _ in one.lines}))
    regions = {(one.country, one.area, one.region) for one in candidates}
    services = {one.service for one in candidates}
    zones = _zones(at, regions)
    return Problem(
        locations=tuple(_location(site, at) for site in at.sites),
        stock=_stock(connection, at, skus, sorted({one.channel for one in candidates})) if stock is None else stock,
        orders=tuple(_order(one, at, grams) for one in candidates),
        zones=zones,
        tariff=_rates(at, set(zones.values()), services),
        arrivals=_arrivals(at, regions, services),
        late_per_day=at.late_per_day,
        split=at.split,
        scarcity=scarcity or {},
        rules=(*at.rules, *_channel_rules(at.channels.values())),
    )


def _stock(
    connection: Connection, at: Ground, skus: Sequence[str], channels: Sequence[str]
) -> dict[tuple[str, str], Thousandths]:
    """What may be promised; of several channels, to the one from which most is kept back."""
    now = utc_text(at.now.isoformat())
    codes = {site.code for site in at.sites}
    stock: dict[tuple[str, str], Thousandths] = {}
    for channel in channels or [""]:
        for key, one in availability_queries.read(connection, skus, now=now, channel=channel).items():
            if key[1] in codes:
                stock[key] = min(stock.get(key, one.promisable), one.promisable)
    return stock


def _location(site: queries.Site, at: Ground) -> Location:
    room = site.capacity - at.busy.get(site.code, 0) if site.capacity else UNLIMITED
    cut_off = time.fromisoformat(site.cut_off or CUT_OFF)
    return Location(
        code=site.code,
        kind=site.kind,
        capacity=max(0, room),
        store=site.store,
        region=site.region,
        handling_parcel=site.handling_parcel,
        handling_unit=site.handling_line,
        ships=site.ships,
        pickup=site.pickup,
        cut_off_passed=at.now.timetz().replace(tzinfo=None) > cut_off,
    )


def _order(one: Candidate, at: Ground, grams: Mapping[str, int]) -> Order:
    channel = at.channels.get(one.channel)
    return Order(
        id=one.id,
        channel=one.channel,
        service=one.service,
        region=one.region,
        promised=date.fromisoformat(one.promised).toordinal() if one.promised else SOMEDAY,
        lines=tuple(_line(line, quantity, at, grams) for line, quantity in one.lines),
        pickup=one.pickup if one.service == PICKUP else "",
        pinned=one.pinned or (channel.locations if channel else ()),
    )


def _line(line: OrderLine, quantity: Thousandths, at: Ground, grams: Mapping[str, int]) -> Line:
    """What leaving one unit of it unsent costs: twice its price, and enough to outweigh any parcel."""
    step = 10 ** (3 - unit(line.unit).decimals)
    heavy = line.unit in ("kg", "l")
    return Line(
        number=line.line,
        parts=takes(line, ONE),
        quantity=quantity,
        grams=grams.get(line.sku, 1000 if heavy else at.default_grams),
        unfilled=2 * line.unit_price + 100 * 10**at.profile.currency.exponent,
        divisible=quantity % step == 0,
        step=step if quantity % step == 0 else ONE,
    )


def _channel_rules(channels: Iterable[Channel]) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            f"channel {one.code} ships from {', '.join(one.locations)}",
            "only",
            channels=(one.code,),
            locations=one.locations,
        )
        for one in channels
        if one.locations
    )


def _zones(at: Ground, regions: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """What a parcel costs depends on the country it comes from: the many shops of one country share their zones."""
    found = {}
    for country, area, region in regions:
        of = {origin: at.carrier.zone(origin, country, area) for origin in {site.country for site in at.sites}}
        found.update({(site.code, region): of[site.country] for site in at.sites if of[site.country]})
    return found


def _rates(at: Ground, zones: set[str], services: set[str]) -> tuple[Rate, ...]:
    """The rows that these orders may need: all of them would be looked through for every order."""
    rates = _tariff(at.carrier.code, at.profile.currency.code)
    return tuple(rate for rate in rates if rate.zone in zones and rate.service in services)


@lru_cache(maxsize=16)
def _tariff(code: str, currency: str) -> tuple[Rate, ...]:
    """The carrier's rows in the shop's currency; where it goes on by the kilogram, a row for each up to its limit."""
    found: list[Rate] = []
    limits = {one.service: one.heaviest_grams for one in carrier(code).services}
    for row in carrier(code).tariffs:
        if row.currency != currency:
            continue
        found.append(Rate(row.zone, row.service, row.up_to_grams, row.price))
        if row.per_extra_kg is not None:
            most = limits.get(row.service) or row.up_to_grams + 100_000
            for extra in range(1, (most - row.up_to_grams) // 1000 + 1):
                price = row.price + extra * row.per_extra_kg
                found.append(Rate(row.zone, row.service, row.up_to_grams + extra * 1000, price))
    return tuple(found)


def _arrivals(
    at: Ground, regions: Iterable[tuple[str, str, str]], services: Iterable[str]
) -> dict[tuple[str, str, str], int]:
    found = {}
    for service in services:
        for country, area, region in regions:
            alike: dict[tuple[str, str, int], Promise | None] = {}
            for site in at.sites:
                key = (site.country, site.cut_off, site.handling_days)
                if key not in alike:
                    alike[key] = promise_from(at, site, service, country, area, at.now)
                if (promised := alike[key]) is not None:
                    found[site.code, service, region] = promised.deliver_by.toordinal()
    return found


def promise_from(
    at: Ground, site: queries.Site, service: str, country: str, area: str, placed_at: datetime
) -> Promise | None:
    """When an order placed at a moment arrives if it is sent from this site; None where no carrier goes there."""
    cut_off = time.fromisoformat(site.cut_off or CUT_OFF)
    if service == PICKUP:
        return promise(
            placed_at,
            cut_off=cut_off,
            handling_days=site.handling_days,
            transit_days=0,
            calendar=at.calendar,
            carrier_days=None,
            zone=at.profile.zone,
        )
    transit = at.carrier.transit.get((at.carrier.zone(site.country, country, area), service))
    if transit is None:
        return None
    return promise(
        placed_at,
        cut_off=cut_off,
        handling_days=site.handling_days,
        transit_days=transit,
        calendar=at.calendar,
        carrier_days=at.carrier.calendar(service),
        zone=at.profile.zone,
    )


def allocations_of(plan: Plan, one: Candidate) -> tuple[Allocation, ...]:
    """What the plan promises to an order, as its facts say it."""
    lines = {line.line: line for line, _ in one.lines}
    return tuple(
        Allocation(
            line=given.line,
            quantity=given.quantity,
            location=given.location,
            parts=takes(lines[given.line], given.quantity),
        )
        for given in plan.assignments
        if given.order == one.id and given.quantity > 0
    )


def reasons_of(plan: Plan, order: str, exponent: int) -> tuple[tuple[str, str], ...]:
    """The locations an order does not come from, each with its reason."""
    found = []
    for one in plan.rejected:
        if one.order == order:
            more = f" ({decimal_string(one.extra, exponent)} more)" if one.extra and one.extra > 0 else ""
            found.append((one.location, one.reason + more))
    return tuple(found)
