"""A return authorisation as it stands: its first fact, and what happened to each part of it since."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from storeops.database.queries import numbers
from storeops.database.queries import rma as queries
from storeops.journal.facts import RmaAuthorised, RmaLine, RmaPart
from storeops.journal.reading import fact
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.rma.authorising import Piece
from storeops.rules.rma.counting import NOT_REFUNDED, RECEIVED, REFUNDED, SQUARED, PieceCounts, RmaStatus, status

KIND = "return authorisation"


class UnknownRma(numbers.UnknownDocument):
    """No return authorisation has this number."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A step of a part, and who recorded it."""

    fact: str
    part: RmaPart


@dataclass(frozen=True, slots=True)
class RmaState:
    """A return authorisation within one transaction."""

    id: str
    at: str
    """When it was authorised, ISO 8601 with offset."""
    actor: str
    authorised: RmaAuthorised
    happened: tuple[Happened, ...]

    @property
    def number(self) -> str:
        return self.authorised.number

    @property
    def lines(self) -> dict[int, RmaLine]:
        return {line.line: line for line in self.authorised.lines}

    def of(self, line: int, piece: Piece) -> list[RmaPart]:
        """What happened to a piece, in time."""
        key = (line, piece.sale, piece.sale_line)
        return [one.part for one in self.happened if (one.part.line, one.part.sale, one.part.sale_line) == key]

    def counts(self, line: int, piece: Piece) -> PieceCounts:
        sums: dict[str, Thousandths] = {}
        for part in self.of(line, piece):
            if part.step != SQUARED:
                sums[part.step] = sums.get(part.step, 0) + part.quantity
        return PieceCounts(authorised=piece.quantity, **sums)

    @property
    def by_line(self) -> dict[int, list[PieceCounts]]:
        return {line.line: [self.counts(line.line, piece) for piece in line.pieces] for line in self.authorised.lines}

    @property
    def status(self) -> RmaStatus:
        return status(one for pieces in self.by_line.values() for one in pieces)

    @property
    def over(self) -> bool:
        return all(one.over for pieces in self.by_line.values() for one in pieces)

    @property
    def cleared(self) -> Minor:
        """What the account of goods received and not refunded holds for it: a debit where more was refunded."""
        return sum(one.part.cleared for one in self.happened)

    @property
    def postage_kept(self) -> Minor:
        return sum(one.part.postage for one in self.happened)

    def paid_back(self, line: int, condition: str) -> tuple[Minor, Minor]:
        """(what was paid for the goods of a line in a condition that were refunded, the fee kept of it)."""
        parts = [
            one.part
            for one in self.happened
            if one.part.step == REFUNDED and (one.part.line, one.part.condition) == (line, condition)
        ]
        fees = sum(part.fee for part in parts)
        return sum(part.amount + part.postage for part in parts) + fees, fees

    def awaiting(self, line: int, piece: Piece) -> list[tuple[str, Thousandths]]:
        """(condition, quantity) of what is here and neither refunded nor refused. What was refunded before it came
        takes the first."""
        left: dict[str, Thousandths] = {}
        early = 0
        for part in self.of(line, piece):
            if part.step == RECEIVED:
                left[part.condition] = left.get(part.condition, 0) + part.quantity
            elif part.step in (REFUNDED, NOT_REFUNDED) and part.condition:
                left[part.condition] = left.get(part.condition, 0) - part.quantity
            elif part.step == REFUNDED:
                early += part.quantity
        most = self.counts(line, piece).awaiting_refund
        found = []
        for condition, quantity in left.items():
            skipped = min(early, max(0, quantity))
            early -= skipped
            if (taken := min(most, quantity - skipped)) > 0:
                found.append((condition, taken))
                most -= taken
        return found


def read(connection: Connection, number: str) -> RmaState:
    """The authorisation with a number, what it ends in, or an id. Raises UnknownRma, AmbiguousDocument."""
    try:
        return by_id(connection, numbers.id_of(connection, KIND, number))
    except numbers.UnknownDocument as error:
        raise UnknownRma(KIND, number) from error


def by_id(connection: Connection, id: str) -> RmaState:
    """Raises UnknownRma."""
    entry = fact(connection, id)
    if entry is None or not isinstance(entry.envelope.fact, RmaAuthorised):
        raise UnknownRma(KIND, id)
    happened = tuple(
        Happened(row["fact"], _part(row))  # the row holds what the fact's part said
        for row in queries.parts(connection, id)
    )
    envelope = entry.envelope
    return RmaState(id, envelope.at, envelope.actor, entry.envelope.fact, happened)


def _part(row: object) -> RmaPart:
    names = RmaPart.__struct_fields__
    return RmaPart(**{name: row[name] for name in names})  # type: ignore[index]
