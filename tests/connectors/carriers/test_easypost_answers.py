"""Whatever a server answers, the adaptor gives a value or one of the port's errors, and never says of a label that it
was not bought when the server said it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.connectors.carriers.parcels import asked, us_parcel

from storeops.connectors.carriers.easypost import EasyPost
from storeops.connectors.carriers.easypost_http import Session
from storeops.connectors.carriers.port import CarrierTrouble, CarrierUnknown, Label
from storeops.connectors.orders.fields import Fields
from storeops.connectors.orders.json_text import strict
from storeops.rules.tariffs import MixedCurrencies

REQUEST = asked(us_parcel())
LABEL = Label(
    reference="S1-17-P1", tracking="T1", carrier="USPS", service="Priority", cost=1, currency="USD", shipment="shp"
)
RATE = {"id": "rate_1", "carrier": "USPS", "service": "Priority", "rate": "7.42", "currency": "USD", "delivery_days": 2}
SHIPMENT: dict[str, Any] = {
    "id": "shp_1",
    "reference": "S1-17-P1",
    "parcel": {"weight": 15.5, "length": 10, "width": 8.0, "height": 4.1},
    "to_address": {"street1": "179 N Harbor Dr", "zip": "90277", "country": "US"},
    "rates": [RATE],
    "messages": [],
    "selected_rate": RATE,
    "tracking_code": "9400",
    "postage_label": {"label_url": "", "label_file_type": "application/pdf"},
    "refund_status": None,
    "scan_form": {"id": "sf_1", "status": "created", "form_url": "x", "tracking_codes": ["T1"], "message": None},
}
WHOLE: dict[str, Any] = {
    **SHIPMENT,
    "shipments": [SHIPMENT],
    "has_more": False,
    "status": "created",
    "form_url": "x",
    "tracking_codes": ["T1"],
    "trackers": [{"tracking_code": "T1", "status": "in_transit", "updated_at": "2026-11-23T10:00:00Z"}],
}


class CannedSession:
    """Answers what it is told to, in the order of the questions; after the last one the whole object."""

    def __init__(self, answers: Iterator[object]) -> None:
        self._answers = answers
        self.writes = 0

    def read(self, path: str, params: Mapping[str, str] | None = None) -> Fields | None:
        answer = next(self._answers, WHOLE)
        return _fields(answer) if answer else None

    def write(self, path: str, body: Mapping[str, object], reference: str = "") -> Fields:
        self.writes += path.endswith("/buy")
        return _fields(next(self._answers, WHOLE))

    def document(self, url: str) -> bytes | None:
        return None


def _fields(answer: object) -> Fields:
    return Fields(cast(dict[str, object], strict(json.dumps(answer))))


NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
NAMES = st.sampled_from(sorted(WHOLE))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=9)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=6,
)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    """A whole answer of which some fields, here or one step down, are anything else, or not there."""
    answer: dict[str, Any] = json.loads(json.dumps(WHOLE))
    for name in draw(st.lists(st.sampled_from(sorted(WHOLE)), max_size=3)):
        inside = answer.get(name)
        target, key = answer, name
        if isinstance(inside, list) and inside and isinstance(inside[0], dict) and draw(st.booleans()):
            inside = inside[0]
        if isinstance(inside, dict) and inside and draw(st.booleans()):
            target, key = inside, draw(st.sampled_from(sorted(inside)))
        if draw(st.booleans()):
            target[key] = draw(JSON)
        else:
            target.pop(key, None)
    return answer


CALLS: dict[str, Callable[[EasyPost], object]] = {
    "rates": lambda carrier: carrier.rates(us_parcel()),
    "buy": lambda carrier: carrier.buy(REQUEST),
    "find": lambda carrier: carrier.find("S1-17-P1"),
    "void": lambda carrier: carrier.void(LABEL),
    "track": lambda carrier: carrier.track("T1"),
    "manifest": lambda carrier: carrier.manifest([LABEL]),
}


@pytest.mark.parametrize("call", sorted(CALLS))
# On a fresh machine the first text makes Hypothesis build its table of characters: seconds, and no fault.
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.none(), answers()), max_size=3))
def test_a_value_or_one_of_the_ports_errors(call: str, told: list[dict[str, Any] | None]) -> None:
    session = CannedSession(iter([one or {} for one in told]))
    try:
        CALLS[call](EasyPost(cast(Session, session)))
    except (CarrierTrouble, MixedCurrencies) as error:
        # Once it was asked to buy, and said yes, there is a label or nobody knows.
        assert session.writes == 0 or isinstance(error, CarrierUnknown)


def test_whole_answers_give_values() -> None:
    for name, call in CALLS.items():
        canned = [{"id": "shp", "refund_status": "submitted"}] if name == "void" else []
        assert call(EasyPost(cast(Session, CannedSession(iter(canned)))))
