"""The commands of a screen put into words: its help, the list with letters, the palette's matches."""

from __future__ import annotations

from collections.abc import Sequence

from storeops.screens.shell.commands import Bound, Keymap, by_key, key_name
from storeops.screens.widgets.panel import Paragraph

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_UNLISTED = frozenset({"more", "palette", "back", "up", "down", "page_up", "page_down"})
"""Keys that need no letter: they are on every keyboard, and the list itself has them."""


def help_words(about: str, bounds: Sequence[Bound], keys: Keymap) -> list[Paragraph]:
    """What the screen is for, then each key, F1 first; quiet those that would do nothing now."""
    lines = [Paragraph(part) for part in about.strip().split("\n\n") if part]
    lines.append(Paragraph(""))
    for bound in sorted(bounds, key=lambda bound: by_key(key_name(keys.key(bound.command)))):
        command = bound.command
        words = f"{command.label}. {command.help}" if command.label else command.help
        ink = "" if bound.enabled else "quiet"
        lines.append(Paragraph(words, key_name(keys.key(command)) or "-", ink))
    return lines


def lettered(bounds: Sequence[Bound]) -> list[tuple[str, Bound]]:
    """What can be done now, each with a letter, in the order of the declarations."""
    listed = [bound for bound in bounds if bound.enabled and bound.command.id not in _UNLISTED]
    return list(zip(_LETTERS, listed, strict=False))


def letter_words(listed: Sequence[tuple[str, Bound]], keys: Keymap) -> list[Paragraph]:
    """The list with letters; the key in brackets, to be learned by the way."""
    lines = []
    for letter, bound in listed:
        key = key_name(keys.key(bound.command))
        lines.append(Paragraph(bound.command.tooltip + (f" ({key})" if key else ""), letter.upper()))
    return lines


def match_words(found: Sequence[Bound], keys: Keymap) -> list[Paragraph]:
    """What the palette found, with the keys."""
    return [Paragraph(bound.command.tooltip, key_name(keys.key(bound.command))) for bound in found]
