"""Taking in: what the centre does with the chains that tills hand in. `Books` is where it keeps them.

A fact that is well formed and chained is always taken: the customer has left with the goods. What is wrong with its
business is parked for a person, and stops nothing behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from storeops.rules.chains import START, Fork, Gap, Head, Link, Malformed, judge, parent_of
from storeops.sync.messages import ChainHead, Have, Parked, Push, Question, Receipt


class Books(Protocol):
    """The centre's journal, inside one transaction."""

    @property
    def generation(self) -> str: ...

    def lock(self, chain: str) -> None:
        """Nobody else adds to this chain before the transaction ends."""
        ...

    def head(self, chain: str) -> Head | None:
        """How far a chain is held, None where nothing of it is."""
        ...

    def hashes(self, chain: str, seqs: Sequence[int]) -> Mapping[int, bytes]:
        """The hashes of those of a chain's facts that are held; of a branch also those of its parents before it."""
        ...

    def keep(self, chain: str, links: Sequence[Link]) -> Sequence[Parked]:
        """Write facts that follow the head, their rows, and the new head."""
        ...


def holdings(books: Books, heads: Sequence[ChainHead]) -> tuple[Have, ...]:
    """What is held of each of these chains."""
    found = []
    for one in heads:
        on_it = one.seq == 0 or books.hashes(one.chain, [one.seq]).get(one.seq) == one.hash
        found.append(Have(one.chain, *(books.head(one.chain) or START), on_it))
    return tuple(found)


def last_held(books: Books, question: Question) -> int | None:
    """The number of the last of these facts that is held alike."""
    held = books.hashes(question.chain, [probe.seq for probe in question.probes])
    alike = [probe.seq for probe in question.probes if held.get(probe.seq) == probe.hash]
    return max(alike, default=None)


def known_already(books: Books, last: ChainHead) -> Receipt | None:
    """The answer to a piece that was taken before, told by its last fact alone: equal hashes there mean that all
    before it is equal. None where it has to be looked at."""
    if books.hashes(last.chain, [last.seq]).get(last.seq) != last.hash:
        return None
    return _receipt(books, "taken", books.head(last.chain) or last.head)


def receive(books: Books, piece: Push) -> Receipt:
    """Take a piece of a chain, or say why not."""
    books.lock(piece.chain)
    head = books.head(piece.chain)
    links = piece.links
    if not links:
        return _receipt(books, "taken", head or START)
    if head is None:
        head = _beginning(books, piece)
    kept = books.hashes(piece.chain, [link.seq for link in links if link.seq <= head.seq])
    verdict = judge(piece.chain, head, kept, links)
    if isinstance(verdict, Malformed):
        return _receipt(books, "malformed", head, at=verdict.seq)
    if isinstance(verdict, Fork):
        return _receipt(books, "fork", head, at=verdict.seq)
    if isinstance(verdict, Gap):
        return _receipt(books, "gap", head)
    if verdict.first == len(links):
        return _receipt(books, "taken", head)
    parked = books.keep(piece.chain, links[verdict.first :])
    return _receipt(books, "taken", Head(links[-1].seq, links[-1].hash), parked=tuple(parked))


def _beginning(books: Books, piece: Push) -> Head:
    """Where a chain that is new here starts: with its first fact, or, a branch, behind one of the chain it left."""
    first, parent = piece.links[0], parent_of(piece.chain)
    if not parent or first.seq == 1:
        return START
    before = books.hashes(parent, [first.seq - 1]).get(first.seq - 1)
    return Head(first.seq - 1, before) if before == first.previous else START


def _receipt(books: Books, verdict: str, head: Head, *, at: int = 0, parked: tuple[Parked, ...] = ()) -> Receipt:
    return Receipt(generation=books.generation, verdict=verdict, seq=head.seq, hash=head.hash, at=at, parked=parked)
