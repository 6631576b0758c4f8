from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storeops.rules import carts, money, quantity
from storeops.rules.discounts import Reduction
from storeops.rules.sample_history import LATEST_RETURN, MOST_LINES, Basket, Returned, SampleProduct, baskets
from storeops.rules.tax import TaxRounding

FILE = Path(__file__).resolve().parents[2] / "data" / "sample" / "products.csv"
MONDAY = date(2026, 10, 5)
FOUR_WEEKS = [MONDAY + timedelta(days=day) for day in range(28)]
FEW = (
    SampleProduct("TEA", "GROCERY", "each", 349),
    SampleProduct("APPLE", "PRODUCE", "kg", 220),
    SampleProduct("MUG", "HOME", "each", 895),
    SampleProduct("RIBBON", "HOME", "m", 120),
)


def sample() -> tuple[SampleProduct, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            SampleProduct(
                row["sku"],
                row["department"],
                row["unit"],
                money.parse(row["price"], money.currency("GBP"), decimal="."),
            )
            for row in csv.DictReader(file)
        )


@pytest.fixture(scope="module")
def month() -> tuple[Basket, ...]:
    return tuple(baskets(sample(), days=FOUR_WEEKS, seed=7, tills=("T1", "T2")))


def total(basket: Basket, products: dict[str, SampleProduct]) -> int:
    """What the till will ask for."""
    cart = carts.Cart(id="c", terminal="T1")
    for sku, taken in basket.lines:
        of = products[sku]
        item = carts.Item(sku=sku, name=sku, department=of.department, unit=of.unit, price=of.price, taxes=())
        cart = carts.add(cart, item, taken)
    assert len(cart.lines) == len(basket.lines), "the till counts some of the lines as one"
    if basket.discount_percent is not None:
        cart = carts.reduce_cart(cart, Reduction(percent=Decimal(basket.discount_percent)))
    return carts.price(cart, prices_include_tax=True, rounding=TaxRounding.PER_LINE).total


def check(
    found: tuple[Basket, ...], products: dict[str, SampleProduct], days: list[date], tills: tuple[str, ...]
) -> None:
    """What holds for every history."""
    assert all(earlier.at <= later.at for earlier, later in pairwise(found))
    for position, basket in enumerate(found):
        assert basket.at.date() in days and 7 <= basket.at.hour < 21 and basket.at.tzinfo is None
        assert basket.till in tills and basket.tender in ("cash", "card")
        if basket.returns is not None:
            check_return(found, position, basket, basket.returns)
            continue
        assert 1 <= len(basket.lines) <= MOST_LINES
        assert len({sku for sku, _ in basket.lines}) == len(basket.lines)
        for sku, taken in basket.lines:
            quantity.check(taken, quantity.unit(products[sku].unit))
        assert (basket.given is None) == (basket.tender == "card")
        if basket.given is not None:
            assert 0 <= basket.given - total(basket, products) < 2000
    sources = [basket.returns.basket for basket in found if basket.returns]
    assert len(sources) == len(set(sources)), "a basket came back twice"


def check_return(found: tuple[Basket, ...], position: int, basket: Basket, returned: Returned) -> None:
    assert (basket.lines, basket.given, basket.discount_percent) == ((), None, None)
    assert returned.basket < position
    bought = found[returned.basket]
    assert 1 <= (basket.at.date() - bought.at.date()).days <= LATEST_RETURN
    assert basket.tender == bought.tender and bought.returns is None
    _, taken = bought.lines[returned.line - 1]
    assert returned.line >= 1 and 0 < returned.quantity <= taken and returned.quantity % 1000 == 0


def test_the_same_seed_gives_the_same_shopping() -> None:
    def made(seed: int, products: tuple[SampleProduct, ...] = FEW) -> list[Basket]:
        return list(baskets(products, days=FOUR_WEEKS[:3], seed=seed, tills=("T1",)))

    assert made(1) == made(1)
    assert made(1) == made(1, FEW[::-1]), "the order of the catalogue must not matter"
    assert made(1) != made(2)


def test_a_longer_history_begins_like_a_shorter_one() -> None:
    short = list(baskets(FEW, days=FOUR_WEEKS[:5], seed=3, tills=("T1",)))
    assert list(baskets(FEW, days=FOUR_WEEKS, seed=3, tills=("T1",)))[: len(short)] == short


def test_a_month_holds_together(month: tuple[Basket, ...]) -> None:
    check(month, {product.sku: product for product in sample()}, FOUR_WEEKS, ("T1", "T2"))


