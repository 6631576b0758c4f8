"""The zero check: a bin that the books have empty now is looked into, and counted where something still lies in it."""

from __future__ import annotations

from storeops.journal.envelope import Entry
from storeops.journal.facts import CountLine, CountPlanned
from storeops.operations.bins import known_bin
from storeops.operations.counts import record_plan
from storeops.operations.locations import known_location
from storeops.store import RecordedOtherwise, Store


def not_empty(shop: Store, location: str, bin: str, sku: str, *, command: str = "") -> Entry:
    """Plan a count of a bin in which goods were seen although the books have none; the product taken last is on its
    list, and whatever else is found is entered with it.

    Raises UnknownLocation, UnknownBin, RecordedOtherwise; nothing is written then."""
    with shop.write() as tx:
        place = known_location(tx, location)
        code = known_bin(tx, place, bin)
        if done := tx.recorded(command):
            fact = done.envelope.fact
            if not isinstance(fact, CountPlanned) or {line.bin for line in fact.lines} != {code}:
                raise RecordedOtherwise(command)
            return done
        return record_plan(tx, place, [CountLine(sku=sku, bin=code)], id=command)
