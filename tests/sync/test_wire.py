"""Batches on the wire: the very bytes come back, and nothing that can grow grows."""

from __future__ import annotations

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.chains import GENESIS, Link, chain_hash
from storeops.sync import wire
from storeops.sync.messages import Push


def chain_of(bodies: list[bytes]) -> tuple[Link, ...]:
    links: list[Link] = []
    for seq, body in enumerate(bodies, 1):
        previous = links[-1].hash if links else GENESIS
        links.append(Link(seq, body, previous, chain_hash(previous, "d.e", seq, body)))
    return tuple(links)


@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers(-(2**53), 2**53)), max_size=5))
def test_facts_come_back_byte_by_byte(values: list[dict[str, object]]) -> None:
    piece = Push("d.e", "g1", chain_of([msgspec.json.encode(value) for value in values]))
    assert wire.unpack_push(wire.pack_push(piece)) == piece


def test_spaces_and_order_within_a_body_are_kept() -> None:
    piece = Push("d.e", "g1", chain_of([b'{ "b": 1.50,"a":"\\u00e9", "a": 2}']))
    assert wire.unpack_push(wire.pack_push(piece)).links[0].body == b'{ "b": 1.50,"a":"\\u00e9", "a": 2}'


def test_one_fact_may_be_as_large_as_a_batch() -> None:
    piece = Push("d.e", "g1", chain_of([b'{"note":"%s"}' % (b"x" * 10_000_000), b"{}"]))
    assert wire.unpack_push(wire.pack_push(piece)) == piece


def test_a_bomb_is_not_unpacked() -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(b" " * 200_000_000)
    assert len(bomb) < 32_000
    with pytest.raises(wire.TooLarge):
        list(wire.lines_of(bomb))


def test_many_short_lines_are_counted_too() -> None:
    data = wire.compress([b"x"] * 1000)
    with pytest.raises(wire.TooLarge):
        list(wire.lines_of(data, most=1999))
    assert len(list(wire.lines_of(data, most=2000))) == 1000


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense",
        wire.compress([b"x"])[:-3],
        wire.compress([b"[" * 100_000]),
        wire.compress([b'{"chain":"d.e","generation":"g","previous":"","n":2}', b'{"s":1,"h":"","b":{}}']),
        wire.compress([b'{"chain":"d.e","generation":"g","previous":"","n":1}', b'{"s":1e400,"h":"","b":{}}']),
        wire.compress([b'{"chain":"d.e","generation":"g","previous":"","n":1}', b'{"s":1,"h":"","b":NaN}']),
        wire.compress([b'{"chain":"d.e","generation":"g","previous":"","n":1}', b'{"s":1.5,"h":"","b":{}}']),
        wire.compress([b'{"chain":["d"],"generation":"g","previous":"","n":0}']),
        zstandard.ZstdCompressor().compress(b'{"chain":"d.e","generation":"g","previous":"","n":0}'),
    ],
    ids=["empty", "nonsense", "cut", "deep", "missing", "huge number", "nan", "float", "wrong type", "no line end"],
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(wire.Unreadable):
        wire.unpack_push(data)
