"""Printing the label of a parcel: queued like a receipt, so that a printer in trouble never loses it."""

from __future__ import annotations

from storeops.database.queries import numbers
from storeops.operations import printing
from storeops.store import Store


def queue_label(shop: Store, number: str) -> str:
    """Queue a parcel's label for this machine's label printer; the job's id, nothing where there is no such printer.
    Raises UnknownDocument, AmbiguousDocument; nothing is written then."""
    with shop.write() as tx:
        parcel = numbers.id_of(tx.connection, "parcel", number)
        if not shop.settings.label_printer:
            return ""
        return printing.queue(tx, "label", parcel)
