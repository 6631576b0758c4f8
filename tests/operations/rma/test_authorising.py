"""Announcing a return: which goods, by which rule; and that a refusal leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.machines import parcels, promising, till

from storeops.database.queries import numbers
from storeops.database.queries import rma as queries
from storeops.journal.facts import ParcelSent, ParcelTracked
from storeops.operations import returns
from storeops.operations.orders import sending
from storeops.operations.rma import authorising, ending, receiving
from storeops.operations.shop import set_setting
from storeops.reports.rma.state import UnknownRma
from storeops.rules.carts import NoSuchLine
from storeops.rules.quantity import NotWhole
from storeops.rules.returns import NothingToReturn
from storeops.rules.rma.authorising import FinalSale, NothingLeft, OutsideWindow
from storeops.rules.rma.policy import WrongReturnSetting
from storeops.rules.rma.reasons import UnknownReason
from storeops.store import RecordedOtherwise, Store

FORM = "01932d00-0000-7000-8000-000000000001"


def put(shop: Store, name: str, value: str) -> None:
    set_setting(shop, f"return_{name}", value, scope="S1")


def later(shop: Store, days: int) -> None:
    assert isinstance(shop.clock, till.Clock)
    shop.clock.at += timedelta(days=days)


def test_all_that_is_with_the_customer(shop: Store) -> None:
    assert authorising.everything(shop, "O") == [(1, 0), (2, 0)]
    authorising.create(shop, "O", [(1, 2000)], "changed-mind", note="too many cups")
    assert authorising.everything(shop, "O") == [(1, 0), (2, 0)]
    authorising.create(shop, "O", authorising.everything(shop, "O"), "late")
    one = parcels.read(shop)
    assert [(line.line, line.quantity) for line in one.authorised.lines] == [(1, 1000), (2, 2000)]
    assert (one.authorised.postage, parcels.read(shop, "R1").authorised.postage) == ("shop", "customer")
    assert authorising.everything(shop, "O") == []


REFUSALS: list[tuple[list[tuple[int, int]], str, type[Exception]]] = [
    ([], "damaged", NothingToReturn),
    ([(9, 1000)], "damaged", NoSuchLine),
    ([(3, 1000)], "damaged", authorising.NotGoods),
    ([(1, 4000)], "damaged", NothingLeft),
    ([(1, 2000), (1, 2000)], "damaged", NothingLeft),
    ([(1, 500)], "damaged", NotWhole),
    ([(1, -1000)], "damaged", NothingLeft),
    ([(1, 1000)], "bored", UnknownReason),
]


def test_refusals_change_nothing(shop: Store) -> None:
    before = till.dump(shop)
    for lines, reason, error in REFUSALS:
        with pytest.raises(error):
            authorising.create(shop, "O", lines, reason)
    assert till.dump(shop) == before


def test_the_window_ends(shop: Store) -> None:
    put(shop, "window_days", "14")
    later(shop, 14)
    authorising.create(shop, "O", [(1, 1000)], "changed-mind")
    later(shop, 1)
    before = till.dump(shop)
    with pytest.raises(OutsideWindow) as refused:
        authorising.create(shop, "O", [(1, 1000)], "changed-mind")
    assert refused.value.until.isoformat() == "2026-12-07"
    assert till.dump(shop) == before
    authorising.create(shop, "O", [(1, 1000)], "changed-mind", override="she was in hospital")
    assert parcels.read(shop).authorised.override == "she was in hospital"


def track(shop: Store, *told: tuple[str, str, str]) -> None:
    """(parcel, UTC time, what the carrier said of it) of parcels that the order left in."""
    with shop.write() as tx:
        order = numbers.id_of(tx.connection, "order", "O")
        ((sale, _, _),) = queries.dispatched(tx.connection, order)
        for parcel, at, status in told:
            tx.record(ParcelSent(parcel=parcel, order=order, sale=sale, manifest=""))
            tx.record(
                ParcelTracked(
                    parcel=parcel,
                    order=order,
                    tracking="",
                    event="e",
                    status=status,
                    at=f"{at}:00.000000Z",
                    place="",
                    note="",
                )
            )


def test_the_window_begins_when_the_parcel_arrived(shop: Store) -> None:
    put(shop, "window_days", "14")
    track(shop, ("p1", "2026-11-25T10:00", "delivered"), ("p2", "2026-11-30T10:00", "in_transit"))
    later(shop, 16)
    authorising.create(shop, "O", [(1, 1000)], "changed-mind")
    later(shop, 1)
    with pytest.raises(OutsideWindow) as refused:
        authorising.create(shop, "O", [(1, 1000)], "changed-mind")
    assert refused.value.until.isoformat() == "2026-12-09"


def test_the_window_begins_on_the_shops_day(shop: Store) -> None:
    """Delivered in the morning of the 25th in Tokyo, when it is still the 24th in UTC."""
    put(shop, "window_days", "14")
    track(shop, ("p1", "2026-11-24T23:30", "delivered"))
    shop.profile = replace(shop.profile, zone=ZoneInfo("Asia/Tokyo"))
    later(shop, 16)
    authorising.create(shop, "O", [(1, 1000)], "changed-mind")
    later(shop, 1)
    with pytest.raises(OutsideWindow) as refused:
        authorising.create(shop, "O", [(1, 1000)], "changed-mind")
    assert refused.value.until.isoformat() == "2026-12-09"


def test_a_window_of_a_channel_and_of_a_department(shop: Store) -> None:
    put(shop, "windows", "web=7; all=3")
    later(shop, 4)
    with pytest.raises(OutsideWindow) as refused:
        authorising.create(shop, "O", [(1, 1000)], "late")
    assert refused.value.until.isoformat() == "2026-11-26"
    put(shop, "windows", "web=7")
    authorising.create(shop, "O", [(1, 1000)], "late")


def test_a_final_sale_comes_back_only_when_somebody_answers_for_it(shop: Store) -> None:
    put(shop, "final_sale", "MUG")
    with pytest.raises(FinalSale):
        authorising.create(shop, "O", [(1, 1000), (2, 1000)], "damaged")
    authorising.create(shop, "O", [(2, 1000)], "damaged", override="broken on arrival")


def test_a_setting_that_cannot_be_read_is_told(shop: Store) -> None:
    put(shop, "fees", "opened=15")
    before = till.dump(shop)
    with pytest.raises(WrongReturnSetting):
        authorising.create(shop, "O", [(1, 1000)], "damaged")
    assert till.dump(shop) == before


def test_asked_twice_is_authorised_once(shop: Store) -> None:
    first = authorising.create(shop, "O", [(1, 1000)], "damaged", command=FORM)
    before = till.dump(shop)
    assert authorising.create(shop, "O", [(1, 1000)], "damaged", command=FORM) == first == FORM
    assert till.dump(shop) == before
    other = parcels.sent(shop, ("TEA", 1000))
    with pytest.raises(RecordedOtherwise):
        authorising.create(shop, other, [(1, 1000)], "damaged", command=FORM)


def test_pieces_of_two_parcels_are_named_by_their_sales(shop: Store) -> None:
    order = promising.place(shop, ("TEA", 9000), due="account")
    parts = sending.dispatch(shop, order)
    assert len(parts) == 2
    authorising.create(shop, order, [(1, 8000)], "other")
    (line,) = parcels.read(shop).authorised.lines
    assert [(piece.sale, piece.quantity) for piece in line.pieces] == [
        (parts[0].id, parts[0].lines[0].quantity),
        (parts[1].id, 8000 - parts[0].lines[0].quantity),
    ]


def test_what_came_back_at_the_counter_is_not_announced(shop: Store) -> None:
    returns.take_back(shop, "S1-T1-000001", [(1, 2000)], "brought in")
    with pytest.raises(NothingLeft) as refused:
        authorising.create(shop, "O", [(1, 2000)], "damaged")
    assert refused.value.left == 1000


def test_what_was_kept_and_what_is_announced_are_not_announced_again(shop: Store) -> None:
    authorising.create(shop, "O", [(2, 1000)], "other")
    receiving.receive(shop, "R", condition="used", disposition="scrap")
    ending.reject(shop, "R", "worn", keep=True)
    authorising.create(shop, "O", [(2, 0)], "other")
    assert [line.quantity for line in parcels.read(shop).authorised.lines] == [1000]
    before = till.dump(shop)
    with pytest.raises(NothingLeft):
        authorising.create(shop, "O", [(2, 1000)], "other")
    with pytest.raises(returns.OnItsWay):
        returns.take_back(shop, "S1-T1-000001", [(2, 1000)], "brought in")
    assert till.dump(shop) == before


def test_what_is_announced_is_not_taken_back_at_the_counter(shop: Store) -> None:
    authorising.create(shop, "O", [(1, 2000)], "damaged")
    before = till.dump(shop)
    with pytest.raises(returns.OnItsWay) as refused:
        returns.take_back(shop, "S1-T1-000001", [(1, 2000)], "brought in")
    assert (refused.value.line, refused.value.quantity) == (1, 1000)
    assert "S1-T1-R000001" in str(refused.value)
    assert till.dump(shop) == before
    returns.take_back(shop, "S1-T1-000001", [(1, 1000), (2, 2000)], "brought in")
    ending.close(shop, "R", "she brings it in")
    returns.take_back(shop, "S1-T1-000001", [(1, 2000)], "brought in")


def test_numbers_are_a_series_of_the_terminal(shop: Store) -> None:
    authorising.create(shop, "O", [(1, 1000)], "damaged")
    authorising.create(shop, "O", [(1, 1000)], "damaged")
    for typed in ("R", "r000002", "2", "S1-T1-R000002"):
        assert parcels.read(shop, typed).number == "S1-T1-R000002"
    for typed in ("R7", "", "R1; DROP TABLE rma"):
        with pytest.raises(UnknownRma):
            parcels.read(shop, typed)
