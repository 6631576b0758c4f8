"""A label is bought once, whatever gets lost on the way: look up before every try that may not be the first.

Nothing is stored here. Whoever calls writes down, before it calls, that a try is under way, and after it what came of
it; a program that died in between finds a try of unknown outcome.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from storeops.connectors.carriers.port import (
    Carrier,
    CarrierTrouble,
    CarrierUnknown,
    Label,
    LabelRequest,
)


class Earlier(StrEnum):
    """What is known of earlier tries under a reference."""

    NONE = "none"
    """There was none."""
    FAILED = "failed"
    """The last one ended in CarrierRefused or CarrierUnreachable: nothing was bought."""
    UNKNOWN = "unknown"
    """One ended in CarrierUnknown, or nobody knows how."""


class Bought(NamedTuple):
    """A label, and whether it was found rather than bought now."""

    label: Label
    found: bool


def buy_once(carrier: Carrier, request: LabelRequest, earlier: Earlier = Earlier.UNKNOWN) -> Bought:
    """Buy the label of a request unless it has been bought: at most one purchase is asked for in a call.

    Raises CarrierRefused or CarrierUnreachable only when there is certainly no label under the reference; the next try
    is then `Earlier.FAILED`. Raises CarrierUnknown when there may be one: not even an empty look-up after a lost answer
    proves that a purchase is not still under way, so it is for the next try, some time later, to look again."""
    if earlier is Earlier.UNKNOWN and (label := _look_up(carrier, request)):
        return Bought(label, True)
    try:
        return Bought(carrier.buy(request), False)
    except CarrierUnknown as lost:
        try:
            label = carrier.find(request.reference)
        except CarrierTrouble:
            raise lost from None
        if label is None:
            raise
        return Bought(label, True)


def _look_up(carrier: Carrier, request: LabelRequest) -> Label | None:
    """A look-up that fails, for whatever reason, leaves the earlier try as unknown as it was."""
    try:
        return carrier.find(request.reference)
    except CarrierTrouble as trouble:
        reason = f"an earlier try may have bought it, and it cannot be looked up ({trouble.reason})"
        raise CarrierUnknown(carrier.code, request.reference, reason) from trouble
