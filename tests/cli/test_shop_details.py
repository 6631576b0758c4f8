"""What receipts say of the shop, countries without tax rates, and where an import lists what it did not take."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

HEAD = ("Nyári Bolt", ["12 High Street", "Millbrook"], "GB 123 4567 89", ["Thank you", "Come again"], "Europe/Dublin")
SET = (
    "storeops shop set --name 'Nyári Bolt' --address '12 High Street' --address 'Millbrook' "
    "--tax-number 'GB 123 4567 89' --footer 'Thank you' --footer 'Come again' --timezone Europe/Dublin"
)
KEYS = ("name", "address", "tax_number", "receipt_footer", "timezone")


def said(shop: Callable[[str], object]) -> tuple[object, ...]:
    found = shop("storeops shop show --json").data  # type: ignore[attr-defined]
    return tuple(found[key] for key in KEYS)


def facts(shop: Callable[[str], object]) -> int:
    return int(shop("storeops journal verify --json").data["facts"])  # type: ignore[attr-defined]


def test_what_is_set_stands_on_the_receipt_and_in_the_journal_once(shop) -> None:
    before = facts(shop)
    assert tuple(shop(f"{SET} --json").data[key] for key in KEYS) == HEAD
    assert said(shop) == HEAD
    assert facts(shop) == before + 1
    assert shop(SET).code == 0
    assert facts(shop) == before + 1
    receipt = [row.strip() for row in shop("storeops sell TEA --tender card").out.splitlines()]
    assert receipt[:4] == ["Nyári Bolt", "12 High Street", "Millbrook", "VAT No. GB 123 4567 89"]
    assert receipt[-2:] == ["Thank you", "Come again"]


def test_only_what_is_named_changes_and_nothing_takes_a_detail_away(shop) -> None:
    shop(SET)
    assert shop("storeops shop set --address '' --footer ''").code == 0
    assert said(shop) == (HEAD[0], [], HEAD[2], [], HEAD[4])


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ("", "NothingToChange"),
        ("--name ' '", "NameMissing"),
        ("--timezone Mars/Olympus", "UnknownTimezone"),
        ("--timezone ../../etc/passwd", "UnknownTimezone"),
        ("--timezone Europe", "UnknownTimezone"),
        ("--name X --footer '4111 1111 1111 1111'", "CardNumberRefused"),
        ("--name X " + "--footer line " * 13, "TooManyRows"),
    ],
)
def test_refused_details_change_nothing(shared_shop, options: str, kind: str) -> None:
    before = said(shared_shop), facts(shared_shop)
    refused = shared_shop(f"storeops shop set {options} --json")
    assert (refused.code != 0, refused.error["kind"]) == (True, kind)
    assert (said(shared_shop), facts(shared_shop)) == before


@pytest.mark.parametrize(("country", "currency", "warned"), [("AU", "AUD", True), ("GB", "GBP", False)])
def test_a_country_without_tax_rates_is_told_of(storeops, country: str, currency: str, warned: bool) -> None:
    made = storeops(f"storeops init --store S1 --name X --country {country} --currency {currency} --json")
    told = f"StoreOps has no tax rates for {country}: everything is sold without tax.\n"
    assert (made.data["country"], made.err) == (country, told if warned else "")
    ran = storeops("storeops catalog import products.csv --decimal . --json")
    more = "have a tax class without a rate and are sold without tax: 'storeops doctor'." in ran.err
    assert more is warned
    checks = {check["name"]: check["state"] for check in storeops("storeops doctor --json").data["checks"]}
    assert checks["taxes"] == ("look" if warned else "ok")


MAP = "invoice=InvoiceNo,sku=StockCode,name=Description,quantity=Quantity,price=UnitPrice,at=InvoiceDate"


@pytest.mark.parametrize(
    ("command", "rows"),
    [
        ("catalog import", "sku,name,price\nPEN,Pen,1.20\nBAD,Bad,1.2.3\n"),
        (f"history import --map {MAP}", "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice\n"
         "7,A1,Lamp,2,2026-01-30 09:15:00,4.25\n8,A1,Lamp,x,2026-01-30 09:15:00,4.25\n"),
    ],
)  # fmt: skip
def test_beside_a_folder_that_takes_no_files_the_list_comes_here_and_says_so(
    shop, folder: Path, tmp_path_factory: pytest.TempPathFactory, command: str, rows: str, monkeypatch
) -> None:
    other = tmp_path_factory.mktemp("other") / "goods.csv"
    other.write_text(rows, encoding="utf-8")
    _shut(other.parent, monkeypatch)
    ran = shop(f"storeops {command} {other} --json")
    assert ran.code == 3
    assert f"{other.parent} takes no files from here" in ran.err
    assert (folder / "goods.csv.rejected.csv").is_file()
    assert list(other.parent.iterdir()) == [other]


def test_a_list_that_cannot_be_written_is_refused_before_the_work(shop) -> None:
    before = facts(shop)
    refused = shop("storeops catalog import products.csv --rejected nowhere/list.csv --json")
    assert refused.error["kind"] == "CannotWrite"
    assert facts(shop) == before


def _shut(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights do not bind root: what the system would answer anybody else."""
    folder.chmod(0o500)
    if os.geteuid() == 0:
        opened = os.open

        def refusing(path, flags, *arguments, **named):
            if flags & os.O_ACCMODE and Path(path).is_relative_to(folder):
                raise PermissionError(13, "Permission denied", str(path))
            return opened(path, flags, *arguments, **named)

        monkeypatch.setattr(os, "open", refusing)
