"""Facts on a stick: what a till recorded, in one signed file, for a centre that the line does not reach.

The file is lines of JSON in one Zstandard frame: who made it, every fact with its chain as a pull hands them out, and
last the number of facts and the till's signature over everything before. Taking it in twice, or after the line has
brought the same facts, changes nothing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from storeops.database.engine import FileExists
from storeops.database.files import give_name
from storeops.database.queries import exchange as queries
from storeops.database.queries import tills
from storeops.journal.envelope import utc_text
from storeops.journal.intake import Source
from storeops.rules.chains import Link, origin_of
from storeops.rules.errors import Refused
from storeops.store import Store
from storeops.sync import receiving, signing, wire
from storeops.sync.books import Books
from storeops.sync.messages import Fed, Push
from storeops.sync.own import OwnFacts

if TYPE_CHECKING:
    from storeops.database.queries.tills import Till

VERSION = 1
BATCH = 500
SIZE = 4 * 1024 * 1024
MOST = 1024 * 1024 * 1024
"""Bytes of a kit, unpacked, that are read."""
PURPOSE = "kit"


class NotAKit(Refused):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} is no kit that can be taken in: {why}. Nothing of it was taken.")
        self.path = path


class WentApart(Refused):
    """Another database recorded other facts under the same numbers: that takes a talk between the two, over a line."""

    def __init__(self, chain: str, seq: int) -> None:
        super().__init__(
            f"The centre holds other facts than the kit from number {seq} of {chain[:80]} on: the till was copied or "
            "set back. Bring it to a line and run 'storeops sync' there; what came before that number was taken."
        )
        self.chain = chain
        self.seq = seq


class Incomplete(Refused):
    """The centre does not hold what comes before the kit's facts: it was set back since."""

    def __init__(self, chain: str, seq: int) -> None:
        super().__init__(
            f"The centre lacks facts before number {seq} of {chain[:80]}. Write the kit again on the till with "
            "'storeops kit export FILE --all'."
        )
        self.chain = chain
        self.seq = seq


class _Head(msgspec.Struct, frozen=True):
    kit: int
    device: str
    terminal: str
    made_at: str


class _End(msgspec.Struct, frozen=True):
    facts: int
    signature: bytes


@dataclass(frozen=True, slots=True)
class KitView:
    """A kit that was written. `facts` is how many are in it."""

    path: str
    facts: int
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class TakenView:
    """A kit that was taken in."""

    terminal: str
    facts: int
    new: int
    """How many of them were not here."""
    parked: int
    """How many of those need a person."""


def export(shop: Store, path: Path, *, everything: bool = False) -> KitView:
    """Write what the centre has not acknowledged, or everything recorded here, into one new file.

    Raises NoKey, FileExists; there is no half of a file then."""
    if path.exists():
        raise FileExists(path)
    key = signing.read_key(signing.key_path(shop.settings.database))
    profile = shop.profile
    head = _Head(VERSION, profile.device, profile.terminal, shop.now().isoformat())
    lines = [msgspec.json.encode(head), *(wire.fact_line(one) for one in _facts(shop, everything=everything))]
    signature = signing.seal(key, PURPOSE, _digest(lines))
    data = wire.compress([*lines, msgspec.json.encode(_End(len(lines) - 1, signature))])
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(data)
        part.chmod(0o600)
        give_name(part, path)
    finally:
        part.unlink(missing_ok=True)
    return KitView(str(path), len(lines) - 1, len(data))


def _facts(shop: Store, *, everything: bool) -> Iterator[Fed]:
    own = OwnFacts(shop)
    with shop.read() as connection:
        acknowledged = queries.acknowledgements(connection)
    for chain in own.chains():
        row = None if everything else acknowledged.get(chain.name)
        after = max(chain.after, int(row["seq"])) if row else chain.after
        while after < chain.head.seq:
            links = own.links(chain.name, after, chain.head.seq, BATCH, SIZE)
            yield from (Fed(chain.name, link) for link in links)
            after = links[-1].seq


def take_in(centre: Store, path: Path) -> TakenView:
    """Take a till's kit in at the centre. Raises NotAKit, Incomplete, WentApart; what is taken stays."""
    head, facts, till = _read(centre, path)
    source = Source(till.store, bool(till.revoked_at))
    new = parked = 0
    for chain, run in groupby(facts, key=lambda one: one.chain):
        links = [one.link for one in run]
        for start in range(0, len(links), BATCH):
            added, doubted = _receive(centre, head.device, source, chain, links[start : start + BATCH])
            new, parked = new + added, parked + doubted
    return TakenView(head.terminal, len(facts), new, parked)


def _receive(centre: Store, device: str, source: Source, chain: str, links: list[Link]) -> tuple[int, int]:
    """How many facts were new, and how many of them need a person. Raises Incomplete, WentApart."""
    now = utc_text(centre.now().isoformat())
    with centre.receiving() as connection:
        books = Books(connection, "", device, source, now)
        before = books.head(chain)
        receipt = receiving.receive(books, Push(chain, "", tuple(links)))
    if receipt.verdict == "gap":
        raise Incomplete(chain, links[0].seq)
    if receipt.verdict != "taken":
        raise WentApart(chain, receipt.at or links[0].seq)
    held = max(before.seq if before else 0, links[0].seq - 1)
    return max(0, links[-1].seq - held), len(receipt.parked)


def _read(centre: Store, path: Path) -> tuple[_Head, list[Fed], Till]:
    """Who made the kit, and what is in it: nothing is believed before the signature is. Raises NotAKit."""
    try:
        lines = list(wire.lines_of(path.read_bytes(), most=MOST, compressed=MOST))
        head = msgspec.json.decode(lines[0], type=_Head)
        end = msgspec.json.decode(lines[-1], type=_End)
        facts = [wire.fed_of(line) for line in lines[1:-1]]
    except (OSError, IndexError, msgspec.MsgspecError, ValueError, Refused) as error:
        raise NotAKit(path, str(error) or type(error).__name__) from error
    with centre.read() as connection:
        till = tills.till(connection, head.device)
    if till is None:
        raise NotAKit(path, "its till was never let in at this centre")
    if head.kit != VERSION or end.facts != len(facts):
        raise NotAKit(path, "it is of another version, or not whole")
    if not signing.is_sealed(till.public_key, PURPOSE, _digest(lines[:-1]), end.signature):
        raise NotAKit(path, "its signature is not the till's")
    if any(origin_of(one.chain).rpartition(".")[0] != head.device for one in facts):
        raise NotAKit(path, "there are facts of another till in it")
    return head, facts, till


def _digest(lines: list[bytes]) -> bytes:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line + b"\n")
    return digest.digest()
