"""The file that a new till of a store starts from: made at the centre, out of one moment of its database.

It is a shop's database without anybody in it: the tables of this program, the reference data that the store gets with
the words of its products, the facts that concern the store and their rows. Who it is, and the index of the words, the
till writes in itself: the index of a million products is 200 MB that cannot be compressed, made in seconds."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from storeops.database import schema
from storeops.database.engine import open_unborn
from storeops.database.files import give_name
from storeops.database.queries import exchange, feed, product_words
from storeops.database.queries import shop as shop_queries
from storeops.database.queries import snapshots as queries
from storeops.database.queries.profile import UnknownStore
from storeops.database.tables import chain, parked, reference_revision
from storeops.journal.apply import insert
from storeops.journal.envelope import JournalRow
from storeops.journal.intake import OTHER_STORE, REVOKED, UNBALANCED, UNKNOWN
from storeops.journal.replay import rebuild
from storeops.rules.chains import origin_of, parent_of
from storeops.store import Store

CHUNK = 4 * 1024 * 1024
"""Bytes of the compressed file that are fetched at once: what a till that is cut off fetches again at the most."""
LEVEL = 3
"""Of Zstandard: a higher one saves a tenth of the bytes and takes five times as long."""
NOT_VOUCHED_FOR = frozenset({REVOKED, OTHER_STORE})
"""Why a fact without effect at the centre is kept from the tills; what it cannot read or add up waits there, too."""
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Chunk:
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot that was made. What is in it can be told by the two cursors, taken at the same moment."""

    store: str
    place: feed.Place
    """In the feed of facts: what is before it is in the file."""
    revision: int
    """Of reference data."""
    tables: str
    rows: int
    """Of reference data, and facts."""
    bytes: int
    sha256: str
    """Of the file itself."""
    compressed: int
    chunks: tuple[Chunk, ...]


def make(centre: Store, store: str, folder: Path) -> Snapshot:
    """Make the snapshot of a store and leave it in `folder` as `compressed_name(...)`, Zstandard.

    Raises UnknownStore."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as place:
        part, whole, packed = (Path(place) / name for name in ("part.db", "whole.db", "whole.zst"))
        engine = open_unborn(part)
        try:
            schema.migrate(engine)
            with engine.connect().execution_options(writing=True) as target, target.begin():
                taken = _copy(centre, store, target)
                rebuild(target, target)
            # Its pages in order and none of them half empty: smaller on the line, and quicker to read ever after.
            schema.backup(engine, whole)
        finally:
            engine.dispose()
        sha256, size, chunks = _compress(whole, packed)
        with suppress(FileExistsError):  # made before, byte for byte
            give_name(packed, folder / compressed_name(sha256))
    return Snapshot(
        store=store,
        place=taken.place,
        revision=taken.revision,
        tables=schema.HEAD,
        rows=taken.rows,
        bytes=size,
        sha256=sha256,
        compressed=sum(chunk.bytes for chunk in chunks),
        chunks=chunks,
    )


def compressed_name(sha256: str) -> str:
    return f"{sha256}.zst"


class _Taken(NamedTuple):
    place: feed.Place
    revision: int
    rows: int


def _copy(centre: Store, store: str, target: Connection) -> _Taken:
    """Everything that one moment of the centre's database holds for a store, into an empty one. Raises UnknownStore."""
    rows = 0
    with centre.read() as source:
        if store not in (known := shop_queries.store_codes(source)):
            raise UnknownStore(store, known)
        place, revision = feed.horizon(source), shop_queries.revision(source)
        for table in queries.REFERENCE:
            for page in queries.pages(queries.reference_rows(source, table, store)):
                insert(target, table.name, page)
                rows += len(page)
        product_words.put_aside(target, queries.pages(queries.words(source)))
        for page in queries.pages(_facts(source, store)):
            insert(target, "journal", page)
            rows += len(page)
        for row in queries.parked_rows(source, store, (UNKNOWN, UNBALANCED)):
            target.execute(parked.insert().values(**row))
        _write_chains(source, target)
    target.execute(reference_revision.insert().values(stream="reference", revision=revision))
    return _Taken(place, revision, rows)


def _facts(source: Connection, store: str) -> Iterator[JournalRow]:
    """What concerns the store, but for what nobody vouches for; once a person does, it comes with the rest."""
    left_out = exchange.without_effect(source, NOT_VOUCHED_FOR)
    for row in map(JournalRow._make, queries.facts(source, store)):
        if (row.origin, row.seq) not in left_out:
            yield row


def _write_chains(source: Connection, target: Connection) -> None:
    """How far each chain is held in the copy."""
    heads = queries.heads(target)
    known = queries.chain_rows(source, [name for name, _, _ in heads])
    for name, seq, digest in heads:
        row = known.get(name)
        values = {"device": row.device, "received_at": row.received_at, "after": row.after} if row else {}
        own = {"device": origin_of(name).rpartition(".")[0], "received_at": "", "after": 0}
        target.execute(
            chain.insert().values(name=name, parent=parent_of(name), seq=seq, hash=digest, **{**own, **values})
        )


def _compress(path: Path, packed: Path) -> tuple[str, int, tuple[Chunk, ...]]:
    """Compress a file; the SHA-256 of the file, its bytes, and the chunks of the compressed one."""
    import zstandard

    digest, size = hashlib.sha256(), path.stat().st_size
    with path.open("rb") as file, packed.open("wb") as out:
        packer = zstandard.ZstdCompressor(level=LEVEL).compressobj(size=size)
        while piece := file.read(_PIECE):
            digest.update(piece)
            out.write(packer.compress(piece))
        out.write(packer.flush())
    with packed.open("rb") as file:
        chunks = tuple(
            Chunk(hashlib.sha256(piece).hexdigest(), len(piece)) for piece in iter(lambda: file.read(CHUNK), b"")
        )
    return digest.hexdigest(), size, chunks
