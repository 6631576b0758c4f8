"""The feed misses nothing: not of writers that commit late, nor of orders that become a store's concern later."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text
from tests.machines import order_facts, till
from tests.sync.three_tills import Till, made, three

from storeops.database.queries import feed
from storeops.database.queries.feed import BEGINNING
from storeops.database.tables import journal
from storeops.journal import facts
from storeops.journal.replay import clear, rebuild
from storeops.server.centre import Centre
from storeops.store import Store

pytestmark = pytest.mark.xdist_group("postgresql")
TEA = till.item("TEA", 250)


@pytest.fixture
def centre(database: str) -> Iterator[Centre]:
    with made(database) as found:
        yield found


class Writer:
    """A till's batch at the centre: written, and committed when the test says so."""

    def __init__(self, centre: Centre, name: str) -> None:
        self.connection: Connection = centre.shop().engine.connect().execution_options(writing=True)
        self.name = name
        self.seq = 0

    def write(self) -> str:
        self.seq += 1
        id = f"0199aaaa-{self.name}-7000-8000-{self.seq:012d}"
        row = {
            "origin": f"{self.name}.1", "seq": self.seq, "id": id, "recorded_at": "", "business_date": "",
            "store": "S1", "terminal": "", "actor": "", "kind": "k", "version": 1, "body": b"{}",
            "previous_hash": b"", "hash": id.encode(),
        }  # fmt: skip
        self.connection.execute(journal.insert().values(**row))
        return id

    def commit(self) -> None:
        self.connection.commit()

    def close(self) -> None:
        self.connection.close()


class Reader:
    """A till that pulls page by page, and one that remembers the last position instead."""

    def __init__(self, centre: Centre) -> None:
        self.shop = centre.shop()
        with self.shop.read() as connection:
            self.place, self.last = feed.horizon(connection), self._last(connection)
        self.found: list[str] = []
        self.naive: list[str] = []

    @staticmethod
    def _last(connection: Connection) -> int:
        return int(connection.execute(text("SELECT COALESCE(MAX(position), 0) FROM journal")).scalar_one())

    def pull(self) -> None:
        with self.shop.read() as connection:
            end = feed.horizon(connection)
            page, more = feed.page(connection, "S1", self.place, end, but="", limit=3, size=10**6)
            query = select(journal.c.id, journal.c.position).where(journal.c.position > self.last)
            seen = connection.execute(query.order_by(journal.c.position)).all()
        self.found += [one.link.hash.decode() for one in page]
        self.naive += [row.id for row in seen]
        self.place = page[-1].place if more else max(self.place, end)
        self.last = max([self.last, *(row.position for row in seen)])

    def to_the_end(self) -> None:
        before = None
        while before != self.place:
            before = self.place
            self.pull()


def test_a_writer_that_commits_late_is_not_missed_and_a_naive_cursor_misses_it(centre: Centre) -> None:
    reader = Reader(centre)
    early, late = Writer(centre, "aaaa"), Writer(centre, "bbbb")
    first = early.write()
    second = late.write()
    late.commit()
    reader.pull()
    assert reader.found == []  # the second waits for the first, which may still come to be before it
    assert reader.naive == [second]
    early.commit()
    reader.to_the_end()
    assert reader.found == [first, second]
    assert reader.naive == [second]
    early.close()
    late.close()


def test_a_writer_that_gave_up_holds_nothing_back(centre: Centre) -> None:
    reader = Reader(centre)
    gone, there = Writer(centre, "aaaa"), Writer(centre, "bbbb")
    gone.write()
    second = there.write()
    there.commit()
    gone.connection.rollback()
    reader.to_the_end()
    assert reader.found == [second]
    gone.close()
    there.close()


