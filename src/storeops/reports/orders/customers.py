"""What is known of a customer from earlier orders, so that nobody types an address twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from storeops.database.tables import customer_order
from storeops.reports.orders.state import by_id
from storeops.rules.postal_address import Address


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """A customer as the latest order has them: name, and where it went ('' and None where that is not known)."""

    name: str
    email: str
    phone: str
    address: Address | None


def known_customer(connection: Connection, codes: Sequence[str]) -> KnownCustomer | None:
    """The customer of the latest order under one of these codes: e-mail address, telephone number, own number."""
    query = (
        select(customer_order.c.id)
        .where(customer_order.c.customer.in_([code for code in codes if code]))
        .order_by(customer_order.c.at.desc(), customer_order.c.id.desc())
        .limit(1)
    )
    order = connection.execute(query).scalar()
    if order is None:
        return None
    state = by_id(connection, str(order))
    who, where = state.placed.customer, state.ship_to
    return KnownCustomer(who.name, who.email, who.phone, where if where.lines else None)
