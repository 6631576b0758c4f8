"""Facts of leases for tests of the journal: one of each kind, hanging together, made by hand."""

from __future__ import annotations

from storeops.journal import facts
from storeops.store import Store


def record(shop: Store, order: str) -> None:
    """A lease's whole life, as one origin records it."""
    with shop.write() as tx:
        until = "2026-11-23T13:00:00.000000Z"
        granted = facts.LeaseGranted(sku="TEA", location="S1", channel="web", quantity=3000, expires_at=until)
        lease = tx.record(granted).envelope.id
        tx.record(facts.LeaseExtended(lease=lease, expires_at="2026-11-23T15:00:00.000000Z"))
        two = (facts.LeaseDraw(lease=lease, quantity=2000),)
        draw = tx.record(facts.LeaseDrawn(order=order, draws=two)).envelope.id
        tx.record(facts.DrawSettled(order=order, draw=draw, outcome="confirmed", draws=two))
        lost = tx.record(facts.LeaseDrawn(order=order, draws=two)).envelope.id
        tx.record(facts.DrawSettled(order=order, draw=lost, outcome="taken back", draws=two))
        tx.record(facts.LeaseEnded(lease=lease, by="owner", reason="a sale"))
        tx.record(facts.LeaseEnded(lease=lease, by="holder", reason="asked to"))
        tx.record(
            facts.LeaseOverridden(sale="s", sku="TEA", location="S1", quantity=2000, free=1000, reason="in the hand")
        )
