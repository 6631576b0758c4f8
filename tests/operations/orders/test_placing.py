"""Placing: priced, promised, held, sourced in one transaction; refused without a trace; asked twice, taken once."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.machines import promising, till

from storeops.operations import reservations
from storeops.operations.orders import changing, payments, placing, sending
from storeops.operations.orders.how import How, UnknownDue
from storeops.operations.orders.parties import CustomerRefused
from storeops.operations.shop import set_setting
from storeops.reports.reservations import running
from storeops.rules import channels
from storeops.rules.channels import NotOffered, UnknownPreference
from storeops.rules.errors import Refused
from storeops.rules.orders.document import (
    AddressPart,
    CustomerPart,
    DocumentKind,
    DocumentLine,
    DocumentPayment,
    DocumentRefused,
    FulfilledPart,
    OrderDocument,
    PaymentKind,
    RefundedPart,
)
from storeops.rules.tenders import Tender
from storeops.store import Store

FORM = "01932d00-0000-7000-8000-000000000001"
AUTHORISED, CAPTURED, REFUNDED = PaymentKind.AUTHORISED, PaymentKind.CAPTURED, PaymentKind.REFUNDED


def test_an_order_at_the_shops_own_prices(shop: Store) -> None:
    one = promising.read(shop, promising.place(shop, ("TEA", 2000), ("MUG", 1000)))
    # 2 x 2.50 + 8.99 + 3.45 for a parcel of 1.5 kg within the country; 20 % tax lies in each of them.
    assert [(line.kind, line.amount, line.tax) for line in one.lines.values()] == [
        ("goods", 500, 83),
        ("goods", 899, 150),
        ("shipping", 345, 58),
    ]
    assert (one.placed.total, one.placed.tax, one.money.due) == (1744, 291, 1744)
    assert (one.placed.number, one.placed.region, one.placed.service) == ("S1-T1-O000001", "GB:LS", "normal")
    # Monday before the cut-off: sent today, and the carrier takes two days.
    assert one.promised == "2026-11-25"
    assert promising.stands(shop, one.id) == {(1, "S1"): 2000, (2, "S1"): 1000}
    assert promising.axes(shop, one.id) == ("open", "unpaid", "allocated")
    assert promising.atp(shop, "TEA") == {"S1": 3000, "S2": 4000}


def test_numbers_are_dense(shop: Store) -> None:
    placed = [promising.read(shop, promising.place(shop, ("TEA", 1000))).placed for _ in range(3)]
    with pytest.raises(Refused):
        promising.place(shop, ("NOPE", 1000))
    placed.append(promising.read(shop, promising.place(shop, ("TEA", 1000))).placed)
    assert [one.counter for one in placed] == [1, 2, 3, 4]


def test_a_document_brings_its_prices(shop: Store) -> None:
    """Lines as they are told, whatever the catalogue says; the order's own discount and tax shared out to the cent."""
    document = OrderDocument(
        channel="marketplace",
        external="M-1",
        currency="GBP",
        customer=promising.ANN,
        ship_to=promising.LEEDS,
        lines=(
            DocumentLine(line=10, sku="TEA", quantity=3000, unit_price=100, amount=300),
            DocumentLine(line=20, sku="MUG", quantity=1000, unit_price=700, amount=700, discount=100),
        ),
        shipping=250,
        discount=101,
        tax=175,
        total=300 + 600 + 250 - 101 + 175,
    )
    one = promising.read(shop, placing.place(shop, document))
    assert [(number, line.amount, line.tax) for number, line in one.lines.items()] == [
        (10, 300 - 34, 58),
        (20, 600 - 67, 117),
        (21, 250, 0),
    ]
    assert one.placed.total == document.total == sum(line.total for line in one.lines.values())
    assert promising.stands(shop, one.id) == {(10, "S1"): 3000, (20, "S1"): 1000}


