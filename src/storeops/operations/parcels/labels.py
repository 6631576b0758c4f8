"""Labels of parcels: asked for, bought, given back. Who asks the carrier calls these before and after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from storeops.database.queries import fulfilment as queries
from storeops.journal.envelope import Entry
from storeops.journal.facts import LabelBought, LabelRequested, LabelVoided, ParcelPacked
from storeops.operations.parcels.packing import parcel_of
from storeops.operations.remarks import remark
from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.text import clean
from storeops.store import Store, Tx

Held: TypeAlias = queries.Label

MOST_LABEL = 200_000
"""Characters of a carrier's own label that are kept in its fact."""


class LabelledAlready(Refused):
    def __init__(self, number: str, carrier: str, tracking: str) -> None:
        super().__init__(
            f"Parcel {number} has a label of {carrier} already ({tracking}). Print it again with 'storeops label print "
            f"{number}', or give it back with 'storeops label void {number}'."
        )
        self.number = number
        self.tracking = tracking


class AnotherAsked(Refused):
    """The last answer of a carrier was lost: it may have sold a label."""

    def __init__(self, number: str, carrier: str) -> None:
        super().__init__(
            f"{carrier} was asked for a label of parcel {number}, and its answer is not known. Ask {carrier} again for "
            "it, or settle it with 'storeops label void'."
        )
        self.carrier = carrier


class NoLabel(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Parcel {number} has no label.")
        self.number = number


@dataclass(frozen=True, slots=True)
class Request:
    """A label that is to be bought. `again`: it was asked for before and the answer is not known, so that it has to be
    looked up by its reference first."""

    parcel: str
    packed: ParcelPacked
    carrier: str
    service: str
    reference: str
    again: bool


@dataclass(frozen=True, slots=True)
class Bought:
    """What a carrier answered. `cost` in minor units of `currency`."""

    tracking: str
    shipment: str
    cost: Minor
    currency: str
    format: str = ""
    label: str = ""


def request(shop: Store, number: str, carrier: str, service: str) -> Request:
    """Write down that a label is asked for, before it is. The same request again, while its answer is not known, has
    the same reference.

    Raises UnknownDocument, AmbiguousDocument, ParcelGone, LabelledAlready, AnotherAsked, CardNumberRefused."""
    by, how = remark(carrier, "carrier", limit=40), remark(service, "service", limit=60)
    with shop.write() as tx:
        id, packed = parcel_of(tx, number)
        if label := queries.label(tx.connection, id):
            raise LabelledAlready(packed.number, label.carrier, label.tracking)
        if before := queries.asked(tx.connection, id):
            if (before.carrier, before.service) != (by, how):
                raise AnotherAsked(packed.number, before.carrier)
            return Request(id, packed, by, how, before.reference, again=True)
        reference = tx.new_id()
        tx.record(LabelRequested(parcel=id, carrier=by, service=how, reference=reference))
        return Request(id, packed, by, how, reference, again=False)


def known_at_once(shop: Store, number: str, carrier: str, service: str, buy: Callable[[Request], Bought]) -> Entry:
    """Buy and write down in one: for a carrier that is a file and a rule, whose answer cannot be lost.

    Raises what `request` and `buy` raise; nothing is written then."""
    by, how = remark(carrier, "carrier", limit=40), remark(service, "service", limit=60)
    with shop.write() as tx:
        id, packed = parcel_of(tx, number)
        if label := queries.label(tx.connection, id):
            raise LabelledAlready(packed.number, label.carrier, label.tracking)
        if before := queries.asked(tx.connection, id):
            raise AnotherAsked(packed.number, before.carrier)
        asked = Request(id, packed, by, how, tx.new_id(), again=False)
        return tx.record(_fact(asked, buy(asked)))


def bought(shop: Store, asked: Request, answer: Bought) -> Entry:
    """Write down the carrier's label; once."""
    with shop.write() as tx:
        for one in queries.labels(tx.connection, asked.parcel):
            if one.step == "bought" and one.reference == asked.reference:
                entry = tx.recorded(one.fact)
                assert entry is not None
                return entry
        return tx.record(_fact(asked, answer))


def _fact(asked: Request, answer: Bought) -> LabelBought:
    """What was bought is kept whatever its numbers look like: a carrier's number, or an identity of our own in it,
    passes as a payment card's once in a while, and the label is paid for."""
    return LabelBought(
        parcel=asked.parcel,
        carrier=asked.carrier,
        service=asked.service,
        reference=asked.reference,
        tracking=clean(answer.tracking, limit=60),
        shipment=clean(answer.shipment, limit=80),
        cost=answer.cost,
        currency=answer.currency,
        format=answer.format,
        label=answer.label,
    )


def not_bought(shop: Store, asked: Request, reason: str) -> Entry:
    """The carrier refused, for good: the parcel may be offered to another, or again when it is mended."""
    why = remark(reason, "reason", limit=200)
    with shop.write() as tx:
        return tx.record(LabelVoided(parcel=asked.parcel, reference=asked.reference, reason=why))


def held(shop: Store, number: str, reason: str = "") -> tuple[str, Held]:
    """(parcel's id, its label, or the request for one of which no answer is known): what `void` would give back, before
    the carrier is asked to. Raises what `void` raises."""
    remark(reason, "reason")
    with shop.write() as tx:
        id, packed = parcel_of(tx, number)
        return id, _held(tx, id, packed)


def void(shop: Store, number: str, reason: str = "") -> Entry:
    """The label was given back to its carrier, or its lost request is settled. Who has asked the carrier calls it.

    Raises UnknownDocument, AmbiguousDocument, ParcelGone, NoLabel, CardNumberRefused."""
    why = remark(reason, "reason") or "given back"
    with shop.write() as tx:
        id, packed = parcel_of(tx, number)
        return tx.record(LabelVoided(parcel=id, reference=_held(tx, id, packed).reference, reason=why))


def _held(tx: Tx, id: str, packed: ParcelPacked) -> Held:
    label = queries.label(tx.connection, id) or queries.asked(tx.connection, id)
    if label is None:
        raise NoLabel(packed.number)
    return label
