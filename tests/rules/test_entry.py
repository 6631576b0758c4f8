from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.entry import (
    Amount,
    Ask,
    Blank,
    Entry,
    Grammar,
    Item,
    NewPrice,
    NotUnderstood,
    Percent,
    Reduction,
    Tender,
    Words,
    parse,
)

BRITISH = Grammar()
GERMAN = Grammar(decimal=",", group=".")
FRENCH = Grammar(decimal=",", group="\u202f")
YEN = Grammar(exponent=0, group=",")
GS1 = "]d20109520123456788" + "10A*B\x1d21XY"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Blank()),
        (" \r\n", Blank()),
        ("TEA", Item("TEA")),
        ("tea", Item("tea")),
        ("5901234123457", Item("5901234123457")),
        ("5901234123457\r", Item("5901234123457")),
        ("5 901234 123457", Item("5 901234 123457")),
        ("4711", Item("4711")),
        ("]E05901234123457", Item("]E05901234123457")),
        (GS1, Item(GS1)),
        (GS1[3:], Item(GS1[3:])),
        ("https://id.gs1.org/01/09520123456788", Item("https://id.gs1.org/01/09520123456788")),
        ("(01)09520123456788(10)A", Item("(01)09520123456788(10)A")),
        ("]C1\x1b[2J10AB\x1d21XY", Item("]C110AB\x1d21XY")),
        ("2*TEA", Item("TEA", 2_000)),
        ("2 x TEA", Item("TEA", 2_000)),
        ("2 X TEA", Item("TEA", 2_000)),
        ("2×TEA", Item("TEA", 2_000)),
        ("0.350*APPLE", Item("APPLE", 350)),
        (".5 * APPLE", Item("APPLE", 500)),
        ("3*5901234123457", Item("5901234123457", 3_000)),
        ("3*" + GS1, Item(GS1, 3_000)),
        ("1000000*TEA", Item("TEA", 1_000_000_000)),
        ("2*green tea", Item("green tea", 2_000)),
        ("2xTEA", Item("2xTEA")),
        ("green tea", Words("green tea")),
        ("green  \x1b[31mtea", Words("green tea")),
        ("[/] Milk", Words("[/] Milk")),
        ("frame 20 x 30 cm", Words("frame 20 x 30 cm")),
        ("-10%", Percent(Decimal("10"), True)),
        ("- 2.5 %", Percent(Decimal("2.5"), True)),
        ("10%", Percent(Decimal("10"), False)),
        ("+10%", Percent(Decimal("10"), False)),
        ("-100%", Percent(Decimal("100"), True)),
        ("-1.50", Reduction(150)),
        ("-1", Reduction(100)),
        ("@2.50", NewPrice(250)),
        ("@0", NewPrice(0)),
        ("?", Ask("")),
        ("? stock", Ask("stock")),
        ("20 cash", Tender("cash", 2_000)),
        ("20 CASH", Tender("cash", 2_000)),
        ("cash 20", Tender("cash", 2_000)),
        ("12.50 card 004711", Tender("card", 1_250, "004711")),
        ("card 12.50 004711", Tender("card", 1_250, "004711")),
        ("card", Item("card")),
        ("card birthday", Words("card birthday")),
        ("v neck", Words("v neck")),
    ],
)
def test_selling(text: str, expected: Entry) -> None:
    assert parse(text, BRITISH) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Blank()),
        ("20", Amount(2_000)),
        ("20.5", Amount(2_050)),
        (".50", Amount(50)),
        ("99999", Amount(9_999_900)),
        ("5901234123457", Item("5901234123457")),
        ("123456", Item("123456")),
        ("TEA", Item("TEA")),
        ("2*TEA", Item("TEA", 2_000)),
        ("card", Tender("card")),
        ("Cash", Tender("cash")),
        ("card 004711", Tender("card", None, "004711")),
        ("card A1B2", Tender("card", None, "A1B2")),
        ("20 cash", Tender("cash", 2_000)),
        ("12.50 card 004711", Tender("card", 1_250, "004711")),
        ("v GIFT-12", Tender("voucher", None, "GIFT-12")),
    ],
)
def test_paying(text: str, expected: Entry) -> None:
    assert parse(text, BRITISH, paying=True) == expected


@pytest.mark.parametrize(
    ("text", "grammar", "paying", "expected"),
    [
        ("1,5*APPLE", GERMAN, False, Item("APPLE", 1_500)),
        ("-2,5%", GERMAN, False, Percent(Decimal("2.5"), True)),
        ("@2,50", GERMAN, False, NewPrice(250)),
        ("@1.234,50", GERMAN, False, NewPrice(123_450)),
        ("1.234", GERMAN, True, Amount(123_400)),
        ("20,50 cash", GERMAN, False, Tender("cash", 2_050)),
        ("1 234,50", FRENCH, True, Amount(123_450)),
        ("12,000", YEN, True, Amount(12_000)),
        ("150000 cash", YEN, True, Tender("cash", 150_000)),
        ("@150", YEN, False, NewPrice(150)),
        ("5 gutschein", Grammar(tender_kinds=("Gutschein",)), True, Tender("Gutschein", 500)),
    ],
)
def test_each_shop_writes_its_own_way(text: str, grammar: Grammar, paying: bool, expected: Entry) -> None:
    assert parse(text, grammar, paying=paying) == expected


