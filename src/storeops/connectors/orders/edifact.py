"""Orders of trading partners: UN/EDIFACT ORDERS, directory D.96A, as EANCOM 1997 uses it (also D.93A to D.01B).

Segments read: BGM, DTM, FTX, NAD with CTA and COM, CUX, ALC with MOA, LIN with PIA, IMD, QTY, MOA, PRI, TAX, FTX, and
the summary's MOA and CNT; all others are kept as they came. An order's number is its buyer's, and two buyers
may have the same: the identity is the buyer's GLN (or the sender's) with the number.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from storeops.connectors.orders import figures
from storeops.connectors.orders.edifact_syntax import Message, Segment, interchange
from storeops.connectors.orders.extra import kept
from storeops.connectors.orders.fields import identity_of
from storeops.connectors.orders.rejected import Rejected, rejected
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.money import Currency
from storeops.rules.orders.document import (
    LONGEST_CODE,
    LONGEST_NOTE,
    AddressPart,
    CustomerPart,
    DocumentLine,
    DocumentRefused,
    OrderDocument,
)
from storeops.rules.text import clean
from storeops.rules.wording import quote

#: Document names (C002 1001) that ask for goods, and what others are called.
_ORDERS = frozenset({"", "105", "220", "221", "224", "226", "227", "228", "402"})
#: Message functions (1225): original, duplicate, and those without a word of change; 1 is a cancellation.
_FUNCTIONS = frozenset({"", "6", "7", "9", "16", "31", "46", "47"})
_CANCELS = "1"
_TOTALS = ("128", "86")
#: Parties (3035): delivery party, ship to, ultimate consignee; with them the buyer and who gets the invoice.
_GOODS_GO_TO = ("DP", "ST", "UD")
_PARTIES = frozenset({"BY", "IV", *_GOODS_GO_TO})
#: Kinds of item numbers (7143) that are GTINs: EN and SRV of GS1, UP the American one.
_BARCODES = frozenset({"EN", "UP", "SRV"})
_FREIGHT = frozenset({"FC", "DL", "SH"})


def read(data: bytes, *, channel: str = "edifact", currency: str = "") -> Iterator[OrderDocument | Rejected]:
    """The orders of an interchange. Any other kind of message is rejected by its name. Raises DocumentRefused."""
    envelope = interchange(data)
    found = False
    messages = envelope.messages
    while True:
        try:
            message = next(messages, None)
        except DocumentRefused as refusal:
            # Orders that were whole are taken; what is wrong with the envelope stands beside them.
            yield rejected(refusal, "")
            return
        if message is None:
            break
        found = True
        yield _read(message, envelope.sender, channel, currency)
    if not found:
        raise DocumentRefused("it holds no message")


class _Section:
    """Segments that belong together, each with its place in the message, taken one by one."""

    def __init__(self, rows: list[tuple[int, Segment]]) -> None:
        self._rows = rows
        self._taken: set[int] = set()

    def take(self, tag: str, *qualifiers: str) -> list[Segment]:
        """The segments of a tag whose first component is one of the qualifiers (any, when none is given)."""
        found = [row for row in self._rows if row[1].tag == tag and (not qualifiers or row[1].get(0) in qualifiers)]
        self._taken.update(place for place, _ in found)
        return [segment for _, segment in found]

    def first(self, tag: str, *qualifiers: str) -> Segment | None:
        """The first segment of the first qualifier that has one; the others stay."""
        for qualifier in qualifiers or ("",):
            for place, segment in self._rows:
                if segment.tag == tag and (not qualifier or segment.get(0) == qualifier):
                    self._taken.add(place)
                    return segment
        return None

    def groups(self, tag: str, *below: str) -> list[tuple[Segment, _Section]]:
        """Each segment of a tag, with those of the tags `below` that directly follow it."""
        found = []
        for at, (_, segment) in enumerate(self._rows):
            if segment.tag == tag:
                end = at + 1
                while end < len(self._rows) and self._rows[end][1].tag in below:
                    end += 1
                section = _Section(self._rows[at:end])
                section._taken = self._taken
                found.append((segment, section))
        return found

    def left(self) -> Iterator[tuple[str, object]]:
        """Every segment nobody took, as it came, by its place in the message and its tag."""
        for place, segment in self._rows:
            if place not in self._taken:
                yield f"{place}/{segment.tag}", segment.text


def _read(message: Message, sender: str, channel: str, currency: str) -> OrderDocument | Rejected:
    external = ""
    try:
        if message.type != "ORDERS":
            raise DocumentRefused(f"it is a message {quote(message.type)}, no order (ORDERS)")
        if message.fault:
            raise DocumentRefused(message.fault)
        head, groups, summary = _sections(message)
        external = _external(head, sender)
        return _order(head, groups, summary, _Frame(channel, external, currency, message.decimal))
    except DocumentRefused as refusal:
        return rejected(refusal, message.text, external)


class _Frame(NamedTuple):
    """What holds for the whole message."""

    channel: str
    external: str
    currency: str
    decimal: str


def _sections(message: Message) -> tuple[_Section, list[_Section], _Section]:
    """The message's head, a section for each LIN, and what follows UNS."""
    parts: list[list[tuple[int, Segment]]] = [[]]
    summary: list[tuple[int, Segment]] = []
    held = parts[0]
    for place, segment in enumerate(message.segments[1:-1], 2):
        if segment.tag == "UNS":
            held = summary
            continue
        if segment.tag == "LIN":
            held = []
            parts.append(held)
        held.append((place, segment))
    return _Section(parts[0]), [_Section(rows) for rows in parts[1:]], _Section(summary)


