"""The open shop: engine, journal, clock, actor, settings. The one place where they are put together, and the only
way to write."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from storeops.database import identity, schema
from storeops.database.engine import FileReplaced, is_server, open_engine
from storeops.database.faults import explain
from storeops.database.queries import carts, drawers
from storeops.database.queries import shop as shop_queries
from storeops.database.queries.profile import Profile, read_profile
from storeops.journal.append import Appender
from storeops.journal.envelope import Entry, Envelope, enclose
from storeops.journal.facts import AnyFact, ClockJumped, DrawerOpened, EpochStarted, ProgramChanged
from storeops.journal.identity import epoch, series_tag, uuid7
from storeops.journal.reading import fact as fact_with
from storeops.rules.carts import Cart
from storeops.rules.errors import Refused
from storeops.settings import Settings

CLOCK_TOLERANCE = timedelta(minutes=2)


class DiskAlmostFull(Refused):
    """There is too little room to promise that a sale will be kept."""

    def __init__(self, path: str, free: int) -> None:
        super().__init__(
            f"The disk is almost full ({free // (1024 * 1024)} MB left at {path}). Free some room before you go on; "
            "nothing was lost, and the day can still be closed."
        )
        self.path = path
        self.free = free


class UnknownTerminal(Refused):
    def __init__(self, terminal: str, known: list[str]) -> None:
        super().__init__(f"There is no terminal '{terminal}' in this shop. Known: {', '.join(known)}.")
        self.terminal = terminal


class RecordedOtherwise(Refused):
    """The same form was sent twice with different contents. `id` is the fact's that the first time left."""

    def __init__(self, id: str) -> None:
        super().__init__(
            "This form was recorded already, with something else in it. Look at what was recorded, then begin a new "
            "form for the rest."
        )
        self.id = id


