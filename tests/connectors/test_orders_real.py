"""Real documents of every format, held against the figures that stand in them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

import pytest

from storeops.connectors.orders import Rejected, read
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

pytestmark = pytest.mark.real_data


def one(format: str, path: Path, currency: str = "") -> OrderDocument:
    (document,) = read(format, path.read_bytes(), currency=currency)
    assert isinstance(document, OrderDocument)
    return document


def test_a_shopify_order(real: Path) -> None:
    order = one("shopify", real / "orders" / "shopify-order.json")
    assert (order.external, order.number, order.placed_at) == ("450789469", "#1001", "2008-01-10T11:00:00-05:00")
    assert (order.currency, order.total, order.tax, order.shipping, order.discount) == ("USD", 40994, 1194, 0, 0)
    assert [(line.sku, line.quantity, line.unit_price, line.amount) for line in order.lines] == [
        ("IPOD2008GREEN", 1000, 19900, 19900),
        ("IPOD2008RED", 1000, 19900, 19900),
        ("IPOD2008BLACK", 1000, 19900, 19900),
    ]
    assert (order.customer.external, order.ship_to.postcode, order.ship_to.country) == ("207119551", "40202", "US")
    assert order.payments == (DocumentPayment(kind=PaymentKind.AUTHORISED, amount=40994, gateway="authorize_net"),)
    assert order.service == "normal"
    assert order.fulfilled == ()  # its one fulfilment failed
    assert order.extra["/line_items/0/variant_id"] == "39072856"
    assert order.extra["/fulfillments/0/status"] == '"failure"'
    assert "TENOFF" in order.extra["/discount_codes"]
    # The fixture contradicts itself: three lines of 199.00, and a subtotal of 398.00.
    assert check(order) == [
        "Its lines, shipping, charges, discounts and tax come to 608.94, but its total says 409.94."
    ]


def test_a_list_of_shopify_orders_without_their_lines(real: Path) -> None:
    order = one("shopify", real / "orders" / "shopify-orders.json")
    assert (order.external, order.total, order.tax, order.discount) == ("450789469", 59894, 1194, 1000)
    assert order.payments == (DocumentPayment(kind=PaymentKind.CAPTURED, amount=59894, gateway="authorize_net"),)
    assert order.lines == ()
    assert check(order)[0] == "It has no lines."


@pytest.mark.parametrize(
    "kind",
    [
        *("customer", "fulfillment", "fulfillment_event", "gift_card", "inventory_levels", "locations"),
        *("price_rule", "product", "refund", "variant"),
    ],
)
def test_what_is_no_shopify_order_is_called_by_its_name(kind: str, real: Path) -> None:
    with pytest.raises(DocumentRefused, match=f"it holds '{kind}' only, which is no order"):
        list(read("shopify", (real / "orders" / f"shopify-{kind}.json").read_bytes()))


def test_a_list_of_shopify_transactions_is_rejected_one_by_one(real: Path) -> None:
    (rejected,) = read("shopify", (real / "orders" / "shopify-transactions.json").read_bytes())
    assert isinstance(rejected, Rejected)
    assert rejected.external == "389404469"
    assert "it is no order" in rejected.reason


@pytest.mark.parametrize(("number", "fulfilled"), [(1, False), (2, False), (3, True), (4, True)])
def test_a_woocommerce_order(number: int, fulfilled: bool, real: Path) -> None:
    order = one("woocommerce", real / "orders" / f"woocommerce-order-{number}.json")
    assert check(order) == []
    assert (order.external, order.number, order.placed_at) == ("727", "727", "2017-03-22T19:28:02+00:00")
    assert (order.total, order.tax, order.shipping, order.shipping_tax) == (2935, 135, 1000, 0)
    assert [(line.sku, line.quantity, line.unit_price, line.amount, line.tax) for line in order.lines] == [
        ("", 2000, 300, 600, 45),
        ("Bar3", 1000, 1200, 1200, 90),
    ]
    assert "–" in order.lines[1].name  # written &ndash;
    assert order.payments == (DocumentPayment(kind=PaymentKind.CAPTURED, amount=2935, gateway="bacs"),)
    assert order.fulfilled == (
        (FulfilledPart(line=1, quantity=2000), FulfilledPart(line=2, quantity=1000)) if fulfilled else ()
    )
    assert order.customer.external == ""
    assert order.extra["/line_items/1/variation_id"] == "23"


def test_a_list_of_woocommerce_orders_with_refunds(real: Path) -> None:
    documents = list(read("woocommerce", (real / "orders" / "woocommerce-orders.json").read_bytes()))
    orders = [document for document in documents if isinstance(document, OrderDocument)]
    assert [(order.external, order.total) for order in orders] == [("727", 2935), ("723", 3900)]
    assert [check(order) for order in orders] == [[], []]
    assert orders[1].refunded == (RefundedPart(line=0, amount=1000), RefundedPart(line=0, amount=900))
    assert [payment.kind for payment in orders[1].payments] == [PaymentKind.REFUNDED] * 2
    assert (orders[1].customer.external, orders[1].ship_to.country) == ("26", "BR")


def test_an_edifact_order_with_gtins_and_no_prices(real: Path) -> None:
    order = one("edifact", real / "edifact" / "order.edi", "GBP")
    assert check(order) == []
    assert (order.number, order.external) == ("801715918011", "8711576000012:801715918011")
    assert (order.dated, order.deliver_by, order.placed_at) == ("2015-08-03", "2015-08-06", "")
    assert [(line.barcode, line.quantity, line.unit_price) for line in order.lines] == [
        ("5020436373085", 8000, None),
        ("5020436373108", 8000, None),
    ]
    assert (order.customer.external, order.ship_to.external) == ("8711576000012", "8711576100019")
    assert order.extra["5/RFF"] == '"RFF+PD:50515"'
    assert order.total is None


def test_an_edifact_order_with_a_price_and_a_control_total(real: Path) -> None:
    order = one("edifact", real / "edifact" / "order2.edi", "EUR")
    assert check(order) == []
    assert [(line.sku, line.quantity, line.unit_price, line.amount) for line in order.lines] == [
        ("ABC123", 10000, 2500, 25000)
    ]


@pytest.mark.parametrize(("name", "kind"), [("invoice1.edi", "INVOIC"), ("wikipedia_en.edi", "PAORES")])
def test_another_edifact_message_is_rejected_by_its_name(name: str, kind: str, real: Path) -> None:
    (rejected,) = read("edifact", (real / "edifact" / name).read_bytes())
    assert isinstance(rejected, Rejected)
    assert rejected.reason == f"it is a message '{kind}', no order (ORDERS)"


CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"

#: Invoices that take goods back on a line, which no order does.
NEGATIVE = {"01.20a-INVOICE_ubl", "02.06a-INVOICE_ubl", "03.06a-INVOICE_ubl"}


def test_every_xrechnung_invoice_comes_to_its_own_total(real: Path) -> None:
    files = sorted((real / "invoices_en16931" / "ubl").glob("*.xml"))
    assert len(files) == 33
    lines = 0
    for path in files:
        tree = ET.parse(path).getroot()
        document = one("ubl", path)
        assert document.kind is DocumentKind.INVOICE
        assert document.currency == tree.findtext(f"{CBC}DocumentCurrencyCode")
        assert document.total == int(Decimal(tree.findtext(f".//{CBC}TaxInclusiveAmount", "")) * 100)
        told = [line.findtext(f"{CBC}InvoicedQuantity", "") for line in tree.findall(f"{CAC}InvoiceLine")]
        assert [line.quantity for line in document.lines] == [int(Decimal(text) * 1000) for text in told]
        assert document.extra
        problems = check(document)
        assert all("must be above zero" in problem for problem in problems), (path.stem, problems)
        assert bool(problems) == (path.stem in NEGATIVE), path.stem
        lines += len(document.lines)
    assert lines == 132


def test_an_xrechnung_invoice_field_by_field(real: Path) -> None:
    document = one("ubl", real / "invoices_en16931" / "ubl" / "01.05a-INVOICE_ubl.xml")
    assert (document.number, document.dated, document.tax, document.total) == (
        *("PRG1502112", "2015-04-24"),
        *(168530, 1055530),
    )
    first = document.lines[0]
    assert (first.quantity, first.unit, first.unit_price, first.amount, first.tax_rate) == (
        *(5000, "DAY", 134000),
        *(670000, "19"),
    )
    assert document.customer.external == "BI123456"
    assert document.extra["/Invoice/cac:ProjectReference/cbc:ID"] == '"PR456789"'
