"""Handing in: how a till brings the centre up to its own chains, whatever happened to either since they last spoke.

Nothing here knows a database, a socket or a clock: `Own` is the till's side and `Line` what it reaches the centre by.
The same functions run against the real ones and in the simulator of the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from storeops.rules.chains import Apart, Behind, Head, Link, branch_of, common, compare
from storeops.rules.errors import Refused
from storeops.sync.messages import ChainHead, Found, Have, Hello, Parked, Push, Question, Receipt, Welcome

MOST_ROUNDS = 16
"""How often a till starts over in one exchange, where the centre changes under it, before it leaves it for later."""


class Chain(NamedTuple):
    """A chain that this database recorded: all of an origin, or a branch of one from behind fact `after`."""

    name: str
    after: int
    head: Head


class Own(Protocol):
    """The till's own facts."""

    def chains(self) -> Sequence[Chain]:
        """Every chain recorded here, older lives of this database first, a branch behind what it went off from."""
        ...

    def hash_at(self, chain: str, seq: int) -> bytes | None: ...

    def links(self, chain: str, after: int, upto: int, most: int, size: int) -> Sequence[Link]:
        """The next facts of a chain behind `after`, at most `most` of them and about `size` bytes."""
        ...

    def acknowledged(self, chain: str, head: Head) -> None:
        """The centre holds this chain up to `head`."""
        ...

    def go_apart(self, chain: str, after: int, branch: str) -> None:
        """Another database recorded other facts behind `after`: ours become a branch, and a new epoch begins where
        the chain is the one that is recorded now.

        Branches that had gone off from this chain further on go on with the new one, under its name."""
        ...

    def begin_again(self, chain: str) -> None:
        """The centre holds more of our chain than we do: a new epoch begins where the chain is recorded now."""
        ...

    def hello(self, heads: tuple[ChainHead, ...]) -> Hello:
        """The words to begin with."""
        ...

    def welcome(self, answer: Welcome) -> None:
        """Note what the centre said of itself."""
        ...


class Line(Protocol):
    """The way to the centre. Any call may raise LineDown, and what it asked for may have happened all the same."""

    def hello(self, words: Hello) -> Welcome: ...

    def locate(self, question: Question) -> Found: ...

    def push(self, piece: Push) -> Receipt: ...


class LineDown(Refused):
    """The centre was not reached, or did not answer. Nothing is lost: what waits is sent the next time."""

    again = True


class Contradiction(Refused):
    """What this database holds and what the centre says cannot both be."""

    def __init__(self, chain: str, seq: int) -> None:
        super().__init__(
            f"The centre does not take fact {seq} of {chain}: its content does not match its hash. Run 'storeops "
            "journal verify'; nothing was lost."
        )
        self.chain = chain
        self.seq = seq


@dataclass(slots=True)
class Handed:
    """What one exchange did."""

    facts: int = 0
    """Facts the centre did not have."""
    parked: list[Parked] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    """Chains that another database had gone on with."""
    behind: list[str] = field(default_factory=list)
    """Chains of which the centre held more than this database."""
    finished: bool = False


class _Again(Exception):
    """Something changed: say hello once more."""


def hand_in(own: Own, line: Line) -> Handed:
    """Bring the centre up to every chain recorded here. Raises LineDown, Contradiction; what was acknowledged stays."""
    done = Handed()
    for _ in range(MOST_ROUNDS):
        chains = own.chains()
        answer = line.hello(own.hello(tuple(ChainHead(chain.name, *chain.head) for chain in chains)))
        own.welcome(answer)
        have = {one.chain: one for one in answer.have}
        try:
            for chain in chains:
                _hand_in_one(own, line, answer, chain, have.get(chain.name), done)
        except _Again:
            continue
        done.finished = True
        return done
    return done


def _hand_in_one(own: Own, line: Line, answer: Welcome, chain: Chain, have: Have | None, done: Handed) -> None:
    if have is None:
        raise _Again  # a chain that was not there when we spoke
    stands = compare(chain.head, lambda seq: own.hash_at(chain.name, seq), have.head, holds=have.holds)
    if isinstance(stands, Apart):
        _go_apart(own, line, chain, done)
    elif isinstance(stands, Behind):
        own.acknowledged(chain.name, chain.head)
        if chain.name not in done.behind:
            done.behind.append(chain.name)
            own.begin_again(chain.name)
            raise _Again
    else:
        own.acknowledged(chain.name, have.head)
        _send(own, line, answer, chain, max(stands.after, chain.after), done)


def _go_apart(own: Own, line: Line, chain: Chain, done: Handed) -> None:
    def held(probes: Sequence[Head]) -> int | None:
        return line.locate(Question(chain.name, tuple(ChainHead(chain.name, *probe) for probe in probes))).seq

    after = common(chain.after, chain.head.seq, lambda seq: own.hash_at(chain.name, seq), held)
    first = own.hash_at(chain.name, after + 1)
    assert first is not None
    own.go_apart(chain.name, after, branch_of(chain.name, first))
    done.apart.append(chain.name)
    raise _Again


def _send(own: Own, line: Line, answer: Welcome, chain: Chain, after: int, done: Handed) -> None:
    while after < chain.head.seq:
        links = own.links(chain.name, after, chain.head.seq, answer.limits.facts, answer.limits.bytes)
        receipt = line.push(Push(chain.name, answer.generation, tuple(links)))
        if receipt.verdict == "malformed":
            raise Contradiction(chain.name, receipt.at)
        if receipt.verdict != "taken" or receipt.generation != answer.generation:
            raise _Again
        after = links[-1].seq
        done.facts += len(links)
        done.parked += receipt.parked
        # Not the centre's head as it is told: a twin may have brought it further than we hold.
        own.acknowledged(chain.name, Head(after, links[-1].hash))
