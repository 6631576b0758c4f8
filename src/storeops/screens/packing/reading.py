"""What the packing bench reads: what waits, one order, the carton that is proposed."""

from __future__ import annotations

from storeops.operations.orders.sending import NothingStands, OnHold
from storeops.operations.parcels import cartons
from storeops.operations.parcels.cartons import CartonsView
from storeops.reports import packing as reports
from storeops.reports.packing import BenchView, WaitingOrders
from storeops.rules.errors import Refused
from storeops.rules.tariffs import PICKUP
from storeops.rules.wording import counted
from storeops.store import Store


class AllPacked(Refused):
    """Nothing of the order is left to pack."""

    def __init__(self, number: str, parcels: int) -> None:
        where = f"Its {counted(parcels, 'parcel')} wait{'s' * (parcels == 1)} at dispatch" if parcels else ""
        super().__init__(f"All of {number} is packed. {where or 'Nothing of it waits here'}.")
        self.number = number


class CollectedHere(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"{number} is collected in the store: it is made ready at the pickup counter, not packed.")
        self.number = number


def waiting(shop: Store) -> WaitingOrders:
    """What waits to be packed here."""
    with shop.read() as connection:
        return reports.waiting(connection, shop.profile)


def order(shop: Store, number: str) -> BenchView:
    """One order at the bench. Raises UnknownDocument, AmbiguousDocument."""
    with shop.read() as connection:
        return reports.at_bench(connection, shop.profile, number)


def refuse_done(view: BenchView) -> None:
    """Raises CollectedHere, OnHold, AllPacked, NothingStands."""
    if view.service == PICKUP:
        raise CollectedHere(view.number)
    if view.holds:
        raise OnHold(view.number, view.holds)
    if not any(line.left for line in view.lines):
        if view.location:
            raise AllPacked(view.number, view.parcels)
        raise NothingStands(view.number, "")


def proposal(shop: Store, number: str, location: str) -> CartonsView | None:
    """The cartons proposed for what is left; None where nothing can be proposed."""
    try:
        return cartons.propose(shop, number, location=location)
    except Refused:
        return None
