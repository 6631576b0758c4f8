"""What is kept of what was paid for goods that came back: restocking fee, the way back, and the first parcel's cost.

What is kept is a part of the price that is not given back: the tax on it stays due, too, and in the same proportion.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from storeops.rules.amounts import Minor
from storeops.rules.money import allocate, divide
from storeops.rules.returns import Back
from storeops.rules.rma.policy import FAULT, WHOLE, FeeTerm, Policy
from storeops.rules.rma.reasons import SHOPS_FAULT


def fee_term(reason: str, condition: str, terms: Iterable[FeeTerm]) -> FeeTerm | None:
    """The term that holds: for both, else for the condition, else for the reason. None where nothing is kept: there
    is no such term, or the shop is at fault."""
    if reason in SHOPS_FAULT:
        return None
    known = {(term.reason, term.condition): term for term in terms}
    for key in ((reason, condition), ("", condition), (reason, "")):
        if key in known:
            return known[key]
    return None


def restocking_fee(term: FeeTerm | None, before: Minor, now: Minor, kept: Minor) -> Minor:
    """What is kept of `now` minor units that are paid back for a line, `before` having been paid back and `kept` kept
    of them already: however a line is refunded, its share (half up) and its minimum are taken once, and never more
    than what is paid back."""
    if term is None:
        return 0
    due = max(term.minimum, divide((before + now) * term.basis_points, 10_000))
    return max(0, min(now, due - kept))


def postage_kept(policy: Policy, payer_is_customer: bool, kept: Minor, left: Minor) -> Minor:
    """What is kept for the way back out of `left` minor units, `kept` having been kept already: once an
    authorisation."""
    return max(0, min(left, policy.postage - kept)) if payer_is_customer else 0


def shipping_comes_back(policy: Policy, *, everything: bool, reasons: Iterable[str]) -> bool:
    """Whether what the first parcel cost is given back: only when all goods have come back, and by the shop's rule
    whatever the reason, or only where each reason was the shop's fault."""
    if not everything or policy.shipping_back not in (FAULT, WHOLE):
        return False
    return policy.shipping_back == WHOLE or all(reason in SHOPS_FAULT for reason in reasons)


def less(back: Back, kept: Minor) -> Back:
    """The line as it is given back after `kept` of what was paid for it, tax included, is kept: of the net amount and
    of each tax in proportion, by the largest remainder."""
    if not kept:
        return back
    inclusive = back.amount == back.net + back.tax
    off_net, *off = allocate(kept, [back.net, *(share.tax for share in back.taxes)])
    left = [share.tax - one for share, one in zip(back.taxes, off, strict=True)]
    tax, net = sum(left), back.net - off_net
    taxes = tuple(msgspec.structs.replace(share, net=net, tax=one) for share, one in zip(back.taxes, left, strict=True))
    return msgspec.structs.replace(back, amount=net + tax if inclusive else net, net=net, tax=tax, taxes=taxes)
