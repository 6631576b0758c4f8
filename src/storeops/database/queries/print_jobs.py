"""The durable print queue."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select, true, update

from storeops.database.tables import print_job

LABEL_DOCUMENTS = ("label", "return_label")
"""What goes to the label printer; all else goes to the receipt printer, also what a later version queued."""


def _of_printer(labels: bool | None) -> ColumnElement[bool]:
    """The jobs of the label printer, of the receipt printer (False), or of both (None)."""
    if labels is None:
        return true()
    document = print_job.c.document
    return document.in_(LABEL_DOCUMENTS) if labels else document.not_in(LABEL_DOCUMENTS)


def enqueue(connection: Connection, *, id: str, terminal: str, document: str, subject: str, copy: int, at: str) -> None:
    """Queue a document in the caller's transaction: a committed sale has its receipt queued, whatever happens next."""
    connection.execute(
        print_job.insert().values(
            id=id,
            terminal=terminal,
            document=document,
            subject=subject,
            copy=copy,
            state="queued",
            attempts=0,
            error="",
            created_at=at,
            updated_at=at,
        )
    )


def next_queued(connection: Connection, terminal: str, *, labels: bool = False) -> RowMapping | None:
    query = (
        select(print_job)
        .where(print_job.c.state == "queued", print_job.c.terminal == terminal, _of_printer(labels))
        .order_by(print_job.c.created_at, print_job.c.id)
        .limit(1)
    )
    return connection.execute(query).mappings().one_or_none()


def by_id(connection: Connection, id: str) -> RowMapping | None:
    return connection.execute(select(print_job).where(print_job.c.id == id)).mappings().one_or_none()


def listed(
    connection: Connection, terminal: str, states: tuple[str, ...], *, labels: bool | None = None
) -> list[RowMapping]:
    query = (
        select(print_job)
        .where(print_job.c.terminal == terminal, print_job.c.state.in_(states), _of_printer(labels))
        .order_by(print_job.c.created_at.desc(), print_job.c.id)
        .limit(200)
    )
    return list(connection.execute(query).mappings())


def claim(connection: Connection, id: str, *, at: str) -> bool:
    """Take a queued job, once: only one of two programs gets it, because the state is changed where it still is what
    it was."""
    taken = connection.execute(
        update(print_job)
        .where(print_job.c.id == id, print_job.c.state == "queued")
        .values(state="sending", attempts=print_job.c.attempts + 1, updated_at=at)
    )
    return taken.rowcount == 1


def counts(connection: Connection, terminal: str, *, labels: bool = False) -> dict[str, int]:
    """How many jobs of one of a terminal's printers are in each state."""
    query = (
        select(print_job.c.state, func.count())
        .where(print_job.c.terminal == terminal, _of_printer(labels))
        .group_by(print_job.c.state)
    )
    return {str(row[0]): int(row[1]) for row in connection.execute(query)}


def mark(connection: Connection, id: str, *, state: str, error: str, at: str, attempted: bool) -> None:
    connection.execute(
        update(print_job)
        .where(print_job.c.id == id)
        .values(
            state=state,
            error=error,
            updated_at=at,
            attempts=print_job.c.attempts + (1 if attempted else 0),
        )
    )
