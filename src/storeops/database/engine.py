"""Opening a database so that a confirmed sale survives a power cut, and refusing one that could not keep it.

SQLite: WAL, synchronous=FULL, one writer at a time by BEGIN IMMEDIATE. The WAL-reset bug of SQLite 3.7.0 to 3.51.2
(sqlite.org/wal.html, "walresetbug") corrupts a file that two connections write, so nothing older is taken.
"""

from __future__ import annotations

import importlib
import os
import random
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from storeops.rules.errors import Refused

if TYPE_CHECKING:
    from types import ModuleType

MINIMUM_SQLITE = (3, 51, 3)
BUSY_MILLISECONDS = 10_000
CONNECT_SECONDS = 10
AT_ONCE = 40
"""Connections a process opens to a server at most: as many as the threads that answer requests."""
IDLE_SECONDS = 10
"""A transaction on a server in which nothing is asked for this long is ended."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.001, 0.003
"""Seconds between two tries to write while another program does. Half as much again is still less than the pause that
a pull makes between two transactions (`sync.pull.PAUSE`): a sale waits for one of them, never for two."""
_SQLITE_BUSY = 5

#: What each connection is set to, and what the database must answer when asked.
PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("busy_timeout", str(BUSY_MILLISECONDS), BUSY_MILLISECONDS),
    ("mmap_size", "0", 0),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("cache_size", "-65536", -65536),  # 64 MB at the most: a million products are searched letter by letter
    ("recursive_triggers", "ON", 1),  # else INSERT OR REPLACE takes a fact out behind the append-only trigger's back
)

_NETWORK_FILESYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph"})


class DatabaseRefused(Refused):
    """The database cannot be used as it is."""


class SqliteTooOld(DatabaseRefused):
    def __init__(self, version: str) -> None:
        needed = ".".join(map(str, MINIMUM_SQLITE))
        super().__init__(
            f"SQLite {version} can corrupt a database that two programs write; {needed} or later is needed. "
            "Install the package pysqlite3."
        )
        self.version = version


class PragmaRefused(DatabaseRefused):
    def __init__(self, name: str, wanted: object, answer: object) -> None:
        super().__init__(
            f"The database does not take the setting {name}={wanted} (it answers {answer}); sales would not be safe. "
            "Put the file on a local disk that can be written."
        )
        self.name = name


class NoDatabase(DatabaseRefused):
    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no shop at {path}. Make one with 'storeops init', or set STOREOPS_DB.")
        self.path = path


class NotWritable(DatabaseRefused):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} cannot be written. Ask for write access to the file and its folder.")
        self.path = path


class NotAFile(DatabaseRefused):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is a folder. Name the file in it: {path / 'shop.db'}.")
        self.path = path


class FileReplaced(DatabaseRefused):
    """The file that was opened is not the one under its name any more: what is written now would be lost with it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The database file {path} was removed or replaced while it was open. Nothing was recorded. Leave this "
            "program, put the file back where it was, and start again."
        )
        self.path = path


class FileExists(DatabaseRefused):
    """A database was to be made where there is a file already."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is a file at {path} already. Name another one.")
        self.path = path


class OnNetwork(DatabaseRefused):
    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(f"{path} is on a network disk ({kind}), where SQLite cannot lock. Use a local disk.")
        self.path = path


class ServerExtraMissing(DatabaseRefused):
    def __init__(self) -> None:
        super().__init__("A database on a server needs the extra 'server': pip install 'storeops[server]'.")


class BadServerAddress(DatabaseRefused):
    """Its text is not repeated: there may be a password in it."""

    def __init__(self) -> None:
        super().__init__(
            "The address of the database server cannot be read. Write postgresql://USER:PASSWORD@HOST:5432/DATABASE, "
            "signs other than letters and digits in the password as %XX."
        )


def is_server(url: str) -> bool:
    """True for the address of a PostgreSQL; anything else is the path of a SQLite file."""
    return url.startswith(("postgresql://", "postgresql+psycopg://"))


def sqlite_module() -> ModuleType:
    """The newest SQLite at hand: pysqlite3, else the standard library's. Raises SqliteTooOld."""
    module: Any
    try:
        module = importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        module = importlib.import_module("sqlite3")
    if module.sqlite_version_info < MINIMUM_SQLITE:
        raise SqliteTooOld(module.sqlite_version)
    return module  # type: ignore[no-any-return]


def open_engine(url: str, *, create: bool = False) -> Engine:
    """An engine on a SQLite file or a PostgreSQL address, with every durability setting checked on each connection.

    With `create` the file must not be there yet: of two programs that make it at once, one does. Raises NoDatabase,
    FileExists, NotAFile, NotWritable, OnNetwork, SqliteTooOld; PragmaRefused at the first connection."""
    if is_server(url):
        engine = _server_engine(url)
        event.listen(engine, "connect", _set_up_server)
        event.listen(engine, "begin", _begin_server)
        return engine
    path, module = Path(url), sqlite_module()
    _check_file(path, create=create)
    address = URL.create("sqlite+pysqlite", database=str(path))  # made of parts: a path may hold '?' and '%'
    engine = create_engine(address, module=module, max_overflow=20)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


