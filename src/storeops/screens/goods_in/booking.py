"""What F12 writes at goods in: the same form twice is written once."""

from __future__ import annotations

from storeops.operations import purchases, stock, transfers
from storeops.reports.goods_in import PURCHASE, TRANSFER
from storeops.screens.goods_in.state import Receiving
from storeops.store import Store


def book(shop: Store, state: Receiving, reason: str) -> None:
    """Take in what was counted; with a reason, what has not come is given up. What came besides was shown to a person
    before: it stays. Raises what `purchases.receive`, `transfers.receive` and `stock.receive` raise."""
    goods = state.arrivals()
    if state.kind == PURCHASE:
        purchases.receive(shop, state.number, goods, over=True, command=state.command)
        if reason:
            purchases.close(shop, state.number, reason, command=state.closing)
    elif state.kind == TRANSFER:
        transfers.receive(shop, state.number, goods, final=bool(reason), reason=reason, command=state.command)
    else:
        stock.receive(shop, goods, supplier=state.whom, location=state.location, command=state.command)
