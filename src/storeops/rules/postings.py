"""The books of a sale: double entry, debit positive, credit negative; every list sums to zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from storeops.rules.amounts import Minor
from storeops.rules.tax import TaxShare
from storeops.rules.tenders import CASH, DEPOSIT, Tender

DRAWER = "drawer"
CARD_CLEARING = "card_clearing"
REVENUE = "revenue"
DISCOUNTS = "discounts"
ROUNDING = "cash_rounding"
COST_OF_GOODS = "cost_of_goods"
INVENTORY = "inventory"
SHRINKAGE = "shrinkage"
SUPPLIERS = "goods_received"
SAFE = "safe"
OVER_SHORT = "over_short"
PETTY_CASH = "petty_cash"
DEPOSITS = "deposits"
"""What customers have paid for orders that were not sent yet (a liability), less what was sent before it was paid."""


RETURNS_CLEARING = "returns_received"
"""The cost of goods that customers have sent back and that were not refunded yet (a credit), or that were refunded and
have not come yet (a debit): nothing, once a return is over."""
RETURN_FEES = "return_fees"
"""What was kept of a refund: restocking fees and the way back."""
CLAIMS = "claims"
"""The cost of goods sent on to the supplier, until the claim for them is settled."""
CLAIMS_PAID = "claims_paid"
"""What carriers and suppliers have paid for claims, on its way to the bank."""


class Posting(msgspec.Struct, frozen=True):
    """One side of a money movement: debit positive, credit negative."""

    account: str
    amount: Minor


def tax_account(code: str) -> str:
    return f"tax:{code}"


def sale(
    *,
    net: Minor,
    discount_net: Minor,
    taxes: Iterable[TaxShare],
    tenders: Sequence[Tender],
    change: Minor,
    rounding: Minor,
    cost: Minor,
    restocked_cost: Minor | None = None,
    sign: int = 1,
) -> tuple[Posting, ...]:
    """A sale (sign 1), or a return (sign -1) whose arguments are all positive amounts given back.

    `discount_net` is the discounts without their tax: revenue is shown before them. On a return `restocked_cost` is
    the part of the cost that went back on the shelf; the rest is shrinkage."""
    cash = sum(tender.amount for tender in tenders if tender.kind == CASH) - change
    deposit = sum(tender.amount for tender in tenders if tender.kind == DEPOSIT)
    other = sum(tender.amount for tender in tenders if tender.kind not in (CASH, DEPOSIT))
    back = cost if restocked_cost is None else restocked_cost
    amounts: list[tuple[str, Minor]] = [
        (DRAWER, cash),
        (CARD_CLEARING, other),
        (DEPOSITS, deposit),
        (REVENUE, -(net + discount_net)),
        (DISCOUNTS, discount_net),
        *((tax_account(share.code), -share.tax) for share in taxes),
        (ROUNDING, -rounding),
        (COST_OF_GOODS, cost),
        (INVENTORY, -back),
        (SHRINKAGE, -(cost - back)),
    ]
    return tuple(Posting(account, sign * amount) for account, amount in amounts if amount)


def move(debit: str, credit: str, amount: Minor) -> tuple[Posting, ...]:
    """One amount from an account to another; nothing when it is zero."""
    return (Posting(debit, amount), Posting(credit, -amount)) if amount else ()
