from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.channels import (
    KINDS,
    PREFERENCES,
    Channel,
    ChannelRefused,
    NotOffered,
    UnknownPreference,
    allows_location,
    preference,
    require,
    require_service,
)
from storeops.rules.errors import Refused
from storeops.rules.tariffs import SERVICES

WEB = Channel(
    code="WEB",
    name="Web shop",
    kind="web",
    price_list="web-2026",
    locations=("S1", "WH1"),
    services=("normal", "express", "pickup"),
    safety_stock=2000,
    short_preference="split",
    free_shipping_from=5000,
)


def test_a_channel_as_it_should_be() -> None:
    assert require(WEB) == WEB
    plain = Channel(code="TILL", name=" At the\tcounter ", kind="store", short_preference=" Wait ")
    assert require(plain) == Channel(code="TILL", name="At the counter", kind="store", short_preference="wait")
    assert KINDS == ("store", "web", "mobile", "marketplace", "phone")
    assert PREFERENCES == ("substitute", "split", "backorder", "wait", "cancel")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": ""}, "Channel '', code: use up to 32 letters"),
        ({"code": "web shop"}, "code: use up to 32"),
        ({"code": "x" * 33}, "code: use up to 32"),
        ({"name": " \x1b[2J "}, "Channel 'WEB', name: give it a name"),
        ({"kind": "shop"}, "kind: use one of: store, web"),
        ({"price_list": "a b"}, "price_list: use a price list's code"),
        ({"locations": ("S1", "S 2")}, "locations: 'S 2' is not a code"),
        ({"locations": ("S1", "S1")}, "locations: each may stand there once"),
        ({"services": ("drone",)}, "services: 'drone' is none of: normal"),
        ({"safety_stock": -1}, "safety_stock: it cannot be less than 0"),
        ({"free_shipping_from": -1}, "free_shipping_from: it cannot be less than 0"),
    ],
)
def test_a_channel_that_cannot_be(change: dict[str, object], words: str) -> None:
    with pytest.raises(ChannelRefused) as refused:
        require(msgspec.structs.replace(WEB, **change))
    assert words in str(refused.value)
    assert refused.value.field == next(iter(change))


def test_other_refusals() -> None:
    with pytest.raises(UnknownPreference, match="'never' is not known for short stock; use one of: substitute"):
        require(msgspec.structs.replace(WEB, short_preference="never"))
    with pytest.raises(CardNumberRefused):
        require(msgspec.structs.replace(WEB, name="4111 1111 1111 1111"))
    assert preference(" SPLIT ") == "split"


def test_what_a_channel_allows() -> None:
    anything = Channel(code="ALL", name="All", kind="phone")
    assert [allows_location(WEB, place) for place in ("S1", "WH1", "S2")] == [True, True, False]
    assert allows_location(anything, "S2")
    assert require_service(WEB, "express") == "express"
    assert [require_service(anything, service) for service in SERVICES] == list(SERVICES)
    with pytest.raises(
        NotOffered, match="Channel WEB does not offer 'overnight'; it has: normal, express, pickup"
    ) as no:
        require_service(WEB, "overnight")
    assert no.value.what == "overnight"
    with pytest.raises(NotOffered):
        require_service(anything, "drone")


@given(
    st.builds(
        Channel,
        code=st.text(max_size=40),
        name=st.text(max_size=80),
        kind=st.sampled_from([*KINDS, "x"]),
        price_list=st.text(max_size=5),
        locations=st.lists(st.text("S1- ", max_size=3), max_size=3).map(tuple),
        services=st.lists(st.sampled_from([*SERVICES, "x"]), max_size=3).map(tuple),
        safety_stock=st.integers(-1, 10_000),
        short_preference=st.sampled_from([*PREFERENCES, "", "SPLIT"]),
        free_shipping_from=st.none() | st.integers(-1, 10_000),
    )
)
def test_a_channel_is_refused_or_stays_as_it_was_taken(channel: Channel) -> None:
    try:
        taken = require(channel)
    except Refused:
        return
    assert require(taken) == taken
