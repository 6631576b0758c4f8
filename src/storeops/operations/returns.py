"""Taking goods back: against their receipt, giving back exactly what was paid, or without one, at a price agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from storeops.database.queries import products as product_queries
from storeops.database.queries import rma as rma_queries
from storeops.database.queries import sales as queries
from storeops.database.queries import shop as shop_queries
from storeops.database.queries import sourcing as sourcing_queries
from storeops.journal.envelope import Entry
from storeops.journal.facts import (
    HistoricSale,
    LineQuantity,
    OrderResolved,
    OrderReturned,
    ReturnLine,
    SaleCompleted,
    SaleReturned,
)
from storeops.journal.reading import fact
from storeops.operations import printing
from storeops.operations.carts import NoReason
from storeops.operations.drawer import DrawerNotOpen
from storeops.operations.locations import known_location
from storeops.operations.lookup import NoPrice, look_up
from storeops.operations.orders import allocation, money
from storeops.operations.remarks import remark
from storeops.operations.rma.goods import still_away
from storeops.operations.sales import next_place
from storeops.reports import sales as reports
from storeops.reports.orders.state import by_id, reinstatements
from storeops.reports.sale_view import SaleView
from storeops.rules import postings
from storeops.rules import quantity as quantities
from storeops.rules import returns as rules
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.carts import Item, TooMuchMoney
from storeops.rules.errors import Refused
from storeops.rules.goods import Moved
from storeops.rules.money import display, parse
from storeops.rules.money.cash_rounding import round_cash
from storeops.rules.orders.lines import Part
from storeops.rules.postings import Posting
from storeops.rules.tax import compute, summary
from storeops.rules.tenders import CASH, KINDS, Tender, UnknownTender, refunds
from storeops.store import RecordedOtherwise, Store, Tx


class NotReturnable(Refused):
    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"{number} cannot be taken back here: {why}.")
        self.number = number
        self.why = why


class OnItsWay(Refused):
    """The goods are authorised to come back by parcel: whoever took them at the counter, too, would refund them twice.
    `quantity` of the line is free to come back here."""

    def __init__(self, line: int, name: str, numbers: Sequence[str], quantity: Thousandths) -> None:
        super().__init__(
            f"Line {line} ({name}) is to come back with return {', '.join(numbers)}; "
            f"{quantities.decimal_string(quantity)} of it is free. Receive and refund it there, or close that return."
        )
        self.line = line
        self.quantity = quantity


def take_back(
    shop: Store,
    number: str,
    wanted: Sequence[tuple[int, Thousandths]],
    reason: str,
    *,
    disposition: str = "restock",
    location: str = "",
    command: str = "",
    receipt: bool = True,
) -> SaleView:
    """Take back (line, quantity) of a sale; the money goes to the tenders it came from.

    The goods come to `location`, by default this store's shop floor; what was sent for a customer order goes back to
    what that order has paid in advance, so it needs no drawer. `command`, made when the form opens, is the return's
    id: asking twice takes back once. Raises UnknownSale, AmbiguousSale, NotReturnable, NoSuchLine, ReturnTooMuch,
    UnknownDisposition, NothingToReturn, NoReason, DrawerNotOpen, UnknownLocation, NotWhole, NotAQuantity,
    OnItsWay, CardNumberRefused, DiskAlmostFull, RecordedOtherwise; nothing is written then."""
    with shop.write() as tx:
        back = take_back_in(tx, number, wanted, reason, disposition=disposition, location=location, command=command)
        if isinstance(back, SaleView):
            return back
        shop.require_room()
        if receipt and shop.settings.printer:
            printing.queue(tx, "receipt", back.envelope.id)
        return reports.of_entry(back)


def take_back_in(
    tx: Tx,
    number: str,
    wanted: Sequence[tuple[int, Thousandths]],
    reason: str,
    *,
    disposition: str = rules.RESTOCK,
    location: str = "",
    command: str = "",
) -> Entry | SaleView:
    """`take_back` within a transaction of the caller's: the return's fact, or what the same command left before."""
    why = remark(reason, "reason")
    if not why:
        raise NoReason("A return")
    original, sale = _original(tx.connection, number)
    if done := tx.recorded(command):
        return _taken_back_before(tx, done, original, wanted)
    if sale.currency != tx.profile.currency.code:
        here = tx.profile.currency.code
        raise NotReturnable(sale.number, f"it was paid in {sale.currency}, and this drawer holds {here}")
    if tx.session is None and not sale.order:
        raise DrawerNotOpen(tx.profile.terminal)
    before = {line: done[0] for line, done in queries.returned(tx.connection, original).items()}
    lines = rules.lines_back(sale.lines, before, wanted, disposition, prices_include_tax=sale.prices_include_tax)
    if sale.order:
        _refuse_on_its_way(tx, original, sale, before, lines)
        lines = still_away(tx.connection, original, lines)
    entry = tx.record(_fact(tx, original, sale, lines, why, location), id=command)
    if sale.order:
        _record_returned(tx, sale, entry, lines)
    allocation.fill(tx, _shelved(lines))
    return entry


def take_back_without_receipt(
    shop: Store,
    goods: Sequence[tuple[str, Thousandths, Minor | None]],
    reason: str,
    *,
    customer: str = "",
    tender: str = CASH,
    disposition: str = rules.RESTOCK,
    location: str = "",
    command: str = "",
    receipt: bool = True,
) -> SaleView:
    """Take back goods whose sale nobody can name: (SKU or barcode, quantity, price of one unit).

    Where no price is named, the lowest that the product ever had in any price list goes back: nobody gains by buying
    cheap and bringing back without the receipt. Tax is that of the day. At most the setting `receiptless_limit` (an
    amount such as 50.00; without it there is no limit) is given back, with one tender, `cash` or `card`. `command` is
    the return's id: asking twice takes back once. Raises UnknownProduct, NoPrice, NotWhole, NotAQuantity, TooMuchMoney,
    NothingToReturn, UnknownDisposition, UnknownTender, OverReceiptlessLimit, NoReason, DrawerNotOpen (cash),
    UnknownLocation, CardNumberRefused, DiskAlmostFull, RecordedOtherwise; nothing is written then."""
    with shop.write() as tx:
        how = {"customer": customer, "tender": tender, "disposition": disposition, "location": location}
        back = take_back_without_receipt_in(tx, goods, reason, **how, command=command)
        if isinstance(back, SaleView):
            return back
        shop.require_room()
        if receipt and shop.settings.printer:
            printing.queue(tx, "receipt", back.envelope.id)
        return reports.of_entry(back)


def take_back_without_receipt_in(
    tx: Tx,
    goods: Sequence[tuple[str, Thousandths, Minor | None]],
    reason: str,
    *,
    customer: str = "",
    tender: str = CASH,
    disposition: str = rules.RESTOCK,
    location: str = "",
    command: str = "",
) -> Entry | SaleView:
    """`take_back_without_receipt` within a transaction of the caller's; answers like `take_back_in`."""
    why, who = remark(reason, "reason"), remark(customer, "customer")
    if not why:
        raise NoReason("A return")
    if tender not in KINDS:
        raise UnknownTender(tender)
    lines = _received(tx, goods, disposition)
    if done := tx.recorded(command):
        return _received_before(tx, done, lines)
    _refuse_over_limit(tx, sum(line.net + line.tax for line in lines))
    if tender == CASH and tx.session is None:
        raise DrawerNotOpen(tx.profile.terminal)
    return tx.record(_receiptless(tx, lines, why, who, tender, location), id=command)


