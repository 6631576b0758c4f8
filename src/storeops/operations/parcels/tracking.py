"""What carriers say of parcels, written down once however often it is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storeops.database.queries import fulfilment as queries
from storeops.database.queries import numbers
from storeops.journal.envelope import utc_text
from storeops.journal.facts import ParcelPacked, ParcelTracked
from storeops.journal.reading import fact as fact_with
from storeops.operations.remarks import remark
from storeops.rules.amounts import Thousandths
from storeops.rules.text import clean
from storeops.rules.tracking import TrackingEvent, TrackingStatus
from storeops.store import Store, Tx

DELIVERED = TrackingStatus.DELIVERED


@dataclass(frozen=True, slots=True)
class TrackedView:
    """What became of a list of events. `unknown` are the tracking numbers of no parcel of ours."""

    events: int
    recorded: int
    unchanged: int
    unknown: tuple[str, ...]


def record(shop: Store, events: Iterable[TrackingEvent]) -> TrackedView:
    """Write down what is new. Events in any order, late or repeated, change nothing wrong."""
    recorded = unchanged = total = 0
    unknown: set[str] = set()
    for one in events:
        total += 1
        with shop.write() as tx:
            parcels = queries.by_tracking(tx.connection, one.tracking)
            if not parcels:
                unknown.add(one.tracking)
                continue
            for parcel in parcels:
                if _one(tx, parcel, one):
                    recorded += 1
                else:
                    unchanged += 1
    return TrackedView(total, recorded, unchanged, tuple(sorted(unknown)))


def delivered(shop: Store, number: str, *, proof: str = "", at: str = "") -> bool:
    """Our own driver, or the counter, handed a parcel over; `proof` is who took it. Whether that is news.

    Raises UnknownDocument, AmbiguousDocument, CardNumberRefused."""
    why = remark(proof, "proof", limit=80)
    with shop.write() as tx:
        parcel = numbers.id_of(tx.connection, "parcel", number)
        moment = datetime.fromisoformat(at) if at else tx.now
        event = TrackingEvent(id=f"{parcel}:{DELIVERED}", tracking="", status=DELIVERED, at=moment, signed_by=why)
        return _one(tx, parcel, event)


def _one(tx: Tx, parcel: str, told: TrackingEvent) -> bool:
    known = queries.tracked(tx.connection, parcel)
    # An identity is kept whatever it looks like: those made of a parcel's or a number pass as a card's once in a while.
    event = clean(told.id, limit=80)
    if any(one["event"] == event for one in known):
        return False
    entry = fact_with(tx.connection, parcel)
    assert entry is not None
    packed = entry.envelope.fact
    assert isinstance(packed, ParcelPacked)
    first = told.status == DELIVERED and not any(one["status"] == DELIVERED for one in known)
    tx.record(
        ParcelTracked(
            parcel=parcel,
            order=packed.order,
            tracking=clean(told.tracking, limit=60),
            event=event,
            status=told.status.value,
            at=utc_text(told.at.isoformat()),
            place=remark(told.place, "place", limit=80),
            note=remark(told.note, "note", limit=200),
            expected=told.expected.isoformat() if told.expected else "",
            signed_by=remark(told.signed_by, "signature", limit=80),
            delivered=_arrived(packed) if first else (),
        )
    )
    return True


def _arrived(packed: ParcelPacked) -> tuple[tuple[int, Thousandths], ...]:
    return tuple((line.line, line.units) for line in packed.lines if line.units)
