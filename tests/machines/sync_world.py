"""Four tills and a centre in one thread: every fault from one seed, around the functions that really exchange facts.

Requests are lost, doubled, late; answers are lost; tills die between two facts and are set back to an image of their
disk; one image is started twice; the centre is set back to a backup. What may be lost is only what no living disk
holds any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any

from storeops.rules.chains import BRANCH, GENESIS, START, Head, Link, chain_hash, origin_of, parent_of
from storeops.sync import exchange, receiving
from storeops.sync.exchange import Chain, LineDown
from storeops.sync.messages import (
    ChainHead,
    Found,
    Hello,
    Limits,
    Parked,
    Push,
    Question,
    Receipt,
    Welcome,
)


@dataclass
class Disk:
    """What the centre has written down."""

    chains: dict[str, dict[int, Link]] = field(default_factory=dict)
    effects: Counter[bytes] = field(default_factory=Counter)
    twins: int = 0


class Centre:
    """The books in memory. A fact's identity is what stands in its body before the bar."""

    def __init__(self, *, by_identity: bool = True) -> None:
        self.disk = Disk()
        self.life = 0
        self.by_identity = by_identity

    @property
    def generation(self) -> str:
        return f"g{self.life}"

    def lock(self, chain: str) -> None:
        """One thread needs no lock."""

    def head(self, chain: str) -> Head | None:
        links = self.disk.chains.get(chain)
        if not links:
            return None
        last = max(links)
        return Head(last, links[last].hash)

    def hashes(self, chain: str, seqs: Sequence[int]) -> Mapping[int, bytes]:
        found: dict[int, bytes] = {}
        while chain:
            links = self.disk.chains.get(chain, {})
            found = {seq: links[seq].hash for seq in seqs if seq in links} | found
            first = min(links, default=None)
            chain = parent_of(chain)
            seqs = [seq for seq in seqs if first is None or seq < first]
        return found

    def keep(self, chain: str, links: Sequence[Link]) -> Sequence[Parked]:
        own = self.disk.chains.setdefault(chain, {})
        for link in links:
            own[link.seq] = link
            identity = link.body.partition(b"|")[0]
            if self.by_identity and self.disk.effects[identity]:
                self.disk.twins += 1
            else:
                self.disk.effects[identity] += 1
        return ()

    def set_back(self, backup: Disk) -> None:
        self.disk = deepcopy(backup)
        self.life += 1


@dataclass
class Memory:
    """What a till has on its disk: the facts of every origin it recorded, and how it exchanges them."""

    origin: str
    facts: dict[str, list[Link]] = field(default_factory=dict)
    branches: dict[str, int] = field(default_factory=dict)
    """Branch -> the fact it goes off behind."""
    acknowledged: dict[str, int] = field(default_factory=dict)
    generation: str = ""
    pending: bytes = b""
    """The identity of a form that is open: it was made, and not yet recorded."""


class Till:
    """The till's side of an exchange, on a disk that can be copied."""

    def __init__(self, name: str, random: Random, *, prunes: bool = False, forgets: bool = False) -> None:
        self.random = random
        self.name = name
        self.disk = Memory(f"{name}.0")
        self.prunes, self.forgets = prunes, forgets

    def open_form(self) -> None:
        self.disk.pending = f"{self.random.getrandbits(64):x}".encode()

    def sell(self) -> None:
        if not self.disk.pending:
            self.open_form()
        self._record(self.disk.pending)
        self.disk.pending = b""

    def _record(self, identity: bytes) -> None:
        origin, chain = self.disk.origin, self.disk.facts.setdefault(self.disk.origin, [])
        body = identity + f"|{self.random.getrandbits(64):x}".encode()
        previous, seq = (chain[-1].hash, chain[-1].seq + 1) if chain else (GENESIS, 1)
        chain.append(Link(seq, body, previous, chain_hash(previous, origin, seq, body)))

    def _new_epoch(self) -> None:
        self.disk.origin = f"{self.name}.{self.random.getrandbits(48):x}"

    # --- Own

    def chains(self) -> Sequence[Chain]:
        found = []
        for origin, links in self.disk.facts.items():
            if self.forgets and origin != self.disk.origin:
                continue
            ends = [origin, *(name for name in self.disk.branches if origin_of(name) == origin)]
            for name in ends:
                nexts = [after for other, after in self.disk.branches.items() if parent_of(other) == name]
                last = min(nexts, default=links[-1].seq)
                digest = links[last - links[0].seq].hash if last else GENESIS
                found.append(Chain(name, self.disk.branches.get(name, 0), Head(last, digest)))
        return found

    def hash_at(self, chain: str, seq: int) -> bytes | None:
        links = self.disk.facts[origin_of(chain)]
        index = seq - links[0].seq
        return links[index].hash if 0 <= index < len(links) else None

    def links(self, chain: str, after: int, upto: int, most: int, size: int) -> Sequence[Link]:
        return [link for link in self.disk.facts[origin_of(chain)] if after < link.seq <= upto][:most]

    def acknowledged(self, chain: str, head: Head) -> None:
        self.disk.acknowledged[chain] = head.seq
        if self.prunes and (links := self.disk.facts.get(chain)):
            self.disk.facts[chain] = [link for link in links if link.seq > head.seq] or links[-1:]

    def go_apart(self, chain: str, after: int, branch: str) -> None:
        kept = {name: at for name, at in self.disk.branches.items() if not name.startswith(chain + BRANCH)}
        self.disk.branches = kept | {branch: after}
        if origin_of(chain) == self.disk.origin:
            self._new_epoch()

    def begin_again(self, chain: str) -> None:
        if chain == self.disk.origin:
            self._new_epoch()

    def hello(self, heads: tuple[ChainHead, ...]) -> Hello:
        return Hello(app="", schema="", wall="", heads=heads)

    def welcome(self, answer: Welcome) -> None:
        self.disk.generation = answer.generation


