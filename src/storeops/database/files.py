"""A file gets its name only once it is whole: whoever is killed in between leaves nothing under that name."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from sqlalchemy import Engine

from storeops.database.faults import Busy

_NO_SECOND_NAMES = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK}
"""How a file system says that a file has one name and no second one (exFAT, some network disks)."""


def into_one_file(engine: Engine) -> None:
    """Bring everything of a SQLite database out of its write-ahead log into the file, durably. Raises Busy."""
    with engine.connect() as connection:
        raw = connection.connection.cursor()
        busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        raw.close()
    if busy:
        raise Busy


def give_name(part: Path, path: Path) -> None:
    """Give a finished file its name: all at once, durably, and never over another file. It keeps its inode; the name
    it had is its maker's to take away. Raises FileExistsError."""
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    try:
        os.link(part, path)
    except OSError as error:
        if error.errno not in _NO_SECOND_NAMES:
            raise
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        part.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
