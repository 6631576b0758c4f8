"""Keeping the catalogue: bringing in a file of products."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec

from storeops.database.queries import catalogue as queries
from storeops.database.queries import product_words
from storeops.database.queries import shop as shop_queries
from storeops.database.tables import local
from storeops.journal.facts import ReferenceChanged
from storeops.operations.catalogue import changes
from storeops.operations.catalogue.file import KNOWN, Layout, Record, layout, records
from storeops.operations.catalogue.rejects import Rejects
from storeops.operations.catalogue.rows import BadRow, Offer, Reckoning, offer
from storeops.rules.text import clean
from storeops.store import Store, Tx

#: Beside a till: small transactions with a pause after each, so that a sale waits some milliseconds, not seconds.
_ROWS_BESIDE_A_TILL = 200
_PAUSE = 0.005
#: Into an empty shop nobody waits; more than this gains little, for the time goes into the rows, not the commits.
_ROWS_AT_FIRST = 2000
_SUBJECT = "catalogue"
_UNRECORDED = "catalogue_import"

Progress = Callable[[int, int], None]


class _Counts(msgspec.Struct):
    """What an import has done, kept in the database until its fact is recorded."""

    source: str
    digest: str
    added: int = 0
    changed: int = 0
    revision: int = 0


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a file's rows: rows = added + changed + unchanged + rejected.

    `rejected_file` holds the rejected ones with line and reason, empty where there are none. `revision` is the last
    one of reference data that the import made, 0 where nothing changed. `guessed` tells that the encoding is the last
    resort: no other fitted."""

    rows: int
    added: int
    changed: int
    unchanged: int
    rejected: int
    rejected_file: str
    revision: int
    encoding: str
    delimiter: str
    guessed: bool = False


def import_products(
    shop: Store,
    path: Path,
    *,
    decimal: str | None = None,
    encoding: str = "",
    delimiter: str = "",
    progress: Progress | None = None,
    reject_path: Path | None = None,
) -> ImportResult:
    """Bring in a file of products (CSV): what is new is added, what differs changed, the rest left alone.

    Columns sku, name, price, and barcode, tax_class, department, unit, cost, pack_barcode, pack_quantity, active,
    stocked, valid_from, barcodes, in any order; others are ignored; a column that is not there changes nothing.
    `decimal` is the sign between whole and fraction in the file, by default the shop's. Rows that cannot be kept go
    to `reject_path` (`<file>.rejected.csv`) with line and reason. Bringing in the same file again changes nothing;
    after a kill, again goes on. One fact tells of it all. `progress` is called with bytes done and in all.

    Raises BadFile (nothing is imported then), Busy, DiskFull."""
    how = layout(path, encoding, delimiter)
    run = _Import(shop, path, how, decimal, reject_path or path.with_name(path.name + ".rejected.csv"))
    with run.rejects:
        for offers, position in run.chunks():
            run.write(offers)
            if progress is not None:
                progress(min(position, how.size), how.size)
        run.finish()
    if progress is not None:
        progress(how.size, how.size)
    return run.result(guessed=not encoding and how.encoding == "latin-1")


