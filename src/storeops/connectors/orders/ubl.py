"""Orders in UBL 2 (OASIS, ISO/IEC 19845): Order-2, and Invoice-2 and CreditNote-2 as documents like one.

UBL 2.1 section 3.1.34 (Order), Peppol BIS Ordering 3; EN 16931-1 (2017) with its UBL binding (CEN/TS 16931-3-2) for
invoices, whose business terms (BT) are named below. A number is its issuer's, and two may use the same: the identity
is a UUID where there is one, else the issuer's own id with the number.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from storeops.connectors.orders import figures
from storeops.connectors.orders.extra import kept
from storeops.connectors.orders.fields import identity_of
from storeops.connectors.orders.rejected import LONGEST_RAW, Rejected, rejected
from storeops.connectors.orders.xml_text import Elements, parse
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.money import Currency
from storeops.rules.orders.document import (
    LONGEST_CODE,
    LONGEST_NOTE,
    AddressPart,
    CustomerPart,
    DocumentKind,
    DocumentLine,
    DocumentPayment,
    DocumentRefused,
    OrderDocument,
    PaymentKind,
)
from storeops.rules.text import clean
from storeops.rules.wording import quote

_SCHEMAS = "urn:oasis:names:specification:ubl:schema:xsd:"
_PREFIXES = {f"{_SCHEMAS}CommonAggregateComponents-2": "cac", f"{_SCHEMAS}CommonBasicComponents-2": "cbc"}
_GTIN = ("0160", "0088", "GTIN", "EAN")
_FREIGHT = ("FC", "DL", "SH")  # UNTDID 7161: freight, delivery, special handling
_PARTY_IDS = (
    "cac:PartyIdentification/cbc:ID",
    "cbc:EndpointID",
    "cac:PartyTaxScheme/cbc:CompanyID",
    "cac:PartyLegalEntity/cbc:CompanyID",
    "cac:PartyLegalEntity/cbc:RegistrationName",
    "cac:PartyName/cbc:Name",
)


class _Shape(NamedTuple):
    """Where a kind of document has what all kinds have."""

    kind: DocumentKind
    line: str
    quantity: str
    totals: str
    buyer: str
    issuer: str


_SHAPES = {
    "Order": _Shape(
        DocumentKind.ORDER,
        "cac:OrderLine/cac:LineItem",
        "cbc:Quantity",
        "cac:AnticipatedMonetaryTotal",
        "cac:BuyerCustomerParty/cac:Party",
        "cac:BuyerCustomerParty/cac:Party",
    ),
    "Invoice": _Shape(
        DocumentKind.INVOICE,
        "cac:InvoiceLine",
        "cbc:InvoicedQuantity",
        "cac:LegalMonetaryTotal",
        "cac:AccountingCustomerParty/cac:Party",
        "cac:AccountingSupplierParty/cac:Party",
    ),
    "CreditNote": _Shape(
        DocumentKind.CREDIT_NOTE,
        "cac:CreditNoteLine",
        "cbc:CreditedQuantity",
        "cac:LegalMonetaryTotal",
        "cac:AccountingCustomerParty/cac:Party",
        "cac:AccountingSupplierParty/cac:Party",
    ),
}


def read(data: bytes, *, channel: str = "ubl", currency: str = "") -> Iterator[OrderDocument | Rejected]:
    """The one document of a file. Raises DocumentRefused when it is no XML, or no document of UBL 2 that is known."""
    root = parse(data)
    namespace, _, name = root.tag.removeprefix("{").rpartition("}")
    shape = _SHAPES.get(name)
    if shape is None or namespace != f"{_SCHEMAS}{name}-2":
        raise DocumentRefused(f"its root is {quote(name)}, which is no Order, Invoice or CreditNote of UBL 2")
    document = _Document(Elements(root, _PREFIXES), shape)
    external = ""
    try:
        external = document.external()
        yield document.read(channel, external, currency)
    except DocumentRefused as refusal:
        yield rejected(refusal, data[:LONGEST_RAW].decode("utf-8", "replace"), external)


class _Document:
    """One document while it is read."""

    def __init__(self, elements: Elements, shape: _Shape) -> None:
        self._of = elements
        self._root = elements.root
        self._shape = shape
        self._currency = Currency("", 0)

    def external(self) -> str:
        """The document's identity. Raises DocumentRefused when it has no number."""
        number = self._of.text(self._root, "cbc:ID")
        if not number:
            raise DocumentRefused("it has no number (cbc:ID)")
        uuid = self._of.one(self._root, "cbc:UUID")
        if uuid is not None and uuid.text:
            return identity_of(self._of.take(uuid), "cbc:UUID")
        party = self._of.one(self._root, self._shape.issuer)
        found = (element.text for path in _PARTY_IDS for element in self._of.all(party, path))
        issuer = clean(next((text for text in found if text), ""))
        return identity_of(f"{issuer}:{number}", "cbc:ID with its issuer's id")

    def read(self, channel: str, external: str, currency: str) -> OrderDocument:
        """The document. Raises DocumentRefused, naming the element."""
        of, root, shape = self._of, self._root, self._shape
        code = of.text(root, "cbc:DocumentCurrencyCode") or currency
        self._currency = figures.currency_of(code)
        totals = of.one(root, shape.totals)
        discount, charges, shipping = self._allowances(root, freight=True)
        tax = self._tax()
        customer, bill_to = self._buyer(of.one(root, shape.buyer))
        placed, dated = self._placed()
        due = of.text(root, "cac:Delivery/cac:RequestedDeliveryPeriod/cbc:EndDate")
        lines = tuple(self._line(line, place) for place, line in enumerate(of.all(root, shape.line), 1))
        # BT-112; an order may tell only what is to be paid, which is the same unless something was paid before.
        total = self._money_or_none(totals, "cbc:TaxInclusiveAmount")
        if total is None:
            total = self._money_or_none(totals, "cbc:PayableAmount")
        prepaid = self._money_or_none(totals, "cbc:PrepaidAmount")
        notes = [of.take(note) for note in of.all(root, "cbc:Note")]
        return OrderDocument(
            channel=channel,
            external=external,
            kind=shape.kind,
            number=clean(of.text(root, "cbc:ID")),
            placed_at=placed,
            dated=dated,
            deliver_by=figures.day(due, "cbc:EndDate") if due else "",
            currency=self._currency.code,
            customer=customer,
            ship_to=self._ship_to(),
            bill_to=bill_to,
            lines=lines,
            shipping=shipping,
            charges=charges,
            discount=discount,
            tax=tax,
            total=total,
            payments=(DocumentPayment(kind=PaymentKind.CAPTURED, amount=prepaid),) if prepaid else (),
            note=clean(" ".join(notes), limit=LONGEST_NOTE),
            extra=kept(of.left()),
        )

    def _line(self, line: ET.Element, place: int) -> DocumentLine:
        of, held = self._of, self._currency
        where = f"line {place}"
        counted = of.one(line, self._shape.quantity)
        if counted is None:
            raise DocumentRefused(f"{where} has no quantity ({self._shape.quantity})")
        quantity = figures.quantity_of(of.take(counted), f"the quantity of {where}")
        discount, charges, _ = self._allowances(line, freight=False)
        net = self._money_or_none(line, "cbc:LineExtensionAmount")
        after = None if net is None else net + discount - charges
        unit_price, exact, basis, amount = self._price(of.one(line, "cac:Price"), quantity, after, where)
        item = of.one(line, "cac:Item")
        rate = of.text(item, "cac:ClassifiedTaxCategory/cbc:Percent")
        tax = self._money_or_none(line, "cbc:TotalTaxAmount")
        return DocumentLine(
            line=place,
            # EN 16931 lets BT-126 be any text, also one without end; only orders refer to it.
            external=clean(of.text(line, "cbc:ID"), limit=LONGEST_CODE),
            sku=self._code(item, "cac:SellersItemIdentification/cbc:ID"),
            barcode=self._barcode(item),
            name=clean(of.text(item, "cbc:Name", "cbc:Description")),
            quantity=quantity,
            unit=clean(counted.get("unitCode", ""), limit=LONGEST_CODE),
            unit_price=unit_price,
            exact_price=exact,
            price_basis=basis,
            amount=amount,
            discount=discount,
            charges=charges,
            tax=figures.rounded(Decimal(tax or 0).scaleb(-held.exponent), held),
            tax_rate=figures.per_cent(rate, f"the tax rate of {where}") if rate else "",
            note=clean(" ".join(of.take(note) for note in of.all(line, "cbc:Note")), limit=LONGEST_NOTE),
        )

    def _price(
        self, price: ET.Element | None, quantity: Thousandths, after: Minor | None, where: str
    ) -> tuple[Minor | None, str, Thousandths, Minor]:
        """Unit price, exact price, its basis (BT-149), and price times quantity as the document has it (`after`)."""
        of, held = self._of, self._currency
        told = of.text(price, "cbc:PriceAmount")
        if not told and (after is None or quantity <= 0):
            return None, "", ONE, 0
        if told:
            value = figures.decimal(told, f"the price of {where}")
            text = of.text(price, "cbc:BaseQuantity")
            basis = figures.quantity_of(text, f"the price's basis of {where}") if text else ONE
        else:
            value, basis = Decimal(after or 0).scaleb(-held.exponent), quantity
        if basis <= 0:
            raise DocumentRefused(f"the price's basis of {where} is not above zero")
        unit = Fraction(value) * ONE / basis
        unit_price = figures.rounded(unit, held)
        is_exact = Fraction(unit_price, 10**held.exponent) == unit
        amount = figures.extend(value, quantity, held, basis) if after is None else after
        return unit_price, "" if is_exact else figures.plain(value), ONE if is_exact else basis, amount

    def _allowances(self, below: ET.Element, *, freight: bool) -> tuple[Minor, Minor, Minor]:
        """Allowances, charges, and of the document's charges those that are freight (BG-20, BG-21, BG-27, BG-28)."""
        of = self._of
        discount = charges = shipping = 0
        for item in of.all(below, "cac:AllowanceCharge"):
            amount = self._money_or_none(item, "cbc:Amount") or 0
            if of.text(item, "cbc:ChargeIndicator") not in ("true", "1"):
                discount += amount
            elif (
                freight
                and (code := of.one(item, "cbc:AllowanceChargeReasonCode")) is not None
                and code.text in _FREIGHT
            ):
                shipping += amount
            else:
                charges += amount
        return discount, charges, shipping

    def _tax(self) -> Minor:
        """The tax in the document's currency (BT-110); the one in the seller's (BT-111) stays among the rest."""
        amounts = self._of.all(self._root, "cac:TaxTotal/cbc:TaxAmount")
        own = [amount for amount in amounts if amount.get("currencyID", self._currency.code) == self._currency.code]
        return sum(figures.minor(self._of.take(one), self._currency, "cbc:TaxAmount") for one in own)

    def _money_or_none(self, below: ET.Element | None, path: str) -> Minor | None:
        element = self._of.one(below, path)
        if element is None or not (element.text or "").strip():
            return None
        code = element.get("currencyID", self._currency.code)
        if code != self._currency.code:
            raise DocumentRefused(f"{path} is in {quote(code)}, the document in {self._currency.code}")
        return figures.minor(self._of.take(element), self._currency, path)

    def _placed(self) -> tuple[str, str]:
        """The moment of issue, where the time tells its offset, and the date."""
        of = self._of
        issued, time = of.text(self._root, "cbc:IssueDate"), of.one(self._root, "cbc:IssueTime")
        if not issued:
            return "", ""
        dated = figures.day(issued, "cbc:IssueDate")
        text = (time.text or "").strip() if time is not None else ""
        if time is None or not ("Z" in text or "+" in text or "-" in text):
            return "", dated
        return figures.moment(f"{dated}T{of.take(time)}", "cbc:IssueTime").isoformat(), dated

    def _buyer(self, party: ET.Element | None) -> tuple[CustomerPart, AddressPart]:
        of = self._of
        name = clean(of.text(party, "cac:PartyName/cbc:Name", "cac:PartyLegalEntity/cbc:RegistrationName"))
        contact = of.one(party, "cac:Contact")
        phone = clean(of.text(contact, "cbc:Telephone"))
        external = clean(of.text(party, *_PARTY_IDS[:4]))
        person = clean(of.text(contact, "cbc:Name")) or name
        email = clean(of.text(contact, "cbc:ElectronicMail"))
        customer = CustomerPart(name=person, email=email, phone=phone, external=external, company=name)
        return customer, self._address(of.one(party, "cac:PostalAddress"), person, name)

    def _ship_to(self) -> AddressPart:
        of = self._of
        delivery = of.one(self._root, "cac:Delivery")
        name = clean(of.text(delivery, "cac:DeliveryParty/cac:PartyName/cbc:Name"))
        location = of.one(delivery, "cac:DeliveryLocation")
        address = of.one(location, "cac:Address")
        if address is None:
            address = of.one(delivery, "cac:DeliveryAddress")
        return self._address(address, name, name, clean(of.text(location, "cbc:ID")))

    def _address(self, address: ET.Element | None, name: str, company: str, external: str = "") -> AddressPart:
        of = self._of
        street = clean(f"{of.text(address, 'cbc:StreetName')} {of.text(address, 'cbc:BuildingNumber')}")
        more = of.text(address, "cbc:AdditionalStreetName"), of.text(address, "cac:AddressLine/cbc:Line")
        return AddressPart(
            name=name,
            company=company,
            lines=tuple(filter(None, (street, *map(clean, more)))),
            city=clean(of.text(address, "cbc:CityName")),
            region=clean(of.text(address, "cbc:CountrySubentity")),
            postcode=clean(of.text(address, "cbc:PostalZone")),
            country=clean(of.text(address, "cac:Country/cbc:IdentificationCode")),
            external=external,
        )

    def _code(self, item: ET.Element | None, path: str) -> str:
        code = clean(self._of.text(item, path), limit=LONGEST_CODE + 1)
        if len(code) > LONGEST_CODE:
            raise DocumentRefused(f"{path} is longer than {LONGEST_CODE} characters")
        return code

    def _barcode(self, item: ET.Element | None) -> str:
        """BT-157, when its scheme says that it is a GTIN."""
        code = self._of.one(item, "cac:StandardItemIdentification/cbc:ID")
        if code is None or code.get("schemeID", "GTIN").upper() not in _GTIN:
            return ""
        return clean(self._of.take(code), limit=LONGEST_CODE)
