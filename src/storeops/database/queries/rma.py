"""Reading what is known of returns by parcel: what happened to each part, and what of a sale is on its way back."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, and_, case, func, select, text

from storeops.database.tables import (
    claim,
    claim_settlement,
    customer_order,
    exchange,
    journal,
    order_dispatch,
    parcel_event,
    parcel_tracking,
    rma,
    rma_event,
    rma_line,
    rma_part,
    rma_piece,
    sale,
    sale_line,
)

BY_PARCEL = "parcel"
"""The disposition of a line of a return document whose goods an authorisation moves: it moves none itself."""


def row(connection: Connection, id: str) -> RowMapping | None:
    return connection.execute(select(rma).where(rma.c.id == id)).mappings().one_or_none()


def parts(connection: Connection, id: str) -> list[RowMapping]:
    """Everything that happened to the parts of an authorisation, in the order it was recorded in."""
    query = (
        select(rma_part, journal.c.origin)
        .join(journal, journal.c.id == rma_part.c.fact)
        .where(rma_part.c.rma == id)
        .order_by(journal.c.recorded_at, journal.c.origin, journal.c.seq, rma_part.c.place)
    )
    return list(connection.execute(query).mappings())


def events(connection: Connection, id: str) -> list[str]:
    """The id of every fact of an authorisation, in time."""
    query = (
        select(rma_event.c.fact)
        .join(journal, journal.c.id == rma_event.c.fact)
        .where(rma_event.c.rma == id)
        .order_by(rma_event.c.recorded_at, journal.c.origin, journal.c.seq)
    )
    return [str(found.fact) for found in connection.execute(query)]


def of_order(connection: Connection, order: str) -> list[str]:
    """The ids of an order's authorisations, the oldest first."""
    query = select(rma.c.id).where(rma.c.order_id == order).order_by(rma.c.at, rma.c.id)
    return [str(found.id) for found in connection.execute(query)]


def listed(connection: Connection, *, order: str = "", limit: int = 100_000) -> list[str]:
    """The ids of the authorisations, the newest first."""
    query = select(rma.c.id).order_by(rma.c.at.desc(), rma.c.id.desc()).limit(limit)
    if order:
        query = query.where(rma.c.order_id == order)
    return [str(found.id) for found in connection.execute(query)]


def dispatched(connection: Connection, order: str) -> list[tuple[str, str, str]]:
    """(sale, its number, the ISO date it left on) of everything sent for an order, the oldest first."""
    query = (
        select(sale.c.id, sale.c.number, order_dispatch.c.at)
        .join(order_dispatch, order_dispatch.c.sale == sale.c.id)
        .join(journal, journal.c.id == order_dispatch.c.fact)
        .where(order_dispatch.c.order_id == order)
        .order_by(journal.c.recorded_at, journal.c.origin, journal.c.seq)
    )
    return [(str(found[0]), str(found[1]), str(found[2])[:10]) for found in connection.execute(query)]


def arrived(connection: Connection, order: str) -> dict[str, str]:
    """For each sale of an order of whose parcels one was delivered: when the last one was, as UTC text."""
    last = func.max(parcel_tracking.c.at)
    query = (
        select(parcel_event.c.sale, last)
        .join(parcel_tracking, parcel_tracking.c.parcel == parcel_event.c.parcel)
        .join(order_dispatch, order_dispatch.c.sale == parcel_event.c.sale)
        .where(
            order_dispatch.c.order_id == order,
            parcel_event.c.kind == "sent",
            parcel_tracking.c.status == "delivered",
        )
        .group_by(parcel_event.c.sale)
    )
    return {str(found[0]): str(found[1]) for found in connection.execute(query)}


_STILL_OUT = text(
    "SELECT p.sale_line, SUM(p.quantity - COALESCE((SELECT SUM(CASE r.step WHEN 'refunded' THEN r.quantity "
    "WHEN 'not_refunded' THEN r.quantity WHEN 'open_after_all' THEN -r.quantity ELSE 0 END) FROM rma_part r "
    "WHERE r.rma = p.rma AND r.line = p.line AND r.sale = p.sale AND r.sale_line = p.sale_line), 0)) "
    "FROM rma_piece p WHERE p.sale = :sale GROUP BY p.sale_line"
)


