"""Copies of a shop that are known to be good, and going on from one of them."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storeops.database import schema
from storeops.database.engine import DatabaseRefused, is_server, open_engine, sqlite_module
from storeops.database.faults import Damaged, explain
from storeops.database.files import into_one_file
from storeops.database.queries import shop as shop_queries
from storeops.database.tables import print_job
from storeops.operations.journal import TargetExists, check_target, give_name
from storeops.reports import proof
from storeops.rules.errors import Refused
from storeops.settings import Settings
from storeops.store import Clock, Store

RESTORED = "restored from a backup"


class NotAFile(Refused):
    def __init__(self, address: str) -> None:
        super().__init__("This shop is on a database server. Use the server's own backup (pg_dump).")
        self.address = address


class NoBackup(Refused):
    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no file {path}. Name the backup to restore.")
        self.path = path


class BackupNotSound(Refused):
    """The copy is not as good as it has to be; `what` says why."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} is not a sound backup: {what}. Nothing was made from it; use another one.")
        self.path = path
        self.what = what


class CopyNotSound(Refused):
    """A backup that was just made, read back. It was taken away again; `what` says what is wrong."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"No backup was made: the copy was read back and is not sound ({what}). 'storeops doctor' tells whether "
            "the shop itself is sound."
        )
        self.what = what


@dataclass(frozen=True, slots=True)
class BackupView:
    """A backup that was read back and found whole."""

    path: str
    facts: int
    origin: str
    seq: int
    head: str
    """Hash of the origin's last fact, in hexadecimal."""
    size: int
    """Bytes."""
    sha256: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class RestoreView:
    """A shop that goes on from a backup in a life of its own."""

    source: str
    path: str
    facts: int
    """In the backup; the restored journal has one more for each thing that was recorded at the restore."""
    origin_before: str
    origin_after: str
    series: str
    """The number series documents get from now on."""


def backup(shop: Store, target: Path) -> BackupView:
    """Copy the shop into one new file, and read the copy back: its pages, and its whole chain.

    Selling goes on meanwhile. Raises NotAFile, TargetExists, NoFolder, CopyNotSound, DiskFull."""
    if is_server(shop.settings.database):
        raise NotAFile(shop.settings.database)
    check_target(target)
    taken_at = shop.now()
    try:
        schema.backup(shop.engine, target)
    except FileExistsError as error:
        raise TargetExists(target) from error
    except sqlite_module().Error as error:
        raise explain(error) from error
    try:
        proved = _prove(target)
    except BackupNotSound as error:
        target.unlink()
        raise CopyNotSound(error.what) from error
    return BackupView(
        path=str(target),
        facts=proved.facts,
        origin=proved.origin,
        seq=proved.seq,
        head=proved.head,
        size=target.stat().st_size,
        sha256=_sha256(target),
        taken_at=taken_at,
    )


def restore(source: Path, target: Path, settings: Settings, *, clock: Clock | None = None) -> RestoreView:
    """Make a shop out of a backup. The target has its name only once the copy was read and found whole and has begun
    a life of its own, so that its facts and numbers can never be taken for those of the shop it was copied from.

    Documents that waited for the printer when the backup was taken are not printed again. Raises NoBackup,
    TargetExists, NoFolder, BackupNotSound, NewerDatabase; nothing is left behind then."""
    if not source.is_file():
        raise NoBackup(source)
    for path in (target, target.with_name(f"{target.name}-wal"), target.with_name(f"{target.name}-shm")):
        check_target(path)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".restore-") as folder:
        copy = Path(folder) / target.name
        _copy(source, copy)
        before = _prove(copy, shown=source)
        shop = Store.open(replace(settings, database=str(copy), terminal=""), clock=clock, copied=RESTORED)
        try:
            _forget_print_jobs(shop)
            origin, series = shop.profile.origin, shop.profile.series
            into_one_file(shop.engine)
        finally:
            shop.close()
        give_name(copy, target)
    return RestoreView(
        source=str(source),
        path=str(target),
        facts=before.facts,
        origin_before=before.origin,
        origin_after=origin,
        series=series,
    )


@dataclass(frozen=True, slots=True)
class _Proved:
    facts: int
    origin: str
    seq: int
    head: str


def _prove(path: Path, *, shown: Path | None = None) -> _Proved:
    """Read a copy whole, without writing a byte of it. Raises BackupNotSound."""
    name = shown or path
    engine = _read_only(path)
    try:
        with engine.connect() as connection:
            answer = str(connection.execute(text("PRAGMA quick_check(1)")).scalar())
            if answer != "ok":
                raise BackupNotSound(name, f"its pages are damaged ({answer})")
            chain = proof.chain(connection)
            origin = shop_queries.local_values(connection)["origin"]
    except (DBAPIError, sqlite_module().Error, KeyError) as error:
        raise BackupNotSound(name, f"it cannot be read as a shop ({getattr(error, 'orig', error)})") from error
    finally:
        engine.dispose()
    if not chain.sound:
        raise BackupNotSound(name, str(chain.problems[0]))
    head = next((head for head in chain.heads if head.origin == origin), None)
    return _Proved(chain.facts, origin, head.seq if head else 0, head.hash if head else "")


@contextmanager
def read_copy(source: Path) -> Iterator[Connection]:
    """A copy of a shop, found whole, to be read and left as it is. Raises NoBackup, BackupNotSound."""
    if not source.is_file():
        raise NoBackup(source)
    with tempfile.TemporaryDirectory(prefix="storeops-") as folder:
        copy = Path(folder) / "copy.db"
        _copy(source, copy)
        _prove(copy, shown=source)
        engine = open_engine(str(copy))
        try:
            schema.bring_up_to_date(engine, str(copy))
            with engine.connect() as connection, connection.begin():
                yield connection
        finally:
            engine.dispose()


def _read_only(path: Path) -> Engine:
    module = sqlite_module()
    address = f"{path.resolve().as_uri()}?mode=ro"
    return create_engine(
        "sqlite+pysqlite://", module=module, creator=lambda: module.connect(address, uri=True), poolclass=NullPool
    )


def _copy(source: Path, copy: Path) -> None:
    """One consistent file of a backup, also of a shop that is in use. Raises BackupNotSound."""
    module = sqlite_module()
    try:
        connection = module.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        try:
            connection.execute("VACUUM INTO ?", (str(copy),))
        finally:
            connection.close()
    except module.Error as error:
        told = explain(error)
        if isinstance(told, Damaged) or not isinstance(told, DatabaseRefused):
            raise BackupNotSound(source, str(error)) from error
        raise told from error
    copy.chmod(0o600)


def _forget_print_jobs(shop: Store) -> None:
    """What waited for the printer in the shop's earlier life was printed there, or was not: not twice."""
    at = shop.now().isoformat(timespec="milliseconds")
    with shop.write() as tx:
        tx.connection.execute(
            update(print_job)
            .where(print_job.c.state.in_(("queued", "sending", "unknown")))
            .values(state="dropped", error=RESTORED, updated_at=at)
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
