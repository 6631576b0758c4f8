"""An order document checks itself: every sum, count and text, with the sentence a person reads."""

from __future__ import annotations

import msgspec
import pytest

from storeops.rules.orders.checking import check
from storeops.rules.orders.document import (
    AddressPart,
    CustomerPart,
    DocumentLine,
    DocumentPayment,
    DocumentRefused,
    FulfilledPart,
    OrderDocument,
    PaymentKind,
    RefundedPart,
)

TEA = DocumentLine(line=1, sku="TEA", quantity=2000, unit_price=350, amount=700, discount=50)
MUG = DocumentLine(line=2, sku="MUG", quantity=1000, unit_price=1000, amount=1000, tax=190, tax_rate="19")
ORDER = OrderDocument(
    channel="web",
    external="4507894691234",
    number="#1001",
    placed_at="2026-03-01T10:00:00+01:00",
    dated="2026-03-01",
    currency="EUR",
    customer=CustomerPart(name="Ann Example", email="ann@example.org"),
    ship_to=AddressPart(name="Ann Example", lines=("12 High St",), city="Leeds", country="GB"),
    service="express",
    lines=(TEA, MUG),
    shipping=500,
    shipping_tax=95,
    charges=20,
    discount=100,
    tax=409,
    total=700 - 50 + 1000 + 500 + 20 - 100 + 409,
    payments=(DocumentPayment(kind=PaymentKind.CAPTURED, amount=2479, gateway="bank"),),
    fulfilled=(FulfilledPart(line=1, quantity=1000),),
    refunded=(RefundedPart(line=0, amount=100), RefundedPart(line=2, quantity=1000, amount=1000)),
    extra={"/tags": '"gift"'},
)


def test_a_right_document_has_no_problem() -> None:
    assert check(ORDER) == []
    assert TEA.net == 650


def test_prices_that_include_tax_add_it_once() -> None:
    assert check(msgspec.structs.replace(ORDER, prices_include_tax=True, total=2070)) == []


def test_a_document_without_prices_is_for_the_shop_to_price() -> None:
    bare = OrderDocument(
        channel="web", external="1", currency="GBP", lines=(DocumentLine(line=1, sku="A", quantity=1),)
    )
    assert check(bare) == []


def test_an_exact_price_finer_than_the_currency_is_what_counts() -> None:
    power = DocumentLine(
        line=1, sku="KWH", quantity=935_000, unit_price=13, exact_price="12.99", price_basis=100_000, amount=12146
    )
    assert check(msgspec.structs.replace(ORDER, lines=(power,), total=12975, fulfilled=(), refunded=())) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"total": 2480}, "come to 24.79, but its total says 24.80"),
        ({"rounding": 9, "total": 2488}, "A rounding of 0.09 is more"),
        ({"currency": "EUX"}, "'EUX' is not known"),
        ({"channel": ""}, "no channel"),
        ({"external": ""}, "taken twice"),
        ({"lines": (), "fulfilled": (), "refunded": (), "total": 829}, "no lines"),
        ({"service": "drone"}, "'drone' is none of"),
        ({"placed_at": "2026-03-01T10:00:00"}, "has no offset"),
        ({"placed_at": "yesterday"}, "is no time"),
        ({"dated": "2026-02-30"}, "is no date"),
        ({"discount": -1, "total": 2580}, "below zero"),
        ({"tax": 100, "total": 2170}, "come to 2.85, more than its tax of 1.00"),
        ({"fulfilled": (FulfilledPart(line=3, quantity=1),)}, "line 3, which it does not have"),
        ({"fulfilled": (FulfilledPart(line=1, quantity=2001),)}, "fulfilled more of line 1"),
        ({"refunded": (RefundedPart(line=0, quantity=1),)}, "line 0, which it does not have"),
        ({"refunded": (RefundedPart(line=1, quantity=-1),)}, "less than nothing"),
        ({"refunded": (RefundedPart(line=1, amount=-1),)}, "refund below zero"),
        ({"note": "pay with 4111 1111 1111 1111"}, "field note holds what looks like a payment card"),
        ({"extra": {"/memo": '"4111-1111-1111-1111"'}}, "extra /memo holds what looks like a payment card"),
        ({"customer": CustomerPart(name="Ann\x1b[2J")}, "customer.name holds characters"),
        ({"ship_to": AddressPart(lines=("a", "b\u202e"))}, "ship_to.lines holds characters"),
    ],
)
def test_what_is_wrong_is_said_once(changed: dict[str, object], said: str) -> None:
    problems = check(msgspec.structs.replace(ORDER, **changed))
    assert len(problems) == 1, problems
    assert said in problems[0]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"quantity": 0, "amount": 0}, "quantity 0; it must be above zero"),
        ({"quantity": -2000, "amount": -700}, "quantity -2; it must be above zero"),
        ({"sku": ""}, "names no product"),
        ({"line": 2}, "number 2 is there twice"),
        ({"amount": 699}, "comes to 6.99, but price times quantity is 7.00"),
        ({"tax_rate": "many"}, "no per cent"),
        ({"tax_rate": "101"}, "no per cent"),
        ({"exact_price": "1e2"}, "is no price"),
        ({"unit_price": -350, "amount": -700}, "price below zero"),
        ({"unit_price": None}, "an amount but no price"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(changed: dict[str, object], said: str) -> None:
    line = msgspec.structs.replace(TEA, **changed)
    document = msgspec.structs.replace(ORDER, lines=(line, MUG), fulfilled=(), total=None)
    problems = check(document)
    assert len(problems) == 1, problems
    assert said in problems[0]


def test_a_refusal_names_the_order_where_it_is_known() -> None:
    assert str(DocumentRefused("it is empty", "77")) == "Order '77' cannot be taken: it is empty."
    assert str(DocumentRefused("it is empty")) == "This document cannot be taken: it is empty."


def test_a_document_goes_through_json_and_back() -> None:
    assert msgspec.json.decode(msgspec.json.encode(ORDER), type=OrderDocument) == ORDER
