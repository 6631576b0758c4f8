"""What of the centre's database is one store's: read there for the snapshot that a new till starts from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, Select, Table, Text, and_, column, func, or_, select
from sqlalchemy import table as lightweight

from storeops.database.queries import product_words
from storeops.database.queries.reference import HANDED_OUT, for_store
from storeops.database.tables import (
    chain,
    department,
    journal,
    metadata,
    parked,
    product,
)

PAGE = 2000
"""Rows that are held in memory at once."""

REFERENCE: tuple[Table, ...] = tuple(metadata.tables[name] for name in HANDED_OUT)
"""Every table of reference data."""

_DELIVERY = lightweight("delivery", column("store"), column("fact"))
_WORDS = lightweight("product_words", column("sku"), column("words"))


def reference_rows(connection: Connection, table: Table, store: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table of reference data that a store gets, by key; tombstones, too."""
    key = [one.collate("C") if isinstance(one.type, Text) else one for one in table.primary_key.columns]
    return _streamed(connection, select(table).where(*for_store(table, store)).order_by(*key))


def words(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """SKU, length of the name, and the words that each product is found by."""
    query = (
        select(product.c.sku, func.char_length(product.c.name), _WORDS.c.words)
        .join(_WORDS, _WORDS.c.sku == product.c.sku)
        .where(product.c.deleted.is_(False))
        .order_by(product.c.sku.collate("C"))
    )
    return _streamed(connection, query)


def product_entries(connection: Connection) -> Iterator[product_words.Entry]:
    """What every product is found by, read of the catalogue itself."""
    query = (
        select(product.c.sku, product.c.name, func.coalesce(department.c.name, ""))
        .join(department, department.c.code == product.c.department, isouter=True)
        .where(product.c.deleted.is_(False))
    )
    return map(product_words.Entry._make, _streamed(connection, query))


def facts(connection: Connection, store: str) -> Iterator[tuple[Any, ...]]:
    """The facts that concern a store, in the order of their arrival, in the journal's columns without the position."""
    delivered = select(_DELIVERY.c.fact).where(_DELIVERY.c.store == store)
    columns = [one for one in journal.columns if one.name != "position"]
    query = select(*columns).where(or_(journal.c.store == store, journal.c.id.in_(delivered)))
    return _streamed(connection, query.order_by(journal.c.position))


def chain_rows(connection: Connection, names: Iterable[str]) -> dict[str, Row[Any]]:
    """What the centre knows of these chains, by name."""
    return {row.name: row for row in connection.execute(select(chain).where(chain.c.name.in_(list(names))))}


def parked_rows(connection: Connection, store: str, codes: Collection[str]) -> list[RowMapping]:
    """What is parked of a store's facts for one of these reasons, and not settled."""
    query = (
        select(parked)
        .join(journal, and_(journal.c.origin == parked.c.chain, journal.c.seq == parked.c.seq))
        .where(journal.c.store == store, parked.c.code.in_(list(codes)), parked.c.settled != "retried")
    )
    return list(connection.execute(query).mappings())


def heads(connection: Connection) -> list[tuple[str, int, bytes]]:
    """The last fact of every chain in a journal: name, number, hash."""
    last = select(journal.c.origin, func.max(journal.c.seq).label("seq")).group_by(journal.c.origin).subquery()
    query = select(journal.c.origin, journal.c.seq, journal.c.hash).join(
        last, (last.c.origin == journal.c.origin) & (last.c.seq == journal.c.seq)
    )
    return [(str(name), int(seq), bytes(digest)) for name, seq, digest in connection.execute(query)]


def _streamed(connection: Connection, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    yield from map(tuple, connection.execute(query, execution_options={"yield_per": PAGE}))


def pages(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Rows a page at a time."""
    left = iter(rows)
    while page := list(islice(left, PAGE)):
        yield page