def on_their_way(connection: Connection, sale_id: str) -> dict[int, int]:
    """For each line of a sale: thousandths that are authorised to come back, and neither refunded nor given up."""
    rows = connection.execute(_STILL_OUT, {"sale": sale_id}).all()
    return {int(found[0]): int(found[1]) for found in rows if int(found[1]) > 0}


_KEPT = text(
    "SELECT s.sale_line, SUM(CASE WHEN s.refused > s.gone THEN s.refused - s.gone ELSE 0 END) FROM ("
    "SELECT r.sale_line, SUM(CASE r.step WHEN 'not_refunded' THEN r.quantity WHEN 'arrived_after_all' THEN r.quantity "
    "WHEN 'not_coming' THEN -r.quantity WHEN 'open_after_all' THEN -r.quantity ELSE 0 END) AS refused, "
    "SUM(CASE r.step WHEN 'sent_back' THEN r.quantity ELSE 0 END) AS gone "
    "FROM rma_part r WHERE r.sale = :sale GROUP BY r.rma, r.line, r.sale_line) s GROUP BY s.sale_line"
)


def kept(connection: Connection, sale_id: str) -> dict[int, int]:
    """For each line of a sale: thousandths that came by parcel, were refused, and stayed here
    (`PieceCounts.refused_here`)."""
    return {int(found[0]): int(found[1]) for found in connection.execute(_KEPT, {"sale": sale_id}) if found[1]}


def numbers_of(connection: Connection, sale_id: str, line: int) -> list[str]:
    """The numbers of the authorisations that a line of a sale is in."""
    query = (
        select(rma.c.number)
        .join(rma_piece, rma_piece.c.rma == rma.c.id)
        .where(rma_piece.c.sale == sale_id, rma_piece.c.sale_line == line)
        .order_by(rma.c.at, rma.c.id)
    )
    return [str(found.number) for found in connection.execute(query)]


def naming(connection: Connection, sale_id: str, line: int) -> list[str]:
    """The ids of the authorisations that a line of a sale is in, the oldest first."""
    query = (
        select(rma.c.id)
        .join(rma_piece, rma_piece.c.rma == rma.c.id)
        .where(rma_piece.c.sale == sale_id, rma_piece.c.sale_line == line)
        .order_by(rma.c.at, rma.c.id)
    )
    return [str(found.id) for found in connection.execute(query)]


def came_back(connection: Connection, sale_id: str, line: int) -> int:
    """Thousandths of a sale's line that are really back: at the counter, or by parcel and not sent out again."""
    counter = select(func.sum(-sale_line.c.quantity)).where(
        sale_line.c.original == sale_id,
        sale_line.c.original != "",
        sale_line.c.original_line == line,
        sale_line.c.disposition != BY_PARCEL,
    )
    signed = case(
        (rma_part.c.step == "received", rma_part.c.quantity),
        (rma_part.c.step.in_(("sent_back", "arrived_once")), -rma_part.c.quantity),
        else_=0,
    )
    parcel = select(func.sum(signed)).where(rma_part.c.sale == sale_id, rma_part.c.sale_line == line)
    return int(connection.execute(counter).scalar() or 0) + int(connection.execute(parcel).scalar() or 0)


def movers(connection: Connection, sale_id: str) -> tuple[list[str], list[str]]:
    """The facts that brought goods of a sale back: return documents at the counter, and receipts of parcels."""
    counter = select(sale.c.id).where(sale.c.original == sale_id, sale.c.original != "").order_by(sale.c.id)
    moving = ("received", "sent_back", "arrived_once")
    parcel = (
        select(rma_part.c.fact)
        .where(rma_part.c.sale == sale_id, rma_part.c.step.in_(moving))
        .group_by(rma_part.c.fact)
        .order_by(rma_part.c.fact)
    )
    return (
        [str(found[0]) for found in connection.execute(counter)],
        [str(found[0]) for found in connection.execute(parcel)],
    )


