"""Holds: why an order waits for a person, and the rules by which it looks like fraud.

A rule only holds an order, it never refuses one: whoever releases it has seen the reasons.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from storeops.rules import quantity
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.errors import Refused
from storeops.rules.money import Currency, NotMoney, decimal_string, parse
from storeops.rules.text import clean
from storeops.rules.wording import quote

PAYMENT, ADDRESS, FRAUD, MANUAL = "payment", "address", "fraud", "manual"
KINDS = (PAYMENT, ADDRESS, FRAUD, MANUAL)
"""Not paid or authorised; an address that cannot be shipped to; the rules below; because somebody said so."""


class Hold(msgspec.Struct, frozen=True):
    """Why an order waits: its `kind`, one of KINDS, and the `reasons` in words, at least one."""

    kind: str
    reasons: tuple[str, ...]


class UnknownHold(Refused):
    """Not one of KINDS."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"{quote(kind)} is not a kind of hold; use one of: {', '.join(KINDS)}.")
        self.kind = kind


class HoldWithoutReason(Refused):
    """Nobody could ever release it: it says not what to look at."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"Say why the order is held ({kind}): whoever releases it has to know what to look at.")
        self.kind = kind


class WrongFraudSetting(Refused):
    """A setting of the fraud rules cannot be read. `name` is the setting's, `reason` in words."""

    def __init__(self, name: str, text: str, reason: str) -> None:
        super().__init__(f"{quote(text)} cannot be {name}: {reason}. Leave it empty to switch the rule off.")
        self.name = name
        self.text = text
        self.reason = reason


class FraudRules(msgspec.Struct, frozen=True, kw_only=True):
    """From where on an order is held for fraud; None, an empty set or False switches a rule off.

    `total_from` and `first_order_total_from` in minor units of `currency`, tax and shipping included;
    `line_quantity_from` in thousandths, of one line; `orders_from` counts the customer's orders within 24 hours, this
    one included; `denied_domains` are e-mail domains in small letters, their subdomains with them."""

    currency: Currency
    total_from: Minor | None = None
    first_order_total_from: Minor | None = None
    line_quantity_from: Thousandths | None = None
    orders_from: int | None = None
    denied_domains: frozenset[str] = frozenset()
    other_country: bool = False


FRAUD_SETTINGS = (
    *("fraud_total_from", "fraud_first_order_total_from", "fraud_line_quantity_from", "fraud_orders_from"),
    *("fraud_denied_domains", "fraud_other_country"),
)
"""The names of the settings `fraud_rules` reads."""


def hold(kind: str, *reasons: str) -> Hold:
    """A hold with its reasons clean. Raises UnknownHold, HoldWithoutReason and CardNumberRefused."""
    if kind not in KINDS:
        raise UnknownHold(kind)
    for reason in reasons:
        refuse_card_number(reason, "reason")
    kept = tuple(reason for reason in map(clean, reasons) if reason)
    if not kept:
        raise HoldWithoutReason(kind)
    return Hold(kind, kept)


def fraud_rules(settings: Mapping[str, str], currency: Currency) -> FraudRules:
    """The rules out of plain settings, by the names in FRAUD_SETTINGS; a missing or empty one is a rule switched off.

    Amounts are decimal strings ('250.00'), domains are divided by blanks or commas, `fraud_other_country` is yes or
    no. Raises WrongFraudSetting."""
    return FraudRules(
        currency=currency,
        total_from=_amount(settings, "fraud_total_from", currency),
        first_order_total_from=_amount(settings, "fraud_first_order_total_from", currency),
        line_quantity_from=_quantity(settings, "fraud_line_quantity_from"),
        orders_from=_count(settings, "fraud_orders_from"),
        denied_domains=_domains(settings, "fraud_denied_domains"),
        other_country=_switch(settings, "fraud_other_country"),
    )


