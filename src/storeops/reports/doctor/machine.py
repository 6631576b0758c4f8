"""The machine and the file: versions, the promises of the database, the disk under it."""

from __future__ import annotations

import os
import platform
import shutil
import stat
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import text

from storeops import __version__
from storeops.database import schema
from storeops.database.engine import is_server, network_filesystem, sqlite_module
from storeops.database.queries import pragmas
from storeops.reports.doctor.view import LOOK, OK, WRONG, Check
from storeops.store import Store

_LIBRARIES = ("sqlalchemy", "alembic", "msgspec", "textual")
#: A write-ahead log beyond this is kept alive by a reader that never ends.
_LARGE_LOG = 64 * 1024 * 1024
_MEGABYTE = 1024 * 1024


def machine(store: Store) -> Iterator[Check]:
    """The checks that look outside the tables."""
    yield Check("program", OK, f"StoreOps {__version__}, Python {platform.python_version()}, {_libraries()}")
    yield Check("tables", OK, f"version {schema.revision(store.engine)}")
    if is_server(store.settings.database):
        with store.read() as connection:
            yield Check("database", OK, str(connection.execute(text("SHOW server_version")).scalar()))
        return
    module = sqlite_module()
    yield Check("sqlite", OK, f"SQLite {module.sqlite_version} by {module.__name__.partition('.')[0]}")
    path = Path(store.settings.database)
    yield _durability(store)
    yield _file(path)
    yield _disk_kind(path)
    yield _room(store, path)
    yield _log(path)
    yield _pages(store)


def _libraries() -> str:
    found = []
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def _durability(store: Store) -> Check:
    """Ask a live connection what it does, not what it was told to do."""
    with store.read() as connection:
        told = pragmas.answers(connection)
    wrong = [
        f"{name}={answer} (should be {wanted})"
        for name, wanted, answer in told
        if answer != wanted and not (name == "mmap_size" and answer is None)
    ]
    if wrong:
        return Check("durability", WRONG, ", ".join(wrong), "Stop selling on this machine: a power cut may lose sales.")
    return Check("durability", OK, ", ".join(f"{name}={answer}" for name, _, answer in told))


def _file(path: Path) -> Check:
    status = path.stat()
    mode, mine = stat.S_IMODE(status.st_mode), status.st_uid == os.geteuid()
    found = f"{path}, mode {mode:04o}, {status.st_size // 1024} kB"
    if mode & 0o077:
        return Check("file", LOOK, f"{found}: others can read it", f"Run: chmod 600 {path}")
    if not mine:
        return Check("file", LOOK, f"{found}: it belongs to another user", "Open the shop as the user it belongs to.")
    return Check("file", OK, found)


def _disk_kind(path: Path) -> Check:
    if kind := network_filesystem(path):
        return Check(
            "disk", WRONG, f"a network disk ({kind}), where SQLite cannot lock", "Move the file to a local disk."
        )
    return Check("disk", OK, "local")


def _room(store: Store, path: Path) -> Check:
    free = shutil.disk_usage(path.resolve().parent).free
    least = store.settings.minimum_free_bytes
    found = f"{free // _MEGABYTE} MB free"
    if free < least:
        return Check("room", WRONG, f"{found}: sales are refused below {least // _MEGABYTE} MB", "Free some room now.")
    if free < 4 * least:
        return Check("room", LOOK, found, "Free some room soon.")
    return Check("room", OK, found)


def _log(path: Path) -> Check:
    log = path.with_name(f"{path.name}-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > _LARGE_LOG:
        remedy = "A program keeps reading and the log cannot shrink: close all tills and open one again."
        return Check("write-ahead log", LOOK, f"{size // _MEGABYTE} MB", remedy)
    return Check("write-ahead log", OK, f"{size // 1024} kB")


def _pages(store: Store) -> Check:
    with store.read() as connection:
        answers = [str(row[0]) for row in connection.execute(text("PRAGMA quick_check(5)"))]
    if answers == ["ok"]:
        return Check("pages", OK, "quick_check found no damage")
    return Check("pages", WRONG, "; ".join(answers), "Restore the last backup: 'storeops restore'.")
