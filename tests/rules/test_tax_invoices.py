"""Real electronic invoices (EN 16931, UBL): our taxes on their lines are the taxes they state."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

import pytest

from storeops.rules import money
from storeops.rules.tax import TaxComponent, TaxRounding, compute

CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_BESIDE = Path(__file__).parents[3] / "shared" / "data"
FOLDER = Path(os.environ.get("STOREOPS_REAL_DATA", _BESIDE)) / "invoices_en16931" / "ubl"
INVOICES = sorted(FOLDER.glob("*.xml"))

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not INVOICES, reason="the folder of real invoices is not beside the project"),
]


def minor(element: ET.Element, path: str, exponent: int) -> int:
    """A stated amount in minor units, exactly: an amount finer than the currency fails here."""
    scaled = Decimal(element.findtext(path, "")).scaleb(exponent)
    assert scaled == scaled.to_integral_value(), f"{path} is finer than the currency"
    return int(scaled)


def component(category: ET.Element) -> TaxComponent:
    return TaxComponent(category.findtext(f"{CBC}ID", ""), Decimal(category.findtext(f"{CBC}Percent", "0")))


def taxed_amounts(invoice: ET.Element, exponent: int) -> list[tuple[int, tuple[TaxComponent, ...]]]:
    """The net amounts of the lines, with the document's charges added and its allowances taken off."""
    amounts = []
    for line in [*invoice.findall(f"{CAC}InvoiceLine"), *invoice.findall(f"{CAC}CreditNoteLine")]:
        category = line.find(f"{CAC}Item/{CAC}ClassifiedTaxCategory")
        assert category is not None
        amounts.append((minor(line, f"{CBC}LineExtensionAmount", exponent), (component(category),)))
    for item in invoice.findall(f"{CAC}AllowanceCharge"):
        category = item.find(f"{CAC}TaxCategory")
        assert category is not None
        sign = 1 if item.findtext(f"{CBC}ChargeIndicator", "").strip() == "true" else -1
        amounts.append((sign * minor(item, f"{CBC}Amount", exponent), (component(category),)))
    return amounts


def stated_total(invoice: ET.Element, currency: str) -> ET.Element:
    """The tax total in the invoice's own currency; another may follow in the seller's accounting currency."""
    totals = invoice.findall(f"{CAC}TaxTotal")
    return next(t for t in totals if t.find(f"{CBC}TaxAmount[@currencyID='{currency}']") is not None)


@pytest.mark.parametrize("path", INVOICES, ids=lambda path: path.stem)
def test_our_taxes_are_the_invoice_s(path: Path) -> None:
    invoice = ET.parse(path).getroot()
    currency = money.currency(invoice.findtext(f"{CBC}DocumentCurrencyCode", ""))
    total = stated_total(invoice, currency.code)
    stated = {}
    for subtotal in total.findall(f"{CAC}TaxSubtotal"):
        category = subtotal.find(f"{CAC}TaxCategory")
        assert category is not None
        of = component(category)
        stated[of.code, of.rate] = (
            minor(subtotal, f"{CBC}TaxableAmount", currency.exponent),
            minor(subtotal, f"{CBC}TaxAmount", currency.exponent),
        )
    lines = taxed_amounts(invoice, currency.exponent)
    document = compute(lines, prices_include_tax=False, rounding=TaxRounding.PER_DOCUMENT)
    assert {(row.code, row.rate): (row.net, row.tax) for row in document.summary} == stated
    assert document.tax == minor(total, f"{CBC}TaxAmount", currency.exponent)
    sums = invoice.find(f"{CAC}LegalMonetaryTotal")
    assert sums is not None
    assert document.net == minor(sums, f"{CBC}TaxExclusiveAmount", currency.exponent)
    assert document.gross == minor(sums, f"{CBC}TaxInclusiveAmount", currency.exponent)
