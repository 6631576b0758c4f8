"""Printing the label of a parcel, also of one that comes back: queued like a receipt, so that a printer in trouble
never loses it."""

from __future__ import annotations

from storeops.database.queries import numbers
from storeops.operations import printing
from storeops.reports.rma.label import label_view
from storeops.store import Store


def queue_label(shop: Store, number: str) -> str:
    """Queue a parcel's label for this machine's label printer; the job's id, nothing where there is no such printer.
    Raises UnknownDocument, AmbiguousDocument; nothing is written then."""
    with shop.write() as tx:
        parcel = numbers.id_of(tx.connection, "parcel", number)
        if not shop.settings.label_printer:
            return ""
        return printing.queue(tx, "label", parcel)


def queue_return_label(shop: Store, number: str) -> str:
    """Queue the label of a return authorisation; the job's id, nothing where there is no label printer. Raises
    UnknownRma, AmbiguousDocument, NothingToCome, NoReturnsAddress; nothing is written then."""
    with shop.write() as tx:
        authorisation = label_view(tx.connection, tx.profile, number).tracking
        if not shop.settings.label_printer:
            return ""
        return printing.queue(tx, "return_label", authorisation)
