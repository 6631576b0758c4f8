"""Taking a channel's file: each document becomes an order of its own, or lies in quarantine with its reason.

One bad document never stops the rest. The same file again changes nothing: an order is known by its channel's id, a
quarantined document by what is in it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec

from storeops.connectors.orders import FORMATS, UnknownFormat, read
from storeops.connectors.orders.rejected import Rejected
from storeops.database.queries import orders as queries
from storeops.journal.facts import DocumentQuarantined, DocumentSettled
from storeops.journal.reading import fact
from storeops.operations.orders.how import How
from storeops.operations.orders.placing import place_in, require_order
from storeops.operations.orders.sourcing import Ground, ground
from storeops.operations.remarks import remark
from storeops.rules.card_numbers import mask
from storeops.rules.errors import Refused
from storeops.rules.orders.checking import check
from storeops.rules.orders.document import OrderDocument
from storeops.rules.wording import quote
from storeops.store import Store, Tx


class NotInQuarantine(Refused):
    def __init__(self, id: str) -> None:
        super().__init__(f"There is no document {quote(id)} in quarantine. Look at 'storeops order quarantine list'.")
        self.id = id


@dataclass(frozen=True, slots=True)
class QuarantinedView:
    """A document that waits for a person. `id` names it for retry and drop."""

    id: str
    channel: str
    format: str
    external: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class TakenView:
    """What became of a file: `orders` are the numbers of the orders made of it now."""

    format: str
    documents: int
    orders: tuple[str, ...]
    unchanged: int
    quarantined: tuple[QuarantinedView, ...]
    quarantined_before: int


def take(
    shop: Store,
    format: str,
    data: bytes,
    *,
    channel: str = "",
    currency: str = "",
    moved: Callable[[int], None] | None = None,
) -> TakenView:
    """Bring in every document of a file. `channel` is the format's kind of shop (web, marketplace) unless given.

    Raises UnknownFormat, DocumentRefused (the file as a whole is not of this format), DiskAlmostFull."""
    if format not in FORMATS:
        raise UnknownFormat(format)
    shop.require_room()
    seen: Counter[str] = Counter()
    numbers: list[str] = []
    refused: list[QuarantinedView] = []
    at: Ground | None = None
    for count, document in enumerate(_documents(shop, format, data, channel, currency), 1):
        with shop.write() as tx:
            at = at or ground(tx.connection, tx.profile, tx.now)
            what, told = _take_one(tx, format, document, at)
        seen[what] += 1
        if what == "taken":
            numbers.append(str(told))
        elif isinstance(told, QuarantinedView):
            refused.append(told)
        if moved:
            moved(count)
    return TakenView(
        format, seen.total(), tuple(numbers), seen["unchanged"], tuple(refused), seen["quarantined before"]
    )


def _documents(
    shop: Store, format: str, data: bytes, channel: str, currency: str
) -> Iterator[OrderDocument | Rejected]:
    return read(format, data, channel=channel or "web", currency=currency or shop.profile.currency.code)


def _take_one(tx: Tx, format: str, document: OrderDocument | Rejected, at: Ground) -> tuple[str, str | QuarantinedView]:
    if isinstance(document, Rejected):
        return _quarantine(tx, format, "", document.external, document.reason, document.raw)
    text = msgspec.json.encode(document)
    digest = hashlib.sha256(text).hexdigest()
    known = queries.document(tx.connection, document.channel, document.external) if document.external else None
    if known and known[1] == digest:
        return "unchanged", known[0]
    try:
        require_order(document)
        if problems := check(document):
            return _quarantine(tx, format, document.channel, document.external, " ".join(problems), text.decode())
        order = place_in(tx, document, How(strict=False, digest=digest), at)
    except Refused as refusal:
        return _quarantine(tx, format, document.channel, document.external, str(refusal), text.decode())
    row = queries.row(tx.connection, order)
    return "taken", str(row["number"]) if row else order


def _quarantine(
    tx: Tx, format: str, channel: str, external: str, reason: str, text: str
) -> tuple[str, str | QuarantinedView]:
    """Keep a document with its reason, once. Its text is kept as our own format writes it, or as it came."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    if digest in queries.quarantined_before(tx.connection, [digest]):
        return "quarantined before", ""
    told = remark(mask(reason), "reason", limit=500)
    entry = tx.record(
        DocumentQuarantined(
            channel=channel, format=format, external=external, digest=digest, reason=told, text=mask(text)
        )
    )
    return "quarantined", QuarantinedView(entry.envelope.id, channel, format, external, told, entry.envelope.at)


def quarantine(shop: Store) -> tuple[QuarantinedView, ...]:
    """The documents that wait for a person, oldest first."""
    with shop.read() as connection:
        return tuple(
            QuarantinedView(row["fact"], row["channel"], row["format"], row["external"], row["reason"], row["at"])
            for row in queries.quarantined(connection)
        )


def retry(shop: Store, id: str) -> str:
    """Try a quarantined document again, after what was wrong was mended; returns the order's number.

    Raises NotInQuarantine, and whatever still stands in its way; it stays in quarantine then."""
    with shop.write() as tx:
        kept = _kept(tx, id)
        document = _document(kept)
        require_order(document)
        if problems := check(document):
            raise Refused(" ".join(problems))
        digest = hashlib.sha256(msgspec.json.encode(document)).hexdigest()
        order = place_in(tx, document, How(strict=False, digest=digest))
        tx.record(DocumentSettled(quarantine=id, outcome="taken", reason=""))
        row = queries.row(tx.connection, order)
        return str(row["number"]) if row else order


def drop(shop: Store, id: str, reason: str) -> None:
    """Put a quarantined document away for good, with the reason. Raises NotInQuarantine."""
    why = remark(reason, "reason")
    with shop.write() as tx:
        _kept(tx, id)
        tx.record(DocumentSettled(quarantine=id, outcome="dropped", reason=why))


def _kept(tx: Tx, id: str) -> DocumentQuarantined:
    entry = fact(tx.connection, id)
    waiting = {row["fact"] for row in queries.quarantined(tx.connection)}
    if entry is None or id not in waiting or not isinstance(entry.envelope.fact, DocumentQuarantined):
        raise NotInQuarantine(id)
    return entry.envelope.fact


def _document(kept: DocumentQuarantined) -> OrderDocument:
    """What could be read is kept as a document; what could not has to come again, mended, in a file."""
    try:
        return msgspec.json.decode(kept.text, type=OrderDocument)
    except msgspec.MsgspecError as error:
        raise Refused(
            "This document could not be read at all. Mend it where it comes from, and import it again."
        ) from error
