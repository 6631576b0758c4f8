"""The journal proves itself, its export is checked without this program, and tables are mended from it."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from storeops.operations import drawer
from storeops.operations.journal import JournalDamaged, TargetExists, export, repair, replay_check, verify
from storeops.operations.sales import complete
from storeops.operations.shop import init
from storeops.reports.proof import DifferenceView, HeadView, ProblemView
from storeops.rules.carts import Cart, Item, add
from storeops.rules.tenders import Tender
from storeops.settings import Settings, shipped_data
from storeops.store import Store

AT = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/London"))
SALE = "01a207a2-0000-7000-8000-000000000001"


class Still:
    """A clock that stands still."""

    def now(self, zone: ZoneInfo) -> datetime:
        return AT.astimezone(zone)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = init(
        Settings(str(tmp_path / "shop.db"), minimum_free_bytes=0),
        store_code="S1",
        name="Corner Shop",
        country="GB",
        currency="GBP",
        terminal_code="T1",
        timezone="Europe/London",
        clock=Still(),
    )
    drawer.open_drawer(made, 10000)
    item = Item(sku="TEA", name="Tea", department="", unit="each", price=349, taxes=(), cost=200)
    complete(made, add(Cart(id=SALE, terminal="S1-T1"), item, 2000), [Tender("cash", 1000)])
    yield made
    made.close()


def change(shop: Store, *statements: str) -> None:
    """Change tables behind the program's back, the journal's guard taken away."""
    with shop.engine.connect().execution_options(writing=True) as connection, connection.begin():
        for action in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS journal_no_{action}"))
        for statement in statements:
            connection.execute(text(statement))


def test_a_sound_journal(shop: Store) -> None:
    found = verify(shop)
    assert (found.facts, found.sound, found.problems) == (4, True, ())
    assert [(head.origin, head.seq) for head in found.heads] == [(shop.profile.origin, 4)]


def test_one_changed_byte_is_found(shop: Store) -> None:
    change(shop, "UPDATE journal SET body = CAST(replace(body, 'Tea', 'Tee') AS BLOB) WHERE seq = 4")
    found = verify(shop)
    assert found.problems == (ProblemView(shop.profile.origin, 4, "its content does not match its hash"),)


def test_a_fact_taken_out_is_found(shop: Store) -> None:
    change(shop, "DELETE FROM journal WHERE seq = 2")
    told = "follows 1: facts are missing or out of order"
    assert verify(shop).problems == (ProblemView(shop.profile.origin, 3, told),)


def test_replay_gives_the_same_tables(shop: Store) -> None:
    found = replay_check(shop)
    assert (found.facts, found.identical, found.differences) == (4, True, ())


def test_changed_tables_are_told_and_repaired(shop: Store) -> None:
    change(
        shop,
        "UPDATE stock_balance SET quantity = 5000 WHERE location = 'S1'",
        f"DELETE FROM sale_tender WHERE sale = '{SALE}'",
    )
    found = replay_check(shop)
    assert found.differences == (
        DifferenceView("sale_tender", None, f"sale={SALE}, line=1, kind=cash, amount=1000, reference="),
        DifferenceView(
            "stock_balance",
            "sku=TEA, location=S1, quantity=5000",
            "sku=TEA, location=S1, quantity=-2000",
        ),
    )
    mended = repair(shop)
    assert (mended.facts, mended.repaired, mended.before) == (4, True, found)
    assert replay_check(shop).identical
    assert repair(shop).repaired is False


def test_nothing_is_rebuilt_from_a_changed_journal(shop: Store) -> None:
    change(
        shop,
        "UPDATE journal SET body = CAST(replace(body, 'Tea', 'Tee') AS BLOB) WHERE seq = 4",
        "UPDATE stock_balance SET quantity = 5000 WHERE location = 'S1'",
    )
    with pytest.raises(JournalDamaged):
        repair(shop)
    with shop.read() as connection:
        kept = connection.execute(text("SELECT quantity FROM stock_balance WHERE location = 'S1'")).scalar()
    assert kept == 5000


def run_verifier(path: Path) -> tuple[int, str]:
    script = shipped_data() / "verifier" / "verify_journal.py"
    done = subprocess.run([sys.executable, "-I", str(script), str(path)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_an_export_is_checked_without_this_program(shop: Store, tmp_path: Path) -> None:
    target = tmp_path / "journal.jsonl"
    view = export(shop, target)
    assert (view.facts, view.size) == (4, target.stat().st_size)
    head: HeadView = verify(shop).heads[0]
    assert run_verifier(target) == (0, f"{head.origin}: 4 facts, head {head.hash}\nall right\n")
    with pytest.raises(TargetExists):
        export(shop, target)


def test_the_verifier_finds_a_flipped_byte_and_a_missing_fact(shop: Store, tmp_path: Path) -> None:
    target = tmp_path / "journal.jsonl"
    export(shop, target)
    lines = target.read_text().splitlines()
    fact = json.loads(lines[3])
    body = base64.b64decode(fact["body"]).replace(b"Tea", b"Tee")
    flipped = json.dumps(fact | {"body": base64.b64encode(body).decode()})
    (tmp_path / "flipped").write_text("\n".join([*lines[:3], flipped]))
    code, told = run_verifier(tmp_path / "flipped")
    assert code == 1
    assert f"line 4: {shop.profile.origin} 4: the content does not match its hash" in told
    (tmp_path / "short").write_text("\n".join([lines[0], *lines[2:]]))
    code, told = run_verifier(tmp_path / "short")
    assert code == 1
    assert f"line 2: {shop.profile.origin} 3 follows 1: facts are missing or out of order" in told
