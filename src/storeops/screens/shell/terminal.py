"""What the terminal can do, judged from the environment before the first byte is written to it."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass

from storeops.rules.errors import Refused


class TerminalRefused(Refused):
    """The screens cannot be shown on this terminal; the command line does the same work."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(f"{reason} {remedy}")


@dataclass(frozen=True, slots=True)
class Terminal:
    """`theme` fits it; `plain`: draw with ASCII only; `console`: the Linux console, whose bell can be
    tuned."""

    theme: str
    plain: bool
    console: bool

    @property
    def ellipsis(self) -> str:
        """What stands at the end of a name that was cut."""
        return ".." if self.plain else "…"


_SIXTEEN_COLOURS = ("linux", "vt", "ansi", "cons25", "screen.linux")


def examine(environment: Mapping[str, str], encoding: str, *, is_terminal: bool, theme: str = "") -> Terminal:
    """Judge the terminal. `theme` is what the settings ask for; "" chooses.

    Raises TerminalRefused: no terminal, TERM=dumb, or an encoding that cannot carry the names of goods."""
    term = environment.get("TERM", "")
    if not is_terminal:
        raise TerminalRefused(
            "The screens need a terminal for keyboard and display.",
            "Use the commands instead: storeops help.",
        )
    if term in {"", "dumb", "unknown"}:
        raise TerminalRefused(
            f"This terminal (TERM={term or 'not set'}) cannot show screens.",
            "Set TERM to what it is, for example TERM=xterm-256color, or use the commands: storeops help.",
        )
    try:
        unicode = codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        unicode = False
    if not unicode:
        raise TerminalRefused(
            f"This terminal speaks {encoding or 'an unknown encoding'}, which cannot carry every name.",
            "Set LANG=C.UTF-8 (or your own language's UTF-8) and start again.",
        )
    sixteen = term.startswith(_SIXTEEN_COLOURS)
    mono = sixteen or "NO_COLOR" in environment
    chosen = "mono" if mono else theme or "counter"
    return Terminal(theme=chosen, plain=sixteen or theme == "mono", console=term == "linux")
