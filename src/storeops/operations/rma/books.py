"""The books of a return by parcel, and how they are squared when it is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from storeops.journal.facts.rma import RmaPart
from storeops.reports.rma.state import Happened, RmaState
from storeops.rules.amounts import Minor
from storeops.rules.postings import RETURNS_CLEARING, SHRINKAGE, Posting
from storeops.rules.rma.counting import SQUARED


class Booked(NamedTuple):
    """What a fact says of an authorisation's parts, and its postings."""

    parts: tuple[RmaPart, ...]
    postings: tuple[Posting, ...]


def record_of(amounts: Mapping[str, Minor]) -> tuple[Posting, ...]:
    """Postings of what is not zero."""
    return tuple(Posting(account, amount) for account, amount in amounts.items() if amount)


def after(state: RmaState, parts: Sequence[RmaPart]) -> RmaState:
    """The authorisation as it will stand once these parts are recorded."""
    return replace(state, happened=(*state.happened, *(Happened("", part) for part in parts)))


def squared(state: RmaState, booked: Booked, account: str = SHRINKAGE) -> Booked:
    """With what squares the account of goods received and not refunded, where the authorisation is over by this: goods
    that never came, or were kept, are shrinkage; so is the cent by which two ways to share a cost out may differ."""
    then = after(state, booked.parts)
    if not then.over or not then.cleared:
        return booked
    amount = then.cleared
    line = then.authorised.lines[0]
    piece = line.pieces[0]
    part = RmaPart(
        step=SQUARED, line=line.line, sale=piece.sale, sale_line=piece.sale_line, quantity=0, cleared=-amount
    )
    square = record_of({account: amount, RETURNS_CLEARING: -amount})
    return Booked((*booked.parts, part), (*booked.postings, *square))
