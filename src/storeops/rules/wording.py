"""How messages are worded: text that somebody else wrote, and how many of a thing."""

from __future__ import annotations

_LONGEST = 40


def quote(text: str) -> str:
    """Return `text` in quotes, cut to 40 characters, with every unprintable character shown as `?`.

    A scanned or imported text may carry control sequences; a refusal that repeats it must not hand them on to
    the terminal or the printer."""
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    if short.isprintable():
        return f"'{short}'"
    return "'" + "".join(c if c.isprintable() else "?" for c in short) + "'"


def counted(count: int, noun: str) -> str:
    """How many: '1 row', '2 rows'. For nouns whose plural takes an s."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
