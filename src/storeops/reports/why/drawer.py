"""Why should so much cash be in the drawer: every fact that moved cash, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from storeops.database.queries import drawers
from storeops.database.queries.profile import Profile
from storeops.database.tables import drawer_close, journal, money_posting
from storeops.journal.envelope import Entry
from storeops.journal.facts import CashMoved, DrawerOpened, SaleCompleted, SaleReturned
from storeops.reports.drawer import NoSession, UnknownReport
from storeops.reports.numerals import Numerals
from storeops.reports.why.facts import entries, told
from storeops.reports.why.view import CashStepView, WhyDrawerView
from storeops.rules.amounts import Minor
from storeops.rules.postings import DRAWER
from storeops.rules.tenders import CASH


def why_drawer(connection: Connection, profile: Profile, subject: str = "") -> WhyDrawerView:
    """The cash that should be in a drawer: of a Z report's number, a session's id, or the terminal's open session.

    Raises NoSession, UnknownReport."""
    session = _session(connection, profile, subject)
    close = _close(connection, session["id"])
    amounts = _amounts(connection, session["id"], close["fact"] if close else "")
    found = entries(connection, (fact for fact, _ in amounts))
    steps, held = [], 0
    for fact, amount in amounts:
        held += amount
        steps.append(CashStepView(told(found[fact]), amount, held))
    expected = int(close["expected"]) if close else held
    numerals = Numerals.of(profile)
    number = str(close["number"]) if close else ""
    return WhyDrawerView(
        subject=f"Cash in the drawer of {session['terminal']}" + (f", {number}" if number else ""),
        answer=f"{numerals.money(expected)} expected",
        lines=(
            *_summary([(found[fact], amount) for fact, amount in amounts], numerals),
            *_end(held, close, numerals),
        ),
        session=session["id"],
        number=number,
        terminal=session["terminal"],
        expected=expected,
        counted=int(close["counted"]) if close else None,
        difference=int(close["difference"]) if close else None,
        steps=tuple(steps),
        sound=held == expected,
    )


def _session(connection: Connection, profile: Profile, subject: str) -> Mapping[str, Any]:
    if not subject:
        if (session := drawers.open_session(connection, profile.terminal)) is None:
            raise NoSession(profile.terminal)
        return session
    query = select(drawer_close.c.session).where(drawer_close.c.number == subject.strip().upper())
    id = connection.execute(query).scalar() or subject.strip().lower()
    if (session := drawers.session(connection, id)) is None:
        raise UnknownReport(subject)
    return session


def _close(connection: Connection, session: str) -> RowMapping | None:
    query = select(drawer_close).where(drawer_close.c.session == session).order_by(drawer_close.c.fact).limit(1)
    return connection.execute(query).mappings().one_or_none()


def _amounts(connection: Connection, session: str, closing: str) -> list[tuple[str, Minor]]:
    """Every fact that moved the drawer's cash, and by how much; the closing itself, which empties it, left out."""
    query = (
        select(money_posting.c.fact, money_posting.c.amount)
        .join(journal, journal.c.id == money_posting.c.fact)
        .where(money_posting.c.session == session, money_posting.c.account == DRAWER, money_posting.c.fact != closing)
        .order_by(journal.c.recorded_at, journal.c.origin, journal.c.seq, money_posting.c.line)
    )
    return [(row.fact, int(row.amount)) for row in connection.execute(query)]


def _summary(moved: Sequence[tuple[Entry, Minor]], numerals: Numerals) -> list[str]:
    """The float, then each kind of movement in one line."""
    lines = [
        f"Float: {numerals.money(amount)}" for entry, amount in moved if isinstance(entry.envelope.fact, DrawerOpened)
    ]
    sales = [(entry.envelope.fact, amount) for entry, amount in moved if isinstance(entry.envelope.fact, SaleCompleted)]
    if sales:
        given = sum(tender.amount for fact, _ in sales for tender in fact.tenders if tender.kind == CASH)
        change = sum(fact.change for fact, _ in sales)
        lines.append(
            f"Cash of {_count(len(sales), 'sale')}: {numerals.signed(sum(amount for _, amount in sales))} "
            f"({numerals.money(given)} given, {numerals.money(change)} change)"
        )
    back = [amount for entry, amount in moved if isinstance(entry.envelope.fact, SaleReturned)]
    if back:
        lines.append(f"Given back for {_count(len(back), 'return')}: {numerals.signed(sum(back))}")
    return lines + [
        f"{told(entry).what.capitalize()}: {numerals.signed(amount)}"
        for entry, amount in moved
        if isinstance(entry.envelope.fact, CashMoved)
    ]


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _end(held: Minor, close: RowMapping | None, numerals: Numerals) -> list[str]:
    lines = [f"That makes {numerals.money(held)}."]
    if close is None:
        return lines
    if int(close["expected"]) != held:
        off = numerals.money(close["expected"])
        lines.append(f"The Z report says {off} was expected: facts of this session came later from another till.")
    difference = int(close["difference"])
    counted = numerals.money(close["counted"])
    if not difference:
        lines.append(f"Counted: {counted}, exactly right.")
    else:
        way = "over" if difference > 0 else "short"
        lines.append(f"Counted: {counted}, {numerals.money(abs(difference))} {way}.")
    return lines