def exchanges(connection: Connection, id: str) -> list[RowMapping]:
    query = select(exchange).where(exchange.c.rma == id).order_by(exchange.c.fact)
    return list(connection.execute(query).mappings())


def claims(connection: Connection, id: str = "") -> list[RowMapping]:
    """The claims of an authorisation, or of all of them, in the order they were opened in."""
    query = select(claim).order_by(claim.c.at, claim.c.id)
    return list(connection.execute(query.where(claim.c.rma == id) if id else query).mappings())


def claim_row(connection: Connection, id: str) -> RowMapping | None:
    return connection.execute(select(claim).where(claim.c.id == id)).mappings().one_or_none()


def settlements(connection: Connection, claim_id: str) -> list[RowMapping]:
    """How a claim ended: nothing where it is open; what put two ends right comes last."""
    query = select(claim_settlement).where(claim_settlement.c.claim == claim_id).order_by(claim_settlement.c.fact)
    return sorted(connection.execute(query).mappings(), key=lambda end: bool(end["corrects"]))


def standing(ends: list[RowMapping]) -> int:
    """How many ends of a claim stand: none, one, or, where two databases settled it, not one."""
    return len(ends) - sum(int(end["corrects"]) for end in ends)


_CONTRADICTED = text(
    "SELECT DISTINCT p.rma FROM rma_piece p JOIN (SELECT r.rma, r.line, r.sale, r.sale_line, "
    "SUM(CASE r.step WHEN 'received' THEN r.quantity WHEN 'not_coming' THEN r.quantity "
    "WHEN 'arrived_after_all' THEN -r.quantity WHEN 'arrived_once' THEN -r.quantity ELSE 0 END) AS goods, "
    "SUM(CASE r.step WHEN 'refunded' THEN r.quantity WHEN 'not_refunded' THEN r.quantity "
    "WHEN 'open_after_all' THEN -r.quantity ELSE 0 END) AS money "
    "FROM rma_part r GROUP BY r.rma, r.line, r.sale, r.sale_line) s "
    "ON s.rma = p.rma AND s.line = p.line AND s.sale = p.sale AND s.sale_line = p.sale_line "
    "WHERE s.goods > p.quantity OR s.money > p.quantity ORDER BY p.rma"
)


def contradicted(connection: Connection) -> list[str]:
    """The ids of authorisations that contradict themselves, for `rules.rma.counting.contradictions` to name."""
    return [str(found[0]) for found in connection.execute(_CONTRADICTED)]


def settled_twice(connection: Connection) -> list[str]:
    """The ids of claims that two databases settled, and nobody put right."""
    standing = func.count() - func.sum(claim_settlement.c.corrects)
    query = select(claim_settlement.c.claim).group_by(claim_settlement.c.claim).having(standing != 1)
    return sorted(str(found.claim) for found in connection.execute(query))


_ANNOUNCED = (
    "SELECT p.sale, p.sale_line, MAX(l.quantity), SUM(p.quantity - COALESCE((SELECT SUM(CASE r.step "
    "WHEN 'not_refunded' THEN r.quantity WHEN 'open_after_all' THEN -r.quantity ELSE 0 END) "
    "FROM rma_part r WHERE r.rma = p.rma AND r.line = p.line AND r.sale = p.sale AND r.sale_line = p.sale_line), 0)) "
    "FROM rma_piece p JOIN sale_line l ON l.sale = p.sale AND l.line = p.sale_line "
    "WHERE EXISTS (SELECT 1 FROM rma_piece o WHERE o.sale = p.sale AND o.sale_line = p.sale_line AND o.rma <> p.rma)"
)
_GROUPED = "GROUP BY p.sale, p.sale_line ORDER BY p.sale, p.sale_line"
_TWICE = text(f"{_ANNOUNCED} {_GROUPED}")
_TWICE_OF = text(f"{_ANNOUNCED} AND p.sale = :sale {_GROUPED}")


