"""A few weeks of plausible shopping, the same for the same seed: what the sample shop's history is made of.

Nothing is sold here. Each basket says what a customer bought, when, at which till and how it was paid; who runs them
through the till gets real sales. The shares and profiles below are estimates of a British neighbourhood shop, made to
look right in a report (quiet mornings, a rush after work, a strong Friday and Saturday), and no statistics.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise

import msgspec

from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.discounts import Reduction
from storeops.rules.quantity import extend, unit
from storeops.rules.tenders import CARD, CASH

MOST_LINES = 25
"""The most lines of one basket."""

LATEST_RETURN = 10
"""Goods come back on one of this many days after they were bought."""


class SampleProduct(msgspec.Struct, frozen=True):
    """A product as far as shopping is concerned; `price` is of one `unit`, tax included."""

    sku: str
    department: str
    unit: str
    price: Minor


class Returned(msgspec.Struct, frozen=True):
    """What comes back: `line` (from 1) of the basket at position `basket` (from 0) of the same history."""

    basket: int
    line: int
    quantity: Thousandths


class Basket(msgspec.Struct, frozen=True, kw_only=True):
    """One visit to a till, at local time without a zone. Either `lines` are bought (no SKU twice) or `returns` comes
    back, to the `tender` it was paid with.

    `given` is the cash put down, never less than the total to the penny; None for a card and for a return.
    `discount_percent` comes off the whole sale."""

    at: datetime
    till: str
    lines: tuple[tuple[str, Thousandths], ...]
    tender: str
    given: Minor | None = None
    discount_percent: int | None = None
    returns: Returned | None = None


#: How often something of a department is picked up; what is not named here counts as _OTHER.
_SHARES = {
    "PRODUCE": 150,
    "BAKERY": 110,
    "DAIRY": 140,
    "CHILLED": 110,
    "FROZEN": 45,
    "GROCERY": 120,
    "SWEETS": 100,
    "DRINKS": 90,
    "ALCOHOL": 50,
    "TOBACCO": 25,
    "HOUSEHOLD": 35,
    "HEALTH": 30,
    "PETS": 15,
    "NEWS": 50,
    "HOME": 8,
    "CLOTHING": 5,
    "CHILDREN": 4,
    "TOYS": 5,
    "HARDWARE": 7,
    "GARDEN": 6,
}
_OTHER = 10

#: What everybody comes for leads its department: the part of the SKU before the first hyphen, as in the sample shop.
_STAPLES = {
    "PRODUCE": ("BANANA", "POTATO", "TOMATO", "CARROT", "ONION", "APPLE"),
    "BAKERY": ("BREAD",),
    "DAIRY": ("MILK", "EGGS", "BUTTER", "CHEDD"),
    "CHILLED": ("SAND", "BACON", "HAM", "CHICK"),
    "FROZEN": ("PEAS", "CHIPS", "ICEC"),
    "GROCERY": ("TEA", "BEANS", "PASTA", "SUGAR", "COFIN"),
    "SWEETS": ("CRISPS", "CHOC"),
    "DRINKS": ("COLA", "WATER", "SQUA"),
    "ALCOHOL": ("LAGER", "RED", "WHITE"),
    "TOBACCO": ("CIGS",),
    "HOUSEHOLD": ("TROLL", "WUL"),
    "HEALTH": ("PARAC", "TPASTE"),
    "PETS": ("CATT", "DOGT"),
    "NEWS": ("NEWS", "CARD"),
    "HOME": ("MUG",),
    "CLOTHING": ("SOCKS",),
    "CHILDREN": ("KSOCK",),
    "HARDWARE": ("BATT", "BULB"),
    "GARDEN": ("FLOWER", "COMP"),
}

#: Of a hundred baskets on an average day, Monday first.
_WEEK = (86, 88, 94, 100, 122, 132, 78)
_OPENS = 7
#: Customers by the hour from _OPENS on: on working days before work, at noon and after work; at the weekend at noon.
_WORKDAY = (5, 8, 6, 5, 5, 8, 9, 6, 6, 9, 13, 12, 7, 4)
_SATURDAY = (2, 5, 8, 11, 12, 11, 9, 8, 8, 8, 7, 6, 4, 2)
_SUNDAY = (0, 4, 7, 11, 13, 12, 9, 8, 8, 6, 4, 2, 0, 0)
_HOURS = (_WORKDAY,) * 5 + (_SATURDAY, _SUNDAY)

#: Many small baskets, a few large ones: each further line is 85 % as likely as the one before; the mean is near 6.
_SIZES = tuple(accumulate(10**9 * 85**more // 100**more for more in range(MOST_LINES)))

_PIECES = (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 6)
_DISCOUNTS = (5, 10, 10, 10, 20)
_NOTES: tuple[Minor, ...] = (100, 500, 1000, 2000)
_NOT_TAKEN_BACK = frozenset(
    ("PRODUCE", "BAKERY", "DAIRY", "CHILLED", "FROZEN", "SWEETS", "DRINKS", "TOBACCO", "HEALTH", "NEWS")
)


@dataclass(slots=True)
class _Shop:
    """What the making of one history remembers."""

    chance: random.Random
    products: list[SampleProduct]
    demand: list[int]
    tills: Sequence[str]
    made: int
    coming_back: dict[date, list[tuple[str, Returned]]]


def baskets(
    products: Sequence[SampleProduct], *, days: Sequence[date], seed: int, tills: Sequence[str], a_day: int = 60
) -> Iterator[Basket]:
    """The baskets of these days in the order of their times; about `a_day` on an average one, a few in a hundred
    of them followed by a return on a later day.

    The same arguments give the same baskets. Raises ValueError without products or tills, for a day that does not
    come after the one before it and for `a_day` below 1; UnknownUnit for a product's unit."""
    if not products or not tills or a_day < 1:
        raise ValueError("shopping needs products, a till and at least one basket a day")
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise ValueError("the days have to follow one another")
    for product in products:
        unit(product.unit)
    return _history(products, days, seed, tills, a_day)


