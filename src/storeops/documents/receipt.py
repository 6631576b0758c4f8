"""The receipt of a sale or a return: everything a customer needs to check it, and to bring goods back by it."""

from __future__ import annotations

from collections.abc import Iterator

from storeops.documents.figures import Figures, moment, tender_name
from storeops.documents.layout import Blank, Block, Columns, Cut, Layout, Line, Rule, Width, code_of
from storeops.documents.tax_table import tax_table
from storeops.reports.sale_view import LineView, SaleView
from storeops.reports.shop import ShopView


def receipt(sale: SaleView, shop: ShopView, *, width: Width, copy: int = 0) -> Layout:
    """The receipt as a layout. `copy` n marks the n-th copy, above and below."""
    figures = Figures.of(shop)
    blocks = (
        *_copy_mark(copy),
        *shop_head(shop),
        *_document_head(sale, width),
        Rule(),
        *(block for line in sale.lines for block in _line(line, figures)),
        Rule(),
        *_totals(sale, figures),
        *_payment(sale, figures),
        *_taxes(sale, shop, figures, width),
        Blank(),
        code_of(sale.number, width),
        *_footer(sale, shop),
        *_copy_mark(copy),
        Cut(),
    )
    return Layout(width, blocks, title=f"{'Return' if sale.kind == 'return' else 'Receipt'} {sale.number}")


def shop_head(shop: ShopView) -> tuple[Block, ...]:
    """Who issued the document: name, address, tax number."""
    tax = (Line(f"{shop.tax_name} No. {shop.tax_number}", "center"),) if shop.tax_number else ()
    return (
        Line(shop.name, "center", bold=True, size=2),
        *(Line(row, "center") for row in shop.address),
        *tax,
        Blank(),
    )


def _copy_mark(copy: int) -> tuple[Block, ...]:
    return (Line(f"COPY {copy}", "center", bold=True, size=2),) if copy else ()


def _document_head(sale: SaleView, width: int) -> Iterator[Block]:
    if sale.kind == "return":
        yield Line("RETURN", "center", bold=True, size=2)
        yield Columns("Return", sale.number)
        if sale.original:
            yield Columns("For receipt", sale.original)
        elif sale.reason:
            yield Line("Taken back without a receipt")
        if sale.reason:
            yield Columns("Reason", sale.reason.replace("-", " ").replace("_", " "))
    else:
        yield Columns("Receipt", sale.number)
    yield Columns(moment(sale.recorded_at), f"Till {sale.terminal}")
    if sale.business_date != sale.recorded_at.date():
        yield Columns("Business date", sale.business_date.isoformat())
    if sale.actor:
        yield Columns("Served by", sale.actor)
    if sale.customer:
        yield Columns("Customer", sale.customer)


def _line(line: LineView, figures: Figures) -> Iterator[Block]:
    """The line before its discounts, then each discount: so the column of amounts adds up by itself."""
    yield Columns(line.name or line.sku, figures.money(line.amount + line.discount))
    if quantity := figures.quantity(line):
        yield Line(quantity, indent=2)
    if line.unit_price != line.list_price:
        reason = f", {line.price_reason}" if line.price_reason else ""
        yield Line(f"Price changed from {figures.money(line.list_price)}{reason}", indent=2)
    for discount in line.discounts:
        yield Columns(discount.label or "Discount", figures.money(-discount.amount), indent=2)
    # A return knows the sum that was taken off what came back, not each discount that made it.
    unnamed = line.discount - sum(discount.amount for discount in line.discounts)
    if unnamed:
        yield Columns("Discount", figures.money(-unnamed), indent=2)


def _totals(sale: SaleView, figures: Figures) -> Iterator[Block]:
    subtotal = sum(line.amount for line in sale.lines)
    if subtotal != sale.total:
        yield Columns("Subtotal", figures.money(subtotal))
        yield Columns("Tax", figures.money(sale.total - subtotal))
    name = "REFUND" if sale.kind == "return" else "TOTAL"
    yield Columns(f"{name} {sale.currency}", figures.money(sale.total), bold=True, size=2)
    if sale.rounding:
        yield Columns("Cash rounding", figures.signed(sale.rounding))
        owed = "To refund" if sale.kind == "return" else "To pay"
        yield Columns(owed, figures.money(sale.total + sale.rounding), bold=True)
    yield Blank()


def _payment(sale: SaleView, figures: Figures) -> Iterator[Block]:
    for tender in sale.tenders:
        name = tender_name(tender.kind)
        yield Columns(f"Refunded: {name}" if sale.kind == "return" else name, figures.money(tender.amount))
        if tender.reference:
            yield Line(f"Approval {tender.reference}", indent=2)
    if sale.change:
        yield Columns("CHANGE", figures.money(sale.change), bold=True)
    if sale.discount and sale.kind == "sale":
        yield Columns("You saved", figures.money(sale.discount))


def _taxes(sale: SaleView, shop: ShopView, figures: Figures, width: int) -> Iterator[Block]:
    if sale.taxes:
        yield Rule()
        yield from tax_table(sale.taxes, shop.tax_name, figures, width)


def _footer(sale: SaleView, shop: ShopView) -> Iterator[Block]:
    if sale.kind == "return":
        yield Blank()
        yield Line("Customer's signature", indent=0)
        yield Blank()
        yield Rule()
    elif shop.receipt_footer:
        yield Blank()
        yield from (Line(row, "center") for row in shop.receipt_footer)
