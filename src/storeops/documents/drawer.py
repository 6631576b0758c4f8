"""The X and the Z report of a drawer session: the same figures, the Z with its number and what was counted."""

from __future__ import annotations

from collections.abc import Iterator

from storeops.documents.figures import Figures, moment, tender_name
from storeops.documents.layout import Blank, Block, Cells, Columns, Cut, Layout, Line, Rule, Width
from storeops.documents.receipt import shop_head
from storeops.documents.tax_table import tax_table
from storeops.reports.drawer_view import DrawerView
from storeops.reports.shop import ShopView


def drawer_report(view: DrawerView, shop: ShopView, *, width: Width) -> Layout:
    """A Z report when the view has a number, else an X report, which closes nothing and may be taken at any time."""
    figures = Figures.of(shop)
    blocks = (
        *shop_head(shop),
        *_head(view),
        Rule(),
        *_takings(view, figures, width),
        Rule(),
        *_cash(view, figures, width),
        Rule(),
        *_taxes(view, shop, figures, width),
        *_controls(view, figures),
        Rule(),
        *_proof(view, figures),
        Cut(),
    )
    return Layout(width, blocks, title=f"Z report {view.number}" if view.number else f"X report {view.terminal}")


def _head(view: DrawerView) -> Iterator[Block]:
    yield Line("Z REPORT" if view.number else "X REPORT", "center", bold=True, size=2)
    if view.number:
        yield Columns("Number", view.number, bold=True)
    else:
        yield Line("The drawer stays open", "center")
    yield Columns("Store and till", f"{view.store} {view.terminal}")
    yield Columns("Business date", view.business_date.isoformat())
    yield Columns("Opened", moment(view.opened_at))
    if view.closed_at:
        yield Columns("Closed", moment(view.closed_at))
    elif view.taken_at:
        yield Columns("Read", moment(view.taken_at))
    if view.actor:
        yield Columns("By", view.actor)


def _takings(view: DrawerView, figures: Figures, width: int) -> Iterator[Block]:
    yield _counted_row("Sales", view.sales_count, figures.money(view.sales_amount), width)
    yield _counted_row("Returns", view.returns_count, figures.money(-view.returns_amount), width)
    yield Columns("NET TAKINGS", figures.money(view.sales_amount - view.returns_amount), bold=True, size=2)
    if view.rounding:
        yield Columns("Cash rounding", figures.signed(view.rounding))
    yield Blank()
    for tender in view.tenders:
        yield _counted_row(tender_name(tender.kind), tender.count, figures.money(tender.amount), width)


def _cash(view: DrawerView, figures: Figures, width: int) -> Iterator[Block]:
    yield Line("CASH IN THE DRAWER", bold=True)
    yield Columns("Float", figures.money(view.float))
    yield Columns("Cash taken", figures.money(sum(t.amount for t in view.tenders if t.kind == "cash")))
    yield Columns("Paid in", figures.money(view.paid_in))
    yield Columns("Paid out", figures.money(-view.paid_out))
    yield Columns("Dropped to the safe", figures.money(-view.drops))
    yield Columns("EXPECTED", figures.money(view.expected), bold=True)
    for value, count in view.denominations:
        if count:
            yield _counted_row(figures.money(value), count, figures.money(value * count), width)
    if view.counted is not None:
        yield Columns("COUNTED", figures.money(view.counted), bold=True)
    if view.difference is not None:
        yield Columns(_over_short(view.difference), figures.signed(view.difference), bold=True, size=2)


def _over_short(difference: int) -> str:
    if difference == 0:
        return "EXACT"
    return "OVER" if difference > 0 else "SHORT"


def _taxes(view: DrawerView, shop: ShopView, figures: Figures, width: int) -> Iterator[Block]:
    if view.taxes:
        yield from tax_table(view.taxes, shop.tax_name, figures, width)
        yield Rule()


def _controls(view: DrawerView, figures: Figures) -> Iterator[Block]:
    yield Columns("Discounts given", figures.money(view.discount))
    yield Columns("Voids", str(view.voids))
    yield Columns("Drawer opened, no sale", str(view.no_sales))
    yield Columns("Copies of receipts", str(view.copies))


def _proof(view: DrawerView, figures: Figures) -> Iterator[Block]:
    if view.first_number:
        yield Columns("First receipt", view.first_number)
        yield Columns("Last receipt", view.last_number)
    yield Columns("Grand total", figures.money(view.grand_total), bold=True)
    if view.chain_head:
        yield Line("Journal")
        # Groups of eight, three to a row: a person can compare them aloud, and they fit the narrowest paper.
        groups = [view.chain_head[at : at + 8] for at in range(0, len(view.chain_head), 8)]
        for at in range(0, len(groups), 3):
            yield Line(" ".join(groups[at : at + 3]), indent=2)


def _counted_row(name: str, count: int, amount: str, width: int) -> Block:
    """Name, how many, amount: side by side where they fit, else the count goes to the name."""
    amounts = 14 if width < 42 else 18
    if len(amount) > amounts - 1:
        return Columns(f"{name} x {count}", amount)
    return Cells((name, f"x {count}", amount), (width - amounts - 7, 7, amounts))
