"""A database becomes a till of a centre: a new one out of a snapshot, or the shop that is there already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from storeops import __version__
from storeops.database import identity, schema
from storeops.database.engine import open_unborn
from storeops.database.faults import Damaged, explain
from storeops.database.files import give_name
from storeops.database.queries import product_words
from storeops.database.queries import shop as queries
from storeops.database.queries.profile import read_profile
from storeops.database.tables import person, terminal
from storeops.journal.facts import EpochStarted
from storeops.journal.identity import epoch, series_tag
from storeops.operations.shop import ShopExists
from storeops.store import Clock, Store, SystemClock, Tx

ENROLLED = "enrolled at a centre"
ADDRESS, TENANT, PUBLIC_KEY = "centre.address", "centre.tenant", "centre.public_key"
GENERATION, CURSOR, REFERENCE = "centre.generation", "centre.cursor", "centre.reference"
"""What a till keeps of its centre (local values): where and who it is, which life of its database spoke last, and where
pulling facts and reference data goes on."""


@dataclass(frozen=True, slots=True)
class Membership:
    """A till's place at a centre."""

    address: str
    tenant: str
    public_key: bytes
    """Of the centre."""
    device: str
    store: str
    terminal: str
    """With the store in front: S1-T2."""

    @property
    def values(self) -> dict[str, str]:
        return {ADDRESS: self.address, TENANT: self.tenant, PUBLIC_KEY: self.public_key.hex()}


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where the file that a new till starts from was taken."""

    generation: str
    cursor: str
    reference: str


def settle_in(
    part: Path, path: Path, membership: Membership, beginning: Beginning, *, succeeds: bool, clock: Clock | None = None
) -> None:
    """Make a till's database of a snapshot: check its pages, write in who it is, begin its journal, and only then give
    it its name. A till that succeeds another one on its terminal gets a number series of its own.

    Raises Damaged, ShopExists, NewerDatabase; nothing is under the name then."""
    try:
        engine = open_unborn(part)
        try:
            with engine.connect() as connection:
                if (answer := str(connection.execute(text("PRAGMA quick_check(1)")).scalar())) != "ok":
                    raise Damaged(answer)
            if schema.revision(engine) != schema.HEAD:
                schema.migrate(engine)
            with engine.connect().execution_options(writing=True) as connection, connection.begin():
                product_words.fill(connection)
                _write_identity(connection, part, membership, beginning)
                _record_birth(connection, clock or SystemClock(), series_tag() if succeeds else "")
        finally:
            engine.dispose()
        give_name(part, path)
    except DBAPIError as error:
        raise explain(error, str(part)) from error
    except FileExistsError as error:
        raise ShopExists(str(path)) from error


def _write_identity(connection: Connection, part: Path, membership: Membership, beginning: Beginning) -> None:
    owners = select(person.c.id).where(person.c.deleted.is_(False)).order_by(person.c.role != "owner", person.c.id)
    if membership.terminal not in [row["code"] for row in queries.terminals(connection)]:
        # Invited after the snapshot was made; what the centre wrote of it comes with the next pull.
        name = membership.terminal.removeprefix(f"{membership.store}-")
        row = {"code": membership.terminal, "store": membership.store, "name": name, "revision": 0, "deleted": False}
        connection.execute(terminal.delete().where(terminal.c.code == membership.terminal))
        connection.execute(terminal.insert().values(**row))
    queries.set_local(
        connection,
        {
            "device": membership.device,
            "origin": f"{membership.device}.{epoch()}",
            "store": membership.store,
            "terminal": membership.terminal,
            "owner": str(connection.execute(owners.limit(1)).scalar() or "owner"),
            # The file keeps its inode when it gets its name.
            "fingerprint": identity.fingerprint(part),
            "program": __version__,
            **membership.values,
            GENERATION: beginning.generation,
            CURSOR: beginning.cursor,
            REFERENCE: beginning.reference,
        },
    )


def _record_birth(connection: Connection, clock: Clock, tag: str) -> None:
    profile = read_profile(connection)
    tx = Tx(connection, profile.in_origin(profile.origin, tag), profile.owner, clock.now(profile.zone))
    tx.record(
        EpochStarted(
            device=profile.device,
            epoch=profile.origin.rpartition(".")[2],
            series_tag=tag,
            reason=ENROLLED,
            parent="",
            parent_seq=0,
            parent_hash="",
        )
    )


def join(shop: Store, membership: Membership, reference: str) -> None:
    """The shop that is there already becomes a till: its facts are handed in by the next exchange, and from now on the
    centre owns its reference data, which were equal when it was let in: pulling them goes on at `reference`."""
    with shop.write() as tx:
        known = queries.local_values(tx.connection)
        values = membership.values
        if REFERENCE not in known:
            values[REFERENCE] = reference
        queries.set_local(tx.connection, values)
