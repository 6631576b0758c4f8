"""Views as plain data: by annotation, so that no amount leaves as a bare integer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.reports.plain import plain
from storeops.rules.amounts import Minor, Thousandths


class Colour(Enum):
    RED = "red"


class Part(msgspec.Struct, frozen=True):
    amount: Minor
    quantity: Thousandths | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    name: str
    count: int
    yes: bool
    kind: Literal["sale", "return"]
    amount: Minor
    missing: Minor | None
    quantity: Thousandths
    rate: Decimal
    day: date
    at: datetime
    colour: Colour
    path: Path
    parts: tuple[Part, ...]
    coins: tuple[tuple[Minor, int], ...]
    sums: Mapping[Minor, Thousandths]
    words: list[str]
    other: Annotated[int, "something else"]


@dataclass(frozen=True, slots=True)
class Strange:
    what: complex


@dataclass(frozen=True, slots=True)
class Amount:
    amount: Minor
    quantity: Thousandths


WHOLE = Whole(
    name="Tea",
    count=3,
    yes=True,
    kind="sale",
    amount=-5,
    missing=None,
    quantity=350,
    rate=Decimal("17.50"),
    day=date(2026, 1, 31),
    at=datetime(2026, 1, 31, 9, 5, tzinfo=timezone(timedelta(hours=2))),
    colour=Colour.RED,
    path=Path("a/b"),
    parts=(Part(875), Part(100, 2000)),
    coins=((2000, 3), (50, 1)),
    sums={100: 1500},
    words=["a", "b"],
    other=7,
)


def test_every_kind_of_field() -> None:
    assert plain(WHOLE, 2) == {
        "name": "Tea",
        "count": 3,
        "yes": True,
        "kind": "sale",
        "amount": "-0.05",
        "missing": None,
        "quantity": "0.35",
        "rate": "17.50",
        "day": "2026-01-31",
        "at": "2026-01-31T09:05:00+02:00",
        "colour": "red",
        "path": "a/b",
        "parts": [{"amount": "8.75", "quantity": None}, {"amount": "1.00", "quantity": "2"}],
        "coins": [["20.00", 3], ["0.50", 1]],
        "sums": {"1.00": "1.5"},
        "words": ["a", "b"],
        "other": 7,
    }


@pytest.mark.parametrize(("exponent", "told"), [(0, "875"), (2, "8.75"), (3, "0.875")])
def test_money_has_all_digits_of_its_currency(exponent: int, told: str) -> None:
    assert plain((Part(875),), exponent) == [{"amount": told, "quantity": None}]


@pytest.mark.parametrize("value", [Strange(1j), 5, "text"])
def test_what_says_nothing_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        plain(value, 2)


@given(st.integers(-(10**15), 10**15), st.integers(-(10**9), 10**9))
def test_nothing_is_lost(amount: int, quantity: int) -> None:
    told = plain(Amount(amount, quantity), 2)
    assert isinstance(told, dict)
    assert Decimal(str(told["amount"])) * 100 == amount
    assert Decimal(str(told["quantity"])) * 1000 == quantity
