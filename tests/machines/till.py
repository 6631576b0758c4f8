"""A shop to prove things on: real files, real operations, a clock that the test moves."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.pool import StaticPool

from storeops.database.engine import sqlite_module
from storeops.database.identity import fingerprint
from storeops.database.tables import (
    drawer_close,
    goods_move,
    journal,
    metadata,
    money_posting,
    price,
    product,
    sale,
    stock_balance,
)
from storeops.journal.envelope import Entry, JournalRow
from storeops.journal.facts import GoodsLine, GoodsReceived, SaleCompleted, SaleReturned
from storeops.journal.reading import entry_of, rows
from storeops.journal.replay import compare, rebuild
from storeops.journal.verify import verify
from storeops.operations import drawer
from storeops.operations.sales import complete
from storeops.operations.shop import init, next_revision, put
from storeops.reports.sale_view import SaleView
from storeops.rules import carts, postings
from storeops.rules.carts import Cart, Item
from storeops.rules.tax import TaxComponent
from storeops.rules.tenders import CASH, Tender
from storeops.settings import Settings
from storeops.store import Store, Tx

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that goes on by a millisecond each time it is read, and by whatever a test adds to it."""

    def __init__(self, start: datetime = MORNING) -> None:
        self.at = start

    def now(self, zone: ZoneInfo) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at.astimezone(zone)


def make(where: Path | str, *, country: str = "GB", currency: str = "GBP", **settings: Any) -> Store:
    """A shop at a path or a server's address, on a clock of its own."""
    return init(
        Settings(str(where), minimum_free_bytes=0, **settings),
        store_code="S1",
        name="Corner Shop",
        country=country,
        currency=currency,
        terminal_code="T1",
        clock=Clock(),
    )


def brought(made: Path, where: Path) -> Settings:
    """A closed shop's file at another place, as if it had been made there: it is not to be noticed as a copy."""
    where.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(made, where)
    with closing(sqlite_module().connect(where)) as connection, connection:
        print_here = (fingerprint(where),)
        assert connection.execute("UPDATE local SET value = ? WHERE key = 'fingerprint'", print_here).rowcount == 1
    return Settings(str(where), minimum_free_bytes=0)


def item(sku: str = "TEA", amount: int = 250, *rates: str, **changes: Any) -> Item:
    """A product: 20 % tax unless `rates` say otherwise (none: exempt is "")."""
    taxes = tuple(TaxComponent(f"T{place}", Decimal(rate)) for place, rate in enumerate(rates or ("20",), 1) if rate)
    values: dict[str, Any] = {"name": f"{sku} of the house", "department": "all", "unit": "each", "cost": 100}
    return Item(sku=sku, price=amount, taxes=taxes, **{**values, **changes})


def filled(shop: Store, *goods: tuple[Item, int]) -> Cart:
    """A cart of this terminal with these items and thousandths in it, each on a line of its own."""
    from storeops.journal.identity import uuid7

    cart = Cart(id=uuid7(shop.now()), terminal=shop.profile.terminal)
    for one, quantity in goods:
        cart = carts.add(cart, one, quantity)
    return cart


def cash(shop: Store, cart: Cart) -> list[Tender]:
    """What pays this cart in cash, a little more than exact."""
    profile = shop.profile
    total = carts.price(cart, prices_include_tax=profile.prices_include_tax, rounding=profile.tax_rounding).total
    return [Tender(CASH, total + 100)]


def sell(shop: Store, *goods: tuple[Item, int], override: str = "") -> SaleView:
    cart = filled(shop, *goods)
    return complete(shop, cart, cash(shop, cart), override=override)


def trading(where: Path | str, **changes: Any) -> Store:
    """A shop with its drawer open."""
    shop = make(where, **changes)
    drawer.open_drawer(shop, 10_000)
    return shop


def receive(shop: Store, one: Item, quantity: int) -> Entry:
    """Goods in, as the fact itself: no catalogue is needed for it."""
    with shop.write() as tx:
        return receive_in(tx, one, quantity)


