"""What a scan or a typed code names: one product, priced and taxed for a day, and how much of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from storeops.database.queries import products, shop
from storeops.database.queries.products import ProductRow
from storeops.database.queries.profile import Profile
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.barcodes import Kind, RestrictedPattern, Scan, key, pattern, read
from storeops.rules.barcodes.check_digits import is_digits
from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.carts import Item
from storeops.rules.errors import Refused
from storeops.rules.money import divide
from storeops.rules.tax import TaxComponent
from storeops.rules.text import clean
from storeops.rules.wording import quote

#: Units of weight in nanograms. Pound and ounce: the international avoirdupois pound of 1959, 0.45359237 kg.
_NANOGRAMS = {"kg": 10**12, "g": 10**9, "lb": 453_592_370_000, "oz": 28_349_523_125}


class UnknownProduct(Refused):
    """Nothing in the catalogue has this barcode or SKU; `misread` when its check digit is wrong."""

    def __init__(self, code: str, *, misread: bool = False) -> None:
        shown = quote(clean(code, limit=60))
        super().__init__(
            f"{shown} was read wrongly: its check digit does not fit. Scan it again, or type the number."
            if misread
            else f"There is no product {shown}. Scan it again, or search for it by name."
        )
        self.code = code
        self.misread = misread


class NotForSale(Refused):
    """The product is in the catalogue but not active."""

    def __init__(self, sku: str, name: str) -> None:
        super().__init__(f"{quote(name)} ({sku}) is not for sale. Put it aside and ask the manager.")
        self.sku = sku


class NotStocked(Refused):
    def __init__(self, sku: str) -> None:
        super().__init__(f"{sku} is a service: it has no stock. Leave it out.")
        self.sku = sku


class NoPrice(Refused):
    """No price of the product is valid on the day."""

    def __init__(self, sku: str, name: str, day: str) -> None:
        super().__init__(f"{quote(name)} ({sku}) has no price on {day}. Ask the manager to give it one.")
        self.sku = sku
        self.day = day


@dataclass(frozen=True, slots=True)
class Found:
    """What a code names.

    `quantity` is what one scan stands for, in thousandths of the product's unit: the pack, or what the label weighs.
    `label_amount` is the price of the whole piece where the label says it. `scan` has lot, expiry and serial."""

    item: Item
    quantity: Thousandths
    label_amount: Minor | None
    product: ProductRow
    scan: Scan


def look_up(
    connection: Connection,
    profile: Profile,
    code: str,
    day: str,
    patterns: Sequence[RestrictedPattern] | None = None,
    *,
    for_sale: bool = True,
) -> Found:
    """The product a code names on a business day (ISO date): by barcode, else by SKU as typed or in capitals.

    `patterns` are the shop's layouts of restricted numbers, by default those of its setting `barcode_patterns`. With
    `for_sale=False` (receiving, counting) an inactive product or one without a price is found too, at price 0.
    Raises UnknownProduct, NotForSale, NoPrice, CardNumberRefused, BadPattern (the setting cannot be used)."""
    scan = _read(connection, profile, code, patterns)
    found, measured = _product(connection, scan, day)
    if found is None:
        refuse_card_number(code, "item")
        raise UnknownProduct(code, misread=scan.check == "wrong")
    if for_sale and not found.active:
        raise NotForSale(found.sku, found.name)
    if for_sale and found.price is None:
        raise NoPrice(found.sku, found.name, day)
    return Found(
        item=item_of(connection, found, day),
        quantity=_quantity(found, scan) if measured else found.pack,
        label_amount=scan.price if measured else None,
        product=found,
        scan=scan,
    )


def item_of(connection: Connection, row: ProductRow, day: str) -> Item:
    """A product of the catalogue as it goes into a cart, with the taxes of the day; price 0 where it has none."""
    return Item(
        sku=row.sku,
        name=row.name,
        department=row.department,
        unit=row.unit,
        price=row.price or 0,
        taxes=tuple(
            TaxComponent(code, Decimal(rate)) for code, rate in products.tax_components(connection, row.tax_class, day)
        ),
        cost=row.cost,
        stocked=row.stocked,
        barcode=row.barcode,
        tracking=row.tracking,
        kit=row.kit,
        detailed=row.detailed,
    )


def barcode_patterns(connection: Connection, profile: Profile) -> tuple[RestrictedPattern, ...]:
    """The shop's layouts of restricted numbers: its setting `barcode_patterns`, set apart by blanks or commas.

    Raises BadPattern."""
    scopes, revision = ("", profile.store, profile.terminal), shop.revision(connection)
    known = _known.get(connection.engine)
    if known is None or known[:2] != (revision, scopes):
        known = (revision, scopes, shop.settings(connection, scopes).get("barcode_patterns", ""))
        _known[connection.engine] = known
    return _patterns(known[2])


_known: WeakKeyDictionary[Engine, tuple[int, tuple[str, str, str], str]] = WeakKeyDictionary()
"""The setting as it was read at a revision of the reference data: every short number that is scanned asks for it."""


@lru_cache(maxsize=16)
def _patterns(text: str) -> tuple[RestrictedPattern, ...]:
    return tuple(pattern(layout) for layout in text.replace(",", " ").replace(";", " ").split())


def _read(connection: Connection, profile: Profile, code: str, patterns: Sequence[RestrictedPattern] | None) -> Scan:
    exponent = profile.currency.exponent
    scan = read(code, patterns=patterns or (), country=profile.country, exponent=exponent)
    # Only a number of restricted circulation, or one of eight digits, can have a layout: spare all others the query.
    if patterns is None and (scan.kind is Kind.RESTRICTED or (len(code) < 12 and is_digits(code.strip()))):
        own = barcode_patterns(connection, profile)
        if own:
            return read(code, patterns=own, country=profile.country, exponent=exponent)
    return scan


def _product(connection: Connection, scan: Scan, day: str) -> tuple[ProductRow | None, bool]:
    """The product, and whether what the label measures holds for it."""
    whole = key(scan.raw) if scan.kind is Kind.RESTRICTED else scan.code
    # A shop also numbers plain products within 02 and 20-29: the number as it stands comes first.
    if whole != scan.code and (exact := products.by_barcode(connection, whole, day)):
        return exact, False
    if found := products.by_barcode(connection, scan.code, day):
        return found, True
    typed = clean(scan.raw, limit=len(scan.raw) + 1)
    for sku in dict.fromkeys((typed, typed.upper(), *_references(scan.item))):
        if sku and (found := products.by_sku(connection, sku, day)):
            return found, sku not in (typed, typed.upper())
    return None, False


def _references(item: str) -> tuple[str, ...]:
    """The SKUs a scale's item reference may stand for: as printed, and without the zeros that fill it up."""
    return (item, item.lstrip("0")) if item else ()


def _quantity(found: ProductRow, scan: Scan) -> Thousandths:
    """How much one label stands for; a weight says nothing of a product that is sold by the piece."""
    if scan.weight is not None and found.unit in _NANOGRAMS:
        # The scan's weight is in grams, the result in thousandths of the unit.
        return divide(scan.weight * _NANOGRAMS["g"] * 1000, _NANOGRAMS[found.unit])
    if scan.quantity is not None:
        return scan.quantity * found.pack // 1000
    return found.pack
