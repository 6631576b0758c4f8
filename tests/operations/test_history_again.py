"""Sales of another system taken over a second time: the same file, the next month's, one that broke off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.machines import till
from tests.machines.history import FILE, HEADER, MAP, head, of_file, rejected, written

from storeops.database.tables import history_document, sale, sale_line
from storeops.operations import history
from storeops.operations.history import Tally, import_history
from storeops.rules.history import Reason
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = till.make(tmp_path / "shop.db")
    yield made
    made.close()


def test_the_same_file_again_changes_nothing(shop: Store, tmp_path: Path) -> None:
    first = import_history(shop, written(tmp_path, FILE), MAP)
    everything = till.dump(shop)
    again = import_history(shop, written(tmp_path, FILE, "copy of sales.csv"), MAP)
    assert till.dump(shop) == everything
    assert (again.imported.documents, again.unchanged) == (0, first.imported)
    assert (again.rejected, again.file) == (first.rejected, first.file)
    assert (again.sales, again.returns, again.rounding, again.first_day) == (0, 0, Decimal("0.00"), None)


def test_next_months_file_goes_on_where_this_one_ended(shop: Store, tmp_path: Path) -> None:
    first = f"{HEADER}\n1,TEA,Tea,1,2010-12-01,2,,\n2,TEA,Tea,1,2010-12-02,2,,\n"
    before = head(shop)[0]
    import_history(shop, written(tmp_path, first), MAP)
    after = import_history(shop, written(tmp_path, f"{first}3,TEA,Tea,1,2010-12-03,3,,\n", "january.csv"), MAP)
    assert (after.imported, after.unchanged) == (Tally(1, 1, Decimal("3.00")), Tally(2, 2, Decimal("4.00")))
    assert head(shop)[0] == before + 3


def test_a_document_that_says_something_else_now_is_rejected_and_the_first_one_stands(
    shop: Store, tmp_path: Path
) -> None:
    first = f"{HEADER}\n1,TEA,Tea,1,2010-12-01,2,,\n2,TEA,Tea,1,2010-12-02,2,,\n"
    import_history(shop, written(tmp_path, first), MAP)
    everything = till.dump(shop)
    other = import_history(shop, written(tmp_path, first.replace("2010-12-02,2,", "2010-12-02,5,")), MAP)
    assert till.dump(shop) == everything
    assert other.rejected == (rejected(Reason.CHANGED, 1, 1, "5.00"),)
    assert other.unchanged == Tally(1, 1, Decimal("2.00"))
    elsewhere = import_history(shop, written(tmp_path, first), MAP, source="another system")
    assert elsewhere.imported == Tally(2, 2, Decimal("4.00"))


def test_an_import_that_broke_off_is_finished_by_the_next(
    shop: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "DOCUMENTS_AT_ONCE", 2)
    listed = tmp_path / "rejected.csv"
    path = written(tmp_path, FILE)

    def pulled(done: int, lines: int) -> None:
        if done > 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_history(shop, path, MAP, progress=pulled, rejected_path=listed)
    assert sorted(item.name for item in tmp_path.glob("*reject*")) == []
    with shop.read() as connection:
        assert connection.execute(select(func.count()).select_from(history_document)).scalar_one() == 3
    result = import_history(shop, path, MAP)
    assert (result.imported.documents, result.unchanged.documents) == (1, 3)
    assert of_file(result) == (9, 16, Decimal("-11047.954"))
    till.assert_sound(shop)


KILLED = """
import os, signal, sys
from pathlib import Path
from storeops.operations import history
from storeops.settings import Settings
from storeops.store import Store

history.DOCUMENTS_AT_ONCE = 5
shop = Store.open(Settings(sys.argv[1], minimum_free_bytes=0))
columns = dict(invoice="i", sku="s", quantity="q", price="p", at="t")
history.import_history(
    shop, Path(sys.argv[2]), columns, progress=lambda done, lines: done < 40 or os.kill(os.getpid(), signal.SIGKILL)
)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_killed_import_leaves_whole_documents_and_brings_none_in_twice(shop: Store, tmp_path: Path) -> None:
    lines = "".join(f"{n // 2},SKU{n},1,1.{n % 100:02d},2010-12-01\n" for n in range(200))
    path = written(tmp_path, "i,s,q,p,t\n" + lines)
    ended = subprocess.run([sys.executable, "-c", KILLED, shop.settings.database, str(path)], env=os.environ)
    assert ended.returncode == -signal.SIGKILL
    with shop.read() as connection:
        assert connection.execute(select(func.count()).select_from(sale)).scalar_one() == 20
        assert connection.execute(select(func.count()).select_from(sale_line)).scalar_one() == 40
    till.assert_sound(shop)
    result = import_history(shop, path, {"invoice": "i", "sku": "s", "quantity": "q", "price": "p", "at": "t"})
    assert (result.imported.documents, result.unchanged.documents) == (80, 20)
    with shop.read() as connection:
        assert connection.execute(select(func.count(), func.sum(sale.c.total)).select_from(sale)).one() == (100, 29900)
    assert till.replay_differences(shop) == ()
