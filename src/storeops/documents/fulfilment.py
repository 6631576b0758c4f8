"""The fulfilment report as a page."""

from __future__ import annotations

from storeops.documents.page import Bar, Page
from storeops.reports.fulfilment import FulfilmentView, StageView
from storeops.reports.shop import ShopView
from storeops.rules.quantity import decimal_string

_STAGES = {
    "picked": "Placed until picked",
    "packed": "Picked until packed",
    "sent": "Packed until sent",
    "whole": "Placed until sent",
}


def fulfilment_page(view: FulfilmentView, shop: ShopView) -> Page:
    """What the report says, in words and figures."""
    days = view.first.isoformat() if view.first == view.last else f"{view.first.isoformat()} to {view.last.isoformat()}"
    return Page(
        title="Fulfilment",
        subtitle=f"{shop.name}, orders sent {days}",
        headline=(
            ("Orders sent", str(view.orders)),
            ("On time", "-" if view.on_time is None else f"{view.on_time} %"),
            ("Parcels", str(view.parcels)),
            ("Walking saved", "-" if view.saved is None else f"{view.saved} %"),
        ),
        notes=tuple(_notes(view)),
        chart_title="Minutes at each stage, the median",
        chart=tuple(
            Bar(stage.stage, stage.minutes, str(stage.minutes)) for stage in view.stages if stage.minutes is not None
        ),
        header=("", "Orders", "Median", "Nine of ten"),
        rows=tuple(_row(stage) for stage in view.stages),
        footer=f"{shop.name}, fulfilment {days}",
    )


def _row(stage: StageView) -> tuple[str, ...]:
    return _STAGES[stage.stage], str(stage.orders), _told(stage.minutes), _told(stage.minutes_90)


def _told(minutes: int | None) -> str:
    if minutes is None:
        return "-"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"


def _notes(view: FulfilmentView) -> list[str]:
    notes = []
    if view.promised:
        notes.append(f"{view.in_time} of {view.promised} orders with a promised day were there, or sent, by that day.")
    if view.picks:
        notes.append(f"{view.picks} picks, {view.shorts} short: {decimal_string(view.short_units)} units not found.")
    notes += [
        f"{one.picker}: {one.picks} picks of {decimal_string(one.units)} units, {one.per_hour} an hour."
        for one in view.pickers
    ]
    if view.saved is not None:
        notes.append(
            f"{view.waves} waves walked {view.distance}; one order at a time it had been {view.distance_single}."
        )
    return notes
