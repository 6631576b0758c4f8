"""The settings a person may change, and what each may be: a wrong one would keep the shop from opening."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from storeops.rules.errors import Refused

if TYPE_CHECKING:
    from storeops.database.queries.profile import Profile


class Known(NamedTuple):
    """A setting: the form of its value, and that form in words."""

    form: re.Pattern[str]
    words: str


_AMOUNT = re.compile(r"([0-9]{1,7}(\.[0-9]{1,3})?)?")

_LIST = re.compile(r"[^\x00-\x1f\x7f]{0,500}")

KNOWN: MappingProxyType[str, Known] = MappingProxyType(
    {
        "barcode_patterns": Known(re.compile(r"[0-9A-Za-z .,:;=-]{0,500}"), "layouts of restricted numbers"),
        "carrier": Known(re.compile(r"[a-z0-9-]{1,20}"), "the folder of a carrier, such as demo"),
        "count_tolerance_percent": Known(re.compile(r"[0-9]{1,2}(\.[0-9])?|100"), "percent of the book, such as 2"),
        "count_tolerance_value": Known(re.compile(r"[0-9]{1,7}([.,][0-9]{1,3})?"), "an amount, such as 5.00"),
        "day_ends": Known(re.compile(r"(?:0[0-9]|1[0-2]):[0-5][0-9]"), "a time from 00:00 to 12:59, such as 04:00"),
        "decimal": Known(re.compile(r"[.,]"), "the decimal sign: . or ,"),
        "default_weight": Known(re.compile(r"[0-9]{1,6}"), "grams of one unit, such as 500"),
        "fraud_denied_domains": Known(re.compile(r"[\w.,-]{0,500}( [\w.,-]{1,500})*"), "domains, such as example.com"),
        "fraud_first_order_total_from": Known(_AMOUNT, "an amount, such as 250.00, or nothing"),
        "fraud_line_quantity_from": Known(re.compile(r"[0-9]{0,6}"), "a quantity, such as 20, or nothing"),
        "fraud_orders_from": Known(re.compile(r"[0-9]{0,4}"), "a number of orders within 24 hours, or nothing"),
        "fraud_other_country": Known(re.compile(r"yes|no|"), "yes or no"),
        "fraud_total_from": Known(_AMOUNT, "an amount, such as 500.00, or nothing"),
        "group": Known(re.compile(r"[.,'’\u00a0\u202f ]?"), "the sign between groups of three digits, or nothing"),
        "gs1_company_prefix": Known(re.compile(r"([0-9]{7,12})?"), "7 to 12 digits given by GS1, or nothing"),
        "late_cost_per_day": Known(re.compile(r"[0-9]{1,7}"), "an amount in minor units, such as 200"),
        "pickup_days": Known(re.compile(r"[0-9]{1,3}"), "days that an order waits for its customer, such as 7"),
        "prices_include_tax": Known(re.compile(r"yes|no"), "yes or no"),
        "purchase_over_percent": Known(re.compile(r"[0-9]{1,2}(\.[0-9])?|100"), "percent, such as 5"),
        "receiptless_limit": Known(
            re.compile(r"(?:[0-9]{1,9}(?:\.[0-9]{1,3})?)?"), "an amount such as 50.00, or nothing for no limit"
        ),
        "return_before_receipt": Known(re.compile(r"yes|no|"), "yes or no"),
        "return_dispositions": Known(_LIST, "such as FOOD=scrap; HOME/opened=restock"),
        "return_fees": Known(_LIST, "such as opened=15%+2.00; changed-mind/used=30%"),
        "return_final_sale": Known(_LIST, "departments and SKUs, divided by semicolons"),
        "return_postage": Known(_AMOUNT, "an amount such as 4.95, or nothing"),
        "return_shipping": Known(re.compile(r"fault|whole|never|"), "fault, whole or never"),
        "return_window_days": Known(re.compile(r"[0-9]{0,4}"), "a number of days, such as 30"),
        "return_windows": Known(_LIST, "days by channel or department, such as web=14; SHOES=60"),
        "shipping_tax_class": Known(re.compile(r"[a-z0-9-]{1,20}"), "a tax class, such as standard"),
        "shipping_carriers": Known(
            re.compile(r"[a-z0-9-]{1,20}( [a-z0-9-]{1,20})*"), "carriers, such as: demo easypost"
        ),
        "split_cost": Known(re.compile(r"[0-9]{1,7}"), "an amount in minor units, such as 100"),
        "sscc_extension": Known(re.compile(r"[0-9]"), "a digit, another one for each terminal that packs"),
        "tax_name": Known(re.compile(r"[^\x00-\x1f\x7f]{1,20}"), "what the tax is called on receipts"),
        "tax_rounding": Known(re.compile(r"line|document"), "line or document"),
        "working_days": Known(re.compile(r"[1-7]{1,7}"), "ISO weekdays, such as 12345"),
    }
)


class UnknownSetting(Refused):
    def __init__(self, key: str) -> None:
        super().__init__(f"There is no setting '{key[:40]}'. Known: {', '.join(KNOWN)}.")
        self.key = key


class BadValue(Refused):
    def __init__(self, key: str, value: str) -> None:
        super().__init__(f"'{value[:40]}' cannot be {key}: it is {KNOWN[key].words}.")
        self.key = key
        self.value = value


def check(key: str, value: str, profile: Profile) -> None:
    """Raises UnknownSetting, BadValue, BadPattern, WrongReturnSetting."""
    known = KNOWN.get(key)
    if known is None:
        raise UnknownSetting(key)
    if not known.form.fullmatch(value):
        raise BadValue(key, value)
    if value and value == {"decimal": profile.group, "group": profile.decimal}.get(key):
        raise BadValue(key, value)
    if key.startswith("return_"):
        from storeops.rules.rma.policy import policy_of

        policy_of({key: value}, profile.currency)
    if key == "barcode_patterns":
        from storeops.rules.barcodes import pattern

        for text in filter(None, re.split(r"[\s;]+", value)):
            pattern(text)
