"""What waits for a person at the centre: given its effect, or dropped; and told to the till that handed it in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.machines import till
from tests.sync.direct import DirectLine
from tests.sync.test_hand_in import TEA, push_of

from storeops.database.queries import exchange as queries
from storeops.database.queries import shop as shop_queries
from storeops.journal.intake import OTHER_STORE, UNKNOWN, Source
from storeops.operations import parked, stock
from storeops.operations.shop import init
from storeops.reports.sync import FIXES, status
from storeops.settings import Settings
from storeops.store import Store
from storeops.sync.exchange import hand_in
from storeops.sync.own import OwnFacts

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture(params=["sqlite", "postgresql"])
def centre(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    where = str(tmp_path / "centre.db") if request.param == "sqlite" else str(request.getfixturevalue("database"))
    made = init(
        Settings(where, minimum_free_bytes=0),
        store_code="HQ",
        name="Corner Shops",
        country="GB",
        currency="GBP",
        terminal_code="C1",
    )
    yield made
    made.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = till.trading(tmp_path / "shop.db")
    till.list_products(made, [TEA])
    stock.receive(made, [("TEA", 50_000)])
    till.sell(made, (TEA, 3000))
    yield made
    made.close()


def waiting(centre: Store) -> list[tuple[int, str]]:
    with centre.read() as connection:
        return [(row["seq"], row["code"]) for row in queries.waiting(connection)]


def moves(centre: Store) -> dict[tuple[str, str], int]:
    with centre.read() as connection:
        return till.ledger(connection)


def test_a_fact_of_another_store_is_given_its_effect(shop: Store, centre: Store) -> None:
    hand_in(OwnFacts(shop), DirectLine(centre.engine, Source("S2")))
    count = till.count(shop)
    assert waiting(centre) == [(seq, OTHER_STORE) for seq in range(1, count + 1)]
    assert moves(centre) == {}
    with centre.read() as connection:
        rows = queries.waiting(connection)
    for row in rows:
        parked.retry(centre, f"{row['chain']}:{row['seq']}")
    assert waiting(centre) == []
    with shop.read() as connection:
        assert moves(centre) == till.ledger(connection)
    with pytest.raises(parked.NotParked):
        parked.retry(centre, rows[0]["fact"])
    assert till.replay_differences(centre) == ()


def test_what_is_dropped_has_no_effect_and_stays(shop: Store, centre: Store) -> None:
    hand_in(OwnFacts(shop), DirectLine(centre.engine, Source("", True)))
    with centre.read() as connection:
        rows = queries.waiting(connection)
    for row in rows:
        parked.drop(centre, row["fact"])
    assert (waiting(centre), moves(centre)) == ([], {})
    assert till.replay_differences(centre) == ()
    with pytest.raises(parked.NotParked):
        parked.drop(centre, rows[0]["fact"])


def test_a_kind_from_the_future_stays_until_the_program_knows_it(shop: Store, centre: Store) -> None:
    line = DirectLine(centre.engine)
    piece = push_of(shop, line, lambda body: body.replace(b'"kind":"sale.completed"', b'"kind":"sale.dreamt"'))
    line.push(piece)
    ((seq, code),) = waiting(centre)
    assert (seq, code) == (len(piece.links), UNKNOWN)
    with pytest.raises(parked.StillInDoubt):
        parked.retry(centre, f"{piece.chain}:{seq}")
    assert waiting(centre) == [(seq, code)]


def test_the_till_is_told_and_does_not_decide(shop: Store, centre: Store) -> None:
    from storeops.sync.messages import Waiting, Welcome

    with shop.write() as tx:
        shop_queries.set_local(tx.connection, {"centre.address": "http://127.0.0.1:1"})
    own = OwnFacts(shop)
    (chain,) = own.chains()
    told = Waiting(chain.name, 2, "some fact", UNKNOWN, "This program cannot read it.")
    own.welcome(Welcome(generation="g1", have=(), now="", parked=(told,)))
    with shop.read() as connection:
        view = status(connection, shop.profile)
    assert [(one.seq, one.code, one.fix) for one in view.parked] == [(2, UNKNOWN, FIXES[UNKNOWN])]
    with pytest.raises(parked.CentreDecides):
        parked.retry(shop, "some fact")
    own.welcome(Welcome(generation="g1", have=(), now=""))
    assert waiting(shop) == []
