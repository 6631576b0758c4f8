"""A new till fetches what it starts from: a manifest, then the chunks of a file."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from anyio import to_thread
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from storeops.database import schema
from storeops.database.queries import shop as shop_queries
from storeops.operations import snapshots as operations
from storeops.server import cursors, making
from storeops.server.auth import Till, till_of
from storeops.server.bodies import JSON, centre_of
from storeops.server.centre import Centre
from storeops.server.reference import Where
from storeops.sync import signing
from storeops.sync.messages import Chunk, Manifest, Offer
from storeops.sync.snapshot import SNAPSHOT

FRESH = timedelta(minutes=15)
FAR = 50
"""How old a snapshot is handed out, and how many revisions of reference data behind. What it lacks is pulled."""
KEPT = timedelta(days=1)
"""How long the file of an earlier snapshot stays for a till that has begun to fetch it."""
PATIENCE, PAUSE = 10.0, 2.0
"""Seconds that a request waits for a snapshot that is being made, and that the till waits until it asks again."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CURRENT = "current.json"


class Snapshots:
    """The snapshots of a centre, in its folder: for each store the one that is handed out now, and older files that
    are still being fetched. One is made at a time."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="snapshot")
        self._making: dict[Path, Future[Manifest]] = {}
        self._turn = threading.Lock()

    def folder(self, till: Till) -> Path:
        """Where the files of the till's store are; tenant and store are the centre's own words for both."""
        return self._centre.folder / "snapshots" / till.tenant / till.store

    def find(self, till: Till) -> Manifest | Future[Manifest]:
        """The snapshot for a till, or what it is being made by."""
        folder = self.folder(till)
        with self._turn:
            under_way = self._making.get(folder)
            if under_way is not None and not under_way.done():
                return under_way
        if (current := self._current(till, folder)) is not None:
            return current
        with self._turn:
            under_way = self._making.get(folder)
            if under_way is None or under_way.done():
                under_way = self._making[folder] = self._maker.submit(self._make, till, folder)
            return under_way

    def _current(self, till: Till, folder: Path) -> Manifest | None:
        try:
            found = msgspec.json.decode((folder / _CURRENT).read_bytes(), type=Manifest)
        except (OSError, msgspec.MsgspecError):
            return None
        if not (folder / operations.compressed_name(found.sha256)).is_file():
            return None
        with till.shop.read() as connection:
            revision = shop_queries.revision(connection)
        fresh = till.shop.now() - datetime.fromisoformat(found.made_at) < FRESH
        same = found.generation == self._centre.generation(till.tenant) and found.tables == schema.HEAD
        return found if fresh and same and 0 <= revision - found.revision <= FAR else None

    def _make(self, till: Till, folder: Path) -> Manifest:
        generation, now = self._centre.generation(till.tenant), till.shop.now()
        made = making.apart(till.shop, till.store, folder)
        manifest = Manifest(
            tenant=till.tenant,
            store=made.store,
            generation=generation,
            made_at=now.isoformat(),
            cursor=cursors.write(generation, made.place),
            reference=cursors.write(generation, Where(made.revision)),
            revision=made.revision,
            tables=made.tables,
            rows=made.rows,
            bytes=made.bytes,
            sha256=made.sha256,
            compressed=made.compressed,
            chunks=tuple(Chunk(one.sha256, one.bytes) for one in made.chunks),
        )
        fresh = folder / f".{_CURRENT}.{made.sha256[:8]}"
        fresh.write_bytes(msgspec.json.encode(manifest))
        fresh.replace(folder / _CURRENT)
        _forget_old(folder, keep=made.sha256)
        return manifest

    def offer(self, till: Till, manifest: Manifest) -> Offer:
        data = msgspec.json.encode(manifest)
        return Offer(manifest=msgspec.Raw(data), signature=signing.seal(self._centre.key(till.tenant), SNAPSHOT, data))

    def chunk(self, till: Till, sha256: str, number: int) -> bytes:
        """Raises NotFoundException: it was never made, or not for this store, or was taken away since."""
        path = self.folder(till) / operations.compressed_name(sha256)
        if not _SHA256.fullmatch(sha256) or number < 0:
            raise NotFoundException("There is no such snapshot.")
        try:
            with path.open("rb") as file:
                file.seek(number * operations.CHUNK)
                found = file.read(operations.CHUNK)
        except (OSError, OverflowError) as error:
            raise NotFoundException("There is no such snapshot. Ask for the one there is now.") from error
        if not found:
            raise NotFoundException("The snapshot has no such chunk.")
        return found


def _forget_old(folder: Path, *, keep: str) -> None:
    until = time.time() - KEPT.total_seconds()
    for path in folder.glob(operations.compressed_name("*")):
        if path.name != operations.compressed_name(keep) and path.stat().st_mtime < until:
            path.unlink(missing_ok=True)


def _snapshots(request: Request[Any, Any, Any]) -> Snapshots:
    found: Snapshots = request.app.state.snapshots
    return found


def _trusted(request: Request[Any, Any, Any]) -> Till:
    till = till_of(request, centre_of(request), b"")
    till.require_trusted()
    return till


@get("/v1/sync/snapshot")
async def snapshot(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The manifest of the snapshot of the till's store; 202 and how long to wait while it is being made."""
    kept = _snapshots(request)
    till = await to_thread.run_sync(_trusted, request)
    found = await to_thread.run_sync(kept.find, till)
    if isinstance(found, Future):
        ended, _ = await asyncio.wait([asyncio.wrap_future(found)], timeout=PATIENCE)
        if not ended:
            return Response(msgspec.json.encode(Offer(wait=PAUSE)), media_type=JSON, status_code=202)
        found = next(iter(ended)).result()
    offer = await to_thread.run_sync(kept.offer, till, found)
    return Response(msgspec.json.encode(offer), media_type=JSON)


@get("/v1/sync/snapshot/{sha256:str}/{number:int}")
async def chunk(request: Request[Any, Any, Any], sha256: FromPath[str], number: FromPath[int]) -> Response[bytes]:
    """A chunk of the compressed file of a snapshot of the till's store."""
    till = await to_thread.run_sync(_trusted, request)
    found = await to_thread.run_sync(_snapshots(request).chunk, till, sha256, number)
    return Response(found, media_type="application/octet-stream")
