"""What the database driver says, in the words of a person, and whether trying again helps."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from storeops.database.engine import DatabaseRefused
from storeops.rules.text import clean


class Busy(DatabaseRefused):
    """Another program held the database for longer than the patience set."""

    again = True

    def __init__(self) -> None:
        super().__init__("Another program is writing to the database. Nothing was changed; try again.")


class DiskFull(DatabaseRefused):
    def __init__(self) -> None:
        super().__init__("The disk is full. Nothing was changed and nothing recorded before is lost; free some room.")


class DiskFailed(DatabaseRefused):
    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The disk did not take the data ({reason}). Nothing was changed. Do not go on selling on this machine "
            "before 'storeops doctor' finds it sound."
        )


class ReadOnly(DatabaseRefused):
    def __init__(self) -> None:
        super().__init__("The database cannot be written. Ask for write access to the file and its folder.")


class Damaged(DatabaseRefused):
    def __init__(self, reason: str) -> None:
        super().__init__(f"The database file is damaged ({reason}). Restore the last backup: 'storeops restore'.")


class ServerUnreachable(DatabaseRefused):
    """The database server was not there, or went away. What was being written is there whole or not at all; asking
    again with the same command id records it once."""

    again = True

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The database server does not answer ({reason}). Check the network and that the server is running, then "
            "try again."
        )
        self.reason = reason


_BY_CODE: tuple[tuple[str, Callable[[], DatabaseRefused]], ...] = (
    ("SQLITE_BUSY", Busy),
    ("SQLITE_LOCKED", Busy),
    ("SQLITE_FULL", DiskFull),
    ("SQLITE_READONLY", ReadOnly),
    ("SQLITE_CANTOPEN", ReadOnly),
)


#: Less than this and SQLite cannot make the shared memory beside the file, which it tells as an I/O error.
_SHARED_MEMORY = 65_536


def explain(error: Exception, database: str = "") -> Exception:
    """The refusal a driver's error means; an error that is a mistake of ours comes back as it is. `database`: the path
    of the file, where the disk's room tells more than the driver does."""
    cause = getattr(error, "orig", None) or error
    if _server_gone(cause):
        return ServerUnreachable(_first_line(cause))
    name = str(getattr(cause, "sqlite_errorname", ""))
    for prefix, kind in _BY_CODE:
        if name.startswith(prefix):
            return kind()
    if name.startswith("SQLITE_IOERR"):
        if database and _no_room(Path(database)):
            return DiskFull()
        return DiskFailed(str(cause))
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return Damaged(str(cause))
    return error


def _no_room(path: Path) -> bool:
    with suppress(OSError):
        return shutil.disk_usage(path.resolve().parent).free < _SHARED_MEMORY
    return False


def _server_gone(cause: object) -> bool:
    """Whether psycopg says that there is no connection: it has no SQLSTATE then, or one of class 08 (connection), 57P
    (the server stops or starts) or 53300 (too many connections). PostgreSQL 18, appendix A."""
    kind = type(cause)
    if not kind.__module__.startswith("psycopg") or "OperationalError" not in {base.__name__ for base in kind.__mro__}:
        return False
    state = getattr(cause, "sqlstate", None)
    return not state or str(state).startswith(("08", "57P", "53300"))


def _first_line(cause: object) -> str:
    return clean((str(cause).strip().splitlines() or [type(cause).__name__])[0])
