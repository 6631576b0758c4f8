"""Our own invented orders, one file a format: every field, and every way a document is turned away."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from storeops.connectors.orders import FORMATS, Rejected, UnknownFormat, read
from storeops.rules.orders.checking import check
from storeops.rules.orders.document import (
    DocumentKind,
    DocumentPayment,
    DocumentRefused,
    FulfilledPart,
    OrderDocument,
    PaymentKind,
    RefundedPart,
)


def orders(format: str, data: bytes, currency: str = "") -> tuple[list[OrderDocument], list[Rejected]]:
    documents = list(read(format, data, currency=currency))
    taken = [document for document in documents if isinstance(document, OrderDocument)]
    return taken, [document for document in documents if isinstance(document, Rejected)]


def test_our_own_form_takes_as_little_as_a_sku_and_a_quantity(own: Path) -> None:
    taken, turned_away = orders("storeops", (own / "storeops.json").read_bytes())
    assert [check(order) for order in taken] == [[], []]
    bare, priced = taken
    assert (bare.channel, bare.external, bare.customer.name) == ("phone", "P-17", "Ann Example")
    assert [(line.line, line.sku, line.quantity, line.unit_price) for line in bare.lines] == [
        (1, "TEA", 2000, None),
        (2, "CHEESE", 350, None),
    ]
    assert bare.extra == {"/gift_wrap": '{"colour": "red"}'}
    assert (priced.channel, priced.service, priced.shipping_title) == ("storeops", "overnight", "next-day van")
    assert (priced.placed_at, priced.dated) == ("2026-03-01T10:00:00+00:00", "2026-03-01")
    assert (priced.lines[0].amount, priced.lines[0].net, priced.total) == (850, 800, 1195)
    assert [(one.external, one.reason) for one in turned_away] == [
        ("", "the field 'external' is there twice"),
        ("P-21", "/lines/0/quantity is '1e400', which nobody can mean"),
    ]
    assert turned_away[0].raw.startswith('{"external": "P-19"')


def test_a_shopify_order_with_discounts_a_fulfilment_and_a_refund(own: Path) -> None:
    (order,), turned_away = orders("shopify", (own / "shopify.json").read_bytes())
    assert check(order) == []
    assert order.prices_include_tax
    assert [(line.discount, line.tax, line.tax_rate) for line in order.lines] == [(400, 415, "19"), (150, 295, "19")]
    assert (order.discount, order.shipping, order.shipping_tax, order.service) == (0, 490, 79, "express")
    assert order.customer.name == "Ben Muster"
    assert order.fulfilled == (FulfilledPart(line=1, quantity=1000),)
    assert order.refunded == (RefundedPart(line=2, quantity=1000, amount=925),)
    assert order.payments == (
        DocumentPayment(kind=PaymentKind.CAPTURED, amount=4940, gateway="cardhouse"),
        DocumentPayment(kind=PaymentKind.REFUNDED, amount=925, reference="9", gateway="cardhouse"),
    )
    assert order.extra["/x_scanner"] == '{"card": "**** **** **** 1111"}'
    assert [one.external for one in turned_away] == ["5501234567891", "5501234567892"]
    assert "test order" in turned_away[0].reason
    assert "'EUX'" in turned_away[1].reason


def test_a_woocommerce_order_is_priced_as_its_customer_saw_it(own: Path) -> None:
    (order,), (draft,) = orders("woocommerce", (own / "woocommerce.json").read_bytes())
    assert check(order) == []
    (line,) = order.lines
    assert (line.name, line.unit_price, line.exact_price) == ("Tea & honey", 1000, "")
    assert (line.amount, line.discount, line.net, line.tax, line.tax_rate) == (3000, 100, 2900, 463, "19")
    assert (order.shipping, order.total, order.rounding, order.service) == (490, 3390, 0, "pickup")
    assert order.payments == ()
    assert (draft.external, draft.reason) == ("42", "it is a draft which nobody has sent off")


def test_an_edifact_interchange_with_a_good_and_an_incomplete_message(own: Path) -> None:
    (order,), (incomplete,) = orders("edifact", (own / "edifact.edi").read_bytes(), "GBP")
    assert check(order) == []
    assert (order.number, order.external) == ("PO-1+2", "4012345000009:PO-1+2")
    assert (order.customer.company, order.customer.email, order.bill_to.city) == (
        *("Grüne Insel GmbH", "eva@example.org"),
        "Köln",
    )
    assert order.note == "Bitte an Tor 3 Rampe 'B'"
    tea, mug = order.lines
    assert (tea.barcode, tea.sku, tea.name, tea.unit_price, tea.amount, tea.tax_rate) == (
        *("4012345678901", "TEA-100", "Grüner Tee"),
        *(249, 2988, "7"),
    )
    assert (mug.quantity, mug.unit, mug.amount) == (2500, "KGM", 1000)
    assert (order.total, order.tax, order.deliver_by) == (4267, 279, "2026-01-09")
    assert "some are missing" in incomplete.reason
    assert incomplete.external == "4012345000009:PO-2"


def test_a_ubl_order(own: Path) -> None:
    (order,), _ = orders("ubl", (own / "ubl.xml").read_bytes())
    assert check(order) == []
    assert (order.kind, order.external, order.placed_at) == (
        *(DocumentKind.ORDER, "4012345000009:PO-3"),
        "2026-01-05T12:00:00+01:00",
    )
    (line,) = order.lines
    assert (line.sku, line.barcode, line.unit_price, line.amount, line.discount) == (
        *("MUG", "4012345678901"),
        *(800, 3200, 200),
    )
    assert (order.shipping, order.tax, order.total) == (500, 665, 4165)
    assert order.extra["/Order/cbc:AccountingCost"] == '"K-7"'


def shop_order(**changed: object) -> dict[str, object]:
    line = {"sku": "TEA", "quantity": 1, "unit_price": "3.50"}
    return {"external": "1", "currency": "GBP", "lines": [line], **changed}


def reason(**changed: object) -> str:
    (rejected,) = read("storeops", json.dumps(shop_order(**changed)).encode())
    assert isinstance(rejected, Rejected), rejected
    return rejected.reason


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"external": ""}, "it has no external id"),
        ({"external": ["1"]}, "/external is no text"),
        ({"external": "1\u001b[2J"}, "holds no id's signs"),
        ({"currency": "GBX"}, "'GBX' is not a currency"),
        ({"currency": None}, "it names no currency"),
        ({"total": "12.345"}, "/total: '12.345' is not an amount of money"),
        ({"total": "9" * 29}, "nobody can mean"),
        ({"total": 10**40}, "is no number"),
        ({"total": True}, "/total is no number"),
        ({"lines": {}}, "/lines is no list"),
        ({"lines": ["TEA"]}, "/lines/0 is no object"),
        ({"lines": [{"sku": "TEA", "quantity": "two"}]}, "/lines/0/quantity is 'two'"),
        ({"lines": [{"sku": "TEA", "quantity": 0.0001}]}, "is not a quantity"),
        ({"lines": [{"sku": "T" * 101, "quantity": 1}]}, "/lines/0/sku is longer than 100"),
        ({"lines": [{"sku": "TEA", "quantity": 1, "price_basis": 0}]}, "is not above zero"),
        ({"placed_at": "2026-03-01T10:00"}, "which has no offset from UTC"),
        ({"deliver_by": "soon"}, "/deliver_by is 'soon', which is no date"),
        ({"window": "noon"}, "/window: 'noon' is no time window"),
        ({"kind": "offer"}, "/kind is 'offer'; it is one of order, invoice, credit_note"),
        ({"payments": [{"amount": "1"}]}, "/payments/0/kind is missing"),
        ({"cancelled": "yes"}, "/cancelled is neither true nor false"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(changed: dict[str, object], said: str) -> None:
    assert said in reason(**changed)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b'{"external": "\xff"}', "byte 15 is no UTF-8"),
        (b"\xff\xfe\x00", "is no UTF-16"),
        (b"hello", "it is no JSON"),
        (b'{"a": ' * 40 + b"1" + b"}" * 40, "nested deeper than 32"),
        (b'{"order": 1, "order": 2}', "'order' is there twice"),
    ],
)
def test_a_file_that_is_no_json_is_refused_as_a_whole(data: bytes, said: str) -> None:
    with pytest.raises(DocumentRefused, match=said.replace("(", r"\(")):
        list(read("storeops", data))


def test_the_orders_before_a_break_are_taken() -> None:
    whole = json.dumps({"orders": [shop_order(), shop_order(external="2")]}).encode()
    taken, (broken,) = orders("storeops", whole[:-30])
    assert [order.external for order in taken] == ["1"]
    assert "it is no JSON" in broken.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_names_the_encoding(encoding: str) -> None:
    data = json.dumps(shop_order(customer={"name": "Zoë"}), ensure_ascii=False).encode(encoding)
    (order,), _ = orders("storeops", data)
    assert order.customer.name == "Zoë"


def test_a_deep_order_costs_only_itself() -> None:
    deep = b'{"external": "9", "x": ' + b"[" * 500 + b"]" * 500 + b"}"
    taken, turned_away = orders("storeops", b"[" + deep + b"," + json.dumps(shop_order()).encode() + b"]")
    assert [order.external for order in taken] == ["1"]
    assert [one.reason for one in turned_away] == ["it is nested deeper than 32"]


def test_yen_and_dinars_have_their_own_digits() -> None:
    line = {"sku": "A", "quantity": 2, "unit_price": "199.00"}
    (yen,), _ = orders("storeops", json.dumps(shop_order(currency="JPY", lines=[line], total=398.0)).encode())
    assert (yen.lines[0].unit_price, yen.total) == (199, 398)
    (dinar,), _ = orders("storeops", json.dumps(shop_order(currency="KWD", lines=[line], total="398.000")).encode())
    assert (dinar.lines[0].unit_price, dinar.total) == (199000, 398000)


def test_extra_is_bounded_and_says_what_was_left_out() -> None:
    (order,), _ = orders("storeops", json.dumps(shop_order(**{f"x{n}": "y" * 900 for n in range(500)})).encode())
    assert sum(len(text) for text in order.extra.values()) <= 64_000
    assert int(order.extra["…"]) + len(order.extra) - 1 == 500


XML = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (XML, "document type declaration"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type declaration"),
        (b"<a>" * 33 + b"</a>" * 33, "nested deeper than 32"),
        (b"<a><b></a>", "line 1, column 9: it is no XML"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "XML|encoding"),
        (b"<Order/>", "'Order', which is no Order"),
        (b'<DespatchAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2"/>', "DespatchAdvice"),
    ],
)
def test_xml_that_is_no_business_document_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(DocumentRefused, match=said):
        list(read("ubl", data))


def test_ubl_in_latin_1_and_utf_16_is_read_as_it_declares(own: Path) -> None:
    text = (own / "ubl.xml").read_text(encoding="utf-8").replace("Insel GmbH", "Grüne Insel GmbH")
    for encoding in ("ISO-8859-1", "UTF-16"):
        (order,), _ = orders("ubl", text.replace("UTF-8", encoding).encode(encoding))
        assert order.customer.company == "Grüne Insel GmbH"


def test_an_amount_in_another_currency_turns_a_ubl_order_away(own: Path) -> None:
    data = (
        (own / "ubl.xml")
        .read_bytes()
        .replace(b'<cbc:PriceAmount currencyID="EUR">80', b'<cbc:PriceAmount currencyID="EUR">x')
    )
    _, (turned_away,) = orders("ubl", data)
    assert (turned_away.external, turned_away.reason) == (
        "4012345000009:PO-3",
        "the price of line 1 is 'x.00', which is no number",
    )
    data = (own / "ubl.xml").read_bytes().replace(b'currencyID="EUR">41.65', b'currencyID="USD">41.65')
    _, (turned_away,) = orders("ubl", data)
    assert turned_away.reason == "cbc:PayableAmount is in 'USD', the document in EUR"


HEAD = b"UNB+UNOC:3+S+R+260105:1200+1'UNH+1+ORDERS:D:96A:UN'"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (HEAD + b"BGM+220+1+9'LIN+1++A:SA'QTY+21:1'UNS+S'UNT+7+1'", "says that it has '7'"),
        (HEAD + b"BGM+220+1+9'LIN+1++A:SA'QTY+21:1'UNS+S'", "UNT is missing"),
        (HEAD + b"BGM+220+1+9'LIN+1++A:SA'QTY+21:1'UNS+S'UNT+6+2'", "ends as '2'"),
        (HEAD + b"BGM+220+1+4'LIN+1++A:SA'QTY+21:1'UNS+S'UNT+6+1'", "it changes an order"),
        (HEAD + b"BGM+231+1+9'LIN+1++A:SA'QTY+21:1'UNS+S'UNT+6+1'", "'231', which is no order"),
        (HEAD + b"BGM+220'LIN+1++A:SA'QTY+21:1'UNS+S'UNT+6+1'", "it has no number"),
        (HEAD + b"BGM+220+1+9'LIN+1++A:SA'UNS+S'UNT+5+1'", "line 1 has no quantity"),
        (HEAD + b"BGM+220+1+9'LIN+1++A:SA'QTY+21:1'PRI+AAA:x'UNS+S'UNT+7+1'", "'x', which is no number"),
    ],
)
def test_an_edifact_message_that_is_not_whole_is_turned_away(data: bytes, said: str) -> None:
    taken, (turned_away,) = orders("edifact", data, "GBP")
    assert taken == []
    assert said in turned_away.reason


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"hello", "neither UNA nor UNB"),
        (b"UNA:+.? ", "UNA is cut off"),
        (b"UNA::.? 'UNB", "cannot be told apart"),
        (b"UNB+XXXX:3+S+R'", "character set 'XXXX'"),
        (b"UNB+UNOY:3+S+\xff'", "is not of its character set"),
        (b"UNB+UNOC:3+S+R'", "it holds no message"),
    ],
)
def test_what_is_no_interchange_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(DocumentRefused, match=said):
        list(read("edifact", data))


def test_una_may_choose_every_sign() -> None:
    body = (
        "UNA|*,! ~UNB*UNOC|3*S*R~UNH*1*ORDERS|D|96A~BGM*220*A!*1!!*9~"
        "LIN*1**X!~Y|SA~QTY*21|1,5~PRI*AAA|2,50~UNS*S~UNT*7*1~"
    )
    (order,), _ = orders("edifact", body.encode("latin-1"), "GBP")
    assert order.number == "A*1!"
    assert [(line.sku, line.quantity, line.unit_price, line.amount) for line in order.lines] == [
        ("X~Y", 1500, 250, 375)
    ]


def test_a_missing_message_of_an_interchange_is_told_beside_the_others() -> None:
    data = HEAD + b"BGM+220+1+9'LIN+1++A:SA'QTY+21:1'UNS+S'UNT+6+1'UNZ+3+1'"
    taken, (told,) = orders("edifact", data, "GBP")
    assert len(taken) == 1
    assert "it holds 1 messages, but says that it has '3'" in told.reason


def test_only_named_formats_are_read() -> None:
    with pytest.raises(UnknownFormat, match="'csv' is not a format of orders; use one of: storeops, shopify"):
        read("csv", b"")


def test_a_format_is_imported_when_it_is_read() -> None:
    probe = (
        "import sys, storeops.connectors.orders as o; "
        "print([f for f in o.FORMATS if 'storeops.connectors.orders.' + f in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    assert list(FORMATS) == ["storeops", "shopify", "woocommerce", "ubl", "edifact"]
