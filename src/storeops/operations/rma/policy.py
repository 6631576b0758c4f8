"""The shop's rules for returns by parcel, as its settings say."""

from __future__ import annotations

from storeops.database.queries import shop as queries
from storeops.operations.carts import NoReason
from storeops.operations.remarks import remark
from storeops.rules.rma.policy import Policy, policy_of
from storeops.store import Tx


def policy(tx: Tx) -> Policy:
    """Raises WrongReturnSetting."""
    settings = queries.settings(tx.connection, ("", tx.profile.store))
    return policy_of(settings, tx.profile.currency)


def reason_given(text: str, what: str) -> str:
    """Why something is done. Raises NoReason, CardNumberRefused."""
    why = remark(text, "reason")
    if not why:
        raise NoReason(what)
    return why
