"""A centre is made from a shop that is there already: its reference data, under the very revisions they have there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from storeops import __version__
from storeops.database import schema
from storeops.database.engine import is_server, open_engine
from storeops.database.faults import explain
from storeops.database.queries import product_words
from storeops.database.queries import shop as queries
from storeops.database.queries.profile import read_profile
from storeops.database.queries.snapshots import REFERENCE, pages, product_entries
from storeops.database.tables import reference_revision, store, terminal
from storeops.journal.apply import insert
from storeops.journal.facts import EpochStarted, ReferenceChanged
from storeops.journal.identity import epoch, new_device
from storeops.operations.backup import read_copy
from storeops.operations.shop import ShopExists
from storeops.operations.tills import ADOPTED_FROM, ADOPTED_REVISION
from storeops.rules.errors import Refused
from storeops.settings import Settings
from storeops.store import Clock, SystemClock, Tx

CENTRE = "C0"
"""The terminal that the centre's own facts bear, behind the code of the adopted shop's store."""


class NotForFiles(Refused):
    def __init__(self) -> None:
        super().__init__("A centre's database is a PostgreSQL: name it with --database postgresql://... .")


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a centre was made of."""

    store: str
    name: str
    device: str
    """Of the shop: with this database it is let in as a till."""
    revision: int
    rows: int


def adopt(centre: Settings, path: Path, *, clock: Clock | None = None) -> Adopted:
    """Make the shop of an empty centre from a copy of a shop (`storeops backup`). The copy is only read.

    Raises ShopExists where the centre has one, NotForFiles, NoBackup, BackupNotSound; nothing is changed then."""
    if not is_server(centre.database):
        raise NotForFiles
    with read_copy(path) as source:
        known = queries.local_values(source)
        engine = open_engine(centre.database)
        try:
            schema.migrate(engine)
            with engine.connect().execution_options(writing=True) as target, target.begin():
                if target.execute(select(store.c.code)).first():
                    raise ShopExists("this address")
                rows = _copy(source, target)
                revision = queries.revision(source)
                _found(target, known, revision, clock or SystemClock())
                name = read_profile(target).name
        except DBAPIError as error:
            raise explain(error, centre.database) from error
        finally:
            engine.dispose()
    return Adopted(known["store"], name, known["device"], revision, rows)


def _copy(source: Connection, target: Connection) -> int:
    rows = 0
    for table in REFERENCE:
        for page in pages(map(tuple, source.execute(select(table)))):
            insert(target, table.name, page)
            rows += len(page)
    for page in pages(product_entries(source)):
        product_words.write(target, (), page)
    return rows


def _found(target: Connection, shop: dict[str, str], revision: int, clock: Clock) -> None:
    """The centre's own life begins, with a terminal of its own and a revision in which it was made."""
    own = f"{shop['store']}-{CENTRE}"
    fresh = revision + 1
    device = f"centre-{new_device()}"
    target.execute(reference_revision.insert().values(stream="reference", revision=fresh))
    target.execute(terminal.delete().where(terminal.c.code == own))
    target.execute(terminal.insert().values(code=own, store=shop["store"], name=CENTRE, revision=fresh, deleted=False))
    queries.set_local(
        target,
        {
            "device": device,
            "origin": f"{device}.{epoch()}",
            "store": shop["store"],
            "terminal": own,
            "owner": shop.get("owner", "owner"),
            "fingerprint": "",
            "program": __version__,
            ADOPTED_FROM: shop["device"],
            ADOPTED_REVISION: str(revision),
        },
    )
    profile = read_profile(target)
    tx = Tx(target, profile, "centre", clock.now(profile.zone))
    tx.record(
        EpochStarted(
            device=device,
            epoch=profile.origin.rpartition(".")[2],
            series_tag="",
            reason=f"made from the shop of {shop['device']}",
            parent="",
            parent_seq=0,
            parent_hash="",
        )
    )
    tx.record(
        ReferenceChanged(
            subject="centre", revision=fresh, source="", digest="", added=0, changed=1, rejected=0, note="adopted"
        )
    )
