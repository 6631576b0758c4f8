"""The manifest of one collection: every parcel a carrier takes along, its totals, and who took it."""

from __future__ import annotations

from storeops.documents.figures import kilograms
from storeops.documents.page import Page
from storeops.reports.shipping_views import ManifestParcel, ManifestView
from storeops.reports.shop import ShopView
from storeops.rules.addresses import postal_label
from storeops.rules.wording import counted


def manifest(view: ManifestView, shop: ShopView) -> Page:
    """The manifest as a page, for `page.page` (PDF) and `page_text.page_lines`.

    Raises what `rules.addresses.postal_label` raises."""
    decimal = shop.decimal_separator
    weight = sum(parcel.weight for parcel in view.parcels)
    unweighed = sum(1 for parcel in view.parcels if not parcel.weight)
    notes = [f"From: {', '.join(postal_label(view.sender, shop.country))}"]
    if view.account:
        notes.append(f"Account: {view.account}")
    if unweighed:
        notes.append(f"{counted(unweighed, 'parcel')} not weighed: the total weight is too low.")
    return Page(
        title=f"Manifest {view.number}",
        subtitle=f"{view.carrier}, {view.service}",
        headline=(
            ("Collected on", view.day.isoformat()),
            ("Parcels", str(len(view.parcels))),
            ("Weight in kg", kilograms(weight, decimal)),
        ),
        notes=tuple(notes),
        header=("No.", "Tracking", "SSCC", "Order", "To", "kg"),
        rows=tuple(_row(place, parcel, decimal) for place, parcel in enumerate(view.parcels, 1)),
        totals=("Total", counted(len(view.parcels), "parcel"), "", "", "", kilograms(weight, decimal)),
        left=(0, 1, 2, 3, 4),
        signatures=("Driver's name", "Signature", "Date and time", "Vehicle"),
        footer=f"{shop.name}, manifest {view.number}",
    )


def _row(place: int, parcel: ManifestParcel, decimal: str) -> tuple[str, ...]:
    weight = kilograms(parcel.weight, decimal) if parcel.weight else "-"
    where = f"{parcel.country} {parcel.postcode}".strip()
    return str(place), parcel.tracking or "-", parcel.sscc or "-", parcel.order, where, weight
