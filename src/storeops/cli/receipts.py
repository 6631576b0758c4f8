"""A sale as a command answers with it: its receipt as text, or the sale as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storeops.cli.output import answer, lines

if TYPE_CHECKING:
    from storeops.documents.layout import Layout
    from storeops.reports.sale_view import SaleView
    from storeops.store import Store


def show(shop: Store, sale: SaleView, *, json: bool, copy: int = 0) -> None:
    """The answer of `sell`, `return`, `sale show` and `sale reprint`."""
    if json:
        from storeops.reports.plain import plain

        answer(plain(sale, shop.profile.currency.exponent))
    else:
        from storeops.documents.text import lines as rows

        lines(rows(layout(shop, sale, copy=copy)))


def layout(shop: Store, sale: SaleView, *, copy: int = 0) -> Layout:
    """The receipt, as wide as this machine's paper."""
    from storeops.devices.jobs import paper
    from storeops.documents.receipt import receipt
    from storeops.reports.letterhead import letterhead

    return receipt(sale, letterhead(shop.profile), width=paper(shop.settings.columns), copy=copy)
