"""The adaptor against a simulated EasyPost, when all goes well or the server says no."""

from __future__ import annotations

import json
import logging
from decimal import Decimal

import pytest
from tests.connectors.carriers.conftest import Connected
from tests.connectors.carriers.easypost_server import FORM, KEY, LABEL, EasyPostServer
from tests.connectors.carriers.parcels import MUGS, asked, us_parcel

from storeops.connectors.carriers import easypost_http
from storeops.connectors.carriers.easypost import EasyPost, connect
from storeops.connectors.carriers.easypost_http import KEY_VARIABLE, NoApiKey, Session, is_document_host, key_from
from storeops.connectors.carriers.easypost_shapes import inches, ounces
from storeops.connectors.carriers.port import (
    CarrierRefused,
    CarrierUnreachable,
    Label,
    LabelFormat,
    Manifest,
    Problem,
    Rate,
    Voiding,
)
from storeops.rules.tariffs import MixedCurrencies

GROUND = Rate(carrier="USPS", service="GroundAdvantage", cost=607, currency="USD", days=3)
PRIORITY = Rate(carrier="USPS", service="Priority", cost=742, currency="USD", days=2)
NEXT_DAY = Rate(carrier="UPS", service="NextDay", cost=3415, currency="USD", days=1)


@pytest.mark.parametrize(
    ("grams", "expected"),
    [
        (1, "0.1"),
        (28, "1"),
        (29, "1.1"),
        (437, "15.5"),
        (453, "16"),
        (454, "16.1"),
        (1000, "35.3"),
        (30000, "1058.3"),
        (292, "10.3"),
    ],
)
def test_grams_are_ounces_rounded_up_to_a_tenth(grams: int, expected: str) -> None:
    assert ounces(grams) == Decimal(expected)


@pytest.mark.parametrize(("millimetres", "expected"), [(1, "0.1"), (254, "10"), (255, "10.1"), (305, "12.1"), (0, "0")])
def test_millimetres_are_inches_rounded_up_to_a_tenth(millimetres: int, expected: str) -> None:
    assert inches(millimetres) == Decimal(expected)


def test_rates_are_compared_and_leave_nothing_that_a_reference_could_find(
    server: EasyPostServer, easypost: EasyPost
) -> None:
    assert easypost.rates(us_parcel()) == (GROUND, PRIORITY, NEXT_DAY)
    assert server.requests == ["POST /v2/shipments"]
    assert [one["reference"] for one in server.account.shipments] == [None]


def test_a_label_is_bought_with_its_document(server: EasyPostServer, easypost: EasyPost) -> None:
    label = easypost.buy(asked(us_parcel()))
    assert label == Label(
        reference="S1-17-P1",
        tracking="9400100208303100000000",
        carrier="USPS",
        service="GroundAdvantage",
        cost=607,
        currency="USD",
        shipment=server.account.shipments[0]["id"],
        format=LabelFormat.PDF,
        document=LABEL,
    )
    assert server.account.purchases == [{"shipment": label.shipment, "reference": "S1-17-P1", "rate": "6.07"}]
    assert server.leaks == []


def test_what_is_sent_is_in_ounces_and_inches_without_insurance(server: EasyPostServer, easypost: EasyPost) -> None:
    easypost.buy(asked(us_parcel(contents=(MUGS,)), format=LabelFormat.ZPL))
    created, bought = server.bodies
    assert created == {
        "shipment": {
            "from_address": {
                "name": "Corner Shop",
                "street1": "388 Townsend St",
                "city": "San Francisco",
                "state": "CA",
                "zip": "94107",
                "country": "US",
            },
            "to_address": {
                "name": "Ada Field",
                "street1": "179 N Harbor Dr",
                "street2": "Floor 2, Rear",
                "city": "Redondo Beach",
                "state": "CA",
                "zip": "90277",
                "country": "US",
                "phone": "+13105550100",
            },
            "parcel": {"weight": 15.5, "length": 10, "width": 8.0, "height": 4.1},
            "options": {"label_format": "ZPL", "currency": "USD"},
            "reference": "S1-17-P1",
            "customs_info": {
                "contents_type": "merchandise",
                "customs_certify": True,
                "customs_signer": "Corner Shop",
                "restriction_type": "none",
                "non_delivery_option": "return",
                "customs_items": [
                    {
                        "description": "Mugs",
                        "quantity": 2,
                        "weight": 24.7,
                        "value": "24.00",
                        "currency": "USD",
                        "origin_country": "GB",
                        "hs_tariff_number": "691200",
                    }
                ],
            },
        }
    }
    assert bought == {"rate": {"id": server.account.shipments[0]["selected_rate"]["id"]}}


