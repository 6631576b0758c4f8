"""How products are handled: tracked by lot or serial number, kits of parts, substitutes, safety stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Table, update

from storeops.database.queries import handling as queries
from storeops.database.queries import sourcing
from storeops.database.queries.products import ProductRow
from storeops.database.tables import kit_part, product_handling, safety_stock, substitute
from storeops.operations.locations import known_location
from storeops.operations.lookup import NotStocked
from storeops.operations.shop import audit, next_revision, put
from storeops.operations.suppliers import product_of
from storeops.rules import quantity
from storeops.rules.amounts import Thousandths
from storeops.rules.channels import KINDS, UnknownChannel
from storeops.rules.errors import Refused
from storeops.rules.goods import SERIAL, TRACKINGS
from storeops.rules.wording import quote
from storeops.store import Store, Tx

_MOST = 10**9
_USUAL = {"tracking": "", "weight": 0, "length": 0, "width": 0, "height": 0, "shelf_days": 0, "packing": ""}
PACKING = ("fragile", "upright", "own-box")
"""How a product travels: nothing rests on it, it stands as it is, it is shipped in the box it is sold in."""


class BadHandling(Refused):
    """What a product's handling cannot be."""

    def __init__(self, sku: str, why: str) -> None:
        super().__init__(f"{sku}: {why}.")
        self.sku = sku
        self.why = why


@dataclass(frozen=True, slots=True)
class Handling:
    """How a product is handled; None leaves it. Weight in grams, lengths in millimetres of one unit, `shelf_days` the
    days it is good for; `packing` words of `PACKING`, set apart by blanks."""

    tracking: str | None = None
    weight: int | None = None
    length: int | None = None
    width: int | None = None
    height: int | None = None
    shelf_days: int | None = None
    packing: str | None = None


def set_handling(shop: Store, sku: str, handling: Handling) -> str:
    """Say how a product is handled; returns its SKU. Goods that are there untracked stay so until they are gone.

    Raises UnknownProduct, NotStocked, BadHandling; where nothing differs nothing is written."""
    with shop.write() as tx:
        product = _stocked(tx, sku)
        given: dict[str, Any] = {field.name: getattr(handling, field.name) for field in fields(handling)}
        given = {name: value for name, value in given.items() if value is not None}
        _check_handling(tx, product, given)
        usual: dict[str, Any] = {"sku": product.sku, **_USUAL}
        row = queries.handling(tx.connection, product.sku)
        before = {name: row[name] for name in usual} if row is not None else {}
        now = {**usual, **before, **given}
        if now != before:
            revision = next_revision(tx)
            put(tx, product_handling, revision, now)
            audit(tx, f"handling {product.sku}", revision, note=f"tracking {now['tracking'] or 'none'}")
        return product.sku


def _check_handling(tx: Tx, product: ProductRow, given: dict[str, Any]) -> None:
    tracking = given.get("tracking")
    if tracking is not None:
        if tracking not in TRACKINGS:
            raise BadHandling(product.sku, f"tracking is one of {', '.join(TRACKINGS)}, not {quote(tracking)}")
        given["tracking"] = "" if tracking == "none" else tracking
        if tracking == SERIAL and quantity.unit(product.unit).decimals:
            raise BadHandling(product.sku, f"what is sold by {product.unit} has no serial numbers")
        if tracking != "none" and sourcing.kits(tx.connection, [product.sku]):
            raise BadHandling(product.sku, "a kit is tracked by its parts")
    if (words := given.get("packing")) is not None:
        if unknown := [word for word in words.split() if word not in PACKING]:
            raise BadHandling(product.sku, f"packing is some of {', '.join(PACKING)}, not {quote(unknown[0])}")
        given["packing"] = " ".join(word for word in PACKING if word in words.split())
    for name, value in given.items():
        if isinstance(value, int) and not 0 <= value <= _MOST:
            raise BadHandling(product.sku, f"{name.replace('_', ' ')} is zero or more, not {value}")


def set_kit(shop: Store, kit: str, parts: Sequence[tuple[str, Thousandths]]) -> str:
    """Make a product a kit of these parts (SKU, thousandths in one kit), or, without parts, a product again; returns
    its SKU. A kit is sold as one and moved as its parts, so it has no stock of its own.

    Raises UnknownProduct, NotStocked, NotWhole, NotAQuantity, BadHandling."""
    with shop.write() as tx:
        product = _stocked(tx, kit)
        wanted: dict[tuple[str, ...], Mapping[str, Any]] = {}
        for code, amount in parts:
            part = _stocked(tx, code)
            quantity.check(amount, quantity.unit(part.unit))
            if amount < 0:
                raise quantity.NotAQuantity(quantity.decimal_string(amount), "a kit holds something of each part")
            if (product.sku, part.sku) in wanted:
                raise BadHandling(product.sku, f"the part {part.sku} is named twice")
            wanted[product.sku, part.sku] = {"kit": product.sku, "sku": part.sku, "quantity": amount}
        _check_kit(tx, product, [sku for _, sku in wanted])
        _bring(tx, kit_part, {"kit": product.sku}, wanted, f"kit {product.sku}")
        return product.sku


