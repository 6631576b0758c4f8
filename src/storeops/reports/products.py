"""Finding products by what somebody remembers of them: beginnings of words, a SKU, a barcode."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from storeops.database.queries import catalogue, product_words, products
from storeops.database.queries.profile import Profile
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.barcodes import key, read
from storeops.rules.barcodes.check_digits import is_digits, printed
from storeops.rules.text import clean

_LONGEST = 200
_MOST_WORDS = 8
_FEWEST_DIGITS = 4
"""Digits of a barcode's beginning that are worth looking up: fewer belong to half the catalogue."""


@dataclass(frozen=True, slots=True)
class ProductHit:
    """A product that was found. `unit_price` is None where none is valid; `on_hand` at the terminal's own location;
    `barcode` one of a single unit, as printed, or nothing."""

    sku: str
    name: str
    unit: str
    unit_price: Minor | None
    on_hand: Thousandths
    barcode: str
    department: str
    active: bool
    stocked: bool


def search(connection: Connection, profile: Profile, text: str, *, day: str, limit: int = 50) -> tuple[ProductHit, ...]:
    """Products by the beginnings of their words, in any order, accents and capitals aside; by SKU, by barcode.

    The best first: the very SKU or barcode, then names that begin with the first word typed, then all that have
    every word, last barcodes that begin so; shorter names before longer ones. `day` is the business date the prices
    are of. Nothing typed finds nothing."""
    typed = clean(text[:_LONGEST])
    found = _exact(connection, profile, text[:_LONGEST], typed, day)
    words = product_words.folded(typed)[:_MOST_WORDS]
    if words:
        found = _joined(found, product_words.beginning(connection, words, limit))
        if len(found) < limit:
            # Those found so far may all be among these, so as many more are asked for.
            found = _joined(found, product_words.containing(connection, words, limit + len(found)))
    if len(found) < limit and len(typed) >= _FEWEST_DIGITS and is_digits(typed):
        found = _joined(found, catalogue.skus_by_barcode_start(connection, typed, limit))
    return _hits(connection, profile, found[:limit], day)


def _exact(connection: Connection, profile: Profile, text: str, typed: str, day: str) -> list[str]:
    if not typed:
        return []
    scan = read(text, country=profile.country, exponent=profile.currency.exponent)
    rows = [products.by_barcode(connection, code, day) for code in dict.fromkeys((key(typed), scan.code))]
    rows += [products.by_sku(connection, sku, day) for sku in dict.fromkeys((typed, typed.upper()))]
    return list(dict.fromkeys(row.sku for row in rows if row is not None))


def _joined(found: list[str], more: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*found, *more]))


def _hits(connection: Connection, profile: Profile, skus: list[str], day: str) -> tuple[ProductHit, ...]:
    if not skus:
        return ()
    held = catalogue.on_hand_at(connection, profile.location, skus)
    codes = catalogue.single_barcodes(connection, skus)
    return tuple(
        ProductHit(
            sku=row.sku,
            name=row.name,
            unit=row.unit,
            unit_price=row.price,
            on_hand=held.get(row.sku, 0),
            barcode=printed(codes.get(row.sku, "")),
            department=row.department,
            active=row.active,
            stocked=row.stocked,
        )
        for row in products.by_skus(connection, skus, day)
    )