@pytest.mark.parametrize(
    ("service", "carrier", "expected"),
    [
        ("normal", "", GROUND),
        ("express", "", PRIORITY),
        ("overnight", "", NEXT_DAY),
        ("Priority", "", PRIORITY),
        ("normal", "UPS", NEXT_DAY),
    ],
)
def test_a_service_is_the_shops_or_the_carriers(easypost: EasyPost, service: str, carrier: str, expected: Rate) -> None:
    label = easypost.buy(asked(us_parcel(), service, carrier=carrier))
    assert (label.carrier, label.service, label.cost) == (expected.carrier, expected.service, expected.cost)


def test_what_costs_too_much_is_not_bought(server: EasyPostServer, easypost: EasyPost) -> None:
    with pytest.raises(CarrierRefused, match=r"GroundAdvantage costs 6\.07 USD, more than the 6\.06 allowed"):
        easypost.buy(asked(us_parcel(), most=606))
    with pytest.raises(
        CarrierRefused, match="no service 'Pigeon' for this parcel; offered: USPS GroundAdvantage, USPS P"
    ):
        easypost.buy(asked(us_parcel("S1-18-P1"), "Pigeon"))
    assert server.account.purchases == []
    assert easypost.buy(asked(us_parcel("S1-19-P1"), most=607)).cost == 607


def test_rates_in_two_currencies_are_not_compared(server: EasyPostServer, easypost: EasyPost) -> None:
    shipment = us_parcel(currency="GBP")
    easypost.rates(shipment)
    made = server.account.shipments[0]
    made["rates"][0]["currency"] = "CAD"
    made["reference"] = shipment.reference
    server.fail("POST", "/rerate$", "answer", status=200, body=_json({"rates": made["rates"]}))
    with pytest.raises(MixedCurrencies, match="CAD and USD"):
        easypost.buy(asked(shipment))
    assert server.account.purchases == []


def test_a_label_is_found_by_its_reference(easypost: EasyPost) -> None:
    assert easypost.find("S1-17-P1") is None
    label = easypost.buy(asked(us_parcel()))
    assert easypost.find("S1-17-P1") == label
    assert easypost.find("S1-17-P2") is None


def test_buying_twice_is_buying_once(server: EasyPostServer, easypost: EasyPost) -> None:
    first = easypost.buy(asked(us_parcel()))
    # The carrier has corrected the address of the one that was bought; it is the same parcel all the same.
    assert easypost.buy(asked(us_parcel())) == first
    assert len(server.account.purchases) == 1


def test_a_reference_is_one_parcels(server: EasyPostServer, easypost: EasyPost) -> None:
    with pytest.raises(CarrierRefused, match="more than the"):
        easypost.buy(asked(us_parcel(), most=1))
    for other, told in ((us_parcel(grams=900), "another weight"), (us_parcel(height=103), None)):
        if told:
            with pytest.raises(CarrierRefused, match=told):
                easypost.buy(asked(other))
        else:  # 102 and 103 mm are both 4.1 inches to the carrier
            assert easypost.buy(asked(other)).cost == 607
    assert len(server.account.shipments) == 1


def test_the_carriers_reasons_are_told_field_by_field(server: EasyPostServer, easypost: EasyPost) -> None:
    shipment = us_parcel(ship_to=us_parcel().ship_to.__class__(name="Ada Field", country="US"))
    with pytest.raises(CarrierRefused) as caught:
        easypost.buy(asked(shipment))
    assert caught.value.problems == (Problem("street1", "House number is missing", "add it"),)
    assert caught.value.code == "ADDRESS.VERIFY.FAILURE"
    assert str(caught.value) == (
        "EasyPost refuses: Unable to verify address (HTTP 422). street1: House number is missing. "
        "Correct it and try again."
    )
    assert caught.value.again is False
    assert server.account.purchases == []


