"""Facts of orders and inventory for tests of the journal: one of each kind, hanging together, made by hand."""

from __future__ import annotations

from tests.machines import fulfilment_facts, lease_facts

from storeops.journal import facts
from storeops.rules.addresses import Address
from storeops.rules.postings import CARD_CLEARING, DEPOSITS, move
from storeops.store import Store

GOODS = facts.OrderLine(
    line=1, kind="goods", sku="TEA", name="Tea", quantity=3000, unit="each", list_price=250, unit_price=250,
    amount=750, net=625, tax=125, cost=300,
)  # fmt: skip
SHIPPING = facts.OrderLine(
    line=2, kind="shipping", sku="", name="Express", quantity=1000, unit="each", list_price=395, unit_price=395,
    amount=395, net=329, tax=66,
)  # fmt: skip
KIT = facts.OrderLine(
    line=3, kind="goods", sku="HAMPER", name="Hamper", quantity=1000, unit="each", list_price=900, unit_price=900,
    amount=900, net=750, tax=150, parts=(facts.Part("TEA", 2000, 100), facts.Part("WINE", 1000, 640)),
)  # fmt: skip


def record(shop: Store, external: str) -> None:
    """An order's whole life and every step of inventory, as one origin records them."""
    with shop.write() as tx:
        order = tx.record(placed(f"{shop.profile.series}-O000001", external)).envelope.id
        for fact in order_life(order):
            tx.record(fact)
        hold = tx.record(facts.OrderHeld(order=order, hold="fraud", reason="forty pieces")).envelope.id
        tx.record(facts.OrderReleased(order=order, hold=hold, kind_of_hold="fraud", reason="rang the customer"))
        refused = tx.record(quarantined(external)).envelope.id
        tx.record(facts.DocumentSettled(quarantine=refused, outcome="dropped", reason="a test"))
        reserved = tx.record(
            facts.StockReserved(
                channel="web",
                purpose="cart",
                reference="c1",
                expires_at="2026-11-23T10:00:00.000000Z",
                lines=(facts.ReservedLine(sku="TEA", location="S1", quantity=1000),),
            )
        ).envelope.id
        tx.record(facts.ReservationEnded(reservation=reserved, reason="ordered"))
    _inventory(shop)
    fulfilment_facts.record(shop, order)
    lease_facts.record(shop, order)


def placed(number: str, external: str) -> facts.OrderPlaced:
    series, _, counter = number.rpartition("-O")
    return facts.OrderPlaced(
        number=number,
        series=series,
        counter=int(counter),
        channel="web",
        external=external,
        digest="d",
        placed_at="2026-11-23T09:00:00+00:00",
        customer=facts.Party(code="ann@example.org", name="Ann Reed", email="ann@example.org"),
        ship_to=Address(name="Ann Reed", lines=("12 High St",), city="Leeds", postcode="LS1 4AP", country="GB"),
        bill_to=Address(),
        service="express",
        pickup_location="",
        currency="GBP",
        prices_include_tax=True,
        tax_rounding="line",
        rule_version="GB-1",
        lines=(GOODS, SHIPPING),
        discount=0,
        net=954,
        tax=191,
        total=1145,
        region="LS",
        promised="2026-11-25",
        promise_reasons=("before the cut-off",),
        short_preference="split",
        due="before",
        note="",
        extra={},
    )