def _check_kit(tx: Tx, product: ProductRow, parts: Sequence[str]) -> None:
    if quantity.unit(product.unit).decimals:
        raise BadHandling(product.sku, f"a kit is sold by the piece, not by {product.unit}")
    if parts and queries.trackings(tx.connection, [product.sku]):
        raise BadHandling(product.sku, "it is tracked itself; a kit is tracked by its parts")
    if product.sku in parts or sourcing.kits(tx.connection, parts):
        raise BadHandling(product.sku, "a part is no kit itself; name the goods that move")
    if parts and queries.listed(tx.connection, kit_part, sku=product.sku):
        raise BadHandling(product.sku, "it is a part of another kit")
    serial = [sku for sku, how in queries.trackings(tx.connection, parts).items() if how == SERIAL]
    if serial:
        raise BadHandling(product.sku, f"{serial[0]} has serial numbers, each piece is scanned for itself")


def set_substitutes(shop: Store, sku: str, others: Sequence[str]) -> str:
    """What may be sent instead of a product, the best first; without any, nothing may. Returns its SKU.

    Raises UnknownProduct, NotStocked, BadHandling."""
    with shop.write() as tx:
        product = _stocked(tx, sku)
        wanted: dict[tuple[str, ...], Mapping[str, Any]] = {}
        for rank, code in enumerate(others, 1):
            other = _stocked(tx, code).sku
            if other == product.sku or (product.sku, other) in wanted:
                raise BadHandling(product.sku, f"{other} cannot stand in for it" + (" twice" if wanted else ""))
            wanted[product.sku, other] = {"sku": product.sku, "other": other, "rank": rank}
        _bring(tx, substitute, {"sku": product.sku}, wanted, f"substitutes of {product.sku}")
        return product.sku


def set_safety(
    shop: Store, goods: Sequence[tuple[str, Thousandths]], *, location: str = "", channel: str = ""
) -> tuple[str, ...]:
    """Keep back so much of each product, everywhere or at a location, for all channels or one; 0 keeps nothing back.

    Returns the SKUs. Raises UnknownProduct, NotStocked, UnknownLocation, UnknownChannel, NotWhole, NotAQuantity."""
    with shop.write() as tx:
        where = known_location(tx, location) if location else ""
        by = known_channel(tx, channel)
        rows = []
        for code, amount in goods:
            product = _stocked(tx, code)
            if amount:
                quantity.check(amount, quantity.unit(product.unit))
            if amount < 0:
                raise quantity.NotAQuantity(quantity.decimal_string(amount), "safety stock is zero or more")
            rows.append({"sku": product.sku, "location": where, "channel": by, "quantity": amount})
        revision = next_revision(tx)
        for row in rows:
            put(tx, safety_stock, revision, row)
        audit(tx, f"safety stock {' '.join(str(row['sku']) for row in rows)}"[:200], revision)
        return tuple(str(row["sku"]) for row in rows)


def known_channel(tx: Tx, channel: str) -> str:
    """The channel, or nothing for all of them. Raises UnknownChannel."""
    if not channel or sourcing.channel_of(tx.connection, channel) is not None:
        return channel
    raise UnknownChannel(channel, sorted({*sourcing.channels(tx.connection), *KINDS}))


def _stocked(tx: Tx, code: str) -> ProductRow:
    product = product_of(tx, code)
    if not product.stocked:
        raise NotStocked(product.sku)
    return product


def _bring(
    tx: Tx, table: Table, of: Mapping[str, str], wanted: Mapping[tuple[str, ...], Mapping[str, Any]], subject: str
) -> None:
    """Bring the rows of one product to these; those that are not among them are marked as gone."""
    names = [column.name for column in table.primary_key.columns]
    before = {tuple(row[name] for name in names): row for row in queries.listed(tx.connection, table, **of)}
    changed = [row for key, row in wanted.items() if key not in before or not row.items() <= dict(before[key]).items()]
    gone = [key for key in before if key not in wanted]
    if not changed and not gone:
        return
    revision = next_revision(tx)
    for row in changed:
        put(tx, table, revision, row)
    for key in gone:
        where = [table.c[name] == value for name, value in zip(names, key, strict=True)]
        tx.connection.execute(update(table).where(*where).values(deleted=True, revision=revision))
    audit(tx, subject, revision)
