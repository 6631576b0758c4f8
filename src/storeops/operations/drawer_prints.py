"""Printing a Z report once more: queued like a receipt, so that a printer in trouble never loses it."""

from __future__ import annotations

from storeops.operations import printing
from storeops.reports import drawer as reports
from storeops.store import Store


def queue_report(shop: Store, number: str) -> bool:
    """Queue a Z report for this terminal's printer; whether there is one. Raises UnknownReport; nothing is written
    then."""
    with shop.write() as tx:
        report = reports.z_report(tx.connection, number)
        if not shop.settings.printer:
            return False
        printing.queue(tx, "z", report.number)
        return True
