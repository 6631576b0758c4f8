"""Two tills sell on one file and are killed two hundred times: nothing acknowledged is lost, nothing is half there."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.machines import till

from storeops.database.tables import goods_move, money_posting, sale, sale_line, sale_tender
from storeops.journal.facts import SaleCompleted
from storeops.operations import carts, drawer
from storeops.operations.shop import add_terminal
from storeops.settings import Settings
from storeops.store import Store

KILLS = int(os.environ.get("STOREOPS_KILLS", "200"))
SEED = int(os.environ.get("STOREOPS_KILL_SEED", "20261123"))
#: One loop serves all: on one worker.
pytestmark = pytest.mark.xdist_group("killing")
PROGRAM = Path(__file__).with_name("killing.py")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """On a disk, unlike the other tests' folders: a till that is killed is to be waiting for one."""
    with tempfile.TemporaryDirectory(prefix="storeops-killing-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def aftermath(folder: Path) -> Iterator[tuple[Store, list[list[str]]]]:
    """The shop after the last kill, opened again, and what had been acknowledged, in order."""
    shop = till.trading(folder / "shop.db")
    add_terminal(shop, "T2")
    till.list_products(shop, [till.item("TEA", 250), till.item("APPLE", 199), till.item("WINE", 1299)])
    shop.close()
    second = Store.open(Settings(shop.settings.database, terminal="T2", minimum_free_bytes=0), clock=till.Clock())
    drawer.open_drawer(second, 5000)
    second.close()
    print(f"kill loop: seed {SEED}, {KILLS} kills")
    log = folder / "acknowledged.log"
    command = [sys.executable, PROGRAM, shop.settings.database, log, str(SEED), str(KILLS)]
    subprocess.run(command, check=True, timeout=200)
    after = Store.open(Settings(shop.settings.database, minimum_free_bytes=0))
    told = "".join(log.with_name(f"{log.name}.{name}").read_text() for name in ("T1", "T2"))
    yield after, [line.split(" ", 3) for line in told.splitlines()]
    after.close()


def test_no_till_failed_otherwise_than_by_being_killed(aftermath: tuple[Store, list[list[str]]]) -> None:
    _, told = aftermath
    assert [line for line in told if line[1] == "failed"] == []
    assert sum(line[1] == "sold" for line in told) > KILLS // 2


def test_no_acknowledged_sale_is_lost_and_none_is_half_there(aftermath: tuple[Store, list[list[str]]]) -> None:
    shop, told = aftermath
    acknowledged = {(id, number) for _, what, id, number in told if what == "sold"}
    with shop.read() as connection:
        kept = {
            entry.envelope.id: entry.envelope.fact
            for entry in till.entries(connection)
            if isinstance(entry.envelope.fact, SaleCompleted)
        }
        assert acknowledged <= {(id, fact.number) for id, fact in kept.items()}
        assert set(connection.execute(select(sale.c.id)).scalars()) == set(kept)
        for table, key in ((sale_line, "sale"), (sale_tender, "sale"), (goods_move, "fact"), (money_posting, "fact")):
            wanted = {id: _rows(table.name, fact) for id, fact in kept.items()}
            query = select(table.c[key], func.count()).where(table.c[key].in_(kept)).group_by(table.c[key])
            assert {row[0]: row[1] for row in connection.execute(query)} == wanted


def _rows(table: str, fact: SaleCompleted) -> int:
    if table == "money_posting":
        return len(fact.postings)
    return len(fact.tenders if table == "sale_tender" else fact.lines)


def test_books_numbers_and_chain_are_whole(aftermath: tuple[Store, list[list[str]]]) -> None:
    shop, _ = aftermath
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()
    with shop.read() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        for series in ("S1-T1", "S1-T2"):
            counters = connection.execute(select(sale.c.counter).where(sale.c.series == series)).scalars()
            assert sorted(counters) == list(range(1, len(_numbers(connection, series)) + 1))


def _numbers(connection: till.Connection, series: str) -> list[str]:
    return list(connection.execute(select(sale.c.number).where(sale.c.series == series)).scalars())


def test_a_killed_tills_cart_is_there_again(aftermath: tuple[Store, list[list[str]]]) -> None:
    """What was acknowledged last is found again, or was sold meanwhile; a change under way may be there or not."""
    shop, told = aftermath
    with shop.read() as connection:
        sold = set(connection.execute(select(sale.c.id)).scalars())
    found = 0
    for terminal in ("T1", "T2"):
        known: tuple[str, int] | None = None
        for _, what, id, detail in (line for line in told if line[0] == terminal):
            if what == "back" and known is not None:
                found += 1
                assert id == known[0] or known[0] in sold
                assert id != known[0] or known[1] <= int(detail) <= known[1] + 1
            if what == "cart" and known is not None and known[0] != id:
                assert known[0] in sold, "a cart that had lines was lost"
            known = None if what == "sold" else (id, int(detail))
        again = Store.open(Settings(shop.settings.database, terminal=terminal, minimum_free_bytes=0))
        last = carts.current(again)
        again.close()
        assert known is None or known[0] in sold or (last.id, len(last.lines)) >= known
    assert found > KILLS // 10
