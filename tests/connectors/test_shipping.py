"""Labels bought and given back through a carrier that takes money: what is refused is refused before it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.machines import promising

from storeops.connectors import shipping
from storeops.connectors.carriers.port import (
    CarrierRefused,
    CarrierUnknown,
    CarrierUnreachable,
    Label,
    LabelFormat,
    LabelRequest,
    Rate,
    Shipment,
    Voiding,
)
from storeops.connectors.offers import offers
from storeops.devices.labels.jobs import only_ours, print_waiting
from storeops.devices.spool import READY
from storeops.operations.carriers import carrier
from storeops.operations.orders import payments
from storeops.operations.parcels import labels, leaving, packing
from storeops.operations.parcels.label_prints import queue_label
from storeops.operations.parcels.packing import ParcelGone
from storeops.reports import parcels as reports
from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.errors import Refused
from storeops.rules.tariffs import MixedCurrencies
from storeops.rules.tenders import Tender
from storeops.store import Store


class Paid:
    """A carrier far away that remembers what it sold, as EasyPost does: `find` has no label that was given back."""

    code = "paid"

    def __init__(self) -> None:
        self.sold: dict[str, Label] = {}
        self.back: list[str] = []
        self.requests: list[LabelRequest] = []
        self.fault: Exception | None = None
        self.drawn: tuple[LabelFormat, bytes | None] = (LabelFormat.PDF, None)

    def rates(self, shipment: Shipment) -> tuple[Rate, ...]:
        return (Rate(carrier="UPS", service="Ground", cost=607, currency=shipment.currency, days=2),)

    def buy(self, request: LabelRequest) -> Label:
        self.requests.append(request)
        if self.fault is not None:
            raise self.fault
        id = f"shp_{len(self.sold)}"
        self.sold[id] = Label(
            reference=request.reference,
            tracking=f"1Z{len(self.sold)}",
            carrier="UPS",
            service="Ground",
            cost=607,
            currency=request.shipment.currency,
            shipment=id,
            format=self.drawn[0],
            document=self.drawn[1],
        )
        return self.sold[id]

    def find(self, reference: str) -> Label | None:
        found = [one for id, one in self.sold.items() if one.reference == reference and id not in self.back]
        return found[0] if found else None

    def void(self, label: Label) -> Voiding:
        if label.shipment not in self.sold:
            raise CarrierRefused(self.code, f"there is no label {label.tracking}")
        if label.shipment not in self.back:
            self.back.append(label.shipment)
        return Voiding.VOIDED


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = promising.world(tmp_path / "shop.db", S1={"TEA": 9000})
    yield made
    promising.assert_well(made)
    made.close()


@pytest.fixture
def paid(monkeypatch: pytest.MonkeyPatch) -> Paid:
    carrier = Paid()
    monkeypatch.setattr(shipping, "carrier_of", lambda _shop, _code: carrier)
    return carrier


def packed(shop: Store) -> str:
    """The number of a parcel of a paid order."""
    id = promising.place(shop, ("TEA", 1000))
    payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A1"))
    packing.pack(shop, promising.read(shop, id).placed.number)
    return view(shop).number


def view(shop: Store, number: str = "P") -> reports.ParcelView:
    with shop.read() as connection:
        return reports.parcel_of(connection, number)


def test_a_parcel_that_left_keeps_its_label_at_the_carrier(shop: Store, paid: Paid) -> None:
    number = packed(shop)
    shipping.ship(shop, number, "paid")
    leaving.send_parcel(shop, number)
    with pytest.raises(ParcelGone):
        shipping.void(shop, number)
    assert paid.back == []


def test_a_reason_that_cannot_be_kept_is_refused_before_the_carrier_is_asked(shop: Store, paid: Paid) -> None:
    number = packed(shop)
    shipping.ship(shop, number, "paid")
    with pytest.raises(CardNumberRefused):
        shipping.void(shop, number, "4242 4242 4242 4242")
    assert (paid.back, view(shop).status) == ([], "labelled")


def test_a_giving_back_that_was_cut_off_is_finished_by_the_next(
    shop: Store, paid: Paid, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = packed(shop)
    shipping.ship(shop, number, "paid")
    with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
        cut.setattr(labels, "void", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        shipping.void(shop, number)
    assert (paid.back, view(shop).status) == (["shp_0"], "labelled")
    shipping.void(shop, number)
    assert (paid.back, view(shop).status) == (["shp_0"], "packed")
    with pytest.raises(labels.NoLabel):
        shipping.void(shop, number)


def test_the_offer_shown_is_what_is_asked_for(shop: Store, paid: Paid) -> None:
    number = packed(shop)
    (one,) = offers(shop, number).offers
    shipping.ship(shop, number, one.by, one.service, carrier=one.carrier, most=one.cost)
    (asked,) = paid.requests
    assert (asked.service, asked.carrier, asked.most) == ("Ground", "UPS", 607)


def test_only_the_parcel_on_the_bench_is_asked_for(shop: Store, paid: Paid, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    rates = paid.rates
    monkeypatch.setattr(paid, "rates", lambda shipment: asked.append(shipment.reference) or rates(shipment))
    id = promising.place(shop, ("TEA", 2000))
    payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A1"))
    order = promising.read(shop, id).placed.number
    packing.pack(shop, order, [("TEA", 1000)])
    packing.pack(shop, order)
    parcel = view(shop)
    assert len(offers(shop, parcel.number).offers) == 1
    assert asked == [f"rate-{parcel.id}"]


@pytest.mark.parametrize(
    "fault", [CarrierUnreachable("paid", "no network"), CarrierRefused("paid", "no"), MixedCurrencies(("EUR", "GBP"))]
)
def test_where_nothing_was_bought_another_carrier_can_be_asked(shop: Store, paid: Paid, fault: Refused) -> None:
    number = packed(shop)
    paid.fault = fault
    with pytest.raises(type(fault)):
        shipping.ship(shop, number, "paid")
    assert view(shop).asked == ""
    paid.fault = None
    shipping.ship(shop, number, "other")
    assert view(shop).status == "labelled"


def test_a_lost_answer_stays_open_while_the_carrier_cannot_be_reached(shop: Store, paid: Paid) -> None:
    number = packed(shop)
    for fault in (CarrierUnknown("paid", "r", "lost"), CarrierUnreachable("paid", "no network")):
        paid.fault = fault
        with pytest.raises(type(fault)):
            shipping.ship(shop, number, "paid")
    assert view(shop).asked == "paid"


def test_a_label_too_large_to_keep_has_no_format_either(shop: Store, paid: Paid) -> None:
    large = Label(
        reference="r", tracking="1Z", carrier="UPS", service="Ground", cost=1, currency="GBP", document=b"%" * 200_000
    )
    kept = shipping._bought(large)
    assert (kept.format, kept.label) == ("", "")


ZPL = b"^XA^FO1,1^FDpostage^FS^XZ"


def test_the_label_printer_gets_the_carriers_own_label(shop: Store, paid: Paid, tmp_path: Path) -> None:
    shop.settings = replace(shop.settings, label_printer=f"file://{tmp_path}/labels.zpl")
    number = packed(shop)
    paid.drawn = (LabelFormat.ZPL, ZPL)
    shipping.ship(shop, number, "paid")
    assert paid.requests[0].format is LabelFormat.ZPL
    assert queue_label(shop, number)
    assert print_waiting(shop) == READY
    assert (tmp_path / "labels.zpl").read_bytes() == ZPL + b"\n"
    assert only_ours(shop, number) == ""


def test_a_label_that_cannot_go_to_the_printer_is_said_to_be_no_postage(shop: Store, paid: Paid) -> None:
    number = packed(shop)
    assert only_ours(shop, number) == ""
    paid.drawn = (LabelFormat.PDF, b"%PDF-1.4")
    shipping.ship(shop, number, "paid")
    assert paid.requests[0].format is LabelFormat.PDF
    assert "no postage" in only_ours(shop, number)
    other = packed(shop)
    paid.drawn = (LabelFormat.ZPL, b"^XA^JUF^XZ")
    shipping.ship(shop, other, "paid")
    assert "not sent to a printer" in only_ours(shop, other)


@pytest.mark.parametrize("code", ["../demo", "demo/../demo", "/etc", ".", ""])
def test_a_carriers_name_is_never_a_path(code: str) -> None:
    with pytest.raises(FileNotFoundError, match=f"^{re.escape(code)}$"):
        carrier(code)
