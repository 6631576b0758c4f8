"""What the carriers offer for one parcel, against what its customer was promised: which one is bought with one key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from storeops.connectors import shipping
from storeops.connectors.carriers.choosing import MOST_DAYS, fast_enough
from storeops.operations.carriers import carrier as tariffs_of
from storeops.reports.orders.state import read
from storeops.reports.parcels import ParcelView, parcel_of
from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.lateness import arrival
from storeops.rules.promise import Calendar, late_days
from storeops.rules.tariffs import EXPRESS, NORMAL, OVERNIGHT, OWN_VAN
from storeops.store import Store

_NAMED = (NORMAL, EXPRESS, OVERNIGHT)
"""The shop's own services that a carrier brings, the slowest first."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A rate of the carrier asked as `by` (an aggregator names another in `carrier`). `arrives` where it says how long
    it takes; `late` days after the promised day, None where that is not known; `meant`: no less than was ordered."""

    by: str
    carrier: str
    service: str
    cost: Minor
    currency: str
    days: int | None
    arrives: date | None
    late: int | None
    meant: bool


@dataclass(frozen=True, slots=True)
class OffersView:
    """Offers for a parcel, the cheapest first; `best` is the place of the one that Enter buys, -1 where nobody carries
    it. `told`: why a carrier offers nothing."""

    parcel: ParcelView
    customer: str
    service: str
    promised: date | None
    offers: tuple[Offer, ...]
    best: int
    told: tuple[str, ...]


def offers(shop: Store, number: str) -> OffersView:
    """Ask every carrier of the shop for one parcel. A carrier that fails is told of, and the others are asked.

    Raises UnknownDocument, AmbiguousDocument."""
    with shop.read() as connection:
        parcel = parcel_of(connection, number)
        state = read(connection, parcel.order)
    promised = date.fromisoformat(state.promised) if state.promised else None
    found: list[Offer] = []
    told: list[str] = []
    codes = shipping.carriers(shop)
    # The own van is a carrier of its own, which nobody lists: it is asked where it was ordered.
    for code in (*codes, *([OWN_VAN] if state.service == OWN_VAN and OWN_VAN not in codes else ())):
        try:
            view = shipping.rates(shop, parcel.order, [code], parcel=parcel.id)
        except Refused as refusal:
            told.append(str(refusal))
            continue
        told += view.told
        found += [offer(code, one, state.service, promised, shop.now()) for one in view.rates]
    found.sort(key=lambda one: (one.currency != state.placed.currency, one.cost, one.service))
    place = best(found, state.placed.currency)
    customer = state.ship_to.name or state.placed.customer.name
    return OffersView(parcel, customer, state.service, promised, tuple(found), place, tuple(dict.fromkeys(told)))


def offer(by: str, rate: shipping.RateView, service: str, promised: date | None, now: datetime) -> Offer:
    """A rate with the day it arrives when the parcel is handed over now, and how late that would be."""
    arrives = None if rate.days is None else arrival(*_leaving(by, rate.service, rate.days, now))
    late = 0 if promised is None else None if arrives is None else late_days(promised, arrives)
    meant = means(service, rate.service, rate.days)
    return Offer(by, rate.carrier, rate.service, rate.cost, rate.currency, rate.days, arrives, late, meant)


def _leaving(by: str, service: str, days: int, now: datetime) -> tuple[date, int, Calendar]:
    """After its carrier's cut-off a parcel leaves on the next day."""
    try:
        known = tariffs_of(by)
    except FileNotFoundError:
        return now.date(), days, Calendar()
    cut_off = next((one.cut_off for one in known.services if one.service == service), "24:00")
    day = now.date() + timedelta(days=f"{now:%H:%M}" > cut_off)
    return day, days, known.calendar(service)


def means(ordered: str, offered: str, days: int | None) -> bool:
    """Whether a service offered is at least the one that was ordered and paid for. The own van is only meant by name;
    a service of the carrier's own name has to be fast enough."""
    if OWN_VAN in (ordered, offered):
        return ordered == offered
    if ordered not in MOST_DAYS:
        return ordered == offered
    if offered in _NAMED:
        return _NAMED.index(offered) >= _NAMED.index(ordered)
    return fast_enough(days, ordered)


def best(found: Sequence[Offer], currency: str) -> int:
    """The place of the offer to buy unless a person chooses another: of those that are meant the cheapest that keeps
    the promise, else the cheapest: a faster one is a person's choice. -1 where there is none."""

    def rank(place: int) -> tuple[bool, int, bool, Minor]:
        one = found[place]
        kept = 1 if one.late is None else 0 if not one.late else 2
        return not one.meant, kept, one.currency != currency, one.cost

    bought = [place for place, one in enumerate(found) if one.meant or one.service != OWN_VAN]
    return min(bought, key=rank, default=-1)
