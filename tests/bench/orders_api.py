"""The orders API of a centre, over HTTP and PostgreSQL: availability of a hundred products, orders of three lines from
eight clients. The server runs in a process of its own, as it does in a shop; the clients share the two cores with it.

    python -m tests.bench.orders_api
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import httpx
from tests.machines import till

from storeops.journal.facts import GoodsLine, GoodsReceived
from storeops.operations import api_keys
from storeops.operations.shop import init
from storeops.server.postgres import running
from storeops.settings import Settings

CLIENTS, ORDERS, PRODUCTS = 8, 800, 2000
UNITS = 40
ADDRESS = {"name": "Ann Reed", "lines": ["12 High St"], "city": "Leeds", "postcode": "LS1 4AP", "country": "GB"}


def made(url: str) -> str:
    """A centre with goods; returns a key."""
    shop = init(Settings(url), store_code="S1", name="Chain", country="GB", currency="GBP", terminal_code="C1")
    skus = [f"P{place:05d}" for place in range(PRODUCTS)]
    till.list_products(shop, [till.item(sku, 250) for sku in skus])
    lines = tuple(GoodsLine(sku=sku, name=sku, unit="each", quantity=1000 * UNITS, unit_cost=50) for sku in skus)
    with shop.write() as tx:
        tx.record(GoodsReceived(location="S1", supplier="", reference="", lines=lines, postings=()))
    with shop.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    key = api_keys.add(shop, "web", rate=100_000).key
    shop.close()
    return key


def order(name: str, chance: random.Random) -> dict[str, Any]:
    skus = chance.sample(range(PRODUCTS), 3)
    return {
        "external": name,
        "customer": {"name": "Ann Reed", "email": f"{name}@example.org"},
        "ship_to": ADDRESS,
        "lines": [{"sku": f"P{sku:05d}", "quantity": "1"} for sku in skus],
        "if_short": "refuse",
    }


def place_all(address: str, key: str, clients: int, orders: int) -> tuple[list[float], float]:
    took: list[float] = []

    def run(who: int) -> None:
        chance = random.Random(who)
        with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=60) as http:
            for count in range(orders // clients):
                name = f"w{clients}-{who}-{count}"
                body = order(name, chance)
                begun = time.perf_counter()
                answer = http.post("/v1/orders", json=body, headers={"Idempotency-Key": name})
                took.append(time.perf_counter() - begun)
                assert answer.status_code in (201, 409), answer.text

    begun = time.perf_counter()
    threads = [threading.Thread(target=run, args=(who,)) for who in range(clients)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return took, time.perf_counter() - begun


def ask_all(address: str, key: str, count: int, pace: float) -> list[float]:
    chance, took = random.Random(9), []
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=60) as http:
        for _ in range(count):
            skus = [f"P{sku:05d}" for sku in chance.sample(range(PRODUCTS), 100)]
            begun = time.perf_counter()
            answer = http.post("/v1/availability", json={"skus": skus})
            took.append(time.perf_counter() - begun)
            assert len(answer.json()["products"]) == 100
            time.sleep(max(0.0, pace - (time.perf_counter() - begun)))
    return took


def told(what: str, took: list[float], seconds: float = 0) -> None:
    ordered = sorted(took)
    p99 = ordered[int(len(ordered) * 0.99)]
    rate = f"{len(took) / seconds:7.0f}/s  " if seconds else ""
    print(f"{what:42} {rate}p50 {statistics.median(took) * 1000:6.1f} ms  p99 {p99 * 1000:6.1f} ms", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="storeops-bench-") as folder, running(Path(folder) / "pg") as url:
        key = made(url)
        server = subprocess.Popen([sys.executable, __file__, "serve", url], stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        try:
            place_all(address, key, 1, 50)
            told("availability of 100 products", ask_all(address, key, 300, 0.02))
            told("place an order of 3 lines, 1 client", *place_all(address, key, 1, 200)[:1])
            took, seconds = place_all(address, key, CLIENTS, ORDERS)
            told(f"place an order of 3 lines, {CLIENTS} clients", took, seconds)
        finally:
            server.terminate()
            server.wait()


def serve(url: str) -> None:
    import uvicorn

    from storeops.server.app import make_app
    from storeops.server.centre import Centre

    server = uvicorn.Server(uvicorn.Config(make_app(Centre(Settings(url))), port=0, log_level="error"))

    def tell() -> None:
        while not server.started:
            time.sleep(0.01)
        print(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", flush=True)

    threading.Thread(target=tell, daemon=True).start()
    server.run()


if __name__ == "__main__":
    serve(sys.argv[2]) if sys.argv[1:2] == ["serve"] else main()
