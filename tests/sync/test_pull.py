"""Tills pull from a centre on PostgreSQL, over sockets: each ends with exactly what concerns its store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.machines import till
from tests.sync.three_tills import Till, ids, three

from storeops.database.queries import shop as shop_queries
from storeops.database.tables import journal, journal_twin
from storeops.journal.envelope import JournalRow
from storeops.journal.intake import UNKNOWN
from storeops.journal.replay import compare, rebuild
from storeops.journal.verify import verify
from storeops.operations import tills
from storeops.rules.chains import Link, chain_hash
from storeops.server.centre import Centre, renew_generation
from storeops.store import Store
from storeops.sync import pull as pulling
from storeops.sync import wire
from storeops.sync.line import CentreRefused
from storeops.sync.messages import Fed, Page
from storeops.sync.pull import CURSOR, HandInFirst, WrongFact, pull

pytestmark = pytest.mark.xdist_group("postgresql")
TEA, JAM = till.item("TEA", 250), till.item("JAM", 400)


@pytest.fixture
def shops(database: str, tmp_path: Path) -> Iterator[tuple[Centre, Till, Till, Till]]:
    with three(database, tmp_path) as found:
        yield found


def own_ids(centre: Centre, store: str) -> set[str]:
    with centre.shop().read() as connection:
        return set(connection.execute(select(journal.c.id).where(journal.c.store == store)).scalars())


def assert_sound(shop: Store, tmp_path: Path) -> None:
    """Every fact is what its hash says, and the tables are what the journal makes of them."""
    again = till.make(tmp_path / f"again-{len(list(tmp_path.iterdir()))}.db")
    from storeops.journal.replay import clear

    with shop.read() as here, again.write() as tx:
        assert verify(here).problems == ()
        clear(tx.connection)
        rebuild(here, tx.connection)
        assert compare(here, tx.connection) == ()
    again.close()


def last_of(each: Till) -> JournalRow:
    """The fact that a till recorded last."""
    with each.shop.read() as connection:
        return [row for row in till.journal_rows(connection) if row.origin == each.shop.profile.origin][-1]


def assert_same(one: Till, two: Till) -> None:
    with one.shop.read() as here, two.shop.read() as there:
        assert compare(here, there) == ()


def test_each_till_ends_with_what_concerns_its_store(shops, tmp_path: Path) -> None:
    centre, one, two, other = shops
    for each, count in ((one, 3), (two, 5), (other, 7)):
        for _ in range(count):
            till.sell(each.shop, (TEA, 1000))
    before = ids(other.shop)
    for each in (one, two, other, one, two, other):
        each.sync()
    assert ids(one.shop) == ids(two.shop) == own_ids(centre, "S1")
    assert ids(other.shop) == own_ids(centre, "S2") == before
    assert not ids(other.shop) & ids(one.shop)
    assert_same(one, two)
    for each in (one, two, other):
        assert_sound(each.shop, tmp_path)
    assert [each.sync().facts for each in (one, two, other)] == [0, 0, 0]
    till.sell(one.shop, (JAM, 2000))
    assert (one.sync().facts, two.sync().facts, other.sync().facts) == (0, 1, 0)
    assert_same(one, two)


def test_a_page_that_was_broken_off_is_taken_once(shops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, one, two, _ = shops
    for _ in range(60):
        till.sell(one.shop, (TEA, 1000))
    one.sync()
    two.sync()
    till.sell(one.shop, (TEA, 1000))
    one.sync()
    with two.shop.write() as tx:
        shop_queries.set_local(tx.connection, {CURSOR: ""})
    before = ids(two.shop)

    def broken(connection, values) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(pulling.shop_queries, "set_local", broken)
        with pytest.raises(RuntimeError, match="the power went"):
            pull(two.shop, two.line)
    # The pieces before the last one stay; the last came to nothing together with its cursor.
    assert ids(two.shop) == before
    assert two.sync().facts == 1
    assert_same(one, two)
    assert_sound(two.shop, tmp_path)
    with two.shop.read() as connection:
        assert list(connection.execute(select(journal_twin))) == []


def test_no_transaction_takes_more_than_a_sale_can_wait_for(shops, monkeypatch: pytest.MonkeyPatch) -> None:
    _, one, two, _ = shops
    with one.shop.write() as tx:
        for _ in range(450):
            till.receive_in(tx, TEA, 1000)
    one.sync()
    monkeypatch.setattr(pulling, "SECONDS", 3600.0)
    sizes, pauses = [], []
    taken = {"count": 0}
    real = pulling._write

    def counted(tx, facts, done) -> None:
        taken["count"] += len(facts)
        real(tx, facts, done)

    def paused(seconds: float) -> None:
        sizes.append(taken["count"])
        taken["count"] = 0
        pauses.append(seconds)
        till.sell(two.shop, (TEA, 1000))  # the way is free

    monkeypatch.setattr(pulling, "_write", counted)
    assert pull(two.shop, two.line, pause=paused).facts > 450
    assert sizes == [200, 200]
    assert pauses == [0.005, 0.005]
    monkeypatch.setattr(pulling, "SECONDS", 0.0)
    with two.shop.write() as tx:
        shop_queries.set_local(tx.connection, {CURSOR: ""})
    sizes.clear()
    taken["count"] = 0
    assert pull(two.shop, two.line, pause=lambda _: (sizes.append(taken["count"]), taken.update(count=0))).facts == 0
    assert set(sizes) == {25}


def test_a_fact_of_a_later_program_is_kept_and_waits(shops, tmp_path: Path) -> None:
    _, one, two, _ = shops
    one.sync()
    row = last_of(one)
    body = row.body.replace(row.id.encode(), b"01999999-0000-7000-8000-000000000001")
    kind = f'"kind":"{row.kind}"'.encode()
    assert kind in body
    body = body.replace(kind, b'"kind":"loyalty.stamped"')
    link = Link(row.seq + 1, body, row.hash, chain_hash(row.hash, row.origin, row.seq + 1, body))

    class Newer:
        def pull(self, after: str, limit: int, but: str) -> Page:
            page = two.line.pull(after, limit, but)
            return Page(facts=(*page.facts, Fed(row.origin, link)), next=page.next, more=page.more)

    done = pull(two.shop, Newer())
    assert [(one.seq, one.code) for one in done.parked] == [(link.seq, UNKNOWN)]
    assert "01999999-0000-7000-8000-000000000001" in ids(two.shop)
    assert pull(two.shop, Newer()).facts == 0
    assert_sound(two.shop, tmp_path)


def test_an_altered_fact_is_refused_with_all_of_its_step(shops) -> None:
    _, one, two, _ = shops
    till.sell(one.shop, (TEA, 1000))
    one.sync()
    before = ids(two.shop)

    class Lying:
        def pull(self, after: str, limit: int, but: str) -> Page:
            page = two.line.pull(after, limit, but)
            last = page.facts[-1]
            forged = replace_body(last)
            return Page(facts=(*page.facts[:-1], forged), next=page.next, more=page.more)

    with pytest.raises(WrongFact) as refused:
        pull(two.shop, Lying())
    assert refused.value.seq > 0
    assert ids(two.shop) == before
    with two.shop.read() as connection:
        assert CURSOR not in shop_queries.local_values(connection)


def replace_body(fed: Fed) -> Fed:
    return Fed(fed.chain, fed.link._replace(body=fed.link.body.replace(b'"TEA"', b'"JAM"')))


def test_a_revoked_till_gets_nothing(shops) -> None:
    centre, one, two, _ = shops
    one.sync()
    tills.revoke(centre.shop(), two.shop.profile.device)
    before = ids(two.shop)
    with pytest.raises(CentreRefused) as refused:
        pull(two.shop, two.line)
    assert refused.value.status == 403
    assert ids(two.shop) == before


def test_facts_of_a_revoked_till_are_not_handed_on(shops) -> None:
    centre, one, two, _ = shops
    one.sync()
    two.sync()
    tills.revoke(centre.shop(), one.shop.profile.device)
    till.sell(one.shop, (TEA, 1000))
    from storeops.sync.exchange import hand_in
    from storeops.sync.own import OwnFacts

    assert hand_in(OwnFacts(one.shop), one.line).facts == 1
    last = last_of(one)
    assert last.id in own_ids(centre, "S1")
    pull(two.shop, two.line)
    assert last.id not in ids(two.shop)


def test_a_centre_that_was_set_back_hands_out_everything_again_and_nothing_comes_twice(shops, tmp_path: Path) -> None:
    centre, one, two, _ = shops
    till.sell(one.shop, (TEA, 1000))
    for each in (one, two, one):
        each.sync()
    renew_generation(centre.shop())
    with two.shop.read() as connection:
        cursor = shop_queries.local_values(connection)[CURSOR]
    again = two.line.pull(cursor, 1000, two.shop.profile.origin)
    assert (again.again, len(again.facts) > 5) == (True, True)
    assert two.sync().facts == 0
    assert_same(one, two)
    assert_sound(two.shop, tmp_path)


def test_a_cursor_that_cannot_be_read_begins_again(shops) -> None:
    _, one, two, _ = shops
    one.sync()
    for cursor in ("x", "!!", "W10=", "WyJnIiwgWy0xLCA1XV0=", "a" * 399):
        page = two.line.pull(cursor, 1000, two.shop.profile.origin)
        assert (page.again, len(page.facts) >= 3) == (True, True), cursor


def test_pages_are_as_small_as_asked_for_and_the_whole_comes(shops) -> None:
    _, one, two, _ = shops
    for _ in range(10):
        till.sell(one.shop, (TEA, 1000))
    one.sync()
    cursor, seen, more = "", [], True
    while more:
        page = two.line.pull(cursor, 3, "")
        assert len(page.facts) <= 3
        seen += [fed.link.hash for fed in page.facts]
        cursor, more = page.next, page.more
    whole = two.line.pull("", 2000, "")
    assert seen == [fed.link.hash for fed in whole.facts]
    assert whole.more is False


def test_what_cannot_be_asked_is_refused(shops) -> None:
    _, one, _, _ = shops
    long = "a" * 401
    asked = ["pull?limit=0", "pull?limit=2001", "pull?limit=x", f"pull?after={long}", f"pull?but={long}"]
    asked += [
        f"{name}?{what}" for name in ("reference", "stock") for what in ("limit=0", "limit=10001", f"after={long}")
    ]
    for target in asked:
        with pytest.raises(CentreRefused) as refused:
            one.line.ask("GET", f"/v1/sync/{target}")
        assert refused.value.status == 400, target


def test_a_page_that_was_cut_off_is_unreadable() -> None:
    link = Link(1, b'{"a":1}', bytes(32), bytes(32))
    page = Page(facts=(Fed('o"x', link),), next="n", more=True)
    assert wire.unpack_page(wire.pack_page(page)) == page
    for broken in (b"", wire.compress([]), wire.compress([b'{"c":"o","s":1,"p":"","h":"","b":{}}'])):
        with pytest.raises(wire.Unreadable):
            wire.unpack_page(broken)


def set_back(each: Till, image: Path) -> Till:
    """The till as it was when the image was taken, in the very file: nothing tells that it was set back."""
    path, settings, line = Path(each.shop.settings.database), each.shop.settings, each.line
    clock = each.shop.clock
    each.shop.close()
    for left in ("-wal", "-shm"):
        Path(f"{path}{left}").unlink(missing_ok=True)
    with path.open("r+b") as file:
        file.truncate()
        file.write(image.read_bytes())
    return Till(Store.open(settings, clock=clock), line)


def test_a_till_that_was_set_back_gets_back_what_it_lost(shops, tmp_path: Path) -> None:
    centre, one, two, _ = shops
    till.sell(one.shop, (TEA, 1000))
    for each in (one, two, one):
        each.sync()
    one.shop.close()
    path = Path(one.shop.settings.database)
    image = tmp_path / "image"
    shutil.copyfile(path, image)
    one = Till(Store.open(one.shop.settings, clock=one.shop.clock), one.line)
    for _ in range(3):
        till.sell(one.shop, (JAM, 1000))
    one.sync()
    lost = ids(one.shop)
    one = set_back(one, image)
    assert len(lost - ids(one.shop)) == 3
    life = one.shop.profile.origin
    till.sell(one.shop, (TEA, 2000))  # it does not know yet
    one.sync()
    assert one.shop.profile.origin != life
    assert lost < ids(one.shop)
    for each in (two, one, two):
        each.sync()
    assert ids(one.shop) == ids(two.shop) == own_ids(centre, "S1")
    assert_same(one, two)
    assert_sound(one.shop, tmp_path)
    assert_sound(two.shop, tmp_path)
    one.shop.close()


def test_facts_of_its_own_present_life_are_never_taken(shops) -> None:
    _, one, _, _ = shops
    one.sync()
    row = last_of(one)
    body = row.body.replace(row.id.encode(), b"01999999-0000-7000-8000-000000000001")
    link = Link(row.seq + 1, body, row.hash, chain_hash(row.hash, row.origin, row.seq + 1, body))

    class Twin:
        def pull(self, after: str, limit: int, but: str) -> Page:
            return Page(facts=(Fed(row.origin, link),), next="n", more=False)

    before = ids(one.shop)
    with pytest.raises(HandInFirst):
        pull(one.shop, Twin())
    assert ids(one.shop) == before
