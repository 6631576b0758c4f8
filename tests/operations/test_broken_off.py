"""A write that is broken off after rows went to the database: nothing of it is there, and nobody waits for it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tests.machines import till

from storeops.journal.facts import DrawerKicked


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, GeneratorExit])
def test_a_write_broken_off_leaves_nothing_and_lets_go(tmp_path: Path, error: type[BaseException]) -> None:
    shop = till.trading(tmp_path / "shop.db")
    before = till.dump(shop)
    number = "S1-T1-000001"

    def broken() -> None:
        with pytest.raises(error), shop.write() as tx:
            tx.record(DrawerKicked(session="", reason="first"))
            till.receive_in(tx, till.item("TEA"), 5000)
            raise error

    # More often than the pool has connections, in threads that end: one that was kept would be missed.
    for _ in range(30):
        thread = threading.Thread(target=broken)
        thread.start()
        thread.join()
    assert till.dump(shop) == before
    assert till.sell(shop, (till.item("TEA"), 1000)).number == number
    till.assert_sound(shop)
    shop.close()