def test_a_document_without_a_total_keeps_the_amounts_it_names(shop: Store) -> None:
    """0.1299 a piece: rounded once, on the line, and not before it is multiplied."""
    line = DocumentLine(line=1, sku="TEA", quantity=3_000, unit_price=13, exact_price="0.1299", amount=39)
    fine = msgspec.structs.replace(line, quantity=5_000, amount=65)
    one = promising.read(shop, placing.place(shop, _of(fine)))
    assert one.lines[1].amount == 65


def _of(*lines: DocumentLine, **changes: Any) -> OrderDocument:
    return msgspec.structs.replace(promising.order(("TEA", 1000)), lines=lines, **changes)


def test_a_kit_is_sold_as_one_and_promised_as_parts(shop: Store) -> None:
    id = promising.place(shop, ("HAMPER", 2000), ("TEA", 1000))
    assert promising.stands(shop, id) == {(1, "S1"): 2000, (2, "S1"): 1000}
    assert promising.read(shop, id).allocated[1, "S1"] == {"TEA": 4000, "MUG": 2000}
    assert promising.atp(shop, "TEA") == {"S1": 0, "S2": 4000}
    assert promising.read(shop, id).lines[1].cost == 2 * (2 * 100 + 400)


def test_two_lines_of_one_product_are_promised_together(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 6000), ("TEA", 6000))
    assert sum(promising.stands(shop, id).values()) == 9000
    assert promising.atp(shop, "TEA") == {"S1": 0, "S2": 0}
    assert sum(promising.read(shop, id).missing().values()) == 3000


def test_shipping_is_free_from_a_goods_total_on(shop: Store) -> None:
    promising.a_channel(shop, "club", free_shipping_from=1000)
    below = promising.read(shop, promising.place(shop, ("TEA", 3000), channel="club"))
    reached = promising.read(shop, promising.place(shop, ("TEA", 4000), channel="club"))
    express = promising.read(shop, promising.place(shop, ("JAM", 10_000), channel="club", service="express"))
    assert [line.amount for line in below.lines.values()] == [750, 345]
    assert [line.amount for line in reached.lines.values()] == [1000]
    assert [line.kind for line in express.lines.values()] == ["goods", "shipping"]


def test_what_is_too_heavy_for_one_parcel_is_charged_as_several(shop: Store) -> None:
    """35 kg: a full parcel of 30 kg (10.95 and ten times 0.60) and one of 5 kg (4.95)."""
    heavy = promising.read(shop, promising.place(shop, ("TEA", 70_000)))
    assert [line.amount for line in heavy.lines.values()] == [17_500, 2190]


def test_what_is_taken_off_counts_for_free_shipping(shop: Store) -> None:
    """Ten pounds of goods, less one: the threshold is not reached by what nobody pays."""
    promising.a_channel(shop, "club", free_shipping_from=1000)
    one = promising.read(shop, promising.place(shop, ("TEA", 4000), channel="club", discount=100))
    assert [line.amount for line in one.lines.values()] == [900, 345]


def test_a_pickup_is_free_and_stays_where_it_is_collected(shop: Store) -> None:
    document = promising.order(("TEA", 2000), service="pickup", ship_to=AddressPart())
    one = promising.read(shop, placing.place(shop, document, How(pickup="S2")))
    assert (one.money.total, one.pickup_location) == (500, "S2")
    assert promising.stands(shop, one.id) == {(1, "S2"): 2000}


def test_a_channel_promises_only_from_its_locations(shop: Store) -> None:
    promising.a_channel(shop, "north", locations="S2 WH1", services="normal")
    id = promising.place(shop, ("TEA", 6000), channel="north")
    assert promising.stands(shop, id) == {(1, "S2"): 4000}
    before = till.dump(shop)
    with pytest.raises(NotOffered):
        promising.place(shop, ("TEA", 1000), channel="north", service="express")
    assert till.dump(shop) == before


def test_pinned_locations_are_the_only_ones(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 5000), how=How(due="dispatch", pinned=("S2",)))
    assert promising.stands(shop, id) == {(1, "S2"): 4000}


