"""Goods taken from the shelf without a wave: in a small shop who packs has picked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from storeops.database.queries import fulfilment, stock
from storeops.journal.facts import Moved, Picked
from storeops.operations.outgoing import Leaving
from storeops.operations.picking.picks import whole_units
from storeops.operations.suppliers import product_of
from storeops.reports.orders.state import OrderState
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.on_their_way import place_of
from storeops.store import Tx


def from_the_shelf(
    tx: Tx,
    state: OrderState,
    location: str,
    wanted: Mapping[tuple[int, str], Thousandths],
    pieces: Mapping[tuple[int, str], Sequence[str]] = MappingProxyType({}),
) -> None:
    """Pick what of (line, SKU) -> thousandths is to be packed and was not picked yet: the `pieces` whose serial numbers
    were scanned, else what expires first. Raises SerialNotHere."""
    known = fulfilment.handling(tx.connection, state.id, location)
    leaving = Leaving(tx, location)
    for (line, sku), quantity in wanted.items():
        there = known.get((line, sku, "picked"), 0) - known.get((line, sku, "packed"), 0)
        if (more := quantity - there) > 0:
            scanned = _on_the_shelf(tx, state, location, sku, pieces.get((line, sku), ()))[: more // ONE]
            cost = product_of(tx, sku).cost
            goods = [one for serial in scanned for one in leaving.moved(sku, ONE, cost, serial=serial)]
            if rest := more - ONE * len(scanned):
                goods += leaving.moved(sku, rest, cost)
            _record(tx, state, location, line, sku, more, tuple(goods))


def _on_the_shelf(tx: Tx, state: OrderState, location: str, sku: str, serials: Sequence[str]) -> list[str]:
    """Which of these pieces were not picked for the order."""
    if not serials:
        return []
    picked = {one.serial for one in stock.waiting(tx.connection, sku, location, (place_of(state.placed.number),))}
    return [serial for serial in serials if serial not in picked]


def _record(
    tx: Tx,
    state: OrderState,
    location: str,
    line: int,
    sku: str,
    quantity: Thousandths,
    goods: tuple[Moved, ...],
) -> None:
    tx.record(
        Picked(
            wave="",
            task=0,
            order=state.id,
            line=line,
            location=location,
            tote="",
            picker=tx.actor,
            units=whole_units(tx, state, line, location, {sku: quantity}),
            goods=goods,
            to_bin=place_of(state.placed.number),
        )
    )
