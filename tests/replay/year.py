"""The replay: invoice by invoice in the order of time, many of them in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from tests.replay.file import Invoice
from tests.replay.giving_back import Customers, give_back
from tests.replay.selling import sell, sold_lines
from tests.replay.shop import Clock
from tests.replay.tally import Tally
from tests.replay.warehouse import Warehouse

from storeops.operations.orders.sourcing import Ground, ground
from storeops.store import Store, Tx

AT_ONCE = 200


def replay(
    shop: Store,
    clock: Clock,
    documents: Sequence[Invoice],
    moved: Callable[[int, Tally], None] | None = None,
    *,
    through_the_warehouse: bool = False,
) -> Tally:
    """Replay these documents. What was replayed before is recognised and changes nothing.

    Each order is sent at once from where it stands, or `through_the_warehouse` with all others of its day."""
    tally, customers, done = Tally(), Customers.none(), 0
    warehouse = Warehouse(shop, clock, tally) if through_the_warehouse else None
    for batch in _batches(documents, 0 if warehouse else AT_ONCE):
        clock.at = max(clock.at, batch[-1].at) + timedelta(seconds=1)
        placed: dict[str, str] = {}
        if warehouse:
            placed = _place(shop, batch, tally)
            warehouse.day()
        with shop.write() as tx:
            at = ground(tx.connection, tx.profile, tx.now)
            for invoice in batch:
                _one(tx, at, invoice, customers, tally, placed)
        done += len(batch)
        if moved:
            moved(done, tally)
    if warehouse:
        warehouse.end()
    return tally


def _batches(documents: Sequence[Invoice], most: int) -> Iterator[list[Invoice]]:
    """At most so many documents (0: any number), all of one day: a transaction has one business date."""
    batch: list[Invoice] = []
    for document in documents:
        if batch and (len(batch) == most or document.at.date() != batch[0].at.date()):
            yield batch
            batch = []
        batch.append(document)
    if batch:
        yield batch


def _place(shop: Store, batch: Sequence[Invoice], tally: Tally) -> dict[str, str]:
    """Place the orders of a day, which the warehouse sends; what the day cancels is taken back afterwards. Returns the
    orders' ids by their numbers."""
    placed = {}
    with shop.write() as tx:
        at = ground(tx.connection, tx.profile, tx.now)
        for invoice in batch:
            if not (invoice.cancels or invoice.bad_debt) and sold_lines(invoice):
                placed[invoice.number] = sell(tx, at, invoice, tally, at_once=False)
    return placed


def _one(tx: Tx, at: Ground, invoice: Invoice, customers: Customers, tally: Tally, placed: Mapping[str, str]) -> None:
    tally.counts["documents"] += 1
    tally.counts["lines"] += len(invoice.lines)
    if invoice.bad_debt:
        for line in invoice.lines:
            tally.refuse("bad debt, nothing sold", line)
        return
    if invoice.cancels:
        for line in invoice.lines:
            give_back(tx, invoice, line, customers, tally)
        return
    sold = sold_lines(invoice)
    for line in invoice.lines:
        if line.quantity > 0 and line.price >= 0:
            tally.done["sold, goods" if line.goods else "sold, services"].add(line)
        else:
            tally.refuse("stock written off, nothing sold", line)
    if sold:
        customers.remember(tx, invoice, placed.get(invoice.number) or sell(tx, at, invoice, tally))
