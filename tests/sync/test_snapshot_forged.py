"""A snapshot that is not the centre's, or is of no use here, is refused: nothing is made from it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import zstandard
from tests.sync.first_shop import (
    Cut,
    Cutting,
    address,
    centre,
    code_for,
    hasty,
    joined,
    new_settings,
    nothing_there,
    shop,
)

from storeops.operations import snapshots
from storeops.server.centre import Centre
from storeops.store import Store
from storeops.sync import signing, snapshot, wire
from storeops.sync.enrolling import enrol
from storeops.sync.line import HttpLine
from storeops.sync.messages import Manifest, Offer

__all__ = ["address", "centre", "hasty", "shop"]
pytestmark = pytest.mark.xdist_group("postgresql")


def forging(change: Callable[[Manifest, Path], tuple[Manifest, bytes | None]], key=None) -> type[HttpLine]:
    """A line on which the manifest is another one, and with it the file, sealed with `key`."""

    class Forged(HttpLine):
        data: bytes | None = None

        def snapshot(self) -> Offer:
            offer = super().snapshot()
            manifest, type(self).data = change(wire.decode(bytes(offer.manifest), Manifest), Path())
            raw = msgspec.json.encode(manifest)
            signature = signing.seal(key, snapshot.SNAPSHOT, raw) if key else offer.signature
            return Offer(manifest=msgspec.Raw(raw), signature=signature)

        def chunk(self, sha256: str, number: int) -> bytes:
            if self.data is None:
                return super().chunk(sha256, number)
            return self.data[number * snapshots.CHUNK : (number + 1) * snapshots.CHUNK]

    return Forged


def packed(manifest: Manifest, file: bytes, *, size: int, sha256: str | None = None) -> tuple[Manifest, bytes]:
    data = zstandard.ZstdCompressor(level=3).compress(file)
    pieces = [data[at : at + snapshots.CHUNK] for at in range(0, len(data), snapshots.CHUNK)]
    chunks = tuple(
        msgspec.convert({"sha256": hashlib.sha256(one).hexdigest(), "bytes": len(one)}, type(manifest.chunks[0]))
        for one in pieces
    )
    digest = sha256 or hashlib.sha256(file).hexdigest()
    changed = msgspec.structs.replace(manifest, chunks=chunks, compressed=len(data), bytes=size, sha256=digest)
    return changed, data


FORGED = {
    "cursor": (lambda one, _: (msgspec.structs.replace(one, cursor="g.99.0"), None), False, "not signed"),
    "other store": (lambda one, _: (msgspec.structs.replace(one, store="S2"), None), True, "another store"),
    "other tenant": (lambda one, _: (msgspec.structs.replace(one, tenant="other"), None), True, "another store"),
    "bomb": (lambda one, _: packed(one, bytes(300_000_000), size=1_000_000), True, "more in it"),
    "short": (lambda one, _: packed(one, bytes(1000), size=2000), True, "not what its manifest says"),
    "other file": (lambda one, _: packed(one, bytes(1000), size=1000, sha256="0" * 64), True, "not what its manifest"),
    "not packed": (
        lambda one, _: (packed(one, b"x", size=1)[0], bytes(packed(one, b"x", size=1)[0].compressed)),
        True,
        "chunk 0",
    ),
    "sizes": (lambda one, _: (msgspec.structs.replace(one, compressed=one.compressed + 1), None), True, "size"),
}


def test_what_is_not_the_centres_is_refused_and_leaves_nothing(
    centre: Centre, address: str, shop: Store, tmp_path: Path, hasty: list[float]
) -> None:
    joined(centre, address, shop)
    settings, code = new_settings(tmp_path), code_for(centre, "T2")
    for change, by_the_centre, words in FORGED.values():
        with pytest.raises(snapshot.SnapshotRefused, match=words):
            enrol(settings, address, code, line=forging(change, centre.key() if by_the_centre else None))
        assert nothing_there(settings)
    enrol(settings, address, code)  # and the real one still does
    Store.open(settings).close()


def test_a_file_that_is_no_database_never_gets_the_name(
    centre: Centre, address: str, shop: Store, tmp_path: Path
) -> None:
    from storeops.database.faults import Damaged

    settings, code = new_settings(tmp_path), code_for(centre, "T2")
    with pytest.raises(Cut):
        enrol(settings, address, code, line=type("All", (Cutting,), {"left": 0, "chunks": 0}))
    (path,) = (tmp_path / "centre").rglob("*.zst")
    whole = zstandard.ZstdDecompressor().decompress(path.read_bytes())
    at = whole.index(b"P00200") // 4096 * 4096
    for file in (b"no database" * 1000, whole[:at] + bytes(4096) + whole[at + 4096 :]):
        snapshot.forget(Path(f"{settings.database}.snapshot"))
        line = forging(lambda one, _, file=file: packed(one, file, size=len(file)), centre.key())
        with pytest.raises(Damaged):
            enrol(settings, address, code, line=line)
        assert nothing_there(settings)
    enrol(settings, address, code)  # another one is fetched


def test_a_snapshot_of_a_later_program_is_refused(centre: Centre, address: str, tmp_path: Path) -> None:
    from storeops.database.schema import NewerDatabase

    settings, code = new_settings(tmp_path), code_for(centre, "T2")
    line = forging(lambda one, _: (msgspec.structs.replace(one, tables="9999"), None), centre.key())
    with pytest.raises(NewerDatabase, match="Update the program"):
        enrol(settings, address, code, line=line)
    assert nothing_there(settings)
