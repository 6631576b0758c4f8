"""The commands of the first page, as a newcomer types them, with the exact figures they answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[[str], object]

SELL = "storeops sell '2*TEA' '0.350*APPLE' 5012345678900 --tender cash=20.00 --json"
MAP = (
    "invoice=InvoiceNo,sku=StockCode,name=Description,quantity=Quantity,price=UnitPrice,at=InvoiceDate,"
    "customer=CustomerID"
)


def picked(document: dict[str, object], *keys: str) -> tuple[object, ...]:
    return tuple(document[key] for key in keys)


def test_a_day_from_the_empty_folder(storeops, folder: Path) -> None:
    made = storeops('storeops init --store S1 --name "Corner Shop" --country GB --currency GBP --terminal T1 --json')
    assert picked(made.data, "store", "terminal", "currency", "timezone") == ("S1", "S1-T1", "GBP", "Europe/London")
    imported = storeops("storeops catalog import products.csv --json").data
    assert picked(imported, "rows", "added", "changed", "unchanged", "rejected") == (3, 3, 0, 0, 0)
    received = storeops("storeops stock receive TEA=10 APPLE=25.5 --json").data
    assert [picked(line, "sku", "quantity", "on_hand") for line in received["lines"]] == [
        ("TEA", "10", "10"),
        ("APPLE", "25.5", "25.5"),
    ]
    assert storeops("storeops drawer open --float 100.00 --json").data["expected"] == "100.00"

    sold = storeops(SELL).data
    assert picked(sold, "number", "discount", "net", "tax", "total", "change") == (
        "S1-T1-000001",
        "0.00",
        "11.50",
        "0.75",
        "12.25",
        "7.75",
    )
    assert sold["tenders"] == [{"kind": "cash", "amount": "20.00", "reference": ""}]
    assert [picked(line, "sku", "quantity", "unit_price", "discount", "amount", "tax") for line in sold["lines"]] == [
        ("TEA", "2", "3.49", "0.00", "6.98", "0.00"),
        ("APPLE", "0.35", "2.20", "0.00", "0.77", "0.00"),
        ("MUG", "1", "4.50", "0.00", "4.50", "0.75"),
    ]
    assert sold["taxes"] == [
        {"code": "VAT", "rate": "0", "net": "7.75", "tax": "0.00"},
        {"code": "VAT", "rate": "20", "net": "3.75", "tax": "0.75"},
    ]
    assert storeops("storeops sale show S1-T1-000001 --json").data == sold

    back = storeops("storeops return S1-T1-000001 --line 1:1 --reason changed-mind --json").data
    assert picked(back, "kind", "number", "original", "total", "tax", "reason") == (
        "return",
        "S1-T1-000002",
        "S1-T1-000001",
        "3.49",
        "0.00",
        "changed-mind",
    )
    assert back["tenders"] == [{"kind": "cash", "amount": "3.49", "reference": ""}]
    assert storeops("storeops sale show S1-T1-000001 --json").data["lines"][0]["returned"] == "1"

    stock = storeops("storeops stock show TEA --json").data
    assert stock["on_hand"] == "9"
    assert [picked(place, "location", "on_hand") for place in stock["locations"]] == [("S1", "9")]
    day = storeops("storeops report daily --json").data
    assert picked(day, "total", "tax", "sales_count", "returns_count", "returns_amount", "units") == (
        "8.76",
        "0.75",
        1,
        1,
        "3.49",
        "2.35",
    )
    assert day["tenders"] == [{"kind": "cash", "amount": "8.76", "count": 2}]
    closed = storeops("storeops drawer close --counted 113.45 --json").data
    assert picked(closed, "number", "expected", "counted", "difference") == (
        "S1-T1-Z0001",
        "108.76",
        "113.45",
        "4.69",
    )
    assert (closed["tenders"], closed["discount"]) == (day["tenders"], "0.00")

    why = storeops("storeops why stock TEA --json").data
    assert [picked(move, "quantity", "balance") for move in why["moves"]] == [("10", "10"), ("-2", "8"), ("1", "9")]
    assert picked(storeops("storeops journal verify --json").data, "sound", "problems") == (True, [])
    assert picked(storeops("storeops journal replay --check --json").data, "identical", "differences") == (True, [])
    doctor = storeops("storeops doctor --json")
    assert (doctor.code, {check["state"] for check in doctor.data["checks"]} - {"ok", "look"}) == (0, set())


def test_a_backup_goes_on_under_its_own_numbers(shop, folder: Path) -> None:
    shop(SELL)
    copied = shop("storeops backup shop-backup.db --json").data
    restored = shop("storeops restore shop-backup.db --to other.db --json").data
    assert restored["facts"] == copied["facts"]
    assert restored["origin_before"] == copied["origin"] != restored["origin_after"]
    other = f"storeops --database {folder / 'other.db'} "
    assert shop(other + "drawer x --json").data["expected"] == "112.25"
    again = shop(other + SELL.removeprefix("storeops ")).data["number"]
    assert again == f"{restored['series']}-000001" != "S1-T1-000002"
    assert shop(SELL).data["number"] == "S1-T1-000002"


def test_history_from_another_system(shop, folder: Path) -> None:
    ran = shop(f"storeops history import sales.csv --map {MAP} --json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.data["imported"] == {"documents": 2, "lines": 3, "net": "6.25"}
    assert ran.data["file"] == ran.data["imported"]
    assert ran.data["rejected"] == []
    day = shop("storeops report daily --date 2026-01-30 --json").data
    assert picked(day, "total", "sales_count") == ("10.50", 1)
    again = shop(f"storeops history import sales.csv --map {MAP} --json").data
    assert again["imported"]["documents"] == 0
    assert again["unchanged"] == ran.data["imported"]


def test_the_receipt_a_person_sees(shop) -> None:
    told = shop(SELL.removesuffix(" --json")).out
    for row in (
        "               Corner Shop",
        "Receipt                       S1-T1-000001",
        "Tea 80 bags                           6.98",
        "  0.350 kg x 2.20",
        "TOTAL GBP                            12.25",
        "CHANGE                                7.75",
    ):
        assert row in told.splitlines()
    assert "COPY" not in told
    copy = shop("storeops sale reprint S1-T1-000001")
    assert [row.strip() for row in copy.out.splitlines() if "COPY" in row] == ["COPY 1", "COPY 1"]
    assert shop("storeops drawer x --json").data["copies"] == 1


def test_rejected_lines_are_listed_and_the_rest_is_there(shop, folder: Path) -> None:
    (folder / "more.csv").write_text("sku,name,price\nPEN,Pen,1.20\nBAD,Bad,1.2.3\n", encoding="utf-8")
    ran = shop("storeops catalog import more.csv --json")
    assert (ran.code, picked(ran.data, "rows", "added", "rejected")) == (3, (2, 1, 1))
    assert "more.csv.rejected.csv" in ran.err
    assert "BAD" in (folder / "more.csv.rejected.csv").read_text(encoding="utf-8")
    assert shop("storeops catalog import more.csv").out == "2 rows: 0 added, 0 changed, 1 unchanged, 1 rejected.\n"
    (folder / "one.csv").write_text("sku,name,price\nPIN,Pin,0.20\n", encoding="utf-8")
    assert shop("storeops catalog import one.csv").out == "1 row: 1 added, 0 changed, 0 unchanged, 0 rejected.\n"
    assert shop("storeops product show PEN --json").data["unit_price"] == "1.20"


@pytest.mark.parametrize("form", ["csv", "pdf", "json", "table"])
def test_the_report_as_a_file(shop, folder: Path, form: str) -> None:
    shop(SELL)
    ran = shop(f"storeops report daily --format {form} --output day.{form}")
    content = (folder / f"day.{form}").read_bytes()
    assert (ran.code, ran.out) == (0, f"Written: day.{form}\n")
    if form == "pdf":
        assert content.startswith(b"%PDF-")
    elif form == "json":
        assert json.loads(content)["total"] == "12.25"
    else:
        assert b"12.25" in content
    again = shop(f"storeops report daily --format {form} --output day.{form}")
    assert again.code == 1
    assert (folder / f"day.{form}").read_bytes() == content


def test_as_a_program_of_its_own(folder: Path) -> None:
    def program(line: str) -> subprocess.CompletedProcess[str]:
        # A shell takes the quotes away, as it does for whoever types this.
        return subprocess.run(
            ["sh", "-c", line.replace("storeops", f"{sys.executable} -m storeops", 1)],
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONWARNINGS": "error"},
            timeout=60,
        )

    made = program('storeops init --store S1 --name "Corner Shop" --country GB --currency GBP --terminal T1')
    assert (made.returncode, made.stderr) == (0, "")
    refused = program(SELL)
    assert (refused.returncode, refused.stdout) == (4, "")
    assert json.loads(refused.stderr)["error"]["kind"] == "UnknownProduct"
    usage = program("storeops sell")
    assert (usage.returncode, usage.stdout) == (2, "")
    assert "Traceback" not in usage.stderr
