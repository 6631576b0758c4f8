"""Facts of the shop itself: its database's lives, its reference data, its clock."""

from __future__ import annotations

from storeops.journal.facts.base import Fact


class EpochStarted(Fact, frozen=True, kw_only=True, tag="journal.epoch_started"):
    """A database's life began: at `init`, after a restore, or when a copy of the file was noticed.

    `parent` and `parent_seq` name the origin and the point it goes on from (empty and 0 at init)."""

    device: str
    epoch: str
    series_tag: str
    reason: str
    parent: str
    parent_seq: int
    parent_hash: str


class ShopOpened(Fact, frozen=True, kw_only=True, tag="shop.opened"):
    """`init` made the shop."""

    name: str
    country: str
    currency: str
    timezone: str


class ReferenceChanged(Fact, frozen=True, kw_only=True, tag="reference.changed"):
    """Reference data was changed: who changed what, how much of it, from which file."""

    subject: str
    revision: int
    source: str
    digest: str
    added: int
    changed: int
    rejected: int
    note: str = ""


class ClockJumped(Fact, frozen=True, kw_only=True, tag="clock.jumped"):
    """The machine's clock went back by more than two minutes between two facts."""

    last_recorded_at: str
    now: str


class ProgramChanged(Fact, frozen=True, kw_only=True, tag="program.changed"):
    """Another version of the program opened the database."""

    before: str
    after: str
