"""A till's whole journal handed in to a centre on a real database: the same facts, the same tables, forks and all."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from tests.machines import till
from tests.sync.direct import DirectLine, empty, place

from storeops.database.queries import exchange as queries
from storeops.database.tables import journal, journal_twin
from storeops.journal.intake import OTHER_STORE, REVOKED, TWIN, UNKNOWN, UNREADABLE, Source, TwinRow
from storeops.journal.replay import compare, rebuild
from storeops.journal.verify import verify
from storeops.operations import stock
from storeops.rules.chains import Link, chain_hash
from storeops.store import Store
from storeops.sync.exchange import hand_in
from storeops.sync.messages import Push
from storeops.sync.own import OwnFacts

pytestmark = pytest.mark.xdist_group("postgresql")
TEA = till.item("TEA", 250)


@pytest.fixture(params=["sqlite", "postgresql"])
def centre(request: pytest.FixtureRequest, tmp_path: Path):
    where = place(tmp_path, "centre") if request.param == "sqlite" else str(request.getfixturevalue("database"))
    engine = empty(where)
    yield engine
    engine.dispose()


@pytest.fixture
def shop(tmp_path: Path):
    made = till.trading(tmp_path / "shop.db")
    till.list_products(made, [TEA])
    stock.receive(made, [("TEA", 50_000)])
    till.sell(made, (TEA, 3000))
    yield made
    made.close()


def facts(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(journal)).scalar_one()


def assert_same_tables(shop: Store, centre: Engine) -> None:
    with shop.read() as here, centre.connect() as there:
        assert compare(here, there) == ()


def assert_sound(centre: Engine, tmp_path: Path) -> None:
    """Every chain is whole, and the tables are what the journal makes of them."""
    again = empty(place(tmp_path, f"again-{len(list(tmp_path.iterdir()))}"))
    with centre.connect() as connection, again.connect().execution_options(writing=True) as scratch, scratch.begin():
        assert verify(connection).problems == ()
        rebuild(connection, scratch)
        assert compare(connection, scratch) == ()
    again.dispose()


def test_everything_is_handed_in_once(shop: Store, centre: Engine, tmp_path: Path) -> None:
    line = DirectLine(centre)
    with shop.read() as connection:
        count = len(till.journal_rows(connection))
    first = hand_in(OwnFacts(shop), line)
    assert (first.finished, first.facts, facts(centre)) == (True, count, count)
    assert_same_tables(shop, centre)
    again = hand_in(OwnFacts(shop), line)
    assert (again.finished, again.facts, facts(centre)) == (True, 0, count)
    till.sell(shop, (TEA, 1000))
    assert hand_in(OwnFacts(shop), line).facts == 1
    assert_same_tables(shop, centre)
    assert_sound(centre, tmp_path)


def test_a_centre_that_was_set_back_is_filled_again(shop: Store, centre: Engine, tmp_path: Path) -> None:
    hand_in(OwnFacts(shop), DirectLine(centre))
    other = empty(place(tmp_path, "set-back"))
    line = DirectLine(other)
    line.generation = "g2"
    hand_in(OwnFacts(shop), line)
    assert_same_tables(shop, other)
    other.dispose()


def twins(shop: Store, tmp_path: Path) -> tuple[Store, Store]:
    """A till and an image of its disk that was started unnoticed: the same origin goes on twice."""
    shop.close()
    where = Path(shop.settings.database)
    shutil.copy(where, tmp_path / "twin.db")
    first = Store.open(shop.settings, clock=till.Clock())
    second = Store.open(replace(shop.settings, database=str(tmp_path / "twin.db")), clock=till.Clock())
    with second.write() as tx:  # as if the copy had not been seen to be one
        tx.connection.exec_driver_sql("UPDATE local SET value = ? WHERE key = 'origin'", (first.profile.origin,))
    second.close()
    second = Store.open(second.settings, clock=till.Clock())
    assert second.profile.origin == first.profile.origin
    return first, second


def test_two_lives_of_one_till_both_survive(shop: Store, centre: Engine, tmp_path: Path) -> None:
    first, second = twins(shop, tmp_path)
    till.sell(first, (TEA, 1000))
    till.sell(second, (TEA, 2000))
    till.sell(second, (TEA, 4000))
    line = DirectLine(centre)
    assert hand_in(OwnFacts(first), line).apart == []
    handed = hand_in(OwnFacts(second), line)
    assert (handed.finished, handed.apart) == (True, [first.profile.origin])
    assert second.profile.origin != first.profile.origin
    with centre.connect() as connection:
        names = [name for name, _, _ in verify(connection).heads]
    assert sum("~" in name for name in names) == 1
    till.sell(second, (TEA, 1000))
    hand_in(OwnFacts(second), line)
    hand_in(OwnFacts(first), line)
    assert_sound(centre, tmp_path)
    with centre.connect() as connection:
        left = connection.exec_driver_sql(
            "SELECT quantity FROM stock_balance WHERE sku = 'TEA' AND location = 'S1'"
        ).scalar_one()
    assert left == 50_000 - 3000 - 1000 - 2000 - 4000 - 1000
    first.close()
    second.close()


def test_a_till_set_back_begins_a_new_life(shop: Store, centre: Engine, tmp_path: Path) -> None:
    first, second = twins(shop, tmp_path)
    till.sell(first, (TEA, 1000))
    line = DirectLine(centre)
    hand_in(OwnFacts(first), line)
    before = second.profile.origin
    handed = hand_in(OwnFacts(second), line)
    assert (handed.behind, handed.apart, handed.finished) == ([before], [], True)
    assert second.profile.origin != before
    assert_sound(centre, tmp_path)
    first.close()
    second.close()


def push_of(shop: Store, line: DirectLine, change) -> Push:
    """The till's whole chain with its last fact changed, and hashed anew."""
    own = OwnFacts(shop)
    (chain,) = own.chains()
    *before, last = own.links(chain.name, 0, chain.head.seq, 1000, 10**9)
    body = change(last.body)
    forged = Link(last.seq, body, last.previous, chain_hash(last.previous, chain.name, last.seq, body))
    return Push(chain.name, line.generation, (*before, forged))