@pytest.mark.parametrize(
    ("text", "paying", "reason"),
    [
        ("1" * 300, False, "300 characters are too many for one entry"),
        ("x" * 300, True, "300 characters are too many for one entry"),
        ("\x00\u200b", False, "there is nothing readable in it"),
        ("0*TEA", False, "the quantity is 0"),
        ("-2*TEA", False, "the quantity is below 0"),
        (
            "1000001*TEA",
            False,
            "'1000001' is not a quantity: it is more than 1000000; a barcode may have been read as a quantity",
        ),
        (
            "5901234123457*TEA",
            False,
            "'5901234123457' is not a quantity: it is more than 1000000; a barcode may have been read as a quantity",
        ),
        ("0.3505*TEA", False, "'0.3505' is not a quantity: it has more than 3 decimals"),
        ("1,5*TEA", False, "'1,5' is not a quantity: type digits, and '.' before the decimals"),
        ("TEA*2", False, "'TEA' is not a quantity: type digits, and '.' before the decimals"),
        ("3*", False, "one quantity and one item belong around the *"),
        ("2*3*TEA", False, "one quantity and one item belong around the *"),
        ("3*\x00", False, "there is no item behind the *"),
        ("20", False, "a number alone is no item"),
        ("12.50", False, "a number alone is no item"),
        ("-0", False, "the reduction is 0"),
        ("-0%", False, "a percentage is above 0 and at most 100"),
        ("-101%", False, "a percentage is above 0 and at most 100"),
        ("-1,5%", False, "that is not a percentage with at most three decimals"),
        ("-5901234123457", False, "that is a barcode, not an amount of money"),
        ("@5901234123457", False, "that is a barcode, not an amount of money"),
        ("@1234567890", False, "that is a barcode, not an amount of money"),
        ("@96385074", False, "that is a barcode, not an amount of money"),
        ("@-1", False, "there is one minus sign too many"),
        ("@abc", False, "'a' does not belong in it; type digits and '.' for the decimals"),
        ("@", False, "nothing was entered"),
        ("@2.505", False, "the currency has 2 decimals at most"),
        ("5901234123457 cash", True, "that is a barcode, not an amount of money"),
        ("cash 5901234123457", True, "that is a barcode, not an amount of money"),
        ("0 cash", True, "the amount is 0"),
        ("0", True, "the amount is 0"),
        ("1,50", True, "',' does not belong in it; type digits and '.' for the decimals"),
        ("1.234", True, "the currency has 2 decimals at most"),
    ],
)
def test_what_means_nothing_is_refused_with_a_remedy(text: str, paying: bool, reason: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        parse(text, BRITISH, paying=paying)
    assert refused.value.reason == reason
    assert refused.value.remedy.endswith(".")
    assert len(str(refused.value)) < 240
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("paying", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "2*4111111111111111",
        "4111111111111111*2",
        "12.50 card 4111-1111-1111-1111",
        "card 378282246310005",
        "v 5555555555554444",
        "]E04111111111111111",
        "%B4111111111111111^NAME/A^2912",
        "https://example.com/4111111111111111",
    ],
)
def test_a_card_number_is_refused_and_not_repeated(text: str, paying: bool) -> None:
    with pytest.raises(CardNumberRefused) as refused:
        parse(text, BRITISH, paying=paying)
    assert not any(char.isdigit() for char in str(refused.value))


@given(st.text("0123456789", min_size=6, max_size=14), st.sampled_from([BRITISH, GERMAN, YEN]))
def test_a_scan_while_paying_is_never_an_amount(digits: str, grammar: Grammar) -> None:
    try:
        assert parse(digits, grammar, paying=True) == Item(digits)
    except CardNumberRefused:
        assert len(digits) >= 13


@given(st.integers(1, 10**9), st.sampled_from(["TEA", "5901234123457", GS1]))
def test_every_quantity_comes_back(thousandths: int, code: str) -> None:
    whole, rest = divmod(thousandths, 1000)
    assert parse(f"{whole}.{rest:03d}*{code}", BRITISH) == Item(code, thousandths)
    assert parse(f"{whole},{rest:03d} * {code}", GERMAN) == Item(code, thousandths)


@given(st.integers(1, 10**9))
def test_every_amount_comes_back(minor: int) -> None:
    text = f"{minor // 100}.{minor % 100:02d}"
    assert parse(text, BRITISH, paying=True) == Amount(minor)
    assert parse(f"-{text}", BRITISH) == Reduction(minor)
    assert parse(f"@{text}", BRITISH) == NewPrice(minor)
    assert parse(f"{text} cash", BRITISH) == Tender("cash", minor)


TYPED = st.one_of(
    st.text(max_size=300),
    st.text("0123456789.,-+*%@?x ×cashrdv\x1d]d2'", max_size=30),
)


@given(TYPED, st.sampled_from([BRITISH, GERMAN, FRENCH, YEN]), st.booleans())
def test_any_text_is_understood_or_refused(text: str, grammar: Grammar, paying: bool) -> None:
    try:
        entry = parse(text, grammar, paying=paying)
    except (NotUnderstood, CardNumberRefused) as refused:
        assert str(refused)
        return
    if isinstance(entry, Item):
        assert entry.code
        assert entry.quantity is None or 0 < entry.quantity <= 10**9
    if isinstance(entry, Amount | Reduction):
        assert 0 < entry.amount < 10**15
