"""Batches on the wire: lines of JSON, compressed with Zstandard, read with a bound on everything that can grow.

The body of a fact stands in its line as the very bytes that were hashed; whoever parses and writes it again would have
other bytes. A compressed bomb states its size and is believed by one-shot decompression, so it is read in pieces and
counted (zstd's own limit does not stop it)."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from storeops.rules.chains import Link
from storeops.rules.errors import Refused
from storeops.sync.messages import ChainHead, Fed, Page, Push, Row, Rows

LEVEL = 3
MOST_COMPRESSED = 8 * 1024 * 1024
MOST_RAW = 64 * 1024 * 1024
_WINDOW = 8 * 1024 * 1024
_PIECE = 256 * 1024

Message = TypeVar("Message")


class Unreadable(Refused):
    """Bytes from the other side that are no message of this protocol."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The message cannot be read: {why}.")
        self.why = why


class TooLarge(Refused):
    """A message larger than is taken at once; half of it may pass."""

    def __init__(self, most: int) -> None:
        super().__init__(f"The message is larger than {most} bytes. Send less at once.")
        self.most = most


class Beginning(msgspec.Struct, frozen=True):
    """The first line of a piece: which facts follow. `last` is the head of the chain once they are taken."""

    chain: str
    generation: str
    previous: bytes
    n: int
    last: ChainHead | None = None


class _Line(msgspec.Struct, frozen=True):
    s: int
    h: bytes
    b: msgspec.Raw


class _Fact(msgspec.Struct, frozen=True):
    c: str
    s: int
    p: bytes
    h: bytes
    b: msgspec.Raw


class _End(msgspec.Struct, frozen=True):
    next: str
    more: bool
    again: bool = False


class _Row(msgspec.Struct, frozen=True):
    t: str
    r: dict[str, Any]


class _RowsEnd(msgspec.Struct, frozen=True):
    next: str
    more: bool
    revision: int = 0
    anew: bool = False
    again: bool = False
    at: str = ""


_beginning = msgspec.json.Decoder(Beginning)
_line = msgspec.json.Decoder(_Line)
_fact = msgspec.json.Decoder(_Fact)
_end = msgspec.json.Decoder(_End)
_row = msgspec.json.Decoder(_Row)
_rows_end = msgspec.json.Decoder(_RowsEnd)


def compress(lines: Iterable[bytes]) -> bytes:
    """Lines as one Zstandard frame."""
    import zstandard

    return zstandard.ZstdCompressor(level=LEVEL).compress(b"".join(line + b"\n" for line in lines))


def lines_of(data: bytes, *, most: int = MOST_RAW, compressed: int = MOST_COMPRESSED) -> Iterator[bytes]:
    """The lines in a compressed batch, of at most so many bytes in all. One fact may be as large as that: it was
    recorded, and waits to be taken. Raises TooLarge, Unreadable."""
    import zstandard

    if len(data) > compressed:
        raise TooLarge(compressed)
    unpacked = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(io.BytesIO(data))
    reader, left = io.BufferedReader(unpacked, _PIECE), most
    try:
        while line := reader.readline(left + 1):
            if len(line) > left:
                raise TooLarge(most)
            if not line.endswith(b"\n"):
                raise Unreadable("its last line was cut off")
            left -= len(line)
            yield line[:-1]
    except zstandard.ZstdError as error:
        raise Unreadable("it is not compressed with Zstandard, or was cut off") from error


def encode(message: msgspec.Struct) -> bytes:
    return msgspec.json.encode(message)


def decode(data: bytes, kind: type[Message]) -> Message:
    """A message of one kind. Raises Unreadable."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def pack_push(piece: Push) -> bytes:
    """A piece of a chain: a line that says which, then one for each link."""
    previous = piece.links[0].previous if piece.links else b""
    last = ChainHead(piece.chain, piece.links[-1].seq, piece.links[-1].hash) if piece.links else None
    beginning = Beginning(piece.chain, piece.generation, previous, len(piece.links), last)
    return compress([msgspec.json.encode(beginning), *map(_link_line, piece.links)])


def _link_line(link: Link) -> bytes:
    return b'{"s":%d,"h":"%s","b":%s}' % (link.seq, b64encode(link.hash), link.body)


def beginning_of(data: bytes) -> Beginning:
    """The first line of a piece, the rest unread. Raises TooLarge, Unreadable."""
    found: Beginning = _read(_beginning, next(lines_of(data), b""))
    return found


def unpack_push(data: bytes) -> Push:
    """The piece in such a batch. Raises TooLarge, Unreadable; whether it is sound is judged by `rules.chains`."""
    lines = lines_of(data)
    beginning = _read(_beginning, next(lines, b""))
    links: list[Link] = []
    previous = beginning.previous
    for line in lines:
        one = _read(_line, line)
        links.append(Link(one.s, bytes(one.b), previous, one.h))
        previous = one.h
    if len(links) != beginning.n:
        raise Unreadable(f"{beginning.n} facts were announced, {len(links)} came")
    return Push(beginning.chain, beginning.generation, tuple(links))


def pack_page(page: Page) -> bytes:
    """Facts that are handed out: a line for each, and one that says where to go on."""
    end = _End(page.next, page.more, page.again)
    return compress([*map(fact_line, page.facts), msgspec.json.encode(end)])


def fact_line(fed: Fed) -> bytes:
    """A fact with its chain, as one line."""
    chain, link = msgspec.json.encode(fed.chain), fed.link
    values = (chain, link.seq, b64encode(link.previous), b64encode(link.hash), link.body)
    return b'{"c":%s,"s":%d,"p":"%s","h":"%s","b":%s}' % values


def unpack_page(data: bytes) -> Page:
    """The facts in such a page. Raises TooLarge, Unreadable; without its last line it was cut off, and is refused."""
    lines = list(lines_of(data))
    last = lines.pop() if lines else b""
    end: _End = _read(_end, last)
    return Page(facts=tuple(map(fed_of, lines)), next=end.next, more=end.more, again=end.again)


def fed_of(line: bytes) -> Fed:
    """The fact in a line. Raises Unreadable."""
    one: _Fact = _read(_fact, line)
    return Fed(one.c, Link(one.s, bytes(one.b), one.p, one.h))


def pack_rows(rows: Rows) -> bytes:
    """Rows that are handed out: a line for each, and one that says where to go on."""
    end = _RowsEnd(rows.next, rows.more, rows.revision, rows.anew, rows.again, rows.at)
    lines = [msgspec.json.encode(_Row(one.table, one.values)) for one in rows.rows]
    return compress([*lines, msgspec.json.encode(end)])


def unpack_rows(data: bytes) -> Rows:
    """The rows in such a piece. Raises TooLarge, Unreadable; what is in them is for the tables' owner to judge."""
    lines = list(lines_of(data))
    last = lines.pop() if lines else b""
    end: _RowsEnd = _read(_rows_end, last)
    found = []
    for line in lines:
        one: _Row = _read(_row, line)
        found.append(Row(one.t, one.r))
    return Rows(
        rows=tuple(found),
        next=end.next,
        more=end.more,
        revision=end.revision,
        anew=end.anew,
        again=end.again,
        at=end.at,
    )


def _read(decoder: Any, line: bytes) -> Any:
    try:
        return decoder.decode(line)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error
