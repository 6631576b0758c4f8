"""Parcels as the command line shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storeops.cli.output import answer, lines

if TYPE_CHECKING:
    from storeops.reports.parcels import ParcelView
    from storeops.store import Store


def show_parcel(shop: Store, number: str, *, json: bool) -> None:
    """One parcel: what is in it, its label, what became of it."""
    from storeops.reports import parcels
    from storeops.reports.plain import plain

    with shop.read() as connection:
        view = parcels.parcel_of(connection, number)
    if json:
        answer(plain(view, shop.profile.currency.exponent))
    else:
        lines(told(view, shop.profile.currency.exponent))


def told(view: ParcelView, exponent: int) -> list[str]:
    from storeops.rules.money import decimal_string as money
    from storeops.rules.quantity import decimal_string

    rows = [f"Parcel {view.number} of {view.order}, {view.location}: {view.status.replace('_', ' ')}"]
    size = f"{view.length} x {view.width} x {view.height} mm, " if view.length else ""
    rows.append(f"{view.carton or 'no carton'}, {size}{view.grams} g" + (f", SSCC {view.sscc}" if view.sscc else ""))
    rows += [f"  {decimal_string(line.quantity):>7} {line.name}" for line in view.lines]
    if view.tracking:
        rows.append(f"{view.carrier} {view.service}, {view.tracking}: {money(view.cost, exponent)} {view.currency}")
    if view.asked:
        rows.append(f"{view.asked} was asked for a label; its answer is not known.")
    rows += [f"  {one.at[:16].replace('T', ' ')}  {one.status.replace('_', ' ')} {one.place}" for one in view.events]
    return rows


def head(view: ParcelView) -> str:
    """One line of a list of parcels."""
    by = f"{view.carrier} {view.tracking}" if view.tracking else "no label"
    return f"{view.number:<16} {view.order:<16} {view.status.replace('_', ' '):<20} {view.grams:>7} g  {by}"
