"""What the machine is set to: a value that cannot be meant is refused, never guessed at."""

from __future__ import annotations

from pathlib import Path

import pytest

from storeops.settings import BadSettings, load


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DB", "TERMINAL", "ACTOR", "PRINTER", "LABEL_PRINTER", "THEME"):
        monkeypatch.delenv(f"STOREOPS_{name}", raising=False)
    path = tmp_path / "storeops.toml"
    monkeypatch.setenv("STOREOPS_CONFIG", str(path))
    return path


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written.write_text('database = "/a.db"\nterminal = "T1"\nactor = "ann"\ncolumns = 48\n', encoding="utf-8")
    assert (load().database, load().terminal, load().actor, load().columns) == ("/a.db", "T1", "ann", 48)
    monkeypatch.setenv("STOREOPS_DB", "/b.db")
    monkeypatch.setenv("STOREOPS_ACTOR", "bob")
    assert (load().database, load().actor) == ("/b.db", "bob")
    assert load("/c.db", "T3").database == "/c.db"
    assert load("/c.db", "T3").terminal == "T3"


@pytest.mark.parametrize(
    "text",
    [
        "columns = true",
        "columns = 40",
        'columns = "42"',
        "label_dots = 10",
        'label_dots = "8"',
        "label_printer = 1",
        "minimum_free_bytes = true",
        "minimum_free_bytes = -1",
        "minimum_free_bytes = 1.5",
        "terminal = 1",
        "keys = 'f1'",
        "[keys]\npark = 1",
        "prnter = 'tcp://till'",
        "terminal =",
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(written: Path, text: str) -> None:
    written.write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings, match="Mend the line"):
        load()


def test_the_label_printer_of_this_machine(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (load().label_printer, load().label_dots) == ("", 8)
    written.write_text('label_printer = "tcp://192.0.2.8"\nlabel_dots = 12\n', encoding="utf-8")
    assert (load().label_printer, load().label_dots) == ("tcp://192.0.2.8", 12)
    monkeypatch.setenv("STOREOPS_LABEL_PRINTER", "file:///dev/usb/lp1")
    assert load().label_printer == "file:///dev/usb/lp1"
