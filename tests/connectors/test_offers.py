"""Which offer a packer buys with one key: of the service paid for, in time if anybody is, then the cheapest."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from storeops.connectors.offers import Offer, best, means, offer
from storeops.connectors.shipping import RateView

LONDON = ZoneInfo("Europe/London")


def made(service: str, cost: int, late: int | None, *, meant: bool = True, currency: str = "GBP") -> Offer:
    return Offer("demo", "demo", service, cost, currency, 2, None, late, meant)


@pytest.mark.parametrize(
    ("offers", "place"),
    [
        ([], -1),
        ([made("normal", 295, 0), made("express", 495, 0)], 0),
        ([made("normal", 295, 1), made("express", 495, 0)], 1),
        ([made("normal", 295, 3), made("express", 495, 2)], 0),
        ([made("Slow", 100, None), made("normal", 295, 0)], 1),
        ([made("Slow", 100, None), made("normal", 90, 2)], 0),
        ([made("normal", 295, 0, meant=False), made("express", 495, 2)], 1),
        ([made("normal", 295, 0, meant=False)], 0),
        ([made("own-van", 0, 0, meant=False)], -1),
        ([made("own-van", 0, 0, meant=False), made("normal", 295, 1)], 1),
        ([made("normal", 200, 0, currency="EUR"), made("normal", 295, 0)], 1),
    ],
)
def test_the_offer_that_enter_buys(offers: list[Offer], place: int) -> None:
    assert best(offers, "GBP") == place


@pytest.mark.parametrize(
    ("ordered", "offered", "days", "meant"),
    [
        ("normal", "normal", 2, True),
        ("normal", "overnight", 1, True),
        ("express", "normal", 1, False),
        ("express", "overnight", 1, True),
        ("overnight", "express", 1, False),
        ("express", "Priority", 2, True),
        ("express", "Priority", 3, False),
        ("express", "Priority", None, False),
        ("normal", "Priority", None, True),
        ("own-van", "own-van", None, True),
        ("own-van", "normal", 2, False),
        ("normal", "own-van", None, False),
        ("courier", "courier", None, True),
        ("courier", "normal", 2, False),
    ],
)
def test_a_service_is_no_less_than_the_one_ordered(ordered: str, offered: str, days: int | None, meant: bool) -> None:
    assert means(ordered, offered, days) is meant


@pytest.mark.parametrize(
    ("now", "arrives", "late"),
    [
        ((2026, 11, 23, 15, 59), date(2026, 11, 25), 0),
        ((2026, 11, 23, 16, 0), date(2026, 11, 25), 0),
        ((2026, 11, 23, 16, 1), date(2026, 11, 26), 1),
        ((2026, 11, 26, 12, 0), date(2026, 11, 30), 5),
    ],
)
def test_after_the_cut_off_a_parcel_leaves_a_day_later(now: tuple[int, ...], arrives: date, late: int) -> None:
    rate = RateView("P", "demo", "normal", 295, "GBP", 2)
    found = offer("demo", rate, "normal", date(2026, 11, 25), datetime(*now, tzinfo=LONDON))  # type: ignore[misc,arg-type]
    assert (found.arrives, found.late) == (arrives, late)


def test_what_a_carrier_does_not_say_is_not_made_up() -> None:
    now = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
    rate = RateView("P", "USPS", "Ground", 295, "GBP", None)
    assert offer("easypost", rate, "normal", date(2026, 11, 25), now).late is None
    assert offer("easypost", rate, "normal", None, now).late == 0
