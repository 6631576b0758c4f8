"""Taking over the sales that another system made, from the file it exports.

Each document becomes one fact. It is known again by its source and its number, so that the same file, or one that
overlaps it, brings nothing in twice, and an import that was cut off is finished by running it again.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, select

from storeops.database.tables import history_document
from storeops.journal.facts import AnyFact, HistoricLine, HistoricSale
from storeops.operations.history.file import REQUIRED, BadMapping, Group, Record, groups, survey
from storeops.operations.history.rejects import RejectedFile
from storeops.rules import history as rules
from storeops.rules.amounts import Minor
from storeops.rules.history import EXPLAINED, Billionths, Document, Line, Reading, Reason, Rejected, compose, judge
from storeops.rules.history.moments import DateOrder
from storeops.rules.text import clean
from storeops.rules.wording import quote
from storeops.store import Store

#: A transaction ends at whichever comes first: a till on the same file then waits a tenth of a second or two.
DOCUMENTS_AT_ONCE, LINES_AT_ONCE = 200, 5000
#: SQLite's waiting writers are not served in turn: without a pause between transactions a till may starve.
_PAUSE = 0.005

Progress = Callable[[int, int], None]
"""Told lines done and lines in all."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many documents and lines, and their exact net value (returns count below zero)."""

    documents: int
    lines: int
    net: Decimal


@dataclass(frozen=True, slots=True)
class RejectedTally:
    """What was rejected for one reason. `documents` are those of which no line could be taken, counted under the
    reason of their first line; `net` is 0 for what cannot be read."""

    reason: str
    explained: str
    documents: int
    lines: int
    net: Decimal


@dataclass(frozen=True, slots=True)
class HistoryResult:
    """What an import did. `imported`, `unchanged` (there from an earlier import) and all of `rejected` together are
    `file`, to the last digit.

    `sales` and `returns` are the two parts of `imported` as the books have them, each line rounded to the minor unit;
    `rounding` is what rounding the lines added to the exact net. `first_day` and `last_day` are of what was imported
    now. `rejected_file` is empty when nothing was rejected or no list was asked for."""

    source: str
    encoding: str
    delimiter: str
    dates: str
    imported: Tally
    unchanged: Tally
    rejected: tuple[RejectedTally, ...]
    file: Tally
    sales: Minor
    returns: Minor
    rounding: Decimal
    first_day: date | None
    last_day: date | None
    rejected_file: str


def import_history(
    shop: Store,
    path: Path,
    mapping: Mapping[str, str],
    *,
    encoding: str = "",
    delimiter: str = "",
    decimal: str = ".",
    dates: str = "",
    source: str = "",
    progress: Progress | None = None,
    rejected_path: Path | None = None,
) -> HistoryResult:
    """Import the sales and returns in a CSV file (plain or gzip), each document as one fact.

    `mapping` names the file's columns: invoice, sku, quantity, price, at, and if there are any name and customer. It
    may also hold `dates`, the order of day, month and year (dmy, mdy, ymd), which is otherwise taken from the file's
    dates and refused when they leave it open. `source` names the other system; without it, it is known by its
    columns, so that next month's file with the same columns goes on where this one ended. Lines that are no sale and
    no return go to `rejected_path` with their reason, and count in the result.

    Raises CannotReadHistory, BadMapping, DatesUnclear, CannotList (nothing was imported then); DiskAlmostFull, Busy,
    DiskFull, DiskFailed (what was imported before stays; run it again to go on)."""
    if decimal not in (".", ","):
        raise BadMapping(f"{quote(decimal)} is no decimal sign; use a point or a comma.")
    columns = dict(mapping)
    dates = dates or columns.pop("dates", "")
    columns.pop("dates", None)
    found = survey(path, columns, encoding=encoding, delimiter=delimiter, dates=dates)
    how = Reading(shop.profile.currency, shop.profile.zone, decimal, found.dates)
    name = clean(source, limit=100) or "/".join(clean(columns[field], limit=40) for field in REQUIRED)
    with RejectedFile(rejected_path, found.header) as rejects:
        run = _Import(shop, name, how, rejects)
        done = 0
        for batch in _batches(groups(found)):
            run.take(batch)
            done += sum(len(group.records) for group in batch)
            if progress is not None:
                progress(done, found.lines)
    result = run.result(rejects.written)
    return replace(result, encoding=found.encoding, delimiter=found.delimiter, dates=found.dates.value)


def _batches(found: Iterable[Group]) -> Iterator[list[Group]]:
    batch: list[Group] = []
    lines = 0
    for group in found:
        if batch and (len(batch) >= DOCUMENTS_AT_ONCE or lines + len(group.records) > LINES_AT_ONCE):
            yield batch
            batch, lines = [], 0
        batch.append(group)
        lines += len(group.records)
    if batch:
        yield batch


class _Judged(NamedTuple):
    """A document of the file with what became of each of its lines; no document when no line of it can be taken."""

    number: str
    records: list[Record]
    verdicts: list[Line | Rejected]
    document: Document | None


class _Sum:
    """A tally being counted, exactly."""

    __slots__ = ("documents", "exact", "lines")

    def __init__(self) -> None:
        self.documents = 0
        self.lines = 0
        self.exact: Billionths = 0

    def add(self, documents: int, lines: int, exact: Billionths) -> None:
        self.documents += documents
        self.lines += lines
        self.exact += exact