def test_of_four_writers_at_once_nothing_is_missed(centre: Centre) -> None:
    """Four writers whose transactions overlap in every way, and a reader that never waits. That a naive cursor misses
    is not luck: the first writer holds one transaction open until all the others have committed theirs."""
    reader = Reader(centre)
    slow = Writer(centre, "aaaa")
    written = [slow.write()]
    done = threading.Event()
    lock = threading.Lock()

    def work(name: str) -> None:
        writer = Writer(centre, name)
        for count in range(60):
            fresh = [writer.write() for _ in range(1 + count % 4)]
            with lock:
                written.extend(fresh)
            writer.commit()
        writer.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("bbbb", "cccc", "dddd", "eeee")]
    for thread in threads:
        thread.start()

    def finish() -> None:
        for thread in threads:
            thread.join()
        done.set()

    waiter = threading.Thread(target=finish)
    waiter.start()
    while not done.is_set():
        reader.pull()
    reader.pull()
    waiter.join()
    slow.commit()
    slow.close()
    reader.to_the_end()
    assert len(reader.found) == len(written) == 601
    assert set(reader.found) == set(written)
    assert written[0] in set(written) - set(reader.naive)


def test_a_large_fact_stands_in_a_page_of_its_own(centre: Centre) -> None:
    writer = Writer(centre, "aaaa")
    with centre.shop().read() as connection:
        begin = feed.horizon(connection)
    for _ in range(3):
        writer.write()
    writer.commit()
    writer.close()
    with centre.shop().read() as connection:
        end = feed.horizon(connection)
        one, more = feed.page(connection, "S1", begin, end, but="", limit=9, size=1)
        assert (len(one), more) == (1, True)
        rest, more = feed.page(connection, "S1", one[-1].place, end, but="", limit=9, size=4)
        assert (len(rest), more) == (2, False)
        assert feed.page(connection, "S1", begin, end, but="aaaa.1", limit=9, size=9) == ([], False)
        assert feed.page(connection, "S2", begin, end, but="", limit=9, size=9) == ([], False)


def test_an_idle_writer_loses_its_transaction(centre: Centre) -> None:
    with centre.shop().engine.connect() as connection:
        assert connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar() == "10s"


def test_after_a_restore_every_fact_is_fed_again(centre: Centre) -> None:
    with centre.shop().read() as connection:
        end = feed.horizon(connection)
        before, _ = feed.page(connection, "S1", BEGINNING, end, but="", limit=99, size=10**6)
    with centre.shop().write() as tx:
        feed.restamp(tx.connection)
    with centre.shop().read() as connection:
        after, _ = feed.page(connection, "S1", end, feed.horizon(connection), but="", limit=99, size=10**6)
    assert [one.link for one in after] == [one.link for one in before]
    assert len({one.place.xid for one in after}) == 1


# Orders that are to be sent from another store.


@pytest.fixture
def shops(database: str, tmp_path: Path) -> Iterator[tuple[Centre, Till, Till, Till]]:
    with three(database, tmp_path) as found:
        yield found


def place(shop: Store, external: str) -> str:
    with shop.write() as tx:
        order = tx.record(order_facts.placed(f"{shop.profile.series}-O000001", external)).envelope.id
        tx.record(facts.OrderHeld(order=order, hold="manual", reason="ask"))
    return order


def allocate(shop: Store, order: str, where: str) -> str:
    piece = facts.Allocation(line=1, quantity=1000, location=where, parts=(("TEA", 1000),))
    with shop.write() as tx:
        fact = facts.StockAllocated(order=order, allocations=(piece,), method="best", cost=0, rejected=())
        return tx.record(fact).envelope.id


def kinds(shop: Store, order: str) -> list[str]:
    with shop.read() as connection:
        rows = till.journal_rows(connection)
    return sorted(row.kind for row in rows if order.encode() in row.body)


def sync(*each: Till) -> None:
    for one in each:
        one.sync()


