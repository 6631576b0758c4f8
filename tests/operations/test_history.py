"""Sales of another system taken over: once, whole, to the last digit, whatever the file is like."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.machines import till
from tests.machines.history import FILE, HEADER, MAP, head, of_file, rejected, written

from storeops.database.tables import goods_move, money_posting, sale, sale_line
from storeops.journal.facts import HistoricSale
from storeops.operations.history import HistoryResult, Tally, import_history
from storeops.operations.history import file as history_file
from storeops.operations.history.file import BadMapping, CannotReadHistory, DatesUnclear
from storeops.operations.history.rejects import CannotList
from storeops.reports import sales as reports
from storeops.rules.history import Reason
from storeops.store import Store

SOURCE = "InvoiceNo/StockCode/Quantity/UnitPrice/InvoiceDate"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = till.make(tmp_path / "shop.db")
    yield made
    made.close()


def test_every_line_is_imported_or_rejected_with_its_reason(shop: Store, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    listed = tmp_path / "sales.rejected.csv"
    result = import_history(
        shop,
        written(tmp_path, FILE),
        MAP,
        rejected_path=listed,
        progress=lambda done, lines: heard.append((done, lines)),
    )
    assert result == HistoryResult(
        source=SOURCE,
        encoding="utf-8",
        delimiter=",",
        dates="ymd",
        imported=Tally(4, 6, Decimal("8.656")),
        unchanged=Tally(0, 0, Decimal("0.00")),
        rejected=(
            rejected(Reason.UNREADABLE_LINE, 0, 1, "0.00"),
            rejected(Reason.UNREADABLE_DOCUMENT, 0, 1, "4.00"),
            rejected(Reason.UNREADABLE_QUANTITY, 0, 1, "0.00"),
            rejected(Reason.UNREADABLE_TIME, 1, 1, "4.00"),
            rejected(Reason.BAD_DEBT, 1, 1, "-11062.06"),
            rejected(Reason.NO_QUANTITY, 1, 1, "0.00"),
            rejected(Reason.STOCK_ADJUSTMENT, 1, 2, "-2.55"),
            rejected(Reason.SALE_IN_CANCELLATION, 0, 1, "4.00"),
            rejected(Reason.NEGATIVE_PRICE, 1, 1, "-4.00"),
        ),
        file=Tally(9, 16, Decimal("-11047.954")),
        sales=1121,
        returns=-255,
        rounding=Decimal("0.004"),
        first_day=date(2010, 12, 1),
        last_day=date(2010, 12, 2),
        rejected_file=str(listed),
    )
    assert of_file(result) == (9, 16, Decimal("-11047.954"))
    assert heard == [(16, 16)]
    rows = list(csv.reader(listed.read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["line", "reason", "explained", *HEADER.split(",")]
    assert [(row[0], row[1]) for row in rows[1:4]] == [
        ("5", "stock_adjustment"),
        ("8", "sale_in_cancellation"),
        ("9", "stock_adjustment"),
    ]
    assert ",".join(rows[4][3:]) == "A1005,B,Adjust bad debt,1,2010-12-02 12:00:00,-11062.06,,United Kingdom"
    assert len(rows) == 11


def test_a_document_is_one_fact_and_moves_no_goods_and_no_money(shop: Store, tmp_path: Path) -> None:
    before = head(shop)[0]
    import_history(shop, written(tmp_path, FILE), MAP, source="old till")
    assert head(shop)[0] == before + 4
    with shop.read() as connection:
        facts = [e for e in till.entries(connection) if isinstance(e.envelope.fact, HistoricSale)]
        assert connection.execute(select(func.count()).select_from(goods_move)).scalar_one() == 0
        assert connection.execute(select(func.count()).select_from(money_posting)).scalar_one() == 0
        columns = (sale.c.number, sale.c.kind, sale.c.business_date, sale.c.total, sale.c.units, sale.c.customer)
        rows = connection.execute(select(*columns, sale.c.source, sale.c.imported).order_by(sale.c.number)).all()
        lines = connection.execute(
            select(sale_line.c.sku, sale_line.c.name, sale_line.c.quantity, sale_line.c.unit_price, sale_line.c.amount)
            .join(sale, sale.c.id == sale_line.c.sale)
            .where(sale.c.number == "1001")
            .order_by(sale_line.c.line)
        ).all()
        back = reports.of_entry(next(e for e in facts if e.envelope.fact.document == "C1003"))
    assert [tuple(row) for row in rows] == [
        ("1001", "sale", "2010-12-01", 1020, 5000, "17850", "old till", True),
        ("1002", "sale", "2010-12-01", 0, 1000, "", "old till", True),
        ("1007", "sale", "2010-12-02", 101, 3000, "", "old till", True),
        ("C1003", "return", "2010-12-02", -255, -1000, "17850", "old till", True),
    ]
    black = ("TEA", 'Tea, "black" leaf', 2000, 255, 510)
    assert [tuple(line) for line in lines] == [black, black, ("PADS", "", 1000, 0, 0)]
    first = facts[0].envelope
    assert (first.fact.at, first.business_date) == ("2010-12-01T08:25:00.000000+00:00", "2010-12-01")
    assert [line.price for line in first.fact.lines] == ["2.55", "2.55", "0.001"]
    assert (back.kind, back.total) == ("return", 255)
    till.assert_sound(shop)
    assert till.replay_differences(shop) == ()


def test_lines_of_a_document_need_not_stand_together(shop: Store, tmp_path: Path) -> None:
    text = f"""{HEADER}
