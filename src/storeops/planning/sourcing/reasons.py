"""Why an order comes from none of the other locations: one reason for each, as `storeops why order` shows them."""

from __future__ import annotations

from storeops.planning.sourcing.candidates import CAPACITY_FULL, short_of
from storeops.planning.sourcing.patterns import Book, Job, Pick
from storeops.planning.sourcing.plan import Rejected

DEARER = "costs more"
DEARER_TOGETHER = "costs less for this order alone, more for all orders together"
TAKEN = "by now"


def rejected(book: Book) -> tuple[Rejected, ...]:
    """Every location that sends nothing of an order, with its reason, in the order of orders and locations."""
    return tuple(one for job in book.prepared.jobs for one in _rejected(book, job))


def _rejected(book: Book, job: Job) -> list[Rejected]:
    chosen = set(book.chosen[job.number].places)
    found = {code: Rejected(job.order.id, code, reason) for code, reason in job.choice.excluded.items()}
    for number, candidate in enumerate(job.candidates):
        if candidate.place not in chosen:
            found[candidate.location.code] = _candidate(book, job, number)
    codes = (location.code for location in book.prepared.problem.locations)
    return [found[code] for code in codes if code in found]


def _candidate(book: Book, job: Job, number: int) -> Rejected:
    """A location that may send the order: too little there, promised to others by now, or simply dearer."""
    prepared, candidate = book.prepared, job.candidates[number]
    code, places = candidate.location.code, len(prepared.capacity)
    short = short_of(job.order, code, prepared.problem.stock)
    if short:
        return Rejected(job.order.id, code, short)
    if book.room[candidate.place] <= 0:
        return Rejected(job.order.id, code, f"{CAPACITY_FULL} {TAKEN}")
    own = {row for row, _ in book.chosen[job.number].takes if row % places == candidate.place}
    rows = {first + candidate.place for parts in job.parts for first, _ in parts} - own
    left = {(prepared.skus[row // places], code): book.left[row] for row in rows}
    short = short_of(job.order, code, left)
    if short:
        return Rejected(job.order.id, code, f"{short} {TAKEN}")
    alone: list[Pick] = [(line, number, one.quantity) for line, one in enumerate(job.order.lines)]
    extra = job.cost(alone) - book.chosen[job.number].cost
    return Rejected(job.order.id, code, DEARER if extra >= 0 else DEARER_TOGETHER, extra)