def test_the_same_command_places_once(shop: Store) -> None:
    how = How(command=FORM, due="dispatch")
    assert promising.place(shop, ("TEA", 1000), how=how) == FORM
    before = till.dump(shop)
    assert promising.place(shop, ("TEA", 1000), how=how) == FORM
    assert till.dump(shop) == before


def test_the_same_document_is_taken_once_and_a_changed_one_refused(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 1000), external="W-1")
    before = till.dump(shop)
    assert promising.place(shop, ("TEA", 1000), external="W-1") == id
    with pytest.raises(placing.DocumentChanged) as refused:
        promising.place(shop, ("TEA", 2000), external="W-1")
    assert (refused.value.external, refused.value.order) == ("W-1", "S1-T1-O000001")
    assert till.dump(shop) == before
    assert promising.place(shop, ("TEA", 1000), external="W-1", channel="phone") != id


def test_a_channels_own_digest_decides_where_there_is_one(shop: Store) -> None:
    how = How(digest="abc", due="dispatch")
    id = promising.place(shop, ("TEA", 1000), external="W-1", how=how)
    assert promising.place(shop, ("TEA", 2000), external="W-1", how=how) == id
    with pytest.raises(placing.DocumentChanged):
        promising.place(shop, ("TEA", 1000), external="W-1", how=How(digest="abd"))


@pytest.mark.parametrize(
    ("document", "how", "refusal"),
    [
        (promising.order(), How(), placing.NoLines),
        (promising.order(("TEA", 1000), channel="moon"), How(), channels.UnknownChannel),
        (promising.order(("TEA", 0)), How(), Refused),
        (promising.order(("TEA", -1000)), How(), Refused),
        (promising.order(("TEA", 1500)), How(), Refused),
        (promising.order(("NOPE", 1000)), How(), Refused),
        (promising.order(("TEA", 1000), service="rocket"), How(), NotOffered),
        (promising.order(("TEA", 1000), deliver_by="soon"), How(), DocumentRefused),
        (promising.order(("TEA", 1000), placed_at="2026-11-23T09:00:00"), How(), DocumentRefused),
        (promising.order(("TEA", 1000), discount=251), How(), DocumentRefused),
        (promising.order(("TEA", 1000), kind=DocumentKind.INVOICE), How(), DocumentRefused),
        (promising.order(("TEA", 1000), ship_to=AddressPart(country="GB")), How(), CustomerRefused),
        (promising.order(("TEA", 1000), customer=CustomerPart(name="A", email="nowhere")), How(), CustomerRefused),
        (promising.order(("TEA", 1000)), How(preference="maybe"), UnknownPreference),
        (promising.order(("TEA", 1000)), How(due="never"), UnknownDue),
        (promising.order(("TEA", 1000), note="card 4111 1111 1111 1111"), How(), Refused),
        (_of(DocumentLine(line=1, sku="TEA", quantity=1000, unit_price=200, amount=250)), How(), DocumentRefused),
        (_of(DocumentLine(line=1, sku="TEA", quantity=1000, discount=300, unit_price=250, amount=250)), How(), Refused),
        (_of(DocumentLine(line=1, sku="TEA", quantity=1000), total=100), How(), DocumentRefused),
    ],
)
def test_a_refusal_leaves_nothing(shop: Store, document: OrderDocument, how: How, refusal: type[Exception]) -> None:
    before = till.dump(shop)
    with pytest.raises(refusal):
        placing.place(shop, document, how)
    assert till.dump(shop) == before


# --- holds


def test_an_order_of_the_web_waits_for_its_money(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 2000), due="")
    assert promising.axes(shop, id) == ("on_hold", "unpaid", "allocated")
    assert [hold.kind for hold in promising.read(shop, id).holds] == ["payment"]
    payments.pay(shop, id, Tender("card", 500, "A1"))
    assert promising.axes(shop, id)[:2] == ("on_hold", "partly_paid")
    payments.pay(shop, id, Tender("card", 295, "A2"), authorise=True)
    assert promising.axes(shop, id)[:2] == ("open", "partly_paid")