class _Import:
    """One run over a file: each batch is decided, written in one transaction, and counted once it is there."""

    def __init__(self, shop: Store, source: str, how: Reading, rejects: RejectedFile) -> None:
        self._shop = shop
        self._source = source
        self._how = how
        self._rejects = rejects
        self._imported, self._unchanged = _Sum(), _Sum()
        self._rejected: defaultdict[Reason, _Sum] = defaultdict(_Sum)
        self._booked: dict[rules.DocumentKind, Minor] = {rules.DocumentKind.SALE: 0, rules.DocumentKind.RETURN: 0}
        self._days: tuple[date, date] | None = None

    def take(self, batch: list[Group]) -> None:
        judged = [self._judge(group) for group in batch]
        documents = [one.document for one in judged if one.document]
        known = self._known(documents)
        if any(document.number not in known for document in documents):
            known = self._write(documents)
        for one in judged:
            if one.document is None:
                self._reject(one)
            elif one.number not in known:
                self._count_imported(one, one.document)
            elif one.document.digest in known[one.number]:
                self._reject(one)
                self._unchanged.add(1, len(one.document.lines), _exact(one.document))
            else:
                self._reject(one._replace(document=None, verdicts=[_changed(verdict) for verdict in one.verdicts]))

    def _judge(self, group: Group) -> _Judged:
        verdicts = [
            Rejected(Reason.UNREADABLE_LINE, 0) if record.row is None else judge(record.row, self._how)
            for record in group.records
        ]
        lines = [verdict for verdict in verdicts if isinstance(verdict, Line)]
        document = compose(group.document, lines, self._how.currency) if lines else None
        return _Judged(group.document, group.records, verdicts, document)

    def _known(self, documents: list[Document]) -> dict[str, set[str]]:
        with self._shop.read() as connection:
            return _digests(connection, self._source, documents)

    def _write(self, documents: list[Document]) -> dict[str, set[str]]:
        """Record what is not there yet, and say what was there before, as seen inside the transaction."""
        self._shop.require_room()
        with self._shop.write() as tx:
            known = _digests(tx.connection, self._source, documents)
            facts: list[tuple[AnyFact, str, str]] = [
                (self._fact(document), "", document.at.date().isoformat())
                for document in documents
                if document.number not in known
            ]
            if facts:
                tx.record_all(facts)
        time.sleep(_PAUSE)
        return known

    def _fact(self, document: Document) -> HistoricSale:
        return HistoricSale(
            source=self._source,
            document=document.number,
            digest=document.digest,
            document_kind=document.kind.value,
            at=document.at.isoformat(timespec="microseconds"),
            currency=self._how.currency.code,
            customer=document.customer,
            lines=tuple(
                HistoricLine(sku=line.sku, name=line.name, quantity=line.quantity, price=line.price, amount=line.amount)
                for line in document.lines
            ),
            total=document.total,
        )

    def _count_imported(self, one: _Judged, document: Document) -> None:
        self._reject(one)
        self._imported.add(1, len(document.lines), _exact(document))
        self._booked[document.kind] += document.total
        day = document.at.date()
        first, last = self._days or (day, day)
        self._days = (min(first, day), max(last, day))

    def _reject(self, one: _Judged) -> None:
        """Count and list the lines that were rejected; the document too, if nothing is left of it."""
        lost = one.document is None and bool(one.number)
        for record, verdict in zip(one.records, one.verdicts, strict=True):
            if isinstance(verdict, Rejected):
                self._rejected[verdict.reason].add(int(lost), 1, verdict.exact)
                self._rejects.add(record.line, verdict.reason, record.fields)
                lost = False

    def result(self, rejected_file: str) -> HistoryResult:
        exponent = self._how.currency.exponent
        rejected = tuple(
            RejectedTally(reason.value, EXPLAINED[reason], *_told(self._rejected[reason], exponent))
            for reason in Reason
            if reason in self._rejected
        )
        whole = _Sum()
        for part in (self._imported, self._unchanged, *self._rejected.values()):
            whole.add(part.documents, part.lines, part.exact)
        sales, returns = self._booked[rules.DocumentKind.SALE], self._booked[rules.DocumentKind.RETURN]
        return HistoryResult(
            source=self._source,
            encoding="",
            delimiter="",
            dates=DateOrder.YEAR_FIRST.value,
            imported=Tally(*_told(self._imported, exponent)),
            unchanged=Tally(*_told(self._unchanged, exponent)),
            rejected=rejected,
            file=Tally(*_told(whole, exponent)),
            sales=sales,
            returns=returns,
            rounding=rules.rounding(sales + returns, self._imported.exact, exponent),
            first_day=self._days[0] if self._days else None,
            last_day=self._days[1] if self._days else None,
            rejected_file=rejected_file,
        )


def _told(sum: _Sum, exponent: int) -> tuple[int, int, Decimal]:
    return sum.documents, sum.lines, rules.exact_decimal(sum.exact, exponent)


def _exact(document: Document) -> Billionths:
    return sum(line.exact for line in document.lines)


def _changed(verdict: Line | Rejected) -> Rejected:
    return verdict if isinstance(verdict, Rejected) else Rejected(Reason.CHANGED, verdict.exact)


def _digests(connection: Connection, source: str, documents: list[Document]) -> dict[str, set[str]]:
    """The digests under which these documents are there (several, where two databases took over different ones)."""
    known: dict[str, set[str]] = {}
    query = select(history_document.c.document, history_document.c.digest).where(
        history_document.c.source == source,
        history_document.c.document.in_([document.number for document in documents]),
    )
    for number, digest in connection.execute(query):
        known.setdefault(number, set()).add(digest)
    return known
