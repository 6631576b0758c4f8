"""Facts commute: whoever has seen the same facts holds the same tables, in whatever order they came."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from tests.machines import merging, till, two_tills

from storeops.journal.projections import PROJECTIONS
from storeops.journal.reading import entry_of
from storeops.journal.replay import compare, rebuild
from storeops.journal.verify import verify


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> two_tills.Histories:
    return two_tills.make(tmp_path_factory.mktemp("two_tills"))


@pytest.fixture(scope="module")
def target() -> Iterator[Engine]:
    engine = till.scratch()
    yield engine
    engine.dispose()


def test_the_two_histories_hold_every_kind_of_fact(histories: two_tills.Histories) -> None:
    for rows in (histories.one, histories.other):
        kinds = {type(entry_of(row).envelope.fact) for row in (*histories.shared, *rows)}
        assert kinds == set(PROJECTIONS)
    ids = [row.id for row in (*histories.shared, *histories.one, *histories.other)]
    assert len(set(ids)) == len(ids)


@settings(max_examples=60, deadline=None)
@given(
    turns=st.lists(st.booleans(), max_size=80),
    left_out=st.sets(st.integers(0, 60), max_size=40),
    batch=st.integers(1, 70),
)
def test_any_interleaving_gives_the_same_tables(
    histories: two_tills.Histories, target: Engine, turns: list[bool], left_out: set[int], batch: int
) -> None:
    one = [row for place, row in enumerate(histories.one) if place not in left_out]
    other = [row for place, row in enumerate(histories.other) if place not in left_out]
    with target.connect() as connection, connection.begin() as transaction:
        merging.take(connection, [*histories.shared, *one, *other], 10_000)
        expected = merging.tables(connection)
        transaction.rollback()
    with target.connect() as connection, connection.begin() as transaction:
        merging.take(connection, [*histories.shared, *merging.interleaved(one, other, turns)], batch)
        assert merging.tables(connection) == expected
        transaction.rollback()


def test_what_two_tills_brought_together_verifies_and_replays(histories: two_tills.Histories, target: Engine) -> None:
    rebuilt = till.scratch()
    with target.connect() as connection, connection.begin() as transaction, rebuilt.begin() as fresh:
        merged = merging.interleaved(histories.one, histories.other, [True, False] * 40)
        merging.take(connection, [*histories.shared, *merged], 7)
        proof = verify(connection)
        assert proof.problems == ()
        assert proof.facts == len(histories.shared) + len(merged)
        assert [seq for _, seq, _ in proof.heads] == sorted(
            [len(histories.shared) + len(histories.one), len(histories.other)],
            key=lambda seq: next(origin for origin, last, _ in proof.heads if last == seq),
        )
        assert rebuild(connection, fresh) == proof.facts
        assert compare(connection, fresh) == ()
        transaction.rollback()
    rebuilt.dispose()
