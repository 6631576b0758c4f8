"""Facts of returns by parcel for tests of the journal: one of each kind, hanging together, made by hand."""

from __future__ import annotations

from storeops.journal import facts
from storeops.rules.postings import CLAIMS_PAID, COST_OF_GOODS, INVENTORY, RETURNS_CLEARING, SHRINKAGE, move
from storeops.rules.rma.authorising import Piece
from storeops.rules.rma.counting import NOT_COMING, NOT_REFUNDED, OPEN_AFTER_ALL, RECEIVED, REFUNDED, SQUARED
from storeops.store import Store, Tx

SALE = "01932d00-0000-7000-8000-0000000000aa"
ORDER = "01932d00-0000-7000-8000-0000000000ab"
"""An order and its sale that no database of these tests has seen: a fact may come before what it speaks of."""


def record(shop: Store) -> None:
    """A return's whole life, as one origin records it."""
    with shop.write() as tx:
        series = tx.profile.series
        rma = tx.record(_authorised(series)).envelope.id
        tx.record(_received(rma))
        tx.record(_refunded(rma))
        tx.record(_ended(rma))
        over = facts.RmaPart(step=OPEN_AFTER_ALL, line=1, sale=SALE, sale_line=1, quantity=1000, cleared=-100)
        tx.record(
            facts.RmaResolved(
                rma=rma,
                order=ORDER,
                reason="looked at it",
                parts=(over,),
                moves=(),
                charged=(facts.LineQuantity(1, 1000, 250),),
                postings=move(COST_OF_GOODS, RETURNS_CLEARING, 100),
            )
        )
        tx.record(
            facts.ExchangeMade(
                rma=rma,
                order=ORDER,
                new_order=SALE,
                new_number=f"{series}-O000009",
                lines=((1, 1000),),
                value=250,
                reason="",
            )
        )
        _claim(tx, rma, series)


def _authorised(series: str) -> facts.RmaAuthorised:
    line = facts.RmaLine(
        line=1,
        sku="TEA",
        name="Tea",
        department="all",
        unit="each",
        quantity=3000,
        reason="wrong-size",
        pieces=(Piece(sale=SALE, sale_line=1, quantity=3000),),
    )
    return facts.RmaAuthorised(
        number=f"{series}-R000001",
        series=series,
        counter=1,
        order=ORDER,
        order_number="S1-T1-O000001",
        channel="web",
        customer="ann@example.org",
        currency="GBP",
        lines=(line,),
        postage="customer",
        override="",
        note="",
    )


def _received(rma: str) -> facts.RmaReceived:
    part = facts.RmaPart(
        step=RECEIVED,
        line=1,
        sale=SALE,
        sale_line=1,
        quantity=2000,
        condition="opened",
        disposition="quarantine",
        cleared=-200,
    )
    goods = facts.RmaMove(
        sale=SALE,
        sale_line=1,
        goods=facts.Moved(sku="TEA", quantity=2000, unit_cost=100, lot="L1"),
        location="S1",
        status="quarantine",
        reason="return: wrong-size, opened",
    )
    return facts.RmaReceived(
        rma=rma,
        order=ORDER,
        location="S1",
        parts=(part,),
        moves=(goods,),
        postings=move(INVENTORY, RETURNS_CLEARING, 200),
    )


def _refunded(rma: str) -> facts.RmaRefunded:
    part = facts.RmaPart(
        step=REFUNDED,
        line=1,
        sale=SALE,
        sale_line=1,
        quantity=1000,
        condition="opened",
        amount=213,
        fee=37,
        cleared=100,
        document=SALE,
    )
    return facts.RmaRefunded(rma=rma, order=ORDER, parts=(part,), shipping=0, total=213, override="", postings=())


def _ended(rma: str) -> facts.RmaEnded:
    gone = facts.RmaPart(step=NOT_COMING, line=1, sale=SALE, sale_line=1, quantity=1000)
    refused = facts.RmaPart(step=NOT_REFUNDED, line=1, sale=SALE, sale_line=1, quantity=2000)
    square = facts.RmaPart(step=SQUARED, line=1, sale=SALE, sale_line=1, quantity=0, cleared=100)
    out = facts.RmaMove(
        sale=SALE,
        sale_line=1,
        goods=facts.Moved(sku="TEA", quantity=1000, unit_cost=100, lot="L1"),
        location="S1",
        status="quarantine",
        reason="return: wrong-size, opened",
        inward=False,
    )
    return facts.RmaEnded(
        rma=rma,
        order=ORDER,
        outcome="rejected",
        reason="worn",
        parts=(gone, refused, square),
        moves=(out,),
        postings=move(RETURNS_CLEARING, SHRINKAGE, 100),
    )


def _claim(tx: Tx, rma: str, series: str) -> None:
    claim = tx.record(
        facts.ClaimOpened(
            number=f"{series}-K000001",
            series=series,
            counter=1,
            rma=rma,
            order=ORDER,
            against="carrier",
            party="demo",
            reference="T1",
            amount=500,
            carried=0,
            currency="GBP",
            lines=((1, 1000),),
            reason="crushed",
        )
    ).envelope.id
    tx.record(
        facts.ClaimSettled(
            claim=claim,
            rma=rma,
            order=ORDER,
            outcome="paid",
            amount=400,
            reason="",
            postings=move(CLAIMS_PAID, SHRINKAGE, 400),
        )
    )
