"""Text that comes from outside, made fit for a terminal, a printer, a table and a file name.

A product's name with an escape sequence in it drives the drawer, the cutter or the cashier's terminal; one
with a direction override shows another price than is charged. So every text passes `clean` once, where it
enters.
"""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
_JOINERS = "\u200c\u200d"

# ECMA-48 (1991) section 5: control strings with their terminator, control sequences, then any two-byte
# escape.
_ESCAPES = re.compile(
    r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|\x1b[ -/]*[0-~]"
)
_BLANKS = re.compile(r"[ \t\n\v\f\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# Signs of category Cf which are printed (Arabic and Syriac number signs, Kaithi): they belong to the text.
_PRINTED_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Letters and marks which take room or nothing but show nothing: fillers, joiners of graphemes, Mongolian
# selectors.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufffc")

_FORMULA_STARTS = tuple("=+-@\t\r\n\0＝＋－＠")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*")
_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.]+|_+")
_RESERVED_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")]
)


def clean(text: str, *, limit: int = 200) -> str:
    """The text without anything that controls a device, hides, or turns the direction of writing.

    Unicode NFC (UAX 15); no C0, C1, DEL, escape sequences, bidi controls, invisible format characters, tag
    characters, lone surrogates or noncharacters; ZWJ and ZWNJ only between word or emoji characters; white
    space becomes one blank. Longer than `limit` characters: cut between graphemes, ending in an ellipsis. The
    result is plain text, never markup. `clean(clean(t)) == clean(t)`.
    """
    if text.isascii() and text.isprintable():
        kept = _BLANKS.sub(" ", text) if "  " in text else text
        return _cut(kept.strip(" "), limit)
    kept = _once(text)
    # What is taken out may bring together what composes (NFC) or what joins; each round only shortens.
    while (again := _once(kept)) != kept:
        kept = again
    return _cut(kept, limit)


def is_clean(text: str) -> bool:
    """Whether `clean` would leave the text as it is, length apart."""
    return clean(text, limit=len(text) + 1) == text


def spreadsheet_safe(value: str) -> str:
    """The value as a spreadsheet may open it: an apostrophe before what it would run as a formula.

    OWASP ASVS 1.2.10, CWE-1236: = + - @ TAB CR LF NUL and the full-width forms, also behind blanks. A plain
    number (`-1.50`) stays a number.
    """
    if not value.lstrip(" \xa0").startswith(_FORMULA_STARTS) or _PLAIN_NUMBER.fullmatch(value):
        return value
    return "'" + value


def file_name(text: str) -> str:
    """A part of a file name which is safe on every file system: letters, digits, dots and single hyphens.

    At most 60 characters (240 bytes of UTF-8), never hidden, never a reserved name of Windows, never empty
    (`unnamed`).
    """
    name = _NOT_IN_A_FILE_NAME.sub("-", clean(text, limit=1000))
    name = re.sub(r"-*\.[-.]*", ".", name)
    name = name[: _boundary(name, 60)].strip(".-")
    if not name:
        return "unnamed"
    return f"{name}-" if name.split(".")[0].lower() in _RESERVED_NAMES else name


def _once(text: str) -> str:
    text = _ESCAPES.sub("", unicodedata.normalize("NFC", _without_surrogates(text)))
    kept: list[str] = []
    last = ""
    for index, char in enumerate(text):
        if _stays(char, last, text[index + 1 : index + 2]):
            kept.append(char)
            last = char
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", "".join(kept)).strip(" "))


def _without_surrogates(text: str) -> str:
    return "".join(char for char in text if not "\ud800" <= char <= "\udfff")


def _stays(char: str, last: str, following: str) -> bool:
    if char in _JOINERS:
        return _joins(last) and _joins(following)
    if _is_selector(char):
        return _joins(last) and not _is_selector(last)
    if char in _INVISIBLE or _is_noncharacter(ord(char)):
        return False
    category = unicodedata.category(char)
    if category == "Cf":
        return char in _PRINTED_FORMATS
    return category != "Cc" or _BLANKS.match(char) is not None


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _is_noncharacter(code: int) -> bool:
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _joins(char: str) -> bool:
    """Whether a joiner beside this character means something: letters, digits, marks and emoji."""
    if not char:
        return False
    category = unicodedata.category(char)
    # The keycaps (# and *) take a selector; other ASCII signs take nothing.
    return category[0] in "LNM" or char in "#*" or (char > "\x7f" and category[0] == "S")


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    return text[: _boundary(text, limit - 1)].rstrip(" " + _JOINERS) + ELLIPSIS


def _boundary(text: str, at: int) -> int:
    """The last place up to `at` where no grapheme is torn; `at` itself where one grapheme fills it all.

    The cases of UAX 29 which occur in names: marks, joined emoji, skin tones, flags (regional indicators).
    """
    place = min(at, len(text))
    while 0 < place < len(text) and _extends(text, place):
        place -= 1
    return place or min(at, len(text))


def _extends(text: str, place: int) -> bool:
    char, before = text[place], text[place - 1]
    if unicodedata.category(char)[0] == "M" or char in _JOINERS or before == "\u200d":
        return True
    if "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    if not _is_flag_half(char):
        return False
    halves = 0
    while halves < place and _is_flag_half(text[place - 1 - halves]):
        halves += 1
    return halves % 2 == 1


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
