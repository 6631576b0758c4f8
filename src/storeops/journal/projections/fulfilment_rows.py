"""Rows of the fulfilment tables, in the order of their columns."""

from __future__ import annotations

from typing import NamedTuple


class WaveRow(NamedTuple):
    id: str
    number: str
    series: str
    counter: int
    location: str
    mode: str
    objective: str
    pickers: int
    orders: int
    tasks: int
    units: int
    distance: int
    distance_single: int
    at: str
    actor: str


class WaveEventRow(NamedTuple):
    wave: str
    fact: str
    kind: str
    reason: str
    at: str
    actor: str


class PickTaskRow(NamedTuple):
    wave: str
    task: int
    tour: int
    sequence: int
    order_id: str
    order_number: str
    line: int
    sku: str
    name: str
    unit: str
    quantity: int
    bin: str
    lot: str
    tote: str


class PickClaimRow(NamedTuple):
    wave: str
    tour: int
    fact: str
    picker: str
    recorded_at: str
    origin: str


class PickEventRow(NamedTuple):
    fact: str
    wave: str
    task: int
    order_id: str
    kind: str
    sku: str
    quantity: int
    tote: str
    picker: str
    at: str


class ParcelRow(NamedTuple):
    id: str
    number: str
    series: str
    counter: int
    order_id: str
    order_number: str
    location: str
    sscc: str
    carton: str
    length: int
    width: int
    height: int
    grams: int
    at: str
    actor: str


class ParcelEventRow(NamedTuple):
    parcel: str
    fact: str
    kind: str
    sale: str
    manifest: str
    reason: str
    at: str
    actor: str


class ParcelLabelRow(NamedTuple):
    parcel: str
    fact: str
    step: str
    reference: str
    carrier: str
    service: str
    tracking: str
    shipment: str
    cost: int
    currency: str
    at: str


class ManifestRow(NamedTuple):
    id: str
    number: str
    series: str
    counter: int
    carrier: str
    location: str
    parcels: int
    grams: int
    at: str
    actor: str


class ParcelTrackingRow(NamedTuple):
    parcel: str
    event: str
    fact: str
    tracking: str
    status: str
    at: str
    place: str
    note: str
    expected: str
    signed_by: str


class PickupEventRow(NamedTuple):
    order_id: str
    fact: str
    step: str
    code: str
    until: str
    proof: str
    note: str
    at: str
    actor: str


ROWS: dict[type, str] = {
    WaveRow: "wave",
    WaveEventRow: "wave_event",
    PickTaskRow: "pick_task",
    PickClaimRow: "pick_claim",
    PickEventRow: "pick_event",
    ParcelRow: "parcel",
    ParcelEventRow: "parcel_event",
    ParcelLabelRow: "parcel_label",
    ManifestRow: "manifest",
    ParcelTrackingRow: "parcel_tracking",
    PickupEventRow: "pickup_event",
}