1,A,,1,2010-12-01,1,,
2,B,,1,2010-12-01,2,,
1,C,,1,2010-12-01,4,,
3,D,,1,2010-12-01,8,,
"broken
3,E,,1,2010-12-01,16,,
2,F,,1,2010-12-01,32,,
"""
    result = import_history(shop, written(tmp_path, text), MAP)
    assert result.imported == Tally(3, 6, Decimal("63.00"))
    assert result.rejected == (rejected(Reason.UNREADABLE_LINE, 0, 1, "0.00"),)
    with shop.read() as connection:
        totals = {row.number: row.total for row in connection.execute(select(sale.c.number, sale.c.total))}
    assert totals == {"1": 500, "2": 3400, "3": 2400}


def test_a_file_whose_documents_are_spread_all_over_it_is_refused(
    shop: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_file, "MOST_HELD_LINES", 3)
    lines = "\n".join(f"{number},{sku},,1,2010-12-01,1,," for sku in "AB" for number in (1, 2))
    before = head(shop)
    with pytest.raises(CannotReadHistory, match="Sort it by document"):
        import_history(shop, written(tmp_path, f"{HEADER}\n{lines}\n"), MAP)
    assert head(shop) == before


@pytest.mark.parametrize(
    ("change", "encoding", "told"),
    [
        (lambda text: text, "utf-8-sig", ("utf-8", ",")),
        (lambda text: text, "utf-16", ("utf-16", ",")),
        (lambda text: text, "utf-16-le", ("utf-16-le", ",")),
        (lambda text: text, "cp1252", ("cp1252", ",")),
        (lambda text: text.replace(",", ";"), "utf-8", ("utf-8", ";")),
        (lambda text: text.replace(",", "\t").replace("\n", "\r\n"), "utf-8", ("utf-8", "\t")),
        (lambda text: text.replace("\n", "\r"), "utf-8", ("utf-8", ",")),
    ],
)
def test_a_file_is_read_as_it_was_written(
    shop: Store, tmp_path: Path, change: Any, encoding: str, told: tuple[str, str]
) -> None:
    text = change(f"{HEADER}\n1,TÉA,Thé à 5 €,2,2010-12-01 08:26:00,2.55,,\n")
    result = import_history(shop, written(tmp_path, text, encoding=encoding), MAP)
    assert ((result.encoding, result.delimiter), result.imported) == (told, Tally(1, 1, Decimal("5.10")))
    with shop.read() as connection:
        assert connection.execute(select(sale_line.c.sku, sale_line.c.name)).one() == ("TÉA", "Thé à 5 €")


def test_what_is_said_about_a_file_is_not_guessed(shop: Store, tmp_path: Path) -> None:
    text = "customer;at;price;quantity;sku;invoice\n7;3.2.10 9:05;1,50;0,5;HAM;1\n7;4.2.10 9:05;1.50;2;HAM;2\n"
    mapping = {name: name for name in ("invoice", "sku", "quantity", "price", "at", "customer")}
    path = written(tmp_path, text, encoding="latin-1")
    with pytest.raises(DatesUnclear) as refusal:
        import_history(shop, path, mapping, decimal=",")
    assert "'4.2.10 9:05'" in str(refusal.value)
    result = import_history(shop, path, {**mapping, "dates": "dmy"}, decimal=",", encoding="latin-1", delimiter=";")
    assert (result.dates, result.encoding, result.first_day) == ("dmy", "latin-1", date(2010, 2, 3))
    assert (result.imported, result.sales) == (Tally(1, 1, Decimal("0.75")), 75)
    assert result.rejected == (rejected(Reason.UNREADABLE_PRICE, 1, 1, "0.00"),)


def test_a_packed_file_is_known_by_its_contents(shop: Store, tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes(gzip.compress(FILE.encode(), mtime=0))
    assert import_history(shop, path, MAP).imported == Tally(4, 6, Decimal("8.656"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it is empty"),
        (f"{HEADER}\n\n,,,,,,,\n".encode(), "no line below its first"),
        (b"InvoiceNo,StockCode\n1,2\n", "no column 'CustomerID', 'Description'"),
        (f"{HEADER},Quantity\n1,2,3,4,5,6,7,8,9\n".encode(), "'Quantity' is there twice"),
        (gzip.compress(FILE.encode(), mtime=0)[:-9], "it cannot be read"),
        (b"\x1f\x8bnonsense", "it cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(shop: Store, tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes(content)
    before = till.dump(shop)
    with pytest.raises(CannotReadHistory, match="cannot be imported") as refusal:
        import_history(shop, path, MAP, rejected_path=tmp_path / "rejected.csv")
    assert says in str(refusal.value)
    assert till.dump(shop) == before
    assert not (tmp_path / "rejected.csv").exists()


def test_what_cannot_be_meant_is_refused(shop: Store, tmp_path: Path) -> None:
    path = written(tmp_path, FILE)
    before = till.dump(shop)
    for refusal, mapping, how in (
        (BadMapping, {**MAP, "colour": "Country"}, {}),
        (BadMapping, {name: MAP[name] for name in MAP if name != "at"}, {}),
        (BadMapping, {**MAP, "dates": "myd"}, {}),
        (BadMapping, MAP, {"decimal": "1"}),
        (CannotReadHistory, MAP, {"encoding": "klingon"}),
        (CannotReadHistory, MAP, {"delimiter": ";;"}),
        (CannotReadHistory, {**MAP, "name": "Product"}, {}),
        (CannotList, MAP, {"rejected_path": tmp_path / "nowhere" / "rejected.csv"}),
    ):
        with pytest.raises(refusal):
            import_history(shop, path, mapping, **how)
    with pytest.raises(CannotReadHistory, match="cannot be read"):
        import_history(shop, tmp_path / "missing.csv", MAP)
    with pytest.raises(CannotReadHistory, match="not in 'ascii'"):
        import_history(shop, written(tmp_path, FILE.replace("Mug", "Mög")), MAP, encoding="ascii")
    assert till.dump(shop) == before


def test_hostile_text_stays_text(shop: Store, tmp_path: Path) -> None:
    long = "x" * 10_000
    text = f"""{HEADER}
