"""Tax: tables of exact values, and laws that hold for every document."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules import tax
from storeops.rules.money import RoundingMode, divide
from storeops.rules.tax import (
    NotATaxRate,
    TaxComponent,
    TaxedDocument,
    TaxedLine,
    TaxRounding,
    TaxShare,
    compute,
    explain,
)

LINE, DOCUMENT = TaxRounding.PER_LINE, TaxRounding.PER_DOCUMENT


def component(code: str, rate: str) -> TaxComponent:
    return TaxComponent(code, Decimal(rate))


VAT20 = (component("VAT", "20"),)
VAT5 = (component("VAT", "5"),)
ZERO = (component("VAT", "0"),)
EXEMPT: tuple[TaxComponent, ...] = ()
QUEBEC = (component("GST", "5"), component("QST", "9.975"))
GST = (component("GST", "5"),)
NEW_YORK = (component("CITY", "4.5"), component("MCTD", "0.375"), component("STATE", "4"))


@pytest.mark.parametrize(
    ("amount", "of", "inclusive", "net", "taxes", "gross"),
    [
        (1200, VAT20, True, 1000, (200,), 1200),
        (875, VAT20, True, 729, (146,), 875),
        (1, VAT20, True, 1, (0,), 1),
        (3, VAT20, True, 2, (1,), 3),  # 0.5 goes up
        (-3, VAT20, True, -2, (-1,), -3),
        (1000, VAT20, False, 1000, (200,), 1200),
        (999, VAT20, False, 999, (200,), 1199),
        (-999, VAT20, False, -999, (-200,), -1199),
        (0, VAT20, True, 0, (0,), 0),
        (500, ZERO, True, 500, (0,), 500),
        (500, EXEMPT, True, 500, (), 500),
        (500, EXEMPT, False, 500, (), 500),
        (110, (component("JCT", "10"),), True, 100, (10,), 110),  # JPY has no minor unit
        (108, (component("JCT", "8"),), True, 100, (8,), 108),
        (1999, (component("JCT", "10"),), False, 1999, (200,), 2199),
        (12345, (component("VAT", "10"),), False, 12345, (1235,), 13580),  # 12.345 in a currency of 3 digits
        (12345, (component("VAT", "10"),), True, 11223, (1122,), 12345),
        (1299, QUEBEC, False, 1299, (65, 130), 1494),  # 64.95 and 129.575
        (1299, QUEBEC, True, 1130, (56, 113), 1299),  # 169.19 in all: 56.43 and 112.57
        (10000, NEW_YORK, False, 10000, (450, 38, 400), 10888),  # 37.5 goes up
        (10888, NEW_YORK, True, 10000, (450, 38, 400), 10888),
        (10000, (component("SALES", "8.875"),), False, 10000, (888,), 10888),
    ],
)
def test_a_single_line(
    amount: int, of: tuple[TaxComponent, ...], inclusive: bool, net: int, taxes: tuple[int, ...], gross: int
) -> None:
    shares = tuple(TaxShare(c.code, c.rate, net, share) for c, share in zip(of, taxes, strict=True))
    line = TaxedLine(net, sum(taxes), gross, shares)
    per_line = compute([(amount, of)], prices_include_tax=inclusive, rounding=LINE)
    assert per_line == TaxedDocument((line,), shares, net, sum(taxes), gross)
    assert compute([(amount, of)], prices_include_tax=inclusive, rounding=DOCUMENT) == per_line


def test_no_lines_is_an_empty_document() -> None:
    for inclusive in (True, False):
        for rounding in TaxRounding:
            document = compute([], prices_include_tax=inclusive, rounding=rounding)
            assert document == TaxedDocument((), (), 0, 0, 0)


@pytest.mark.parametrize(
    ("amounts", "inclusive", "rounding", "taxes"),
    [
        ((3, 3, 3), True, LINE, (1, 1, 1)),
        ((3, 3, 3), True, DOCUMENT, (1, 1, 0)),  # 1.5 in all is 2, shared out
        ((3, 3, 3, 3), True, DOCUMENT, (1, 1, 0, 0)),
        ((2, 2, 2), False, LINE, (0, 0, 0)),
        ((2, 2, 2), False, DOCUMENT, (1, 0, 0)),  # 1.2 in all
        ((99, 2, 98), False, DOCUMENT, (20, 0, 20)),  # 39.8 in all; 19.8, 0.4, 19.6
        ((99, 2, 98), False, LINE, (20, 0, 20)),
        ((1000, -1000), True, DOCUMENT, (166, -166)),  # an exchange: nothing is owed, and nothing is invented
        ((1000, -1000), True, LINE, (167, -167)),
        ((1000, -400), False, DOCUMENT, (200, -80)),
        ((1001, -402), True, DOCUMENT, (167, -67)),  # 166.83 and -67.00
        ((7, 0, 7), False, DOCUMENT, (2, 0, 1)),  # 2.8 in all; the free line gets nothing
    ],
)
def test_where_the_rounding_happens(
    amounts: tuple[int, ...], inclusive: bool, rounding: TaxRounding, taxes: tuple[int, ...]
) -> None:
    document = compute([(amount, VAT20) for amount in amounts], prices_include_tax=inclusive, rounding=rounding)
    assert tuple(line.tax for line in document.lines) == taxes
    assert document.tax == sum(taxes)
    mirrored = compute([(-amount, VAT20) for amount in amounts], prices_include_tax=inclusive, rounding=rounding)
    assert tuple(-line.tax for line in mirrored.lines) == taxes


def test_a_mixed_basket_is_summarised_by_code_and_rate() -> None:
    basket = [(1299, VAT20), (250, VAT5), (875, VAT20), (199, ZERO), (50, EXEMPT), (99, VAT5)]
    document = compute(basket, prices_include_tax=True, rounding=LINE)
    assert document.summary == (
        TaxShare("VAT", Decimal("0"), 199, 0),
        TaxShare("VAT", Decimal("5"), 332, 17),
        TaxShare("VAT", Decimal("20"), 1811, 363),
    )
    assert (document.net, document.tax, document.gross) == (2392, 380, 2772)
    once = compute(basket, prices_include_tax=True, rounding=DOCUMENT)
    assert [share.tax for share in once.summary] == [0, 17, 362]
    assert once.gross == 2772


def test_a_tax_shared_by_two_classes_is_one_row_rounded_once() -> None:
    # BR-CO-17 on GST: 5 % of 2602 is 130.1, so 130; rounded by class or by line it would be 65 + 66 = 131.
    document = compute([(1291, QUEBEC), (1311, GST)], prices_include_tax=False, rounding=DOCUMENT)
    assert document.summary == (
        TaxShare("GST", Decimal("5"), 2602, 130),
        TaxShare("QST", Decimal("9.975"), 1291, 129),
    )
    assert [[share.tax for share in line.shares] for line in document.lines] == [[65, 129], [65]]


def test_modes_are_obeyed() -> None:
    expected = {"half-up": 3, "half-even": 2, "half-down": 2, "up": 3, "down": 2}
    for rounding in TaxRounding:
        for mode in RoundingMode:
            document = compute([(25, (component("T", "10"),))], prices_include_tax=False, rounding=rounding, mode=mode)
            assert document.tax == expected[mode]


@pytest.mark.parametrize(
    ("of", "reason"),
    [
        ((component("VAT", "-5"),), "from 0 to 1000"),
        ((component("VAT", "1001"),), "from 0 to 1000"),
        ((component("VAT", "NaN"),), "from 0 to 1000"),
        ((component("VAT", "Infinity"),), "from 0 to 1000"),
        ((component("VAT", "1E+999999"),), "from 0 to 1000"),
        ((component("VAT", "1E-999999"),), "at most 12 decimals"),
        ((component("VAT", "20"), component("VAT", "5")), "twice"),
    ],
)
@pytest.mark.parametrize("inclusive", [True, False])
@pytest.mark.parametrize("rounding", TaxRounding)
def test_a_senseless_class_is_refused(
    of: tuple[TaxComponent, ...], reason: str, inclusive: bool, rounding: TaxRounding
) -> None:
    with pytest.raises(NotATaxRate) as refused:
        compute([(100, VAT20), (100, of)], prices_include_tax=inclusive, rounding=rounding)
    assert (refused.value.code, refused.value.rate.compare_total(of[0].rate)) == ("VAT", 0)
    assert reason in refused.value.reason


def test_per_line_and_per_document_differ_in_most_baskets_as_measured() -> None:
    differ = furthest = 0
    state = 1
    for basket in range(2000):
        lines = []
        for _ in range(2 + basket % 28):
            state = state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
            lines.append((1 + (state >> 33) % 5000, VAT20))
        by_line = compute(lines, prices_include_tax=True, rounding=LINE).tax
        once = compute(lines, prices_include_tax=True, rounding=DOCUMENT).tax
        differ += by_line != once
        furthest = max(furthest, abs(by_line - once))
    assert 0.65 < differ / 2000 < 0.82
    assert 3 <= furthest <= 10


CLASSES = st.sampled_from([VAT20, VAT5, ZERO, EXEMPT, QUEBEC, GST, NEW_YORK, (component("VAT", "19"),)])
LINES = st.lists(st.tuples(st.integers(-(10**7), 10**7), CLASSES), max_size=12)
every_way = given(LINES, st.booleans(), st.sampled_from(list(TaxRounding)), st.sampled_from(list(RoundingMode)))


@every_way
def test_nothing_is_lost(
    lines: list[tuple[int, tuple[TaxComponent, ...]]],
    inclusive: bool,
    rounding: TaxRounding,
    mode: RoundingMode,
) -> None:
    document = compute(lines, prices_include_tax=inclusive, rounding=rounding, mode=mode)
    for (amount, of), line in zip(lines, document.lines, strict=True):
        assert line.net + line.tax == line.gross
        assert (line.gross if inclusive else line.net) == amount
        assert sum(share.tax for share in line.shares) == line.tax
        assert [(share.code, share.rate, share.net) for share in line.shares] == [
            (c.code, c.rate, line.net) for c in of
        ]
    assert document.net == sum(line.net for line in document.lines)
    assert document.tax == sum(line.tax for line in document.lines) == sum(s.tax for s in document.summary)
    assert document.gross == sum(line.gross for line in document.lines) == document.net + document.tax
    for row in document.summary:
        same = [s for line in document.lines for s in line.shares if (s.code, s.rate) == (row.code, row.rate)]
        assert (row.net, row.tax) == (sum(s.net for s in same), sum(s.tax for s in same))
    assert list(document.summary) == sorted(document.summary, key=lambda s: (s.code, s.rate))


@every_way
def test_a_refund_mirrors_the_sale(
    lines: list[tuple[int, tuple[TaxComponent, ...]]],
    inclusive: bool,
    rounding: TaxRounding,
    mode: RoundingMode,
) -> None:
    sale = compute(lines, prices_include_tax=inclusive, rounding=rounding, mode=mode)
    refund = compute([(-a, of) for a, of in lines], prices_include_tax=inclusive, rounding=rounding, mode=mode)
    assert [(-r.net, -r.tax, -r.gross) for r in refund.lines] == [(s.net, s.tax, s.gross) for s in sale.lines]
    assert [(-r.net, -r.tax) for r in refund.summary] == [(s.net, s.tax) for s in sale.summary]


@given(LINES.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))), st.booleans())
def test_the_order_of_lines_does_not_matter(
    orders: tuple[list[tuple[int, tuple[TaxComponent, ...]]], list[tuple[int, tuple[TaxComponent, ...]]]],
    inclusive: bool,
) -> None:
    one, other = (compute(lines, prices_include_tax=inclusive, rounding=LINE) for lines in orders)
    assert (one.summary, one.net, one.tax, one.gross) == (other.summary, other.net, other.tax, other.gross)
    one, other = (compute(lines, prices_include_tax=inclusive, rounding=DOCUMENT) for lines in orders)
    assert (one.net, one.tax, one.gross) == (other.net, other.tax, other.gross)
    # Which of equal lines bears the odd unit is a matter of order, and with it a row's net; its tax is not.
    assert [(s.code, s.rate, s.tax) for s in one.summary] == [(s.code, s.rate, s.tax) for s in other.summary]


@given(LINES)
def test_exclusive_per_document_is_br_co_17(lines: list[tuple[int, tuple[TaxComponent, ...]]]) -> None:
    document = compute(lines, prices_include_tax=False, rounding=DOCUMENT)
    for row in document.summary:
        exact = Fraction(row.rate) / 100 * row.net
        assert row.tax == divide(exact.numerator, exact.denominator)
    for line in document.lines:
        for share in line.shares:
            assert abs(share.tax - Fraction(share.rate) / 100 * share.net) < 1


@given(st.integers(0, 10**9), st.sampled_from([VAT20, VAT5, GST, QUEBEC, NEW_YORK]))
def test_what_exclusive_adds_inclusive_takes_out(net: int, of: tuple[TaxComponent, ...]) -> None:
    added = compute([(net, of)], prices_include_tax=False, rounding=LINE)
    taken = compute([(added.gross, of)], prices_include_tax=True, rounding=LINE)
    assert abs(taken.net - net) <= (len(of) > 1)


def told(amount: int, of: tuple[TaxComponent, ...], inclusive: bool, rounding: TaxRounding) -> tuple[str, ...]:
    (line,) = compute([(amount, of)], prices_include_tax=inclusive, rounding=rounding).lines
    return explain(line, prices_include_tax=inclusive, rounding=rounding, exponent=2)


@pytest.mark.parametrize(
    ("say", "lines"),
    [
        (
            lambda: told(875, VAT20, True, LINE),
            (
                "Price with tax: 8.75",
                "VAT 20 %: 8.75 x 20 / 120 = 1.458333, charged 1.46",
                "Rounded on this line.",
                "Price before tax: 7.29",
            ),
        ),
        (
            lambda: told(1299, QUEBEC, True, LINE),
            (
                "Price with tax: 12.99",
                "GST 5 %: 12.99 x 5 / 114.975 = 0.564905, charged 0.56",
                "QST 9.975 %: 12.99 x 9.975 / 114.975 = 1.126986, charged 1.13",
                "Rounded once on this line to 1.69, then split by rate.",
                "Price before tax: 11.30",
            ),
        ),
        (
            lambda: told(999, VAT20, False, DOCUMENT),
            (
                "Price before tax: 9.99",
                "VAT 20 %: 9.99 x 20 / 100 = 1.998000, charged 2.00",
                "Rounded once on the document's total and shared out to its lines, so that they add up.",
                "Price with tax: 11.99",
            ),
        ),
        (
            lambda: told(500, EXEMPT, True, LINE),
            ("Price with tax: 5.00", "No tax applies: the line is exempt."),
        ),
    ],
)
def test_explain(say: Callable[[], tuple[str, ...]], lines: tuple[str, ...]) -> None:
    assert say() == lines


def test_rates_are_written_without_needless_zeros() -> None:
    rates = {"20": "20", "20.00": "20", "8.875": "8.875", "100": "100", "0.0": "0", "1E+1": "10"}
    assert {rate: tax.rate_string(Decimal(rate)) for rate in rates} == rates