def _history(
    products: Sequence[SampleProduct], days: Sequence[date], seed: int, tills: Sequence[str], a_day: int
) -> Iterator[Basket]:
    chance = random.Random(seed)  # noqa: S311  # shopping, no secret
    ranked = sorted(products, key=lambda product: product.sku)
    chance.shuffle(ranked)
    ranked.sort(key=lambda product: product.sku.partition("-")[0] not in _STAPLES.get(product.department, ()))
    shop = _Shop(chance, ranked, list(accumulate(_demand(ranked))), tills, 0, {})
    for day in days:
        returned = shop.coming_back.pop(day, [])
        count = a_day * _WEEK[day.weekday()] * chance.randint(90, 110) // 10_000
        times = _times(chance, day, count + len(returned))
        visits: list[tuple[str, Returned] | None] = [None] * count + list(returned)
        chance.shuffle(visits)
        for at, visit in zip(times, visits, strict=True):
            yield _bought(shop, at) if visit is None else _brought_back(shop, at, *visit)
            shop.made += 1


def _demand(ranked: Sequence[SampleProduct]) -> Iterator[int]:
    """How often each product is picked up: by its place within its department as Zipf's law has it, in Mandelbrot's
    form, which is flatter at the top (one over place plus 4). Dear things are bought less often."""
    sellers: dict[str, int] = {}
    for product in ranked:
        place = sellers[product.department] = sellers.get(product.department, 0) + 1
        share = _SHARES.get(product.department, _OTHER) * 1_000_000
        yield max(1, share // (place + 4) // (4 + product.price // 500))


def _times(chance: random.Random, day: date, count: int) -> list[datetime]:
    hours = _HOURS[day.weekday()]
    opening = datetime.combine(day, time(_OPENS))
    return sorted(
        opening + timedelta(hours=hour, seconds=chance.randrange(3600))
        for hour in chance.choices(range(len(hours)), weights=hours, k=count)
    )


def _bought(shop: _Shop, at: datetime) -> Basket:
    chance = shop.chance
    (size,) = chance.choices(range(1, MOST_LINES + 1), cum_weights=_SIZES)
    chosen = _chosen(shop, size)
    quantities = [_quantity(chance, product) for product in chosen]
    discount = chance.choice(_DISCOUNTS) if chance.randrange(100) < 4 else None
    due = sum(extend(product.price, taken) for product, taken in zip(chosen, quantities, strict=True))
    if discount is not None:
        due -= Reduction(percent=Decimal(discount)).of(due)
    tender = _tender(chance, due)
    if chance.randrange(100) < 3:
        _will_come_back(shop, at.date(), tender, chosen, quantities)
    return Basket(
        at=at,
        till=chance.choice(shop.tills),
        lines=tuple((product.sku, taken) for product, taken in zip(chosen, quantities, strict=True)),
        tender=tender,
        given=_put_down(chance, due) if tender == CASH else None,
        discount_percent=discount,
    )


def _chosen(shop: _Shop, size: int) -> list[SampleProduct]:
    """Different products by demand; fewer than asked for where the shop has not that many."""
    found: dict[str, SampleProduct] = {}
    for product in shop.chance.choices(shop.products, cum_weights=shop.demand, k=4 * size):
        found.setdefault(product.sku, product)
        if len(found) == size:
            break
    return list(found.values())


def _quantity(chance: random.Random, product: SampleProduct) -> Thousandths:
    """Pieces; kilograms and litres to five grams or millilitres, as scales show them; the rest in tenths."""
    if unit(product.unit).decimals == 0:
        return chance.choice(_PIECES) * ONE
    if product.unit in ("kg", "l", "lb"):
        return 5 * chance.randint(30, 150) + 5 * chance.randint(0, 120)
    return 100 * chance.randint(5, 30)


def _tender(chance: random.Random, due: Minor) -> str:
    """Cash for small sums, cards for large ones."""
    in_cash = 45 if due < 1000 else 22 if due < 4000 else 6
    return CASH if due > 0 and chance.randrange(100) < in_cash else CARD


def _put_down(chance: random.Random, due: Minor) -> Minor:
    """The exact money, or the next full pound, five, ten or twenty."""
    if chance.randrange(100) < 18:
        return due
    note = chance.choice(_NOTES)
    return -(-due // note) * note


def _will_come_back(
    shop: _Shop, day: date, tender: str, chosen: Sequence[SampleProduct], quantities: Sequence[Thousandths]
) -> None:
    lines = [
        line
        for line, product in enumerate(chosen)
        if unit(product.unit).decimals == 0 and product.department not in _NOT_TAKEN_BACK
    ]
    if not lines:
        return
    line = shop.chance.choice(lines)
    quantity = shop.chance.randint(1, quantities[line] // ONE) * ONE
    later = day + timedelta(days=shop.chance.randint(1, LATEST_RETURN))
    shop.coming_back.setdefault(later, []).append((tender, Returned(shop.made, line + 1, quantity)))


def _brought_back(shop: _Shop, at: datetime, tender: str, returned: Returned) -> Basket:
    return Basket(at=at, till=shop.chance.choice(shop.tills), lines=(), tender=tender, returns=returned)
