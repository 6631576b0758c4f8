"""The drawers of a day, and what was done at them that is not a sale."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, and_, func, or_, select

from storeops.database.queries import drawers
from storeops.database.queries.profile import Profile
from storeops.database.tables import drawer_close, drawer_event, drawer_session
from storeops.reports.daily.view import DrawerDayView


def drawer_days(connection: Connection, day: date, store: str) -> tuple[DrawerDayView, ...]:
    """The sessions of a business date in the order they were opened."""
    query = (
        select(
            drawer_session.c.id,
            drawer_session.c.terminal,
            drawer_close.c.number,
            drawer_close.c.expected,
            drawer_close.c.counted,
            drawer_close.c.difference,
        )
        .join(drawer_close, drawer_close.c.session == drawer_session.c.id, isouter=True)
        .where(drawer_session.c.business_date == day.isoformat())
        .order_by(drawer_session.c.opened_at, drawer_session.c.id)
    )
    if store:
        query = query.where(drawer_session.c.store == store)
    return tuple(
        DrawerDayView(
            number=row.number or "",
            terminal=row.terminal,
            session=row.id,
            expected=drawers.balance(connection, row.id) if row.number is None else int(row.expected),
            counted=None if row.number is None else int(row.counted),
            difference=None if row.number is None else int(row.difference),
        )
        for row in connection.execute(query).all()
    )


def counted_events(connection: Connection, profile: Profile, day: date, store: str) -> dict[str, int]:
    """How often each kind of event happened: those of the day's sessions, and those outside of any session whose
    moment counts for the day."""
    sessions = select(drawer_session.c.id).where(drawer_session.c.business_date == day.isoformat())
    first, last = _moments(day, profile.day_ends)
    outside = and_(drawer_event.c.session == "", drawer_event.c.at >= first, drawer_event.c.at < last)
    query = (
        select(drawer_event.c.kind, func.count())
        .where(or_(drawer_event.c.session.in_(sessions), outside))
        .group_by(drawer_event.c.kind)
    )
    if store:
        query = query.where(drawer_event.c.terminal.startswith(f"{store}-", autoescape=True))
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def _moments(day: date, day_ends: time) -> tuple[str, str]:
    """The first moment that counts for a day and the first that does not any more, as the shop's wall time."""
    first = datetime.combine(day, day_ends)
    return first.isoformat(), (first + timedelta(days=1)).isoformat()
