"""python -m tests.bench.pull [--seconds N] [--rows N]: what the feed misses while four writers write (nothing, and a
cursor by position misses), how fast a till takes it, and how long a sale takes while a catalogue is brought up to date.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

import msgspec
from sqlalchemy import func, select
from tests.bench.table import p99, row, say
from tests.machines import till

from storeops.database.queries import feed
from storeops.database.tables import journal
from storeops.journal.envelope import Envelope, seal
from storeops.journal.facts import SaleCompleted
from storeops.journal.identity import uuid7
from storeops.journal.intake import Source
from storeops.journal.reading import entry_of, rows
from storeops.rules.chains import GENESIS, Link
from storeops.server.postgres import running
from storeops.settings import Settings
from storeops.store import Store, SystemClock
from storeops.sync import receiving, reference
from storeops.sync.books import Books
from storeops.sync.messages import Fed, Page, Push, Row, Rows
from storeops.sync.pull import pull

WRITERS, BATCH = 4, 100
NOW = "2026-11-25T12:00:00.000000Z"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--rows", type=int, default=1_000_000, help="products of the catalogue update")
    arguments.add_argument("--folder", default=".", help="where the databases are made: on the disk to be measured")
    given = arguments.parse_args()
    # A short name: PostgreSQL listens on a socket in it.
    with tempfile.TemporaryDirectory(dir=given.folder, prefix=".b") as name:
        folder = Path(name).resolve()
        template = _template(folder)
        with running(folder / "pg") as address:
            centre = till.make(address)
            _feed(centre, template, given.seconds)
            _take(centre, folder)
            centre.close()
        _sales(folder, given.rows)


def _template(folder: Path) -> Envelope:
    """A sale of five lines as a till records it."""
    shop = till.trading(folder / "template.db")
    till.sell(shop, *((till.item(f"P{count}"), 1000) for count in range(5)))
    with shop.read() as connection:
        entries = [entry_of(found.row) for found in rows(connection)]
    shop.close()
    return next(one.envelope for one in entries if isinstance(one.envelope.fact, SaleCompleted))


def _chain(template: Envelope, origin: str) -> Iterator[Link]:
    seq, previous, clock = 0, GENESIS, SystemClock()
    now = clock.now(__import__("zoneinfo").ZoneInfo("UTC"))
    while True:
        seq += 1
        envelope = msgspec.structs.replace(template, id=uuid7(now))
        sealed = seal(envelope, origin, seq, previous)
        previous = sealed.hash
        yield Link(seq, sealed.body, sealed.previous_hash, sealed.hash)


def _write(centre: Store, template: Envelope, name: str, until: float, written: list[int]) -> None:
    origin, generation = f"{name}.1", "g"
    links = _chain(template, origin)
    while time.perf_counter() < until:
        piece = Push(origin, generation, tuple(next(links) for _ in range(BATCH)))
        with centre.receiving() as connection:
            answer = receiving.receive(Books(connection, generation, name, Source(), NOW), piece)
        assert answer.verdict == "taken", answer
        written.append(BATCH)


def _feed(centre: Store, template: Envelope, seconds: float) -> None:
    with centre.read() as connection:
        place = feed.horizon(connection)
        last = int(connection.execute(select(func.max(journal.c.position))).scalar() or 0)
    written: list[int] = []
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=_write, args=(centre, template, f"w{count}", until, written))
        for count in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    found, naive, pages = set(), 0, []
    while True:
        over = not any(thread.is_alive() for thread in threads)
        begun = time.perf_counter()
        with centre.read() as connection:
            end = feed.horizon(connection)
            page, more = feed.page(connection, "S1", place, end, but="", limit=2000, size=4 * 1024 * 1024)
            pages.append(time.perf_counter() - begun)
            seen = connection.execute(
                select(func.count(), func.max(journal.c.position)).where(journal.c.position > last)
            ).one()
        found |= {one.link.hash for one in page}
        naive += seen[0]
        last = seen[1] or last
        place = page[-1].place if more else max(place, end)
        if over and not more:
            break
        time.sleep(0.02)
    total = sum(written)
    what = f"pulled while {WRITERS} writers write {total:,} facts"
    row(f"{what}, missed", str(total - len(found)), "0", total == len(found), f"by position {total - naive} missed")
    row("a page of the feed, p99", f"{p99(pages):.0f} ms", "", True, f"{total / seconds:,.0f} facts/s written")


def _take(centre: Store, folder: Path) -> None:
    """A till takes what is there: pages from the centre's database, applied as always, pauses and all."""
    shop = till.make(folder / "taker.db")
    most = 20_000
    taken = 0

    class Line:
        place = feed.BEGINNING

        def pull(self, after: str, limit: int, but: str) -> Page:
            nonlocal taken
            with centre.read() as connection:
                end = feed.horizon(connection)
                found, more = feed.page(connection, "S1", self.place, end, but=but, limit=limit, size=4 * 1024 * 1024)
            self.place = found[-1].place
            taken += len(found)
            facts = tuple(Fed(one.chain, one.link) for one in found)
            return Page(facts=facts, next=str(self.place), more=more and taken < most)

    begun = time.perf_counter()
    facts = pull(shop, Line()).facts
    seconds = time.perf_counter() - begun
    row(f"a till takes {facts:,} 5-line sales", f"{facts / seconds:,.0f}/s", "", True, f"{seconds:.1f} s with pauses")
    shop.close()


