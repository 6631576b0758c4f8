"""Parcels: scanned unit by unit, labelled once, gone with a manifest, tracked; nothing leaves that nobody wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from tests.machines import promising, till

from storeops.connectors import shipping
from storeops.connectors.carriers.demo import DemoCarrier
from storeops.connectors.carriers.port import CarrierRefused, CarrierUnknown, Label, LabelRequest
from storeops.database.queries import fulfilment as queries
from storeops.database.tables import sale
from storeops.operations import handling, stock
from storeops.operations.arrivals import Arrival
from storeops.operations.orders import changing, payments, sending
from storeops.operations.orders.how import How
from storeops.operations.parcels import labels, leaving, packing, tracking
from storeops.operations.parcels.late import late
from storeops.operations.picking import putting_back
from storeops.reports import parcels as reports
from storeops.rules.errors import Refused
from storeops.rules.tenders import Tender
from storeops.rules.tracking import TrackingEvent, TrackingStatus
from storeops.store import RecordedOtherwise, Store

FORM = "01932d00-0000-7000-8000-000000000008"


def placed(shop: Store, *goods: tuple[str, int]) -> tuple[str, str]:
    """(id, number) of an order that is paid."""
    id = promising.place(shop, *goods)
    one = promising.read(shop, id)
    payments.pay(shop, id, Tender("card", one.money.due, "A1"))
    return id, one.placed.number


def view(shop: Store, number: str = "P") -> reports.ParcelView:
    with shop.read() as connection:
        return reports.parcel_of(connection, number)


def refused(shop: Store, reason: type[Refused], act: Callable[[], object]) -> Refused:
    before = till.count(shop)
    with pytest.raises(reason) as told:
        act()
    assert till.count(shop) == before
    return told.value


def test_every_unit_is_scanned_and_nothing_else_gets_in(shop: Store) -> None:
    id, number = placed(shop, ("TEA", 3000), ("MUG", 1000))
    refused(shop, packing.NotOfThisOrder, lambda: packing.pack(shop, number, [("JAM", 1000)]))
    told = refused(shop, packing.NotOfThisOrder, lambda: packing.pack(shop, number, [("TEA", 2000), ("TEA", 2000)]))
    assert isinstance(told, packing.NotOfThisOrder)
    assert told.left == 1000
    refused(shop, packing.BadParcel, lambda: packing.pack(shop, number, box=packing.Box(grams=-1)))
    packing.pack(shop, number, [("TEA", 1000), ("MUG", 1000)], box=packing.Box("C1", 300, 200, 100), command=FORM)
    assert packing.pack(shop, number, command=FORM).envelope.id == FORM
    _, other = placed(shop, ("TEA", 1000))
    refused(shop, RecordedOtherwise, lambda: packing.pack(shop, other, command=FORM))
    one = view(shop)
    assert (one.status, one.carton, one.grams, one.length) == ("packed", "C1", 1000, 300)
    assert [(line.name.split()[0], line.quantity) for line in one.lines] == [("TEA", 1000), ("MUG", 1000)]
    counted = promising.read(shop, id).counter(1)
    assert (counted.picked, counted.packed, counted.standing) == (1000, 1000, 3000)
    packing.pack(shop, number)
    assert [(line.line, line.quantity) for line in view(shop).lines] == [(1, 2000)]
    refused(shop, packing.NothingToPack, lambda: packing.pack(shop, number))


def test_parcels_leave_as_sales_that_add_up(shop: Store) -> None:
    id, number = placed(shop, ("TEA", 3000), ("MUG", 1000), ("JAM", 1000))
    packing.pack(shop, number, [("TEA", 2000)])
    packing.pack(shop, number)
    packing.pack(shop, number, location="WH1")
    first = view(shop, "1").number
    refused(shop, leaving.NotLabelled, lambda: leaving.send_parcel(shop, first))
    refused(shop, leaving.NoParcels, lambda: leaving.hand_over(shop, "demo"))
    shipping.ship(shop, "1", "demo")
    shipping.ship(shop, "2", "demo")
    shipping.ship(shop, "3", "demo")
    entry = leaving.hand_over(shop, "demo", command=FORM)
    assert leaving.hand_over(shop, "demo", command=FORM).envelope.id == entry.envelope.id
    with shop.read() as connection:
        manifest = reports.manifest_of(connection, "M")
    assert [one.number for one in manifest.parcels] == [first, view(shop, "2").number]
    assert manifest.grams == sum(one.grams for one in manifest.parcels) == 2000
    assert promising.axes(shop, id) == ("open", "paid", "partly_shipped")
    leaving.send_parcel(shop, "3")
    assert promising.axes(shop, id) == ("completed", "paid", "shipped")
    one = promising.read(shop, id)
    assert one.money.dispatched == one.placed.total
    with shop.read() as connection:
        totals = [row.total for row in connection.execute(select(sale.c.total).where(sale.c.id == sale.c.id))]
        assert sum(totals) == one.placed.total
        assert queries.handling(connection, id, "S1") == {
            (line, sku, stage): 0 for line, sku in ((1, "TEA"), (2, "MUG")) for stage in ("picked", "packed")
        }
        assert till.cached(connection)["TEA", "S1"] == 2000
    refused(shop, packing.ParcelGone, lambda: leaving.send_parcel(shop, "1"))


def test_sending_the_order_sends_its_parcels(shop: Store) -> None:
    id, number = placed(shop, ("TEA", 3000))
    packing.pack(shop, number, [("TEA", 2000)])
    (sold,) = sending.dispatch(shop, number)
    assert (view(shop).status, view(shop).sale) == ("sent", sold.id)
    assert promising.axes(shop, id) == ("completed", "paid", "shipped")


def test_what_was_cancelled_does_not_leave(shop: Store) -> None:
    id, number = placed(shop, ("TEA", 3000))
    packing.pack(shop, number)
    shipping.ship(shop, "P", "demo")
    changing.cancel(shop, number, "one is enough", lines=[(1, 2000)])
    refused(shop, leaving.NotWanted, lambda: leaving.hand_over(shop, "demo"))
    refused(shop, sending.NotWanted, lambda: sending.dispatch(shop, number))
    refused(shop, packing.LabelIsBought, lambda: packing.open_parcel(shop, "P"))
    refused(shop, putting_back.StillPacked, lambda: putting_back.put_back(shop, number))
    shipping.void(shop, "P")
    packing.open_parcel(shop, "P", "one is enough")
    assert view(shop).status == "opened"
    putting_back.put_back(shop, number)
    packing.pack(shop, number)
    assert [line.quantity for line in view(shop).lines] == [1000]
    shipping.ship(shop, "P", "demo")
    leaving.hand_over(shop, "demo")
    assert promising.axes(shop, id) == ("completed", "paid", "shipped")


def test_a_kit_goes_into_one_parcel(shop: Store) -> None:
    id, number = placed(shop, ("HAMPER", 1000))
    refused(shop, packing.KitInParts, lambda: packing.pack(shop, number, [("TEA", 2000)]))
    packing.pack(shop, number, [("TEA", 2000), ("MUG", 1000)])
    assert [(line.quantity, len(line.goods)) for line in view(shop).lines] == [(1000, 2)]
    shipping.ship(shop, "P", "demo")
    leaving.send_parcel(shop, "P")
    assert promising.axes(shop, id) == ("completed", "paid", "shipped")


def test_rates_are_asked_of_the_goods_or_of_each_parcel(shop: Store) -> None:
    _, number = placed(shop, ("TEA", 3000), ("MUG", 1000))
    found = shipping.rates(shop, number, ["demo"])
    assert [(one.parcel, one.service) for one in found.rates] == [("", "normal"), ("", "express"), ("", "overnight")]
    packing.pack(shop, number, [("MUG", 1000)])
    packing.pack(shop, number)
    assert len(shipping.rates(shop, number, ["demo"]).rates) == 6
    with pytest.raises(shipping.UnknownCarrier):
        shipping.rates(shop, number, ["../demo"])


class Losing:
    """The demo carrier behind a line that loses its answers."""

    def __init__(self, shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.real = DemoCarrier(shop.now)
        self.lose, self.asked = True, 0
        monkeypatch.setattr(shipping, "carrier_of", lambda _shop, _code: self)

    code = "demo"

    def buy(self, request: LabelRequest) -> Label:
        self.asked += 1
        label = self.real.buy(request)
        if self.lose:
            raise CarrierUnknown("demo", request.reference, "the line was cut")
        return label

    def find(self, reference: str) -> Label | None:
        if self.lose:
            raise CarrierUnknown("demo", reference, "the line is cut")
        return self.real.find(reference)


def test_a_lost_answer_never_buys_twice(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    _, number = placed(shop, ("TEA", 1000))
    packing.pack(shop, number)
    carrier = Losing(shop, monkeypatch)
    with pytest.raises(CarrierUnknown):
        shipping.ship(shop, "P", "demo")
    assert (view(shop).asked, view(shop).tracking) == ("demo", "")
    refused(shop, labels.AnotherAsked, lambda: shipping.ship(shop, "P", "demo", "overnight"))
    with pytest.raises(CarrierUnknown):
        shipping.ship(shop, "P", "demo")
    carrier.lose = False
    shipping.ship(shop, "P", "demo")
    assert carrier.asked == 1
    assert view(shop).tracking.startswith("DM1")
    refused(shop, labels.LabelledAlready, lambda: shipping.ship(shop, "P", "demo"))


def test_a_refused_label_can_be_asked_for_again(shop: Store) -> None:
    _, number = placed(shop, ("TEA", 1000))
    packing.pack(shop, number, box=packing.Box(grams=99_000_000))
    with pytest.raises(CarrierRefused):
        shipping.ship(shop, "P", "demo")
    assert view(shop).status == "packed"
    packing.open_parcel(shop, "P")
    packing.pack(shop, number)
    shipping.ship(shop, "P", "demo")
    assert view(shop).status == "labelled"


def test_a_label_is_kept_whatever_its_numbers_look_like(shop: Store) -> None:
    """Numbers that carriers and we make pass as a payment card's now and then: 4242 4242 4242 4242 is a Visa card's."""
    _, order = placed(shop, ("TEA", 1000))
    packing.pack(shop, order)
    asked = labels.request(shop, "P", "parcels", "normal")
    number = "4242424242424242"
    labels.bought(shop, asked, labels.Bought(number, "shp_4242-4242-4242-4242", 295, "GBP"))
    assert (view(shop).status, view(shop).tracking) == ("labelled", number)
    told = event(number, TrackingStatus.DELIVERED, 9, f"{number}-delivered")
    assert tracking.record(shop, [told, told]) == tracking.TrackedView(2, 1, 1, ())


def event(number: str, status: TrackingStatus, hour: int, id: str) -> TrackingEvent:
    at = datetime(2026, 11, 24, hour, tzinfo=UTC)
    return TrackingEvent(id=id, tracking=number, status=status, at=at, place="Leeds")


def test_tracking_in_any_order_and_twice(shop: Store) -> None:
    id, number = placed(shop, ("TEA", 2000))
    packing.pack(shop, number)
    shipping.ship(shop, "P", "demo")
    leaving.send_parcel(shop, "P")
    code = view(shop).tracking
    told = [
        event(code, TrackingStatus.DELIVERED, 15, "e3"),
        event(code, TrackingStatus.IN_TRANSIT, 9, "e1"),
        event("NOBODY", TrackingStatus.IN_TRANSIT, 9, "e9"),
    ]
    first = tracking.record(shop, told)
    assert (first.events, first.recorded, first.unchanged, first.unknown) == (3, 2, 0, ("NOBODY",))
    again = tracking.record(shop, told)
    assert (again.recorded, again.unchanged) == (0, 2)
    assert view(shop).status == "delivered"
    assert [one.status for one in view(shop).events] == ["in_transit", "delivered"]
    tracking.delivered(shop, "P", proof="neighbour")
    assert promising.read(shop, id).counter(1).delivered == 2000


def test_late_before_the_customer_calls(shop: Store) -> None:
    _, number = placed(shop, ("TEA", 2000))
    packing.pack(shop, number)
    shipping.ship(shop, "P", "demo")
    leaving.send_parcel(shop, "P")
    assert late(shop) == ()
    shop.clock.at += timedelta(days=4)  # type: ignore[attr-defined]
    (one,) = late(shop)
    assert (one.parcel, one.kind, one.days) == (view(shop).number, "overdue", 2)
    tracking.record(shop, [event(view(shop).tracking, TrackingStatus.DELIVERED, 15, "e3")])
    assert late(shop) == ()


def test_two_lines_of_one_product_never_take_the_same_goods(shop: Store) -> None:
    """One lot of two, one of three, for lines of two and three: each lot is packed once."""
    handling.set_handling(shop, "JAM", handling.Handling(tracking="lot"))
    for quantity, lot in ((2000, "L1"), (3000, "L2")):
        stock.receive(shop, [Arrival("JAM", quantity, lot=lot, expires="2027-06-01")])
    id = promising.place(shop, ("JAM", 3000), ("JAM", 2000), how=How(due="dispatch", pinned=("S1",)))
    payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A1"))
    packing.pack(shop, promising.read(shop, id).placed.number)
    packed = [(line.line, one.lot, one.quantity) for line in view(shop).lines for one in line.goods]
    assert sorted(packed) == [(1, "L1", 2000), (1, "L2", 1000), (2, "L2", 2000)]
