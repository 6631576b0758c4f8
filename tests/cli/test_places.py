"""Locations and bins, as typed."""

from __future__ import annotations

from pathlib import Path


def test_a_warehouse_with_bins(shop, folder: Path) -> None:
    made = shop("storeops location add WH1 --kind warehouse --cut-off 16:00 --handling-parcel 0.80 --no-pickup --json")
    assert (made.data["location"], made.data["ships"], made.data["handling_parcel"]) == ("WH1", True, "0.80")
    assert shop("storeops bin import bins.csv --json").data["added"] == 3
    shown = shop("storeops bin list --location WH1 --json").data
    assert [(row["code"], row["x"], row["capacity"]) for row in shown] == [
        ("A-03-1", 300, "40"),
        ("A-03-2", 300, "40"),
        ("B-01-1", 100, "12.5"),
    ]
    assert shop("storeops bin show A-03-2 --json").data["contents"] == []
    assert shop("storeops location show WH1 --json").data["bins"] == 3
    assert "A-03-2" in shop("storeops bin list").out
    assert "16:00" in shop("storeops location show WH1").out


def test_bad_lines_end_in_exit_code_3(shop, folder: Path) -> None:
    shop("storeops location add WH1 --kind warehouse")
    (folder / "bins.csv").write_text("code,x\nA-1,here\nA-2,5\n")
    ran = shop("storeops bin import bins.csv --json")
    assert (ran.code, ran.data["rejected"], ran.data["added"]) == (3, 1, 1)
    assert (folder / "bins.csv.rejected.csv").read_text().splitlines()[1] == "2,x 'here' is no whole number,A-1,here"


def test_without_a_warehouse_the_choices_are_named(shop) -> None:
    ran = shop("storeops bin import bins.csv --json")
    assert (ran.code, ran.error["kind"]) == (1, "WhichLocation")
    assert "S1" in ran.error["message"]
    assert shop("storeops bin show A-1 --json").code == 4
    assert shop("storeops location add WH1 --kind warehouse --handling-line x --json").code == 1
