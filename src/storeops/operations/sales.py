"""Completing a sale: one transaction, the printed receipt queued in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storeops.database.queries import carts as cart_queries
from storeops.database.queries import sales as queries
from storeops.journal.facts import ReceiptCopied, SaleCompleted, SaleLine
from storeops.operations import printing
from storeops.operations.carts import AlreadySold, refuse_elsewhere
from storeops.operations.drawer import DrawerNotOpen
from storeops.operations.leases import leave_alone
from storeops.operations.outgoing import goods_of
from storeops.operations.remarks import remark
from storeops.reports import sales as reports
from storeops.reports.sale_view import SaleView
from storeops.rules import carts as rules
from storeops.rules import postings
from storeops.rules.amounts import Minor
from storeops.rules.carts import Cart, PricedCart, PricedLine
from storeops.rules.errors import Refused
from storeops.rules.goods import Moved
from storeops.rules.quantity import extend
from storeops.rules.tax import TaxRounding, compute
from storeops.rules.tenders import Settlement, Tender, settle
from storeops.rules.text import clean
from storeops.store import Store, Tx


class EmptyCart(Refused):
    def __init__(self) -> None:
        super().__init__("There is nothing in this sale yet. Scan something first.")


def complete(
    shop: Store, cart: Cart, tenders: Sequence[Tender], *, receipt: bool = True, override: str = ""
) -> SaleView:
    """Take the money for a cart: the sale is recorded, stock and books move, the receipt is queued for the printer.

    `override` is the reason to sell what is leased to a channel all the same; it is journaled.
    Finishing the same cart again, with the same goods and tenders, changes nothing and gives the sale it became.
    Raises EmptyCart, DrawerNotOpen, Underpaid, Overpaid, UnknownTender, NotPositive, CardNumberRefused,
    SerialNotHere, StockLeased, DiskAlmostFull, AlreadySold (the cart became a sale of other goods or other tenders),
    CartElsewhere, and what `Store.write` raises; nothing is written then."""
    given = tuple(_cleaned(tender) for tender in tenders)
    why = remark(override, "reason", limit=80)
    with shop.write() as tx:
        if queries.exists(tx.connection, cart.id):
            return _sold_before(tx, cart, given)
        refuse_elsewhere(tx, cart)
        shop.require_room()
        if not cart.lines:
            raise EmptyCart
        if tx.session is None:
            raise DrawerNotOpen(tx.profile.terminal)
        profile = tx.profile
        priced = rules.price(cart, prices_include_tax=profile.prices_include_tax, rounding=profile.tax_rounding)
        settlement = settle(priced.total, given, profile.cash)
        fact = _fact(tx, priced, settlement, tx.session["id"])
        overridden = leave_alone(tx, cart.id, fact.lines, why)
        entry = tx.record(fact, id=cart.id)
        for one in overridden:
            tx.record(one)
        cart_queries.remove(tx.connection, cart.id)
        if receipt and shop.settings.printer:
            printing.queue(tx, "receipt", cart.id)
        return reports.of_entry(entry)


def _sold_before(tx: Tx, cart: Cart, tenders: tuple[Tender, ...]) -> SaleView:
    """The sale a cart became, asked for a second time. Other goods would leave unpaid, other money would vanish: they
    are refused. Raises AlreadySold."""
    view = reports.by_id(tx.connection, cart.id)
    goods = [(line.sku, line.quantity, line.unit_price) for line in view.lines]
    money = [(tender.kind, tender.amount, tender.reference) for tender in view.tenders]
    profile = tx.profile
    priced = rules.price(cart, prices_include_tax=profile.prices_include_tax, rounding=profile.tax_rounding)
    same_goods = goods == [(line.item.sku, line.quantity, line.unit_price) for line in cart.lines]
    if (
        not same_goods
        or priced.total != view.total
        or money != [(tender.kind, tender.amount, tender.reference) for tender in tenders]
    ):
        raise AlreadySold(view.number)
    return view


def _cleaned(tender: Tender) -> Tender:
    """A card terminal's approval code is text from outside."""
    return Tender(tender.kind, tender.amount, clean(tender.reference, limit=40))