def receive_in(tx: Tx, one: Item, quantity: int) -> Entry:
    line = GoodsLine(sku=one.sku, name=one.name, unit=one.unit, quantity=quantity, unit_cost=one.cost)
    return tx.record(
        GoodsReceived(
            location=tx.profile.location,
            supplier="",
            reference="",
            lines=(line,),
            postings=postings.move(postings.INVENTORY, postings.SUPPLIERS, one.cost * quantity // 1000),
        )
    )


def list_products(shop: Store, items: Iterable[Item]) -> None:
    """Put products into the catalogue, so that codes find them."""
    with shop.write() as tx:
        revision = next_revision(tx)
        for one in items:
            values = {"sku": one.sku, "name": one.name, "department": one.department, "unit": one.unit}
            flags = {"tax_class": "standard", "active": True, "stocked": one.stocked, "cost": one.cost}
            put(tx, product, revision, {**values, **flags})
            amount = {"sku": one.sku, "price_list": "", "valid_from": "2000-01-01", "valid_to": "", "amount": one.price}
            put(tx, price, revision, amount)


def entries(connection: Connection) -> list[Entry]:
    return [entry_of(numbered.row) for numbered in rows(connection)]


def journal_rows(connection: Connection) -> list[JournalRow]:
    return [numbered.row for numbered in rows(connection)]


def scratch() -> Engine:
    """An empty database in memory with every table, each foreign to the next."""
    engine = create_engine("sqlite+pysqlite://", module=sqlite_module(), poolclass=StaticPool)

    @event.listens_for(engine, "connect")
    def _plain(connection: Any, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    metadata.create_all(engine)
    return engine


def replay_differences(shop: Store) -> tuple[object, ...]:
    """What a rebuild from nothing does not share with the tables as they are."""
    engine = scratch()
    try:
        with shop.read() as live, engine.begin() as fresh:
            rebuild(live, fresh)
            return compare(live, fresh)
    finally:
        engine.dispose()


def dump(shop: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, to prove that a refusal changed nothing."""
    with shop.read() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def accounts(connection: Connection) -> dict[str, int]:
    """The balance of every account that is not zero."""
    query = select(money_posting.c.account, func.sum(money_posting.c.amount)).group_by(money_posting.c.account)
    return {account: int(amount) for account, amount in connection.execute(query) if amount}


def ledger(connection: Connection) -> dict[tuple[str, str], int]:
    """On hand by the moves themselves, without the cache."""
    sums: dict[tuple[str, str], int] = {}
    for row in connection.execute(select(goods_move)):
        sums[row.sku, row.from_location] = sums.get((row.sku, row.from_location), 0) - row.quantity
        sums[row.sku, row.to_location] = sums.get((row.sku, row.to_location), 0) + row.quantity
    return {key: quantity for key, quantity in sums.items() if quantity}


def cached(connection: Connection) -> dict[tuple[str, str], int]:
    return {(row.sku, row.location): row.quantity for row in connection.execute(select(stock_balance)) if row.quantity}


def assert_sound(shop: Store) -> None:
    """The laws every moment obeys: balanced books, a cache that is the sum, dense numbers, an unbroken chain."""
    with shop.read() as connection:
        unbalanced = select(money_posting.c.fact).group_by(money_posting.c.fact)
        assert connection.execute(unbalanced.having(func.sum(money_posting.c.amount) != 0)).all() == []
        assert cached(connection) == ledger(connection)
        for table in (sale, drawer_close):
            for series, most, count in connection.execute(
                select(table.c.series, func.max(table.c.counter), func.count())
                .where(table.c.series != "")  # sales of another system keep its numbers
                .group_by(table.c.series)
            ):
                assert most == count, f"series {series} has a gap"
        assert verify(connection).problems == ()
        for entry in entries(connection):
            assert_adds_up(entry)


def assert_adds_up(entry: Entry) -> None:
    """A document's lines are its total, its tenders pay it, its taxes are its lines'."""
    fact = entry.envelope.fact
    assert sum(posting.amount for posting in getattr(fact, "postings", ())) == 0
    if not isinstance(fact, SaleCompleted | SaleReturned):
        return
    assert sum(line.net + line.tax for line in fact.lines) == fact.total == fact.net + fact.tax
    assert sum(share.tax for share in fact.taxes) == fact.tax == sum(line.tax for line in fact.lines)
    given = sum(tender.amount for tender in fact.tenders)
    change = fact.change if isinstance(fact, SaleCompleted) else 0
    assert given - change == fact.total + fact.rounding


def raw(shop: Store, statement: str, *values: Any) -> None:
    """What somebody with the file in their hands can do to it: the triggers that stop an honest program are gone."""
    with shop.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(text("DROP TRIGGER IF EXISTS journal_no_update"))
        connection.execute(text("DROP TRIGGER IF EXISTS journal_no_delete"))
        connection.exec_driver_sql(statement, values)


def count(shop: Store) -> int:
    with shop.read() as connection:
        return int(connection.execute(select(func.count()).select_from(journal)).scalar_one())
