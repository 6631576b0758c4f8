"""Why: any number explained, offline, from the facts behind it. One module a kind of number; this is their index."""

from __future__ import annotations

from storeops.reports.why.atp import why_atp
from storeops.reports.why.drawer import why_drawer
from storeops.reports.why.order import why_order
from storeops.reports.why.price import why_cart_line, why_price
from storeops.reports.why.stock import why_stock
from storeops.reports.why.tax import why_tax
from storeops.reports.why.total import FIGURES, UnknownFigure, why_total

__all__ = [
    "FIGURES",
    "UnknownFigure",
    "why_atp",
    "why_cart_line",
    "why_drawer",
    "why_order",
    "why_price",
    "why_stock",
    "why_tax",
    "why_total",
]
