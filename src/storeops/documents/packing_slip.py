"""The packing slip in a parcel: what was ordered, what of it is in here, what comes otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from storeops.documents.figures import Figures
from storeops.documents.page import Page
from storeops.reports.shipping_views import PackingSlipView, ParcelLine
from storeops.reports.shop import ShopView
from storeops.rules.addresses import postal_label
from storeops.rules.amounts import Thousandths
from storeops.rules.wording import counted


def packing_slip(view: PackingSlipView, shop: ShopView) -> Page:
    """The slip as a page, for `page.page` (PDF) and `page_text.page_lines`. Prices stand on it when every line in the
    parcel knows its own and it is no gift.

    Raises what `rules.addresses.postal_label` raises."""
    figures = Figures.of(shop)
    priced = not view.gift and all(line.amount is not None for line in view.lines if line.here)
    return Page(
        title=f"Packing slip, order {view.order}",
        subtitle=f"To: {', '.join(postal_label(view.recipient, shop.country))}",
        headline=(
            ("Parcel", f"{view.parcel} of {view.parcels}" if view.parcels else str(view.parcel)),
            ("Ordered", view.ordered_on.isoformat()),
            ("Lines in here", str(sum(1 for line in view.lines if line.here))),
        ),
        notes=tuple(_notes(view, shop)),
        header=("Product", "Number", "Ordered", "In this parcel", "Elsewhere", *([shop.currency] if priced else [])),
        rows=tuple(_row(line, figures, priced) for line in view.lines),
        totals=_totals(view, figures) if priced else (),
        left=(0, 1),
        footer=f"{shop.name}, order {view.order}, parcel {view.parcel}",
    )


def _row(line: ParcelLine, figures: Figures, priced: bool) -> tuple[str, ...]:
    amount = "" if line.amount is None or not line.here else figures.money(line.amount)
    parts = (line.ordered, line.here, line.elsewhere)
    return (line.name or line.sku, line.sku, *(_how_much(part, line.unit, figures) for part in parts)) + (
        (amount,) if priced else ()
    )


def _how_much(quantity: Thousandths, code: str, figures: Figures) -> str:
    """'2' pieces, '0.350 kg'; '-' for none."""
    return figures.measure(quantity, code) if quantity else "-"


def _totals(view: PackingSlipView, figures: Figures) -> tuple[str, ...]:
    total = sum(line.amount or 0 for line in view.lines if line.here)
    return "In this parcel", "", "", "", "", figures.money(total)


def _notes(view: PackingSlipView, shop: ShopView) -> Iterator[str]:
    if view.gift_note:
        yield view.gift_note
    elsewhere = sum(1 for line in view.lines if line.elsewhere)
    if elsewhere:
        yield f"{counted(elsewhere, 'line')} not wholly in here: the rest is in other parcels, or still to come."
    if view.return_address is None:
        return
    where = ", ".join(postal_label(view.return_address, shop.country))
    if view.return_days:
        yield f"Goods can be sent back within {counted(view.return_days, 'day')}, with this slip, to: {where}."
    else:
        yield f"To send goods back, put this slip in the parcel. Address: {where}."