def _external(head: _Section, sender: str) -> str:
    start = head.first("BGM")
    number = start.get(1) if start else ""
    if start is None or not number:
        raise DocumentRefused("it has no number (BGM)")
    buyer = next((segment.get(1) for segment, _ in head.groups("NAD") if segment.get(0) == "BY"), "") or sender
    external = identity_of(f"{buyer}:{number}", "its number (BGM) with its buyer (NAD+BY)")
    if start.get(0) not in _ORDERS:
        raise DocumentRefused(f"its document name (BGM) is {quote(start.get(0))}, which is no order", external)
    if start.get(2) not in _FUNCTIONS | {_CANCELS}:
        raise DocumentRefused(f"its function (BGM) is {quote(start.get(2))}: it changes an order sent before", external)
    return external


def _order(head: _Section, groups: list[_Section], summary: _Section, frame: _Frame) -> OrderDocument:
    start = head.take("BGM")[0]
    money_of = head.first("CUX", "2") or head.first("CUX")
    held = figures.currency_of((money_of.get(0, 1) if money_of else "") or frame.currency)
    parties = {
        segment.get(0): _party(segment, section)
        for segment, section in head.groups("NAD", "CTA", "COM")
        if segment.get(0) in _PARTIES
    }
    head.take("NAD", *_PARTIES)
    buyer = parties.get("BY", (AddressPart(), ""))
    lines = tuple(_line(section, place, held, frame.decimal) for place, section in enumerate(groups, 1))
    discount, charges, shipping = _allowances(head, held, frame.decimal)
    total = summary.first("MOA", *_TOTALS)
    taxes = summary.take("MOA", "176") or summary.take("MOA", "124")
    _refuse_wrong_counts(summary, lines, frame.decimal)
    return OrderDocument(
        channel=frame.channel,
        external=frame.external,
        number=clean(start.get(1)),
        dated=_date(head, "137"),
        deliver_by=_date(head, "2", "64", "63", "10"),
        currency=held.code,
        customer=_customer(*buyer),
        ship_to=next((parties[code][0] for code in _GOODS_GO_TO if code in parties), AddressPart()),
        bill_to=parties["IV"][0] if "IV" in parties else buyer[0],
        lines=lines,
        shipping=shipping,
        charges=charges,
        discount=discount,
        tax=sum(_money(segment, held, frame.decimal) for segment in taxes),
        total=_money(total, held, frame.decimal) if total else None,
        cancelled=start.get(2) == _CANCELS,
        note=_free_text(head),
        extra=kept(entry for section in (head, *groups, summary) for entry in section.left()),
    )


