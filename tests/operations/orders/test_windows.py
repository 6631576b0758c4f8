"""The time window of an order: as it was placed, as it was amended, and as two databases amended it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tests.machines import order_facts, promising, till
from tests.operations.orders.test_settling import brought_together

from storeops.journal.facts import OrderPlaced
from storeops.operations.orders import changing
from storeops.operations.orders.changing import Change
from storeops.operations.orders.how import How
from storeops.reports.orders.order import by_number
from storeops.rules.windows import BadWindow
from storeops.store import Store


def shown(shop: Store, id: str) -> str:
    with shop.read() as connection:
        assert by_number(connection, id).window == promising.read(shop, id).window
    return promising.read(shop, id).window


def test_the_window_in_force_is_the_last_one_told(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 1000), window="9-12")
    assert shown(shop, id) == "09:00-12:00"
    changing.amend(shop, id, Change(note="rang"))
    assert shown(shop, id) == "09:00-12:00", "what is not told stays"
    changing.amend(shop, id, Change(window="13:00 - 17:00"))
    assert shown(shop, id) == "13:00-17:00"
    changing.amend(shop, id, Change(window=""))
    assert shown(shop, id) == ""


def test_a_window_that_is_none_leaves_nothing_behind(shop: Store) -> None:
    id = promising.place(shop, ("TEA", 1000))
    before = till.dump(shop)
    with pytest.raises(BadWindow):
        promising.place(shop, ("TEA", 1000), window="12-9")
    with pytest.raises(BadWindow):
        promising.place(shop, ("TEA", 1000), window="noon", how=How(strict=False))
    with pytest.raises(BadWindow):
        changing.amend(shop, id, Change(window="noon", note="rang"))
    assert till.dump(shop) == before


def test_an_order_of_before_there_were_windows_reads_as_any_time() -> None:
    fact = order_facts.placed("S1-T1-O000001", "1")
    older = msgspec.to_builtins(fact)
    del older["window"]
    assert msgspec.json.decode(msgspec.json.encode(older), type=OrderPlaced) == fact
    assert fact.window == ""


def test_of_two_databases_the_one_that_wrote_last_is_kept(template: Path, tmp_path: Path) -> None:
    def begun(shop: Store) -> str:
        return promising.place(shop, ("TEA", 1000), window="9-12")

    def earlier(shop: Store, id: str) -> None:
        changing.amend(shop, id, Change(window=""))

    def later(shop: Store, id: str) -> None:
        changing.amend(shop, id, Change(window="13-17"))

    with brought_together(template, tmp_path, begun, earlier, later) as (shop, id):
        assert shown(shop, id) == "13:00-17:00"
    (tmp_path / "turned").mkdir()
    with brought_together(template, tmp_path / "turned", begun, later, earlier) as (shop, id):
        assert shown(shop, id) == ""