def copy_receipt(shop: Store, number: str) -> SaleView:
    """Make a copy of a receipt: counted, marked as a copy, and queued where there is a printer.

    Raises UnknownSale."""
    with shop.write() as tx:
        view = reports.by_number(tx.connection, number)
        copy = view.copies + 1
        tx.record(
            ReceiptCopied(session=tx.session["id"] if tx.session else "", sale=view.id, number=view.number, copy=copy)
        )
        if shop.settings.printer:
            printing.queue(tx, "receipt", view.id, copy=copy)
        return reports.by_number(tx.connection, number)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands in its terminal's series; `grand_total` is the perpetual total before it."""

    number: str
    series: str
    counter: int
    grand_total: Minor


def next_place(tx: Tx, kind: str) -> Place:
    """The next place of this terminal's series, for a sale or a return. Gapless, because it is taken in the
    transaction that uses it."""
    series = tx.profile.series
    last, grand_total = queries.series_end(tx.connection, series, kind)
    return Place(f"{series}-{last + 1:06d}", series, last + 1, grand_total)


def _fact(tx: Tx, priced: PricedCart, settlement: Settlement, session: str) -> SaleCompleted:
    profile = tx.profile
    place = next_place(tx, "sale")
    goods = goods_of(tx, profile.location, [line.line for line in priced.lines])
    lines = tuple(
        _line(number, line, *moved) for number, (line, moved) in enumerate(zip(priced.lines, goods, strict=True), 1)
    )
    cost = sum(line.cost for line in lines if line.stocked)
    return SaleCompleted(
        number=place.number,
        series=place.series,
        counter=place.counter,
        session=session,
        location=profile.location,
        currency=profile.currency.code,
        customer=priced.cart.customer,
        prices_include_tax=profile.prices_include_tax,
        tax_rounding=profile.tax_rounding.value,
        rule_version=profile.rule_version,
        lines=lines,
        discount=priced.discount,
        net=priced.net,
        tax=priced.tax,
        total=priced.total,
        rounding=settlement.rounding,
        tenders=settlement.tenders,
        change=settlement.change,
        taxes=priced.taxes,
        grand_total=place.grand_total + priced.total,
        postings=postings.sale(
            net=priced.net,
            discount_net=sum(_discount_net(line, profile.prices_include_tax) for line in priced.lines),
            taxes=priced.taxes,
            tenders=settlement.tenders,
            change=settlement.change,
            rounding=settlement.rounding,
            cost=cost,
        ),
    )


def _line(place: int, priced: PricedLine, moved: tuple[Moved, ...], parts_cost: Minor | None) -> SaleLine:
    line, item = priced.line, priced.line.item
    return SaleLine(
        line=place,
        sku=item.sku,
        name=item.name,
        department=item.department,
        barcode=item.barcode,
        quantity=line.quantity,
        unit=item.unit,
        list_price=item.price,
        unit_price=line.unit_price,
        price_reason=line.price_reason,
        discounts=priced.discounts,
        amount=priced.amount,
        net=priced.tax.net,
        tax=priced.tax.tax,
        taxes=priced.tax.shares,
        cost=extend(item.cost, line.quantity) if parts_cost is None else parts_cost,
        stocked=item.stocked,
        moved=moved,
    )


def _discount_net(priced: PricedLine, prices_include_tax: bool) -> Minor:
    """A line's discounts without the tax that was saved with them."""
    discount = sum(part.amount for part in priced.discounts)
    if not discount or not prices_include_tax:
        return discount
    taxed = compute([(discount, priced.line.item.taxes)], prices_include_tax=True, rounding=TaxRounding.PER_LINE)
    return taxed.net