1,[/] Milk,[@click=app.quit]x\x1b]0;t\x07\u202e,1,2010-12-01,1,=cmd,
1,LONG,{long},1,2010-12-01,1,,
1,CARD,Tea,1,2010-12-01,1,4111111111111111,=cmd|' /C calc'!A0
2\x1b[2J,TEA,\x1b[31mred,1,2010-12-01,1,,
3,TEA,{"y" * 200_000},1,2010-12-01,1,,
4,"two
lines","open,1,2010-12-01,1,,
5,TEA,"two
lines",1,2010-12-01,1,,
6,TEA,NUL\0,1,2010-12-01,1,,
"""
    listed = tmp_path / "rejected.csv"
    result = import_history(shop, written(tmp_path, text), MAP, rejected_path=listed)
    assert result.imported == Tally(3, 4, Decimal("4.00"))
    assert [(r.reason, r.lines) for r in result.rejected] == [
        ("unreadable_line", 3),
        ("unreadable_document", 1),
        ("card_number", 1),
    ]
    with shop.read() as connection:
        names = connection.execute(select(sale_line.c.sku, sale_line.c.name).order_by(sale_line.c.sku)).all()
    assert sorted(tuple(row) for row in names) == [
        ("LONG", "x" * 199 + "…"),
        ("TEA", "NUL"),
        ("TEA", "two lines"),
        ("[/] Milk", "[@click=app.quit]x"),
    ]
    told = listed.read_text(encoding="utf-8")
    assert "\x1b" not in told and "4111111111111111" not in told and len(told) < 5000
    assert "'=cmd|' /C calc'!A0" in told
