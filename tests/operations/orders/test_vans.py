"""Own vans: tours of the parcels that wait, the reasons of those no van takes, and their leaving together."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.machines import promising, till

from storeops.connectors import shipping
from storeops.operations.orders import payments
from storeops.operations.parcels import packing, tours
from storeops.operations.shop_details import Details, change
from storeops.reports import parcels as reports
from storeops.rules.errors import Refused
from storeops.rules.orders.document import AddressPart
from storeops.rules.tenders import Tender
from storeops.store import Store

YORK = AddressPart(lines=("3 Mill Lane",), city="York", postcode="YO1 7HH", country="GB")
NOWHERE = AddressPart(lines=("1 Quay",), city="Truro", postcode="TR1 1AA", country="GB")


def loaded(shop: Store, where: AddressPart = promising.LEEDS, *, paid: bool = True) -> str:
    """An order packed into a parcel with a van's label; the order's number."""
    id = promising.place(shop, ("TEA", 1000), ship_to=where)
    if paid:
        payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A1"))
    number = promising.read(shop, id).placed.number
    packing.pack(shop, number)
    shipping.ship(shop, "P", "own-van")
    return number


def at_home(shop: Store) -> None:
    change(shop, Details(address=("1 Park Row", "Leeds", "LS1 5AB")))


def refused(shop: Store, reason: type[Refused], act: Callable[[], object]) -> None:
    before = till.count(shop)
    with pytest.raises(reason):
        act()
    assert till.count(shop) == before


def test_a_tour_names_what_it_leaves_out_and_collects_what_is_due(shop: Store) -> None:
    at_home(shop)
    leeds, york, lost = loaded(shop), loaded(shop, YORK, paid=False), loaded(shop, NOWHERE)
    planned = tours.plan(shop, 2, seconds=1)
    (tour,) = planned.view.tours
    assert [stop.orders for stop in tour.stops] in ([(leeds,), (york,)], [(york,), (leeds,)])
    assert {stop.orders[0]: stop.cash for stop in tour.stops} == {leeds: 0, york: 545}
    assert (tour.grams, tour.manifest) == (1000, "")
    with shop.read() as connection:
        (parcel,) = [one.number for one in reports.parcels(connection) if one.order == lost]
    assert planned.view.unserved == (f"{parcel}: TR1 1AA lies in no area of the places",)
    assert [stop.collect for stop in planned.sheets[0].stops] == [stop.cash for stop in tour.stops]


def test_two_parcels_for_one_door_are_one_stop(shop: Store) -> None:
    at_home(shop)
    first, second = loaded(shop), loaded(shop)
    (stop,) = tours.plan(shop, 1, seconds=1).view.tours[0].stops
    assert (stop.orders, len(stop.parcels)) == ((first, second), 2)


def test_the_vans_leave_with_their_parcels(shop: Store) -> None:
    at_home(shop)
    for where in (promising.LEEDS, YORK):
        loaded(shop, where)
    (tour,) = tours.plan(shop, 1, seconds=1, send=True).view.tours
    with shop.read() as connection:
        manifest = reports.manifest_of(connection, tour.manifest)
    assert [one.number for one in manifest.parcels] == [number for stop in tour.stops for number in stop.parcels]
    assert {one.status for one in manifest.parcels} == {"sent"}
    refused(shop, tours.NoVanParcels, lambda: tours.plan(shop, 1))


def test_without_a_place_to_start_from(shop: Store) -> None:
    refused(shop, tours.NoVanParcels, lambda: tours.plan(shop, 1))
    loaded(shop)
    refused(shop, tours.NoDepot, lambda: tours.plan(shop, 1))