def order_life(order: str) -> list[facts.AnyFact]:
    """Amended, allocated here and there, partly given back and cancelled, paid, sent, partly returned and refunded."""

    def stands(line: int, quantity: int, location: str, *parts: tuple[str, int]) -> facts.Allocation:
        return facts.Allocation(line=line, quantity=quantity, location=location, parts=parts)

    first, second = stands(1, 2000, "S1", ("TEA", 2000)), stands(1, 1000, "S2", ("TEA", 1000))
    kit = stands(3, 1000, "S1", ("TEA", 2000), ("WINE", 1000))
    return [
        facts.OrderAmended(
            order=order,
            added=(KIT,),
            cancelled=(),
            fields={"service": "normal", "email": "ann@example.com"},
            reason="rang",
            total_added=900,
        ),
        facts.StockAllocated(
            order=order, allocations=(first, second, kit), method="heuristic", cost=700, rejected=(("S3", "closed"),)
        ),
        facts.StockDeallocated(order=order, allocations=(second,), reason="cancelled"),
        facts.OrderCancelled(order=order, lines=(facts.LineQuantity(1, 1000, 250),), reason="too many", whole=False),
        payment(order, "authorised", 1795),
        payment(order, "captured", 1795),
        facts.OrderDispatched(
            order=order,
            sale=f"sale-of-{order}",
            sale_number="S1-T1-000099",
            location="S1",
            lines=(facts.LineQuantity(1, 2000, 500), facts.LineQuantity(2, 1000, 395, goods=False)),
            released=(first,),
        ),
        facts.OrderResolved(order=order, reinstated=(facts.LineQuantity(1, 1000, 250),), reason="kept"),
        facts.OrderReturned(order=order, sale=f"return-of-{order}", lines=(facts.LineQuantity(1, 1000, 250),)),
        payment(order, "refunded", 250),
        payment(order, "voided", 10),
    ]


def payment(order: str, stage: str, amount: int) -> facts.PaymentRecorded:
    moved = {"captured": amount, "refunded": -amount}.get(stage, 0)
    return facts.PaymentRecorded(
        order=order,
        stage=stage,
        tender="card",
        amount=amount,
        reference="a1",
        session="",
        reason="",
        postings=move(CARD_CLEARING, DEPOSITS, moved),
    )


def quarantined(external: str) -> facts.DocumentQuarantined:
    return facts.DocumentQuarantined(
        channel="web", format="shopify", external=external, digest="d", reason="no such product", text="{}"
    )


def _inventory(shop: Store) -> None:
    series = shop.profile.series
    with shop.write() as tx:
        bought = tx.record(
            facts.PurchasePlaced(
                number=f"{series}-P000001",
                series=series,
                counter=1,
                supplier="ACME",
                location="S1",
                due="2026-12-01",
                reference="",
                lines=(facts.PurchaseLine(line=1, sku="TEA", name="Tea", unit="each", quantity=12_000, unit_cost=100),),
            )
        ).envelope.id
        tx.record(facts.PurchaseClosed(purchase=bought, reason="sold out", lines=((1, 2000),)))
        on_the_way = facts.TransferLine(line=1, sku="TEA", name="Tea", unit="each", quantity=5000, unit_cost=100)
        sent = tx.record(
            facts.TransferSent(
                number=f"{series}-X000001",
                series=series,
                counter=1,
                from_location="S1",
                to_location="S2",
                note="",
                lines=(on_the_way,),
            )
        ).envelope.id
        tx.record(
            facts.TransferReceived(
                transfer=sent,
                to_location="S2",
                lines=(facts.TransferLine(line=1, sku="TEA", name="Tea", unit="each", quantity=4000, unit_cost=100),),
                extra=(),
                lost=(facts.TransferLine(line=1, sku="TEA", name="Tea", unit="each", quantity=1000, unit_cost=100),),
                reason="a carton fell",
                postings=move("shrinkage", "inventory", 100),
            )
        )
        shift = facts.GoodsShift(
            sku="WINE", name="Wine", unit="each", quantity=1000, to_bin="A-01-1", to_status="quarantine"
        )
        tx.record(facts.GoodsShifted(location="S1", reason="leaking", lines=(shift,)))
        counted = tx.record(
            facts.CountPlanned(
                number=f"{series}-C000001",
                series=series,
                counter=1,
                location="S1",
                classes="A",
                lines=(facts.CountLine(sku="TEA", abc="A"),),
            )
        ).envelope.id
        tx.record(
            facts.CountEntered(
                count=counted,
                at="2026-11-23T10:00:00.000000Z",
                lines=(facts.Counted(sku="TEA", counted=9000, book=10_000),),
            )
        )
        tx.record(
            facts.CountClosed(
                count=counted,
                location="S1",
                lines=(facts.GoodsLine(sku="TEA", name="Tea", unit="each", quantity=-1000, unit_cost=100),),
                reasons=("count",),
                postings=move("shrinkage", "inventory", 100),
            )
        )
