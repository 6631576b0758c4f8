"""A backup of the centre, and a centre that goes on from one: its tills fill it up again."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from tests.machines import till
from tests.sync.test_hand_in import TEA, facts
from tests.sync.test_http import centre, let_in, serving, shop

from storeops.database.engine import FileExists
from storeops.journal.verify import verify
from storeops.server import backup
from storeops.server.centre import Centre
from storeops.settings import Settings
from storeops.store import Store
from storeops.sync.exchange import hand_in
from storeops.sync.own import OwnFacts

__all__ = ["centre", "shop"]
pytestmark = pytest.mark.xdist_group("postgresql")


def emptied(address: str) -> str:
    """Another, empty database of the same server."""
    name = f"again_{uuid4().hex}"
    admin = create_engine(address.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    admin.dispose()
    return make_url(address).set(database=name).render_as_string(hide_password=False)


def test_a_restored_centre_is_filled_by_its_tills(centre: Centre, shop: Store, database: str, tmp_path: Path) -> None:
    with serving(centre) as address:
        line = let_in(address, centre, shop)
        hand_in(OwnFacts(shop), line)
        made = backup.backup(database, tmp_path / "centre.backup")
        assert (made.size, made.tables > 50) == ((tmp_path / "centre.backup").stat().st_size, True)
        with pytest.raises(FileExists):
            backup.backup(database, tmp_path / "centre.backup")
        till.sell(shop, (TEA, 1000))
        hand_in(OwnFacts(shop), line)
        identity = line.identity
        line.close()
    held = facts(centre.shop().engine)
    with pytest.raises(backup.NotEmpty):
        backup.restore(database, tmp_path / "centre.backup")
    with pytest.raises(backup.NoBackup):
        backup.restore(emptied(database), tmp_path / "none")
    again = emptied(database)
    assert backup.restore(again, tmp_path / "centre.backup").facts == held - 1 + 1, "less the sale, and an epoch begun"
    restored = Centre(Settings(again))
    assert restored.generation() != centre.generation()
    with serving(restored) as address:
        from storeops.sync.line import HttpLine

        line = HttpLine(address, identity)
        assert hand_in(OwnFacts(shop), line).facts == 1
        line.close()
    with restored.shop().read() as connection:
        assert verify(connection).problems == ()
    assert facts(restored.shop().engine) == held + 1
    restored.close()
