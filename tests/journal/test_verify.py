"""Every change to the journal behind the program's back is found, in whatever column, by whatever means."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.machines import till

from storeops.database.engine import open_engine
from storeops.database.queries.profile import read_profile
from storeops.database.tables import journal
from storeops.journal import export
from storeops.journal.append import Unbalanced
from storeops.journal.envelope import JournalRow, seal, unseal, utc_text
from storeops.journal.facts import CashMoved
from storeops.journal.reading import UnreadableFact, entry_of, rows
from storeops.journal.verify import verify
from storeops.rules.chains import GENESIS, chain_hash
from storeops.rules.postings import Posting
from storeops.settings import Settings
from storeops.store import Store


@pytest.fixture
def shop(template: bytes, tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "shop.db"
    path.write_bytes(template)
    with open_engine(str(path)).connect() as connection:
        profile = read_profile(connection)
    made = Store(open_engine(str(path)), Settings(str(path), minimum_free_bytes=0), profile, till.Clock(), "owner")
    yield made
    made.close()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A shop with three sales, as the bytes of its file: one is made, every test has its own."""
    path = tmp_path_factory.mktemp("template") / "shop.db"
    made = till.trading(path)
    for _ in range(3):
        till.sell(made, (till.item(), 1000))
    with made.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
    made.close()
    return path.read_bytes()


def problems(shop: Store) -> list[tuple[int, str]]:
    with shop.read() as connection:
        return [(problem.seq, problem.what) for problem in verify(connection).problems]


def test_a_journal_as_written_is_sound(shop: Store) -> None:
    with shop.read() as connection:
        proof = verify(connection)
        last = connection.execute(select(journal.c.hash).where(journal.c.seq == 6)).scalar_one()
    assert (proof.facts, proof.sound, proof.problems) == (6, True, ())
    assert proof.heads == ((shop.profile.origin, 6, bytes(last).hex()),)


#: One byte of each column changed, as SQL that the file's owner could run.
FLIPS = {
    "origin": "substr(origin, 1, length(origin) - 1) || '~'",
    "seq": "seq + 1000",
    "id": "substr(id, 1, length(id) - 1) || '~'",
    "recorded_at": "replace(recorded_at, '2026', '2027')",
    "business_date": "replace(business_date, '2026', '2025')",
    "store": "'S2'",
    "terminal": "'S1-T2'",
    "actor": "'mallory'",
    "kind": "'sale.returned'",
    "version": "version + 1",
    "body": "CAST(replace(CAST(body AS TEXT), '250', '249') AS BLOB)",
    "previous_hash": "zeroblob(32)",
    "hash": "zeroblob(32)",
}


def test_every_column_has_its_flip() -> None:
    assert set(FLIPS) == set(JournalRow._fields)


@pytest.mark.parametrize("column", FLIPS)
def test_a_changed_column_is_found(shop: Store, column: str) -> None:
    till.raw(shop, f"UPDATE journal SET {column} = {FLIPS[column]} WHERE seq = 5")
    assert problems(shop) != []


@pytest.mark.parametrize("column", FLIPS)
@pytest.mark.parametrize("value", ["CAST(x'ff41' AS TEXT)", "x'00'", "7", "'text'", "1.5"])
def test_a_value_of_another_kind_is_found_too(shop: Store, column: str, value: str) -> None:
    """A flipped bit can make text that is no UTF-8, or turn a value's type in the record's header."""
    till.raw(shop, f"UPDATE journal SET {column} = {value} WHERE seq = 4")
    found = problems(shop)
    assert found != []
    # What follows is still read: the next fact is missed by its number or its chain, the last one is fine.
    assert {seq for seq, _ in found} <= {0, 4, 5, 7, 1000}


def test_any_byte_of_a_body_counts(shop: Store) -> None:
    with shop.read() as connection:
        row = next(numbered.row for numbered in rows(connection) if numbered.row.seq == 6)
    for place in range(len(row.body)):
        body = bytearray(row.body)
        body[place] ^= 1
        assert chain_hash(row.previous_hash, row.origin, row.seq, bytes(body)) != row.hash


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM journal WHERE seq = 1", (2, "follows 0: facts are missing or out of order")),
        ("DELETE FROM journal WHERE seq = 4", (5, "follows 3: facts are missing or out of order")),
        (
            "UPDATE journal SET position = CASE seq WHEN 4 THEN 105 WHEN 5 THEN 104 ELSE 106 END WHERE seq > 3",
            (5, "follows 3: facts are missing or out of order"),
        ),
    ],
)
def test_a_fact_missing_or_out_of_order_is_found(shop: Store, statement: str, found: tuple[int, str]) -> None:
    till.raw(shop, statement)
    assert found in problems(shop)


def test_a_fact_put_in_is_found_even_when_its_own_hash_is_right(shop: Store) -> None:
    with shop.read() as connection:
        one = next(numbered.row for numbered in rows(connection) if numbered.row.seq == 4)
    forged = seal(unseal(one.body, one.kind, one.version), one.origin, 7, GENESIS)._replace(id="forged")
    columns = ", ".join(JournalRow._fields)
    till.raw(shop, f"INSERT INTO journal ({columns}) VALUES ({', '.join('?' * len(forged))})", *forged)
    assert problems(shop) == [
        (7, "is not chained to the fact before it"),
        (7, f"its column 'id' says 'forged', its body {one.id!r}"),
    ]


