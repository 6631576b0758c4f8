"""The till in a real terminal on a real database: order, loss, power cuts, hostile names, silence."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.pty.driver import Terminal
from tests.screens.cashier import BUN, MILK, TEA, make_shop

from storeops.operations import carts, drawer
from storeops.reports import sales as sale_reports
from storeops.reports.sale_view import SaleView
from storeops.store import Store

PROGRAM = (
    "import sys; from storeops.screens.run import run; from storeops.settings import load\n"
    "try: sys.exit(run(load()))\n"
    "except Exception as error: sys.exit(str(error))"
)
HOSTILE = [
    "[/] Milk",
    "[@click=app.quit]x",
    "a\x1b[31mred\x1b[2J",
    "b\x1b]0;owned\x07c",
    "\u202eesrever",
    "\x9b31mz",
    "\r\nnew",
]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = make_shop(tmp_path)
    drawer.open_drawer(opened, 10000)
    yield opened
    opened.close()


def till(shop: Store, *, ready: str = "Ready.", **how: Any) -> Terminal:
    folder = str(Path(shop.settings.database).parent)
    env = dict.fromkeys(("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), folder)
    env |= {"STOREOPS_DB": shop.settings.database, **how.pop("env", {})}
    return Terminal([sys.executable, "-c", PROGRAM], env=env, ready=ready, **how)


def sales(shop: Store) -> list[SaleView]:
    """All sales, in the order they were made."""
    with shop.read() as connection:
        listed = sale_reports.listing(connection)
        return sorted((sale_reports.by_id(connection, row.id) for row in listed), key=lambda sale: sale.number)


def test_scan_scan_pay_enter_in_one_burst_is_that_very_sale_20_times(shop: Store) -> None:
    with till(shop) as terminal:
        for turn in range(20):
            first, second = (TEA, MILK) if turn % 2 else (MILK, BUN)
            terminal.send(f"{first}\r{second}\r\x1b[24~\r".encode())
            if turn % 5 == 4:
                terminal.wait_for(f"S1-T1-{turn + 1:06d}")
        terminal.wait_for("S1-T1-000020")
    made = sales(shop)
    expected = [["TEA", "MILK"] if turn % 2 else ["MILK", "BUN"] for turn in range(20)]
    assert [[line.sku for line in sale.lines] for sale in made] == expected
    assert {(len(sale.tenders), sale.tenders[0].kind, sale.change) for sale in made} == {(1, "cash", 0)}


@pytest.mark.parametrize("gap_ms", [0, 5, 20, 50])
def test_100_scans_are_all_in_the_cart(shop: Store, gap_ms: int) -> None:
    codes = [(TEA, MILK, BUN)[turn % 3] for turn in range(100)]
    with till(shop) as terminal:
        if gap_ms:
            for code in codes:
                terminal.send(f"{code}\r".encode())
                terminal.quiet(gap_ms / 1000)
        else:
            terminal.send("".join(f"{code}\r" for code in codes).encode())
        terminal.wait_for("100 lines, 100 items", timeout=60)
    kept = carts.current(shop)
    assert [line.item.barcode[1:] for line in kept.lines] == codes
    assert {line.quantity for line in kept.lines} == {1000}


@pytest.mark.parametrize("gap", [0.0, 0.1, 0.3])
def test_a_scan_close_behind_escape_is_taken_whole(shop: Store, gap: float) -> None:
    with till(shop) as terminal:
        terminal.press("f1")
        terminal.wait_for("Scan the goods, press Enter")
        terminal.send(b"\x1b")
        terminal.quiet(gap)
        terminal.send(f"{TEA}\r".encode())
        terminal.wait_for("1 line, 1 item")
        terminal.press("f11")
        terminal.wait_for("What can be done here")
        terminal.send(b"\x1b2*BUN\r")
        terminal.wait_for("2 lines, 3 items")
    assert [(line.item.sku, line.quantity) for line in carts.current(shop).lines] == [("TEA", 1000), ("BUN", 2000)]


def test_after_a_power_cut_the_till_shows_the_same_cart(shop: Store) -> None:
    with till(shop) as terminal:
        terminal.send(f"{TEA}\r2*MILK\r-10%\r0.350*APPLE\r".encode())
        terminal.wait_for("0.350 kg Apples loose added")
        terminal.settle()
        before = terminal.screen[2:17]
        assert before[1].split() == ["1", "Tea", "80", "bags", "3.49", "3.49"]
        terminal.kill()
    with till(shop, ready="This sale was open when the till stopped.") as terminal:
        terminal.settle()
        assert terminal.screen[2:17] == before
        terminal.send(b"\r\r")
        terminal.wait_for("S1-T1-000001")
    assert [[(line.sku, line.quantity) for line in sale.lines] for sale in sales(shop)] == [
        [("TEA", 1000), ("MILK", 2000), ("APPLE", 350)]
    ]


def test_a_power_cut_while_paying_loses_neither_the_goods_nor_a_sale(shop: Store) -> None:
    with till(shop) as terminal:
        terminal.send(f"{TEA}\r\x1b[24~1\r".encode())
        terminal.wait_for("2.49 is still due")
        terminal.kill()
    assert sales(shop) == []
    with till(shop, ready="This sale was open when the till stopped.") as terminal:
        terminal.wait_for("Enter: pay 3.49")


def rename(shop: Store, name: str) -> None:
    """A name as another program may have put it into the database, past our own cleaning."""
    with shop.write() as tx:
        tx.connection.exec_driver_sql("UPDATE product SET name = ? WHERE sku = 'TEA'", (name,))


def test_hostile_names_are_shown_and_do_nothing(shop: Store) -> None:
    # Only what the screens themselves send: cursor, colours, modes. Nothing of a name is among it.
    ours = re.compile(rb"\x1b\[[0-9;:]*[Hm]|\x1b\[\?[0-9;]*\$?[hl]")
    with till(shop) as terminal:
        terminal.settle()
        before = len(terminal.output)
        for turn, name in enumerate(HOSTILE, 1):
            rename(shop, name)
            terminal.send(f"{TEA}\r\x1b[24~".encode())
            terminal.wait_for("Enter: exact cash 3.49")
            terminal.send(b"\r")
            terminal.wait_for(f"S1-T1-{turn:06d}: Cash")
        terminal.settle()
        rest = ours.sub(b"", bytes(terminal.output[before:]))
        assert b"\x1b" not in rest
        assert b"\x07" not in rest
        assert not re.search("[\u0080-\u009f\u202a-\u202e]", rest.decode())
    assert len(sales(shop)) == len(HOSTILE)


def test_names_in_brackets_are_shown_as_they_are(shop: Store) -> None:
    rename(shop, "[@click=app.quit]x [red]Tea[/]")
    with till(shop) as terminal:
        terminal.send(f"{TEA}\r".encode())
        terminal.wait_for("[@click=app.quit]x [red]Tea[/]")


def test_a_stuck_scanner_and_a_card_number_change_nothing(shop: Store) -> None:
    with till(shop) as terminal:
        terminal.send(f"{TEA}\r".encode())
        terminal.wait_for("Tea 80 bags added")
        terminal.quiet(0.4)
        terminal.send(b"9" * 300 + b"\r")
        terminal.wait_for("300 characters are too")
        terminal.quiet(0.4)
        terminal.send(b"4111111111111111\r")
        terminal.wait_for("looks like a payment card number")
        terminal.settle()
        assert "4111" not in terminal.text
        terminal.quiet(0.4)
        terminal.send(f"\x1b[24~{TEA[:-1]}7\r".encode())
        terminal.wait_for("was read wrongly")
        assert "TO PAY" in terminal.text
    assert [line.item.sku for line in carts.current(shop).lines] == ["TEA"]
    assert sales(shop) == []
    for left in Path(shop.settings.database).parent.rglob("*"):
        assert left.is_dir() or b"4111111111111111" not in left.read_bytes()


def test_idle_the_till_writes_nothing(shop: Store) -> None:
    with till(shop, ready="") as terminal:
        terminal.wait_for("Ready.")
        terminal.send(f"{TEA}\r\x1b[24~".encode())
        terminal.wait_for("Enter: exact cash")
        terminal.settle()
        # The clock may turn once in these seconds: the status line, and nothing beneath it.
        written = terminal.quiet(3)
        assert len(written) < 200 and b"Enter" not in written


def test_a_second_till_on_the_same_terminal_is_told_who_has_it(shop: Store) -> None:
    with till(shop) as first, till(shop, ready="") as second:
        second.wait_for("The till of S1-T1 is open already: by")
        assert second.ended() == 1
        assert f"process {first.process.pid}" in " ".join(second.text.split())
        first.send(f"{TEA}\r".encode())
        first.wait_for("Tea 80 bags added")
    with till(shop, ready="Tea 80 bags"):
        pass


@pytest.mark.parametrize("theme", ["counter", "daylight", "mono"])
def test_every_theme_shows_the_same_words(shop: Store, theme: str) -> None:
    with till(shop, env={"STOREOPS_THEME": theme}) as terminal:
        terminal.send(f"{TEA}\r".encode())
        terminal.wait_for("Tea 80 bags added")
        terminal.settle()
        lines = terminal.screen
        assert lines[3] == ">    1      Tea 80 bags                         3.49                       3.49"
        assert lines[20].strip().endswith("Enter: pay 3.49") or lines[21].strip().endswith("Enter: pay 3.49")
        assert terminal.text.isascii() == (theme == "mono")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_essentials_are_seen_at_every_size(shop: Store, size: tuple[int, int]) -> None:
    with till(shop, size=size) as terminal:
        terminal.send("".join(f"{code}\r" for code in (TEA, MILK, BUN) * 20).encode())
        terminal.wait_for("60 lines, 60 items")
        terminal.settle()
        lines = terminal.screen
        assert any(line.startswith(">    1      Bun") for line in lines)
        assert lines[-1].startswith(" F1 Help F2 Find F4 Qty F5 Disc")
        assert lines[-1].endswith("F12 Pay")
        assert "Enter: pay 108.80" in terminal.text


def test_the_log_and_the_lock_are_private(shop: Store) -> None:
    with till(shop):
        lock = next(Path(shop.settings.database).parent.glob("*.lock"))
        assert lock.name == "shop.db.S1-T1.lock"
        assert lock.stat().st_mode & 0o777 == 0o600
