"""What a file's products change in the catalogue, and writing it. Deciding is pure; the database is read before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from storeops.database.queries import catalogue as queries
from storeops.database.queries import product_words
from storeops.database.queries.catalogue import BarcodeRow, PriceRow
from storeops.database.queries.product_words import Entry
from storeops.operations.catalogue.rows import EACH, STANDARD, Offer
from storeops.operations.shop import next_revision
from storeops.rules.wording import quote
from storeops.store import Tx

Values = dict[str, Any]
"""Columns of one row."""


class Departments:
    """The departments by code and by name. New ones count once their transaction is through."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = dict(names)
        self._codes = {name: code for code, name in names.items()}
        self._new: list[str] = []

    def code(self, text: str) -> str:
        """The code of a department given by code or name; one that nobody knows is made, called like its code."""
        if not text or text in self._names:
            return text
        if text in self._codes:
            return self._codes[text]
        self._names[text] = text
        self._new.append(text)
        return text

    def name(self, code: str) -> str:
        return self._names.get(code, code)

    @property
    def new(self) -> Sequence[str]:
        return self._new

    def settle(self) -> None:
        self._new = []


@dataclass(slots=True)
class Plan:
    """The rows to write, without their revision."""

    products: list[Values] = field(default_factory=list)
    prices: list[Values] = field(default_factory=list)
    barcodes: list[Values] = field(default_factory=list)
    words_before: list[Entry] = field(default_factory=list)
    words_now: list[Entry] = field(default_factory=list)
    added: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue has of the products and barcodes of some offers."""

    products: Mapping[str, Any]
    prices: Mapping[str, Sequence[PriceRow]]
    barcodes: Mapping[str, BarcodeRow]


def plan(tx: Tx, offers: Sequence[Offer], departments: Departments) -> tuple[Plan, list[tuple[int, str]]]:
    """What these offers change, and the places of those that cannot be kept, each with the reason."""
    skus = [offer.sku for offer in offers]
    known = Known(
        products=queries.rows_by_sku(tx.connection, skus),
        prices=queries.prices_by_sku(tx.connection, skus),
        barcodes=queries.barcodes(tx.connection, [code for offer in offers for code, _ in offer.barcodes]),
    )
    return decide(offers, known, departments, tx.business_date)


def decide(
    offers: Sequence[Offer], known: Known, departments: Departments, day: str
) -> tuple[Plan, list[tuple[int, str]]]:
    """The same, from what is known: pure but for the departments, which learn new names."""
    made = Plan()
    refused: list[tuple[int, str]] = []
    owners = {code: row.sku for code, row in known.barcodes.items()}
    for index, offer in enumerate(offers):
        taken = [code for code, _ in offer.barcodes if owners.get(code, offer.sku) != offer.sku]
        if taken:
            refused.append((index, f"its barcode {taken[0]} belongs to {quote(owners[taken[0]])}"))
            continue
        owners.update((code, offer.sku) for code, _ in offer.barcodes)
        _one(made, offer, known, departments, day)
    return made, refused


def _one(made: Plan, offer: Offer, known: Known, departments: Departments, day: str) -> None:
    before = known.products.get(offer.sku)
    now = _product(offer, before, departments)
    codes = [
        {"code": code, "sku": offer.sku, "quantity": pieces}
        for code, pieces in offer.barcodes
        if known.barcodes.get(code) != BarcodeRow(offer.sku, pieces)
    ]
    price = _price(offer, known.prices.get(offer.sku, ()), day)
    is_new = before is None or before.deleted
    differs = is_new or any(getattr(before, name) != value for name, value in now.items())
    if not (differs or codes or price):
        return
    made.added += is_new
    made.changed += not is_new
    made.barcodes += codes
    made.prices += price
    if differs:
        made.products.append(now)
        _words(made, before, now, departments)


def _product(offer: Offer, before: Any, departments: Departments) -> Values:
    """The product's row as it shall be: what the file does not tell stays, or is the usual where it is new."""
    usual: Values = {"tax_class": STANDARD, "unit": EACH, "active": True, "stocked": True, "cost": 0}
    told: Values = {name: getattr(offer, name) for name in usual}
    kept = {name: getattr(before, name) for name in usual} if before is not None else usual
    department = "" if before is None else before.department
    return {
        "sku": offer.sku,
        "name": offer.name,
        "department": department if offer.department is None else departments.code(offer.department),
        **{name: kept[name] if value is None else value for name, value in told.items()},
    }


def _price(offer: Offer, prices: Sequence[PriceRow], day: str) -> list[Values]:
    """A row for the price from its day on, unless it is what holds then already; older rows stay as they were."""
    since = offer.valid_from or day
    held = [row for row in prices if row.valid_from <= since and (not row.valid_to or row.valid_to >= since)]
    if held and max(held).amount == offer.price:
        return []
    return [{"sku": offer.sku, "valid_from": since, "amount": offer.price}]


def _words(made: Plan, before: Any, now: Values, departments: Departments) -> None:
    entry = Entry(now["sku"], now["name"], departments.name(now["department"]))
    if before is not None:
        old = Entry(before.sku, before.name, departments.name(before.department))
        if old == entry and not before.deleted:
            return
        made.words_before.append(old)
    made.words_now.append(entry)


def apply(tx: Tx, made: Plan, departments: Departments) -> int:
    """Write a plan under a revision of its own, which is returned."""
    revision = next_revision(tx)
    queries.put_departments(tx.connection, ({"code": code, "revision": revision} for code in departments.new))
    queries.put_products(tx.connection, _stamped(made.products, revision))
    queries.put_prices(tx.connection, _stamped(made.prices, revision))
    queries.put_barcodes(tx.connection, _stamped(made.barcodes, revision))
    product_words.write(tx.connection, made.words_before, made.words_now)
    return revision


def _stamped(rows: Iterable[Values], revision: int) -> Iterable[Values]:
    return ({**row, "revision": revision} for row in rows)