def test_a_fact_rewritten_with_a_fitting_hash_breaks_the_chain_behind_it(shop: Store) -> None:
    """Who can compute a hash can hide one change, not the ones that follow from it."""
    with shop.read() as connection:
        one = next(numbered.row for numbered in rows(connection) if numbered.row.seq == 4)
    body = one.body.replace(b'"total":250', b'"total":240')
    assert body != one.body
    digest = chain_hash(one.previous_hash, one.origin, one.seq, body)
    till.raw(shop, "UPDATE journal SET body = ?, hash = ? WHERE seq = 4", body, digest)
    assert problems(shop) == [(5, "is not chained to the fact before it")]


def test_a_bit_flipped_in_the_file_itself_is_found(shop: Store) -> None:
    """SQLite's own check does not see it: pages carry no sums."""
    path = shop.settings.database
    shop.engine.dispose()
    with sqlite3.connect(path) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    content = bytearray(Path(path).read_bytes())
    place = content.rindex(b'"total":250')
    content[place + len('"total":2')] ^= 1
    with open(path, "rb+") as file:
        file.seek(place + len('"total":2'))
        file.write(content[place + len('"total":2') :][:1])
        os.fsync(file.fileno())
    with shop.read() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert [what for _, what in problems(shop)] == ["its content does not match its hash"]


def test_what_cannot_be_read_says_which_fact_and_what_to_do(shop: Store) -> None:
    with shop.read() as connection:
        row = next(numbered.row for numbered in rows(connection) if numbered.row.seq == 5)
    with pytest.raises(UnreadableFact, match=r"Fact 5 of .* cannot be read") as refused:
        entry_of(row._replace(body=row.body[:-1]))
    assert (refused.value.seq, refused.value.origin) == (5, shop.profile.origin)
    with pytest.raises(UnreadableFact, match="later"):
        entry_of(row._replace(body=row.body.replace(b"sale.completed", b"sale.teleported")))


def test_books_that_do_not_balance_are_not_accepted(shop: Store) -> None:
    before = till.dump(shop)
    fact = CashMoved(session="", movement="paid_in", amount=5, reason="x", postings=(Posting("drawer", 5),))
    with pytest.raises(Unbalanced) as refused, shop.write() as tx:
        till.receive_in(tx, till.item(), 1000)
        tx.record(fact)
    assert refused.value.difference == 5
    assert till.dump(shop) == before


def test_what_is_sealed_is_read_back_byte_for_byte(shop: Store) -> None:
    with shop.read() as connection:
        previous = GENESIS
        for numbered in rows(connection, page=2):
            entry = entry_of(numbered.row)
            assert seal(entry.envelope, entry.origin, entry.seq, previous) == numbered.row
            previous = numbered.row.hash
    assert previous != GENESIS


def test_times_become_utc_that_sorts() -> None:
    assert utc_text("2026-11-23T10:15:00.000001+01:00") == "2026-11-23T09:15:00.000001Z"
    assert utc_text("2026-11-22T23:30:00.000000-10:00") == "2026-11-23T09:30:00.000000Z"


def test_an_export_holds_the_exact_bytes(shop: Store) -> None:
    with shop.read() as connection:
        lines = [json.loads(line) for line in export.lines(connection)]
        kept = till.journal_rows(connection)
    assert [base64.b64decode(line["body"]) for line in lines] == [row.body for row in kept]
    previous = GENESIS
    for line in lines:
        assert bytes.fromhex(line["previous_hash"]) == previous
        body = base64.b64decode(line["body"])
        previous = chain_hash(previous, line["origin"], line["seq"], body)
        assert bytes.fromhex(line["hash"]) == previous


def test_replay_tells_a_table_that_was_changed_by_hand(shop: Store) -> None:
    assert till.replay_differences(shop) == ()
    with shop.write() as tx:
        tx.connection.exec_driver_sql("UPDATE sale_line SET amount = 1 WHERE line = 1 AND amount = 250")
        tx.connection.exec_driver_sql("DELETE FROM money_posting WHERE account = 'revenue'")
        tx.connection.exec_driver_sql("UPDATE stock_balance SET quantity = quantity + 1 WHERE location = 'S1'")
    told = [astuple(difference)[0] for difference in till.replay_differences(shop)]  # type: ignore[call-overload]
    assert set(told) == {"sale_line", "money_posting", "stock_balance"}


@pytest.mark.parametrize("page", [1, 2, 5, 6, 7])
def test_a_journal_is_read_whole_whatever_the_page(shop: Store, page: int) -> None:
    with shop.read() as connection:
        assert [numbered.row.seq for numbered in rows(connection, page=page)] == [1, 2, 3, 4, 5, 6]
        assert [numbered.row.seq for numbered in rows(connection, after=4, page=page)] == [5, 6]
