"""Why may so much be promised: what is on hand, less everything that is held, promised or kept back, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection

from storeops.database.queries import availability, promises, sourcing
from storeops.database.queries import leases as lease_queries
from storeops.database.queries import purchases as purchase_queries
from storeops.database.queries import reservations as reservation_queries
from storeops.database.queries import transfers as transfer_queries
from storeops.database.queries.profile import Profile
from storeops.database.queries.shop import locations
from storeops.journal.envelope import utc_text
from storeops.reports import purchases as purchase_reports
from storeops.reports import transfers as transfer_reports
from storeops.reports.numerals import Numerals
from storeops.reports.stock import StockView, stock_of
from storeops.reports.why.view import AtpLocationView, AtpStepView, WhyAtpView
from storeops.rules import leases
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.availability import Availability
from storeops.rules.errors import Refused

_COMING = ("on_order", "in_transit")


class NotPromisedThere(Refused):
    """The product never was at this location, nor is it coming."""

    def __init__(self, sku: str, location: str) -> None:
        super().__init__(f"{sku} was never at {location}, and none is coming. Ask for another location.")
        self.sku = sku
        self.location = location


def why_atp(
    connection: Connection, profile: Profile, code: str, now: datetime, *, location: str = "", channel: str = ""
) -> WhyAtpView:
    """Everything behind what may be promised of a product now, at one location or at all, in a channel or in any.

    Raises UnknownStock, NotPromisedThere."""
    stock = stock_of(connection, profile, code)
    parts = sourcing.kits(connection, [stock.sku]).get(stock.sku, ())
    numerals = Numerals.of(profile)
    if parts:
        made = [
            (part.quantity, why_atp(connection, profile, part.sku, now, location=location, channel=channel))
            for part in parts
        ]
        return _kit(stock, made, numerals, channel)
    places = _locations(connection, profile, stock.sku, now, location, channel)
    total = sum(max(0, place.atp) for place in places)
    return WhyAtpView(
        subject=f"Available to promise of {stock.name} ({stock.sku})" + (f", channel {channel}" if channel else ""),
        answer=f"{numerals.quantity(total, stock.unit)} may be promised",
        lines=tuple(line for place in places for line in _told(place, stock, numerals)),
        sku=stock.sku,
        name=stock.name,
        unit=stock.unit,
        channel=channel,
        atp=total,
        locations=places,
        sound=all(place.sound for place in places),
    )


def _kit(
    stock: StockView, parts: Sequence[tuple[Thousandths, WhyAtpView]], numerals: Numerals, channel: str
) -> WhyAtpView:
    """A kit: at each location as many as its scarcest part allows."""
    codes = sorted({place.location for _, view in parts for place in view.locations})
    total = 0
    lines = [f"{stock.sku} is a kit: it has no stock of its own and is promised from its parts."]
    for each, view in parts:
        lines += [f"{numerals.quantity(each, view.unit)} {view.name} ({view.sku}) in one:", *view.lines]
    for code in codes:
        atps = {
            view.sku: next((place.atp for place in view.locations if place.location == code), 0) for _, view in parts
        }
        kits = max(0, min(atps[view.sku] // each for each, view in parts) * ONE)
        scarce = min(parts, key=lambda part: atps[part[1].sku] // part[0])[1]
        lines.append(f"At {code} {scarce.sku} allows {numerals.quantity(kits, stock.unit)}.")
        total += kits
    return WhyAtpView(
        subject=f"Available to promise of {stock.name} ({stock.sku})" + (f", channel {channel}" if channel else ""),
        answer=f"{numerals.quantity(total, stock.unit)} may be promised",
        lines=tuple(lines),
        sku=stock.sku,
        name=stock.name,
        unit=stock.unit,
        channel=channel,
        atp=total,
        locations=tuple(place for _, view in parts for place in view.locations),
        sound=all(view.sound for _, view in parts),
    )


def _locations(
    connection: Connection, profile: Profile, sku: str, now: datetime, location: str, channel: str
) -> tuple[AtpLocationView, ...]:
    moment = utc_text(now.isoformat())
    known = availability.read(connection, [sku], now=moment, channel=channel, coming=True)
    shelves = {row["code"] for row in locations(connection)}
    codes = sorted(code for _, code in known if code in shelves and location in ("", code))
    if location and not codes:
        raise NotPromisedThere(sku, location)
    views = []
    for code in codes:
        one = known[sku, code]
        steps, sound = _steps(connection, profile, one, moment, channel)
        summed = sum(step.quantity for step in steps if step.part not in _COMING)
        views.append(AtpLocationView(code, sku, one.atp, steps, sound and summed == one.atp))
    return tuple(views)


def _steps(
    connection: Connection, profile: Profile, one: Availability, now: str, channel: str
) -> tuple[tuple[AtpStepView, ...], bool]:
    """Every step of one location, and whether on hand is what the moves add up to."""
    sku, location = one.sku, one.location
    moved, kept = promises.on_hand(connection, sku, location)
    steps = [AtpStepView("on_hand", kept, "on hand, as the moves of goods add up", "", "")]
    for row in promises.held(connection, sku, location, now[:10]):
        where = ", ".join(filter(None, (row["bin"], row["lot"] and f"lot {row['lot']}", row["serial"])))
        told = (row["status"] or f"expired on {row['expires']}") + (f" ({where})" if where else "")
        steps.append(AtpStepView("held", -row["quantity"], told, "", ""))
    for row in promises.allocated(connection, sku, location):
        number = row["number"] or row["order_id"]
        until = f", promised by {row['promised']}" if row["promised"] else ""
        told = f"allocated to order {number}, line {row['line']}{until}"
        steps.append(AtpStepView("allocated", -row["quantity"], told, number, row["order_id"]))
    steps += _reserved(connection, profile, sku, location, now)
    steps += _leased(connection, profile, one, now, channel)
    if one.safety:
        steps.append(AtpStepView("safety_stock", -one.safety, _rule(connection, one, channel), "", ""))
    steps += _coming(connection, sku, location)
    return tuple(steps), moved == kept


def _reserved(connection: Connection, profile: Profile, sku: str, location: str, now: str) -> Iterator[AtpStepView]:
    for row in reservation_queries.running(connection, now, sku=sku, location=location):
        until = datetime.fromisoformat(row["expires_at"]).astimezone(profile.zone)
        whose = " ".join(filter(None, (row["channel"], row["purpose"], row["reference"])))
        told = f"reserved for {whose} until {until:%Y-%m-%d %H:%M} ({row['actor']})"
        yield AtpStepView("reserved", -row["quantity"], told, "", row["fact"])


def _leased(
    connection: Connection, profile: Profile, one: Availability, now: str, channel: str
) -> Iterator[AtpStepView]:
    """What is leased to channels; at the centre, what the channel that asks has of leases of its own."""
    moment = datetime.fromisoformat(now)
    for owned in lease_queries.running(connection, [one.sku], moment):
        lease = owned.lease
        some = leases.kept(lease, moment)
        if lease.location == one.location and some and not (one.cap is not None and lease.channel == channel):
            until = lease.expires_at.astimezone(profile.zone)
            told = f"leased to channel {lease.channel} until {until:%Y-%m-%d %H:%M}"
            yield AtpStepView("reserved", -some, told, "", lease.id)
    free = one.on_hand - one.held - one.allocated - one.reserved - one.safety
    if one.cap is not None and one.cap < free:
        yield AtpStepView("leased", one.cap - free, f"channel {channel} sells out of its leases only here", "", "")


def _rule(connection: Connection, one: Availability, channel: str) -> str:
    """Which row of safety stock it is, as far as one can be told from its quantity."""
    for row in promises.safety(connection, one.sku):
        of = row["location"] in ("", one.location) and row["channel"] in ("", channel)
        if of and row["quantity"] == one.safety:
            where = row["location"] or "every location"
            return f"safety stock of {row['sku'] or 'every product'} at {where}, {row['channel'] or 'every'} channel"
    return "safety stock"


def _coming(connection: Connection, sku: str, location: str) -> Iterator[AtpStepView]:
    counted: dict[str, dict[int, Thousandths]] = {}
    for row in purchase_queries.of_sku(connection, sku, location):
        if row["purchase"] not in counted:
            states = purchase_reports.ordered(connection, row["purchase"])
            counted[row["purchase"]] = {state.line: state.outstanding for state in states}
        if waited := counted[row["purchase"]][row["line"]]:
            told = f"on order with {row['supplier']}, {row['number']}, due {row['due']}"
            yield AtpStepView("on_order", waited, told, row["number"], row["purchase"])
    for row in transfer_queries.of_sku(connection, sku, location):
        if row["transfer"] not in counted:
            sent = transfer_reports.sent(connection, row["transfer"])
            counted[row["transfer"]] = {one.line: one.outstanding for one in sent}
        if waited := counted[row["transfer"]][row["line"]]:
            told = f"on its way from {row['from_location']}, {row['number']}, sent {row['at'][:10]}"
            yield AtpStepView("in_transit", waited, told, row["number"], row["transfer"])


def _told(place: AtpLocationView, stock: StockView, numerals: Numerals) -> list[str]:
    lines = [f"At {place.location}:"]
    for step in place.steps:
        amount = numerals.signed_quantity(step.quantity, stock.unit)
        if step.part == "on_hand":
            amount = numerals.quantity(step.quantity, stock.unit)
        coming = " (coming, not promised as if it were there)" if step.part in _COMING else ""
        lines.append(f"  {amount}  {step.what}{coming}")
    lines.append(f"  {numerals.quantity(place.atp, stock.unit)} may be promised at {place.location}.")
    if not place.sound:
        lines.append(
            f"  These do not add up to what is shown: the tables were changed from outside. Run 'storeops doctor'; "
            f"'storeops why stock {place.sku}' tells every move."
        )
    return lines
