"""Rows of the lease tables, in the order of their columns."""

from __future__ import annotations

from typing import NamedTuple


class LeaseRow(NamedTuple):
    id: str
    sku: str
    location: str
    channel: str
    granted: int
    expires_at: str
    origin: str
    at: str
    actor: str


class LeaseEventRow(NamedTuple):
    fact: str
    line: int
    lease: str
    kind: str
    order_id: str
    draw: str
    quantity: int
    expires_at: str


ROWS: dict[type, str] = {LeaseRow: "lease", LeaseEventRow: "lease_event"}
