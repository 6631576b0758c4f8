"""What a carrier has to know: who sends, what it weighs."""

from __future__ import annotations

from sqlalchemy import Connection

from storeops.database.queries import shop as shop_queries
from storeops.database.queries import sourcing
from storeops.database.queries.profile import Profile
from storeops.reports.orders.state import OrderState
from storeops.rules.addresses import Address, parse_line
from storeops.rules.amounts import ONE
from storeops.rules.orders.lines import takes

USUAL_GRAMS = 500


def sender(profile: Profile) -> Address:
    """The store as the sender of a parcel: its name, and its address as it stands on receipts."""
    found = parse_line(", ".join(profile.address), profile.country) if profile.address else Address()
    return Address(
        company=profile.name,
        lines=found.lines,
        city=found.city,
        region=found.region,
        postcode=found.postcode,
        country=profile.country,
    )


def unpacked_grams(connection: Connection, profile: Profile, state: OrderState) -> int:
    """What all that stands ready for an order weighs by the catalogue, in grams."""
    goods = [part for line in state.goods for one in state.standing(line) for part in takes(line, one.quantity)]
    known = sourcing.weights(connection, sorted({sku for sku, _ in goods}))
    usual = int(shop_queries.settings(connection, ("", profile.store)).get("default_weight", USUAL_GRAMS))
    return sum(known.get(sku, usual) * quantity // ONE for sku, quantity in goods)
