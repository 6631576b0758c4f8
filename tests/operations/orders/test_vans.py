"""Own vans: tours of the parcels that wait, the reasons of those no van takes, and their leaving together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.machines import promising, till

from storeops.connectors import shipping
from storeops.database.queries import print_jobs
from storeops.operations import carts
from storeops.operations.orders import changing, payments
from storeops.operations.orders.changing import Change
from storeops.operations.parcels import packing, run_sheets, tours
from storeops.operations.shop_details import Details, change
from storeops.reports import parcels as reports
from storeops.rules.errors import Refused
from storeops.rules.orders.document import AddressPart
from storeops.rules.tenders import Tender
from storeops.store import Store

YORK = AddressPart(lines=("3 Mill Lane",), city="York", postcode="YO1 7HH", country="GB")
NOWHERE = AddressPart(lines=("1 Quay",), city="Truro", postcode="TR1 1AA", country="GB")


def loaded(shop: Store, where: AddressPart = promising.LEEDS, *, paid: bool = True, window: str = "") -> str:
    """An order packed into a parcel with a van's label; the order's number."""
    id = promising.place(shop, ("TEA", 1000), ship_to=where, window=window)
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


def stops(planned: tours.Planned) -> list[tuple[tuple[str, ...], str, str]]:
    """(orders, window, arrival) of the only van's stops; each arrival lies in its window."""
    (tour,) = planned.view.tours
    for stop in tour.stops:
        opens, closes = (stop.window or "08:00-18:00").split("-")
        assert opens <= stop.arrival <= closes
    return [(stop.orders, stop.window, stop.arrival) for stop in tour.stops]


@pytest.mark.parametrize(("leeds", "york"), [("9-11", "15-17"), ("15-17", "9-11")])
def test_the_windows_say_which_stop_comes_first(shop: Store, leeds: str, york: str) -> None:
    at_home(shop)
    first, second = loaded(shop, window=leeds), loaded(shop, YORK, window=york)
    planned = tours.plan(shop, 1, seconds=1)
    early, late = (first, second) if leeds == "9-11" else (second, first)
    assert [(orders, window) for orders, window, _ in stops(planned)] == [
        ((early,), "09:00-11:00"),
        ((late,), "15:00-17:00"),
    ]
    (sheet,) = planned.sheets
    assert [one.windows for one in sheet.stops] == [((32_400, 39_600),), ((54_000, 61_200),)]
    assert sheet.stops[1].arrival >= 54_000, "a van that is there earlier waits"


def test_a_window_no_van_keeps_is_told_and_keeps_nobody_else_here(shop: Store) -> None:
    at_home(shop)
    kept, early = loaded(shop), loaded(shop, window="6-7")
    planned = tours.plan(shop, 2, seconds=1)
    assert [orders for orders, _, _ in stops(planned)] == [(kept,)]
    with shop.read() as connection:
        (parcel,) = [one.number for one in reports.parcels(connection) if one.order == early]
    reason = "no van that carries it can be there in its time window and back within the shift"
    assert planned.view.unserved == (f"{parcel}: {reason} (06:00-07:00)",)


def test_two_windows_at_one_door_are_two_stops_until_they_are_the_same(shop: Store) -> None:
    at_home(shop)
    first, second = loaded(shop, window="13-15"), loaded(shop, window="9-10")
    assert [(orders, window) for orders, window, _ in stops(tours.plan(shop, 1, seconds=1))] == [
        ((second,), "09:00-10:00"),
        ((first,), "13:00-15:00"),
    ]
    changing.amend(shop, second, Change(window="16-17"))
    assert [orders for orders, _, _ in stops(tours.plan(shop, 1, seconds=1))] == [(first,), (second,)]
    for number in (first, second):
        changing.amend(shop, number, Change(window=""))
    ((orders, window, _),) = stops(tours.plan(shop, 1, seconds=1))
    assert (orders, window) == ((first, second), "")


def test_the_vans_leave_with_their_parcels(shop: Store) -> None:
    at_home(shop)
    for where in (promising.LEEDS, YORK):
        loaded(shop, where)
    (tour,) = tours.send(shop, tours.plan(shop, 1, seconds=1)).view.tours
    with shop.read() as connection:
        manifest = reports.manifest_of(connection, tour.manifest)
    assert [one.number for one in manifest.parcels] == [number for stop in tour.stops for number in stop.parcels]
    assert {one.status for one in manifest.parcels} == {"sent"}
    refused(shop, tours.NoVanParcels, lambda: tours.plan(shop, 1))


def queued(shop: Store) -> list[str]:
    with shop.read() as connection:
        rows = print_jobs.listed(connection, shop.profile.terminal, ("queued",))
    return [row["subject"] for row in rows if row["document"] == "run_sheet"]


def test_a_run_sheet_that_waited_for_its_printer_says_what_was_planned(shop: Store) -> None:
    at_home(shop)
    loaded(shop), loaded(shop, YORK, paid=False), loaded(shop)
    planned = tours.plan(shop, 1, seconds=1)
    assert run_sheets.queue(shop, "1", planned.loads[0]) is False, "there is no printer"
    shop.settings = replace(shop.settings, printer="file:///dev/null")
    assert run_sheets.queue(shop, "1", planned.loads[0])
    sent = tours.send(shop, planned)
    (subject,) = queued(shop)
    with shop.read() as connection:
        assert run_sheets.queued(connection, shop.profile, subject) == planned.sheets[0]
    manifest = sent.view.tours[0].manifest
    assert run_sheets.queue_again(shop, manifest)
    (again,) = [one for one in queued(shop) if one.startswith(manifest)]
    with shop.read() as connection:
        sheet = run_sheets.queued(connection, shop.profile, again)
    assert sheet == replace(planned.sheets[0], van=manifest, stops=sheet.stops)
    assert [(one.arrival, one.orders) for one in sheet.stops] == [
        (one.arrival, one.orders) for one in planned.sheets[0].stops
    ]


def test_a_run_sheet_of_an_address_nobody_knows_any_more_is_not_made_up(shop: Store) -> None:
    at_home(shop)
    loaded(shop, NOWHERE)
    with shop.read() as connection:
        (id,) = [one.id for one in reports.parcels(connection)]
        with pytest.raises(run_sheets.NotDrivable):
            run_sheets.queued(connection, shop.profile, f"1 2026-11-22 {id}")


def test_one_van_leaves_and_the_same_request_again_changes_nothing(shop: Store) -> None:
    at_home(shop)
    loaded(shop), loaded(shop, YORK)
    planned = tours.plan(shop, 1, seconds=1)
    command = carts.new(shop).id
    first = tours.send(shop, planned, 1, command=command)
    before = till.count(shop)
    assert tours.send(shop, planned, 1, command=command).view.tours[0].manifest == first.view.tours[0].manifest
    assert till.count(shop) == before


def test_a_parcel_that_got_another_carrier_since_keeps_its_van_here(shop: Store) -> None:
    at_home(shop)
    loaded(shop)
    planned = tours.plan(shop, 1, seconds=1)
    shipping.void(shop, "P", "by post after all")
    shipping.ship(shop, "P", "demo")
    refused(shop, tours.NotForAVan, lambda: tours.send(shop, planned))


def test_without_a_place_to_start_from(shop: Store) -> None:
    refused(shop, tours.NoVanParcels, lambda: tours.plan(shop, 1))
    loaded(shop)
    refused(shop, tours.NoDepot, lambda: tours.plan(shop, 1))