class Clock(Protocol):
    """Where the time comes from."""

    def now(self, zone: ZoneInfo) -> datetime:
        """The present moment as the zone's wall time."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self, zone: ZoneInfo) -> datetime:
        return datetime.now(zone)


class Tx:
    """One write transaction. What it records and changes is there whole when it ends, or not at all."""

    def __init__(self, connection: Connection, profile: Profile, actor: str, now: datetime) -> None:
        self.connection = connection
        self.profile = profile
        self.actor = actor
        self.now = now
        self._appender = Appender(connection, profile.origin)
        self._session: Mapping[str, Any] | None = None
        self._session_known = False

    @property
    def session(self) -> Mapping[str, Any] | None:
        """The open drawer session of this terminal, if there is one."""
        if not self._session_known:
            self._session = drawers.open_session(self.connection, self.profile.terminal)
            self._session_known = True
        return self._session

    @property
    def business_date(self) -> str:
        """The open drawer session's date; without one, the clock's, counted from the hour the shop's day ends."""
        if self.session is not None:
            return str(self.session["business_date"])
        return self.profile.business_date(self.now).isoformat()

    @property
    def head(self) -> tuple[int, bytes]:
        """Number and hash of this origin's last fact."""
        return self._appender.head

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of this transaction that an error undoes alone; what was recorded before it stays."""
        head, session, known = self._appender.head, self._session, self._session_known
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            self._appender.go_back(head)
            self._session, self._session_known = session, known
            raise

    def new_id(self) -> str:
        return uuid7(self.now)

    def record(self, fact: AnyFact, *, id: str = "") -> Entry:
        """Append a fact and project it. `id` is the identity made where the request was made; whether it was recorded
        under it before, `recorded` tells. Raises Unbalanced."""
        return self.record_all([(fact, id, self.business_date)])[0]

    def recorded(self, id: str) -> Entry | None:
        """The fact that an earlier try of the same request left; None where there is none, or the request has no id."""
        return fact_with(self.connection, id) if id else None

    def record_all(self, facts: Iterable[tuple[AnyFact, str, str]]) -> list[Entry]:
        """Append many facts at once: fact, id (or nothing), business date. Raises Unbalanced."""
        return self._appender.append(self._enclosed(fact, id, day) for fact, id, day in facts)

    def _enclosed(self, fact: AnyFact, id: str, day: str) -> Envelope:
        if isinstance(fact, DrawerOpened) and self._session is None:
            self._session_known = False
        return enclose(
            fact,
            id=id or self.new_id(),
            at=self.now,
            business_date=day,
            store=self.profile.store,
            terminal=self.profile.terminal,
            actor=self.actor,
        )


@dataclass(slots=True)
class Store:
    """A shop's database, open, seen from one terminal by one actor."""

    engine: Engine
    settings: Settings
    profile: Profile
    clock: Clock
    actor: str
    _file: tuple[int, int] | None = field(init=False)
    """Device and inode of the file that was opened; None on a server."""
    _turn: threading.RLock = field(init=False, default_factory=threading.RLock)
    _writer: Connection | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._file = _file_of(self.settings.database)

    @classmethod
    def open(cls, settings: Settings, *, clock: Clock | None = None, copied: str = "") -> Store:
        """Open the shop of `settings`.

        Brings an older database up to date (after a backup of it), and starts a new epoch where the file turns out
        to be a copy; `copied` says why it is one where the caller made it (its inode may be a used one). Raises
        NoDatabase, NotAFile, NotWritable, OnNetwork, SqliteTooOld, NewerDatabase, NotAShop, Damaged,
        UnknownTerminal."""
        engine = open_engine(settings.database)
        try:
            schema.bring_up_to_date(engine, settings.database)
            with engine.connect() as connection:
                profile = read_profile(connection, settings.terminal)
                known = [row["code"] for row in shop_queries.terminals(connection)]
            if profile.terminal not in known:
                raise UnknownTerminal(settings.terminal, known)
            store = cls(engine, settings, profile, clock or SystemClock(), settings.actor or profile.owner)
            store._notice_changes(copied)
        except BaseException as error:
            engine.dispose()
            if isinstance(error, DBAPIError):
                raise explain(error, settings.database) from error
            raise
        return store

    def close(self) -> None:
        self._close_writer()
        self.engine.dispose()

    def refresh(self) -> None:
        """Read the shop's settings again after they were changed."""
        with self.engine.connect() as connection:
            self.profile = read_profile(connection, self.profile.terminal)

    def now(self) -> datetime:
        """The shop's wall time, with its offset."""
        return self.clock.now(self.profile.zone)

    def business_date(self) -> date:
        """The date sales count for now: the open session's, else the clock's."""
        with self.read() as connection:
            session = drawers.open_session(connection, self.profile.terminal)
        return date.fromisoformat(session["business_date"]) if session else self.profile.business_date(self.now())

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view of the database. Keep it short: an open read keeps the log from shrinking.

        What is written in it is not kept."""
        try:
            with self.engine.connect() as connection, connection.begin() as view:
                yield connection
                view.rollback()
        except (DBAPIError, self._driver_error) as error:
            raise explain(error, self.settings.database) from error

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """The only way to write: BEGIN IMMEDIATE; leaving without an error commits, anything else rolls back.

        Threads of one program take turns. Raises Busy, DiskFull, DiskFailed, FileReplaced; after any of them nothing
        of the transaction is there."""
        self._require_file()
        with self._turn:
            try:
                with self._write_connection() as connection, connection.begin():
                    if is_server(self.settings.database):
                        lock = "SELECT pg_advisory_xact_lock(hashtext(%s))"
                        connection.exec_driver_sql(lock, (self.profile.origin,))
                    yield Tx(connection, self.profile, self.actor, self.now())
            except (DBAPIError, self._driver_error) as error:
                raise explain(error, self.settings.database) from error

    def within(self, tx: Tx) -> Store:
        """This shop for operations that are to be a part of the caller's transaction: what they write is there when
        it ends, and what they read is what it wrote."""
        return _Within(self, tx)

    @contextmanager
    def receiving(self) -> Iterator[Connection]:
        """A write transaction for what other databases recorded: on a server many at once, as nothing is appended to
        the chain of this one. Raises what `write` raises; after an error nothing of it is there."""
        if not is_server(self.settings.database):
            with self.write() as tx:
                yield tx.connection
            return
        try:
            with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
                yield connection
        except (DBAPIError, self._driver_error) as error:
            raise explain(error, self.settings.database) from error

    @contextmanager
    def _write_connection(self) -> Iterator[Connection]:
        """One connection is kept for writing, as every scan and sale waits for it; after an error another is made."""
        if self._writer is None:
            self._writer = self.engine.connect().execution_options(writing=True)
        try:
            yield self._writer
        except BaseException:
            self._close_writer()
            raise

    def _close_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    @property
    def _driver_error(self) -> type[Exception]:
        error: type[Exception] = self.engine.dialect.loaded_dbapi.Error
        return error

    def require_room(self) -> None:
        """Refuse now what could not be kept later: called before money is taken.

        Raises DiskAlmostFull, FileReplaced."""
        if is_server(self.settings.database):
            return
        self._require_file()
        disk = os.statvfs(self.settings.database)
        if (free := disk.f_bavail * disk.f_frsize) < self.settings.minimum_free_bytes:
            raise DiskAlmostFull(str(Path(self.settings.database).resolve().parent), free)

    def _require_file(self) -> None:
        """An open file lives on without its name, and dies with the program: nothing may be written to it then."""
        if _file_of(self.settings.database) != self._file:
            raise FileReplaced(Path(self.settings.database))

    def _notice_changes(self, made_as: str) -> None:
        """Record what changed since the last time: the file (a copy), the program, the clock."""
        print_now = "" if is_server(self.settings.database) else identity.fingerprint(Path(self.settings.database))
        with self.engine.connect() as connection:
            known = shop_queries.local_values(connection)
            last = identity.last_recorded_at(connection, self.profile.origin)
        moved = bool(print_now) and known.get("fingerprint", print_now) != print_now
        copied = made_as or ("the database file was copied or moved" if moved else "")
        program = known.get("program", "")
        now = self.now()
        jumped = bool(last) and datetime.fromisoformat(last) - now > CLOCK_TOLERANCE
        if not (copied or program != self.profile.program or jumped):
            return
        if copied:
            self.start_epoch(copied)
        with self.write() as tx:
            if program != self.profile.program:
                tx.record(ProgramChanged(before=program, after=self.profile.program))
                shop_queries.set_local(tx.connection, {"program": self.profile.program})
            if jumped:
                tx.record(ClockJumped(last_recorded_at=last, now=now.isoformat()))

    def start_epoch(self, reason: str) -> None:
        """Begin a new life of this database: a new origin that says where it goes on from, and a number series of its
        own, so that neither facts nor numbers of two copies can be taken for each other."""
        tag = series_tag()
        with self.write() as tx:
            seq, digest = tx.head
            parent, device = self.profile.origin, self.profile.device
            fresh = f"{device}.{epoch()}"
            values = {"origin": fresh, "fingerprint": ""}
            if not is_server(self.settings.database):
                values["fingerprint"] = identity.fingerprint(Path(self.settings.database))
            shop_queries.set_local(tx.connection, values)
            _renew_carts(tx)
            self.profile = self.profile.in_origin(fresh, tag)
            Tx(tx.connection, self.profile, self.actor, tx.now).record(
                EpochStarted(
                    device=device,
                    epoch=fresh.rpartition(".")[2],
                    series_tag=tag,
                    reason=reason,
                    parent=parent,
                    parent_seq=seq,
                    parent_hash=digest.hex(),
                )
            )


class _Within(Store):
    """A shop whose transactions are all one that is open already."""

    def __init__(self, shop: Store, tx: Tx) -> None:
        super().__init__(shop.engine, shop.settings, shop.profile, shop.clock, tx.actor)
        self._tx = tx

    def now(self) -> datetime:
        return self._tx.now

    @contextmanager
    def read(self) -> Iterator[Connection]:
        yield self._tx.connection

    @contextmanager
    def write(self) -> Iterator[Tx]:
        yield self._tx


def _file_of(database: str) -> tuple[int, int] | None:
    """Which file this is now; None on a server, and where there is none."""
    if is_server(database):
        return None
    try:
        status = os.stat(database)  # noqa: PTH116  # a sale waits for it
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _renew_carts(tx: Tx) -> None:
    """A cart's id becomes its sale's: two lives of a database must not sell two sales under one identity."""
    for row in carts.every(tx.connection):
        fresh = tx.new_id()
        renewed = msgspec.structs.replace(msgspec.json.decode(row["body"], type=Cart), id=fresh)
        carts.remove(tx.connection, row["id"])
        carts.save(tx.connection, **{**row, "id": fresh, "body": msgspec.json.encode(renewed)})
