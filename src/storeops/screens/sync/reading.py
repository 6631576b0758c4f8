"""What the sync screen reads: how this database stands to its centre, and what the facts in doubt recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storeops.reports import sync, sync_records, tills
from storeops.reports.sync import ParkedView, SyncView
from storeops.reports.sync_records import Recorded, RecordView
from storeops.store import Store

MOST = 500
"""Records of a chain that are shown: the newest."""

HANDFUL = 6
"""Records that wait which are shown beneath their chain."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How things stood at `now`. `recorded` is what the facts in doubt recorded, by their ids."""

    view: SyncView
    recorded: Mapping[str, Recorded]
    pending: Mapping[str, tuple[RecordView, ...]]
    """The newest facts that wait, by chain: a handful of each."""
    origin: str
    """The chain that is recorded now."""
    is_centre: bool
    now: datetime


def seen(shop: Store) -> Seen:
    """How this database stands to its centre now."""
    with shop.read() as connection:
        view = sync.status(connection, shop.profile)
        known = sync_records.recorded(connection, [one.fact for one in view.parked])
        centre = tills.is_centre(connection)
        pending = {
            one.chain: sync_records.records(connection, shop.profile, one.chain, min(one.waiting, HANDFUL))
            for one in view.chains
            if one.waiting and view.centre
        }
    return Seen(view, known, pending, shop.profile.origin, centre, shop.now())


def records(shop: Store, chain: str) -> tuple[RecordView, ...]:
    """The newest records of a chain."""
    with shop.read() as connection:
        return sync_records.records(connection, shop.profile, chain, MOST)


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Facts that need a person, of one till or of all."""

    facts: tuple[ParkedView, ...]
    recorded: Mapping[str, Recorded]
    decides: bool
    """They are decided here: this database has no centre above it."""


def in_doubt(shop: Store, device: str = "") -> InDoubt:
    """The facts that need a person; with `device` only those that it recorded."""
    with shop.read() as connection:
        view = sync.status(connection, shop.profile)
        found = tuple(one for one in view.parked if not device or sync.device_of(one.chain) == device)
        return InDoubt(found, sync_records.recorded(connection, [one.fact for one in found]), not view.centre)
