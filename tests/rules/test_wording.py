"""Foreign text in our messages: short and without anything a terminal would obey."""

from __future__ import annotations

import pytest

from storeops.rules.wording import counted, quote


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("TEA", "'TEA'"),
        ("", "''"),
        ("5\x1b[2J\r\n\x9b", "'5?[2J???'"),
        ("a\u202eb\u200bc", "'a?b?c'"),
        ("x" * 40, "'" + "x" * 40 + "'"),
        ("x" * 41, "'" + "x" * 39 + "…'"),
        ("crème 日本", "'crème 日本'"),
    ],
)
def test_quote(text: str, quoted: str) -> None:
    assert quote(text) == quoted


@pytest.mark.parametrize(("count", "told"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
def test_one_is_not_many(count: int, told: str) -> None:
    assert counted(count, "row") == told
