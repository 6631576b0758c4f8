"""The doctor finds sound what is sound, and each kind of damage by its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.reports.counter import Counter

from storeops.database.engine import MINIMUM_SQLITE
from storeops.database.queries import print_jobs
from storeops.operations import drawer, stock
from storeops.operations.journal import repair
from storeops.reports.doctor import Check, Diagnosis, examine
from storeops.rules.errors import Refused
from storeops.store import Store


class Silent(Refused):
    """A printer that does not answer."""

    def __init__(self) -> None:
        super().__init__("The printer does not answer.")


@pytest.fixture
def busy(counter: Counter) -> Counter:
    counter.open_drawer()
    stock.receive(counter.shop, [("TEA", 10000)])
    counter.sell("2*TEA")
    counter.sell("MILK")
    counter.take_back("S1-T1-000001", 1)
    return counter


def found(shop: Store, name: str, **asked: bool) -> Check:
    return next(check for check in examine(shop, **asked).checks if check.name == name)  # type: ignore[arg-type]


def change(shop: Store, *statements: str) -> None:
    """Change tables behind the program's back, the journal's guard taken away."""
    with shop.engine.connect().execution_options(writing=True) as connection, connection.begin():
        for action in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS journal_no_{action}"))
        for statement in statements:
            connection.execute(text(statement))


def names(diagnosis: Diagnosis, state: str) -> list[str]:
    return [check.name for check in diagnosis.checks if check.state == state]


def test_a_sound_shop(busy: Counter) -> None:
    shop = busy.shop
    diagnosis = examine(shop, deep=True, printer_status=None, terminal="xterm-256color, utf-8")
    assert (diagnosis.state, names(diagnosis, "ok")) == (
        "ok",
        [
            "program",
            "tables",
            "sqlite",
            "durability",
            "file",
            "disk",
            "room",
            "write-ahead log",
            "pages",
            "journal",
            "replay",
            "stock",
            "money",
            "numbers",
            "drawers",
            "taxes",
            "print queue",
            "clock",
            "printer",
            "terminal",
        ],
    )
    said = {check.name: check.found for check in diagnosis.checks}
    head = shop.profile.origin
    assert said["journal"].startswith(f"7 facts, the chain is unbroken ({head} 7 ")
    assert said["replay"] == "7 facts replayed, every table identical"
    # TEA at the supplier, the shop and the customers; MILK at the shop and the customers
    assert said["stock"] == "5 balances equal the sums of their moves"
    assert said["money"] == "the postings of 5 facts each sum to zero"
    assert said["numbers"] == "1 series, all without a gap"
    assert "journal_mode=wal, synchronous=2" in said["durability"]
    assert said["drawers"] == "1 open"
    assert f"SQLite {MINIMUM_SQLITE[0]}." in said["sqlite"]


def test_without_depth_nothing_is_replayed(busy: Counter) -> None:
    assert "replay" not in [check.name for check in examine(busy.shop).checks]


def test_a_flipped_byte_in_the_journal(busy: Counter) -> None:
    change(busy.shop, "UPDATE journal SET body = CAST(replace(body, 'Milk', 'Silk') AS BLOB) WHERE seq = 6")
    check = found(busy.shop, "journal")
    origin = busy.shop.profile.origin
    assert (check.state, check.found) == ("wrong", f"fact 6 of {origin}: its content does not match its hash")
    assert examine(busy.shop).state == "wrong"


def test_a_value_of_the_wrong_kind_in_the_journal(busy: Counter) -> None:
    change(busy.shop, "UPDATE journal SET body = CAST(body AS TEXT) WHERE position = 6")
    assert found(busy.shop, "journal").found.startswith("the fact at position 6 holds values of the wrong kind")


def test_a_changed_balance_is_found_and_replay_repairs_it(busy: Counter) -> None:
    change(busy.shop, "UPDATE stock_balance SET quantity = quantity + 1500 WHERE sku = 'TEA' AND location = 'S1'")
    diagnosis = examine(busy.shop, deep=True)
    assert names(diagnosis, "wrong") == ["replay", "stock"]
    assert found(busy.shop, "stock").found == "TEA at S1 is off by 1.5"
    assert repair(busy.shop).repaired
    assert examine(busy.shop, deep=True).state == "ok"


def test_a_balance_without_moves_is_found(busy: Counter) -> None:
    change(busy.shop, "INSERT INTO stock_balance (sku, location, quantity) VALUES ('GHOST', 'S1', 1000)")
    assert found(busy.shop, "stock").found == "GHOST at S1 is off by 1"


def test_books_that_do_not_balance(busy: Counter) -> None:
    change(busy.shop, "UPDATE money_posting SET amount = amount + 1 WHERE account = 'drawer' AND amount = 115")
    check = found(busy.shop, "money")
    assert (check.state, check.found[:5], check.found[-17:]) == ("wrong", "fact ", " does not balance")
    assert "replay --repair" in check.remedy


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM sale WHERE counter = 2", "S1-T1: 2 documents numbered 1 to 3, 2 is missing"),
        ("DELETE FROM sale WHERE counter = 1", "S1-T1: 2 documents numbered 2 to 3, 1 is missing"),
        ("UPDATE sale SET counter = 2 WHERE counter = 3", "S1-T1: 3 documents numbered 1 to 2, one is there twice"),
    ],
)
def test_numbers_with_a_gap_or_twice(busy: Counter, statement: str, told: str) -> None:
    change(busy.shop, statement)
    assert (found(busy.shop, "numbers").state, found(busy.shop, "numbers").found) == ("wrong", told)


def test_z_numbers_are_a_series_too(busy: Counter) -> None:
    drawer.close(busy.shop, 0)
    assert found(busy.shop, "numbers").found == "2 series, all without a gap"


def test_a_drawer_open_for_more_than_a_day(busy: Counter) -> None:
    busy.clock.day(1)
    assert found(busy.shop, "drawers").state == "ok"
    busy.clock.to(9, 1)
    check = found(busy.shop, "drawers")
    assert (check.state, check.found) == ("look", "open for more than a day: S1-T1 since 2026-11-23T09:00")


def test_a_tax_class_without_a_rate(busy: Counter) -> None:
    change(
        busy.shop,
        "UPDATE product SET tax_class = 'exempted' WHERE sku = 'TEA'",
        "UPDATE product SET tax_class = 'gone', active = 0 WHERE sku = 'MILK'",
    )
    check = found(busy.shop, "taxes")
    assert (check.state, check.found) == (
        "look",
        "no rate on 2026-11-23 for the tax class 'exempted' of 1 products: they are sold without tax",
    )
    change(busy.shop, "UPDATE product SET tax_class = 'full' WHERE sku = 'TEA'")
    assert found(busy.shop, "taxes").state == "ok"
    change(busy.shop, "UPDATE tax_rate SET valid_to = '2026-11-22' WHERE tax_class = 'full'")
    assert found(busy.shop, "taxes").state == "look"


def test_what_waits_for_the_printer(busy: Counter) -> None:
    with busy.shop.write() as tx:
        for number, state in enumerate(("queued", "queued", "unknown")):
            id = tx.new_id()
            print_jobs.enqueue(
                tx.connection, id=id, terminal="S1-T1", document="receipt", subject=str(number), copy=0, at="2026"
            )
            print_jobs.mark(tx.connection, id, state=state, error="", at="2026", attempted=False)
    check = found(busy.shop, "print queue")
    assert (check.state, check.found) == ("look", "2 queued, 1 unknown")


def test_a_clock_that_went_back(busy: Counter) -> None:
    busy.clock.to(8)
    check = found(busy.shop, "clock")
    assert (check.state, check.found) == ("look", "there is a fact of 2026-11-23T09:00:00+00:00, 60 minutes from now")


def test_a_clock_that_was_ahead_is_told_when_the_shop_was_opened_since(busy: Counter) -> None:
    busy.clock.day(2)
    busy.sell("MILK")
    busy.clock.day(-2)
    again = Store.open(busy.shop.settings, clock=busy.clock)
    check = found(again, "clock")
    assert (check.state, check.found) == ("look", "there is a fact of 2026-11-25T09:00:00+00:00, 2880 minutes from now")
    again.close()


def test_a_connection_that_forgot_its_promise(busy: Counter) -> None:
    with busy.shop.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA synchronous=OFF")
    check = found(busy.shop, "durability")
    assert (check.state, check.found) == ("wrong", "synchronous=0 (should be 2)")


def test_a_file_that_others_can_read(busy: Counter) -> None:
    path = Path(busy.shop.settings.database)
    path.chmod(0o644)
    check = found(busy.shop, "file")
    assert (check.state, check.remedy) == ("look", f"Run: chmod 600 {path}")


def test_too_little_room(busy: Counter) -> None:
    busy.shop.settings = replace(busy.shop.settings, minimum_free_bytes=1 << 60)
    assert found(busy.shop, "room").state == "wrong"


def silent() -> str:
    raise Silent


@pytest.mark.parametrize(
    ("ask", "state", "told"),
    [
        (lambda: "printer: ready", "ok", "file:///dev/null: ready"),
        (lambda: "printer: paper out, 3 waiting", "look", "file:///dev/null: paper out, 3 waiting"),
        (silent, "look", "file:///dev/null: The printer does not answer."),
    ],
)
def test_the_printer(busy: Counter, ask: object, state: str, told: str) -> None:
    busy.shop.settings = replace(busy.shop.settings, printer="file:///dev/null")
    check = examine(busy.shop, printer_status=ask).checks[-1]  # type: ignore[arg-type]
    assert (check.name, check.state, check.found) == ("printer", state, told)


def test_a_terminal_without_utf_8(busy: Counter) -> None:
    check = examine(busy.shop, terminal="linux, ascii").checks[-1]
    assert (check.name, check.state, check.found) == ("terminal", "look", "linux, ascii")
