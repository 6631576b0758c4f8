"""Tours of the shop's own vans as they are typed: the drivers' papers come out before the vans leave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[[str], Any]


@pytest.fixture
def loaded(shop: Run) -> Run:
    """Two parcels with a van's label, for two doors."""
    shop("storeops shop set --address '1 Park Row' --address Leeds --address 'LS1 5AB'")
    for street in ("12 High St, Leeds LS1 4AP, GB", "3 Mill Lane, York YO1 7HH, GB"):
        shop(f"storeops order place --customer ann@example.org --name 'Ann Reed' --ship-to '{street}' TEA")
        shop("storeops order pay O --tender card:A1")
        shop("storeops pack O")
        assert shop("storeops ship parcel B --carrier own-van").code == 0
    return shop


def test_the_run_sheets_are_printed_and_written_and_the_vans_leave(
    loaded: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "paper").touch()
    monkeypatch.setenv("STOREOPS_PRINTER", f"file://{folder / 'paper'}")
    (folder / "sheets").mkdir()
    view = loaded("storeops tour plan --seconds 1 --print --sheets sheets --send --json").data
    (tour,) = view["tours"]
    assert (tour["departure"] < tour["stops"][0]["arrival"] < tour["back"], tour["manifest"]) == (True, "S1-T1-M000001")
    printed = (folder / "paper").read_bytes()
    for words in (b"RUN SHEET", b"12 High St", b"3 Mill Lane", tour["stops"][1]["arrival"].encode()):
        assert words in printed
    assert len(list((folder / "sheets").iterdir())) == 1
    assert [job["state"] for job in loaded("storeops printer jobs --all --json").data] == ["confirmed"]


def test_a_printer_that_is_off_keeps_no_van_here(loaded: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "paper").mkdir()
    monkeypatch.setenv("STOREOPS_PRINTER", f"file://{folder / 'paper'}")
    ran = loaded("storeops tour plan --seconds 1 --print --send --json")
    assert (ran.code, ran.data["tours"][0]["manifest"]) == (0, "S1-T1-M000001")
    assert [job["document"] for job in loaded("storeops printer jobs --json").data] == ["run_sheet"]
    (folder / "paper").rmdir()
    (folder / "paper").touch()
    assert loaded("storeops printer retry").code == 0
    assert b"RUN SHEET" in (folder / "paper").read_bytes()


def test_without_a_printer_nothing_is_planned_or_sent(loaded: Run) -> None:
    refused = loaded("storeops tour plan --print --send --json")
    assert (refused.code, refused.error["kind"]) == (1, "NoPrinter")
    assert [one["status"] for one in loaded("storeops ship list --json").data] == ["labelled", "labelled"]


def test_a_sheet_that_cannot_be_written_keeps_the_vans_here(loaded: Run) -> None:
    assert loaded("storeops tour plan --seconds 1 --sheets nowhere --send --json").code != 0
    assert [one["status"] for one in loaded("storeops ship list --json").data] == ["labelled", "labelled"]


def test_a_window_moves_the_stop_and_stands_beside_it(loaded: Run) -> None:
    place = "storeops order place --customer bo@example.org --ship-to '12 High St, Leeds LS1 4AP, GB' TEA --json"
    assert loaded(place + " --window 9-12").data["window"] == "09:00-12:00"
    refused = loaded(place + " --window 12-9")
    assert (refused.code, refused.error["kind"]) == (1, "BadWindow")
    assert "Write it as from-to, such as 09:00-12:00." in refused.error["message"]
    assert "09:00-12:00" in loaded("storeops order show O").out
    for number, window in (("1", "15:00-17:00"), ("2", "09:00-11:00")):
        assert loaded(f"storeops order amend {number} --window {window} --json").data["window"] == window
    (tour,) = loaded("storeops tour plan --seconds 1 --json").data["tours"]
    assert [(stop["window"], stop["city"]) for stop in tour["stops"]] == [
        ("09:00-11:00", "York"),
        ("15:00-17:00", "Leeds"),
    ]
    told = loaded("storeops tour plan --seconds 1").out
    assert "2. 15:00 (15:00-17:00) Ann Reed, 12 High St" in told
    assert loaded("storeops order amend 1 --window '' --json").data["window"] == ""
    assert "(15:00" not in loaded("storeops tour plan --seconds 1").out
