from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connectors.carriers.parcels import asked, gb_parcel

from storeops.connectors.carriers.demo import DemoCarrier, Purchase, is_tracking_number, journey, tracking_number
from storeops.connectors.carriers.port import Carrier, CarrierRefused, Label, Rate, Voiding
from storeops.rules.card_numbers import passes_as_card_number
from storeops.rules.postal_address import Address
from storeops.rules.promise import MONDAY_TO_FRIDAY, Calendar, NoWorkingDay
from storeops.rules.tracking import TrackingStatus, tracked

S = TrackingStatus
# In November 2026 the 23rd is a Monday.
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def rate(service: str, cost: int, days: int) -> Rate:
    return Rate(carrier="demo", service=service, cost=cost, currency="GBP", days=days)


def test_it_is_a_carrier() -> None:
    carrier: Carrier = DemoCarrier(Clock())
    assert carrier.code == "demo"


def test_rates_are_the_tariffs() -> None:
    carrier = DemoCarrier(Clock())
    assert carrier.rates(gb_parcel()) == (rate("normal", 345, 2), rate("express", 545, 1), rate("overnight", 845, 1))
    # 21.5 kg: two kilograms started over 20 kg; overnight takes no more than 20.
    assert carrier.rates(gb_parcel(grams=21_500)) == (rate("normal", 1215, 2), rate("express", 1775, 1))
    assert carrier.rates(gb_parcel(grams=30_001)) == ()
    belfast = Address(lines=("1 Dock Road",), city="Belfast", postcode="BT1 1AA", country="GB")
    assert carrier.rates(gb_parcel(ship_to=belfast)) == (rate("normal", 695, 4), rate("express", 1145, 2))


def test_a_label_is_made_of_its_reference() -> None:
    label = DemoCarrier(Clock()).buy(asked(gb_parcel()))
    assert label == Label(
        reference="S1-17-P1",
        tracking=tracking_number("S1-17-P1"),
        carrier="demo",
        service="normal",
        cost=345,
        currency="GBP",
        shipment="demo-S1-17-P1",
    )
    another = DemoCarrier(Clock(MONDAY + timedelta(days=9)))
    assert another.buy(asked(gb_parcel())) == label  # a carrier without a memory makes the same


def test_a_service_is_never_another_that_is_as_fast() -> None:
    carrier = DemoCarrier(Clock())
    assert carrier.buy(asked(gb_parcel(), "express")).cost == 545  # normal takes two days as well
    with pytest.raises(CarrierRefused, match="no service 'own-van'"):
        carrier.buy(asked(gb_parcel("S1-18-P1"), "own-van"))
    with pytest.raises(CarrierRefused, match="no service 'overnight'"):
        carrier.buy(asked(gb_parcel("S1-18-P1", grams=21_500), "overnight"))  # express takes a day too
    with pytest.raises(CarrierRefused, match=r"overnight costs 8\.45 GBP, more than the 8\.44 allowed"):
        carrier.buy(asked(gb_parcel("S1-18-P1"), "overnight", most=844))


def test_a_reference_is_one_parcels() -> None:
    carrier = DemoCarrier(Clock())
    label = carrier.buy(asked(gb_parcel()))
    assert carrier.buy(asked(gb_parcel())) == label
    with pytest.raises(CarrierRefused, match="another parcel's reference"):
        carrier.buy(asked(gb_parcel(grams=1501)))


def test_books_are_the_memory() -> None:
    books: dict[str, Purchase] = {}
    label = DemoCarrier(Clock(), books).buy(asked(gb_parcel()))
    other = DemoCarrier(Clock(), books)
    assert other.find("S1-17-P1") == label
    assert other.find("S1-17-P2") is None
    assert len(other.track(label.tracking)) == 1


def test_a_label_is_given_back_before_it_is_collected() -> None:
    clock = Clock()
    carrier = DemoCarrier(clock)
    label = carrier.buy(asked(gb_parcel()))
    clock.now += timedelta(hours=1)
    assert carrier.void(label) is carrier.void(label) is Voiding.VOIDED
    assert carrier.find(label.reference) is None
    with pytest.raises(CarrierRefused, match="use a new reference"):
        carrier.buy(asked(gb_parcel()))
    clock.now += timedelta(days=9)
    assert [one.status for one in carrier.track(label.tracking)] == [S.LABEL_CREATED, S.CANCELLED]


