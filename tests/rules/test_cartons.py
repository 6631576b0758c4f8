"""The list of cartons: what a good file says, and each fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from storeops.rules.cartons import CARTON_COLUMNS, CartonSize, WrongCartonFile, read_cartons
from storeops.rules.rows import WrongFile

SIZES = Path(__file__).parents[2] / "data" / "cartons" / "sizes.csv"
HEADER = ",".join(CARTON_COLUMNS)
GOOD = "M,Medium box,305,229,150,10000,240,0.68,GBP"


def test_the_shop_s_list_can_be_read() -> None:
    sizes = read_cartons(SIZES.read_text(encoding="utf-8").splitlines())
    assert len(sizes) == 14
    assert sizes[0] == CartonSize("LETTER", "Large letter box", 340, 240, 20, 750, 60, 28, "GBP")
    assert sum(size.cost for size in sizes) == 1542
    assert {size.currency for size in sizes} == {"GBP"}


def test_a_byte_order_mark_and_control_characters_do_no_harm() -> None:
    (size,) = read_cartons(["\ufeff" + HEADER, GOOD.replace("Medium", "Med\x1b[2Jium")])
    assert (size.code, "\x1b" in size.name) == ("M", False)


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        ([], 1, f"the columns must be {HEADER}"),
        (["code,name"], 1, f"the columns must be {HEADER}"),
        ([HEADER, GOOD + ",1"], 2, "9 columns are expected, there are 10"),
        ([HEADER, GOOD, GOOD], 3, "the same as line 2"),
        ([HEADER, GOOD.replace("M,", "m,", 1)], 2, "code is capital letters, digits and hyphens, such as M-FLAT"),
        ([HEADER, GOOD.replace("Medium box", "")], 2, "name is empty"),
        ([HEADER, GOOD.replace("305", "0")], 2, "length_mm must be more than 0"),
        ([HEADER, GOOD.replace("229", "22.9")], 2, "width_mm is a whole number"),
        ([HEADER, GOOD.replace("150", "-150")], 2, "height_mm is a whole number"),
        ([HEADER, GOOD.replace("10000", "240")], 2, "max_grams must be more than tare_grams"),
        ([HEADER, GOOD.replace("240", "")], 2, "tare_grams is a whole number"),
        ([HEADER, GOOD.replace("0.68", "-0.68")], 2, "cost is below zero"),
        ([HEADER, GOOD, 'L,"open'], 3, "it is not CSV (unexpected end of data)"),
        ([HEADER, GOOD, GOOD.replace("M,", "L,", 1).replace("GBP", "EUR")], 3, "EUR and GBP stand in one file"),
    ],
)
def test_a_fault_is_named_with_its_line(lines: list[str], line: int, reason: str) -> None:
    with pytest.raises(WrongCartonFile) as caught:
        read_cartons(lines)
    assert (caught.value.line, caught.value.reason) == (line, reason)
    assert isinstance(caught.value, WrongFile)
    assert str(caught.value) == f"Line {line}: {reason}. Correct the file and read it again; nothing of it was taken."


def test_a_cost_finer_than_the_currency_is_refused() -> None:
    with pytest.raises(WrongCartonFile, match="Line 2"):
        read_cartons([HEADER, GOOD.replace("0.68", "0.685")])
