"""What a line of another system's sales is: every rule with its exact value."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules import history
from storeops.rules.history import EXPLAINED, DocumentKind, Line, Reading, Reason, Rejected, Row, compose, judge
from storeops.rules.money import currency

GBP = currency("GBP")
HOW = Reading(GBP, ZoneInfo("Europe/London"))
AT = datetime(2010, 12, 1, 8, 26, tzinfo=ZoneInfo("Europe/London"))


def row(**changed: str) -> Row:
    usual = {"sku": "85123A", "name": "LANTERN", "quantity": "6", "price": "2.55", "at": "2010-12-01 08:26:00"}
    return Row(**{"document": "536365", "customer": "17850.0", **usual, **changed})


def line(**changed: str) -> Line:
    judged = judge(row(**changed), HOW)
    assert isinstance(judged, Line)
    return judged


def test_a_line_of_a_sale() -> None:
    assert line() == Line("85123A", "LANTERN", 6000, "2.55", 15_300_000_000, 1530, AT, "17850")


@pytest.mark.parametrize(
    ("quantity", "price", "exact", "amount"),
    [
        ("1", "0.001", 1_000_000, 0),
        ("5", "0.001", 5_000_000, 1),
        ("3", "0.335", 1_005_000_000, 101),
        ("0.350", "1.99", 696_500_000, 70),
        ("6.0000", "2", 12_000_000_000, 1200),
        ("1", "0", 0, 0),
        ("1", ".5", 500_000_000, 50),
        ("1000000", "999999999999.999999", 10**6 * 999_999_999_999_999_999 * 1000, 99_999_999_999_999_999_900),
    ],
)
def test_an_amount_is_exact_and_rounded_half_up_once(quantity: str, price: str, exact: int, amount: int) -> None:
    judged = line(quantity=quantity, price=price)
    assert (judged.exact, judged.amount) == (exact, amount)
    back = line(document="C1", quantity=f"-{quantity}", price=price)
    assert (back.exact, back.amount) == (-exact, -amount)


def test_an_amount_has_the_digits_of_its_currency() -> None:
    for code, amount in (("JPY", 8), ("KWD", 7650)):
        judged = judge(row(quantity="3"), Reading(currency(code), HOW.zone))
        assert isinstance(judged, Line)
        assert judged.amount == amount


@pytest.mark.parametrize(
    ("changed", "reason", "exact"),
    [
        ({"document": ""}, Reason.UNREADABLE_DOCUMENT, 15_300_000_000),
        ({"document": "5363\x1b[2J65"}, Reason.UNREADABLE_DOCUMENT, 15_300_000_000),
        ({"document": "5" * 41}, Reason.UNREADABLE_DOCUMENT, 15_300_000_000),
        ({"document": "A563185", "quantity": "1", "price": "-11062.06"}, Reason.BAD_DEBT, -11_062_060_000_000),
        ({"document": "a1", "at": "?"}, Reason.BAD_DEBT, 15_300_000_000),
        ({"sku": " "}, Reason.UNREADABLE_SKU, 15_300_000_000),
        ({"sku": "\x1b]0;x\x07"}, Reason.UNREADABLE_SKU, 15_300_000_000),
        ({"sku": "S" * 41}, Reason.UNREADABLE_SKU, 15_300_000_000),
        ({"customer": "1" * 41}, Reason.UNREADABLE_CUSTOMER, 15_300_000_000),
        ({"customer": "4111 1111 1111 1111"}, Reason.CARD_NUMBER, 15_300_000_000),
        ({"name": "paid by 4111111111111111"}, Reason.CARD_NUMBER, 15_300_000_000),
        ({"at": "1.12.2010 08:26"}, Reason.UNREADABLE_TIME, 15_300_000_000),
        ({"quantity": "six"}, Reason.UNREADABLE_QUANTITY, 0),
        ({"quantity": "1e3"}, Reason.UNREADABLE_QUANTITY, 0),
        ({"quantity": "0.1234"}, Reason.UNREADABLE_QUANTITY, 0),
        ({"quantity": "1000000.001"}, Reason.UNREADABLE_QUANTITY, 0),
        ({"quantity": "1,5"}, Reason.UNREADABLE_QUANTITY, 0),
        ({"price": ""}, Reason.UNREADABLE_PRICE, 0),
        ({"price": "2,55"}, Reason.UNREADABLE_PRICE, 0),
        ({"price": "1,234.50"}, Reason.UNREADABLE_PRICE, 0),
        ({"price": "1E3"}, Reason.UNREADABLE_PRICE, 0),
        ({"price": "NaN"}, Reason.UNREADABLE_PRICE, 0),
        ({"price": "0.0000001"}, Reason.UNREADABLE_PRICE, 0),
        ({"quantity": "0"}, Reason.NO_QUANTITY, 0),
        ({"document": "C1", "quantity": "-0"}, Reason.NO_QUANTITY, 0),
        ({"quantity": "-6"}, Reason.STOCK_ADJUSTMENT, -15_300_000_000),
        ({"document": "C536365"}, Reason.SALE_IN_CANCELLATION, 15_300_000_000),
        ({"price": "-2.55"}, Reason.NEGATIVE_PRICE, -15_300_000_000),
    ],
)
def test_what_is_no_sale_and_no_return_has_a_reason(changed: dict[str, str], reason: Reason, exact: int) -> None:
    assert judge(row(**changed), HOW) == Rejected(reason, exact)


def test_every_reason_is_explained() -> None:
    assert set(EXPLAINED) == set(Reason)


def test_a_decimal_comma_is_read_where_it_was_announced_and_a_point_is_not() -> None:
    how = Reading(GBP, HOW.zone, decimal=",")
    judged = judge(row(quantity="1,5", price="2,50"), how)
    assert isinstance(judged, Line)
    assert (judged.quantity, judged.price, judged.amount) == (1500, "2.50", 375)
    assert judge(row(price="1.234"), how) == Rejected(Reason.UNREADABLE_PRICE, 0)
    assert judge(row(quantity="1.234"), how) == Rejected(Reason.UNREADABLE_QUANTITY, 0)


def test_text_from_outside_is_plain_and_missing_text_stays_missing() -> None:
    assert line(name="[/] Milk\x1b]52;c;x\x07\u202e  1l").name == "[/] Milk 1l"
    assert line(name="x" * 10_000).name == "x" * 199 + "…"
    assert (line(name="", customer="").name, line(customer="").customer) == ("", "")
    assert line(customer="K-17.05").customer == "K-17.05"


@pytest.mark.parametrize("column", ["document", "sku", "name", "customer"])
def test_a_card_number_is_kept_in_no_column(column: str) -> None:
    assert judge(row(**{column: "4111111111111111"}), HOW) == Rejected(Reason.CARD_NUMBER, line().exact)


@pytest.mark.parametrize("column", ["document", "sku"])
def test_a_long_number_of_other_kind_is_no_card(column: str) -> None:
    assert isinstance(judge(row(**{column: "4111111111111112"}), HOW), Line)
    assert isinstance(judge(row(**{column: "5012345678900"}), HOW), Line)


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ("536365", DocumentKind.SALE),
        ("C536379", DocumentKind.RETURN),
        ("c1", DocumentKind.RETURN),
        ("A563185", DocumentKind.BAD_DEBT),
        ("CASH-1", DocumentKind.SALE),
        ("C", DocumentKind.SALE),
        ("S1-T1-000001", DocumentKind.SALE),
    ],
)
def test_the_letter_before_a_number_tells_its_kind(document: str, kind: DocumentKind) -> None:
    assert history.kind_of(document) is kind


def test_a_document_is_the_sum_of_its_lines_duplicates_included() -> None:
    late = line(at="2010-12-01 08:27:00", customer="")
    lines = [late, line(), line()]
    made = compose("536365", lines, GBP)
    assert (made.kind, made.at, made.customer, made.total) == (DocumentKind.SALE, AT, "17850", 4590)
    assert made.lines == tuple(lines)


def test_a_document_is_known_again_by_what_it_says() -> None:
    one, other = line(), line(sku="OTHER", quantity="1")
    digest = compose("1", [one, other], GBP).digest
    assert compose("1", [other, one], GBP).digest == digest
    assert compose("1", [one._replace(price="2.550"), other], GBP).digest == digest
    for changed in (
        [one],
        [one, other, other],
        [one._replace(quantity=7000), other],
        [one._replace(exact=1), other],
        [one._replace(name="X"), other],
        [one._replace(customer="X"), other],
        [one._replace(at=datetime(2010, 12, 1, 8, 25, tzinfo=UTC)), other],
    ):
        assert compose("1", changed, GBP).digest != digest


@pytest.mark.parametrize(
    ("exact", "exponent", "expected"),
    [
        (0, 2, "0.00"),
        (-4_000_000, 2, "-0.004"),
        (9_747_747_934_000_000, 2, "9747747.934"),
        (15_300_000_000, 2, "15.30"),
        (15_000_000_000, 0, "15"),
        (1, 3, "0.000000001"),
    ],
)
def test_an_exact_value_is_told_with_all_its_digits_and_no_more(exact: int, exponent: int, expected: str) -> None:
    assert f"{history.exact_decimal(exact, exponent):f}" == expected


@given(
    st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 10**12)), min_size=1, max_size=20),
    st.sampled_from(["GBP", "JPY", "KWD"]),
)
def test_booked_less_rounding_is_the_exact_value(parts: list[tuple[int, int]], code: str) -> None:
    how = Reading(currency(code), UTC)
    exact = booked = 0
    expected = Decimal(0)
    for thousandths, millionths in parts:
        whole, part = divmod(thousandths, 1000)
        judged = judge(
            row(quantity=f"{whole}.{part:03d}", price=f"{millionths // 10**6}.{millionths % 10**6:06d}"), how
        )
        assert isinstance(judged, Line)
        exact, booked = exact + judged.exact, booked + judged.amount
        expected += Decimal(thousandths).scaleb(-3) * Decimal(millionths).scaleb(-6)
    exponent = how.currency.exponent
    assert history.exact_decimal(exact, exponent) == expected
    assert Decimal(booked).scaleb(-exponent) - history.rounding(booked, exact, exponent) == expected