def test_a_label_of_a_collected_parcel_is_not_given_back() -> None:
    clock = Clock()
    carrier = DemoCarrier(clock)
    label = carrier.buy(asked(gb_parcel()))
    clock.now = MONDAY.replace(hour=18)
    with pytest.raises(CarrierRefused, match="has been collected"):
        carrier.void(label)
    with pytest.raises(CarrierRefused, match="there is no label"):
        DemoCarrier(clock).void(label)


@pytest.mark.parametrize(
    ("now", "status"),
    [
        ((23, 12), S.LABEL_CREATED),
        ((23, 18), S.ACCEPTED),
        ((24, 12), S.IN_TRANSIT),
        ((25, 8), S.OUT_FOR_DELIVERY),
        ((25, 14), S.DELIVERED),
        ((30, 0), S.DELIVERED),
    ],
)
def test_a_parcel_travels_by_the_clock(now: tuple[int, int], status: TrackingStatus) -> None:
    clock = Clock()
    carrier = DemoCarrier(clock)
    label = carrier.buy(asked(gb_parcel()))
    clock.now = datetime(2026, 11, *now, tzinfo=UTC)
    assert tracked(carrier.track(label.tracking)).status is status
    assert carrier.track("DM1") == ()


def test_a_journey_keeps_the_carriers_days() -> None:
    friday_evening = datetime(2026, 11, 27, 18, 1, tzinfo=UTC)
    told = journey("T", friday_evening, 1, Calendar(MONDAY_TO_FRIDAY), "York")
    assert [(one.status, one.at.isoformat(), one.place) for one in told] == [
        (S.LABEL_CREATED, "2026-11-27T18:01:00+00:00", ""),
        (S.ACCEPTED, "2026-11-30T18:00:00+00:00", ""),
        (S.IN_TRANSIT, "2026-11-30T22:00:00+00:00", ""),
        (S.OUT_FOR_DELIVERY, "2026-12-01T08:00:00+00:00", "York"),
        (S.DELIVERED, "2026-12-01T14:00:00+00:00", "York"),
    ]
    with pytest.raises(NoWorkingDay):
        journey("T", friday_evening, 1, Calendar(frozenset()))
    with pytest.raises(ValueError, match="offset"):
        journey("T", friday_evening.replace(tzinfo=None), 1, Calendar())


def test_a_manifest_has_the_number_of_its_parcels() -> None:
    carrier = DemoCarrier(Clock())
    labels = [carrier.buy(asked(gb_parcel(f"S1-17-P{number}"))) for number in (1, 2)]
    made = carrier.manifest(labels)
    assert made.trackings == tuple(sorted(label.tracking for label in labels))
    assert made == carrier.manifest(labels[::-1]) == carrier.manifest([*labels, labels[0]])
    assert made.number != carrier.manifest(labels[:1]).number
    assert re.fullmatch(r"DEMO-[0-9A-F]{16}", made.number)
    with pytest.raises(ValueError, match="at least one"):
        carrier.manifest([])


def test_a_tracking_number_is_written_down_here_for_good() -> None:
    # SHA-256 of 'S1-17-P1', modulo 10^16, behind a 1; GS1's check digit over the seventeen.
    number = "DM188560865904845797"
    assert tracking_number("S1-17-P1") == number
    assert is_tracking_number(number)
    for wrong in (
        number[:-1] + "8",
        number[:-2] + "79",
        "DX" + number[2:],
        number[:-1],
        "",
        number.replace("8", "\uff18"),
    ):
        assert not is_tracking_number(wrong)


@given(st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=30))
def test_every_tracking_number_has_its_check_digit_and_is_no_card(reference: str) -> None:
    number = tracking_number(reference)
    assert is_tracking_number(number)
    assert not passes_as_card_number(number)
    assert not passes_as_card_number(number[2:])


@given(st.integers(0, 10**6), st.integers(2, 19), st.integers(1, 9))
def test_one_wrong_digit_is_found(seed: int, place: int, more: int) -> None:
    number = tracking_number(str(seed))
    wrong = str((int(number[place]) + more) % 10)
    assert not is_tracking_number(number[:place] + wrong + number[place + 1 :])


def test_a_hundred_thousand_references_share_no_number() -> None:
    assert len({tracking_number(f"S1-{number}-P1") for number in range(100_000)}) == 100_000
