"""Parcels leave: handed to a carrier with a manifest, or one by one."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from storeops.database.queries import fulfilment as queries
from storeops.database.queries import numbers
from storeops.journal.envelope import Entry
from storeops.journal.facts import ManifestClosed, ParcelPacked, ParcelSent
from storeops.journal.facts.orders import Allocation
from storeops.operations.locations import known_location
from storeops.operations.orders.sending import Going, NotWanted, OnHold, charges, leave
from storeops.operations.outgoing import Leaving
from storeops.operations.parcels.packing import parcel_of
from storeops.operations.remarks import remark
from storeops.reports.orders.state import OrderState, by_id
from storeops.rules.amounts import ONE, Minor
from storeops.rules.errors import Refused
from storeops.rules.goods import Moved
from storeops.rules.money import divide
from storeops.rules.orders.lines import OrderLine, takes
from storeops.store import Store, Tx

KIND = "manifest"
__all__ = ["NoParcels", "NotLabelled", "NotWanted", "hand_over", "send_parcel", "send_parcels"]


class NotLabelled(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Parcel {number} has no label. Buy one first with 'storeops ship parcel {number}'.")
        self.number = number


class NoParcels(Refused):
    def __init__(self, carrier: str, location: str) -> None:
        super().__init__(f"No parcel with a label of {carrier} waits at {location}.")
        self.carrier = carrier


def hand_over(shop: Store, carrier: str, *, location: str = "", command: str = "") -> Entry:
    """The carrier has collected every labelled parcel that waits: they leave, and the manifest lists them.

    Raises UnknownLocation, NoParcels, NotWanted, OnHold, DiskAlmostFull; nothing is written then."""
    by = remark(carrier, "carrier", limit=40)
    shop.require_room()
    with shop.write() as tx:
        place = known_location(tx, location)
        if done := tx.recorded(command):
            return done
        waiting = [
            parcel
            for parcel in queries.waiting_parcels(tx.connection, place)
            if (label := queries.label(tx.connection, parcel["id"])) is not None and label.carrier == by
        ]
        if not waiting:
            raise NoParcels(by, place)
        return send_parcels(tx, [parcel["id"] for parcel in waiting], by, place, id=command)


def send_parcels(tx: Tx, parcels: Sequence[str], carrier: str, location: str, *, id: str = "") -> Entry:
    """Let these parcels leave together under one manifest, within a transaction of the caller's."""
    place = numbers.next_number(tx.connection, KIND, tx.profile.series)
    manifest = id or tx.new_id()
    grams = sum(_send(tx, parcel, manifest).grams for parcel in parcels)
    return tx.record(
        ManifestClosed(
            number=place.number,
            series=place.series,
            counter=place.counter,
            carrier=carrier,
            location=location,
            parcels=tuple(parcels),
            grams=grams,
        ),
        id=manifest,
    )


def send_parcel(shop: Store, number: str) -> str:
    """One parcel leaves on its own; returns the sale it became. Raises UnknownDocument, AmbiguousDocument, ParcelGone,
    NotLabelled, NotWanted, OnHold, DiskAlmostFull; nothing is written then."""
    shop.require_room()
    with shop.write() as tx:
        id, packed = parcel_of(tx, number)
        if queries.label(tx.connection, id) is None:
            raise NotLabelled(packed.number)
        _send(tx, id, "")
        return queries.events(tx.connection, id)[-1].sale


def _send(tx: Tx, parcel: str, manifest: str) -> ParcelPacked:
    _, packed = parcel_of(tx, parcel)
    state = by_id(tx.connection, packed.order)
    if state.holds:
        raise OnHold(state.placed.number, [hold.reason for hold in state.holds])
    released = _released(state, packed)
    going = [
        *(
            Going(state.lines[line.line], line.units, _priced(state.lines[line.line], line.goods, packed.to_bin))
            for line in packed.lines
            if line.units
        ),
        *charges(state),
    ]
    label = queries.label(tx.connection, parcel)
    sale = leave(
        tx,
        state,
        packed.location,
        sorted(going, key=lambda one: one.line.line),
        released,
        Leaving(tx, packed.location),
        label.carrier if label else "",
        label.tracking if label else "",
    )
    tx.record(ParcelSent(parcel=parcel, order=state.id, sale=sale, manifest=manifest))
    return packed


def _released(state: OrderState, packed: ParcelPacked) -> tuple[Allocation, ...]:
    """The promises that the parcel fulfils. Raises NotWanted."""
    found = []
    for line in packed.lines:
        ordered = state.lines[line.line]
        standing = sum(one.quantity for one in state.standing(ordered) if one.location == packed.location)
        if standing < line.units:
            raise NotWanted(packed.number, state.placed.number)
        found.append(
            Allocation(
                line=line.line,
                quantity=line.units,
                location=packed.location,
                parts=takes(ordered, line.units),
            )
        )
    return tuple(found)


def _priced(line: OrderLine, goods: Sequence[Moved], place: str) -> tuple[Moved, ...]:
    """The goods with what they cost, out of the parcel's place."""
    costs: dict[str, Minor] = {part.sku: part.cost for part in line.parts}
    own = divide(line.cost * ONE, line.quantity)
    return tuple(msgspec.structs.replace(one, unit_cost=costs.get(one.sku, own), bin=place) for one in goods)
