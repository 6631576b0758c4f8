"""What a reader did not understand, kept beside the order: JSON text by path, bounded, safe to show."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import chain

from storeops.rules.card_numbers import mask, passes_as_card_number
from storeops.rules.text import clean, is_clean

LONGEST_ENTRY = 4_000
"""Characters of JSON text kept of one entry; what is longer (an attached file) is cut."""

LONGEST_PATH = 200
MOST_ENTRIES = 400
MOST_CHARACTERS = 64_000
"""All entries of a document together. `LEFT_OUT` then says how many more there were."""

LEFT_OUT = "…"
_LONGEST_TEXT = 1_000
_LOOKED_AT = 20_000
_DEEPEST = 32


class Number(str):
    """A number of a JSON text in the digits it was written in: never a float, never too long for an int."""

    __slots__ = ()


def kept(entries: Iterable[tuple[str, object]], stored: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """The entries as they are stored. What says nothing (null, '', [], {}) is left out; a text is cleaned; of what
    passes as a payment card number only the last four digits stay. `stored` are entries that are JSON text already."""
    store: dict[str, str] = {}
    size = missing = 0
    told = ((path, written(value)) for path, value in entries if value is not None and value not in ("", [], {}))
    for path, text in chain(stored, told):
        place, text = clean(mask(path[:_LOOKED_AT]), limit=LONGEST_PATH), as_kept(text)
        size += len(place) + len(text)
        if len(store) >= MOST_ENTRIES or size > MOST_CHARACTERS:
            missing += 1
        else:
            store[place] = text
    if missing:
        store[LEFT_OUT] = str(missing)
    return store


def as_kept(text: str) -> str:
    """One entry's JSON text, as it is if it may stay so; else the text as a cleaned, masked, cut JSON string."""
    if len(text) <= LONGEST_ENTRY and is_clean(text) and not passes_as_card_number(text):
        return text
    masked = mask(text[:_LOOKED_AT])
    cut = clean(masked, limit=LONGEST_ENTRY // 4) if len(masked) > LONGEST_ENTRY else clean(masked, limit=LONGEST_ENTRY)
    # A masked number is no JSON number any more, a cut object no object: whatever is no JSON becomes a JSON string.
    return cut if _is_json(cut) else json.dumps(clean(cut, limit=LONGEST_ENTRY // 4), ensure_ascii=False)


def written(value: object, depth: int = 0) -> str:
    """JSON text of a value as it was parsed, its numbers in their own digits, its texts cleaned."""
    if depth > _DEEPEST:
        return '"…"'
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return json.dumps(clean(mask(value[:_LOOKED_AT]), limit=_LONGEST_TEXT), ensure_ascii=False)
    if isinstance(value, dict):
        members = (f"{written(str(key))}: {written(item, depth + 1)}" for key, item in value.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(item, depth + 1) for item in value) + "]"
    return "true" if value is True else "false" if value is False else "null"


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return False
    return True
