"""A small shop, driven by the operations, on a clock that a test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from storeops.database.tables import barcode, department, price, product, tax_rate
from storeops.operations import carts, drawer, returns, sales
from storeops.operations.shop import next_revision, put
from storeops.reports.sale_view import SaleView
from storeops.rules.discounts import Reduction
from storeops.rules.tenders import Tender
from storeops.store import Store

#: Monday, 23 November 2026, nine in the morning in London.
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/London"))


@dataclass
class Hands:
    """A clock that stands still until it is moved."""

    at: datetime = MORNING

    def now(self, zone: ZoneInfo) -> datetime:
        return self.at.astimezone(zone)

    def to(self, hour: int, minute: int = 0) -> None:
        self.at = self.at.replace(hour=hour, minute=minute)

    def day(self, days: int) -> None:
        self.at += timedelta(days=days)


@dataclass
class Counter:
    """What a person does at the counter, in one line each."""

    shop: Store
    clock: Hands = field(default_factory=Hands)

    def sell(self, *items: str, tender: str = "cash", off: str = "", given: int = 0) -> SaleView:
        """Sell `SKU` or `2*SKU`, all paid exactly (or with `given`); `off` in percent of the whole sale."""
        cart = carts.new(self.shop)
        for item in items:
            times, _, code = item.rpartition("*")
            cart = carts.add(self.shop, cart, code, int(Decimal(times) * 1000) if times else None)
        if off:
            cart = carts.reduce_cart(self.shop, cart, Reduction(percent=Decimal(off), reason="loyal"))
        total = carts.priced(self.shop, cart).total
        return sales.complete(self.shop, cart, [Tender(tender, given or total, "A1" if tender == "card" else "")])

    def take_back(self, number: str, line: int, quantity: int = 1000, reason: str = "changed-mind") -> SaleView:
        return returns.take_back(self.shop, number, [(line, quantity)], reason)

    def open_drawer(self, float_: int = 10000) -> str:
        return drawer.open_drawer(self.shop, float_).session


PRODUCTS = (
    ("TEA", "Tea 80 bags", "GROC", "each", 349, 200),
    ("APPLE", "Apples loose", "FRUIT", "kg", 220, 0),
    ("MILK", "[/] Milk", "GROC", "each", 115, 80),
)


def stock_catalogue(shop: Store) -> None:
    with shop.write() as tx:
        revision = next_revision(tx)
        for code, name in (("GROC", "Groceries"), ("FRUIT", "Fruit")):
            put(tx, department, revision, {"code": code, "name": name})
        rate = {"tax_class": "full", "code": "VAT", "valid_from": "", "valid_to": "", "rate": "20"}
        put(tx, tax_rate, revision, rate)
        for sku, name, where, unit, amount, cost in PRODUCTS:
            put(
                tx,
                product,
                revision,
                {
                    "sku": sku,
                    "name": name,
                    "department": where,
                    "tax_class": "full" if sku != "MILK" else "exempt",
                    "unit": unit,
                    "active": True,
                    "stocked": True,
                    "cost": cost,
                },
            )
            values = {"sku": sku, "price_list": "", "valid_from": "", "valid_to": "", "amount": amount}
            put(tx, price, revision, values)
        put(tx, barcode, revision, {"code": "05012345678900", "sku": "TEA", "quantity": 1000})
