"""A sale on the till's screen that becomes an order: sent later, collected, or ordered by telephone."""

from __future__ import annotations

from storeops.database.queries import carts as cart_queries
from storeops.operations import carts
from storeops.operations.orders import placing
from storeops.operations.orders.how import How
from storeops.rules.amounts import Minor
from storeops.rules.carts import Cart, PricedCart, PricedLine
from storeops.rules.orders.document import DocumentLine, OrderDocument
from storeops.rules.quantity import extend
from storeops.store import Store


def place_cart(shop: Store, cart: Cart, document: OrderDocument, how: How) -> str:
    """Take the order that a cart became; returns its id. The cart goes in the same transaction, so that it is sold
    once: as a sale or as an order. The same command again changes nothing.

    Raises what `placing.place` raises, AlreadySold, CartElsewhere; the cart stands as it was then."""
    shop.require_room()
    with shop.write() as tx:
        if tx.recorded(how.command) is None:
            carts.refuse_stranger(tx, cart)
        order = placing.place_in(tx, document, how)
        cart_queries.remove(tx.connection, cart.id)
        return order


def lines_of(priced: PricedCart) -> tuple[DocumentLine, ...]:
    """The goods of a cart as an order asks for them, at the prices and discounts that were shown on the till. What a
    label rounds off its price is a discount; what it rounds up is not charged."""
    return tuple(_line(place, one) for place, one in enumerate(priced.lines, 1))


def _line(place: int, one: PricedLine) -> DocumentLine:
    line = one.line
    amount = extend(line.unit_price, line.quantity)
    return DocumentLine(
        line=place,
        sku=line.item.sku,
        name=line.item.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=amount,
        discount=_own(one) + max(0, amount - one.gross),
    )


def whole_discount(priced: PricedCart) -> Minor:
    """What comes off the whole sale, beside what comes off single lines."""
    return priced.discount - sum(_own(one) for one in priced.lines)


def _own(one: PricedLine) -> Minor:
    return one.line.reduction.of(one.gross) if one.line.reduction else 0
