"""Facts of another till's chains, handed out in any order: each life of it is kept apart, holes and all."""

from __future__ import annotations

from pathlib import Path

from tests.machines import till
from tests.sync.test_pull import TEA, assert_sound

from storeops.database.queries import shop as shop_queries
from storeops.journal.envelope import JournalRow
from storeops.rules.chains import Link, chain_hash
from storeops.store import Store
from storeops.sync.messages import Fed, Page
from storeops.sync.pull import CURSOR, pull


def grown(after: JournalRow, chain: str, first: int, count: int) -> list[Fed]:
    """Facts that go on behind one, as another life of its database recorded them."""
    found, previous = [], after.hash
    for step in range(count):
        id = f"01999999-0000-7000-8000-{first + step:012d}".encode()
        body = after.body.replace(after.id.encode(), id)
        seq = after.seq + 1 + step
        digest = chain_hash(previous, after.origin, seq, body)
        found.append(Fed(chain, Link(seq, body, previous, digest)))
        previous = digest
    return found


class Pages:
    """A centre that hands out these pages, one after the other."""

    def __init__(self, *pages: list[Fed]) -> None:
        self.pages = pages

    def pull(self, after: str, limit: int, but: str) -> Page:
        place = int(after) if after.isdigit() else 0
        facts = self.pages[place] if place < len(self.pages) else []
        return Page(facts=tuple(facts), next=str(place + 1), more=place + 1 < len(self.pages))


def chains(shop: Store) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    with shop.read() as connection:
        for row in till.journal_rows(connection):
            found.setdefault(row.origin, []).append(row.seq)
    return found


def test_two_lives_of_another_till_are_kept_apart_whichever_the_centre_names_first(tmp_path: Path) -> None:
    """A till knows the one life by the origin's name; a centre that was set back gave it to the other since."""
    theirs, ours = till.trading(tmp_path / "theirs.db"), till.make(tmp_path / "ours.db")
    with ours.write() as tx:
        shop_queries.set_local(tx.connection, {"centre.address": "http://localhost"})
    with theirs.read() as connection:
        rows = till.journal_rows(connection)
    name, last = rows[-1].origin, rows[-1]
    whole = [Fed(name, Link(row.seq, row.body, row.previous_hash, row.hash)) for row in rows]
    one, other = grown(last, name, 1, 3), grown(last, name, 101, 4)
    assert pull(ours, Pages([*whole, *one])).facts == len(rows) + 3
    with ours.write() as tx:
        shop_queries.set_local(tx.connection, {CURSOR: ""})
    renamed = [Fed(f"{name}~{one[0].link.hash.hex()[:16]}", fed.link) for fed in one]
    again = Pages([*whole, *other[:2]], [other[2]], [other[3], *renamed])
    assert pull(ours, again).facts == 4
    branch = f"{name}~{other[0].link.hash.hex()[:16]}"
    found = chains(ours)
    assert found[name] == list(range(1, last.seq + 4))
    assert found[branch] == [last.seq + 1 + step for step in range(4)]
    with ours.write() as tx:
        shop_queries.set_local(tx.connection, {CURSOR: ""})
    assert pull(ours, again).facts == 0
    assert_sound(ours, tmp_path)
    theirs.close()
    ours.close()


def test_facts_of_a_chain_may_come_with_holes_and_in_any_order(tmp_path: Path) -> None:
    theirs, ours = till.trading(tmp_path / "theirs.db"), till.make(tmp_path / "ours.db")
    with ours.write() as tx:
        shop_queries.set_local(tx.connection, {"centre.address": "http://localhost"})
    for _ in range(4):
        till.sell(theirs, (TEA, 1000))
    with theirs.read() as connection:
        rows = till.journal_rows(connection)
    facts = [Fed(row.origin, Link(row.seq, row.body, row.previous_hash, row.hash)) for row in rows]
    assert pull(ours, Pages([facts[4]], [facts[6], facts[1]], [facts[5], facts[4]])).facts == 4
    assert chains(ours)[rows[0].origin] == [5, 7, 2, 6]
    assert_sound(ours, tmp_path)
    theirs.close()
    ours.close()
