"""What is typed is dealt with in the order it was typed, through a real pseudo-terminal. Nothing is lost."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from tests.pty.driver import Terminal

DEMO = str(Path(__file__).with_name("demo.py"))
READY = "Enter: pay cash"


class Recorded:
    """The demo in a terminal, and what it wrote down."""

    def __init__(self, folder: Path, *options: str, ready: str = READY) -> None:
        self.file = folder / "record.jsonl"
        self.file.touch()
        self.terminal = Terminal([sys.executable, DEMO, str(self.file), *options], ready=ready)

    def __enter__(self) -> Recorded:
        return self

    def __exit__(self, *_: object) -> None:
        self.terminal.close()

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]

    @property
    def order(self) -> list[str]:
        """Texts entered and names of commands, in the order they were dealt with."""
        return [str(line.get("text", line["what"])) for line in self.lines]

    def after(self, count: int, timeout: float = 20.0) -> list[str]:
        """The order, once there are so many."""
        self.terminal.wait_until(lambda: len(self.lines) >= count, timeout)
        return self.order


def scan(number: int) -> str:
    """Thirteen digits which tell where they belong."""
    return f"59012{number:08d}"


@pytest.mark.parametrize("slow", ["0", "0.01"])
def test_scan_scan_function_key_in_one_burst_keep_their_order_20_times(tmp_path: Path, slow: str) -> None:
    with Recorded(tmp_path, "--slow", slow) as demo:
        expected: list[str] = []
        for turn in range(20):
            demo.terminal.send(f"{scan(turn)}\r{scan(turn + 500)}\r\x1b[24~".encode())
            expected += [scan(turn), scan(turn + 500), "pay"]
            if turn % 2:
                assert demo.after(len(expected)) == expected
        assert demo.after(60) == expected


def test_keys_typed_before_the_first_picture_are_taken(tmp_path: Path) -> None:
    demo = Recorded(tmp_path, ready="")
    with demo.terminal as terminal:
        terminal.wait_until(lambda: b"?1049h" in terminal.output)
        terminal.wait_until(lambda: b"?2004h" in terminal.output)
        terminal.send(b"TEA\r\x1b[24~")
        assert demo.after(2) == ["TEA", "pay"]


@pytest.mark.parametrize("gap_ms", [0, 5, 20, 50])
def test_100_scans_are_all_there_while_each_one_waits_10_ms_for_a_thread(tmp_path: Path, gap_ms: int) -> None:
    with Recorded(tmp_path, "--slow", "0.01") as demo:
        expected = [scan(number) for number in range(100)]
        if gap_ms:
            # Gaps between whole scans, as a scanner sends them; within a scan the bytes come together.
            for text in expected:
                demo.terminal.send(text.encode() + b"\r")
                demo.terminal.quiet(gap_ms / 1000)
        else:
            demo.terminal.send("".join(text + "\r" for text in expected).encode())
        assert demo.after(100) == expected


def test_a_scan_whose_keys_come_8_ms_apart_is_a_scan_and_slow_keys_are_not(tmp_path: Path) -> None:
    with Recorded(tmp_path) as demo:
        demo.terminal.send(b"5901234123457\r", gap=0.008)
        demo.terminal.send(b"590123\r", gap=0.09)
        demo.after(2)
        assert [(line["text"], line["scanned"]) for line in demo.lines] == [
            ("5901234123457", True),
            ("590123", False),
        ]


def test_separators_inside_a_scan_are_kept(tmp_path: Path) -> None:
    code = "]d20105901234123457\x1d10AB\x1d21X\x1e\x04"
    with Recorded(tmp_path) as demo:
        demo.terminal.send(code.encode() + b"\r")
        assert demo.after(1) == [code]


def test_a_programmed_prefix_makes_even_slow_keys_a_scan_and_an_etx_suffix_does_not_quit(tmp_path: Path) -> None:
    with Recorded(tmp_path) as demo:
        demo.terminal.send(b"\x02A1\r\x03", gap=0.05)
        demo.terminal.send(b"TEA\r")
        assert demo.after(2) == ["A1", "TEA"]
        assert [line["scanned"] for line in demo.lines] == [True, False]


def test_a_tab_ends_a_scan_and_does_nothing_after_slow_keys(tmp_path: Path) -> None:
    with Recorded(tmp_path) as demo:
        demo.terminal.send(b"5901234123457\t")
        assert demo.after(1) == ["5901234123457"]
        demo.terminal.send(b"TEA\t", gap=0.06)
        demo.terminal.wait_for("> TEA")
        demo.terminal.send(b"\r")
        assert demo.after(2) == ["5901234123457", "TEA"]


def test_the_line_feed_of_a_carriage_return_line_feed_is_no_second_enter(tmp_path: Path) -> None:
    with Recorded(tmp_path) as demo:
        demo.terminal.send(b"5901234123457\r\n5901234123464\r\n5901234123471\n")
        assert demo.after(3) == ["5901234123457", "5901234123464", "5901234123471"]
        demo.terminal.send(b"TEA\r")
        assert demo.after(4)[3] == "TEA"


def test_a_paste_is_typed_text_which_confirms_nothing(tmp_path: Path) -> None:
    with Recorded(tmp_path) as demo:
        demo.terminal.send(b"\x1b[200~5901234\r\n123457\n\x1b[201~")
        demo.terminal.wait_for("> 5901234  123457")
        assert demo.order == []
        demo.terminal.send(b"\r")
        assert demo.after(1) == ["5901234  123457"]
        assert demo.lines[0]["scanned"] is False


def test_ctrl_c_and_ctrl_q_leave_the_program_running(tmp_path: Path) -> None:
    with Recorded(tmp_path) as demo:
        demo.terminal.quiet(0.1)
        demo.terminal.send(b"\x11")
        demo.terminal.wait_for("To leave the program")
        demo.terminal.send(b"\x03\x03TEA\r")
        assert demo.after(1) == ["TEA"]


def test_a_function_key_torn_in_two_by_a_slow_line_is_still_that_key(tmp_path: Path) -> None:
    with Recorded(tmp_path) as demo:
        demo.terminal.send(b"\x1b")
        demo.terminal.quiet(0.25)
        demo.terminal.send(b"[24~TEA\r")
        assert demo.after(2) == ["pay", "TEA"]


def test_a_scan_answers_a_question_with_no_and_is_then_taken(tmp_path: Path) -> None:
    with Recorded(tmp_path) as demo:
        demo.terminal.send(b"TEA\r\x1b[3~")
        demo.terminal.wait_for("? Void this sale?")
        demo.terminal.send(b"yes-1234567\r")
        assert demo.after(3) == ["TEA", "keep", "yes-1234567"]


def test_one_key_answers_a_question_and_escape_says_no(tmp_path: Path) -> None:
    with Recorded(tmp_path) as demo:
        demo.terminal.send(b"TEA\r\x1b[3~y")
        assert demo.after(2) == ["TEA", "void"]
        demo.terminal.press("delete", "escape")
        assert demo.after(3) == ["TEA", "void", "keep"]
        demo.terminal.press("delete", "f12")
        assert demo.after(5) == ["TEA", "void", "keep", "keep", "pay"]


def test_what_was_refused_stays_selected_and_the_next_scan_replaces_it(tmp_path: Path) -> None:
    with Recorded(tmp_path) as demo:
        demo.terminal.send(b"no such thing\r")
        demo.terminal.wait_for("x wrong: There is no such item.")
        demo.terminal.wait_for("> no such thing")
        demo.terminal.send(b"5901234123457\r")
        assert demo.after(1) == ["5901234123457"]


def test_a_refusal_nobody_can_have_seen_is_not_painted_over(tmp_path: Path) -> None:
    with Recorded(tmp_path, "--slow", "0.05") as demo:
        demo.terminal.send(b"no such thing\r5901234123457\r5901234123464\r")
        assert demo.after(2) == ["5901234123457", "5901234123464"]
        demo.terminal.settle()
        demo.terminal.wait_for("x wrong: There is no such item.")


def test_after_an_unexpected_error_nothing_is_lost(tmp_path: Path) -> None:
    with Recorded(tmp_path) as demo:
        demo.terminal.send(b"\x1b[15~5901234123457\rTEA\r")
        demo.terminal.wait_for("Something went wrong")
        demo.terminal.wait_for("18 keys kept")
        demo.terminal.send(b"5901234123464\r")
        demo.terminal.wait_for("32 keys kept")
        assert demo.order == []
        demo.terminal.quiet(0.5)
        demo.terminal.send(b"\r")
        assert demo.after(3) == ["5901234123457", "TEA", "5901234123464"]


def test_a_stuck_scanner_is_refused_with_a_short_message(tmp_path: Path) -> None:
    with Recorded(tmp_path) as demo:
        demo.terminal.send(b"9" * 2500 + b"\r")
        demo.terminal.wait_for("2500 characters came at once; nothing was done.")
        demo.terminal.send(b"TEA\r")
        assert demo.after(1) == ["TEA"]
