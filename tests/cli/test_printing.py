"""Printing from commands: what comes out, what waits, what a person is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

PULSE = b"\x1bp\x00\x32\xfa"


@pytest.fixture
def paper(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file for a printer."""
    file = folder / "paper"
    file.touch()
    monkeypatch.setenv("STOREOPS_PRINTER", f"file://{file}")
    return file


def jobs(shop: Callable[[str], object], *options: str) -> list[tuple[str, str, str]]:
    found = shop(" ".join(("storeops printer jobs --json", *options))).data  # type: ignore[attr-defined]
    return [(job["document"], job["state"], job["error"]) for job in found]


def test_a_sale_and_the_z_report_are_printed_and_leave_nothing_waiting(paper: Path, shop) -> None:
    assert shop("storeops sell TEA --tender cash=5").code == 0
    assert (paper.read_bytes().count(PULSE), b"S1-T1-000001" in paper.read_bytes()) == (1, True)
    assert shop("storeops drawer close --counted 103.49").code == 0
    assert b"S1-T1-Z0001" in paper.read_bytes()
    assert paper.read_bytes().count(PULSE) == 1
    assert jobs(shop) == []
    assert jobs(shop, "--all") == [("z", "confirmed", ""), ("receipt", "confirmed", "")]


def test_an_x_report_is_printed_only_when_asked_for(paper: Path, shop) -> None:
    asked = shop("storeops drawer x")
    assert (asked.code, paper.read_bytes()) == (0, b"")
    printed = shop("storeops drawer x --print --json")
    assert (printed.data["expected"], b"X REPORT" in paper.read_bytes()) == ("100.00", True)
    assert jobs(shop, "--all") == []


def test_without_a_printer_an_x_report_cannot_be_printed(shop) -> None:
    refused = shop("storeops drawer x --print --json")
    assert (refused.code, refused.error["kind"]) == (1, "NoPrinter")


def test_characters_the_printer_lacks_are_told_for_a_day(paper: Path, folder: Path, shop) -> None:
    (folder / "more.csv").write_text("sku,name,price\nCHA,紅茶,2.00\n", encoding="utf-8")
    assert shop("storeops catalog import more.csv").code == 0
    assert shop("storeops sell CHA --tender card").code == 0
    assert jobs(shop) == [("receipt", "confirmed", "2 characters could not be printed")]


def test_a_printer_that_is_off_keeps_the_receipt_and_the_next_command_prints_it(paper: Path, shop) -> None:
    paper.unlink()
    paper.mkdir()
    sold = shop("storeops sell TEA --tender cash=5 --json")
    assert sold.data["number"] == "S1-T1-000001"
    assert "Not printed yet" in sold.err
    assert [job[:2] for job in jobs(shop)] == [("receipt", "queued")]
    paper.rmdir()
    paper.touch()
    assert shop("storeops sell TEA --tender card --json").code == 0
    assert (b"S1-T1-000001" in paper.read_bytes(), PULSE in paper.read_bytes()) == (True, False)
    assert jobs(shop) == []


def test_a_retry_says_what_came_of_it(paper: Path, shop) -> None:
    paper.unlink()
    paper.mkdir()
    shop("storeops sell TEA --tender card --no-print")
    shop("storeops sell TEA --tender card")
    told = shop("storeops printer retry")
    assert (told.code, told.err.splitlines()[-1]) == (0, "0 printed, 1 still waiting.")
    paper.rmdir()
    paper.touch()
    assert shop("storeops printer retry --json").err == "1 printed, 0 still waiting.\n"
    assert paper.read_bytes().count(b"S1-T1-000002") >= 1
    assert shop("storeops printer retry").err == "0 printed, 0 still waiting.\n"


def test_a_job_that_is_given_up_is_said(paper: Path, shop) -> None:
    paper.unlink()
    paper.mkdir()
    shop("storeops sell TEA --tender card")
    (job,) = shop("storeops printer jobs --json").data
    dropped = shop(f"storeops printer drop {job['id']}")
    assert (dropped.code, dropped.err) == (0, "1 changed to dropped.\n")
    assert jobs(shop) == []
