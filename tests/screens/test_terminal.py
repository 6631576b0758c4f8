"""What is made of TERM, NO_COLOR and the encoding."""

from __future__ import annotations

import pytest

from storeops.screens.shell.terminal import Terminal, TerminalRefused, examine


@pytest.mark.parametrize(
    ("environment", "theme", "judged"),
    [
        ({"TERM": "xterm-256color"}, "", Terminal("counter", plain=False, console=False)),
        ({"TERM": "xterm-256color"}, "daylight", Terminal("daylight", plain=False, console=False)),
        ({"TERM": "xterm-256color"}, "mono", Terminal("mono", plain=True, console=False)),
        ({"TERM": "xterm", "NO_COLOR": ""}, "daylight", Terminal("mono", plain=False, console=False)),
        ({"TERM": "linux"}, "counter", Terminal("mono", plain=True, console=True)),
        ({"TERM": "vt220"}, "", Terminal("mono", plain=True, console=False)),
    ],
)
def test_terminals(environment: dict[str, str], theme: str, judged: Terminal) -> None:
    assert examine(environment, "UTF-8", is_terminal=True, theme=theme) == judged


@pytest.mark.parametrize(
    ("term", "encoding", "is_terminal", "remedy"),
    [
        ("dumb", "utf-8", True, "Set TERM to what it is"),
        ("", "utf-8", True, "TERM=not set"),
        ("xterm", "ascii", True, "Set LANG=C.UTF-8"),
        ("xterm", "no-such-thing", True, "Set LANG=C.UTF-8"),
        ("xterm", "utf-8", False, "storeops help"),
    ],
)
def test_refusals_say_what_to_do(term: str, encoding: str, is_terminal: bool, remedy: str) -> None:
    with pytest.raises(TerminalRefused) as refused:
        examine({"TERM": term}, encoding, is_terminal=is_terminal)
    assert remedy in str(refused.value)
