"""Reference data of the centre: each till gets what its store is to have, and keeps it as the centre has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.machines import till
from tests.sync.three_tills import Till, three

from storeops.database import tables
from storeops.database.queries import product_words
from storeops.database.queries import reference as queries
from storeops.database.queries import shop as shop_queries
from storeops.operations.shop import OwnedByCentre, next_revision, put, set_setting
from storeops.server.centre import Centre, renew_generation
from storeops.store import Store, Tx
from storeops.sync import reference
from storeops.sync.messages import Row, Rows
from storeops.sync.reference import CURSOR, fetch
from storeops.sync.wire import Unreadable

pytestmark = pytest.mark.xdist_group("postgresql")
PRODUCT = {
    "name": "Green Tea", "department": "HOT", "tax_class": "standard", "unit": "each", "active": True,
    "stocked": True, "cost": 100,
}  # fmt: skip


@pytest.fixture
def shops(database: str, tmp_path: Path) -> Iterator[tuple[Centre, Till, Till, Till]]:
    with three(database, tmp_path) as found:
        yield found


def products(tx: Tx, *skus: str, **changes: object) -> int:
    revision = next_revision(tx)
    for sku in skus:
        put(tx, tables.product, revision, {**PRODUCT, "sku": sku, **changes})
    return revision


def take(each: Till) -> int:
    return fetch(each.shop, each.line, pause=lambda _seconds: None)


def rows(shop: Store, name: str) -> list[tuple[object, ...]]:
    table = tables.metadata.tables[name]
    with shop.read() as connection:
        return [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]


def found_by(shop: Store, word: str) -> list[str]:
    with shop.read() as connection:
        return product_words.containing(connection, [word], 10)


def fill(centre: Centre) -> None:
    with centre.shop().write() as tx:
        put(tx, tables.department, revision := next_revision(tx), {"code": "HOT", "name": "Hot drinks"})
        put(
            tx,
            tables.price,
            revision,
            {"sku": "TEA", "price_list": "", "valid_from": "2026-01-01", "valid_to": "", "amount": 250},
        )
        put(tx, tables.barcode, revision, {"code": "05901234123457", "sku": "TEA", "quantity": 1000})
        for place in ("S1", "S2"):
            put(tx, tables.bin, revision, bin_at(place))
            put(tx, tables.setting, revision, {"scope": place, "key": "day_ends", "value": "03:00"})
            put(tx, tables.setting, revision, {"scope": f"{place}-T1", "key": "drawer", "value": "yes"})
            put(tx, tables.terminal, revision, {"code": f"{place}-T9", "store": place, "name": "T9"})
            put(tx, tables.safety_stock, revision, {"sku": "TEA", "location": place, "channel": "", "quantity": 1000})
        put(tx, tables.setting, revision, {"scope": "", "key": "shared", "value": "yes"})
        products(tx, "TEA", "JAM")


def bin_at(place: str) -> dict[str, object]:
    return {"location": place, "code": "A1", "aisle": "A", "x": 0, "y": 0, "level": 0, "capacity": 0}


def test_each_store_gets_its_own_and_what_is_shared(shops) -> None:
    centre, one, two, other = shops
    fill(centre)
    for each in (one, two, other):
        assert take(each) > 0
    for name in ("product", "price", "barcode", "department", "location", "store", "person"):
        assert rows(one.shop, name) == rows(two.shop, name)
        at_centre = rows(centre.shop(), name)
        assert [row for row in rows(one.shop, name) if row in at_centre] == at_centre, name
    assert [row[:2] for row in rows(one.shop, "bin")] == [("S1", "A1")]
    assert [row[:2] for row in rows(other.shop, "bin")] == [("S2", "A1")]
    assert {row[0] for row in rows(one.shop, "setting")} == {"", "S1", "S1-T1"}
    assert {row[0] for row in rows(other.shop, "setting")} == {"", "S2", "S2-T1"}
    assert {row[1] for row in rows(one.shop, "terminal")} == {"S1"}
    assert [row[1] for row in rows(other.shop, "safety_stock")] == ["S2"]
    assert one.shop.profile.day_ends.isoformat() == "03:00:00"  # the shop was read again
    with one.shop.read() as here, centre.shop().read() as there:
        assert shop_queries.revision(here) == shop_queries.revision(there)
    assert sorted(found_by(one.shop, "green")) == ["JAM", "TEA"]
    assert sorted(found_by(one.shop, "hot")) == ["JAM", "TEA"]
    assert [take(each) for each in (one, two, other)] == [0, 0, 0]


def test_a_change_a_tombstone_and_its_return(shops) -> None:
    centre, one, _, _ = shops
    fill(centre)
    take(one)
    with centre.shop().write() as tx:
        products(tx, "TEA", name="Black Tea")
    assert take(one) == 1
    assert (found_by(one.shop, "black"), found_by(one.shop, "green")) == (["TEA"], ["JAM"])
    with centre.shop().write() as tx:
        gone = {"revision": next_revision(tx), "deleted": True}
        tx.connection.execute(tables.product.update().where(tables.product.c.sku == "TEA").values(**gone))
    assert take(one) == 1
    assert rows(one.shop, "product") == rows(centre.shop(), "product")
    assert found_by(one.shop, "tea") == ["JAM"]
    with centre.shop().write() as tx:
        products(tx, "TEA", name="White Tea")
    assert take(one) == 1
    assert found_by(one.shop, "white") == ["TEA"]


def test_pages_of_any_size_bring_the_same_and_a_row_that_changes_meanwhile_comes(shops) -> None:
    centre, one, _, _ = shops
    fill(centre)
    whole = one.line.reference("", 10_000)
    assert whole.more is False
    cursor, seen, more = "", [], True
    while more:
        page = one.line.reference(cursor, 3)
        assert len(page.rows) <= 3
        seen += page.rows
        cursor, more = page.next, page.more
        if len(seen) == 3:
            with centre.shop().write() as tx:
                changed = products(tx, "TEA", name="Late Tea")
    late = [row for row in whole.rows if row.values.get("sku") == "TEA" and row.table == "product"]
    assert seen == [row for row in whole.rows if row not in late]
    after = one.line.reference(cursor, 3)
    assert [(row.values["name"], row.values["revision"]) for row in after.rows] == [("Late Tea", changed)]
    assert after.more is False


def test_an_older_row_does_not_take_the_place_of_a_newer_one(shops) -> None:
    centre, one, _, _ = shops
    fill(centre)
    take(one)
    before = rows(one.shop, "product")
    row = dict(zip([column.name for column in tables.product.columns], before[0], strict=True))
    price = dict(zip([column.name for column in tables.price.columns], rows(one.shop, "price")[0], strict=True))

    class Old:
        def reference(self, after: str, limit: int) -> Rows:
            old = Row("product", {**row, "name": "Old", "revision": row["revision"]})
            older = Row("price", {**price, "amount": 1, "revision": price["revision"] - 1})
            return Rows(rows=(old, older), next="n", more=False, revision=99)

    prices = rows(one.shop, "price")
    assert fetch(one.shop, Old()) == 0
    assert (rows(one.shop, "product"), rows(one.shop, "price")) == (before, prices)


def test_a_centre_that_was_set_back_is_followed(shops) -> None:
    centre, one, _, _ = shops
    fill(centre)
    take(one)
    with centre.shop().write() as tx:
        revision = products(tx, "TEA", name="Lost Tea")
        products(tx, "NEW", name="Lost Product")
    take(one)
    with centre.shop().write() as tx:  # as a backup has it
        tx.connection.execute(tables.product.delete().where(tables.product.c.sku == "NEW"))
        put(tx, tables.product, revision - 1, {**PRODUCT, "sku": "TEA"})
        tx.connection.execute(tables.reference_revision.update().values(revision=revision - 1))
    renew_generation(centre.shop())
    assert take(one) > 0
    live = [row for row in rows(one.shop, "product") if not row[-1]]
    assert live == rows(centre.shop(), "product")
    assert found_by(one.shop, "lost") == []
    assert take(one) == 0


def test_a_page_that_was_broken_off_is_taken_whole(shops, monkeypatch: pytest.MonkeyPatch) -> None:
    centre, one, _, _ = shops
    fill(centre)
    before = {name: rows(one.shop, name) for name in queries.HANDED_OUT}

    def broken(connection, values) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(reference, "STEP", 200)
    with monkeypatch.context() as patch:
        patch.setattr(reference.shop_queries, "set_local", broken)
        with pytest.raises(RuntimeError, match="the power went"):
            take(one)
    assert {name: rows(one.shop, name) for name in queries.HANDED_OUT} == before
    assert take(one) > 0
    with one.shop.read() as connection:
        assert CURSOR in shop_queries.local_values(connection)


def test_no_transaction_takes_more_than_a_sale_can_wait_for(shops, monkeypatch: pytest.MonkeyPatch) -> None:
    centre, one, _, _ = shops
    with centre.shop().write() as tx:
        products(tx, *(f"P{count:03}" for count in range(450)))
    from storeops.sync import pull

    monkeypatch.setattr(pull, "SECONDS", 3600.0)
    sizes: list[int] = []
    taken = {"count": 0}
    real = reference._write

    def counted(tx, step, *, anyway) -> int:
        taken["count"] += len(step)
        return real(tx, step, anyway=anyway)

    def paused(_seconds: float) -> None:
        sizes.append(taken["count"])
        taken["count"] = 0
        till.sell(one.shop, (till.item("TEA", 250), 1000))  # the way is free

    monkeypatch.setattr(reference, "_write", counted)
    fetch(one.shop, one.line, pause=paused)
    assert sizes == [200, 200]


def test_a_till_with_a_centre_changes_no_reference_data_of_its_own(shops) -> None:
    _, one, _, _ = shops
    before = rows(one.shop, "setting"), rows(one.shop, "reference_revision")
    with pytest.raises(OwnedByCentre, match="storeops sync"):
        set_setting(one.shop, "day_ends", "04:00", scope="S1")
    assert (rows(one.shop, "setting"), rows(one.shop, "reference_revision")) == before
    till.sell(one.shop, (till.item("TEA", 250), 1000))


@pytest.mark.parametrize(
    "values",
    [
        {"name": 5}, {"cost": "1"}, {"cost": True}, {"cost": 2**70}, {"active": 1}, {"sku": None}, {"revision": None},
        {"cost": 1.5}, {"name": ["x"]},
    ],
)  # fmt: skip
def test_a_row_of_the_wrong_kind_is_refused_whole(tmp_path: Path, values: dict[str, object]) -> None:
    shop = till.make(tmp_path / "shop.db")
    row = {**PRODUCT, "sku": "TEA", "revision": 9, "deleted": False}

    class Wrong:
        def reference(self, after: str, limit: int) -> Rows:
            return Rows(rows=(Row("product", row), Row("product", {**row, **values})), next="n", more=False)

    with pytest.raises(Unreadable):
        fetch(shop, Wrong())
    assert rows(shop, "product") == []
    shop.close()


def test_a_later_centres_columns_and_tables_are_passed_over_an_older_ones_are_empty(tmp_path: Path) -> None:
    shop = till.make(tmp_path / "shop.db")
    row = {"sku": "TEA", "name": "Tea", "revision": 9, "colour": "green"}

    class Other:
        def reference(self, after: str, limit: int) -> Rows:
            return Rows(rows=(Row("loyalty", {"x": 1}), Row("journal", row), Row("product", row)), next="n", more=False)

    assert fetch(shop, Other()) == 1
    assert rows(shop, "product") == [("TEA", "Tea", "", "", "", False, False, 0, 9, False)]
    shop.close()