class Network:
    """The line of one till, as bad as `faults` says."""

    def __init__(self, world: World, *, faults: bool) -> None:
        self.world = world
        self.faults = faults

    def hello(self, words: Hello) -> Welcome:
        centre = self.world.centre
        most = self.world.random.choice((1, 3, 7))

        def answer() -> Welcome:
            return Welcome(
                generation=centre.generation,
                have=receiving.holdings(centre, words.heads),
                now="",
                limits=Limits(facts=most),
            )

        return self._carry(answer)

    def locate(self, question: Question) -> Found:
        return self._carry(lambda: Found(receiving.last_held(self.world.centre, question)))

    def push(self, piece: Push) -> Receipt:
        return self._carry(lambda: receiving.receive(self.world.centre, piece), late=True)

    def _carry(self, deliver: Callable[[], Any], *, late: bool = False) -> Any:
        luck = self.world.random.random() if self.faults else 1.0
        if luck < 0.10:
            raise LineDown("lost")
        if late and luck < 0.16:
            self.world.late.append(deliver)
        elif luck < 0.22:
            deliver()
        answer = deliver()
        if luck < 0.34:
            raise LineDown("the answer was lost")
        return answer


class World:
    """One run: `play` it, then `settle` and look at `wrongs`."""

    def __init__(self, seed: int, **planted: bool) -> None:
        self.random = Random(seed)
        self.centre = Centre(by_identity=not planted.get("no_identity", False))
        prunes, forgets = planted.get("prunes", False), planted.get("forgets", False)
        self.tills = [
            Till(f"d{number}", Random(seed * 31 + number), prunes=prunes, forgets=forgets) for number in range(4)
        ]
        self.late: list[Callable[[], Any]] = []
        self.backups = [deepcopy(self.centre.disk)]
        self.images: dict[str, Memory] = {}

    def play(self, steps: int = 100) -> None:
        for _ in range(steps):
            luck, till = self.random.random(), self.random.choice(self.tills)
            if luck < 0.50:
                till.sell()
            elif luck < 0.55:
                till.open_form()
            elif luck < 0.82:
                self.exchange(till)
            elif luck < 0.88 and self.late:
                self.late.pop(self.random.randrange(len(self.late)))()
            elif luck < 0.91:
                self.backups.append(deepcopy(self.centre.disk))
            elif luck < 0.93:
                self.centre.set_back(self.random.choice(self.backups))
            elif luck < 0.96:
                self.images[till.name] = deepcopy(till.disk)
            elif luck < 0.975 and till.name in self.images:
                till.disk = deepcopy(self.images[till.name])
            elif till.name in self.images and len(self.tills) < 7:
                twin = Till(till.name, Random(self.random.random()), prunes=till.prunes, forgets=till.forgets)
                twin.disk = deepcopy(self.images[till.name])
                self.tills.append(twin)

    def exchange(self, till: Till, *, faults: bool = True) -> bool:
        try:
            return exchange.hand_in(till, Network(self, faults=faults)).finished
        except LineDown:
            return False

    def settle(self) -> list[str]:
        """Deliver what is late, exchange over a good line until nothing moves, and tell everything that is wrong."""
        for deliver in self.late:
            deliver()
        wrongs = []
        for _ in range(3):
            ended = [self.exchange(till, faults=False) for till in self.tills]
        if not all(ended):
            wrongs.append("a till never came to an end")
        return wrongs + self._wrongs()

    def _wrongs(self) -> list[str]:
        effects = self.centre.disk.effects
        on_disks = {
            link.body.partition(b"|")[0] for till in self.tills for links in till.disk.facts.values() for link in links
        }
        wrongs = [f"lost: {identity!r}" for identity in on_disks if not effects[identity]]
        wrongs += [f"{count} times: {identity!r}" for identity, count in effects.items() if count > 1]
        for till in self.tills:
            held = {link.hash for links in self.centre.disk.chains.values() for link in links.values()}
            wrongs += [
                f"{till.name}: fact {link.seq} of {origin} is nowhere"
                for origin, links in till.disk.facts.items()
                for link in links
                if link.hash not in held
            ]
        for chain in self.centre.disk.chains:
            wrongs += self._broken(chain)
        return wrongs

    def _broken(self, chain: str) -> list[str]:
        links = self.centre.disk.chains[chain]
        first = min(links)
        parent = parent_of(chain)
        before = self.centre.hashes(parent, [first - 1]).get(first - 1) if parent and first > 1 else START.hash
        wrongs = []
        for seq in range(first, max(links) + 1):
            link = links.get(seq)
            if link is None or link.previous != before:
                return [*wrongs, f"{chain} is broken at {seq}"]
            if chain_hash(link.previous, origin_of(chain), seq, link.body) != link.hash:
                wrongs.append(f"{chain} {seq} is not what its hash says")
            before = link.hash
        return wrongs if parent or first == 1 else [*wrongs, f"{chain} begins at {first}"]


def run(seed: int, **planted: bool) -> list[str]:
    """Everything that is wrong after the world of this seed has come to rest."""
    world = World(seed, **planted)
    world.play()
    return world.settle()
