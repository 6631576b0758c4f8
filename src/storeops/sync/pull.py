"""Pulling: how a till learns what others recorded for its store, in pieces so small that no sale waits for them.

The cursor is written down with the last facts of the page that it covers. Cut off in the middle of a page, the till
gets the page once more, and passes over what it has."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from storeops.database.queries import exchange as queries
from storeops.database.queries import shop as shop_queries
from storeops.journal import intake
from storeops.journal.envelope import utc_text
from storeops.rules.chains import GENESIS, Link, branch_of, chain_hash, origin_of
from storeops.rules.errors import Refused
from storeops.store import Store, Tx
from storeops.sync.messages import Fed, Page, Parked

PAGE = 1000
"""Facts asked for at once."""
MOST, SECONDS, PAUSE = 200, 0.010, 0.005
"""What one transaction takes: facts or rows, and about seconds; and how long the till is left alone behind it."""
STEP = 25
"""Facts or rows that are written before the clock is looked at: with 100 a sale waits noticeably longer (bench)."""
CURSOR = "centre.cursor"

Pause = Callable[[float], None]


class Source(Protocol):
    """Where facts come from. May raise LineDown."""

    def pull(self, after: str, limit: int, but: str) -> Page: ...


class WrongFact(Refused):
    """A fact was altered between the database that recorded it and this one."""

    def __init__(self, chain: str, seq: int) -> None:
        super().__init__(
            f"The centre hands out a fact ({seq} of {chain[:80]}) whose content does not match its hash. Nothing of "
            "it was taken; the centre's 'storeops journal verify' tells where it was altered."
        )
        self.chain = chain
        self.seq = seq


class HandInFirst(Refused):
    """The centre holds facts of this very database that it does not hold itself: it was set back, or has a twin."""

    again = True

    def __init__(self, seq: int) -> None:
        super().__init__(
            f"The centre holds a fact ({seq}) of this database that is not in it. Hand in first, with 'storeops sync': "
            "then the two are told apart. Nothing was taken."
        )
        self.seq = seq


@dataclass(slots=True)
class Pulled:
    """What one pull brought."""

    facts: int = 0
    """Facts that were not here."""
    parked: list[Parked] = field(default_factory=list)


def pull(shop: Store, source: Source, *, pause: Pause = time.sleep) -> Pulled:
    """Take what the centre has for this store, to the end of its feed.

    Raises LineDown, WrongFact, HandInFirst; what was taken before stays."""
    done = Pulled()
    more = True
    while more:
        with shop.read() as connection:
            after = shop_queries.local_values(connection).get(CURSOR, "")
        page = source.pull(after, PAGE, shop.profile.origin)
        _take(shop, page, done, pause)
        more = page.more and page.next != after
    return done


def _take(shop: Store, page: Page, done: Pulled, pause: Pause) -> None:
    rest: Sequence[Fed] = page.facts
    while True:
        with small(shop) as (tx, is_room):
            taken = 0
            while rest and is_room(taken):
                step, rest = rest[:STEP], rest[STEP:]
                _write(tx, step, done)
                taken += len(step)
            if not rest:
                shop_queries.set_local(tx.connection, {CURSOR: page.next})
        if not rest:
            return
        pause(PAUSE)


@contextmanager
def small(shop: Store) -> Iterator[tuple[Tx, Callable[[int], bool]]]:
    """A transaction that a sale may have to wait for, and whether there is room in it for a step more."""
    with shop.write() as tx:
        until = time.perf_counter() + SECONDS
        yield tx, lambda taken: taken == 0 or (taken + STEP <= MOST and time.perf_counter() < until)


def _write(tx: Tx, facts: Sequence[Fed], done: Pulled) -> None:
    chains: dict[str, list[Link]] = {}
    for one in facts:
        link = one.link
        if chain_hash(link.previous, origin_of(one.chain), link.seq, link.body) != link.hash:
            raise WrongFact(one.chain, link.seq)
        chains.setdefault(one.chain, []).append(link)
    at = utc_text(tx.now.isoformat())
    for chain, links in chains.items():
        missing = intake.missing(tx.connection, links)
        if missing and chain == tx.profile.origin:
            raise HandInFirst(missing[0].seq)
        for name, part in _placed(tx, chain, missing).items():
            _keep(tx, name, part, at, done)


def _keep(tx: Tx, name: str, links: Sequence[Link], at: str, done: Pulled) -> None:
    doubts = intake.take_in(tx.connection, name, links, intake.Source(), at)
    queries.saw(tx.connection, name, links, at)
    done.facts += len(links)
    done.parked += [Parked(one.seq, one.code, one.why) for one in doubts]


def _placed(tx: Tx, chain: str, links: Sequence[Link]) -> dict[str, list[Link]]:
    """Under which name each of these facts is kept here: its chain's own, as a rule.

    Of two lives of one database the centre calls the one by the origin's name that it saw first, and this till may
    know the other by it; then the centre's goes under a branch's name here. What this device recorded itself stays
    whole: of that only the very next fact goes under its name."""
    found: dict[str, list[Link]] = {}
    if not links:
        return found
    seqs = sorted({seq for link in links for seq in (link.seq - 1, link.seq)})
    held = {0: GENESIS, **queries.hashes(tx.connection, chain, seqs)}
    is_own = origin_of(chain).rpartition(".")[0] == tx.profile.device
    for link in links:
        before = held.get(link.seq - 1)
        if held.get(link.seq) == link.hash:
            continue  # kept as evidence, beside the journal
        follows = before == link.previous or (before is None and not is_own)
        name = "" if before == link.previous else _branch(tx, chain, link, found)
        if not name:
            name = chain if follows and link.seq not in held else branch_of(chain, link.hash)
        found.setdefault(name, []).append(link)
        if name == chain:
            held[link.seq] = link.hash
    return found


def _branch(tx: Tx, chain: str, link: Link, found: dict[str, list[Link]]) -> str:
    """The branch that this fact goes on with; nothing where there is none."""
    for name, links in found.items():
        if name != chain and links[-1].hash == link.previous:
            return name
    return queries.branch_behind(tx.connection, chain, link.previous)
