"""What waits for the shop's own vans, the vans that are under way, and what was handed over at each door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from storeops.database.queries import fulfilment as queries
from storeops.operations.parcels import tracking, van_calls
from storeops.operations.parcels.run_sheets import driven
from storeops.operations.parcels.tours import StopView, stop_view
from storeops.operations.parcels.van_calls import NoDepot
from storeops.reports.orders.state import by_id
from storeops.reports.parcels import ManifestView, ParcelView, manifest_of
from storeops.rules.tariffs import OWN_VAN
from storeops.rules.tracking import TrackingStatus
from storeops.store import Store

if TYPE_CHECKING:
    from storeops.planning.tours import Visit

OVER = (TrackingStatus.DELIVERED.value, TrackingStatus.RETURN_TO_SENDER.value)
"""What a van has no more to do with."""


@dataclass(frozen=True, slots=True)
class WaitingParcel:
    """A parcel with a van's label that has not left."""

    number: str
    sscc: str
    tracking: str
    order: str
    name: str
    city: str
    grams: int
    promised: date | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A stop of a van that has left. `over`: all its parcels were handed over, or come back; `proof`: who took them."""

    stop: StopView
    over: bool
    status: str
    proof: str


@dataclass(frozen=True, slots=True)
class VanView:
    """A van that has left, by its manifest; `at` (UTC text) is when. `codes`: number -> SSCC and tracking number of its
    parcels."""

    manifest: str
    at: str
    grams: int
    deliveries: tuple[Delivery, ...]
    codes: tuple[tuple[str, str, str], ...]

    @property
    def done(self) -> int:
        """How many stops are over."""
        return sum(one.over for one in self.deliveries)

    @property
    def next(self) -> Delivery | None:
        """The first stop that is not over."""
        return next((one for one in self.deliveries if not one.over), None)


def waiting(shop: Store) -> tuple[WaitingParcel, ...]:
    """What waits here for a van, the first promised first."""
    with shop.read() as connection:
        rows = van_calls.waiting_rows(connection, shop.profile.location)
        found = [_waiting(connection, row["id"], row["order_id"]) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.promised or date.max, one.number)))


def _waiting(connection: Connection, parcel: str, order: str) -> WaitingParcel:
    row, label, state = queries.row(connection, parcel), queries.label(connection, parcel), by_id(connection, order)
    assert row is not None
    to = state.ship_to
    return WaitingParcel(
        number=row["number"],
        sscc=row["sscc"],
        tracking=label.tracking if label else "",
        order=state.placed.number,
        name=to.name or to.company or state.placed.customer.name,
        city=to.city,
        grams=row["grams"],
        promised=date.fromisoformat(state.promised) if state.promised else None,
    )


def under_way(shop: Store) -> tuple[VanView, ...]:
    """The vans that have parcels still to be handed over, the first to leave first."""
    with shop.read() as connection:
        found = queries.manifests_under_way(connection, OWN_VAN, OVER)
        return tuple(_van(connection, shop, manifest_of(connection, id)) for id in found)


def van(shop: Store, manifest: str) -> VanView:
    """One that has left. Raises UnknownDocument, AmbiguousDocument."""
    with shop.read() as connection:
        return _van(connection, shop, manifest_of(connection, manifest))


def _van(connection: Connection, shop: Store, gone: ManifestView) -> VanView:
    parcels = {one.number: one for one in gone.parcels}
    calls = van_calls.of_parcels(connection, [one.id for one in gone.parcels])
    try:
        tour = driven(shop.profile, gone.location, calls)
    except NoDepot:
        tour = None
    visits: Sequence[Visit | None] = (None,) * len(calls)
    if tour is not None:
        visits = _later(tour.visits, max(0, _seconds(shop, gone.at) - tour.departure))
    stops = [stop_view(place, *one) for place, one in enumerate(zip(calls, visits, strict=True), 1)]
    return VanView(
        manifest=gone.number,
        at=gone.at,
        grams=gone.grams,
        deliveries=tuple(_delivery(stop, [parcels[number] for number in stop.parcels]) for stop in stops),
        codes=tuple((one.number, one.sscc, one.tracking) for one in gone.parcels),
    )


def _later(visits: Sequence[Visit], late: int) -> list[Visit]:
    """The visits of a van that left later than it could have: later at every door, but for what it would have waited
    there."""
    found = []
    for visit in visits:
        found.append(replace(visit, arrival=visit.arrival + late, waiting=max(0, visit.waiting - late)))
        late = max(0, late - visit.waiting)
    return found


def _seconds(shop: Store, at: str) -> int:
    """The second of the day on the shop's clock."""
    moment = datetime.fromisoformat(at).astimezone(shop.profile.zone)
    return 3600 * moment.hour + 60 * moment.minute + moment.second


def _delivery(stop: StopView, parcels: Sequence[ParcelView]) -> Delivery:
    open_ = [one for one in parcels if one.status not in OVER]
    signed = dict.fromkeys(event.signed_by for one in parcels for event in one.events if event.signed_by)
    return Delivery(stop, not open_, (open_ or parcels)[0].status, ", ".join(signed))


def delivered(shop: Store, parcels: Sequence[str], proof: str) -> None:
    """The parcels (their numbers) of one stop were handed over to `proof`; trying again is harmless.

    Raises UnknownDocument, AmbiguousDocument, CardNumberRefused."""
    for number in parcels:
        tracking.delivered(shop, number, proof=proof)
