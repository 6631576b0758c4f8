"""Another product for one that comes back: the refund pays for a new order, and both name the exchange."""

from __future__ import annotations

from collections.abc import Sequence

from storeops.journal.facts import ExchangeMade, OrderPlaced
from storeops.journal.reading import fact
from storeops.operations.orders import holding, money, placing
from storeops.operations.orders.how import BEFORE, How
from storeops.operations.remarks import remark
from storeops.operations.rma.refunding import Priced, pay_back, refund_in
from storeops.reports.orders.state import OrderState
from storeops.reports.orders.state import by_id as order_by_id
from storeops.reports.rma.state import RmaState, read
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.money import divide
from storeops.rules.orders.document import SERVICES, AddressPart, CustomerPart, DocumentLine, OrderDocument
from storeops.rules.quantity import extend
from storeops.rules.returns import Back
from storeops.rules.tenders import Tender
from storeops.store import RecordedOtherwise, Store, Tx


def exchange(
    shop: Store,
    number: str,
    wanted: Sequence[tuple[int, Thousandths]],
    to: str,
    *,
    even: bool = False,
    override: str = "",
    command: str = "",
) -> str:
    """Send `to` (a SKU or barcode) instead of (line, quantity) of an authorisation; returns the new order's id.

    The goods are refunded by the shop's rules, and the money pays for the new order as far as it goes: what is left
    goes back to where it came from, what is missing is due on the new order. The new order is priced as any, shipping
    included; `even` takes what was paid for what comes back, and no shipping. Before the goods came (where the setting
    return_before_receipt does not allow it anyway) only with the reason in `override`. Raises what
    `refunding.refund` and `orders.placing.place` raise; nothing is written then."""
    why = remark(override, "override")
    shop.require_room()
    with shop.write() as tx:
        state = read(tx.connection, number)
        if done := tx.recorded(command):
            before = done.envelope.fact
            if not isinstance(before, ExchangeMade) or before.rma != state.id:
                raise RecordedOtherwise(done.envelope.id)
            return before.new_order
        old = order_by_id(tx.connection, state.authorised.order)
        given = refund_in(tx, state, wanted, override=why)
        document = _document(state, old, given.goods, to, even=even)
        how = How(strict=False, due=BEFORE, pickup=old.pickup_location)
        new = placing.place_in(tx, document, how)
        placed = fact(tx.connection, new)
        assert placed is not None
        assert isinstance(placed.envelope.fact, OrderPlaced)
        value = _carry_over(tx, old.id, new, given.total, f"exchange for {placed.envelope.fact.number}")
        holding.secure(tx, order_by_id(tx.connection, new))
        pay_back(tx, state, given.total - value, "", why)
        tx.record(
            ExchangeMade(
                rma=state.id,
                order=old.id,
                new_order=new,
                new_number=placed.envelope.fact.number,
                lines=tuple((one.part.line.line, one.part.quantity) for one in given.goods),
                value=value,
                reason=why,
            ),
            id=command,
        )
        return new


def _carry_over(tx: Tx, old: str, new: str, total: Minor, reason: str) -> Minor:
    """Let what is owed to the customer on the one order pay for the other, by the tenders it came from: given back here
    and paid there, so that a later refund still finds its way. Returns how much."""
    owed, due = -order_by_id(tx.connection, old).money.due, order_by_id(tx.connection, new).money.due
    wanted = min(total, owed, due)
    carried = 0
    for kind, amount, reference in money.ways_back(tx, old, max(0, wanted), ""):
        money.record(tx, old, money.REFUNDED, Tender(kind, amount, reference), reason=reason)
        money.record(tx, new, money.PAID, Tender(kind, amount, reference), reason=reason)
        carried += amount
    return carried


def _document(state: RmaState, old: OrderState, goods: Sequence[Priced], to: str, *, even: bool) -> OrderDocument:
    """As much of the other product as is refunded: what has not come yet is not exchanged with it."""
    backs: dict[int, list[Back]] = {}
    for one in goods:
        backs.setdefault(one.part.line.line, []).append(one.given.whole)
    lines = [_line(place, to, one, even=even) for place, one in enumerate(backs.values(), 1)]
    total = sum(line.net for line in lines)
    return OrderDocument(
        channel=old.placed.channel,
        external="",
        currency=old.placed.currency,
        customer=_customer(old),
        ship_to=_address(old),
        service=old.service if old.service in SERVICES else "",
        lines=tuple(lines),
        tax=sum(line.tax for line in lines),
        total=total if even else None,
        prices_include_tax=even,
        note=f"exchange, return {state.number} of order {old.placed.number}",
    )


def _line(place: int, to: str, backs: Sequence[Back], *, even: bool) -> DocumentLine:
    """Even: at what was paid; the price of one rounded up, and what that makes too much taken off."""
    quantity = sum(back.quantity for back in backs)
    if not even:
        return DocumentLine(line=place, sku=to, quantity=quantity)
    paid, tax = sum(back.net + back.tax for back in backs), sum(back.tax for back in backs)
    price = divide(paid * 1000, quantity)
    if extend(price, quantity) < paid:
        price += 1
    amount = extend(price, quantity)
    return DocumentLine(
        line=place,
        sku=to,
        quantity=quantity,
        unit_price=price,
        amount=amount,
        discount=amount - paid,
        tax=tax,
    )


def _customer(old: OrderState) -> CustomerPart:
    one = old.placed.customer
    return CustomerPart(
        name=one.name,
        email=one.email,
        phone=one.phone,
        company=one.company,
        external=one.code if one.code not in (one.email.lower(), one.phone) else "",
    )


def _address(old: OrderState) -> AddressPart:
    one = old.ship_to
    return AddressPart(
        name=one.name,
        company=one.company,
        lines=one.lines,
        city=one.city,
        region=one.region,
        postcode=one.postcode,
        country=one.country,
        phone=one.phone,
    )
