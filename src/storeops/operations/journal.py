"""The journal as a person uses it: verified, replayed, written out for an auditor, and used to mend the tables."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from storeops.database import files
from storeops.journal import export as journal_export
from storeops.journal import replay
from storeops.reports import proof
from storeops.reports.proof import ReplayView, VerifyView
from storeops.rules.errors import Refused
from storeops.store import Store


class TargetExists(Refused):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already and is not overwritten. Name another file, or move it away.")
        self.path = path


class NoFolder(Refused):
    def __init__(self, path: Path) -> None:
        super().__init__(f"The folder {path} is not there or cannot be written. Make it, or name another one.")
        self.path = path


class JournalDamaged(Refused):
    """Tables are never rebuilt from a journal that was changed."""

    def __init__(self, problems: int) -> None:
        super().__init__(
            f"The journal is not sound ({problems} problems): nothing was rebuilt from it. "
            "See 'storeops journal verify', and restore the last backup."
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ExportView:
    """An export: one fact a line, checked by data/verifier/verify_journal.py."""

    path: str
    facts: int
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class RepairView:
    """The tables rebuilt; what had been wrong with them (at most twenty differences a table)."""

    facts: int
    repaired: bool
    before: ReplayView


def verify(shop: Store) -> VerifyView:
    """Read the whole chain, every byte."""
    with shop.read() as connection:
        return proof.chain(connection)


def replay_check(shop: Store) -> ReplayView:
    """Rebuild all tables in a scratch database and compare them with those in use. Raises UnreadableFact."""
    with shop.read() as connection:
        return proof.replayed(connection)


def repair(shop: Store) -> RepairView:
    """Empty and rebuild every projected table in one transaction; nothing happens where they are right already.

    Raises JournalDamaged, UnreadableFact; nothing is changed then."""
    with shop.write() as tx:
        chain = proof.chain(tx.connection)
        if not chain.sound:
            raise JournalDamaged(len(chain.problems))
        before = proof.replayed(tx.connection)
        if before.identical:
            return RepairView(chain.facts, False, before)
        replay.clear(tx.connection)
        facts = replay.rebuild(tx.connection, tx.connection)
        return RepairView(facts, True, before)


def export(shop: Store, path: Path) -> ExportView:
    """Write the journal as JSON lines; the file has its name only once it is whole.

    Raises TargetExists, NoFolder."""
    check_target(path)
    facts, size, digest = 0, 0, hashlib.sha256()
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
        part = Path(folder) / "journal.jsonl"
        with shop.read() as connection, part.open("wb") as file:
            for line in journal_export.lines(connection):
                row = line + b"\n"
                file.write(row)
                digest.update(row)
                facts, size = facts + 1, size + len(row)
        part.chmod(0o600)
        give_name(part, path)
    return ExportView(str(path), facts, size, digest.hexdigest())


def check_target(path: Path) -> None:
    """Raises TargetExists, NoFolder."""
    if path.exists() or path.is_symlink():
        raise TargetExists(path)
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise NoFolder(path.parent)


def give_name(part: Path, path: Path) -> None:
    """Give a finished file its name: all at once, durably, and never over another file. Raises TargetExists."""
    try:
        files.give_name(part, path)
    except FileExistsError as error:
        raise TargetExists(path) from error