def _received(
    tx: Tx, goods: Sequence[tuple[str, Thousandths, Minor | None]], disposition: str
) -> tuple[rules.Back, ...]:
    """The lines, each at its price and taxed as a sale of today would be."""
    if disposition not in rules.DISPOSITIONS:
        raise rules.UnknownDisposition(disposition)
    if not goods:
        raise rules.NothingToReturn
    found = [_priced(tx, *one) for one in goods]
    taxed = compute(
        [(quantities.extend(price, quantity), item.taxes) for item, quantity, price in found],
        prices_include_tax=tx.profile.prices_include_tax,
        rounding=tx.profile.tax_rounding,
    )
    kits = sourcing_queries.kits(tx.connection, [item.sku for item, _, _ in found])
    return tuple(
        rules.without_receipt(item, quantity, price, line, disposition, _parts(kits.get(item.sku, ()), quantity))
        for (item, quantity, price), line in zip(found, taxed.lines, strict=True)
    )


def _priced(tx: Tx, code: str, amount: Thousandths, named: Minor | None) -> tuple[Item, Thousandths, Minor]:
    """The product a code means, how much of it, and what goes back for one unit."""
    product = look_up(tx.connection, tx.profile, code, tx.business_date, for_sale=False)
    item, quantity = product.item, amount * product.quantity // ONE
    quantities.check(quantity, quantities.unit(item.unit))
    if quantity < 0:
        raise quantities.NotAQuantity(quantities.decimal_string(quantity), "say how many come back")
    price = product_queries.lowest_price(tx.connection, item.sku, tx.business_date) if named is None else named
    if price is None:
        raise NoPrice(item.sku, item.name, tx.business_date)
    if not (0 <= price < 10**13 and quantities.extend(price, quantity) < 10**13):
        raise TooMuchMoney
    return item, quantity, price


