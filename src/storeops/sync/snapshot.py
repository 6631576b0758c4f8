"""Fetching what a new till starts from: chunk by chunk into a folder beside the database to be, so that whoever is
cut off goes on with the first one that is missing.

Nothing that comes is believed: the manifest is signed by the key that the centre told when the till was let in, each
chunk and the whole are what the manifest says, and nothing is unpacked beyond it."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from storeops.database import schema
from storeops.rules.errors import Refused
from storeops.sync import signing, wire
from storeops.sync.exchange import LineDown
from storeops.sync.messages import Chunk, Manifest, Offer

MOST_CHUNK = 16 * 1024 * 1024
"""Bytes of the largest chunk that is taken."""
TRIES = 4
"""How often a chunk is asked for, where the line is down or what came is not it."""
LONGEST_WAIT = 600.0
"""Seconds that a till waits for the centre to make its snapshot."""
SPARE = 64 * 1024 * 1024
"""Bytes of the disk that are left free."""
SNAPSHOT = "snapshot"
"""What a manifest is signed as."""
_MANIFEST = "manifest.json"
_FILE = "shop.db"
_PIECE = 1024 * 1024
_WINDOW = 8 * 1024 * 1024


class Source(Protocol):
    """Where a snapshot comes from. Any call may raise LineDown."""

    def snapshot(self) -> Offer: ...

    def chunk(self, sha256: str, number: int) -> bytes:
        """Raises Gone."""
        ...


class Gone(Refused):
    """The centre does not have this snapshot any more."""

    def __init__(self) -> None:
        super().__init__("The centre has a newer snapshot now. Run the same command again.")


class SnapshotRefused(Refused):
    """What came is not what the centre made for this till; `why` says how that was seen."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The snapshot cannot be used: {why}. Nothing was made from it. Run the same command again; if it says "
            "so once more, ask whoever runs the centre."
        )
        self.why = why


class NoRoom(Refused):
    def __init__(self, folder: Path, needed: int) -> None:
        super().__init__(
            f"The disk of {folder} is too full: {needed // (1024 * 1024)} MB are needed. Free some room, then run the "
            "same command again; what was fetched is kept."
        )
        self.needed = needed


class Wanted(NamedTuple):
    """Whose snapshot it must be, and who must have signed it."""

    tenant: str
    store: str
    key: bytes


class Fetched(NamedTuple):
    """The file, whole and checked against its manifest, and how many chunks came over the line for it."""

    path: Path
    manifest: Manifest
    chunks: int


Told = Callable[[int, int], None]
"""Called with bytes that are there and bytes in all."""


