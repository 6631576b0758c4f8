"""Which file this database is: a copy of it must not go on in the same name."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, func, select

from storeops.database.tables import journal


def fingerprint(path: Path) -> str:
    """Names the file itself: machine, device and inode. A copy has another inode, a restored disk another machine."""
    status = path.resolve().stat()
    return f"{_machine()}:{status.st_dev}:{status.st_ino}"


def _machine() -> str:
    for place in (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")):
        try:
            if name := place.read_text(encoding="ascii").strip():
                return name
        except (OSError, UnicodeDecodeError):
            continue
    return ""


def latest_recorded_at(connection: Connection) -> str:
    """The latest time that any fact bears, UTC, or nothing: of a clock that was ahead it tells ever after."""
    return str(connection.execute(select(func.max(journal.c.recorded_at))).scalar() or "")


def last_recorded_at(connection: Connection, origin: str) -> str:
    """The time of the fact this life of the database recorded last, UTC, or nothing. What others recorded says nothing
    of this machine's clock."""
    query = select(journal.c.recorded_at).where(journal.c.origin == origin).order_by(journal.c.seq.desc()).limit(1)
    return str(connection.execute(query).scalar() or "")