def test_a_month_looks_like_a_shop(month: tuple[Basket, ...]) -> None:
    bought = [basket for basket in month if basket.returns is None]
    sizes = [len(basket.lines) for basket in bought]
    assert 1550 <= len(bought) <= 1800
    assert 5 * len(sizes) <= sum(sizes) <= 7 * len(sizes), "about six lines on average"
    assert min(sizes) == 1 and max(sizes) >= 20
    assert {basket.till for basket in month} == {"T1", "T2"}
    assert 5 <= len(month) - len(bought) <= 40
    assert 30 <= sum(basket.discount_percent is not None for basket in bought) <= 110
    cash = sum(basket.tender == "cash" for basket in bought)
    assert len(bought) * 10 <= cash * 100 <= len(bought) * 40
    assert any(basket.given == total(basket, {p.sku: p for p in sample()}) for basket in bought if basket.given)


def test_a_month_has_its_days_and_hours(month: tuple[Basket, ...]) -> None:
    days = Counter(basket.at.weekday() for basket in month)
    assert days[5] > days[4] > days[2] > days[6] and days[4] > days[0]
    workday = Counter(basket.at.hour for basket in month if basket.at.weekday() < 5)
    assert workday[17] > workday[10] and workday[12] > workday[15] and workday[8] > workday[20]
    assert {basket.at.hour for basket in month if basket.at.weekday() == 6} <= set(range(8, 19))


def test_few_things_sell_much_and_many_sell_little(month: tuple[Basket, ...]) -> None:
    sold = Counter(sku for basket in month for sku, _ in basket.lines)
    counts = sorted(sold.values(), reverse=True)
    assert sum(counts[:150]) * 100 >= 35 * sum(counts), "the best tenth makes more than a third of the lines"
    assert len(counts) >= 800
    best = {sku.partition("-")[0] for sku, _ in sold.most_common(30)}
    assert {"MILK", "BREAD", "APPLE", "CRISPS"} <= best, "what everybody comes for sells best"
    departments = {product.sku: product.department for product in sample()}
    by_department = Counter(departments[sku] for basket in month for sku, _ in basket.lines)
    assert by_department["DAIRY"] > by_department["ALCOHOL"] > by_department["CLOTHING"] > 0


def test_food_sold_by_weight_does_not_come_back(month: tuple[Basket, ...]) -> None:
    units = {product.sku: product.unit for product in sample()}
    back = [basket.returns for basket in month if basket.returns]
    assert all(units[month[one.basket].lines[one.line - 1][0]] in ("each", "pair") for one in back)


PRODUCT = st.builds(
    SampleProduct,
    st.text("ABCDEFG", min_size=1, max_size=4),
    st.sampled_from(("PRODUCE", "HOME", "SOMETHING")),
    st.sampled_from(sorted(quantity.UNITS)),
    st.integers(1, 200_000),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(PRODUCT, min_size=1, max_size=40, unique_by=lambda product: product.sku),
    st.integers(),
    st.lists(st.integers(0, 40), min_size=1, max_size=6, unique=True).map(sorted),
    st.integers(1, 20),
)
def test_any_catalogue_any_days(products: list[SampleProduct], seed: int, offsets: list[int], a_day: int) -> None:
    days = [MONDAY + timedelta(days=offset) for offset in offsets]
    found = tuple(baskets(products, days=days, seed=seed, tills=("A",), a_day=a_day))
    check(found, {product.sku: product for product in products}, days, ("A",))


@pytest.mark.parametrize(
    ("products", "days", "tills", "a_day"),
    [
        ((), [MONDAY], ("T1",), 60),
        (FEW, [MONDAY], (), 60),
        (FEW, [MONDAY], ("T1",), 0),
        (FEW, [MONDAY, MONDAY], ("T1",), 60),
        (FEW, [MONDAY, MONDAY - timedelta(days=1)], ("T1",), 60),
    ],
)
def test_what_cannot_be_shopped(
    products: tuple[SampleProduct, ...], days: list[date], tills: tuple[str, ...], a_day: int
) -> None:
    with pytest.raises(ValueError, match=r"^(shopping needs|the days have to)"):
        baskets(products, days=days, seed=1, tills=tills, a_day=a_day)


def test_an_unknown_unit_is_refused_before_the_first_basket() -> None:
    with pytest.raises(quantity.UnknownUnit):
        baskets([SampleProduct("X", "HOME", "furlong", 100)], days=[MONDAY], seed=1, tills=("T1",))


def test_the_first_baskets_to_the_second() -> None:
    made = baskets(FEW, days=[MONDAY], seed=1, tills=("T1", "T2"))
    told = [
        (f"{basket.at:%H:%M:%S}", basket.till, basket.lines, basket.tender, basket.given)
        for basket, _ in zip(made, range(3), strict=False)
    ]
    assert told == [
        ("07:50:23", "T2", (("TEA", 1000),), "cash", 349),
        ("07:52:57", "T1", (("TEA", 1000), ("APPLE", 610)), "cash", 500),
        ("08:02:58", "T2", (("APPLE", 740), ("MUG", 2000), ("TEA", 1000), ("RIBBON", 1600)), "card", None),
    ]