class _Import:
    """One run over one file."""

    def __init__(self, shop: Store, path: Path, how: Layout, decimal: str | None, reject_path: Path) -> None:
        self._shop, self._path, self._how = shop, path, how
        self.rejects = Rejects(path, reject_path, how)
        self._counts = _Counts(source=clean(path.name), digest=how.digest)
        self._earlier: _Counts | None = None
        self._rows = self._added = self._changed = self._revision = 0
        self._seen: set[str] = set()
        profile = shop.profile
        sign = decimal or profile.decimal
        with shop.read() as connection:
            self._beside_a_till = queries.is_trading(connection)
            self._departments = changes.Departments(queries.department_names(connection))
            self._reckoning = Reckoning(
                currency=profile.currency,
                decimal=sign,
                group=profile.group if sign == profile.decimal else ("." if sign == "," else ","),
                tax_classes=queries.tax_classes(connection),
            )
            left = shop_queries.local_values(connection).get(_UNRECORDED, "")
        if left:
            self._take_over(msgspec.json.decode(left, type=_Counts))

    def _take_over(self, left: _Counts) -> None:
        """Go on counting where a killed run of the same file stopped; a run of another file gets its own fact."""
        if left.digest == self._counts.digest:
            self._counts = left
        else:
            self._earlier = left

    def chunks(self) -> Iterator[tuple[list[tuple[Record, Offer]], int]]:
        rows = records(self._path, self._how)
        size = _ROWS_BESIDE_A_TILL if self._beside_a_till else _ROWS_AT_FIRST
        while chunk := list(islice(rows, size)):
            self._rows += len(chunk)
            read = [(record, self._offer(record)) for record, _ in chunk]
            yield [(record, made) for record, made in read if made is not None], chunk[-1][1]

    def _offer(self, record: Record) -> Offer | None:
        try:
            if record.fault:
                raise BadRow(record.fault)
            named = zip(self._how.columns, record.fields, strict=True)
            made = offer({name: field for name, field in named if name in KNOWN}, self._reckoning)
            if made.sku in self._seen:
                raise BadRow("its SKU stands further up in the file already")
        except BadRow as refused:
            self.rejects.add(record, refused.reason)
            return None
        self._seen.add(made.sku)
        return made

    def write(self, offers: list[tuple[Record, Offer]]) -> None:
        """One transaction: what differs is written, with its words and with the count so far."""
        with self._shop.write() as tx:
            plan, refused = changes.plan(tx, [made for _, made in offers], self._departments)
            if plan.added or plan.changed:
                revision = changes.apply(tx, plan, self._departments)
                self._count(tx, plan, revision)
        for index, reason in refused:
            self.rejects.add(offers[index][0], reason)
        self.rejects.write_out()
        self._departments.settle()
        if self._beside_a_till:
            time.sleep(_PAUSE)

    def _count(self, tx: Tx, plan: changes.Plan, revision: int) -> None:
        self._added += plan.added
        self._changed += plan.changed
        self._revision = revision
        self._counts.added += plan.added
        self._counts.changed += plan.changed
        self._counts.revision = revision
        self._record_earlier(tx)
        shop_queries.set_local(tx.connection, {_UNRECORDED: msgspec.json.encode(self._counts).decode()})

    def _record_earlier(self, tx: Tx) -> None:
        if self._earlier is not None:
            _record(tx, self._earlier, 0, "interrupted")
            self._earlier = None

    def finish(self) -> None:
        """Record what was done, and merge the index of words bit by bit so that nobody has to wait for it."""
        if self._counts.revision or self._earlier is not None:
            with self._shop.write() as tx:
                self._record_earlier(tx)
                if self._counts.revision:
                    _record(tx, self._counts, self.rejects.count, "")
                tx.connection.execute(local.delete().where(local.c.key == _UNRECORDED))
        self.rejects.finish()
        more = self._added + self._changed >= _ROWS_AT_FIRST
        while more:
            with self._shop.write() as tx:
                more = product_words.tidy(tx.connection)
            time.sleep(_PAUSE)

    def result(self, *, guessed: bool) -> ImportResult:
        rejected = self.rejects.count
        return ImportResult(
            rows=self._rows,
            added=self._added,
            changed=self._changed,
            unchanged=self._rows - self._added - self._changed - rejected,
            rejected=rejected,
            rejected_file=str(self.rejects.path) if rejected else "",
            revision=self._revision,
            encoding=self._how.encoding,
            delimiter=self._how.delimiter,
            guessed=guessed,
        )


def _record(tx: Tx, counts: _Counts, rejected: int, note: str) -> None:
    tx.record(
        ReferenceChanged(
            subject=_SUBJECT,
            revision=counts.revision,
            source=counts.source,
            digest=counts.digest,
            added=counts.added,
            changed=counts.changed,
            rejected=rejected,
            note=note,
        )
    )
