"""Files of JSON documents, read one document at a time and strictly (RFC 8259; what it leaves open is refused).

An order that cannot be read (a key twice, NaN, nesting without end) costs itself only. Numbers stay the text they were
written in, so that neither 0.1 nor 1e400 nor a million digits does any harm.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NoReturn, TypeAlias

from storeops.connectors.orders.extra import Number
from storeops.connectors.orders.fields import Fields, identity_of
from storeops.connectors.orders.rejected import Rejected, refuse_too_large, rejected
from storeops.rules.orders.document import DocumentRefused, OrderDocument
from storeops.rules.wording import quote

DEEPEST = 32
"""How deep objects and lists may be nested."""

Convert: TypeAlias = Callable[[Fields, str], OrderDocument]
"""Makes a document of its fields and its external id. Raises DocumentRefused."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A string left open goes to the end: tried from every quotation mark in it, it would take the square of its length.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)
_LIST = re.compile(r'\s*(?:\{\s*"(?P<name>\w{1,40})"\s*:\s*)?\[')
_END = re.compile(r"\s*(?P<close>\}?)\s*")


def read_each(
    data: bytes, *, many: str, one: str, identity: str, convert: Convert
) -> Iterator[OrderDocument | Rejected]:
    """Every document of a file: a list of them, an object with a list under `many`, with one under `one`, or one alone.

    `identity` is the field of the external id. Raises DocumentRefused when the file as a whole cannot be read."""
    text = text_of(data)
    found = _LIST.match(text)
    if found and found["name"] in (None, many) and _is_whole(text, found.end(), bool(found["name"])):
        for piece in _pieces(text, found.end()):
            yield _read(piece, identity, convert)
        return
    whole = strict(text)
    if isinstance(whole, dict):
        whole = whole.get(many, whole.get(one, whole) if len(whole) == 1 else whole)
        if isinstance(whole, dict) and len(whole) == 1:
            raise DocumentRefused(f"it holds {quote(next(iter(whole)))} only, which is no order")
    for value in whole if isinstance(whole, list) else [whole]:
        yield _convert(value, text, identity, convert)


def text_of(data: bytes) -> str:
    """The file as text: UTF-8, or what its byte order mark says. Raises DocumentRefused."""
    refuse_too_large(data)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentRefused(
            f"byte {error.start + 1} is no {encoding.removesuffix('-sig').upper()}; save the file again as UTF-8"
        ) from None


def strict(text: str) -> object:
    """The value of a JSON text, its numbers as `Number`. Raises DocumentRefused."""
    _refuse_depth(text)
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_float=Number, parse_int=Number, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        raise DocumentRefused(f"line {error.lineno}, column {error.colno}: it is no JSON ({error.msg})") from None
    except RecursionError:
        raise DocumentRefused(f"it is nested deeper than {DEEPEST}") from None


def _read(piece: str, identity: str, convert: Convert) -> OrderDocument | Rejected:
    try:
        value = strict(piece)
    except DocumentRefused as refusal:
        return rejected(refusal, piece.strip())
    return _convert(value, piece.strip(), identity, convert)


def _convert(value: object, raw: str, identity: str, convert: Convert) -> OrderDocument | Rejected:
    external = ""
    try:
        if not isinstance(value, dict):
            raise DocumentRefused("it is no JSON object")
        external = identity_of(value.get(identity), f"/{identity}")
        return convert(Fields(value), external)
    except DocumentRefused as refusal:
        return rejected(refusal, raw, external)


def _is_whole(text: str, start: int, wrapped: bool) -> bool:
    """Whether nothing but the wrapper's end follows the list; a list broken off counts, all of it being the list."""
    end = _list_end(text, start)
    if end is None:
        return True
    tail = _END.fullmatch(text, end)
    return tail is not None and bool(tail["close"]) == wrapped


def _list_end(text: str, start: int) -> int | None:
    depth = 0
    for token in _TOKEN.finditer(text, start):
        mark = token[0]
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            if depth == 0:
                return token.end()
            depth -= 1
    return None


def _pieces(text: str, start: int) -> Iterator[str]:
    """The texts of a list's elements; the last one goes to the end when the list is broken off."""
    depth = 0
    begin = start
    for token in _TOKEN.finditer(text, start):
        mark = token[0]
        if mark in "[{":
            depth += 1
        elif mark == "," and depth == 0:
            yield text[begin : token.start()]
            begin = token.end()
        elif mark in "]}":
            if depth == 0:
                if begin != start or text[begin : token.start()].strip():
                    yield text[begin : token.start()]
                return
            depth -= 1
    yield text[begin:]


def _refuse_depth(text: str) -> None:
    depth = 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        depth += (mark in "[{") - (mark in "]}")
        if depth > DEEPEST:
            raise DocumentRefused(f"it is nested deeper than {DEEPEST}")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise DocumentRefused(f"the field {quote(twice)} is there twice")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise DocumentRefused(f"{name} is no number")
