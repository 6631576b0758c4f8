"""The report of the day at the screen: its total, its chart, another day, and the files it writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.screens.cashier import MILK, TEA, make_shop
from tests.screens.clerk import at, sell

from storeops.documents.page import Bar
from storeops.operations import drawer, returns
from storeops.screens.daily import DailyScreen
from storeops.screens.daily.view import chart
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = make_shop(tmp_path)
    drawer.open_drawer(opened, 10000)
    yield opened
    opened.close()


async def test_the_day_so_far(shop: Store) -> None:
    sell(shop, TEA, MILK)
    sell(shop, TEA)
    returns.take_back(shop, "S1-T1-000001", [(2, 1000)], "expired")
    async with at(shop, DailyScreen(shop)) as clerk:
        assert clerk.big == ("TOTAL", "6.98", "nothing to compare with")
        assert clerk.summary == (
            ("Sunday 22 November 2026", "so far"),
            ("Corner Shop, S1: in GBP, returns taken off", ""),
        )
        assert [" ".join(line.split()) for line in clerk.sheet[:2]] == [
            "Sales Average sale Returns Net",
            "2 4.07 1 for 1.15 5.82",
        ]
        assert clerk.sheet[3:10] == ["Takings by hour", "█████  most: 6.98", "█████", "█████", "█████", "█████", "14"]
        assert "Tenders" in clerk.sheet
        assert "Cash 3 6.98" in [" ".join(line.split()) for line in clerk.sheet]
        assert clerk.keys == ["F1 Help", "F3 Today", "F9 Why", "F11 More", "F12 PDF", "Esc Back"]
        await clerk.press("f9")
        assert clerk.panel[:2] == ["Sales less returns, tax included on 2026-11-22", "6.98"]


async def test_another_day_by_key_and_by_date(shop: Store) -> None:
    sell(shop, TEA)
    async with at(shop, DailyScreen(shop)) as clerk:
        await clerk.press("left")
        assert clerk.summary[0] == ("Saturday 21 November 2026", "")
        assert clerk.big[1] == "0.00"
        assert "- Nothing was sold on this day." in clerk.sheet
        await clerk.press("right")
        assert clerk.big[1] == "3.49"
        await clerk.enter("2026-11-29")
        assert clerk.summary[0][0] == "Sunday 29 November 2026"
        assert clerk.big == ("TOTAL", "0.00", "-100.0 % on last Sunday (3.49)")
        await clerk.enter("last week")
        assert clerk.said.startswith("wrong: 'last week' is no day.")
        await clerk.press("escape", "f3")
        assert clerk.summary[0] == ("Sunday 22 November 2026", "so far")


async def test_the_day_is_written_beside_the_shop_and_never_over_a_file(shop: Store, tmp_path: Path) -> None:
    sell(shop, TEA)
    folder = tmp_path.resolve() / "reports"
    async with at(shop, DailyScreen(shop)) as clerk:
        await clerk.press("f12")
        assert clerk.said == f"done: Written: {folder / 'daily-S1-2026-11-22.pdf'}"
        await clerk.press("ctrl+f", "ctrl+f")
        assert clerk.said == f"done: Written: {folder / 'daily-S1-2026-11-22-2.csv'}"
    assert (folder / "daily-S1-2026-11-22.pdf").read_bytes().startswith(b"%PDF-")
    assert "day,2026-11-22,S1,1,1,2.91,0.58,3.49" in (folder / "daily-S1-2026-11-22.csv").read_text()
    assert sorted(path.name for path in folder.iterdir()) == [
        "daily-S1-2026-11-22-2.csv",
        "daily-S1-2026-11-22.csv",
        "daily-S1-2026-11-22.pdf",
    ]


async def test_where_nothing_can_be_written_it_is_said(shop: Store, tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file in the folder's place")
    async with at(shop, DailyScreen(shop)) as clerk:
        await clerk.press("f12")
        assert clerk.said.startswith("wrong: ")
        assert "daily-S1-2026-11-22.pdf cannot be written" in clerk.said


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_page_is_read_on_and_never_too_wide(shop: Store, size: tuple[int, int]) -> None:
    sell(shop, TEA, MILK)
    async with at(shop, DailyScreen(shop), size) as clerk:
        assert max(len(line) for line in clerk.sheet) < size[0]
        await clerk.press("pagedown", "pageup", "down")
        assert "Products by amount" in clerk.painted if size[0] == 120 else "Departments" in clerk.sheet


def test_the_chart_in_blocks_and_in_ascii() -> None:
    bars = [Bar("09", 100, "1.00"), Bar("10", 800, "8.00"), Bar("11", -50, "-0.50"), Bar("12", 1, "0.01")]

    def drawn(plain: bool) -> list[str]:
        return ["".join(text for text, _ in line).rstrip() for line in chart(bars, 40, plain=plain, height=2)]

    assert drawn(False) == [
        "      █████              most: 8.00",
        "▂▂▂▂▂ █████       ▁▁▁▁▁",
        "            -----",
        "09    10    11    12",
    ]
    assert drawn(True) == [
        "      #####              most: 8.00",
        "##### #####       #####",
        "            -----",
        "09    10    11    12",
    ]
