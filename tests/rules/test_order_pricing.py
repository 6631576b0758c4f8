"""What an order's lines cost: at the shop's prices, or as the document says, and always its total to the cent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.carts import Item
from storeops.rules.errors import Refused
from storeops.rules.orders.document import DocumentLine, DocumentRefused, OrderDocument
from storeops.rules.orders.lines import Part
from storeops.rules.orders.pricing import Shipping, Wanted, own
from storeops.rules.orders.pricing import given as as_given
from storeops.rules.tax import TaxComponent, TaxRounding

VAT = (TaxComponent("VAT", Decimal(20)),)
LOW = (TaxComponent("LOW", Decimal(5)),)
LINE, DOCUMENT = TaxRounding.PER_LINE, TaxRounding.PER_DOCUMENT


def item(sku: str = "TEA", price: int = 250, taxes: tuple[TaxComponent, ...] = VAT, **changes: Any) -> Item:
    values: dict[str, Any] = {"name": sku, "department": "", "unit": "each", "cost": 100, **changes}
    return Item(sku=sku, price=price, taxes=taxes, **values)


def wanted(quantity: int, of: Item | None = None, *, parts: tuple[Part, ...] = (), **line: Any) -> Wanted:
    number, counted = line.pop("line", 1), line.pop("counted", quantity)
    return Wanted(of or item(), DocumentLine(line=number, sku="TEA", quantity=counted, **line), quantity, parts)


def document(*lines: DocumentLine, **changes: Any) -> OrderDocument:
    return OrderDocument(channel="web", external="W-1", currency="GBP", lines=lines, **changes)


def test_own_prices_with_tax_in_them() -> None:
    lines = own(
        [wanted(3000), wanted(1000, item("JAM", 333, LOW), line=2)],
        Shipping("Normal", 395, VAT),
        100,
        prices_include_tax=True,
        rounding=LINE,
    )
    # 1.00 over 7.50 and 3.33: 0.69 and 0.31.
    assert [(one.line, one.kind, one.amount, one.net, one.tax) for one in lines] == [
        (1, "goods", 681, 567, 114),
        (2, "goods", 302, 288, 14),
        (3, "shipping", 395, 329, 66),
    ]
    assert [[d.amount for d in one.discounts] for one in lines] == [[69], [31], []]
    assert [one.cost for one in lines] == [300, 100, 0]


def test_own_prices_before_tax() -> None:
    lines = own([wanted(3000)], Shipping("Normal", 395, VAT), 0, prices_include_tax=False, rounding=DOCUMENT)
    assert [(one.amount, one.net, one.tax, one.total) for one in lines] == [(750, 750, 150, 900), (395, 395, 79, 474)]


def test_the_price_a_line_names_holds() -> None:
    (one,) = own([wanted(3000, unit_price=199, amount=597)], None, 0, prices_include_tax=True, rounding=LINE)
    assert (one.unit_price, one.list_price, one.amount) == (199, 250, 597)


def test_a_pack_is_priced_as_what_it_holds() -> None:
    """Two packs of six at 12.00 are twelve pieces at 2.00."""
    six = wanted(12_000, counted=2000, unit_price=1200, amount=2400)
    (one,) = own([six], None, 0, prices_include_tax=True, rounding=LINE)
    assert (one.quantity, one.unit_price, one.amount) == (12_000, 200, 2400)


def test_a_kit_costs_what_its_parts_do_and_a_service_is_no_goods() -> None:
    kit = wanted(2000, item("KIT", 900, stocked=False), parts=(Part("A", 2000, 100), Part("B", 500, 30)))
    service = wanted(1000, item("WRAP", 300, stocked=False, cost=0), line=2)
    lines = own([kit, service], None, 0, prices_include_tax=True, rounding=LINE)
    assert [(one.kind, one.cost) for one in lines] == [("goods", 2 * (200 + 15)), ("service", 0)]


@pytest.mark.parametrize("off", [{"discount": 751}, {"unit_price": 250, "amount": 750, "line_discount": 751}])
def test_no_more_is_taken_off_than_there_is(off: dict[str, int]) -> None:
    own_discount = off.pop("line_discount", 0)
    whole = off.pop("discount", 0)
    with pytest.raises(DocumentRefused):
        own([wanted(3000, discount=own_discount, **off)], None, whole, prices_include_tax=True, rounding=LINE)


def test_all_of_it_may_be_taken_off() -> None:
    (one,) = own([wanted(3000)], None, 750, prices_include_tax=True, rounding=LINE)
    assert (one.amount, one.total) == (0, 0)


@pytest.mark.parametrize("quantity", [0, 1500])
def test_a_quantity_nobody_can_sell_is_refused(quantity: int) -> None:
    with pytest.raises(Refused):
        own([wanted(quantity)], None, 0, prices_include_tax=True, rounding=LINE)


def test_a_documents_lines_keep_its_numbers_amounts_and_taxes() -> None:
    tea = DocumentLine(line=4, sku="TEA", quantity=1000, unit_price=300, amount=300, tax=50, tax_rate="20")
    jam = DocumentLine(line=7, sku="JAM", quantity=2000, unit_price=100, amount=200, discount=20, charges=5)
    told = document(
        tea, jam, shipping=395, shipping_tax=66, charges=30, tax=150, total=300 + 185 + 395 + 30 + 150,
    )  # fmt: skip
    lines = as_given(told, [Wanted(item(), tea, 1000), Wanted(item("JAM", 333, LOW), jam, 2000)])
    # 150 - 50 - 66 = 34 is shared out over what names no tax: 185 and 30.
    assert [(one.line, one.kind, one.amount, one.tax) for one in lines] == [
        (4, "goods", 300, 50),
        (7, "goods", 185, 29),
        (8, "service", 30, 5),
        (9, "shipping", 395, 66),
    ]
    assert lines[0].taxes[0].rate == Decimal(20)
    # 29 on 185 is 15.68 %.
    assert (lines[1].taxes[0].code, lines[1].taxes[0].rate) == ("LOW", Decimal("15.68"))


def test_a_cent_of_tax_on_nothing_is_no_rate_a_sale_could_not_be_made_with() -> None:
    tea = DocumentLine(line=1, sku="TEA", quantity=1000, unit_price=1, amount=1, tax=1)
    told = document(tea, tax=1, total=1, prices_include_tax=True)
    (one,) = as_given(told, [Wanted(item(), tea, 1000)])
    assert one.taxes[0].rate <= 1000


@pytest.mark.parametrize(
    ("changes", "word"), [({"total": 301}, "come to 300"), ({"tax": 5, "total": 5, "discount": 300}, "nothing to tax")]
)
def test_a_document_that_does_not_add_up_is_refused(changes: dict[str, int], word: str) -> None:
    tea = DocumentLine(line=1, sku="TEA", quantity=1000, unit_price=300, amount=300)
    with pytest.raises(DocumentRefused, match=word):
        as_given(document(tea, **{"total": 300, **changes}), [Wanted(item(), tea, 1000)])


@given(
    amounts=st.lists(st.integers(0, 5000), min_size=1, max_size=6),
    off=st.integers(0, 5000),
    rounding=st.integers(-2, 2),
    tax=st.integers(0, 2000),
    shipping=st.integers(0, 900),
    shipping_tax=st.integers(0, 100),
    charges=st.integers(0, 300),
    inclusive=st.booleans(),
)
def test_a_document_comes_to_its_total(
    amounts: list[int],
    off: int,
    rounding: int,
    tax: int,
    shipping: int,
    shipping_tax: int,
    charges: int,
    inclusive: bool,
) -> None:
    """Whatever is distributed, the lines are the total: net and tax, cent by cent."""
    goods = sum(amounts)
    off = min(off, max(0, goods - 2))
    shipping_tax = min(shipping_tax, shipping)
    tax += shipping_tax
    lines = [
        DocumentLine(line=place, sku="TEA", quantity=1000, unit_price=amount, amount=amount)
        for place, amount in enumerate(amounts, 1)
    ]
    total = goods - off + rounding + shipping + charges + (0 if inclusive else tax)
    told = document(
        *lines,
        discount=off,
        rounding=rounding,
        tax=tax,
        shipping=shipping,
        shipping_tax=shipping_tax,
        charges=charges,
        total=total,
        prices_include_tax=inclusive,
    )
    try:
        found = as_given(told, [Wanted(item(), one, 1000) for one in lines])
    except DocumentRefused:
        assert goods - off + rounding <= 0 or off - rounding > goods or goods == 0
        return
    assert sum(one.total for one in found) == total
    assert sum(one.tax for one in found) == tax
    assert all(one.net + one.tax == one.total and sum(s.tax for s in one.taxes) == one.tax for one in found)
    assert sum(d.amount for one in found for d in one.discounts) == (off - rounding if goods else 0)


@given(
    lines=st.lists(st.tuples(st.integers(1, 4000), st.integers(1, 5)), min_size=1, max_size=5),
    off=st.integers(0, 900),
    inclusive=st.booleans(),
    rounding=st.sampled_from((LINE, DOCUMENT)),
)
def test_what_is_taken_off_the_whole_is_taken_off_its_lines(
    lines: list[tuple[int, int]], off: int, inclusive: bool, rounding: TaxRounding
) -> None:
    asked = [wanted(count * 1000, item(price=price), line=place) for place, (price, count) in enumerate(lines, 1)]
    goods = sum(price * count for price, count in lines)
    off = min(off, goods)
    found = own(asked, None, off, prices_include_tax=inclusive, rounding=rounding)
    assert sum(one.amount for one in found) == goods - off
    assert all(one.amount >= 0 and one.total == (one.amount if inclusive else one.amount + one.tax) for one in found)