def test_errors_may_be_mere_texts_and_hold_anything(server: EasyPostServer, easypost: EasyPost) -> None:
    body = {"error": {"code": 7, "message": ["Bad \x1b[31mthing", {"a": "Worse"}], "errors": ["one", {"x": 1}, None]}}
    server.fail("POST", "/shipments$", "answer", status=422, body=_json(body))
    with pytest.raises(CarrierRefused) as caught:
        easypost.rates(us_parcel())
    assert caught.value.problems == (Problem("request", "one"),)
    assert caught.value.reason == "Bad thing, Worse (HTTP 422)"
    assert "\x1b" not in str(caught.value)


def test_a_parcel_nobody_takes_is_refused_in_the_carriers_words(server: EasyPostServer, easypost: EasyPost) -> None:
    heavy = us_parcel(grams=40_000)
    assert easypost.rates(heavy) == ()
    with pytest.raises(CarrierRefused, match=r"USPS: Parcel weighs more than 70 lbs"):
        easypost.buy(asked(heavy))
    assert server.account.purchases == []


def test_a_label_is_given_back_once(server: EasyPostServer, easypost: EasyPost) -> None:
    label = easypost.buy(asked(us_parcel()))
    assert easypost.void(label) is Voiding.REQUESTED
    assert easypost.void(label) is Voiding.REQUESTED
    server.account.shipments[0]["refund_status"] = "refunded"
    assert easypost.void(label) is Voiding.VOIDED
    assert server.account.refunds == [label.shipment]
    assert easypost.find(label.reference) is None
    with pytest.raises(CarrierRefused, match="was given back; use a new reference"):
        easypost.buy(asked(us_parcel()))
    assert len(server.account.purchases) == 1


def test_a_label_in_use_is_not_taken_back(server: EasyPostServer, easypost: EasyPost) -> None:
    label = easypost.buy(asked(us_parcel()))
    server.account.shipments[0]["refund_status"] = "rejected"
    with pytest.raises(CarrierRefused, match="refund is not available"):
        easypost.void(label)
    with pytest.raises(CarrierRefused, match="there is no label '123'"):
        easypost.void(Label(reference="R", tracking="123", carrier="USPS", service="", cost=0, currency="USD"))


def test_tracking_is_read_from_the_tracker(server: EasyPostServer, easypost: EasyPost) -> None:
    label = easypost.buy(asked(us_parcel()))
    assert easypost.track(label.tracking) == ()
    server.account.trackers[0]["tracking_details"] = [
        {"status": "pre_transit", "datetime": "2026-11-23T10:00:00Z", "message": "Label made", "tracking_location": {}},
        {"status": "in_transit", "datetime": "2026-11-23T18:00:00-08:00", "tracking_location": {"city": "Fresno"}},
    ]
    told = [(one.status, one.at.isoformat(), one.place, one.note) for one in easypost.track(label.tracking)]
    assert told == [
        ("label_created", "2026-11-23T10:00:00+00:00", "", "Label made"),
        ("in_transit", "2026-11-23T18:00:00-08:00", "Fresno", ""),
    ]
    assert easypost.track("unknown&page_size=1") == ()
    assert server.requests[-1] == "GET /v2/trackers?tracking_code=unknown%26page_size%3D1"


def test_a_manifest_is_made_once(server: EasyPostServer, easypost: EasyPost) -> None:
    labels = [easypost.buy(asked(us_parcel(f"S1-17-P{number}"))) for number in (1, 2)]
    made = easypost.manifest(labels)
    assert made == Manifest(
        number=server.account.scan_forms[0]["id"],
        carrier="USPS",
        trackings=(labels[0].tracking, labels[1].tracking),
        document=FORM,
    )
    assert easypost.manifest(labels) == made
    assert len(server.account.scan_forms) == 1
    third = easypost.buy(asked(us_parcel("S1-17-P3")))
    with pytest.raises(CarrierRefused, match=f"{third.tracking} is not on the manifest"):
        easypost.manifest([*labels, third])
    with pytest.raises(ValueError, match="at least one"):
        easypost.manifest([])


@pytest.mark.parametrize(
    ("scheme", "host", "expected"),
    [
        ("https", "easypost.com", True),
        ("https", "easypost-files.s3.us-west-2.amazonaws.com", True),
        ("http", "easypost.com", False),
        ("https", "noteasypost.com", False),
        ("https", "easypost.com.example", False),
        ("https", "", False),
    ],
)
def test_documents_are_fetched_from_easyposts_hosts(scheme: str, host: str, expected: bool) -> None:
    assert is_document_host(scheme, host) is expected


