"""A claim against the carrier or the supplier for goods that came back broken, or had to: a document of its own."""

from __future__ import annotations

from collections.abc import Sequence

from storeops.database.queries import numbers
from storeops.database.queries import rma as queries
from storeops.journal.facts import ClaimOpened, ClaimSettled
from storeops.journal.reading import fact
from storeops.operations.remarks import remark
from storeops.operations.rma.books import record_of
from storeops.operations.rma.policy import reason_given
from storeops.reports.rma.state import RmaState, read
from storeops.rules import postings
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.carts import NoSuchLine
from storeops.rules.errors import Refused
from storeops.rules.rma.counting import ARRIVED_ONCE, RECEIVED
from storeops.rules.rma.dispositions import SUPPLIER
from storeops.rules.tenders import NotPositive
from storeops.rules.wording import quote
from storeops.store import RecordedOtherwise, Store, Tx

CARRIER = "carrier"
AGAINST = (CARRIER, SUPPLIER)
PAID, CREDITED, REFUSED = "paid", "credited", "refused"
OUTCOMES = (PAID, CREDITED, REFUSED)


class UnknownParty(Refused):
    def __init__(self, against: str) -> None:
        super().__init__(f"{quote(against)} cannot be claimed from; use one of: {', '.join(AGAINST)}.")
        self.against = against


class UnknownOutcome(Refused):
    def __init__(self, outcome: str) -> None:
        super().__init__(f"{quote(outcome)} is no end of a claim; use one of: {', '.join(OUTCOMES)}.")
        self.outcome = outcome


class ClaimOver(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Claim {number} was settled already. Open a new one for what is left.")
        self.number = number


class ClaimedAlready(Refused):
    """These lines are in an open claim against the same party."""

    def __init__(self, number: str) -> None:
        super().__init__(f"Claim {number} asks for that already. Settle it before you open another.")
        self.number = number


def claim(
    shop: Store,
    number: str,
    amount: Minor,
    reason: str,
    *,
    against: str = CARRIER,
    party: str = "",
    reference: str = "",
    lines: Sequence[tuple[int, Thousandths]] = (),
    command: str = "",
) -> str:
    """Ask the carrier or the supplier to make goods of an authorisation good; returns the claim's id.

    `amount` in minor units is what is asked for; `lines` (line, quantity) what it is about, all where none is named. A
    claim against the supplier takes over the cost of the goods sent on to him. Raises UnknownRma, AmbiguousDocument,
    UnknownParty, NotPositive, NoReason, NoSuchLine, ClaimedAlready, CardNumberRefused, RecordedOtherwise; nothing is
    written then."""
    why = reason_given(reason, "A claim")
    who, token = remark(party, "party", limit=60), remark(reference, "reference", limit=60)
    if against not in AGAINST:
        raise UnknownParty(against)
    if amount <= 0:
        raise NotPositive
    with shop.write() as tx:
        state = read(tx.connection, number)
        if done := tx.recorded(command):
            before = done.envelope.fact
            if not isinstance(before, ClaimOpened) or (before.rma, before.amount) != (state.id, amount):
                raise RecordedOtherwise(done.envelope.id)
            return done.envelope.id
        about = _about(state, lines)
        opened = queries.claims(tx.connection, state.id)
        for row in opened:
            if row["against"] == against and not queries.settlements(tx.connection, row["id"]):
                raise ClaimedAlready(row["number"])
        place = numbers.next_number(tx.connection, "claim", tx.profile.series)
        made = ClaimOpened(
            number=place.number,
            series=place.series,
            counter=place.counter,
            rma=state.id,
            order=state.authorised.order,
            against=against,
            party=who,
            reference=token,
            amount=amount,
            carried=_sent_on(state) - sum(row["carried"] for row in opened) if against == SUPPLIER else 0,
            currency=state.authorised.currency,
            lines=about,
            reason=why,
        )
        return tx.record(made, id=command).envelope.id


def _about(state: RmaState, lines: Sequence[tuple[int, Thousandths]]) -> tuple[tuple[int, Thousandths], ...]:
    known = state.lines
    for line, _ in lines:
        if line not in known:
            raise NoSuchLine(line)
    return tuple((line, quantity or known[line].quantity) for line, quantity in lines) or tuple(
        (line.line, line.quantity) for line in state.authorised.lines
    )


def _sent_on(state: RmaState) -> Minor:
    """What the goods that went to the supplier had cost, less what was booked twice."""
    parts = (one.part for one in state.happened if one.part.step in (RECEIVED, ARRIVED_ONCE))
    return sum(-part.cleared for part in parts if part.disposition == SUPPLIER)


def settle(
    shop: Store, number: str, outcome: str, amount: Minor | None = None, *, reason: str = "", command: str = ""
) -> str:
    """End a claim: paid (the carrier or supplier paid), credited (taken off what the shop owes him) or refused.

    `amount` is what was got, all that was asked for where none is named. A claim that two databases ended is ended
    once more, as it really was. What was got beyond, or short of, the cost of
    the goods sent on is taken off the shrinkage, or added to it. Returns the claim's id. Raises UnknownDocument,
    AmbiguousDocument, UnknownOutcome, NotPositive, ClaimOver, CardNumberRefused, RecordedOtherwise; nothing is written
    then."""
    why = remark(reason, "reason")
    if outcome not in OUTCOMES:
        raise UnknownOutcome(outcome)
    with shop.write() as tx:
        id = numbers.id_of(tx.connection, "claim", number)
        entry = fact(tx.connection, id)
        assert entry is not None
        opened = entry.envelope.fact
        assert isinstance(opened, ClaimOpened)
        if done := tx.recorded(command):
            before = done.envelope.fact
            if not isinstance(before, ClaimSettled) or before.claim != id:
                raise RecordedOtherwise(done.envelope.id)
            return id
        ends = queries.settlements(tx.connection, id)
        if ends and queries.standing(ends) == 1:
            raise ClaimOver(opened.number)
        got = 0 if outcome == REFUSED else opened.amount if amount is None else amount
        if outcome != REFUSED and got <= 0:
            raise NotPositive
        tx.record(_settled(tx, id, opened, outcome, got, why, [str(end["fact"]) for end in ends]), id=command)
        return id


def _settled(
    tx: Tx, id: str, opened: ClaimOpened, outcome: str, got: Minor, reason: str, ends: Sequence[str]
) -> ClaimSettled:
    """The claim's end; where two databases ended it already, the difference to what they booked."""
    before = [entry.envelope.fact for end in ends if (entry := fact(tx.connection, end)) is not None]
    told = [one for one in before if isinstance(one, ClaimSettled)]
    amounts = _amounts(outcome, got, opened.carried)
    for one in told:
        for posting in one.postings:
            amounts[posting.account] = amounts.get(posting.account, 0) - posting.amount
    return ClaimSettled(
        claim=id,
        rma=opened.rma,
        order=opened.order,
        outcome=outcome,
        amount=got - sum(one.amount for one in told),
        reason=reason,
        postings=record_of(amounts),
        corrects=len(told) - sum(one.corrects for one in told),
    )


def _amounts(outcome: str, got: Minor, carried: Minor) -> dict[str, Minor]:
    account = postings.SUPPLIERS if outcome == CREDITED else postings.CLAIMS_PAID
    return {account: got, postings.CLAIMS: -carried, postings.SHRINKAGE: carried - got}
