"""Returns by parcel as views: one, a list of them, and what a person has to decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from storeops.database.queries import rma as queries
from storeops.database.queries import sales as sale_queries
from storeops.journal.envelope import Entry, kind_of
from storeops.journal.facts import (
    AnyFact,
    ClaimOpened,
    ClaimSettled,
    ExchangeMade,
    RmaAuthorised,
    RmaEnded,
    RmaLine,
    RmaReceived,
    RmaRefunded,
    RmaResolved,
)
from storeops.journal.reading import fact
from storeops.reports.orders.view import ExceptionView
from storeops.reports.rma.state import RmaState, by_id, read
from storeops.reports.rma.view import (
    ClaimView,
    ExchangeView,
    RmaEventView,
    RmaLineView,
    RmaRow,
    RmaView,
    UnpackedView,
)
from storeops.rules.amounts import Minor
from storeops.rules.quantity import decimal_string
from storeops.rules.rma.counting import RECEIVED, REFUNDED, contradictions

OPEN = "open"


def by_number(connection: Connection, number: str) -> RmaView:
    """A return by its number, what the number ends in, or its id. Raises UnknownRma, AmbiguousDocument."""
    return view(connection, read(connection, number))


def view(connection: Connection, state: RmaState) -> RmaView:
    authorised = state.authorised
    entries = [entry for id in queries.events(connection, state.id) if (entry := fact(connection, id)) is not None]
    refunds = [entry.envelope.fact for entry in entries if isinstance(entry.envelope.fact, RmaRefunded)]
    documents = dict.fromkeys(one.part.document for one in state.happened if one.part.document)
    rows = (sale_queries.by_id(connection, document) for document in documents)
    return RmaView(
        id=state.id,
        number=state.number,
        order=authorised.order,
        order_number=authorised.order_number,
        channel=authorised.channel,
        customer=queries.customer_of(connection, authorised.order) or authorised.customer,
        status=state.status,
        authorised_at=datetime.fromisoformat(state.at),
        actor=state.actor,
        currency=authorised.currency,
        postage_paid_by=authorised.postage,
        override=authorised.override,
        note=authorised.note,
        lines=tuple(_line(state, line) for line in authorised.lines),
        refunded=sum(one.total for one in refunds),
        shipping=sum(one.shipping for one in refunds),
        kept=sum(one.part.fee + one.part.postage for one in state.happened),
        returns=tuple(str(row["number"]) for row in rows if row is not None),
        exchanges=tuple(
            ExchangeView(row["order_id"], row["number"], row["value"])
            for row in queries.exchanges(connection, state.id)
        ),
        claims=claims(connection, state.id),
        exceptions=exceptions(connection, state),
        events=tuple(_event(entry) for entry in entries),
    )


def _line(state: RmaState, line: RmaLine) -> RmaLineView:
    counts = state.by_line[line.line]
    parts = [one.part for one in state.happened if one.part.line == line.line]
    unpacked: dict[tuple[str, str], int] = {}
    for part in parts:
        if part.step == RECEIVED:
            key = (part.condition, part.disposition)
            unpacked[key] = unpacked.get(key, 0) + part.quantity
    return RmaLineView(
        line=line.line,
        sku=line.sku,
        name=line.name,
        department=line.department,
        unit=line.unit,
        quantity=line.quantity,
        reason=line.reason,
        received=sum(one.here_ever for one in counts),
        refunded=sum(one.refunded for one in counts),
        refused=sum(one.not_refunded for one in counts),
        coming=sum(max(0, one.coming) for one in counts),
        to_refund=sum(one.awaiting_refund for one in counts),
        amount=sum(part.amount for part in parts),
        fee=sum(part.fee for part in parts),
        postage=sum(part.postage for part in parts),
        unpacked=tuple(UnpackedView(*key, quantity) for key, quantity in unpacked.items()),
    )


def listing(
    connection: Connection, *, order: str = "", status: str = "", contradicted: bool = False, limit: int = 100
) -> tuple[RmaRow, ...]:
    """Returns, the newest first. `order` an order's id, `status` one of RmaStatus, or `open` for all that are not
    over; `contradicted`: only what a person has to decide."""
    found: list[RmaRow] = []
    for id in queries.listed(connection, order=order):
        state = by_id(connection, id)
        row = _row(connection, state)
        if status not in ("", row.status) and not (status == OPEN and not state.over):
            continue
        if not contradicted or row.exceptions:
            found.append(row)
        if len(found) == limit:
            break
    return tuple(found)


def _row(connection: Connection, state: RmaState) -> RmaRow:
    counts = [one for pieces in state.by_line.values() for one in pieces]
    return RmaRow(
        id=state.id,
        number=state.number,
        order_number=state.authorised.order_number,
        customer=queries.customer_of(connection, state.authorised.order) or state.authorised.customer,
        authorised_at=datetime.fromisoformat(state.at),
        status=state.status,
        reasons=tuple(dict.fromkeys(line.reason for line in state.authorised.lines)),
        quantity=sum(line.quantity for line in state.authorised.lines),
        coming=sum(max(0, one.coming) for one in counts),
        to_refund=sum(one.awaiting_refund for one in counts),
        refunded=sum(one.part.amount for one in state.happened if one.part.step == REFUNDED),
        exceptions=len(exceptions(connection, state)),
    )


def claims(connection: Connection, id: str = "") -> tuple[ClaimView, ...]:
    """The claims of a return, or all of them."""
    return tuple(_claim(connection, row) for row in queries.claims(connection, id))


def _claim(connection: Connection, row: RowMapping) -> ClaimView:
    ends = queries.settlements(connection, row["id"])
    return ClaimView(
        id=row["id"],
        number=row["number"],
        rma=row["rma"],
        against=row["against"],
        party=row["party"],
        reference=row["reference"],
        amount=row["amount"],
        reason=row["reason"],
        at=datetime.fromisoformat(row["at"]),
        outcome=ends[-1]["outcome"] if ends else OPEN,
        received=sum(end["amount"] for end in ends),
    )


def claim_by_id(connection: Connection, id: str) -> ClaimView:
    """A claim by its id."""
    row = queries.claim_row(connection, id)
    assert row is not None
    return _claim(connection, row)


def exceptions(connection: Connection, state: RmaState) -> tuple[ExceptionView, ...]:
    """What a person has to decide about a return."""
    number, order = state.number, state.authorised.order
    found = [
        ExceptionView(order, number, one.kind, one.line, f"{one.what} ({decimal_string(one.quantity)})", one.ways_out)
        for one in contradictions(number, state.by_line)
    ]
    if state.over and state.cleared and not found:
        what = "it is over, and its goods and its refunds had different costs"
        found.append(ExceptionView(order, number, "not_squared", 0, what, (f"storeops rma resolve {number}",)))
    found.extend(_twice(connection, state))
    for claim in claims(connection, state.id):
        if claim.outcome != OPEN and queries.standing(queries.settlements(connection, claim.id)) != 1:
            what = f"claim {claim.number} was settled by two databases"
            ways = (f"storeops rma settle {claim.number} once more, as it really ended",)
            found.append(ExceptionView(order, number, "claim_settled_twice", 0, what, ways))
    return tuple(found)


def _twice(connection: Connection, state: RmaState) -> Iterable[ExceptionView]:
    """Two databases authorised the same goods: told of the latest of their returns that is not over."""
    if state.over:
        return
    sales = {piece.sale for line in state.authorised.lines for piece in line.pieces}
    twice = {one for sale in sales for one in queries.authorised_twice(connection, sale)}
    for line in state.authorised.lines:
        for piece in line.pieces:
            if (piece.sale, piece.sale_line) not in twice:
                continue
            known = {id: by_id(connection, id) for id in queries.naming(connection, piece.sale, piece.sale_line)}
            if [id for id, one in known.items() if not one.over][-1] == state.id:
                numbers = ", ".join(one.number for one in known.values())
                what = f"the same goods are announced by {numbers}"
                ways = (
                    f"storeops rma close {state.number}: nothing came with it",
                    f"storeops rma reject {state.number}: what was booked with it came with the other",
                )
                yield ExceptionView(state.authorised.order, state.number, "authorised_twice", line.line, what, ways)


def worklist(connection: Connection) -> tuple[ExceptionView, ...]:
    """What a person has to decide about returns, all of them."""
    found: list[ExceptionView] = []
    for id in queries.suspicious(connection):
        found.extend(exceptions(connection, by_id(connection, id)))
    return tuple(found)


def _event(entry: Entry) -> RmaEventView:
    envelope = entry.envelope
    return RmaEventView(
        at=datetime.fromisoformat(envelope.at),
        what=happened(envelope.fact),
        actor=envelope.actor,
        terminal=envelope.terminal,
        kind=kind_of(envelope.fact),
    )


def happened(fact: AnyFact) -> str:
    """What a fact of a return says, in the words of a person; of any other, its kind."""
    match fact:
        case RmaReceived() as told:
            return "received: " + ", ".join(
                f"{decimal_string(part.quantity)} of line {part.line}, {part.condition}, {part.disposition}"
                for part in told.parts
                if part.step == RECEIVED
            )
        case RmaRefunded() as told:
            units: Minor = sum(part.quantity for part in told.parts if part.step == REFUNDED)
            return f"refunded: {decimal_string(units)}" + (f" ({told.override})" if told.override else "")
        case RmaEnded() as told:
            return f"{told.outcome}: {told.reason}"
        case ExchangeMade() as told:
            return f"exchanged for order {told.new_number}"
        case ClaimOpened() as told:
            return f"claim {told.number} against {told.party or told.against}: {told.reason}"
        case ClaimSettled() as told:
            return f"claim settled, {told.outcome}"
        case RmaAuthorised() as told:
            return f"return {told.number} authorised" + (f" ({told.override})" if told.override else "")
        case RmaResolved() as told:
            return f"return settled: {told.reason}"
        case other:
            return kind_of(other)
