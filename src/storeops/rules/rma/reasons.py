"""Why goods come back, what they look like when they do, and whose fault it is."""

from __future__ import annotations

from storeops.rules.errors import Refused
from storeops.rules.wording import quote

WRONG_SIZE, DAMAGED, FAULTY, NOT_AS_DESCRIBED = "wrong-size", "damaged", "faulty", "not-as-described"
CHANGED_MIND, LATE, WRONG_ITEM, OTHER = "changed-mind", "late", "wrong-item", "other"
REASONS = (WRONG_SIZE, DAMAGED, FAULTY, NOT_AS_DESCRIBED, CHANGED_MIND, LATE, WRONG_ITEM, OTHER)
"""Why the customer sends goods back, as the customer says."""

SHOPS_FAULT = frozenset({DAMAGED, FAULTY, NOT_AS_DESCRIBED, LATE, WRONG_ITEM})
"""Reasons that the shop, its supplier or its carrier answers for: no fee, and the way back is free."""

SEALED, OPENED, USED = "sealed", "opened", "used"
CONDITIONS = (SEALED, OPENED, USED, DAMAGED, FAULTY)
"""What goods are found to be when they are unpacked; unlike the reason, the shop says so."""

SHOP, CUSTOMER = "shop", "customer"
"""Who pays the way back."""


class UnknownReason(Refused):
    def __init__(self, reason: str) -> None:
        super().__init__(f"{quote(reason)} is no reason to send goods back; use one of: {', '.join(REASONS)}.")
        self.reason = reason


class UnknownCondition(Refused):
    def __init__(self, condition: str) -> None:
        super().__init__(f"{quote(condition)} is no condition of goods; use one of: {', '.join(CONDITIONS)}.")
        self.condition = condition


def known_reason(reason: str) -> str:
    """Raises UnknownReason."""
    if reason not in REASONS:
        raise UnknownReason(reason)
    return reason


def known_condition(condition: str) -> str:
    """Raises UnknownCondition."""
    if condition not in CONDITIONS:
        raise UnknownCondition(condition)
    return condition


def payer_of_postage(reason: str) -> str:
    """Who pays the way back: the shop where it is at fault (of a withdrawal from a sale at a distance the customer
    does, where nothing else was agreed: Directive 2011/83/EU, article 14 (1))."""
    return SHOP if reason in SHOPS_FAULT else CUSTOMER
