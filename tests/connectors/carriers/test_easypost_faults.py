"""What gets lost between the adaptor and a simulated EasyPost, and that no label is ever bought twice by it.

`purchases` of the server is what was charged.
"""

from __future__ import annotations

import socket

import pytest
from tests.connectors.carriers.conftest import Connected
from tests.connectors.carriers.easypost_server import KEY, EasyPostServer
from tests.connectors.carriers.parcels import asked, us_parcel

from storeops.connectors.carriers.buying import Bought, Earlier, buy_once
from storeops.connectors.carriers.easypost import EasyPost
from storeops.connectors.carriers.easypost_http import Session
from storeops.connectors.carriers.port import CarrierRefused, CarrierUnknown, CarrierUnreachable, Voiding

REQUEST = asked(us_parcel())
IMPATIENT = 2.0
"""Seconds. The server of a test that needs it never answers, however long one waits."""


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_read_is_tried_again(server: EasyPostServer, easypost: EasyPost, pauses: list[float], status: int) -> None:
    label = easypost.buy(REQUEST)
    for _ in range(2):
        server.fail("GET", "/shipments/", "answer", status=status)
    assert easypost.find(label.reference) == label
    assert pauses == [1, 2]


def test_a_read_that_is_dropped_is_tried_again_three_times_in_all(
    server: EasyPostServer, easypost: EasyPost, pauses: list[float]
) -> None:
    for _ in range(3):
        server.fail("GET", "/shipments/", "drop")
    with pytest.raises(CarrierUnreachable, match="the connection broke off") as caught:
        easypost.find("S1-17-P1")
    assert (pauses, len(server.requests), caught.value.again) == ([1, 2], 3, True)


def test_a_read_waits_as_long_as_it_is_asked_to_within_reason(
    server: EasyPostServer, easypost: EasyPost, pauses: list[float]
) -> None:
    for asked_for in ("7", "900", "soon"):
        server.fail("GET", "/shipments/", "answer", status=429, headers={"Retry-After": asked_for})
    with pytest.raises(CarrierUnreachable) as caught:
        easypost.find("S1-17-P1")
    assert (pauses, caught.value.wait) == ([7, 30], None)


def test_a_no_is_not_asked_again(server: EasyPostServer, easypost: EasyPost, pauses: list[float]) -> None:
    server.fail("GET", "/shipments/", "answer", status=422)
    with pytest.raises(CarrierRefused):
        easypost.find("S1-17-P1")
    assert (pauses, len(server.requests)) == ([], 1)


def test_where_nobody_listens_nothing_is_bought() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: nobody else gets the port
        session = Session(KEY, f"http://127.0.0.1:{taken.getsockname()[1]}", tries=1)
        with session, pytest.raises(CarrierUnreachable, match="there is no connection to it"):
            EasyPost(session).buy(REQUEST)


@pytest.mark.parametrize("kind", ["drop", "drop_after", "answer", "answer_after"])
def test_a_shipment_whose_answer_was_lost_is_found_and_bought_not_made_anew(
    server: EasyPostServer, easypost: EasyPost, kind: str
) -> None:
    server.fail("POST", "/shipments$", kind)
    with pytest.raises(CarrierUnreachable, match="nothing was bought"):
        buy_once(easypost, REQUEST, Earlier.NONE)
    bought = buy_once(easypost, REQUEST, Earlier.FAILED)
    assert (bought.found, bought.label.cost) == (False, 607)
    assert len(server.account.shipments) == 1
    assert len(server.account.purchases) == 1


def test_a_busy_server_has_bought_nothing(server: EasyPostServer, easypost: EasyPost) -> None:
    server.fail("POST", "/buy$", "answer", status=429, headers={"Retry-After": "12"})
    with pytest.raises(CarrierUnreachable, match="Try again in 12 seconds") as caught:
        buy_once(easypost, REQUEST, Earlier.NONE)
    assert caught.value.wait == 12
    assert server.account.purchases == []
    buy_once(easypost, REQUEST, Earlier.FAILED)
    assert len(server.account.purchases) == 1


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("drop_after", {}),
        ("answer_after", {"status": 500}),
        ("answer_after", {"status": 504}),
        ("answer_after", {"status": 520}),
        ("answer_after", {"status": 408}),
        ("answer_after", {"status": 409}),
        ("answer_after", {"status": 200, "body": b'{"id": "shp_'}),
        ("answer_after", {"status": 200, "body": b'{"id": "shp_1"}'}),
        ("answer_after", {"status": 302}),
    ],
)
def test_a_label_whose_answer_was_lost_is_looked_up(
    server: EasyPostServer, easypost: EasyPost, kind: str, how: dict[str, object]
) -> None:
    server.fail("POST", "/buy$", kind, **how)
    bought = buy_once(easypost, REQUEST, Earlier.NONE)
    assert bought.found
    assert bought == Bought(easypost.buy(REQUEST), True)
    assert len(server.account.purchases) == 1


