"""What a channel may promise of many products at once: in all, and from each location."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from storeops.database.queries import availability as queries
from storeops.database.queries import sourcing
from storeops.rules.amounts import Thousandths
from storeops.rules.availability import Availability, kits_from


@dataclass(frozen=True, slots=True)
class PromisableAt:
    """What may be promised from one location."""

    location: str
    atp: Thousandths


@dataclass(frozen=True, slots=True)
class Promisable:
    """What may be promised of a product. One that is not for sale, or not known, is promised from nowhere."""

    sku: str
    for_sale: bool
    atp: Thousandths
    locations: tuple[PromisableAt, ...]


@dataclass(frozen=True, slots=True)
class PromisableView:
    """An answer to a channel. `at` is the moment it is true for, UTC."""

    channel: str
    at: str
    products: tuple[Promisable, ...]


def promisable(
    connection: Connection, skus: Sequence[str], *, channel: str, places: Collection[str], now: str
) -> PromisableView:
    """What `channel` may promise of these products from these locations at `now` (UTC text), in the order asked.

    A kit has no stock of its own: at each location there are as many of it as its scarcest part allows."""
    wanted = list(dict.fromkeys(skus))
    for_sale = queries.for_sale(connection, wanted)
    kits = sourcing.kits(connection, wanted)
    read = [sku for sku in wanted if sku in for_sale and sku not in kits]
    read += [part.sku for sku in kits if sku in for_sale for part in kits[sku]]
    there: dict[str, dict[str, Availability]] = {}
    for (sku, place), one in queries.read(connection, list(dict.fromkeys(read)), now=now, channel=channel).items():
        if place in places:
            there.setdefault(sku, {})[place] = one
    found = []
    for sku in wanted:
        parts = [(part.sku, part.quantity) for part in kits.get(sku, ())]
        stock = there.get(sku, {}) if not parts else _kit(sku, parts, there)
        at = tuple(PromisableAt(place, one.promisable) for place, one in sorted(stock.items()) if one.promisable)
        at = at if sku in for_sale else ()
        found.append(Promisable(sku, sku in for_sale, sum(one.atp for one in at), at))
    return PromisableView(channel, now, tuple(found))


def _kit(
    sku: str, parts: Sequence[tuple[str, Thousandths]], there: dict[str, dict[str, Availability]]
) -> dict[str, Availability]:
    places = {place for part, _ in parts for place in there.get(part, {})}
    return {
        place: kits_from(
            sku, place, [(there.get(part, {}).get(place, Availability(part, place)), each) for part, each in parts]
        )
        for place in places
    }
