"""The shop's sales channels: reference data, each change journaled."""

from __future__ import annotations

from storeops.database.queries import shop as shop_queries
from storeops.database.queries import sourcing as queries
from storeops.database.tables import channel as channel_table
from storeops.operations.shop import audit, next_revision, put
from storeops.operations.stock import UnknownLocation
from storeops.rules.channels import KINDS, Channel, require
from storeops.store import Store


def save(shop: Store, channel: Channel) -> Channel:
    """Set a channel up, or change it. Raises ChannelRefused, UnknownPreference, UnknownLocation, CardNumberRefused."""
    wanted = require(channel)
    with shop.write() as tx:
        known = [row["code"] for row in shop_queries.locations(tx.connection)]
        for location in wanted.locations:
            if location not in known:
                raise UnknownLocation(location, known)
        revision = next_revision(tx)
        values = {
            "code": wanted.code,
            "name": wanted.name,
            "kind": wanted.kind,
            "price_list": wanted.price_list,
            "locations": " ".join(wanted.locations),
            "services": " ".join(wanted.services),
            "short_preference": wanted.short_preference,
            "free_shipping_from": wanted.free_shipping_from or 0,
        }
        put(tx, channel_table, revision, values)
        audit(tx, f"channel {wanted.code}", revision)
    return wanted


def channels(shop: Store) -> tuple[Channel, ...]:
    """Every channel: those set up, and the kinds that need no setting up."""
    with shop.read() as connection:
        codes = dict.fromkeys([*queries.channels(connection), *KINDS])
        return tuple(one for code in codes if (one := queries.channel_of(connection, code)) is not None)
