"""A shop's file between two lives: closed, and opened again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.machines import till

from storeops.database.engine import (
    sqlite_module,
)
from storeops.settings import Settings
from storeops.store import Store

sqlite3 = sqlite_module()  # the standard library's does not know every option of the word index


def opened(path: Path, *, start: timedelta = timedelta(hours=1), **settings: object) -> Store:
    values = {"minimum_free_bytes": 0, **settings}
    return Store.open(Settings(str(path), **values), clock=till.Clock(till.MORNING + start))  # type: ignore[arg-type]


def closed(path: Path) -> Path:
    """A shop that has sold something, at rest: all of it in its one file."""
    shop = till.trading(path)
    till.sell(shop, (till.item(), 1000))
    shop.close()
    with sqlite3.connect(path) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    return path
