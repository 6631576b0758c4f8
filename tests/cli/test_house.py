"""What every command keeps to: loaded late, explained, able to answer in JSON, its exit codes in the manual."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

import storeops
from storeops.cli import exit_codes, manual
from storeops.cli.app import app
from storeops.cli.exit_codes import ExitCode, code_of
from storeops.cli.nouns import NOUNS
from storeops.rules.errors import Refused

HEAVY = ("textual", "sqlalchemy", "reportlab", "escpos", "serial", "babel", "alembic", "rich", "msgspec", "pysqlite3")


def commands() -> list[tuple[str, object]]:
    """Every command by its whole name."""
    root, found = get_command(app), []
    for name in NOUNS:
        found += below(name, root.get_command(None, name))
    return found


def below(name: str, command: object) -> list[tuple[str, object]]:
    """A command, or all those of a group."""
    inner = getattr(command, "commands", None)
    return (
        [one for verb, group in inner.items() for one in below(f"{name} {verb}", group)] if inner else [(name, command)]
    )


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["sell", "--help"], ["help", "selling"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys, json\nfrom storeops.cli.app import run\n"
        f"assert run({arguments!r}) == 0\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert set(json.loads(ran.stderr)) & set(HEAVY) == set()


def test_listing_the_nouns_loads_none_of_them() -> None:
    code = (
        "import sys\nfrom storeops.cli.app import run\nrun(['--help'])\n"
        "print(sorted(name for name in sys.modules if name.startswith('storeops.cli.')), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stderr.strip() == str(
        [f"storeops.cli.{name}" for name in ("app", "exit_codes", "nouns", "options", "output")]
    )


@pytest.mark.parametrize(("name", "command"), commands(), ids=[name for name, _ in commands()])
def test_every_command_explains_itself_and_answers_in_json(name: str, command: object) -> None:
    assert command.help and command.help.strip().endswith("."), name  # type: ignore[attr-defined]
    options = {option for parameter in command.params for option in parameter.opts}  # type: ignore[attr-defined]
    assert "--json" in options, name
    for parameter in command.params:  # type: ignore[attr-defined]
        assert getattr(parameter, "help", ""), (name, parameter.name)


def test_the_manual_lists_every_exit_code() -> None:
    listed = re.findall(r"^    (\d+) +([A-Z_]+) ", manual.read("exit-codes"), re.MULTILINE)
    assert listed == [(str(code.value), code.name) for code in ExitCode]


def test_every_page_of_the_manual_is_in_its_contents() -> None:
    pages = {path.stem for path in manual.FOLDER.glob("*.md")}
    assert pages == set(manual.TOPICS)
    for topic in manual.TOPICS:
        text = manual.read(topic)
        assert text.startswith("# ")
        assert max(map(len, text.splitlines())) <= 200
        assert topic in manual.contents()


def refusals(kind: type[Refused] = Refused) -> set[str]:
    return {kind.__name__}.union(*(refusals(below) for below in kind.__subclasses__()))


def test_the_refusals_with_a_code_of_their_own_exist() -> None:
    for module in pkgutil.walk_packages(storeops.__path__, "storeops."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    assert refusals() >= exit_codes.NOT_FOUND | exit_codes.DAMAGED


def test_a_refusal_that_may_pass_says_so() -> None:
    class Busy(Refused):
        again = True

    class UnknownSale(Refused):
        pass

    class Damaged(Refused):
        pass

    class Other(Refused):
        pass

    assert [code_of(kind()) for kind in (Busy, UnknownSale, Damaged, Other)] == [
        ExitCode.AGAIN,
        ExitCode.NOT_FOUND,
        ExitCode.DAMAGED,
        ExitCode.REFUSED,
    ]


def test_an_unexpected_error_is_written_down(shop, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A file where a folder is expected is no fault that a command foresees.
    (folder / "storeops.toml").write_text('terminal = "T1"\n', encoding="utf-8")
    monkeypatch.setattr("storeops.settings.load", lambda *_: 1 / 0)
    ran = shop("storeops drawer x --json")
    assert (ran.code, ran.error["kind"]) == (70, "Internal")
    (log,) = (folder / "state").rglob("error-*.log")
    assert str(log) in ran.error["message"]
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0