def fraud_reasons(
    rules: FraudRules,
    *,
    total: Minor,
    first_order: bool,
    ship_to_country: str,
    bill_to_country: str,
    largest_quantity: Thousandths,
    email: str = "",
    orders_in_24_hours: int = 1,
) -> tuple[str, ...]:
    """Why an order should wait for a person, a reason for each rule that it meets; () = it may go on.

    `total` in minor units of the rules' currency, `largest_quantity` of one line in thousandths, countries by ISO
    3166-1 alpha-2 ('' = not known), `orders_in_24_hours` with this one."""
    told: list[str] = []
    if rules.total_from is not None and total >= rules.total_from:
        told.append(f"The total of {_money(total, rules)} reaches {_money(rules.total_from, rules)}.")
    if first_order and rules.first_order_total_from is not None and total >= rules.first_order_total_from:
        limit = _money(rules.first_order_total_from, rules)
        told.append(f"The customer's first order, and its total of {_money(total, rules)} reaches {limit}.")
    if rules.other_country and ship_to_country and bill_to_country and ship_to_country != bill_to_country:
        told.append(f"It is paid for in {bill_to_country} and sent to {ship_to_country}.")
    if rules.line_quantity_from is not None and largest_quantity >= rules.line_quantity_from:
        much, limit = quantity.decimal_string(largest_quantity), quantity.decimal_string(rules.line_quantity_from)
        told.append(f"One line asks for {much}, which reaches {limit}.")
    denied = _denied(email, rules.denied_domains)
    if denied:
        told.append(f"The e-mail address is at {denied}, which is on the list of denied domains.")
    if rules.orders_from is not None and orders_in_24_hours >= rules.orders_from:
        told.append(f"Order {orders_in_24_hours} of this customer within 24 hours; {rules.orders_from} are held.")
    return tuple(told)


def _denied(email: str, domains: frozenset[str]) -> str:
    """The denied domain which the address is at or below, '' when there is none."""
    labels = email.rpartition("@")[2].strip().lower().rstrip(".").split(".")
    above = (".".join(labels[index:]) for index in range(len(labels)))
    return next((domain for domain in above if domain in domains), "")


def _money(amount: Minor, rules: FraudRules) -> str:
    return f"{decimal_string(amount, rules.currency.exponent)} {rules.currency.code}"


def _amount(settings: Mapping[str, str], name: str, currency: Currency) -> Minor | None:
    text = settings.get(name, "").strip()
    if not text:
        return None
    try:
        amount = parse(text, currency)
    except NotMoney as refused:
        raise WrongFraudSetting(name, text, refused.reason) from refused
    if amount <= 0:
        raise WrongFraudSetting(name, text, "it must be more than 0")
    return amount


def _quantity(settings: Mapping[str, str], name: str) -> Thousandths | None:
    text = settings.get(name, "").strip()
    if not text:
        return None
    try:
        wanted = quantity.parse(text)
    except quantity.NotAQuantity as refused:
        raise WrongFraudSetting(name, text, refused.reason) from refused
    if wanted < ONE:
        raise WrongFraudSetting(name, text, "it must be 1 or more")
    return wanted


def _count(settings: Mapping[str, str], name: str) -> int | None:
    text = settings.get(name, "").strip()
    if not text:
        return None
    # One order within 24 hours is every order.
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) < 2:
        raise WrongFraudSetting(name, text, "it must be a whole number from 2 on")
    return int(text)


def _domains(settings: Mapping[str, str], name: str) -> frozenset[str]:
    domains = settings.get(name, "").lower().replace(",", " ").split()
    for domain in domains:
        if not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", domain):
            raise WrongFraudSetting(name, domain, "domains look like example.com, with blanks or commas between")
    return frozenset(domains)


def _switch(settings: Mapping[str, str], name: str) -> bool:
    text = settings.get(name, "").strip().lower()
    if text not in ("", "yes", "no"):
        raise WrongFraudSetting(name, text, "it is yes or no")
    return text == "yes"