class _Catalogue:
    """A centre whose whole catalogue changed."""

    def __init__(self, count: int) -> None:
        self.count = count

    def reference(self, after: str, limit: int) -> Rows:
        begin = int(after or 0)
        found = tuple(Row("product", _product(place)) for place in range(begin, min(begin + limit, self.count)))
        end = begin + len(found)
        return Rows(rows=found, next=str(end), more=end < self.count, revision=2)


def _product(place: int) -> dict[str, object]:
    return {
        "sku": f"P{place:07}", "name": f"Product number {place} of the house", "department": "all",
        "tax_class": "standard", "unit": "each", "active": True, "stocked": True, "cost": 100, "revision": 2,
        "deleted": False,
    }  # fmt: skip


def _update(database: str, count: int) -> None:
    shop = Store.open(Settings(database))
    reference.fetch(shop, _Catalogue(count))
    shop.close()


def _sales(folder: Path, count: int) -> None:
    shop = till.trading(folder / "selling.db")
    shop.clock = SystemClock()
    goods = [(till.item(f"P{place}"), 1000) for place in range(5)]
    alone = _timed(shop, goods, lambda: len(calm) < 200, calm := [])
    other = multiprocessing.get_context("spawn").Process(target=_update, args=(shop.settings.database, count))
    say(f"{count:,} rows of reference data are taken in by another process ...")
    begun = time.perf_counter()
    other.start()
    while other.is_alive() and not _has_begun(shop):
        time.sleep(0.01)
    during = _timed(shop, goods, other.is_alive, [])
    seconds = time.perf_counter() - begun
    assert other.exitcode == 0
    most = p99(during)
    reference_text = f"alone {p99(alone):.1f} ms; {len(during)} sales, {count / seconds:,.0f} rows/s"
    row(f"a sale while {count:,} rows are updated, p99", f"{most:.1f} ms", "< 60 ms", most < 60, reference_text)
    row("the same, p50 and longest", f"{quantiles(during)[1] * 1000:.1f}/{max(during) * 1000:.0f} ms", "", True)
    shop.close()


def _has_begun(shop: Store) -> bool:
    from storeops.database.tables import product

    with shop.read() as connection:
        return bool(connection.execute(select(func.count()).select_from(product)).scalar())


def _timed(shop: Store, goods, going, found: list[float]) -> list[float]:
    while going():
        cart = till.filled(shop, *goods)
        begun = time.perf_counter()
        from storeops.operations.sales import complete

        complete(shop, cart, till.cash(shop, cart))
        found.append(time.perf_counter() - begun)
        time.sleep(0.01)
    return found


if __name__ == "__main__":
    main()
