from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from tests.connectors.carriers.parcels import asked, gb_parcel

from storeops.connectors.carriers.choosing import by_cost, choose
from storeops.connectors.carriers.port import (
    CarrierRefused,
    CarrierUnknown,
    CarrierUnreachable,
    Problem,
    Rate,
)
from storeops.rules.tariffs import MixedCurrencies


@pytest.mark.parametrize(
    "other",
    [
        {"reference": ""},
        {"reference": "a/b"},
        {"reference": "a.json"},  # a server may take what is behind the dot for a format
        {"reference": "shp_1"},  # an id of EasyPost's
        {"reference": "é"},
        {"reference": "x" * 101},
        {"grams": 0},
        {"value": -1},
        {"length": 10},
        {"length": 10, "width": 10, "height": -1},
    ],
)
def test_a_parcel_that_cannot_be_is_none(other: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="parcel"):
        gb_parcel(**other)


def rate(service: str, cost: int, days: int | None = None, carrier: str = "A", currency: str = "GBP") -> Rate:
    return Rate(carrier=carrier, service=service, cost=cost, currency=currency, days=days)


SLOW, QUICK, NEXT, VAGUE = rate("Slow", 300, 5), rate("Quick", 500, 2), rate("Next", 900, 1, "B"), rate("Vague", 200)


def test_rates_are_in_order_of_cost_then_speed() -> None:
    as_slow = rate("Also", 300, 4)
    unsaid = rate("Unsaid", 300)
    assert by_cost([NEXT, unsaid, SLOW, as_slow, VAGUE]) == (VAGUE, as_slow, SLOW, unsaid, NEXT)


@pytest.mark.parametrize(
    ("service", "carrier", "expected"),
    [
        ("normal", "", VAGUE),
        ("express", "", QUICK),  # who does not say how long it takes is not fast enough
        ("overnight", "", NEXT),
        ("express", "B", NEXT),
        ("Slow", "", SLOW),
        ("Slow", "A", SLOW),
    ],
)
def test_the_cheapest_that_serves(service: str, carrier: str, expected: Rate) -> None:
    assert choose("x", [NEXT, QUICK, SLOW, VAGUE], asked(gb_parcel(), service, carrier=carrier)) == expected


def test_a_service_of_that_name_goes_before_one_that_is_fast_enough() -> None:
    named = rate("express", 999, 3)
    assert choose("x", [QUICK, named], asked(gb_parcel(), "express")) == named


def test_what_nobody_serves_is_refused_with_what_is_offered() -> None:
    with pytest.raises(CarrierRefused, match="no service 'Slow' by 'B' for this parcel; offered: A Slow, B Next"):
        choose("x", [SLOW, NEXT], asked(gb_parcel(), "Slow", carrier="B"))
    with pytest.raises(CarrierRefused, match="offered: none"):
        choose("x", [], asked(gb_parcel()))


def test_currencies_are_not_compared() -> None:
    euro, dollar = rate("Slow", 100, currency="EUR"), rate("Slow", 90, currency="USD")
    assert choose("x", [euro, SLOW, dollar], asked(gb_parcel(), "Slow")) == SLOW  # the parcel's own
    assert choose("x", [euro], asked(gb_parcel(), "Slow")) == euro
    with pytest.raises(MixedCurrencies):
        choose("x", [euro, dollar], asked(gb_parcel(), "Slow"))


def test_errors_tell_whether_to_try_again_and_show_nothing_that_drives_a_terminal() -> None:
    refused = CarrierRefused("X", "No\x1b[31m way.", [Problem("zip", "wrong\x07")], "E1")
    away = CarrierUnreachable("X", "it sleeps", 30)
    lost = CarrierUnknown("X", "S1\x1b-P1", "no answer")
    assert (refused.again, away.again, lost.again) == (False, True, True)
    assert str(refused) == "X refuses: No way. zip: wrong. Correct it and try again."
    assert str(away) == "X cannot be reached: it sleeps. Try again in 30 seconds; nothing was bought."
    assert str(lost) == (
        "It is not known whether X did it for 'S1?-P1': no answer. "
        "Try again: it is looked up first, and never done twice."
    )


def test_the_web_is_loaded_when_it_is_used() -> None:
    program = """
import sys
import storeops.connectors.carriers.buying, storeops.connectors.carriers.demo, storeops.connectors.carriers.easypost
import storeops.connectors.carriers.easypost_webhook, storeops.connectors.carriers.events
loaded = {"httpx", "sqlalchemy", "textual"} & set(sys.modules)
sys.exit(str(loaded) if loaded else 0)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
