"""Where a transfer stands, and how an arrival is told among its lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.transfers import Sent, Told, status, tell


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([Sent(1, "A", "", "", 5)], "in transit"),
        ([Sent(1, "A", "", "", 5, received=1)], "partly received"),
        ([Sent(1, "A", "", "", 5, received=5), Sent(2, "B", "", "", 1)], "partly received"),
        ([Sent(1, "A", "", "", 5, received=7, found=2)], "received"),
        ([Sent(1, "A", "", "", 5, received=4, lost=1)], "received with losses"),
    ],
)
def test_where_a_transfer_stands(lines: list[Sent], expected: str) -> None:
    assert status(lines) == expected


def test_the_last_line_gets_what_is_more() -> None:
    lines = [Sent(1, "A", "L1", "", 3), Sent(2, "A", "L2", "", 2, received=2)]
    assert tell(lines, 2) == [Told(1, 2)]
    assert tell(lines, 5) == [Told(1, 3), Told(2, 2, 2)]


AMOUNTS = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5)


@given(AMOUNTS, st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_in_whatever_parts_it_arrives_all_of_it_is_told(amounts: list[tuple[int, int, int]], parts: list[int]) -> None:
    lines = [
        Sent(place, "A", "", "", sent, received=min(sent, came), lost=min(sent - min(sent, came), lost))
        for place, (sent, came, lost) in enumerate(amounts, 1)
    ]
    waiting = sum(line.outstanding for line in lines)
    extra = 0
    for part in parts:
        told = tell(lines, part)
        assert sum(one.quantity for one in told) == part
        extra += sum(one.extra for one in told)
        got = {one.line: one for one in told}
        lines = [
            Sent(
                line.line,
                line.sku,
                "",
                "",
                line.quantity,
                line.received + (got[line.line].quantity if line.line in got else 0),
                line.lost,
                line.found + (got[line.line].extra if line.line in got else 0),
            )
            for line in lines
        ]
    assert extra == max(0, sum(parts) - waiting)
    assert sum(line.outstanding for line in lines) == max(0, waiting - sum(parts))
