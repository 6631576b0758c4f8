"""The proof and the books: chain, replay, caches against sums, ledgers, numbers, sessions, print queue, clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, exists, func, literal, select, union_all

from storeops.database.identity import latest_recorded_at
from storeops.database.queries import taxes
from storeops.database.tables import (
    drawer_close,
    drawer_session,
    goods_move,
    money_posting,
    print_job,
    sale,
    stock_balance,
)
from storeops.journal.reading import UnreadableFact
from storeops.reports import proof
from storeops.reports.doctor.view import LOOK, OK, WRONG, Check
from storeops.rules.quantity import decimal_string
from storeops.store import CLOCK_TOLERANCE, Store

_SHOWN = 3
_LONG_DAY = timedelta(hours=24)
_REBUILD = "The tables were changed from outside. Rebuild them from the journal: 'storeops journal replay --repair'."


def books(store: Store, *, deep: bool) -> Iterator[Check]:
    """The checks that look into the tables, all of one moment."""
    now = store.now()
    with store.read() as connection:
        yield _chain(connection)
        if deep:
            yield _replay(connection)
        yield _stock(connection)
        yield _ledger(connection)
        yield _numbers(connection)
        yield _sessions(connection, now)
        yield _taxes(connection, store.profile.business_date(now).isoformat())
        yield _print_queue(connection)
        yield _clock(connection, now)


def _chain(connection: Connection) -> Check:
    found = proof.chain(connection)
    if found.sound:
        heads = ", ".join(f"{head.origin} {head.seq} {head.hash[:8]}" for head in found.heads)
        return Check("journal", OK, f"{found.facts} facts, the chain is unbroken ({heads})")
    return Check(
        "journal",
        WRONG,
        _few([str(problem) for problem in found.problems]),
        "Keep a copy of the file as evidence, then restore the last backup.",
    )


def _replay(connection: Connection) -> Check:
    try:
        found = proof.replayed(connection)
    except UnreadableFact as error:
        return Check("replay", WRONG, str(error), "Restore the last backup: 'storeops restore'.")
    if found.identical:
        return Check("replay", OK, f"{found.facts} facts replayed, every table identical")
    told = [f"{one.table}: {one.live or 'missing'} should be {one.rebuilt or 'missing'}" for one in found.differences]
    return Check("replay", WRONG, _few(told), _REBUILD)


def _stock(connection: Connection) -> Check:
    """Each balance beside the sum of its moves; a balance of nothing is the same as none."""
    moves = union_all(
        select(goods_move.c.sku, goods_move.c.to_location.label("location"), goods_move.c.quantity.label("quantity")),
        select(goods_move.c.sku, goods_move.c.from_location, -goods_move.c.quantity),
        select(stock_balance.c.sku, stock_balance.c.location, -stock_balance.c.quantity),
    ).subquery()
    off = func.sum(moves.c.quantity)
    query = (
        select(moves.c.sku, moves.c.location, off)
        .group_by(moves.c.sku, moves.c.location)
        .having(off != 0)
        .order_by(moves.c.sku, moves.c.location)
    )
    told = [f"{row[0]} at {row[1]} is off by {decimal_string(-int(row[2]))}" for row in connection.execute(query)]
    if told:
        return Check("stock", WRONG, _few(told), _REBUILD)
    count = connection.execute(select(func.count()).select_from(stock_balance)).scalar_one()
    return Check("stock", OK, f"{count} balances equal the sums of their moves")


def _ledger(connection: Connection) -> Check:
    total = func.sum(money_posting.c.amount)
    query = (
        select(money_posting.c.fact).group_by(money_posting.c.fact).having(total != 0).order_by(money_posting.c.fact)
    )
    told = [f"fact {row.fact} does not balance" for row in connection.execute(query)]
    if told:
        return Check("money", WRONG, _few(told), _REBUILD)
    facts = connection.execute(select(func.count(func.distinct(money_posting.c.fact)))).scalar_one()
    return Check("money", OK, f"the postings of {facts} facts each sum to zero")


def _numbers(connection: Connection) -> Check:
    """Each series counts from 1 without a gap, and gives no number twice."""
    told, series = [], 0
    for table, extra in ((sale, sale.c.series != ""), (drawer_close, drawer_close.c.series != "")):
        counter = table.c.counter
        query = (
            select(
                table.c.series, func.count(), func.count(func.distinct(counter)), func.min(counter), func.max(counter)
            )
            .where(extra)
            .group_by(table.c.series)
            .order_by(table.c.series)
        )
        for name, count, distinct, first, last in connection.execute(query):
            series += 1
            if first != 1 or count != last or distinct != count:
                told.append(f"{name}: {count} documents numbered {first} to {last}" + _gap(connection, table, name))
    if told:
        return Check("numbers", WRONG, _few(told), "A document is missing or doubled; see 'storeops journal verify'.")
    return Check("numbers", OK, f"{series} series, all without a gap")


def _gap(connection: Connection, table: Table, series: str) -> str:
    """The first number that is not there."""
    other = table.alias()
    follows = exists().where(other.c.series == table.c.series, other.c.counter == table.c.counter + 1)
    first = select(literal(1)).where(~exists().where(table.c.series == series, table.c.counter == 1))
    if connection.execute(first).scalar():
        return ", 1 is missing"
    query = select(func.min(table.c.counter + 1)).where(table.c.series == series, ~follows)
    last = select(func.max(table.c.counter)).where(table.c.series == series)
    missing, top = connection.execute(query).scalar_one(), connection.execute(last).scalar_one()
    return f", {missing} is missing" if missing <= top else ", one is there twice"


def _sessions(connection: Connection, now: datetime) -> Check:
    closed = exists().where(drawer_close.c.session == drawer_session.c.id)
    query = select(drawer_session.c.terminal, drawer_session.c.opened_at).where(~closed)
    rows = connection.execute(query.order_by(drawer_session.c.opened_at)).all()
    old = [
        f"{row.terminal} since {row.opened_at[:16]}"
        for row in rows
        if now - datetime.fromisoformat(row.opened_at) > _LONG_DAY
    ]
    if old:
        return Check(
            "drawers", LOOK, f"open for more than a day: {_few(old)}", "Count and close: 'storeops drawer close'."
        )
    return Check("drawers", OK, f"{len(rows)} open")


def _taxes(connection: Connection, day: str) -> Check:
    """A tax class without a rate sells without tax, and nobody is told at the till."""
    classes = taxes.classes_sold(connection, day)
    told = [f"'{name}' of {count} products" for name, count, rated in classes if not rated]
    if told:
        return Check(
            "taxes",
            LOOK,
            f"no rate on {day} for the tax class {_few(told)}: they are sold without tax",
            "Give the products another class, or the class a rate; 'exempt' is for what bears no tax.",
        )
    return Check("taxes", OK, f"{len(classes)} tax classes, each with its rate")


def _print_queue(connection: Connection) -> Check:
    query = select(print_job.c.state, func.count()).group_by(print_job.c.state).order_by(print_job.c.state)
    counts = {row[0]: int(row[1]) for row in connection.execute(query)}
    waiting = [f"{counts[state]} {state}" for state in ("queued", "sending", "unknown", "failed") if counts.get(state)]
    if waiting:
        return Check("print queue", LOOK, ", ".join(waiting), "See 'storeops printer jobs'.")
    return Check("print queue", OK, "nothing waits")


def _clock(connection: Connection, now: datetime) -> Check:
    last = latest_recorded_at(connection)
    if last and (ahead := (latest := datetime.fromisoformat(last)) - now) > CLOCK_TOLERANCE:
        minutes = int(ahead.total_seconds() // 60)
        found = f"there is a fact of {latest.isoformat(timespec='seconds')}, {minutes} minutes from now"
        remedy = "This machine's clock is behind, or was ahead: set it. Nothing recorded is changed by it."
        return Check("clock", LOOK, found, remedy)
    return Check("clock", OK, now.isoformat(timespec="seconds"))


def _few(told: list[str]) -> str:
    more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return "; ".join(told[:_SHOWN]) + more
