"""Orders: placed, paid, sourced and allocated one after the other; what may be promised of many products; the last unit
of one, taken by many programs at once."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from msgspec import structs

from storeops.database.queries import availability
from storeops.journal.envelope import utc_text
from storeops.journal.facts import GoodsLine, GoodsReceived
from storeops.operations.orders import payments, placing, quoting
from storeops.operations.orders.how import How
from storeops.operations.shop import add_location
from storeops.rules.orders.document import (
    AddressPart,
    CustomerPart,
    DocumentLine,
    DocumentPayment,
    OrderDocument,
    PaymentKind,
)
from storeops.rules.tenders import Tender
from storeops.store import Store

ORDERS = 300
SOURCES, LOCATIONS = 12, 50
"""Locations that orders are sourced from, and that availability is read of."""
STOCKED = 4000
"""Products that lie at every location, of the whole catalogue."""


def sample(products: int) -> list[str]:
    """The SKUs of `STOCKED` products of the catalogue."""
    chosen = random.Random(2).sample(range(products), min(STOCKED, products))
    return [f"P{place:07d}" for place in sorted(chosen)]


def stock(shop: Store, skus: Sequence[str], places: range) -> None:
    """Goods of every one of these products at these locations; number 0 is the shop floor, the others are made."""
    chance = random.Random(places.start)
    for place in places:
        location = f"L{place:02d}" if place else "S1"
        if place:
            add_location(shop, location, "shop_floor", f"Store {place}")
        lines = tuple(
            GoodsLine(sku=sku, name=sku, unit="each", quantity=1000 * chance.randint(200, 900), unit_cost=50)
            for sku in skus
        )
        with shop.write() as tx:
            tx.record(GoodsReceived(location=location, supplier="", reference="", lines=lines, postings=()))


def document(skus: Sequence[str], *, channel: str = "phone", external: str = "") -> OrderDocument:
    return OrderDocument(
        channel=channel,
        external=external,
        currency="GBP",
        customer=CustomerPart(name="Ann Reed", email="ann@example.org"),
        ship_to=AddressPart(lines=("12 High St",), city="Leeds", postcode="LS1 4AP", country="GB"),
        service="express",
        lines=tuple(DocumentLine(line=place, sku=sku, quantity=1000) for place, sku in enumerate(skus, 1)),
    )


def arrived(shop: Store, skus: Sequence[str]) -> list[float]:
    """Seconds of each web order of three lines that comes with its payment: placed, paid, sourced over all locations
    and allocated. The web shop has asked for the price before."""
    chance, took = random.Random(5), []
    for count in range(ORDERS):
        wanted = document(chance.sample(list(skus), 3), channel="web", external=f"W{count}")
        amount = quoting.quote(shop, wanted).total
        captured = DocumentPayment(kind=PaymentKind.CAPTURED, amount=amount, gateway="card", reference="A1B2")
        wanted = structs.replace(wanted, payments=(captured,))
        begun = time.perf_counter()
        order = placing.place(shop, wanted, How(due="before"))
        took.append(time.perf_counter() - begun)
        with shop.read() as connection:
            assert _due(connection, order) == 0
    return took


def placed(shop: Store, skus: Sequence[str]) -> list[float]:
    """Seconds of each order of three lines: placed, sourced over all locations and allocated; then, in a transaction of
    its own, paid by card."""
    chance, took = random.Random(3), []
    for _ in range(ORDERS):
        wanted = document(chance.sample(list(skus), 3))
        begun = time.perf_counter()
        order = placing.place(shop, wanted, How(due="before"))
        with shop.read() as connection:
            due = _due(connection, order)
        payments.pay(shop, order, Tender("card", due, "A1B2"))
        took.append(time.perf_counter() - begun)
    return took


def _due(connection: object, order: str) -> int:
    from storeops.reports.orders.state import by_id

    return by_id(connection, order).money.due  # type: ignore[arg-type]  # a Connection; this room names no SQLAlchemy


def promisable(shop: Store, skus: Sequence[str]) -> list[float]:
    """Seconds of each answer to what may be promised of a hundred products at fifty locations."""
    chance, took = random.Random(4), []
    for _ in range(200):
        asked = chance.sample(list(skus), min(100, len(skus)))
        begun = time.perf_counter()
        with shop.read() as connection:
            found = availability.read(connection, asked, now=utc_text(shop.now().isoformat()))
        took.append(time.perf_counter() - begun)
        assert len(found) == len(asked) * LOCATIONS
    return took


def unstocked(shop: Store, products: int) -> list[str]:
    """Products that were never anywhere: neither received nor sold by another measurement."""
    skus = [f"P{place:07d}" for place in range(max(0, products - 20_000), products)]
    with shop.read() as connection:
        found = availability.read(connection, skus, now=utc_text(shop.now().isoformat()))
    known = {sku for sku, _ in found}
    return [sku for sku in skus if sku not in known]


def last_unit(
    shop: Store, skus: Sequence[str], takers: int = 50, rounds: int = 5, *, by_hand: bool = False
) -> tuple[list[float], list[int]]:
    """Of products that lie nowhere: milliseconds that each of `takers` programs waited for its answer, and how many got
    the unit in each round.

    The programs are started and opened beforehand; a line on each one's input is the start signal. Those written by
    hand do the least that keeps one unit from being taken twice, in a table of their own."""
    module = "tests.bench.taker_by_hand" if by_hand else "tests.bench.taker"
    programs = [_taker(module, shop.settings.database, skus[-1]) for _ in range(takers)]
    for one in programs:
        assert one.stdout is not None
        assert one.stdout.readline().strip() == "ready"
    waited: list[float] = []
    winners: list[int] = []
    for sku in skus[:rounds]:
        with shop.write() as tx:
            line = GoodsLine(sku=sku, name=sku, unit="each", quantity=1000, unit_cost=0)
            tx.record(GoodsReceived(location="S1", supplier="", reference="", lines=(line,), postings=()))
        for one in programs:
            assert one.stdin is not None
            one.stdin.write(f"{sku}\n")
            one.stdin.flush()
        answers = [one.stdout.readline().split() for one in programs if one.stdout is not None]
        winners.append(sum(answer[0] == "got" for answer in answers))
        waited.extend(float(answer[1]) for answer in answers)
    for one in programs:
        assert one.stdin is not None
        one.stdin.close()
        one.wait()
    return waited, winners


def _taker(module: str, database: str, sku: str) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", module, database, sku]
    root = Path(__file__).parents[2]
    return subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)