@pytest.mark.parametrize(
    ("paid", "held", "money"),
    [
        ([(CAPTURED, 795)], False, (0, 795, 0)),
        ([(AUTHORISED, 795)], False, (795, 0, 0)),
        ([(AUTHORISED, 795), (CAPTURED, 795)], False, (0, 0, 795)),
        ([(AUTHORISED, 795), (CAPTURED, 400)], False, (395, 0, 400)),
        ([(AUTHORISED, 500), (CAPTURED, 500)], True, (0, 0, 500)),
        ([(AUTHORISED, 500), (CAPTURED, 600)], True, (0, 100, 500)),
        ([(CAPTURED, 700)], True, (0, 700, 0)),
        ([], True, (0, 0, 0)),
    ],
)
def test_what_a_document_says_was_paid(
    shop: Store, paid: list[tuple[PaymentKind, int]], held: bool, money: tuple[int, int, int]
) -> None:
    """(held, paid, captured): what was captured out of an authorisation is not counted twice."""
    told = tuple(DocumentPayment(kind=kind, amount=amount, gateway="bank") for kind, amount in paid)
    one = promising.read(shop, promising.place(shop, ("TEA", 2000), due="", payments=told))
    assert one.on_hold is held
    assert (one.money.held, one.money.paid, one.money.captured) == money


def test_a_wrong_address_holds_what_nobody_can_mend_now(shop: Store) -> None:
    document = promising.order(("TEA", 2000), ship_to=AddressPart(lines=("12 High St",), country="GB"))
    id = placing.place(shop, document, How(strict=False, due="dispatch"))
    assert [hold.kind for hold in promising.read(shop, id).holds] == ["address"]
    assert promising.stands(shop, id) == {}
    before = till.dump(shop)
    with pytest.raises(CustomerRefused):
        changing.release(shop, id)
    assert till.dump(shop) == before
    right = changing.Change(ship_to=promising.read(shop, promising.place(shop, ("JAM", 1000))).ship_to)
    changing.amend(shop, id, right)
    assert promising.stands(shop, id) == {}
    changing.release(shop, id, "rang her")
    assert promising.stands(shop, id) == {(1, "S1"): 2000}


def test_fraud_rules_hold_by_settings(shop: Store) -> None:
    set_setting(shop, "fraud_total_from", "20.00")
    set_setting(shop, "fraud_orders_from", "3")
    assert promising.read(shop, promising.place(shop, ("TEA", 1000))).holds == ()
    dear = promising.read(shop, promising.place(shop, ("MUG", 2000)))
    assert [(hold.kind, hold.reason) for hold in dear.holds] == [("fraud", "The total of 20.93 GBP reaches 20.00 GBP.")]
    third = promising.read(shop, promising.place(shop, ("TEA", 1000)))
    assert [hold.reason for hold in third.holds] == ["Order 3 of this customer within 24 hours; 3 are held."]


def test_orders_of_the_last_day_are_counted_by_the_moment_not_by_its_text(shop: Store) -> None:
    """It is 9:00 UTC: an order of yesterday 12:00 at +05:00, 7:00 UTC, is more than a day old."""
    set_setting(shop, "fraud_orders_from", "2")
    promising.place(shop, ("TEA", 1000), placed_at="2026-11-22T12:00:00+05:00")
    assert promising.read(shop, promising.place(shop, ("TEA", 1000))).holds == ()


def test_a_hold_by_hand_stops_dispatch_until_it_is_released(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 1000))
    changing.hold(shop, id, "customer rings back")
    assert promising.axes(shop, id)[0] == "on_hold"
    with pytest.raises(changing.NoSuchHold):
        changing.release(shop, id, kind="fraud")
    changing.release(shop, id, "rang")
    assert promising.axes(shop, id)[0] == "open"


# --- what the channel did before


