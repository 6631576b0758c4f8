from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.holds import (
    FRAUD_SETTINGS,
    KINDS,
    FraudRules,
    Hold,
    HoldWithoutReason,
    UnknownHold,
    WrongFraudSetting,
    fraud_reasons,
    fraud_rules,
    hold,
)
from storeops.rules.money import currency

GBP = currency("GBP")
SETTINGS = {
    "fraud_total_from": "500",
    "fraud_first_order_total_from": "250.00",
    "fraud_line_quantity_from": "20",
    "fraud_orders_from": "4",
    "fraud_denied_domains": "mailinator.com, Throwaway.example",
    "fraud_other_country": "yes",
}
RULES = FraudRules(
    currency=GBP,
    total_from=50000,
    first_order_total_from=25000,
    line_quantity_from=20000,
    orders_from=4,
    denied_domains=frozenset({"mailinator.com", "throwaway.example"}),
    other_country=True,
)


def test_a_hold() -> None:
    assert hold("manual", " call\tfirst ", "") == Hold("manual", ("call first",))
    assert KINDS == ("payment", "address", "fraud", "manual")
    with pytest.raises(UnknownHold, match="use one of: payment, address, fraud, manual"):
        hold("mood", "bad")
    with pytest.raises(HoldWithoutReason, match="has to know what to look at"):
        hold("manual", " ", "\x1b[2J")
    with pytest.raises(CardNumberRefused):
        hold("payment", "card 4111 1111 1111 1111 declined")


def test_rules_out_of_plain_settings() -> None:
    assert fraud_rules(SETTINGS, GBP) == RULES
    assert set(SETTINGS) == set(FRAUD_SETTINGS)
    assert fraud_rules({}, GBP) == FraudRules(currency=GBP)
    assert fraud_rules(dict.fromkeys(FRAUD_SETTINGS, " "), GBP) == FraudRules(currency=GBP)
    assert fraud_rules({"fraud_total_from": "60000"}, currency("JPY")).total_from == 60000


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("fraud_total_from", "much", "type digits and"),
        ("fraud_total_from", "-5", "more than 0"),
        ("fraud_first_order_total_from", "2.505", "GBP has 2 decimals at most"),
        ("fraud_line_quantity_from", "0.5", "1 or more"),
        ("fraud_line_quantity_from", "x", "type digits, and"),
        ("fraud_orders_from", "1", "a whole number from 2 on"),
        ("fraud_orders_from", "2.5", "a whole number from 2 on"),
        ("fraud_denied_domains", "example", "domains look like example.com"),
        ("fraud_other_country", "maybe", "yes or no"),
    ],
)
def test_a_setting_that_cannot_be_read(name: str, text: str, reason: str) -> None:
    with pytest.raises(WrongFraudSetting) as refused:
        fraud_rules({**SETTINGS, name: text}, GBP)
    assert refused.value.name == name
    assert reason in refused.value.reason
    assert str(refused.value).endswith("Leave it empty to switch the rule off.")


@pytest.mark.parametrize(
    ("total", "first", "ship_to", "bill_to", "quantity", "email", "orders", "told"),
    [
        (24999, True, "GB", "GB", 19999, "ann@example.org", 3, ()),
        (49999, False, "GB", "GB", 19999, "", 3, ()),
        (50000, False, "GB", "GB", 1000, "", 1, ("The total of 500.00 GBP reaches 500.00 GBP.",)),
        (
            25000,
            True,
            "GB",
            "GB",
            1000,
            "",
            1,
            ("The customer's first order, and its total of 250.00 GBP reaches 250.00 GBP.",),
        ),
        (100, False, "FR", "GB", 1000, "", 1, ("It is paid for in GB and sent to FR.",)),
        (100, False, "FR", "", 1000, "", 1, ()),
        (100, False, "GB", "GB", 20000, "", 1, ("One line asks for 20, which reaches 20.",)),
        (
            100,
            False,
            "GB",
            "GB",
            1000,
            "Bob@mail.MAILINATOR.com",
            1,
            ("The e-mail address is at mailinator.com, which is on the list of denied domains.",),
        ),
        (100, False, "GB", "GB", 1000, "bob@notmailinator.com", 1, ()),
        (100, False, "GB", "GB", 1000, "", 5, ("Order 5 of this customer within 24 hours; 4 are held.",)),
    ],
)
def test_fraud(
    total: int,
    first: bool,
    ship_to: str,
    bill_to: str,
    quantity: int,
    email: str,
    orders: int,
    told: tuple[str, ...],
) -> None:
    reasons = fraud_reasons(
        RULES,
        total=total,
        first_order=first,
        ship_to_country=ship_to,
        bill_to_country=bill_to,
        largest_quantity=quantity,
        email=email,
        orders_in_24_hours=orders,
    )
    assert reasons == told


@given(
    st.integers(0, 100_000),
    st.booleans(),
    st.sampled_from(["GB", "FR", ""]),
    st.integers(0, 50_000),
    st.sampled_from(["", "a@example.org", "a@mailinator.com", "mailinator.com", "@", "a@."]),
    st.integers(1, 9),
)
def test_a_rule_switched_off_holds_nothing_and_more_is_never_less_suspicious(
    total: int, first: bool, ship_to: str, quantity: int, email: str, orders: int
) -> None:
    def ask(rules: FraudRules, total: int) -> tuple[str, ...]:
        return fraud_reasons(
            rules,
            total=total,
            first_order=first,
            ship_to_country=ship_to,
            bill_to_country="GB",
            largest_quantity=quantity,
            email=email,
            orders_in_24_hours=orders,
        )

    assert ask(FraudRules(currency=GBP), total) == ()
    reasons = ask(RULES, total)
    assert len(reasons) <= 6
    assert len(ask(RULES, total + 1)) >= len(reasons)
    if reasons:
        assert hold("fraud", *reasons) == Hold("fraud", reasons)