def test_an_order_that_another_store_is_to_send_comes_there_whole(shops) -> None:
    _, one, two, other = shops
    order = place(one.shop, "W-1")
    sync(one, two, other)
    assert kinds(two.shop, order) == ["order.held", "order.placed"]
    assert kinds(other.shop, order) == []
    foreign = place(one.shop, "W-2")
    allocate(one.shop, order, "S2")
    sync(one, two, other)
    assert kinds(other.shop, order) == ["order.allocated", "order.held", "order.placed"]
    assert kinds(other.shop, foreign) == []
    # What the other store does with it comes back to the one that took it, and to nobody else's orders.
    with other.shop.write() as tx:
        tx.record(facts.OrderCancelled(order=order, lines=(), reason="gone", whole=False))
    sync(other, one, two, other)
    for each in (one, two, other):
        assert kinds(each.shop, order) == ["order.allocated", "order.cancelled", "order.held", "order.placed"]
    # Nothing of the sales of S1 came with it.
    till.sell(one.shop, (TEA, 1000))
    sync(one, other)
    with other.shop.read() as connection:
        assert {row.kind for row in till.journal_rows(connection) if row.store == "S1"} == {
            "order.placed", "order.held", "order.allocated"
        }  # fmt: skip


def test_what_the_centre_itself_records_of_an_order_is_delivered(shops) -> None:
    centre, _, _, other = shops
    order = place(centre.shop(), "W-3")
    allocate(centre.shop(), order, "S2")
    sync(other)
    assert kinds(other.shop, order) == ["order.allocated", "order.held", "order.placed"]
    with centre.shop().write() as tx:
        tx.record(facts.OrderCancelled(order=order, lines=(), reason="gone", whole=False))
    assert other.sync().facts == 1


def test_an_order_to_be_collected_elsewhere_is_delivered_there(shops) -> None:
    _, one, _, other = shops
    order = place(one.shop, "W-4")
    with one.shop.write() as tx:
        fields = {"pickup_location": "S2"}
        tx.record(
            facts.OrderAmended(order=order, added=(), cancelled=(), fields=fields, reason="nearer", total_added=0)
        )
    sync(one, other)
    assert kinds(other.shop, order) == ["order.amended", "order.held", "order.placed"]


def test_two_that_change_an_order_at_once_do_not_leave_each_other_out(shops, monkeypatch: pytest.MonkeyPatch) -> None:
    """One writes what there is to deliver while the other makes the order a store's concern: neither sees the other."""
    centre, one, two, other = shops
    order = place(one.shop, "W-5")
    sync(one, two)
    with one.shop.write() as tx:
        tx.record(facts.OrderCancelled(order=order, lines=(), reason="late", whole=False))
    allocate(two.shop, order, "S2")
    real, reached, go = feed.deliver, threading.Event(), threading.Event()

    def held(connection: Connection, orders) -> None:
        real(connection, orders)
        if not reached.is_set():
            reached.set()
            go.wait(20)

    monkeypatch.setattr(feed, "deliver", held)
    threads = [threading.Thread(target=one.hand_in), threading.Thread(target=two.hand_in)]
    threads[0].start()
    assert reached.wait(20)
    threads[1].start()
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with centre.shop().engine.connect() as connection:
        for _ in range(2000):
            if connection.execute(waiting).scalar_one():
                break
            connection.rollback()
    go.set()
    for thread in threads:
        thread.join(30)
    sync(other)
    assert kinds(other.shop, order) == ["order.allocated", "order.cancelled", "order.held", "order.placed"]


def test_replay_at_the_centre_delivers_nothing_twice(shops) -> None:
    centre, one, _, other = shops
    order = place(one.shop, "W-6")
    allocate(one.shop, order, "S2")
    sync(one, other)
    count = text("SELECT count(*) FROM delivery")
    with centre.shop().write() as tx:
        before = tx.connection.execute(count).scalar_one()
        clear(tx.connection)
        rebuild(tx.connection, tx.connection)
        assert tx.connection.execute(count).scalar_one() == before == 3


def test_a_fact_that_a_person_trusts_after_all_is_fed_then(shops) -> None:
    centre, one, two, _ = shops
    sync(one, two)
    with one.shop.read() as connection:
        row = [each for each in till.journal_rows(connection) if each.origin == one.shop.profile.origin][-1]
    with centre.shop().write() as tx:
        feed.deliver_again(tx.connection, row.origin, row.seq)
    page = two.line.pull("", 2000, "")
    assert [fed.link.hash for fed in page.facts].count(row.hash) == 2
    assert two.sync().facts == 0