@pytest.mark.parametrize(
    ("paid", "sent", "back", "owed", "kept", "missing_of"),
    [
        # All of it sent by the channel: neither owed nor held here.
        ([(CAPTURED, 1366)], [(1, 2), (2, 2)], [], 0, (0, 0), {}),
        ([(CAPTURED, 1366), (REFUNDED, 100)], [(1, 2), (2, 2)], [(0, 0, 100)], 0, (0, 0), {}),
        # The tea, and the shipping with it: what is left of the money is the jam's.
        ([(CAPTURED, 1366)], [(1, 2)], [], 666, (0, 666), {2: 2000}),
        ([(CAPTURED, 1366)], [(1, 1)], [], 916, (0, 916), {1: 1000, 2: 2000}),
        ([(AUTHORISED, 1366), (CAPTURED, 700)], [(1, 2)], [], 666, (666, 0), {2: 2000}),
        # Sent, and come back: both are the channel's.
        ([(CAPTURED, 1366), (REFUNDED, 250)], [(1, 2)], [(1, 1, 250)], 666, (0, 666), {2: 2000}),
        # Given back before it was sent.
        ([(CAPTURED, 1366), (REFUNDED, 250)], [], [(1, 1, 250)], 1116, (0, 1116), {1: 1000, 2: 2000}),
    ],
)
def test_what_the_channel_sent_itself_is_not_owed_here(
    shop: Store,
    paid: list[tuple[PaymentKind, int]],
    sent: list[tuple[int, int]],
    back: list[tuple[int, int, int]],
    owed: int,
    kept: tuple[int, int],
    missing_of: dict[int, int],
) -> None:
    document = _of(
        DocumentLine(line=1, sku="TEA", quantity=2000, unit_price=250, amount=500),
        DocumentLine(line=2, sku="JAM", quantity=2000, unit_price=333, amount=666),
        external="W-7",
        shipping=200,
        total=1366,
        prices_include_tax=True,
        payments=tuple(DocumentPayment(kind=kind, amount=amount, gateway="bank") for kind, amount in paid),
        fulfilled=tuple(FulfilledPart(line=line, quantity=count * 1000) for line, count in sent),
        refunded=tuple(RefundedPart(line=line, quantity=count * 1000, amount=much) for line, count, much in back),
    )
    one = promising.read(shop, placing.place(shop, document))
    assert (one.money.owed, (one.money.held, one.money.received)) == (owed, kept)
    assert (one.money.due - one.money.held, one.holds) == (0, ())
    assert {line.line: one.counter(line.line).open for line in one.goods if one.counter(line.line).open} == missing_of
    if missing_of:
        sending.dispatch(shop, one.id)
    with shop.read() as connection:
        assert till.accounts(connection).get("deposits", 0) == 0
    assert promising.worklist(shop) == []


def test_a_reservation_becomes_the_order(shop: Store) -> None:
    """All nine are held: only the order that brings the reservation gets them, and it ends with it."""
    id = reservations.reserve(shop, [("TEA", 9000)]).envelope.id
    without = promising.read(shop, promising.place(shop, ("TEA", 9000)))
    assert without.missing() == {1: 9000}
    order = placing.place(shop, promising.order(("TEA", 9000)), How(reservation=id))
    assert promising.stands(shop, order) == {(1, "S1"): 5000, (1, "S2"): 4000}
    with shop.read() as connection:
        assert running(connection, shop.profile, shop.now()) == ()


def test_an_order_that_is_refused_leaves_its_reservation(shop: Store) -> None:
    id = reservations.reserve(shop, [("TEA", 9000)]).envelope.id
    with pytest.raises(Refused):
        placing.place(shop, promising.order(("NOPE", 1000)), How(reservation=id))
    assert promising.atp(shop, "TEA") == {"S1": 0, "S2": 0}
    reservations.release(shop, id)
    with pytest.raises(reservations.ReservationOver):
        placing.place(shop, promising.order(("TEA", 1000)), How(reservation=id))
    assert promising.atp(shop, "TEA") == {"S1": 5000, "S2": 4000}