def fetch(
    source: Source,
    wanted: Wanted,
    folder: Path,
    *,
    told: Told | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Fetch what is missing and unpack it. Raises LineDown, SnapshotRefused, NoRoom; what came whole stays for the
    next try."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for _ in range(TRIES):
        manifest = _kept(folder, wanted) or _asked_for(source, wanted, folder, pause)
        _require_room(folder, manifest)
        try:
            came = _fetch_chunks(source, manifest, folder, told, pause)
        except Gone:
            forget(folder)
            continue
        try:
            return Fetched(_unpack(manifest, folder), manifest, came)
        except SnapshotRefused:
            forget(folder)  # its chunks are what they should be: to fetch the same again would not help
            raise
    raise Gone


def forget(folder: Path) -> None:
    """Take away what was fetched."""
    for path in _left(folder):
        path.unlink(missing_ok=True)


def _left(folder: Path) -> Iterator[Path]:
    yield folder / _MANIFEST
    yield from folder.glob("*.chunk*")
    yield from folder.glob(f"{_FILE}*")


def _kept(folder: Path, wanted: Wanted) -> Manifest | None:
    """The manifest that an earlier try began with; one that does not hold any more is forgotten with its chunks."""
    try:
        data = (folder / _MANIFEST).read_bytes()
    except FileNotFoundError:
        return None
    try:
        return _checked(wire.decode(data, Offer), wanted)
    except (SnapshotRefused, wire.Unreadable):
        forget(folder)
        return None


def _asked_for(source: Source, wanted: Wanted, folder: Path, pause: Callable[[float], None]) -> Manifest:
    waited = 0.0
    while True:
        offer = source.snapshot()
        if bytes(offer.manifest) != b"null":
            break
        if waited >= LONGEST_WAIT:
            raise LineDown("The centre is still making the snapshot. Run the same command again in a while.")
        wait = min(max(offer.wait, 0.1), 60.0)
        pause(wait)
        waited += wait
    manifest = _checked(offer, wanted)
    forget(folder)
    _write(folder / _MANIFEST, msgspec.json.encode(offer))
    return manifest


def _checked(offer: Offer, wanted: Wanted) -> Manifest:
    """The manifest, once it is the centre's and this store's. Raises SnapshotRefused, NewerDatabase."""
    data = bytes(offer.manifest)
    if not signing.is_sealed(wanted.key, SNAPSHOT, data, offer.signature):
        raise SnapshotRefused("its manifest is not signed by the centre that let this till in")
    try:
        manifest = wire.decode(data, Manifest)
    except wire.Unreadable as error:
        raise SnapshotRefused("its manifest cannot be read") from error
    if (manifest.tenant, manifest.store) != (wanted.tenant, wanted.store):
        raise SnapshotRefused("it is of another store")
    sizes = [chunk.bytes for chunk in manifest.chunks]
    if sum(sizes) != manifest.compressed or not all(0 < size <= MOST_CHUNK for size in sizes):
        raise SnapshotRefused("its chunks are not of the size they should be")
    if manifest.tables > schema.HEAD:
        raise schema.NewerDatabase(manifest.tables)
    return manifest


def _require_room(folder: Path, manifest: Manifest) -> None:
    there = sum(path.stat().st_size for path in folder.glob("*.chunk"))
    needed = manifest.bytes + max(0, manifest.compressed - there) + SPARE
    if shutil.disk_usage(folder).free < needed:
        raise NoRoom(folder, needed)


def _chunk_path(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}.chunk"


def _fetch_chunks(
    source: Source, manifest: Manifest, folder: Path, told: Told | None, pause: Callable[[float], None]
) -> int:
    came, there = 0, 0
    for number, chunk in enumerate(manifest.chunks):
        path = _chunk_path(folder, number)
        # Read again, not believed: the machine may have lost its power with the chunk half on the disk.
        if not (path.is_file() and _is(path.read_bytes(), chunk)):
            _write(path, _one_chunk(source, manifest, number, pause))
            came += 1
        there += chunk.bytes
        if told is not None:
            told(there, manifest.compressed)
    return came


def _one_chunk(source: Source, manifest: Manifest, number: int, pause: Callable[[float], None]) -> bytes:
    """Raises Gone, SnapshotRefused, LineDown."""
    failed: Refused = SnapshotRefused(f"chunk {number} of it is not what the manifest says")
    for attempt in range(TRIES):
        if attempt:
            pause(random.uniform(0.5, 1.0) * 2**attempt)  # noqa: S311  # not all tills at once, not a secret
        try:
            data = source.chunk(manifest.sha256, number)
        except LineDown as error:
            failed = error
            continue
        if _is(data, manifest.chunks[number]):
            return data
        failed = SnapshotRefused(f"chunk {number} of it is not what the manifest says")
    raise failed


def _is(data: bytes, chunk: Chunk) -> bool:
    return len(data) == chunk.bytes and hashlib.sha256(data).hexdigest() == chunk.sha256


def _write(path: Path, data: bytes) -> None:
    """A file has its name only once it is whole."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(data)
    part.replace(path)


class _Packed:
    """The chunks as one stream."""

    def __init__(self, folder: Path, count: int) -> None:
        self._pieces = (_chunk_path(folder, number).read_bytes() for number in range(count))
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        if not self._left:
            self._left = next(self._pieces, b"")
        taken = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(taken) :]
        return taken


def _unpack(manifest: Manifest, folder: Path) -> Path:
    """The file in the chunks; not a byte more of it than the manifest says. Raises SnapshotRefused."""
    import zstandard

    path = folder / _FILE
    for old in folder.glob(f"{_FILE}*"):
        old.unlink()
    digest, size = hashlib.sha256(), 0
    packed = _Packed(folder, len(manifest.chunks))
    reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(packed)  # type: ignore[arg-type]
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:  # noqa: PTH123
        try:
            while piece := reader.read(_PIECE):
                if (size := size + len(piece)) > manifest.bytes:
                    raise SnapshotRefused("there is more in it than its manifest says")
                digest.update(piece)
                file.write(piece)
        except zstandard.ZstdError as error:
            raise SnapshotRefused("it cannot be unpacked") from error
    if size != manifest.bytes or digest.hexdigest() != manifest.sha256:
        raise SnapshotRefused("what was unpacked is not what its manifest says")
    return path
