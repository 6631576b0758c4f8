"""The shell as a terminal shows it: silent when idle, whole at every size, plain where it must be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.pty.driver import Terminal

DEMO = str(Path(__file__).with_name("demo.py"))


def demo(tmp_path: Path, *options: str, **how: Any) -> Terminal:
    return Terminal([sys.executable, DEMO, str(tmp_path / "record"), *options], ready="pay cash", **how)


def test_idle_writes_nothing_in_3_seconds(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.send(b"TEA\r")
        terminal.wait_for("TEA added")
        terminal.settle()
        assert terminal.quiet(3) == b""


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_frame_stands_where_it_always_stands(tmp_path: Path, size: tuple[int, int]) -> None:
    columns, rows = size
    with demo(tmp_path, size=size) as terminal:
        terminal.send(b"TEA\r")
        terminal.wait_for("TEA added")
        terminal.settle()
        lines = terminal.screen
        left, corner = " Corner Shop  T1  Maria", "Sun 22 Nov 14:07  [P] [S 37!]"
        corner = "37 waiting   " * (columns == 120) + corner
        assert lines[0] == left + corner.rjust(columns - 1 - len(left))
        assert lines[1] == lines[rows - 2] == "-" * columns
        assert lines[2] == "       Qty  Item" + "Amount".rjust(columns - 17)
        assert lines[3] == ">    1      TEA".ljust(columns - 5) + "1.00"
        assert lines[rows - 4] == " + TEA added"
        assert lines[rows - 3] == " >" + "Enter: pay cash 8.75".rjust(columns - 3)
        assert lines[rows - 1] == " F1 Help F5 Disc F11 More F12 Pay"


def test_another_size_is_taken_at_once(tmp_path: Path) -> None:
    with demo(tmp_path, size=(120, 40)) as terminal:
        terminal.resize(80, 24)
        terminal.wait_for(lambda text: text.split("\n")[23].startswith(" F1 Help"))
        assert terminal.screen[22] == "-" * 80


@pytest.mark.parametrize("term", ["linux", "vt220", "xterm-256color", "screen-256color"])
def test_only_ascii_and_the_glyphs_of_the_terminal(tmp_path: Path, term: str) -> None:
    with demo(tmp_path, term=term) as terminal:
        terminal.send(b"5901234123457\r\x1b[15~")
        terminal.wait_for("Something went wrong")
        terminal.quiet(0.5)
        terminal.send(b"\r")
        terminal.wait_for("added")
        terminal.settle()
        allowed = set() if term in {"linux", "vt220"} else set("┏━┓┃┗┛╺╻╹┣┫╸┻")
        assert {c for c in terminal.text if not c.isascii()} <= allowed


def test_no_color_writes_no_colour(tmp_path: Path) -> None:
    with demo(tmp_path, env={"NO_COLOR": "1"}) as terminal:
        terminal.send(b"no such thing\r")
        terminal.wait_for("x wrong")
        terminal.settle()
        assert b"38;" not in terminal.output
        assert b"48;" not in terminal.output
        colours = {
            (terminal.style(row, column).fg, terminal.style(row, column).bg)
            for row in range(24)
            for column in range(80)
        }
        assert colours == {("default", "default")}
        assert terminal.style(20, 2).reverse


def test_a_long_and_hostile_name_is_cut_and_harmless(tmp_path: Path) -> None:
    name = "[/] [@click=app.quit]x " + "Milk " * 30
    with demo(tmp_path) as terminal:
        terminal.send(name.encode() + b"\r")
        terminal.wait_for("added")
        terminal.settle()
        assert terminal.screen[3].startswith(">    1      [/] [@click=app.quit]x Milk Milk")
        assert terminal.screen[3].endswith("…        1.00")


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"TERM": "dumb"}, "TERM=dumb"),
        ({"PYTHONUTF8": "0", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"}, "LANG=C.UTF-8"),
    ],
)
def test_a_terminal_that_cannot_show_screens_is_told_so(tmp_path: Path, env: dict[str, str], words: str) -> None:
    with Terminal([sys.executable, DEMO, str(tmp_path / "record")], env=env, term=env.get("TERM", "xterm")) as terminal:
        terminal.wait_for("TerminalRefused")
        terminal.wait_for(words)
        assert terminal.ended() == 1


def test_leaving_asks_once_and_ends_well(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.send(b"?\r")
        terminal.wait_for("Leave StoreOps")
        letter = next(line.split()[0] for line in terminal.screen if line.endswith("Leave StoreOps"))
        terminal.send(letter.lower().encode())
        terminal.wait_for("Leave StoreOps?   Y: leave   N: stay")
        terminal.send(b"n")
        terminal.wait_for(lambda text: "Leave StoreOps?" not in text)
        terminal.send(b"\x10leave\r")
        terminal.wait_for("Leave StoreOps?   Y: leave   N: stay")
        terminal.send(b"y")
        assert terminal.ended() == 0


def test_a_write_that_was_asked_for_is_finished_when_the_program_is_left(tmp_path: Path) -> None:
    with demo(tmp_path, "--slow", "0.5") as terminal:
        terminal.send(b"TEA\r\x10leave\ry")
        assert terminal.ended() == 0
        assert '"TEA"' in (tmp_path / "record").read_text("utf-8")


def test_importing_the_shell_sets_the_delay_of_escape_before_textual_reads_it() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import storeops.screens.shell.app, textual.constants as c; print(c.ESCAPE_DELAY)"],
        capture_output=True, text=True, check=True, env={"PATH": "/usr/bin"},
    )  # fmt: skip
    assert told.stdout == "0.5\n"
