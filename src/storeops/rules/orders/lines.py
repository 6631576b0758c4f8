"""The lines of an order and the parts of them that are sent, cancelled or returned.

A part's worth goes by cumulative difference over the line's units: what is sent counts from the first unit up, what is
cancelled from the last one down, so that however a line is cut up, its parts add up to the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.discounts import Discount
from storeops.rules.goods import Moved
from storeops.rules.money import part
from storeops.rules.tax import TaxShare

GOODS, SHIPPING, SERVICE = "goods", "shipping", "service"


class Party(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who ordered. `code` is the customer's own number or e-mail address: what orders of one customer share."""

    code: str = ""
    name: str = ""
    company: str = ""
    email: str = ""
    phone: str = ""


class Part(msgspec.Struct, frozen=True):
    """What moves when one unit of a kit moves. `quantity` of the part for one whole kit, `cost` of one unit of it."""

    sku: str
    quantity: Thousandths
    cost: Minor = 0


class OrderLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line ordered. `kind`: goods, shipping or service; only goods are allocated and picked.

    `amount` in the way prices are shown, after every discount; net + tax is what is to be paid. `cost` is of the whole
    line; `parts` is empty where the line moves as itself; `substitutes` is the line it stands in for, `external` the
    channel's own id of it."""

    line: int
    kind: str
    sku: str
    name: str
    department: str = ""
    barcode: str = ""
    quantity: Thousandths
    unit: str
    list_price: Minor
    unit_price: Minor
    price_reason: str = ""
    discounts: tuple[Discount, ...] = ()
    amount: Minor
    net: Minor
    tax: Minor
    taxes: tuple[TaxShare, ...] = ()
    cost: Minor = 0
    parts: tuple[Part, ...] = ()
    substitutes: int = 0
    external: str = ""

    @property
    def stocked(self) -> bool:
        return self.kind == GOODS

    @property
    def moved(self) -> tuple[Moved, ...]:
        """Which goods really moved is only known when they are sent."""
        return ()

    @property
    def total(self) -> Minor:
        """What is to be paid for it, tax included."""
        return self.net + self.tax


class LineQuantity(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part of a line, and what it is worth: its share of the line's net and tax. `goods` is false for the lines that
    are no goods: shipping, services."""

    line: int
    quantity: Thousandths
    value: Minor = 0
    goods: bool = True


def takes(line: OrderLine, quantity: Thousandths) -> tuple[tuple[str, Thousandths], ...]:
    """The thousandths of each product that `quantity` of a line takes from stock."""
    if line.kind != GOODS:
        return ()
    if not line.parts:
        return ((line.sku, quantity),)
    return tuple((one.sku, one.quantity * quantity // ONE) for one in line.parts)


def stands(line: OrderLine, parts: Mapping[str, Thousandths]) -> tuple[Thousandths, Thousandths]:
    """(standing, overdrawn) of a line at one location, in units of the line, where these thousandths of its products
    are promised; below zero where goods were sent from a promise that another database had taken back."""
    units = [parts.get(sku, 0) * ONE // each for sku, each in takes(line, ONE) if each]
    return max(0, min(units, default=0)), max(0, -min(units, default=0))


def first_unit(line: OrderLine, before: Thousandths, now: Thousandths) -> Thousandths:
    """Where `now` units after `before` begin. Two databases that both sent, or both cancelled, count beyond the line:
    what is beyond is worth what its last, or first, units are."""
    return max(0, min(before, line.quantity - now))


def sent_part(line: OrderLine, before: Thousandths, now: Thousandths, *, prices_include_tax: bool) -> LineQuantity:
    """`now` of a line of which `before` was sent already. A return shares a line out in the same way."""
    times, rest = divmod(now, line.quantity)
    start = first_unit(line, before, rest)
    value = times * line.total + part(line.amount, line.quantity, start, rest)
    if not prices_include_tax:
        value += sum(part(share.tax, line.quantity, start, rest) for share in line.taxes)
    return LineQuantity(line.line, now, value, line.kind == GOODS)


def cancelled_part(line: OrderLine, before: Thousandths, now: Thousandths, *, prices_include_tax: bool) -> LineQuantity:
    """`now` of a line of which `before` was cancelled already: counted from the end."""
    return sent_part(line, line.quantity - before - now, now, prices_include_tax=prices_include_tax)


class Sums(NamedTuple):
    """What lines come to together, in minor units."""

    discount: Minor
    net: Minor
    tax: Minor
    total: Minor


def sums_of(lines: Sequence[OrderLine]) -> Sums:
    return Sums(
        sum(one.amount for line in lines for one in line.discounts),
        sum(line.net for line in lines),
        sum(line.tax for line in lines),
        sum(line.total for line in lines),
    )