def test_a_document_of_another_host_is_not_fetched(server: EasyPostServer, easypost: EasyPost) -> None:
    label = easypost.buy(asked(us_parcel()))
    drawn = server.account.shipments[0]["postage_label"]
    other = EasyPostServer()
    try:
        for url in (
            f"{other.base}/files/label.pdf",
            f"http://easypost.com@{other.base.removeprefix('http://')}/files/label.pdf",
            "file:///etc/passwd",
            "https://[broken/",
            "http://127.0.0.1:99999/",
        ):
            drawn["label_url"] = url
            found = easypost.find(label.reference)
            assert found is not None
            assert (found.tracking, found.document) == (label.tracking, None)
        assert other.requests == []
    finally:
        other.close()


def test_the_key_is_told_to_nobody(
    server: EasyPostServer, connected: Connected, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "EZTKsecret-and-wrong"
    with pytest.raises(CarrierRefused, match=f"does not accept the key in {KEY_VARIABLE}") as caught:
        connected(key=wrong).rates(us_parcel())
    easypost = connected()
    easypost.buy(asked(us_parcel()))
    told = caplog.text + str(caught.value) + repr(caught.value) + repr(easypost) + repr(vars(easypost))
    for key in (wrong, KEY):
        assert key not in told
    assert "Basic " not in caplog.text


def test_the_key_goes_nowhere_but_to_https_or_this_machine() -> None:
    for url in ("http://api.easypost.com/v2", "ftp://127.0.0.1", "api.easypost.com/v2", "http://127.0.0.1.example/"):
        with pytest.raises(ValueError, match="https"):
            Session(KEY, url)


def test_a_redirect_is_not_followed(server: EasyPostServer, easypost: EasyPost) -> None:
    server.fail("GET", "/shipments/", "answer", status=302, headers={"Location": f"{server.base}/files/label.pdf"})
    with pytest.raises(CarrierRefused, match="HTTP 302"):
        easypost.find("S1-17-P1")
    assert server.requests == ["GET /v2/shipments/S1-17-P1"]


def test_the_key_comes_from_the_environment() -> None:
    assert key_from({KEY_VARIABLE: " EZTK123 \n"}) == "EZTK123"
    for environment in ({}, {KEY_VARIABLE: ""}, {KEY_VARIABLE: "a b"}, {KEY_VARIABLE: "a:b"}, {KEY_VARIABLE: "é"}):
        with pytest.raises(NoApiKey, match=f"Set {KEY_VARIABLE}"):
            connect(environment)


def test_an_answer_that_cannot_be_read_is_no_answer(
    server: EasyPostServer, easypost: EasyPost, pauses: list[float]
) -> None:
    for body in (b"", b"<html>", b"[1]", b'{"id": 1, "id": 2}', b"\xff", b"{" * 100):
        server.fail("POST", "/shipments$", "answer", status=201, body=body)
        with pytest.raises(CarrierUnreachable, match="its answer"):
            easypost.rates(us_parcel())
    server.fail("GET", "/shipments/", "answer", status=200, body=b"{")
    assert easypost.find("S1-17-P1") is None
    assert pauses == [1]


def test_an_answer_has_an_end(server: EasyPostServer, easypost: EasyPost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(easypost_http, "LARGEST_ANSWER", 1000)
    with pytest.raises(CarrierUnreachable, match="larger than any should be"):
        easypost.rates(us_parcel())


def test_a_shipment_of_another_reference_is_not_ours(server: EasyPostServer, easypost: EasyPost) -> None:
    """Whatever the server makes of a reference in the place of an id."""
    easypost.buy(asked(us_parcel("S1-99-P1")))
    server.fail("GET", "/shipments/", "answer", status=200, body=_json(server.account.shipments[0]))
    assert easypost.find("S1-17-P1") is None
    server.fail("GET", "/shipments/", "answer", status=200, body=_json(server.account.shipments[0]))
    assert easypost.buy(asked(us_parcel())).tracking.endswith("1")
    assert len(server.account.purchases) == 2


def test_rates_of_a_shipment_found_are_made_anew(server: EasyPostServer, easypost: EasyPost) -> None:
    with pytest.raises(CarrierRefused, match="more than the"):
        easypost.buy(asked(us_parcel(), most=1))
    server.account.dearer = Decimal("1.00")
    assert easypost.buy(asked(us_parcel())).cost == 707
    assert len(server.account.shipments) == 1


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