_NOT_SQUARED = text(
    "SELECT s.rma FROM (SELECT rma, SUM(cleared) AS books, SUM(CASE step WHEN 'refunded' THEN quantity "
    "WHEN 'not_refunded' THEN quantity WHEN 'open_after_all' THEN -quantity ELSE 0 END) AS done "
    "FROM rma_part GROUP BY rma) s WHERE s.books <> 0 "
    "AND s.done >= (SELECT SUM(p.quantity) FROM rma_piece p WHERE p.rma = s.rma)"
)


def suspicious(connection: Connection) -> list[str]:
    """The ids of authorisations that may need a person, for `reports.rma.exceptions` to look at: contradicted, in a
    claim that was settled twice, with goods announced twice, or with books that are not square."""
    found = set(contradicted(connection))
    settled = settled_twice(connection)
    found.update(str(row.rma) for row in connection.execute(select(claim.c.rma).where(claim.c.id.in_(settled))))
    for sale_id, line in authorised_twice(connection):
        query = select(rma_piece.c.rma).where(rma_piece.c.sale == sale_id, rma_piece.c.sale_line == line)
        found.update(str(row.rma) for row in connection.execute(query))
    found.update(str(row.rma) for row in connection.execute(_NOT_SQUARED))
    known = set(connection.execute(select(rma.c.id).where(rma.c.id.in_(found))).scalars())
    return sorted(known)


def authorised_twice(connection: Connection, sale_id: str = "") -> list[tuple[str, int]]:
    """(sale, line) of which more is authorised to come back, and not given up, than was sold; of one sale, or all."""
    rows = (connection.execute(_TWICE_OF, {"sale": sale_id}) if sale_id else connection.execute(_TWICE)).all()
    return [(str(found[0]), int(found[1])) for found in rows if int(found[3]) > int(found[2])]


def by_reason(connection: Connection, first: str, last: str) -> list[RowMapping]:
    """What happened to parcels between two business days, a row for each reason, condition, disposition and step."""
    query = (
        select(
            rma_line.c.reason,
            rma_part.c.step,
            rma_part.c.condition,
            rma_part.c.disposition,
            func.sum(rma_part.c.quantity).label("quantity"),
            func.sum(rma_part.c.amount).label("amount"),
            func.sum(rma_part.c.fee + rma_part.c.postage).label("kept"),
        )
        .join(rma_line, and_(rma_line.c.rma == rma_part.c.rma, rma_line.c.line == rma_part.c.line))
        .where(rma_part.c.business_date >= first, rma_part.c.business_date <= last)
        .group_by(rma_line.c.reason, rma_part.c.step, rma_part.c.condition, rma_part.c.disposition)
    )
    return list(connection.execute(query).mappings())


def authorised_by_reason(connection: Connection, first: str, last: str) -> list[RowMapping]:
    """How many lines, and how much, were authorised between two business days, by reason."""
    query = (
        select(rma_line.c.reason, func.count().label("lines"), func.sum(rma_line.c.quantity).label("quantity"))
        .join(rma, rma.c.id == rma_line.c.rma)
        .where(rma.c.business_date >= first, rma.c.business_date <= last)
        .group_by(rma_line.c.reason)
    )
    return list(connection.execute(query).mappings())


def sent_between(connection: Connection, first: str, last: str) -> int:
    """Thousandths of goods that were sent for orders on these business days: what a share of returns is of."""
    query = (
        select(func.sum(sale_line.c.quantity))
        .join(sale, sale.c.id == sale_line.c.sale)
        .join(order_dispatch, order_dispatch.c.sale == sale.c.id)
        .where(sale.c.business_date >= first, sale.c.business_date <= last, sale_line.c.sku != "")
    )
    return int(connection.execute(query).scalar() or 0)


def customer_of(connection: Connection, order: str) -> str:
    query = select(customer_order.c.customer_name).where(customer_order.c.id == order)
    return str(connection.execute(query).scalar() or "")