def _parts(parts: Sequence[Part], quantity: Thousandths) -> tuple[Moved, ...]:
    """The parts of a kit; what is no kit comes back as itself."""
    return tuple(Moved(sku=one.sku, quantity=one.quantity * quantity // ONE, unit_cost=one.cost) for one in parts)


def _received_before(tx: Tx, done: Entry, lines: Sequence[rules.Back]) -> SaleView:
    """What the same form left when it was sent before. Raises RecordedOtherwise."""
    before = done.envelope.fact
    if (
        not isinstance(before, SaleReturned)
        or before.original
        or [(line.sku, line.quantity) for line in before.lines] != [(line.sku, line.quantity) for line in lines]
    ):
        raise RecordedOtherwise(done.envelope.id)
    return reports.by_id(tx.connection, done.envelope.id)


def _refuse_over_limit(tx: Tx, total: Minor) -> None:
    text = shop_queries.settings(tx.connection, ("", tx.profile.store)).get("receiptless_limit", "")
    if text and total > (limit := parse(text, tx.profile.currency)):
        shown = display(limit, tx.profile.currency.exponent, decimal=tx.profile.decimal)
        raise rules.OverReceiptlessLimit(total, limit, shown)


def _receiptless(
    tx: Tx, lines: tuple[rules.Back, ...], reason: str, customer: str, tender: str, location: str
) -> SaleReturned:
    place, profile = next_place(tx, "return"), tx.profile
    total = sum(line.net + line.tax for line in lines)
    paid = round_cash(total, profile.cash.step, profile.cash.mode) if tender == CASH else total
    tenders = (Tender(tender, paid),) if paid else ()
    return SaleReturned(
        number=place.number,
        series=place.series,
        counter=place.counter,
        session=tx.session["id"] if tx.session else "",
        location=known_location(tx, location),
        currency=profile.currency.code,
        customer=customer,
        original="",
        original_number="",
        reason=reason,
        prices_include_tax=profile.prices_include_tax,
        lines=tuple(_line(number, line) for number, line in enumerate(lines, 1)),
        discount=0,
        net=sum(line.net for line in lines),
        tax=sum(line.tax for line in lines),
        total=total,
        rounding=paid - total,
        tenders=tenders,
        taxes=summary(share for line in lines for share in line.taxes),
        grand_total=place.grand_total + total,
        postings=_postings(lines, tenders, paid - total),
    )


def _taken_back_before(tx: Tx, done: Entry, original: str, wanted: Sequence[tuple[int, Thousandths]]) -> SaleView:
    """What the same form left when it was sent before. Raises RecordedOtherwise."""
    sums: dict[int, Thousandths] = {}
    for line, quantity in wanted:
        sums[line] = sums.get(line, 0) + quantity
    before = done.envelope.fact
    if (
        not isinstance(before, SaleReturned)
        or before.original != original
        or {line.original_line: line.quantity for line in before.lines} != sums
    ):
        raise RecordedOtherwise(done.envelope.id)
    return reports.by_id(tx.connection, done.envelope.id)


def _original(connection: Connection, number: str) -> tuple[str, SaleCompleted]:
    id = reports.id_of(connection, number)
    entry = fact(connection, id)
    document = entry.envelope.fact if entry else None
    if isinstance(document, SaleCompleted):
        return id, document
    if isinstance(document, HistoricSale):
        told = "it was sold by another system, whose prices paid and tenders are not known"
        raise NotReturnable(document.document, told)
    if isinstance(document, SaleReturned):
        raise NotReturnable(document.number, "it is a return itself")
    raise reports.UnknownSale(number)


def _fact(
    tx: Tx, original: str, sale: SaleCompleted, lines: tuple[rules.Back, ...], reason: str, location: str
) -> SaleReturned:
    place = next_place(tx, "return")
    now = sum(line.net + line.tax for line in lines)
    before = queries.given_back(tx.connection, original)
    tenders, rounding = refunds(sale.total, sale.tenders, sale.change, tx.profile.cash, before=before, now=now)
    return SaleReturned(
        number=place.number,
        series=place.series,
        counter=place.counter,
        session=tx.session["id"] if tx.session else "",
        location=known_location(tx, location),
        currency=sale.currency,
        customer=sale.customer,
        original=original,
        original_number=sale.number,
        reason=reason,
        prices_include_tax=sale.prices_include_tax,
        lines=tuple(_line(number, line) for number, line in enumerate(lines, 1)),
        discount=sum(line.discount for line in lines),
        net=sum(line.net for line in lines),
        tax=sum(line.tax for line in lines),
        total=now,
        rounding=rounding,
        tenders=tenders,
        taxes=summary(share for line in lines for share in line.taxes),
        grand_total=place.grand_total + now,
        postings=_postings(lines, tenders, rounding),
        channel=sale.channel,
    )


def _postings(lines: Sequence[rules.Back], tenders: Sequence[Tender], rounding: Minor) -> tuple[Posting, ...]:
    return postings.sale(
        net=sum(line.net for line in lines),
        discount_net=sum(line.discount_net for line in lines),
        taxes=summary(share for line in lines for share in line.taxes),
        tenders=tenders,
        change=0,
        rounding=rounding,
        cost=sum(line.cost for line in lines if line.stocked),
        restocked_cost=sum(line.cost for line in lines if line.stocked and line.disposition == rules.RESTOCK),
        sign=-1,
    )


def _record_returned(tx: Tx, sale: SaleCompleted, entry: Entry, lines: Sequence[rules.Back]) -> None:
    """Tell the order. What was cancelled and sent all the same came back as sent goods: its cancellation counts no
    longer, or it would be given back twice."""
    of = {line.line: line for line in sale.lines}
    parts = tuple(
        LineQuantity(of[back.original_line].order_line, back.quantity, back.net + back.tax, back.stocked)
        for back in lines
    )
    state = by_id(tx.connection, sale.order)
    if kept := reinstatements(state, {part.line: part.quantity for part in parts}):
        tx.record(OrderResolved(order=sale.order, reinstated=kept, reason="it came back"))
    tx.record(OrderReturned(order=sale.order, sale=entry.envelope.id, lines=parts))
    money.let_go(tx, by_id(tx.connection, sale.order), "it came back")


def _refuse_on_its_way(
    tx: Tx, original: str, sale: SaleCompleted, before: Mapping[int, Thousandths], lines: Sequence[rules.Back]
) -> None:
    """Raises OnItsWay."""
    announced, kept = rma_queries.on_their_way(tx.connection, original), rma_queries.kept(tx.connection, original)
    sold = {line.line: line.quantity for line in sale.lines}
    for back in lines:
        number = back.original_line
        free = sold[number] - before.get(number, 0) - announced.get(number, 0) - kept.get(number, 0)
        if number in announced and back.quantity > free:
            numbers = rma_queries.numbers_of(tx.connection, original, number)
            raise OnItsWay(number, back.name, numbers, max(0, free))


def _shelved(lines: Sequence[rules.Back]) -> set[str]:
    """The products that lie on the shelf again: of a kit, its parts."""
    back = [line for line in lines if line.stocked and line.disposition == rules.RESTOCK]
    return {sku for line in back for sku in ([one.sku for one in line.moved] or [line.sku])}


def _line(place: int, back: rules.Back) -> ReturnLine:
    names = (name for name in ReturnLine.__struct_fields__ if name != "line")
    return ReturnLine(line=place, **{name: getattr(back, name) for name in names})