@pytest.mark.parametrize(
    ("source", "change", "code"),
    [
        (Source(), lambda body: body.replace(b'"kind":"sale.completed"', b'"kind":"sale.dreamt"'), UNKNOWN),
        (Source(), lambda body: body.replace(b'"version":1', b'"version":99'), None),
        (Source("S2"), lambda body: body, OTHER_STORE),
        (Source("", True), lambda body: body, REVOKED),
    ],
    ids=["kind", "version", "store", "revoked"],
)
def test_what_cannot_be_is_kept_and_parked(shop: Store, centre: Engine, tmp_path: Path, source, change, code) -> None:
    line = DirectLine(centre, source)
    piece = push_of(shop, line, change)
    receipt = line.push(piece)
    assert (receipt.verdict, receipt.seq, facts(centre)) == ("taken", len(piece.links), len(piece.links))
    with centre.connect() as connection:
        codes = {row["seq"]: row["code"] for row in queries.waiting(connection)}
    if code is None:
        assert codes == {}
    else:
        assert codes[len(piece.links)] == code
    assert {one.seq: one.code for one in receipt.parked} == codes
    assert_sound(centre, tmp_path)
    assert line.push(piece).parked == ()


def test_bytes_that_are_no_fact_stop_nothing(shop: Store, centre: Engine, tmp_path: Path) -> None:
    line = DirectLine(centre)
    piece = push_of(shop, line, lambda body: b'{"no":"fact"}')
    last = piece.links[-1]
    body = piece.links[-2].body.replace(b'"id":"', b'"id":"x')
    after = Link(last.seq + 1, body, last.hash, chain_hash(last.hash, piece.chain, last.seq + 1, body))
    assert line.push(Push(piece.chain, "g1", (*piece.links, after))).seq == last.seq + 1
    with centre.connect() as connection:
        assert [(row["seq"], row["code"]) for row in queries.waiting(connection)] == [(last.seq, "unreadable")]
        twin = connection.execute(select(journal_twin)).one()
        assert TwinRow(*twin) == TwinRow(piece.chain, last.seq, "", last.body, last.previous, last.hash)
        assert verify(connection).problems == ()


