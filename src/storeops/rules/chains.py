"""Chains of facts that two databases exchange: what the receiver may take, and how two of them find where they part.

Each origin's facts are numbered without a gap from 1, each hashed together with the hash before it. So equal hashes at
one number mean that everything up to it is equal, and whoever holds a chain needs to tell only its head.

A database that was copied or set back unnoticed may go on from the same fact as its twin. The receiver keeps the chain
that it saw first under the origin's name; what the other one recorded after their last common fact is exchanged as a
branch of it, named after its first fact (`origin~0123456789abcdef`): the same bytes, the same hashes, so that both
lives stay provable, and whoever holds a copy of the branch calls it the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

GENESIS = bytes(32)
"""What the first fact of an origin is chained to."""
BRANCH = "~"
PROBES = 32
"""How many places of a chain are asked for at once when two databases look for their last common fact."""


class Head(NamedTuple):
    """The last fact of a chain, or of the part of it that somebody holds."""

    seq: int
    hash: bytes


START = Head(0, GENESIS)


class Link(NamedTuple):
    """A fact as it is exchanged: its number, its bytes, the hash of the one before it, its own."""

    seq: int
    body: bytes
    previous: bytes
    hash: bytes


def origin_of(chain: str) -> str:
    """The origin that recorded the facts of a chain: of a branch the one it went off from."""
    return chain.partition(BRANCH)[0]


def parent_of(chain: str) -> str:
    """The chain that a branch went off from; nothing where it is no branch."""
    return chain.rpartition(BRANCH)[0]


def branch_of(chain: str, first: bytes) -> str:
    """The name of the branch of a chain whose first fact has this hash."""
    return f"{chain}{BRANCH}{first.hex()[:16]}"


def chain_hash(previous: bytes, origin: str, seq: int, body: bytes) -> bytes:
    """SHA-256 of previous hash, origin, sequence number and body; the separators keep the parts apart."""
    digest = hashlib.sha256(previous)
    digest.update(f"{origin}\n{seq}\n".encode())
    digest.update(body)
    return digest.digest()


class Take(NamedTuple):
    """All is well: the links from `first` on are new (none, where it is their number)."""

    first: int


class Gap(NamedTuple):
    """Facts between the head and the first link are missing: send from there."""


class Fork(NamedTuple):
    """The receiver holds another fact under this number."""

    seq: int


class Malformed(NamedTuple):
    """A link is not what its hash says, or not the next number: nothing of these can be taken."""

    seq: int


Judgement = Take | Gap | Fork | Malformed


def judge(chain: str, head: Head, kept: Mapping[int, bytes], links: Sequence[Link]) -> Judgement:
    """What a receiver whose part of `chain` ends in `head` does with these links, in their order.

    `kept` are the hashes it holds of the numbers offered, up to its head. What it has already is passed over, so a
    batch may come twice, late, or overlapping."""
    origin = origin_of(chain)
    for index, link in enumerate(links):
        if index and (link.seq != links[index - 1].seq + 1 or link.previous != links[index - 1].hash):
            return Malformed(link.seq)
        if chain_hash(link.previous, origin, link.seq, link.body) != link.hash:
            return Malformed(link.seq)
    for index, link in enumerate(links):
        if link.seq <= head.seq:
            if kept.get(link.seq) != link.hash:
                return Fork(link.seq)
        elif link.seq > head.seq + 1:
            return Gap()
        else:
            return Take(index) if link.previous == head.hash else Fork(link.seq)
    return Take(len(links))


class Send(NamedTuple):
    """The other side holds a beginning of this chain: send what comes after it."""

    after: int


class Apart(NamedTuple):
    """The other side holds other facts under the same numbers."""


class Behind(NamedTuple):
    """The other side holds this chain and more of it: this database was set back to an earlier state."""


Comparison = Send | Apart | Behind


def compare(own: Head, hash_at: Callable[[int], bytes | None], theirs: Head, *, holds: bool) -> Comparison:
    """How a chain of one's own stands to what the other side holds of it.

    `hash_at` gives the hash of one's own fact with a number; `holds` says whether the other side found our head in
    its chain. The number of its head alone would not do: a twin may have recorded as many facts."""
    if theirs.seq <= own.seq:
        mine = GENESIS if theirs.seq == 0 else hash_at(theirs.seq)
        return Send(theirs.seq) if mine == theirs.hash else Apart()
    return Behind() if holds else Apart()


def common(first: int, last: int, hash_at: Callable[[int], bytes | None], held: Held) -> int:
    """The number of the last fact that both sides hold alike, not before `first` and not after `last`.

    `held` asks the other side which of these facts is the last that it holds, too. Each question narrows the stretch
    to a thirty-second, so a million facts take four."""
    low, high = first, last
    while low < high:
        step = max(1, -(-(high - low) // PROBES))
        asked = [*range(low + step, high, step), high]
        probes = [Head(seq, digest) for seq in asked if (digest := hash_at(seq)) is not None]
        found = held(probes)
        if found is None:
            high = asked[0] - 1
        else:
            beyond = next((seq for seq in asked if seq > found), high + 1)
            low, high = found, beyond - 1
    return low


Held = Callable[[Sequence[Head]], int | None]
