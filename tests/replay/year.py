"""The replay: invoice by invoice in the order of time, many of them in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from tests.replay.file import Invoice
from tests.replay.giving_back import Customers, give_back
from tests.replay.selling import sell, sold_lines
from tests.replay.shop import Clock
from tests.replay.tally import Tally

from storeops.operations.orders.sourcing import ground
from storeops.store import Store, Tx

AT_ONCE = 200


def replay(
    shop: Store, clock: Clock, documents: Sequence[Invoice], moved: Callable[[int, Tally], None] | None = None
) -> Tally:
    """Replay these documents. What was replayed before is recognised and changes nothing."""
    tally, customers, done = Tally(), Customers.none(), 0
    for batch in _batches(documents):
        clock.at = max(clock.at, batch[-1].at) + timedelta(seconds=1)
        with shop.write() as tx:
            at = ground(tx.connection, tx.profile, tx.now)
            for invoice in batch:
                _one(tx, at, invoice, customers, tally)
        done += len(batch)
        if moved:
            moved(done, tally)
    return tally


def _batches(documents: Sequence[Invoice]) -> Iterator[list[Invoice]]:
    """At most so many documents, all of one day: a transaction has one business date."""
    batch: list[Invoice] = []
    for document in documents:
        if batch and (len(batch) == AT_ONCE or document.at.date() != batch[0].at.date()):
            yield batch
            batch = []
        batch.append(document)
    if batch:
        yield batch


def _one(tx: Tx, at: object, invoice: Invoice, customers: Customers, tally: Tally) -> None:
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
        order = sell(tx, at, invoice, tally)  # type: ignore[arg-type]
        customers.remember(tx, invoice, order)