@pytest.mark.parametrize(
    ("change", "held_by"),
    [
        (lambda body: re.sub(rb'"counter":[0-9]+', b'"counter":%d' % 2**70, body), ()),
        (lambda body: re.sub(rb'"counter":[0-9]+', b'"counter":%d' % 2**63, body), ()),
        (lambda body: body.replace(b'"actor":"owner"', b'"actor":"ow\\u0000ner"'), ("sqlite",)),
    ],
    ids=["a number beyond all", "a number just too large", "a sign that is none"],
)
def test_what_the_tables_do_not_take_stops_nothing(
    shop: Store, centre: Engine, tmp_path: Path, change, held_by
) -> None:
    line = DirectLine(centre)
    piece = push_of(shop, line, change)
    last = piece.links[-1]
    good = push_of(shop, line, lambda body: body).links[-1].body.replace(b'"id":"', b'"id":"x')
    after = Link(last.seq + 1, good, last.hash, chain_hash(last.hash, piece.chain, last.seq + 1, good))
    receipt = line.push(Push(piece.chain, "g1", (*piece.links, after)))
    assert (receipt.verdict, receipt.seq) == ("taken", after.seq)
    found = [] if centre.dialect.name in held_by else [(last.seq, UNREADABLE)]
    assert [(one.seq, one.code) for one in receipt.parked] == found
    with centre.connect() as connection:
        assert [(row["seq"], row["code"]) for row in queries.waiting(connection)] == found
        assert [row.body for row in connection.execute(select(journal_twin))] == [last.body for _ in found]
    assert facts(centre) == after.seq - len(found)
    if found:
        assert_sound(centre, tmp_path)


def test_a_request_recorded_in_two_lives_counts_once(shop: Store, centre: Engine, tmp_path: Path) -> None:
    first, second = twins(shop, tmp_path)
    with first.write() as tx:
        id = tx.new_id()
    stock.receive(first, [("TEA", 1000)], command=id)
    stock.receive(second, [("TEA", 1000)], command=id)
    line = DirectLine(centre)
    hand_in(OwnFacts(first), line)
    hand_in(OwnFacts(second), line)
    with centre.connect() as connection:
        assert [row["code"] for row in queries.waiting(connection)] == [TWIN]
        left = connection.exec_driver_sql(
            "SELECT quantity FROM stock_balance WHERE sku = 'TEA' AND location = 'S1'"
        ).scalar_one()
    assert left == 50_000 - 3000 + 1000
    assert_sound(centre, tmp_path)
    first.close()
    second.close()


def test_gaps_forks_and_forgeries_are_refused_and_change_nothing(shop: Store, centre: Engine) -> None:
    line = DirectLine(centre)
    own = OwnFacts(shop)
    (chain,) = own.chains()
    links = own.links(chain.name, 0, chain.head.seq, 1000, 10**9)
    assert line.push(Push(chain.name, "g1", tuple(links[2:]))).verdict == "gap"
    assert facts(centre) == 0
    forged = links[0]._replace(body=links[0].body.replace(b"S1", b"S9"))
    assert line.push(Push(chain.name, "g1", (forged, *links[1:]))).verdict == "malformed"
    assert facts(centre) == 0
    assert line.push(Push(chain.name, "g1", tuple(links[:3]))).seq == 3
    other = links[2].body + b" "
    fork = links[2]._replace(body=other, hash=chain_hash(links[2].previous, chain.name, 3, other))
    receipt = line.push(Push(chain.name, "g1", (fork,)))
    assert (receipt.verdict, receipt.at, receipt.seq, facts(centre)) == ("fork", 3, 3, 3)


def test_the_size_of_a_batch_is_kept(shop: Store) -> None:
    own = OwnFacts(shop)
    (chain,) = own.chains()
    everything = own.links(chain.name, 0, chain.head.seq, 1000, 10**9)
    assert len(own.links(chain.name, 0, chain.head.seq, 1000, 1)) == 1
    two = len(everything[0].body) + len(everything[1].body)
    assert own.links(chain.name, 0, chain.head.seq, 1000, two) == everything[:2]
    assert own.links(chain.name, 1, 3, 1000, 10**9) == everything[1:3]
