"""Projections of parcels: what is in them, their labels, what became of them; collections in the store."""

from __future__ import annotations

from collections.abc import Iterable

from storeops.database.queries.fulfilment import AWAY, HERE, PICKUP, PICKUP_ENDED
from storeops.journal.envelope import Entry, utc_text
from storeops.journal.facts import (
    LabelBought,
    LabelRequested,
    LabelVoided,
    ManifestClosed,
    ParcelLine,
    ParcelOpened,
    ParcelPacked,
    ParcelSent,
    ParcelTracked,
    PickupStep,
)
from storeops.journal.projections.changes import Changes
from storeops.journal.projections.fulfilment_rows import (
    ManifestRow,
    ParcelEventRow,
    ParcelLabelRow,
    ParcelRow,
    ParcelTrackingRow,
    PickupEventRow,
)
from storeops.journal.projections.picking import PACKED, event, handle, within
from storeops.rules.tracking import TrackingStatus


def packed(entry: Entry, fact: ParcelPacked, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        ParcelRow(
            envelope.id,
            fact.number,
            fact.series,
            fact.counter,
            fact.order,
            fact.order_number,
            fact.location,
            fact.sscc,
            fact.carton,
            fact.length,
            fact.width,
            fact.height,
            fact.grams,
            envelope.at,
            envelope.actor,
        )
    )
    changes.add("fulfilment_open", (HERE, envelope.id), 1)
    _repack(entry, fact, fact.lines, "packed", 1, changes)


def opened(entry: Entry, fact: ParcelOpened, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(ParcelEventRow(fact.parcel, envelope.id, "opened", "", "", fact.reason, envelope.at, envelope.actor))
    changes.add("fulfilment_open", (HERE, fact.parcel), -1)
    _repack(entry, fact, fact.lines, "unpacked", -1, changes)


def _repack(
    entry: Entry,
    fact: ParcelPacked | ParcelOpened,
    lines: Iterable[ParcelLine],
    counter: str,
    sign: int,
    changes: Changes,
) -> None:
    place = 1
    for line in lines:
        if line.units:
            changes.add("order_counter", (fact.order, line.line, counter), line.units)
        handle(fact.order, line.line, fact.location, line.goods, PACKED, sign, changes)
        place = within(
            entry,
            fact.location,
            line.goods,
            counter,
            changes,
            from_bin=fact.from_bin,
            to_bin=fact.to_bin,
            start=place,
        )
    event(entry, fact.order, changes)


def sent(entry: Entry, fact: ParcelSent, changes: Changes) -> None:
    """The goods themselves leave with the sale, and the order's dispatch."""
    envelope = entry.envelope
    changes.insert(
        ParcelEventRow(
            fact.parcel, envelope.id, "sent", fact.sale, fact.manifest, "", utc_text(envelope.at), envelope.actor
        )
    )
    changes.add("fulfilment_open", (HERE, fact.parcel), -1)
    changes.add("fulfilment_open", (AWAY, fact.parcel), 1)


def label_requested(entry: Entry, fact: LabelRequested, changes: Changes) -> None:
    changes.insert(_label(entry, fact.parcel, "requested", fact.reference, fact.carrier, fact.service))


def label_bought(entry: Entry, fact: LabelBought, changes: Changes) -> None:
    changes.insert(
        _label(entry, fact.parcel, "bought", fact.reference, fact.carrier, fact.service)._replace(
            tracking=fact.tracking, shipment=fact.shipment, cost=fact.cost, currency=fact.currency
        )
    )


def label_voided(entry: Entry, fact: LabelVoided, changes: Changes) -> None:
    changes.insert(_label(entry, fact.parcel, "voided", fact.reference, "", ""))


def _label(entry: Entry, parcel: str, step: str, reference: str, carrier: str, service: str) -> ParcelLabelRow:
    envelope = entry.envelope
    return ParcelLabelRow(parcel, envelope.id, step, reference, carrier, service, "", "", 0, "", utc_text(envelope.at))


def manifest_closed(entry: Entry, fact: ManifestClosed, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        ManifestRow(
            envelope.id,
            fact.number,
            fact.series,
            fact.counter,
            fact.carrier,
            fact.location,
            len(fact.parcels),
            fact.grams,
            envelope.at,
            envelope.actor,
        )
    )


def tracked(entry: Entry, fact: ParcelTracked, changes: Changes) -> None:
    changes.insert(
        ParcelTrackingRow(
            fact.parcel,
            fact.event,
            entry.envelope.id,
            fact.tracking,
            fact.status,
            fact.at,
            fact.place,
            fact.note,
            fact.expected,
            fact.signed_by,
        )
    )
    if fact.status == TrackingStatus.DELIVERED:
        changes.add("fulfilment_open", (AWAY, fact.parcel), -1)
    for line, units in fact.delivered:
        changes.add("order_counter", (fact.order, line, "delivered"), units)
    event(entry, fact.order, changes)


def pickup(entry: Entry, fact: PickupStep, changes: Changes) -> None:
    envelope = entry.envelope
    changes.insert(
        PickupEventRow(
            fact.order,
            envelope.id,
            fact.step,
            fact.code,
            fact.until,
            fact.proof,
            fact.note,
            utc_text(envelope.at),
            envelope.actor,
        )
    )
    if fact.step == "ready" or fact.step in PICKUP_ENDED:
        changes.add("fulfilment_open", (PICKUP, fact.order), 1 if fact.step == "ready" else -1)
    event(entry, fact.order, changes)
