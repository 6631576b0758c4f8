"""How text that somebody else wrote is quoted in a message to a cashier."""

from __future__ import annotations

_LONGEST = 40


def quote(text: str) -> str:
    """Return `text` in quotes, cut to 40 characters, with every unprintable character shown as `?`.

    A scanned or imported text may carry control sequences; a refusal that repeats it must not hand them on to
    the terminal or the printer."""
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return "'" + "".join(c if c.isprintable() else "?" for c in short) + "'"
