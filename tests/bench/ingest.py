"""Ingest at the centre: chains of 5-line sales with their movements, over HTTP, beside the same rows by COPY.

By hand: `python -m tests.bench.ingest`. The server is a process of its own; the till's side here only posts batches
that were packed and signed before the clock starts."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import httpx
from sqlalchemy import Connection, select, text
from tests.bench.replay import record_more
from tests.bench.table import row, say
from tests.machines import till

from storeops.database.engine import open_engine
from storeops.database.tables import metadata
from storeops.journal.apply import insert
from storeops.journal.projections import PROJECTED
from storeops.operations import stock, tills
from storeops.operations.shop import init
from storeops.server.postgres import running
from storeops.settings import Settings
from storeops.store import Store
from storeops.sync import signing, wire
from storeops.sync.line import TENANT
from storeops.sync.messages import Push
from storeops.sync.own import OwnFacts

FACTS = 12_000
BATCH = 500
TILLS = 2
GOAL = 12_000


def _till(folder: Path, name: str) -> Store:
    """A till with thousands of 5-line sales of its own."""
    shop = till.trading(folder / f"{name}.db")
    goods = [till.item(f"P{place:07d}") for place in range(5)]
    till.list_products(shop, goods)
    stock.receive(shop, [(one.sku, 1_000_000) for one in goods])
    till.sell(shop, *((one, 1000) for one in goods))
    record_more(shop, FACTS // TILLS)
    return shop


def _batches(shop: Store) -> list[bytes]:
    own = OwnFacts(shop)
    (chain,) = own.chains()
    found, after = [], 0
    while after < chain.head.seq:
        links = own.links(chain.name, after, chain.head.seq, BATCH, 4 * 1024 * 1024)
        found.append(wire.pack_push(Push(chain.name, "", tuple(links))))
        after = links[-1].seq
    return found


@contextmanager
def served(database: str, processes: int) -> Iterator[list[str]]:
    """Addresses of server processes over this database."""
    program = (
        "import sys, uvicorn; from storeops.server.app import make_app; from storeops.server.centre import Centre; "
        "from storeops.settings import Settings; config = uvicorn.Config(make_app(Centre(Settings(sys.argv[1]))), "
        "port=0, log_level='error'); server = uvicorn.Server(config); import asyncio\n"
        "async def main():\n"
        "    config.load(); server.lifespan = config.lifespan_class(config); await server.startup()\n"
        "    print(server.servers[0].sockets[0].getsockname()[1], flush=True)\n"
        "    await server.main_loop(); await server.shutdown()\n"
        "asyncio.run(main())\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, database], stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    try:
        yield [f"http://127.0.0.1:{(one.stdout.readline() if one.stdout else '').strip()}" for one in started]
    finally:
        for one in started:
            one.terminate()
            one.wait(20)


def _hand_in(address: str, shop: Store, batches: list[bytes], said: list[str]) -> None:
    key = signing.read_key(signing.key_path(shop.settings.database))
    with httpx.Client(base_url=address, timeout=60) as client:
        for body in batches:
            target = "/v1/sync/push"
            headers = signing.sign(key, shop.profile.device, "POST", f"main {target}", body, datetime.now(UTC))
            answer = client.post(target, content=body, headers={TENANT: "main", **headers})
            said.append(answer.json().get("verdict", answer.text))


def _round(addresses: list[str], shops: list[Store], work: list[list[bytes]]) -> float:
    """Seconds until every till has handed in everything, all at once."""
    said: list[str] = []
    hands = [
        Thread(target=_hand_in, args=(addresses[place % len(addresses)], shop, work[place], said))
        for place, shop in enumerate(shops)
    ]
    begun = time.perf_counter()
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    took = time.perf_counter() - begun
    assert set(said) == {"taken"}, set(said)
    return took


def _by_copy(source: Connection, target: Connection) -> float:
    """Seconds of the same rows into empty tables with the same indexes, by COPY and nothing else."""
    kept = {
        name: [tuple(one) for one in source.execute(select(metadata.tables[name]))]
        for name in PROJECTED
        if name in metadata.tables
    }
    columns = [column for column in metadata.tables["journal"].columns if column.name != "position"]
    kept["journal"] = [tuple(one) for one in source.execute(select(*columns))]
    for name in kept:
        target.execute(text(f'TRUNCATE "{name}"') if name != "journal" else text("SELECT 1"))
    begun = time.perf_counter()
    for name, rows in kept.items():
        if rows:
            insert(target, name, rows)
    target.commit()
    return time.perf_counter() - begun


def measure(folder: Path, processes: int = 2) -> tuple[int, float, float, float]:
    """Facts, seconds to take them in, seconds to take them again, seconds of the same rows by COPY."""
    shops = [_till(folder, f"till{number}") for number in range(TILLS)]
    work = [_batches(shop) for shop in shops]
    with warnings.catch_warnings(), running(folder / "central") as url:
        warnings.simplefilter("ignore")
        init(
            Settings(url), store_code="S1", name="Corner Shop", country="GB", currency="GBP", terminal_code="C1"
        ).close()
        centre = Store.open(Settings(url))
        for number, shop in enumerate(shops):
            public = signing.make_key(signing.key_path(shop.settings.database))
            code = tills.invite(centre, "S1", f"T{number + 1}").code
            tills.enrol(centre, code, shop.profile.device, public)
        with served(url, processes) as addresses:
            took = _round(addresses, shops, work)
            again = _round(addresses, shops, work)
        with centre.engine.connect() as connection:
            facts = connection.execute(text("SELECT COUNT(*) FROM journal")).scalar_one()
        copied = _copied(centre, url)
        centre.close()
    return facts, took, again, copied


def _copied(centre: Store, url: str) -> float:
    admin = open_engine(url)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT", writing=True) as connection:
        connection.execute(text("CREATE DATABASE by_copy"))
    admin.dispose()
    other = open_engine(url.replace("/postgres?", "/by_copy?"))
    from storeops.database import schema

    schema.migrate(other)
    with centre.engine.connect() as source, other.connect().execution_options(writing=True) as target:
        took = _by_copy(source, target)
    other.dispose()
    return took


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="storeops-ingest-") as folder:
        say(f"{FACTS} facts of {TILLS} tills; the server has two processes ...")
        facts, took, again, copied = measure(Path(folder))
    rate, share = facts / took, copied / took
    row(
        "ingest, 5-line sales with movements",
        f"{rate:,.0f}/s",
        f">= {GOAL:,}/s",
        rate >= GOAL,
        f"COPY {facts / copied:,.0f}/s",
    )
    row("ingest / the same rows by COPY", f"{share:.2f}", ">= 0.50", share >= 0.5)
    row("replayed duplicates", f"{facts / again:,.0f}/s", ">= 200,000/s", facts / again >= 200_000)


if __name__ == "__main__":
    main()