#: What a connection to a file is set to that nobody knows yet: it is thrown away when anything goes wrong, so nothing
#: is written twice. Whoever gives it its name brings it to the disk.
UNBORN: tuple[tuple[str, str], ...] = (
    ("mmap_size", "0"),
    ("journal_mode", "OFF"),
    ("synchronous", "OFF"),
    ("trusted_schema", "OFF"),
    ("cell_size_check", "ON"),
    ("cache_size", "-65536"),
)


def open_unborn(path: Path) -> Engine:
    """An engine on a file that is being made under a name of its own, and is not there or whole yet."""
    engine = create_engine(URL.create("sqlite+pysqlite", database=str(path)), module=sqlite_module())
    event.listen(engine, "connect", _set_up_unborn)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up_unborn(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for name, value in UNBORN:
        connection.execute(f"PRAGMA {name}={value}").fetchall()


def _server_engine(url: str) -> Engine:
    """Raises BadServerAddress, ServerExtraMissing."""
    try:
        address = make_url(url).set(drivername="postgresql+psycopg")
        # Without a limit a machine that is switched off is waited for as long as the system likes: minutes.
        patience = {} if "connect_timeout" in address.query else {"connect_timeout": CONNECT_SECONDS}
        return create_engine(address, pool_pre_ping=True, max_overflow=AT_ONCE - 5, connect_args=patience)
    except ModuleNotFoundError as error:
        raise ServerExtraMissing from error
    except (ArgumentError, ValueError) as error:
        raise BadServerAddress from error


def check_place(path: Path) -> None:
    """Whether a new database can be made here. Raises NotAFile, FileExists, OnNetwork."""
    if path.is_dir():
        raise NotAFile(path)
    if path.exists():
        raise FileExists(path)
    if kind := network_filesystem(path):
        raise OnNetwork(path, kind)


def _check_file(path: Path, *, create: bool) -> None:
    folder = path.resolve().parent
    if create:
        check_place(path)
    elif path.is_dir():
        raise NotAFile(path)
    elif not path.is_file():
        raise NoDatabase(path)
    elif kind := network_filesystem(path):
        raise OnNetwork(path, kind)
    if create:
        _make_file(path, folder)
    if not os.access(path, os.R_OK | os.W_OK) or not os.access(folder, os.W_OK):
        raise NotWritable(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077 and path.stat().st_uid == os.geteuid():
        path.chmod(0o600)


def _make_file(path: Path, folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as error:
        raise FileExists(path) from error
    except OSError as error:
        raise NotWritable(path) from error


def network_filesystem(path: Path) -> str:
    """The kind of network disk a path lies on, or nothing (also where /proc does not tell)."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    best, kind = "", ""
    target = str(path.resolve())
    for row in mounts.splitlines():
        fields = row.split()
        if len(fields) < 3:
            continue
        mount = fields[1].rstrip("/")
        if (target == mount or target.startswith(mount + "/")) and len(mount) >= len(best):
            best, kind = mount, fields[2]
    return kind if kind in _NETWORK_FILESYSTEMS else ""


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for name, value, wanted in PRAGMAS:
        cursor.execute(f"PRAGMA {name}={value}").fetchall()
        answer = cursor.execute(f"PRAGMA {name}").fetchone()
        if name == "mmap_size" and answer is None:
            continue  # built without memory mapping: as good as off
        if answer is None or answer[0] != wanted:
            raise PragmaRefused(name, value, None if answer is None else answer[0])
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    # On the driver itself: every scan and every sale begins with it.
    driver: Any = connection.connection.dbapi_connection
    if writing:
        _begin_writing(driver)
    else:
        driver.execute("BEGIN")


def _begin_writing(driver: Any) -> None:
    """BEGIN IMMEDIATE, waiting for other programs as long as `busy_timeout` says.

    SQLite's own waiting sleeps ever longer, up to 100 ms: of many that write at once the last one starves for seconds
    while the lock is free. Asking again every few milliseconds, each at its own rhythm, is short and fair."""
    patience = driver.execute("PRAGMA busy_timeout").fetchone()[0]
    driver.execute("PRAGMA busy_timeout=0")
    try:
        until, pause = time.monotonic() + patience / 1000, SHORTEST_PAUSE
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except driver.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != _SQLITE_BUSY or time.monotonic() > until:
                    raise
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  # a rhythm, not a secret
            pause = min(LONGEST_PAUSE, pause * 2)
    finally:
        driver.execute(f"PRAGMA busy_timeout={int(patience)}")


def _set_up_server(connection: Any, _record: object) -> None:
    """A writer that does nothing holds back what tills are fed (`queries.feed`): it loses its transaction."""
    connection.autocommit = True
    connection.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'")
    connection.autocommit = False


def _begin_server(connection: Connection) -> None:
    if not connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