def _line(section: _Section, place: int, held: Currency, decimal: str) -> DocumentLine:
    head = section.first("LIN")
    codes = _codes(section, head)
    ordered = section.first("QTY", "21", "1")
    if head is None or ordered is None:
        raise DocumentRefused(f"line {place} has no quantity (QTY+21)")
    quantity = figures.quantity_of(_point(ordered.get(0, 1), decimal), f"the quantity of line {place}")
    discount = charges = 0
    priced = section.first("PRI", "AAA", "AAB", "AAE", "CAL", "INF")
    if priced and priced.get(0) != "AAA":
        # AAA is net: with it, the line's allowances are only told.
        discount, charges, freight = _allowances(section, held, decimal)
        charges += freight
    stated = section.first("MOA", "203")
    after = _money(stated, held, decimal) + discount - charges if stated else None
    unit_price, exact, basis, amount = _price(priced, quantity, after, held, decimal)
    tax = next((segment for segment in section.take("TAX", "7") if segment.get(1) in ("VAT", "GST")), None)
    rate = _point(tax.get(4, 3), decimal) if tax else ""
    return DocumentLine(
        line=place,
        external=identity_of(head.get(0), f"the number of line {place}"),
        # A number of the buyer's own is better than none: it may be known here from an earlier order.
        sku=codes.get("SA")
        or codes.get("MF")
        or ("" if codes.keys() & _BARCODES else codes.get("IN") or codes.get("BP", "")),
        barcode=next((codes[kind] for kind in codes if kind in _BARCODES), ""),
        name=clean(
            " ".join(" ".join(segment.elements[2][3:5]) for segment in section.take("IMD") if len(segment.elements) > 2)
        ),
        quantity=quantity,
        unit=clean(ordered.get(0, 2)),
        unit_price=unit_price,
        exact_price=exact,
        price_basis=basis,
        amount=amount,
        discount=discount,
        charges=charges,
        tax_rate=figures.per_cent(rate, f"the tax rate of line {place}") if rate else "",
        note=_free_text(section),
    )


def _codes(section: _Section, head: Segment | None) -> dict[str, str]:
    """The line's item numbers by their kind (7143): EN and UP are GTINs, SA the supplier's, IN and BP the buyer's."""
    rows = [(head.get(2), head.get(2, 1))] if head else []
    for segment in section.take("PIA"):
        rows += [(segment.get(at), segment.get(at, 1)) for at in range(1, len(segment.elements))]
    codes: dict[str, str] = {}
    for code, kind in rows:
        cleaned = clean(code, limit=LONGEST_CODE + 1)
        if len(cleaned) > LONGEST_CODE:
            raise DocumentRefused(f"an item number is longer than {LONGEST_CODE} characters")
        if cleaned:
            codes.setdefault(kind, cleaned)
    return codes


def _price(
    priced: Segment | None, quantity: Thousandths, after: Minor | None, held: Currency, decimal: str
) -> tuple[Minor | None, str, Thousandths, Minor]:
    """Unit price, exact price, its basis, and price times quantity; `after` is the amount the message states."""
    if priced is None and (after is None or quantity <= 0):
        return None, "", ONE, 0
    if priced is None:
        # The amount is told and the price is not: the amount is the price of the whole quantity.
        value, basis = Decimal(after or 0).scaleb(-held.exponent), quantity
    else:
        value = figures.decimal(_point(priced.get(0, 1), decimal), "a price (PRI)")
        told = _point(priced.get(0, 4), decimal)
        basis = figures.quantity_of(told, "a price's basis (PRI)") if told else ONE
    if basis <= 0:
        raise DocumentRefused("a price's basis (PRI) is not above zero")
    unit = Fraction(value) * ONE / basis
    unit_price = figures.rounded(unit, held)
    is_exact = Fraction(unit_price, 10**held.exponent) == unit
    amount = figures.extend(value, quantity, held, basis) if after is None else after
    return unit_price, "" if is_exact else figures.plain(value), ONE if is_exact else basis, amount


