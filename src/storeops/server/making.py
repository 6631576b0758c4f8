"""A snapshot is made in a process of its own, with the lowest claim on the machine: a million products are a minute's
work, in which this process goes on taking in sales."""

from __future__ import annotations

import logging
import multiprocessing
import os
from multiprocessing.connection import Connection
from pathlib import Path

from storeops.operations.snapshots import Snapshot, make
from storeops.rules.errors import Refused
from storeops.settings import Settings
from storeops.store import Store

NICE = 10
_log = logging.getLogger("storeops.server")


class SnapshotNotMade(Refused):
    again = True

    def __init__(self) -> None:
        super().__init__("The centre could not make the snapshot; its log tells why. It is tried again when asked for.")


def apart(centre: Store, store: str, folder: Path) -> Snapshot:
    """What `operations.snapshots.make` makes. Raises SnapshotNotMade."""
    # Not forked: a copy of this process would have its connections and the locks of its threads.
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(there, centre.settings, store, folder), daemon=True)
    process.start()
    there.close()
    try:
        found: Snapshot | str = here.recv()
    except EOFError:
        found = "its process ended"
    finally:
        process.join()
        here.close()
    if isinstance(found, str):
        _log.error("no snapshot of store %s was made: %s", store, found)
        raise SnapshotNotMade
    return found


def _run(there: Connection, settings: Settings, store: str, folder: Path) -> None:
    os.nice(NICE)
    try:
        centre = Store.open(settings)
        try:
            there.send(make(centre, store, folder))
        finally:
            centre.close()
    except Exception as error:
        there.send(f"{type(error).__name__}: {error}")
        raise
