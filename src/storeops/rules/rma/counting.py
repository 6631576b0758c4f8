"""The state of a return authorisation, computed from quantities that only grow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from storeops.rules import quantity as quantities
from storeops.rules.amounts import Thousandths
from storeops.rules.errors import Refused

RECEIVED, REFUNDED, NOT_COMING, NOT_REFUNDED = "received", "refunded", "not_coming", "not_refunded"
SENT_BACK, SQUARED = "sent_back", "squared"
ARRIVED_ONCE, ARRIVED_AFTER_ALL, OPEN_AFTER_ALL = "arrived_once", "arrived_after_all", "open_after_all"
STEPS = (
    *(RECEIVED, REFUNDED, NOT_COMING, NOT_REFUNDED, SENT_BACK, SQUARED),
    ARRIVED_ONCE,
    ARRIVED_AFTER_ALL,
    OPEN_AFTER_ALL,
)
"""What happens to a part of an authorised line. `squared` clears what is left in the books once all is over. The last
three settle a contradiction: it came once and was booked twice; it came although it was given up; what was refunded
twice, or although it was given up, counts once."""


class PieceCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to one piece of an authorised line, in thousandths of the product's unit."""

    authorised: Thousandths = 0
    received: Thousandths = 0
    refunded: Thousandths = 0
    not_coming: Thousandths = 0
    not_refunded: Thousandths = 0
    sent_back: Thousandths = 0
    arrived_once: Thousandths = 0
    arrived_after_all: Thousandths = 0
    open_after_all: Thousandths = 0

    @property
    def here_ever(self) -> Thousandths:
        """Received, less what was booked twice."""
        return self.received - self.arrived_once

    @property
    def coming(self) -> Thousandths:
        """Still to come; below zero where more came, or was given up, than was authorised."""
        return self.authorised - self.here_ever - self.not_coming + self.arrived_after_all

    @property
    def refundable(self) -> Thousandths:
        """Neither refunded nor given up; below zero where more was than was authorised."""
        return self.authorised - self.refunded - self.not_refunded + self.open_after_all

    @property
    def refunded_too_much(self) -> Thousandths:
        """Paid back beyond what was left to pay back, and not settled yet. Two databases that both refused the same
        have given nothing back by that."""
        return max(0, min(-self.refundable, self.refunded - self.open_after_all))

    @property
    def refused_here(self) -> Thousandths:
        """Came and was refused, whether it went back to the customer or was kept: what is refused before it comes is
        given up, too, so the rest of what was refused was here."""
        absent = self.not_coming - self.arrived_after_all
        return max(self.sent_back, self.not_refunded - self.open_after_all - absent)

    @property
    def awaiting_refund(self) -> Thousandths:
        """Here, neither paid back nor refused yet."""
        return max(0, min(self.refundable, self.here_ever - self.refunded - self.refused_here))

    @property
    def over(self) -> bool:
        """Nothing is to come and nothing to be paid back."""
        return self.coming <= 0 and self.refundable <= 0


class RmaStatus(StrEnum):
    AUTHORISED = "authorised"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    REJECTED = "rejected"
    CLOSED = "closed"


def status(pieces: Iterable[PieceCounts]) -> RmaStatus:
    """How far an authorisation is. Over: `refunded` where something was paid back, `rejected` where goods came and
    nothing was, `closed` where nothing came."""
    known = list(pieces)
    received, refunded = sum(one.here_ever for one in known), sum(one.refunded for one in known)
    if all(one.over for one in known):
        if refunded:
            return RmaStatus.REFUNDED
        return RmaStatus.REJECTED if received else RmaStatus.CLOSED
    if refunded:
        return RmaStatus.PARTLY_REFUNDED
    if received:
        here = all(one.coming <= 0 for one in known)
        return RmaStatus.RECEIVED if here else RmaStatus.PARTLY_RECEIVED
    return RmaStatus.AUTHORISED


class Contradiction(msgspec.Struct, frozen=True):
    """What facts of several origins, brought together, say of one line that cannot all be meant."""

    kind: str
    line: int
    quantity: Thousandths
    what: str
    ways_out: tuple[str, ...]


def contradictions(number: str, lines: Mapping[int, Sequence[PieceCounts]]) -> tuple[Contradiction, ...]:
    """Every contradiction of an authorisation, line by line: goods first, then money."""
    found = []
    for line, pieces in sorted(lines.items()):
        if goods := sum(max(0, -one.coming) for one in pieces):
            closed = any(one.coming < 0 and one.not_coming for one in pieces)
            found.append(_goods(number, line, goods, closed=closed))
        if money := sum(one.refunded_too_much for one in pieces):
            given_up = any(one.refunded_too_much and one.not_refunded for one in pieces)
            found.append(_money(number, line, money, given_up=given_up))
    return tuple(found)


def _goods(number: str, line: int, over: Thousandths, *, closed: bool) -> Contradiction:
    if closed:
        what = "goods came that another database had given up"
        ways = (f"storeops rma resolve {number}: they came, and may be refunded",)
        return Contradiction("received_though_closed", line, over, what, ways)
    ways = (f"storeops rma resolve {number}: they came once, and the second booking is taken back",)
    return Contradiction("received_twice", line, over, "more came than was authorised", ways)


def _money(number: str, line: int, over: Thousandths, *, given_up: bool) -> Contradiction:
    kind = "refunded_though_rejected" if given_up else "refunded_twice"
    what = "a refund that another database had refused was given" if given_up else "more was refunded than authorised"
    ways = (
        f"storeops rma resolve {number}: what was given back too much is charged to the order again",
        f"storeops rma resolve {number} --accept: it stays given, or was charged again already",
    )
    return Contradiction(kind, line, over, what, ways)


class NotSoMuch(Refused):
    """More is asked for than there is. `verb` is what was to be done with it."""

    def __init__(self, line: int, name: str, verb: str, wanted: Thousandths, left: Thousandths) -> None:
        super().__init__(
            f"Line {line} ({name}): {quantities.decimal_string(wanted)} cannot be {verb}, "
            f"{quantities.decimal_string(left)} is left of it."
        )
        self.line = line
        self.wanted = wanted
        self.left = left


def spread(
    line: int, name: str, verb: str, wanted: Thousandths, left: Sequence[Thousandths]
) -> tuple[Thousandths, ...]:
    """How much of each piece, the first first; `wanted` of zero is all that is left. Raises NotSoMuch."""
    free = [max(0, one) for one in left]
    whole = sum(free)
    rest = wanted or whole
    if not 0 < rest <= whole:
        raise NotSoMuch(line, name, verb, rest, whole)
    found = []
    for one in free:
        found.append(min(one, rest))
        rest -= found[-1]
    return tuple(found)
