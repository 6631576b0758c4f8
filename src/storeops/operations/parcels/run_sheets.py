"""The run sheet of a van: made of a planned tour, or once more of the parcels the van has, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from storeops.database.queries.profile import Profile
from storeops.operations import printing
from storeops.operations.parcels import van_calls
from storeops.operations.parcels.van_calls import Call
from storeops.reports.parcels import manifest_of
from storeops.reports.run_sheet_view import RunSheetStop, RunSheetView
from storeops.rules.errors import Refused
from storeops.store import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storeops.planning.tours import Tour

_PLENTY = 10**9
"""Grams: what was loaded once is not weighed again."""


class NotDrivable(Refused):
    """A run sheet was asked for again, and the way has changed since."""

    def __init__(self, van: str) -> None:
        super().__init__(f"The tour of van {van} cannot be driven as it was: an address of it changed. Plan it anew.")
        self.van = van


def sheet(van: str, tour: Tour, calls: Mapping[str, Call], day: date) -> RunSheetView:
    """The run sheet of a tour."""
    stops = []
    for visit in tour.visits:
        call = calls[visit.stop]
        stops.append(
            RunSheetStop(
                arrival=visit.begins,
                recipient=call.address,
                orders=tuple(call.orders),
                parcels=len(call.parcels),
                windows=call.windows,
                collect=call.cash,
            )
        )
    return RunSheetView(van, day, tour.departure, tour.back, tour.distance, tuple(stops))


def driven(profile: Profile, location: str, calls: Sequence[Call]) -> Tour | None:
    """The tour over these calls in this order; None where it cannot be driven. Raises NoDepot."""
    from storeops.planning.tours import drive

    stops = [stop for call in calls if (stop := call.stop) is not None]
    if len(stops) < len(calls):
        return None
    depot, van = van_calls.depot(profile, location), van_calls.fleet(1, _PLENTY)
    # A window amended since the van was loaded keeps no paper back: it is told beside the time the van is there.
    return drive(depot, stops, van) or drive(depot, [replace(stop, windows=()) for stop in stops], van)


def queue(shop: Store, van: str, parcels: Sequence[str]) -> bool:
    """Queue the run sheet of a van with these parcels (ids, in the order of their stops) for this terminal's printer;
    whether there is one.

    The job names the parcels, so that the sheet is made when the printer is ready, after a power cut too."""
    if not shop.settings.printer:
        return False
    with shop.write() as tx:
        printing.queue(tx, "run_sheet", " ".join((van, tx.profile.business_date(tx.now).isoformat(), *parcels)))
    return True


def queue_again(shop: Store, manifest: str) -> bool:
    """Queue the run sheet of a van that has left, by its manifest; whether there is a printer. Raises UnknownDocument,
    AmbiguousDocument."""
    with shop.read() as connection:
        gone = manifest_of(connection, manifest)
    return queue(shop, gone.number, [one.id for one in gone.parcels])


def queued(connection: Connection, profile: Profile, subject: str) -> RunSheetView:
    """The run sheet that a job names. Raises NoDepot, NotDrivable."""
    van, day, *parcels = subject.split(" ")
    calls = van_calls.of_parcels(connection, parcels)
    tour = driven(profile, profile.location, calls)
    if tour is None:
        raise NotDrivable(van)
    return sheet(van, tour, {call.key: call for call in calls}, date.fromisoformat(day))