@pytest.mark.parametrize("code", ["POSTAGE.EXISTS", "POSTAGE.TIMED_OUT", "POSTAGE.NO_RESPONSE", "PURCHASE.IN_PROGRESS"])
def test_some_refusals_do_not_mean_that_nothing_was_bought(
    server: EasyPostServer, easypost: EasyPost, code: str
) -> None:
    body = f'{{"error": {{"code": "SHIPMENT.{code}", "message": "Hm.", "errors": []}}}}'.encode()
    server.fail("POST", "/buy$", "answer_after", status=422, body=body)
    with pytest.raises(CarrierUnknown, match=r"Hm \(HTTP 422\)"):
        easypost.buy(REQUEST)
    assert buy_once(easypost, REQUEST).found
    assert len(server.account.purchases) == 1


def test_a_bought_label_that_cannot_be_read_is_never_called_not_bought(
    server: EasyPostServer, easypost: EasyPost
) -> None:
    easypost.buy(REQUEST)
    server.account.shipments[0]["selected_rate"]["currency"] = "???"
    for earlier in Earlier:
        with pytest.raises(CarrierUnknown):
            buy_once(easypost, REQUEST, earlier)
    assert len(server.account.purchases) == 1


def test_a_label_that_may_have_been_bought_is_not_bought_in_the_same_breath(
    server: EasyPostServer, easypost: EasyPost
) -> None:
    server.fail("POST", "/buy$", "drop")
    with pytest.raises(CarrierUnknown) as caught:
        buy_once(easypost, REQUEST, Earlier.NONE)
    assert (caught.value.reference, caught.value.again) == ("S1-17-P1", True)
    assert server.account.purchases == []
    assert not buy_once(easypost, REQUEST, Earlier.UNKNOWN).found
    assert len(server.account.purchases) == 1
    assert len(server.account.shipments) == 1


def test_a_look_up_that_fails_leaves_it_unknown_and_buys_nothing(server: EasyPostServer, easypost: EasyPost) -> None:
    server.fail("POST", "/buy$", "drop")
    with pytest.raises(CarrierUnknown):
        buy_once(easypost, REQUEST, Earlier.NONE)
    for _ in range(3):
        server.fail("GET", "/shipments/S1-17-P1$", "answer")
    with pytest.raises(CarrierUnknown, match="an earlier try may have bought it, and it cannot be looked up"):
        buy_once(easypost, REQUEST, Earlier.UNKNOWN)
    assert server.account.purchases == []


def test_a_slow_answer_is_a_lost_one(server: EasyPostServer, connected: Connected) -> None:
    easypost = connected(timeout=IMPATIENT)
    server.fail("POST", "/buy$", "hang")
    bought = buy_once(easypost, REQUEST, Earlier.NONE)
    assert bought.found
    assert len(server.account.purchases) == 1


def test_a_server_that_never_ends_its_answer_is_left(server: EasyPostServer, connected: Connected) -> None:
    ticks = iter(range(0, 10_000, 40))
    easypost = connected(clock=lambda: float(next(ticks)), tries=1, patience=30)
    with pytest.raises(CarrierUnreachable, match="it does not answer in time"):
        easypost.find("S1-17-P1")


@pytest.mark.parametrize("newest", [True, False])
def test_two_shipments_of_one_reference_and_one_label(server: EasyPostServer, easypost: EasyPost, newest: bool) -> None:
    """References are not unique there: a slow first try may make a second shipment."""
    label = easypost.buy(REQUEST)
    server.account.create({"shipment": server.bodies[0]["shipment"]})
    server.account.lookup_newest = newest
    assert easypost.find("S1-17-P1") == label
    assert buy_once(easypost, REQUEST) == Bought(label, True)
    assert len(server.account.purchases) == 1


def test_a_label_far_back_is_found_page_by_page(server: EasyPostServer, easypost: EasyPost) -> None:
    label = easypost.buy(REQUEST)
    bought = server.account.shipments[0]
    for number in range(200):
        copy = {**bought, "id": f"shp_{number}", "reference": f"S1-{number}-P9"}
        server.account.shipments.append(copy)
    server.account.create({"shipment": server.bodies[0]["shipment"]})
    assert easypost.find("S1-17-P1") == label
    pages = [one for one in server.requests if "purchased=true" in one]
    assert pages == [
        "GET /v2/shipments?purchased=true&page_size=100",
        "GET /v2/shipments?purchased=true&page_size=100&before_id=shp_100",
        "GET /v2/shipments?purchased=true&page_size=100&before_id=shp_0",
    ]


def test_a_document_that_cannot_be_had_costs_no_label(server: EasyPostServer, easypost: EasyPost) -> None:
    server.fail("GET", "/files/", "drop")
    label = easypost.buy(REQUEST)
    assert label.document is None
    found = easypost.find(label.reference)
    assert found is not None
    assert found.document is not None


def test_a_refund_whose_answer_was_lost_is_asked_for_once(server: EasyPostServer, easypost: EasyPost) -> None:
    label = easypost.buy(REQUEST)
    server.fail("POST", "/refund$", "drop_after")
    with pytest.raises(CarrierUnknown):
        easypost.void(label)
    assert easypost.void(label) is Voiding.REQUESTED
    assert server.account.refunds == [label.shipment]


def test_a_manifest_whose_answer_was_lost_is_made_once(server: EasyPostServer, easypost: EasyPost) -> None:
    label = easypost.buy(REQUEST)
    server.fail("POST", "/scan_forms$", "drop_after")
    with pytest.raises(CarrierUnknown):
        easypost.manifest([label])
    assert easypost.manifest([label]).trackings == (label.tracking,)
    assert len(server.account.scan_forms) == 1
