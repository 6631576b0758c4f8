"""Parts of a line that come back: any subset in any order gives back exactly what was paid."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.carts import NoSuchLine
from storeops.rules.discounts import Discount, net_of
from storeops.rules.goods import Moved
from storeops.rules.quantity import NotAQuantity, NotWhole
from storeops.rules.returns import NothingToReturn, ReturnTooMuch, UnknownDisposition, lines_back
from storeops.rules.tax import TaxShare


class Sold(msgspec.Struct, frozen=True, kw_only=True):
    line: int = 1
    sku: str = "MUG"
    name: str = "Mug"
    department: str = "home"
    quantity: int = 3000
    unit: str = "each"
    list_price: int = 350
    unit_price: int = 350
    discounts: tuple[Discount, ...] = (Discount("3 for 2", 50),)
    amount: int = 1000
    net: int = 833
    tax: int = 167
    taxes: tuple[TaxShare, ...] = (TaxShare("standard", Decimal(20), 833, 167),)
    cost: int = 301
    stocked: bool = True
    moved: tuple[Moved, ...] = ()


def test_one_of_three_gives_back_its_third() -> None:
    (back,) = lines_back([Sold()], {}, [(1, 1000)], "restock", prices_include_tax=True)
    assert (back.quantity, back.amount, back.tax, back.net, back.discount, back.cost) == (1000, 333, 55, 278, 16, 100)


def test_the_last_of_three_gives_back_the_rest() -> None:
    (back,) = lines_back([Sold()], {1: 2000}, [(1, 1000)], "scrap", prices_include_tax=True)
    assert (back.amount, back.tax, back.net, back.disposition) == (334, 56, 278, "scrap")


@pytest.mark.parametrize(
    ("returned", "wanted", "disposition", "error"),
    [
        ({}, [(1, 4000)], "restock", ReturnTooMuch),
        ({1: 3000}, [(1, 1000)], "restock", ReturnTooMuch),
        ({1: 1000}, [(1, 1000), (1, 2000)], "restock", ReturnTooMuch),
        ({}, [(1, -1000)], "restock", ReturnTooMuch),
        ({}, [(1, 500)], "restock", NotWhole),
        ({}, [(1, 0)], "restock", NotAQuantity),
        ({}, [(2, 1000)], "restock", NoSuchLine),
        ({}, [(1, 1000)], "eat", UnknownDisposition),
        ({}, [], "restock", NothingToReturn),
    ],
)
def test_what_cannot_come_back_is_refused(returned, wanted, disposition, error) -> None:
    with pytest.raises(error):
        lines_back([Sold()], returned, wanted, disposition, prices_include_tax=True)


@given(
    pieces=st.integers(1, 40),
    amount=st.integers(0, 10**6),
    tax=st.integers(0, 10**5),
    discount=st.integers(0, 10**5),
    cost=st.integers(0, 10**6),
    inclusive=st.booleans(),
    cuts=st.lists(st.integers(1, 40), max_size=8),
)
def test_all_parts_together_are_the_line(pieces, amount, tax, discount, cost, inclusive, cuts) -> None:
    tax = min(tax, amount)
    net = amount - tax if inclusive else amount
    sold = Sold(
        quantity=pieces * 1000, amount=amount, net=net, tax=tax, cost=cost,
        taxes=(TaxShare("standard", Decimal(20), net, tax),), discounts=(Discount("x", discount),),
    )  # fmt: skip
    before, backs = 0, []
    for upto in [*sorted({cut for cut in cuts if cut < pieces}), pieces]:
        wanted = [(1, (upto - before) * 1000)]
        backs.extend(lines_back([sold], {1: before * 1000}, wanted, "restock", prices_include_tax=inclusive))
        before = upto
    for name, whole in (("amount", amount), ("net", net), ("tax", tax), ("discount", discount), ("cost", cost)):
        assert sum(getattr(back, name) for back in backs) == whole
    assert sum(back.taxes[0].net for back in backs) == net
    assert all(back.net == (back.amount - back.tax if inclusive else back.amount) for back in backs)
    assert sum(back.discount_net for back in backs) == (net_of(discount, sold.taxes) if inclusive else discount)


@pytest.mark.parametrize(("inclusive", "net"), [(True, 2), (False, 3)])
def test_a_discount_without_its_tax_is_reckoned_for_the_line_not_for_each_part(inclusive, net) -> None:
    """3 off at 20 %: the tax saved is 0.50, half up 1. Parts of one each must not make it 0 or 2, and a line whose
    tax came to nothing is not taken for one whose price holds tax."""
    taxes = (TaxShare("standard", Decimal(20), 0, 0),)
    sold = Sold(amount=0, net=0, tax=0, taxes=taxes, discounts=(Discount("x", 3),))
    parts = [
        lines_back([sold], {1: before}, [(1, 1000)], "restock", prices_include_tax=inclusive)[0].discount_net
        for before in (0, 1000, 2000)
    ]
    assert sum(parts) == net
