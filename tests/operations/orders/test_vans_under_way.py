"""Vans that have left: their stops in order, what is done, who took it; what waits for the next van."""

from __future__ import annotations

from datetime import date

from tests.machines import promising, till
from tests.operations.orders.test_vans import YORK, at_home, loaded

from storeops.operations.orders import changing
from storeops.operations.orders.changing import Change
from storeops.operations.parcels import leaving, tours, tracking, vans
from storeops.reports import parcels as reports
from storeops.store import Store


def test_what_waits_for_a_van_is_what_has_its_label_and_has_not_left(shop: Store) -> None:
    at_home(shop)
    leeds, york = loaded(shop), loaded(shop, YORK)
    found = vans.waiting(shop)
    assert [(one.order, one.city) for one in found] == [(leeds, "Leeds"), (york, "York")]
    assert all(isinstance(one.promised, date) and one.tracking.startswith("VAN") for one in found)
    tours.send(shop, tours.plan(shop, 1, seconds=1))
    assert vans.waiting(shop) == ()


def test_a_van_is_under_way_until_its_last_parcel_is_over(shop: Store) -> None:
    at_home(shop)
    for where in (promising.LEEDS, YORK, promising.LEEDS):
        loaded(shop, where)
    planned = tours.send(shop, tours.plan(shop, 1, seconds=1))
    (tour,) = planned.view.tours
    (van,) = vans.under_way(shop)
    assert (van.manifest, van.done, len(van.codes)) == (tour.manifest, 0, 3)
    assert [one.stop.parcels for one in van.deliveries] == [stop.parcels for stop in tour.stops]
    double = next(one for one in van.deliveries if len(one.stop.parcels) == 2)
    tracking.delivered(shop, double.stop.parcels[0], proof="Ann")
    (van,) = vans.under_way(shop)
    assert van.done == 0, "the other parcel of the stop is still to come"
    vans.delivered(shop, double.stop.parcels, "Bo")
    before = till.count(shop)
    vans.delivered(shop, double.stop.parcels, "Bo")
    assert till.count(shop) == before, "once is enough"
    (van,) = vans.under_way(shop)
    assert [one.proof for one in van.deliveries if one.over] == ["Ann, Bo"]
    assert van.next is not None and van.next.stop.parcels != double.stop.parcels
    vans.delivered(shop, van.next.stop.parcels, "Cy")
    assert vans.under_way(shop) == ()
    assert vans.van(shop, van.manifest).next is None


def test_a_van_that_left_late_waits_the_less_at_a_window(shop: Store) -> None:
    """It leaves at 09:00 instead of earlier: later at York, in time at Leeds, where it would have waited."""
    at_home(shop)
    for where, window in ((promising.LEEDS, "15-15:01"), (promising.LEEDS, "15:02-17"), (YORK, "9-10")):
        loaded(shop, where, window=window)
    (planned,) = tours.send(shop, tours.plan(shop, 1, seconds=1)).view.tours
    assert planned.departure < "09:00"
    (van,) = vans.under_way(shop)
    york, *leeds = (one.stop for one in van.deliveries)
    assert (york.window, leeds[0].window) == ("09:00-10:00", "15:00-15:01")
    assert planned.stops[0].arrival < york.arrival < "11:00"
    assert [one.arrival for one in leeds] == [one.arrival for one in planned.stops[1:]] == ["15:00", "15:05"]


def test_a_window_amended_on_the_way_hides_no_arrival(shop: Store) -> None:
    at_home(shop)
    leeds, _ = loaded(shop, window="9-10"), loaded(shop, YORK, window="15-17")
    tours.send(shop, tours.plan(shop, 1, seconds=1))
    changing.amend(shop, leeds, Change(window="17-17:30"))
    (van,) = vans.under_way(shop)
    assert [one.stop.window for one in van.deliveries] == ["17:00-17:30", "15:00-17:00"]
    assert all(one.stop.arrival for one in van.deliveries)


def test_a_carriers_manifest_is_no_van(shop: Store) -> None:
    at_home(shop)
    loaded(shop)
    with shop.read() as connection:
        (number,) = [one.number for one in reports.parcels(connection)]
    leaving.send_parcel(shop, number)
    assert vans.under_way(shop) == (), "it left on its own, with nobody's manifest"
