"""Layouts to print."""

from __future__ import annotations

import pytest

from storeops.documents.layout import (
    Blank,
    Code128,
    Columns,
    Cut,
    Layout,
    Line,
    Rule,
)


@pytest.fixture
def layout() -> Layout:
    """A short receipt with one of everything but the QR code."""
    return Layout(
        42,
        (
            Line("Café Łódź", "center", bold=True, size=2),
            Rule(),
            Columns("Crème brûlée £1 €2", "12.75"),
            Columns("TOTAL EUR", "1,234,567.89", bold=True, size=2),
            Rule(heavy=True),
            Blank(),
            Code128("S1-T1-000123"),
            Cut(),
        ),
        title="Receipt",
    )
