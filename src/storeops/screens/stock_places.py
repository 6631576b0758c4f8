"""A product at every location as rows and words: what lies there, what of it is free, what is coming. Pure."""

from __future__ import annotations

from storeops.reports.availability import LocationAtpView
from storeops.reports.nearby import NearbyView
from storeops.rules.amounts import Thousandths
from storeops.screens.shell.columns import Column
from storeops.screens.till.words import Words
from storeops.screens.widgets.line_list import Row


def place_columns(words: Words) -> tuple[Column, ...]:
    """Where, what lies there, what is promised or kept, what is free, what is coming."""
    figures = ("On hand", "Taken", "Free", "Coming")
    return (
        Column("Location"),
        Column("Code", 8),
        *(Column(title, 9, decimals=3, point=words.decimal) for title in figures),
    )


def place_rows(view: NearbyView, words: Words) -> tuple[Row, ...]:
    """One row a location, this one first, then the nearest."""
    unit = view.product.unit
    return tuple(
        Row(
            (
                _name(one, view),
                one.location,
                words.quantity(one.on_hand, unit),
                _some(taken(one), unit, words),
                words.quantity(one.atp, unit),
                _some(one.on_order + one.in_transit, unit, words),
            ),
            ink="wrong" if one.on_hand < 0 or one.atp < 0 else "",
        )
        for one in view.locations
    )


def taken(one: LocationAtpView) -> Thousandths:
    """What of it is not free: promised, reserved, held, kept as safety stock."""
    return one.allocated + one.reserved + one.held + one.safety_stock


def _some(quantity: Thousandths, unit: str, words: Words) -> str:
    return words.quantity(quantity, unit) if quantity else ""


def _name(one: LocationAtpView, view: NearbyView) -> str:
    return f"{one.name} (here)" if one.location == view.here else one.name


def nearest_words(view: NearbyView, words: Words) -> str:
    """'nearest: Warehouse has 38 free'."""
    if view.nearest is None:
        return "no other location has any free" if len(view.locations) > 1 else ""
    return f"nearest: {view.nearest.name} has {words.measure(view.nearest.atp, view.product.unit)} free"
