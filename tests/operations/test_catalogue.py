"""Bringing in a file of products: what is kept, what is not, and that doing it again changes nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from storeops.database.queries import catalogue as queries
from storeops.database.tables import barcode, department, journal, local, price, product, reference_revision
from storeops.operations.catalogue import ImportResult, import_products
from storeops.operations.catalogue.file import BadFile
from storeops.operations.lookup import look_up
from storeops.operations.shop import init
from storeops.reports.products import search
from storeops.settings import Settings
from storeops.store import Store

HEADER = "sku,name,price,barcode,tax_class,department,unit\n"
GOOD = HEADER + "TEA,Earl Grey,2.50,5012345678900,,Drinks,each\nAPPLE,Apples,1.99,,,Fruit,kg\nMUG,Mug,5,,,,\n"


class At:
    """A clock that stands still until it is put forward."""

    def __init__(self, day: str) -> None:
        self.day = day

    def now(self, zone: ZoneInfo) -> datetime:
        return datetime.fromisoformat(f"{self.day}T10:00:00").replace(tzinfo=zone)


@pytest.fixture
def clock() -> At:
    return At("2025-03-10")


@pytest.fixture
def shop(tmp_path: Path, clock: At) -> Iterator[Store]:
    opened = init(
        Settings(str(tmp_path / "shop.db")),
        store_code="S1",
        name="Corner Shop",
        country="GB",
        currency="GBP",
        terminal_code="T1",
        clock=clock,
    )
    yield opened
    opened.close()


@pytest.fixture
def bring_in(shop: Store, tmp_path: Path) -> Callable[..., ImportResult]:
    def run(content: str | bytes, **how: str) -> ImportResult:
        file = tmp_path / "products.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_products(shop, file, **how)  # type: ignore[arg-type]  # decimal, encoding, delimiter

    return run


Run = Callable[..., ImportResult]


def _state(shop: Store) -> list[object]:
    with shop.read() as connection:
        tables = [product, price, barcode, department, reference_revision, local, journal]
        rows: list[object] = [sorted(map(tuple, connection.execute(select(table)).all())) for table in tables]
        rows.append(connection.execute(text("SELECT count(*) FROM product_words")).scalar())
        return rows


def _facts(shop: Store) -> list[str]:
    with shop.read() as connection:
        query = select(journal.c.body).where(journal.c.kind == "reference.changed").order_by(journal.c.position)
        return [body.decode() for body in connection.execute(query).scalars()]


def _rejected(tmp_path: Path) -> list[list[str]]:
    with (tmp_path / "products.csv.rejected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def _counts(result: ImportResult) -> tuple[int, int, int, int, int]:
    return result.rows, result.added, result.changed, result.unchanged, result.rejected


def test_a_file_becomes_products_with_prices_barcodes_and_departments(shop: Store, bring_in: Run) -> None:
    result = bring_in(GOOD)
    assert _counts(result) == (3, 3, 0, 0, 0)
    assert (result.rejected_file, result.encoding, result.delimiter, result.revision) == ("", "utf-8", ",", 2)
    with shop.read() as connection:
        found = look_up(connection, shop.profile, "5012345678900", "2025-03-10")
        rows = {row.sku: row for row in connection.execute(select(product))}
        assert queries.department_names(connection) == {"Drinks": "Drinks", "Fruit": "Fruit"}
    assert (found.item.sku, found.item.name, found.item.price, found.item.unit) == ("TEA", "Earl Grey", 250, "each")
    assert (rows["APPLE"].unit, rows["APPLE"].tax_class, rows["APPLE"].active) == ("kg", "standard", True)
    assert (rows["MUG"].unit, rows["MUG"].department, rows["MUG"].revision) == ("each", "", 2)


def test_the_same_file_again_changes_nothing_at_all(shop: Store, bring_in: Run, clock: At) -> None:
    bring_in(GOOD)
    before = _state(shop)
    clock.day = "2025-03-11"
    assert _counts(bring_in(GOOD)) == (3, 0, 0, 3, 0)
    assert _state(shop) == before


def test_one_fact_tells_of_an_import(shop: Store, bring_in: Run) -> None:
    bring_in(GOOD + "BAD,,1,,,,\n")
    (fact,) = _facts(shop)
    for part in ('"added":3', '"changed":0', '"rejected":1', '"source":"products.csv"', '"revision":2'):
        assert part in fact
    assert '"digest":"' in fact
    assert '"digest":""' not in fact


def test_a_new_price_holds_from_its_day_and_the_old_one_is_kept(shop: Store, bring_in: Run, clock: At) -> None:
    bring_in(GOOD)
    clock.day = "2025-04-01"
    assert _counts(bring_in(GOOD.replace("2.50", "2.75"))) == (3, 0, 1, 2, 0)
    assert _counts(bring_in(GOOD.replace("2.50", "2.80"))) == (3, 0, 1, 2, 0)
    assert _counts(bring_in(GOOD.replace("2.50", "2.80"))) == (3, 0, 0, 3, 0)
    with shop.read() as connection:
        prices = [(row.valid_from, row.amount) for row in queries.prices_by_sku(connection, ["TEA"])["TEA"]]
        was = look_up(connection, shop.profile, "TEA", "2025-03-31").item.price
        now = look_up(connection, shop.profile, "TEA", "2025-04-01").item.price
    assert sorted(prices) == [("2025-03-10", 250), ("2025-04-01", 280)]
    assert (was, now) == (250, 280)


def test_a_price_may_be_told_before_its_day(shop: Store, bring_in: Run) -> None:
    bring_in(GOOD)
    assert bring_in("sku,name,price,valid_from\nTEA,Earl Grey,3.00,2025-05-01\n").changed == 1
    with shop.read() as connection:
        assert look_up(connection, shop.profile, "TEA", "2025-04-30").item.price == 250
        assert look_up(connection, shop.profile, "TEA", "2025-05-01").item.price == 300


def test_a_column_that_is_not_there_changes_nothing(shop: Store, bring_in: Run) -> None:
    bring_in("sku,name,price,department,unit,active,stocked,cost\nHAM,Ham,9.00,Deli,kg,no,no,4.20\n")
    assert _counts(bring_in("name,price,sku,colour\nHam,9.50,HAM,pink\n")) == (1, 0, 1, 0, 0)
    with shop.read() as connection:
        row = connection.execute(select(product)).one()
        assert look_up(connection, shop.profile, "HAM", "2025-03-10", for_sale=False).item.price == 950
    assert (row.department, row.unit, row.active, row.stocked, row.cost) == ("Deli", "kg", False, False, 420)


def test_a_department_is_named_by_code_or_by_name(shop: Store, bring_in: Run) -> None:
    with shop.write() as tx:
        row = {"code": "D1", "name": "Drinks", "revision": 1, "deleted": False}
        tx.connection.execute(department.insert().values(**row))
    bring_in("sku,name,price,department\nA,A,1,D1\nB,B,1,Drinks\nC,C,1,Fruit\n")
    with shop.read() as connection:
        found = {row.sku: row.department for row in connection.execute(select(product))}
        assert found == {"A": "D1", "B": "D1", "C": "Fruit"}
        assert [hit.sku for hit in search(connection, shop.profile, "drink", day="2025-03-10")] == ["A", "B"]


def test_packs_have_barcodes_of_their_own(shop: Store, bring_in: Run) -> None:
    bring_in(
        "sku,name,price,barcode,barcodes,pack_barcode,pack_quantity\n"
        "TEA,Tea,2.50,5012345678900,5901234123457;OWN-1,15012345678907,12\n"
    )
    with shop.read() as connection:
        quantities = {
            code: look_up(connection, shop.profile, code, "2025-03-10").quantity
            for code in ("5012345678900", "5901234123457", "own-1", "15012345678907")
        }
    assert quantities == {"5012345678900": 1000, "5901234123457": 1000, "own-1": 1000, "15012345678907": 12_000}


def test_rejected_rows_are_listed_with_line_and_reason_and_the_rest_comes_in(
    shop: Store, bring_in: Run, tmp_path: Path
) -> None:
    result = bring_in(
        HEADER
        + "TEA,Tea,2.50,5012345678900,,,\n"
        + "\n"
        + "MUG,Mug,5.00,5012345678900,,,\n"
        + "TEA,Tea again,2.60,,,,\n"
        + "CUP,Cup,2.50,5012345678901,,,\n"
        + "POT,=cmd|'/c calc'!A0,x,,,,\n"
        + "TIN,Tin\n"
        + "JAR,Jar,1.00,,,,\n"
    )
    assert _counts(result) == (7, 2, 0, 0, 5)
    assert result.rejected_file == str(tmp_path / "products.csv.rejected.csv")
    rows = {row[0]: row[1:] for row in _rejected(tmp_path)}
    assert {line: row[0] for line, row in rows.items()} == {
        "4": "its barcode 05012345678900 belongs to 'TEA'",
        "5": "its SKU stands further up in the file already",
        "6": "the barcode '5012345678901' has a wrong check digit",
        "7": "the price 'x' is no amount: 'x' does not belong in it; type digits and '.' for the decimals "
        "(decimal sign '.')",
        "8": "it has 2 fields, the first line has 7",
    }
    assert rows["7"][1:4] == ["POT", "'=cmd|'/c calc'!A0", "x"]
    assert list(rows) == sorted(rows)


def test_a_list_of_rejected_rows_goes_when_none_is_rejected_any_more(bring_in: Run, tmp_path: Path) -> None:
    bring_in(HEADER + "BAD,,1,,,,\n")
    assert len(_rejected(tmp_path)) == 1
    bring_in(GOOD)
    assert sorted(path.name for path in tmp_path.glob("*.rejected*")) == []


def test_a_barcode_in_the_catalogue_is_not_taken_over(shop: Store, bring_in: Run) -> None:
    bring_in(GOOD)
    before = _state(shop)
    assert _counts(bring_in("sku,name,price,barcode\nNEW,New,1,05012345678900\n")) == (1, 0, 0, 0, 1)
    assert _state(shop) == before


@pytest.mark.parametrize(
    ("content", "how", "amount"),
    [
        ("sku,name,price\nA,A,1.23\n", {}, 123),
        ("sku;name;price\nA;A;1,23\n", {"decimal": ","}, 123),
        ("sku;name;price\nA;A;1.234\n", {"decimal": ","}, 123_400),
        ("sku;name;price\nA;A;1.234,5\n", {"decimal": ","}, 123_450),
        ('sku,name,price\nA,A,"1,234.50"\n', {}, 123_450),
    ],
)
def test_a_price_is_read_by_the_decimal_sign_that_was_told(
    shop: Store, bring_in: Run, content: str, how: dict[str, str], amount: int
) -> None:
    bring_in(content, **how)
    with shop.read() as connection:
        assert look_up(connection, shop.profile, "A", "2025-03-10").item.price == amount


def test_a_price_that_would_have_to_be_guessed_is_rejected(bring_in: Run, tmp_path: Path) -> None:
    assert bring_in("sku,name,price\nA,A,1.234\n").rejected == 1
    assert _rejected(tmp_path)[0][1] == (
        "the price '1.234' is no amount: GBP has 2 decimals at most (decimal sign '.')"
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("[/] Milk", "[/] Milk"),
        ("[@click=app.quit]x", "[@click=app.quit]x"),
        ("\x1b]0;owned\x07Milk\x1b[2J", "Milk"),
        ("Milk\u202eKLIM", "MilkKLIM"),
        ("🍎 Apple", "🍎 Apple"),
        ("=cmd|'/c calc'!A0", "=cmd|'/c calc'!A0"),
        ("n" * 9_999, "n" * 199 + "…"),
    ],
)
def test_hostile_names_are_kept_as_harmless_text(shop: Store, bring_in: Run, name: str, kept: str) -> None:
    assert bring_in(f"sku,name,price\nA,{name},1\n").added == 1
    with shop.read() as connection:
        assert connection.execute(select(product.c.name)).scalar_one() == kept


def test_a_file_that_is_no_list_of_products_is_refused_whole(shop: Store, bring_in: Run) -> None:
    before = _state(shop)
    for content in ("sku,name\nA,A\n", "", "hello\n", "sku,sku,name,price\n"):
        with pytest.raises(BadFile):
            bring_in(content)
    assert _state(shop) == before


def test_progress_ends_at_the_end(shop: Store, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("sku,name,price\n" + "".join(f"S{i},Name {i},1\n" for i in range(2500)))
    told: list[tuple[int, int]] = []
    result = import_products(shop, file, progress=lambda done, total: told.append((done, total)))
    size = file.stat().st_size
    assert result.added == 2500
    assert told[-1] == (size, size)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


class Stopped(Exception):
    """The power went."""


def _stop(_done: int, _total: int) -> None:
    raise Stopped


def test_an_import_that_was_cut_off_goes_on_and_is_recorded_once(shop: Store, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("sku,name,price\n" + "".join(f"S{i},Name {i},1\n" for i in range(2500)))
    with pytest.raises(Stopped):
        import_products(shop, file, progress=_stop)
    assert _facts(shop) == []
    result = import_products(shop, file)
    assert _counts(result) == (2500, 500, 0, 2000, 0)
    (fact,) = _facts(shop)
    assert '"added":2500' in fact
    assert import_products(shop, file).revision == 0
    assert len(_facts(shop)) == 1


def test_an_import_cut_off_before_another_one_is_recorded_as_well(shop: Store, tmp_path: Path) -> None:
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_text("sku,name,price\nA,A,1\n")
    second.write_text("sku,name,price\nB,B,1\n")
    with pytest.raises(Stopped):
        import_products(shop, first, progress=_stop)
    import_products(shop, second)
    facts = _facts(shop)
    assert ['"source":"1.csv"' in fact for fact in facts] == [True, False]
    assert '"note":"interrupted"' in facts[0]


def test_the_list_of_rejected_rows_never_replaces_the_file(shop: Store, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("sku,name,price\nA,,1\n")
    with pytest.raises(BadFile):
        import_products(shop, file, reject_path=file)
    other = tmp_path / "notes.txt"
    other.write_text("mine")
    file.write_text("sku,name,price\nA,A,1\n")
    import_products(shop, file, reject_path=other)
    assert other.read_text() == "mine"
