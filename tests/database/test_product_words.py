"""The index of words: how text is compared, and that both databases find the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.database.queries import product_words
from storeops.database.queries.product_words import Entry, folded, words_of
from storeops.database.tables import product
from storeops.operations.shop import init
from storeops.settings import Settings
from storeops.store import Store

ENTRIES = [
    Entry("1", "Tea", "Drinks"),
    Entry("2", "Green Tea", "Drinks"),
    Entry("3", "Teapot", "Kitchen"),
    Entry("4", "Crème brûlée", "Desserts"),
    Entry("AB-5/c", "Straßen-Café", ""),
    Entry("6", "Kellogg's Corn Flakes", "Food"),
    Entry("7", "departure board", "Department 7"),
    Entry("8", "Żółty ser", "Food"),
]


def _shop(url: str) -> Store:
    opened = init(Settings(url), store_code="S1", name="x", country="GB", currency="GBP", terminal_code="T1")
    with opened.write() as tx:
        row = {"tax_class": "", "unit": "each", "active": True, "stocked": True, "cost": 0}
        rows = [
            {**row, "sku": e.sku, "name": e.name, "department": "", "revision": 1, "deleted": False} for e in ENTRIES
        ]
        tx.connection.execute(product.insert(), rows)
        product_words.write(tx.connection, [], ENTRIES)
    return opened


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = _shop(str(tmp_path_factory.mktemp("words") / "shop.db"))
    yield opened
    opened.close()


def _containing(shop: Store, typed: str, limit: int = 50) -> list[str]:
    with shop.read() as connection:
        return product_words.containing(connection, folded(typed), limit)


CASES = [
    ("t", ["1", "3", "2"]),
    ("te", ["1", "3", "2"]),
    ("teapo", ["3"]),
    ("tea green", ["2"]),
    ("dri te", ["1", "2"]),
    ("creme", ["4"]),
    ("BRÛL", ["4"]),
    ("strasse", ["AB-5/c"]),
    ("cafe", ["AB-5/c"]),
    ("ab-5", ["AB-5/c"]),
    ("ab5c", ["AB-5/c"]),
    ("kelloggs", ["6"]),
    ("Kellogg’s", ["6"]),
    ("zolty", ["8"]),
    ("departm", ["7"]),
    ("department", ["7"]),
    ("departures", []),
    ("ea", []),
]


@pytest.mark.parametrize(("typed", "skus"), CASES)
def test_words_are_found_by_their_beginnings(sqlite: Store, typed: str, skus: list[str]) -> None:
    assert _containing(sqlite, typed) == skus


def test_names_that_begin_with_the_word_are_a_list_of_their_own(sqlite: Store) -> None:
    with sqlite.read() as connection:
        assert product_words.beginning(connection, ["te"], 50) == ["1", "3"]
        assert product_words.beginning(connection, ["te", "kit"], 50) == ["3"]
        assert product_words.beginning(connection, ["tea"], 1) == ["1"]
        assert product_words.beginning(connection, ["drinks"], 50) == []


def test_both_databases_find_the_same(database: str) -> None:
    shop = _shop(database)
    try:
        assert [(typed, _containing(shop, typed)) for typed, _ in CASES] == CASES
        with shop.read() as connection:
            assert product_words.beginning(connection, ["te", "kit"], 50) == ["3"]
        with shop.write() as tx:
            product_words.write(tx.connection, [ENTRIES[2]], [Entry("3", "Kettle", "Kitchen")])
            assert product_words.tidy(tx.connection) is False
        assert (_containing(shop, "teap"), _containing(shop, "kettl")) == ([], ["3"])
    finally:
        shop.close()


def test_a_new_name_takes_the_old_one_s_place(tmp_path: Path) -> None:
    shop = _shop(str(tmp_path / "shop.db"))
    with shop.write() as tx:
        product_words.write(tx.connection, [ENTRIES[2]], [Entry("3", "Kettle", "Kitchen")])
    assert (_containing(shop, "teap"), _containing(shop, "kettl")) == ([], ["3"])
    while True:
        with shop.write() as tx:
            if not product_words.tidy(tx.connection):
                break
    assert (_containing(shop, "teap"), _containing(shop, "kettl")) == ([], ["3"])
    shop.close()


def test_few_that_fit_among_many_that_begin_alike(tmp_path: Path) -> None:
    shop = _shop(str(tmp_path / "shop.db"))
    with shop.write() as tx:
        many = [Entry(f"M{i:04}", f"Chocolate {i}", "") for i in range(1000)]
        product_words.write(tx.connection, [], [*many, Entry("X", "Chocomel in a long bottle", "")])
    assert _containing(shop, "chocomel") == ["X"]
    assert _containing(shop, "chocol", 10) == [f"M000{i}" for i in range(10)]
    shop.close()


@given(st.text(max_size=80), st.text(max_size=80))
def test_every_beginning_of_every_word_is_found_and_nothing_in_it_is_a_command(name: str, department: str) -> None:
    words = words_of(Entry("A-1", name, department))
    assert len(words) == len(set(words))
    for word in words:
        assert word.removeprefix("^").isalnum()
        assert len(word) <= 41
    for word in folded(name)[:8]:
        assert word in words


def test_folding_is_its_own_fixed_point() -> None:
    for entry in ENTRIES:
        for word in folded(entry.name):
            assert folded(word) == [word]
