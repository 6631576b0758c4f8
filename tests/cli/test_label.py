"""Labels from the command line: through the durable queue of labels, and the carrier's own where it drew one."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def roll(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file for a label printer."""
    file = folder / "labels.zpl"
    file.touch()
    monkeypatch.setenv("STOREOPS_LABEL_PRINTER", f"file://{file}")
    return file


@pytest.fixture
def parcel(shop) -> str:
    for line in (
        "storeops stock receive TEA=5",
        "storeops order place --customer ann@example.org --ship-to '12 High St, Leeds LS1 4AP, GB' TEA",
        "storeops order pay O --tender card:A1",
        "storeops pack O",
        "storeops ship parcel P --carrier demo",
    ):
        ran = shop(line)
        assert ran.code == 0, (line, ran.err)
    return str(shop("storeops ship list --json").data[0]["number"])


def test_a_label_goes_through_the_queue(roll: Path, parcel: str, shop) -> None:
    printed = shop(f"storeops label print {parcel} --json")
    assert (printed.code, printed.data) == (0, {"printed": "confirmed", "notes": []})
    assert roll.read_bytes().count(b"^XZ") == 1


def test_a_label_printer_in_trouble_keeps_the_label_and_retry_prints_it(roll: Path, parcel: str, shop) -> None:
    roll.unlink()
    roll.mkdir()
    waits = shop(f"storeops label print {parcel} --json")
    assert (waits.code, waits.data["printed"]) == (3, "queued")
    assert "It stays queued" in waits.err
    roll.rmdir()
    roll.touch()
    assert shop("storeops printer retry --json").data == []
    assert roll.read_bytes().count(b"^XZ") == 1


def test_without_a_label_printer_nothing_is_queued(parcel: str, shop) -> None:
    refused = shop(f"storeops label print {parcel} --json")
    assert (refused.code, refused.error["kind"]) == (1, "NoLabelPrinter")
    assert shop("storeops printer jobs --all --json").data == []
