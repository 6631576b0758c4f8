"""What dispatch reads: the parcels that wait, those that are late, those under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storeops.operations.parcels import late as lateness
from storeops.operations.parcels import leaving
from storeops.operations.parcels.late import LateView
from storeops.reports import parcels as reports
from storeops.reports.parcels import Going, ParcelView
from storeops.rules.addresses import one_line
from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.tracking import TrackingStatus
from storeops.store import Store

WAITING = ("packed", "labelled")
ENDED = (*WAITING, "opened", TrackingStatus.DELIVERED.value, TrackingStatus.CANCELLED.value)
"""States of a parcel that is not on its way."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read: late parcels, the worst first; what waits here, without label first, then by carrier."""

    today: date
    here: str
    late: tuple[LateView, ...]
    waiting: tuple[Going, ...]

    def collected(self, carrier: str, location: str) -> tuple[ParcelView, ...]:
        """The labelled parcels that a carrier would take along from a location."""
        found = (one.parcel for one in self.waiting)
        return tuple(one for one in found if (one.carrier, one.location) == (carrier, location) and one.tracking)


@dataclass(frozen=True, slots=True)
class Shown:
    """One parcel, with why it is late."""

    going: Going
    late: LateView | None
    address: str


def seen(shop: Store) -> Seen:
    """What waits and what is late."""
    here, today = shop.profile.location, shop.business_date()
    late = lateness.late(shop)
    with shop.read() as connection:
        found = list(reports.going(connection))
    found.sort(key=lambda one: (one.parcel.location != here, one.parcel.location, one.parcel.carrier))
    return Seen(today, here, late, tuple(found))


def under_way(shop: Store) -> tuple[Going, ...]:
    """The parcels that have left and have not arrived, the newest first."""
    with shop.read() as connection:
        return tuple(one for one in reports.under_way(connection) if one.parcel.status not in ENDED)


def parcel(shop: Store, number: str) -> Shown:
    """The parcel with a carrier's number, else with a number of ours or an id.

    Raises CardNumberRefused, UnknownDocument, AmbiguousDocument."""
    with shop.read() as connection:
        id = reports.carried_as(connection, number)
        if not id:
            # Not before: a carrier's number may pass as a payment card's.
            refuse_card_number(number, "number")
        going = reports.going_of(connection, id or number)
    late = lateness.late_of(shop, going.parcel.id)
    return Shown(going, late, one_line(going.ship_to))


def hand_over(shop: Store, carrier: str, location: str, command: str) -> str:
    """Let a carrier's parcels leave; the manifest's number. Raises what `leaving.hand_over` raises."""
    entry = leaving.hand_over(shop, carrier, location=location, command=command)
    return str(getattr(entry.envelope.fact, "number", ""))