def _allowances(section: _Section, held: Currency, decimal: str) -> tuple[Minor, Minor, Minor]:
    """Discounts, charges and freight of the document, or of a line, as far as they are told in money (MOA)."""
    discount = charges = freight = 0
    for segment, group in section.groups("ALC", "QTY", "PCD", "MOA", "RTE", "TAX"):
        amounts = group.take("MOA", "8", "23", "204")
        if not amounts:
            continue
        group.take("ALC")
        amount = _money(amounts[0], held, decimal)
        if segment.get(0) == "A":
            discount += amount
        elif segment.get(4) in _FREIGHT:
            freight += amount
        else:
            charges += amount
    return discount, charges, freight


def _party(segment: Segment, section: _Section) -> tuple[AddressPart, str]:
    """A party's name and address, and its e-mail."""
    told = {com.get(0, 1): clean(com.get(0)) for com in section.take("COM")}
    contacts = [clean(contact.get(1, 1)) for contact in section.take("CTA")]
    name, rows = _joined(segment, 3), [part for part in (*_parts(segment, 2), *_parts(segment, 4)) if part]
    address = AddressPart(
        name=next(filter(None, contacts), "") or name or (rows.pop(0) if rows else ""),
        company=name,
        lines=tuple(rows),
        city=clean(segment.get(5)),
        region=clean(segment.get(6)),
        postcode=clean(segment.get(7)),
        country=clean(segment.get(8)),
        phone=told.get("TE", ""),
        external=identity_of(segment.get(1), f"the party {segment.get(0)} (NAD)"),
    )
    return address, told.get("EM", "")


def _customer(address: AddressPart, email: str) -> CustomerPart:
    return CustomerPart(
        name=address.name, email=email, phone=address.phone, external=address.external, company=address.company
    )


def _parts(segment: Segment, element: int) -> list[str]:
    return [clean(part) for part in segment.elements[element]] if element < len(segment.elements) else []


def _joined(segment: Segment, element: int) -> str:
    return clean(" ".join(_parts(segment, element)))


def _free_text(section: _Section) -> str:
    texts = [
        " ".join(part for part in segment.elements[3]) for segment in section.take("FTX") if len(segment.elements) > 3
    ]
    return clean(" ".join(texts), limit=LONGEST_NOTE)


def _date(section: _Section, *qualifiers: str) -> str:
    """The calendar date of a DTM (formats 102, 203, 204 and 303 of 2379 all begin with CCYYMMDD), '' for none."""
    segment = section.first("DTM", *qualifiers)
    if segment is None:
        return ""
    text = segment.get(0, 1)
    return figures.day(f"{text[:4]}-{text[4:6]}-{text[6:8]}", f"the date {qualifiers[0]} (DTM)")


def _money(segment: Segment, held: Currency, decimal: str) -> Minor:
    if segment.get(0, 2) not in ("", held.code):
        raise DocumentRefused(f"an amount (MOA) is in {quote(segment.get(0, 2))}, the order in {held.code}")
    return figures.minor(_point(segment.get(0, 1), decimal), held, f"the amount {segment.get(0)} (MOA)")


def _point(text: str, decimal: str) -> str:
    """A number with a point: ISO 9735 lets UNA choose the sign, and takes both the comma and the point."""
    return text.replace(decimal, ".").replace(",", ".")


def _refuse_wrong_counts(summary: _Section, lines: tuple[DocumentLine, ...], decimal: str) -> None:
    """CNT tells what the sender had: 2 the number of lines, 1 the sum of the quantities."""
    for segment in summary.take("CNT", "2", "1"):
        told = figures.quantity_of(_point(segment.get(0, 1), decimal), "the control total (CNT)")
        real = len(lines) * ONE if segment.get(0) == "2" else sum(line.quantity for line in lines)
        if told != real:
            raise DocumentRefused(
                f"its control total (CNT+{segment.get(0)}) is not that of its lines: some are missing"
            )
