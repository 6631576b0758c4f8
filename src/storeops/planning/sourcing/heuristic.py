"""Good plans without a solver: the nearest location line by line, the best way to fill one order, and many together.

One order: every single location, every pair, and larger sets grown from the best of those; within a set each line
comes from where it is picked most cheaply. Many orders: those that would lose most by waiting go first (regret; see
Martello and Toth, Knapsack Problems, 1990, 7.4 for the idea), then orders take stock from one another while that
lowers the sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from storeops.planning.sourcing.cost import freight
from storeops.planning.sourcing.patterns import Book, Job, Pattern, Pick, Prepared
from storeops.rules.amounts import ONE, Minor, Thousandths

PASSES = 6
"""How often `improve` goes through all orders."""

_LEADERS = 8
_VICTIMS = 4
_ASKED = 8


def in_turn(prepared: Prepared) -> list[Job]:
    """Orders by priority, then as they came."""
    return sorted(prepared.jobs, key=lambda job: (job.order.priority, job.number))


def nearest(prepared: Prepared) -> Book:
    """The reference: each line, in turn, from the location that has it and ships the order most cheaply."""
    book = Book(prepared)
    for job in in_turn(prepared):
        book.promise(job.pattern(_nearest(job, book)))
    return book


def _nearest(job: Job, book: Book) -> list[Pick]:
    left = list(book.left) if job.shares else book.left
    weight = sum(job.grams)
    order = sorted(range(len(job.candidates)), key=lambda c: freight(job.candidates[c].tiers, weight))
    order = [c for c in order if book.room[job.candidates[c].place] > 0]
    picks: list[Pick] = []
    for number, line in enumerate(job.order.lines):
        rest = line.quantity
        fits = {c: job.fits(number, c, left) for c in order}
        # A location with the whole line comes before any that has a part of it.
        for c in sorted(order, key=lambda c: fits[c] < line.quantity):
            opened = {candidate for _, candidate, _ in picks}
            quantity = min(rest, fits[c])
            if quantity and (c in opened or len(opened) < job.order.most_parcels):
                picks.append((number, c, quantity))
                rest -= quantity
                if job.shares:
                    _use(job, number, c, quantity, left)
    return picks


def _use(job: Job, line: int, candidate: int, quantity: Thousandths, left: list[Thousandths]) -> None:
    for first, per in job.parts[line]:
        left[first + job.candidates[candidate].place] -= quantity * per // ONE


def _cheapest_first(candidates: Sequence[int], whole: Sequence[Minor]) -> Sequence[int]:
    """By the cost of picking the whole line; a pair, by far the most frequent set, without sorting."""
    if len(candidates) == 1:
        return candidates
    if len(candidates) == 2:
        a, b = candidates
        return candidates if whole[a] <= whole[b] else (b, a)
    return sorted(candidates, key=whole.__getitem__)


class _Filler:
    """The stock one order finds, and what each set of locations would make of it."""

    def __init__(self, job: Job, left: Sequence[Thousandths], room: Sequence[int]) -> None:
        self.job, self.left = job, left
        lines = range(len(job.order.lines))
        self.fits = {
            c: fits
            for c, candidate in enumerate(job.candidates)
            if room[candidate.place] > 0 and any(fits := [job.fits(line, c, left) for line in lines])
        }
        self.by_line = [{c: fits[line] for c, fits in self.fits.items()} for line in lines]
        self.floor = {c: job.candidates[c].opening + job.candidates[c].tiers[0][1] for c in self.fits}
        self.least = sum(
            min([job.whole[line][c] for c in self.fits if self.fits[c][line]] + [job.penalty[line]]) for line in lines
        )

    def fill(self, candidates: Sequence[int]) -> tuple[Minor, list[Pick]]:
        """Each line from the cheapest of these candidates that has it, the rest of it from the next."""
        picks = self._shared(candidates) if self.job.shares else self._picks(candidates)
        return self.job.cost(picks), picks

    def _picks(self, candidates: Sequence[int]) -> list[Pick]:
        picks: list[Pick] = []
        for number, line in enumerate(self.job.order.lines):
            whole, fits = self.job.whole[number], self.by_line[number]
            rest = line.quantity
            for c in _cheapest_first(candidates, whole):
                if found := fits[c]:
                    quantity = found if found < rest else rest
                    picks.append((number, c, quantity))
                    rest -= quantity
                    if not rest:
                        break
        return picks

    def _shared(self, candidates: Sequence[int]) -> list[Pick]:
        """The same where lines of one product find, one after the other, what those before have left: what is gone at
        one place is looked for at the next."""
        picks: list[Pick] = []
        left = list(self.left)
        for number, line in enumerate(self.job.order.lines):
            rest = line.quantity
            for c in _cheapest_first(candidates, self.job.whole[number]):
                quantity = min(rest, self.job.fits(number, c, left))
                if quantity:
                    picks.append((number, c, quantity))
                    _use(self.job, number, c, quantity, left)
                    rest -= quantity
                    if not rest:
                        break
        return picks

    def worth_trying(self, candidates: Sequence[int], best: Minor) -> bool:
        opened = sum(self.floor[c] for c in candidates) + self.job.split * (len(candidates) - 1)
        return opened + self.least < best


def best(job: Job, left: Sequence[Thousandths], room: Sequence[int]) -> Pattern:
    """The cheapest way found to fill one order from what is left; leaving it all out is one of the ways.

    Pairs are tried where one of the two is among the `_LEADERS` locations that would fill the order best alone."""
    filler = _Filler(job, left, room)
    cost, picks = job.cost(()), list[Pick]()
    chosen: tuple[int, ...] = ()
    alone = {c: filler.fill((c,)) for c in filler.fits}
    usable = sorted(alone, key=lambda c: alone[c][0])
    if usable and alone[usable[0]][0] < cost:
        cost, picks = alone[usable[0]]
        chosen = (usable[0],)
    if job.order.most_parcels > 1:
        for rank, a in enumerate(usable[:_LEADERS]):
            for b in usable[rank + 1 :]:
                if filler.worth_trying((a, b), cost):
                    found, ways = filler.fill((a, b))
                    if found < cost:
                        cost, picks, chosen = found, ways, (a, b)
    while 2 <= len(chosen) < job.order.most_parcels:
        grown = _grow(filler, chosen, cost)
        if grown is None:
            break
        cost, picks, chosen = grown
    return job.pattern(picks)


def _grow(filler: _Filler, chosen: tuple[int, ...], cost: Minor) -> tuple[Minor, list[Pick], tuple[int, ...]] | None:
    """One more location for a set, the one that lowers the cost most; None where none does."""
    better = None
    for c in filler.fits:
        candidates = (*chosen, c)
        if c not in chosen and filler.worth_trying(candidates, cost):
            found, picks = filler.fill(candidates)
            if found < cost:
                cost, better = found, (found, picks, candidates)
    return better


def one_by_one(prepared: Prepared) -> Book:
    """Every order in turn the best way that is left to it."""
    book = Book(prepared)
    for job in in_turn(prepared):
        book.promise(best(job, book.left, book.room))
    return book


def by_regret(prepared: Prepared) -> Book:
    """Orders that have most to lose without their best locations go first."""
    book = Book(prepared)
    regret = {job.number: _regret(job, book) for job in prepared.jobs}
    for job in sorted(prepared.jobs, key=lambda job: (-regret[job.number], job.order.priority, job.number)):
        book.promise(best(job, book.left, book.room))
    return book


def _regret(job: Job, book: Book) -> Minor:
    """What the order would cost more if the locations of its best pattern were not there."""
    first = best(job, book.left, book.room)
    room = list(book.room)
    for place in first.places:
        room[place] = 0
    return best(job, book.left, room).cost - first.cost


def together(prepared: Prepared, *, stop: Callable[[], bool] = lambda: False) -> Book:
    """A plan for all orders: by regret, then improved until nothing helps, `PASSES` are done, or `stop` says so."""
    book = by_regret(prepared)
    improve(book, stop=stop)
    return book


def improve(book: Book, *, stop: Callable[[], bool] = lambda: False) -> None:
    """Let each order find a better way, first among what is left, then by taking from the others.

    The plan's cost never rises."""
    prepared = book.prepared
    ideal = [best(job, prepared.stock, prepared.capacity) for job in prepared.jobs]
    for _ in range(PASSES):
        before = book.cost
        waiting = sorted(prepared.jobs, key=lambda job: ideal[job.number].cost - book.chosen[job.number].cost)
        for job in waiting:
            if stop():
                return
            _settle(book, job)
            if book.chosen[job.number].cost > ideal[job.number].cost:
                _push(book, ideal[job.number])
        if book.cost == before:
            return


def _settle(book: Book, job: Job) -> None:
    """The best way among what is left, where that is better than what the order has."""
    had = book.clear(job.number)
    found = best(job, book.left, book.room)
    book.promise(found if found.cost < had.cost else had)


def _push(book: Book, wanted: Pattern) -> None:
    """Give an order what it wants, let those it took from find another way, and undo it all if that costs more."""
    undo = [book.clear(wanted.job)]
    cost = undo[0].cost
    victims: list[int] = []
    while not book.holds(wanted) and len(victims) < _VICTIMS:
        victim = _victim(book, wanted)
        if victim is None:
            break
        undo.append(book.clear(victim))
        cost += undo[-1].cost
        victims.append(victim)
    after = wanted.cost
    if book.holds(wanted):
        book.promise(wanted)
        for number in victims:
            if after >= cost:
                break
            found = best(book.prepared.jobs[number], book.left, book.room)
            book.promise(found)
            after += found.cost
        if after < cost:
            return
    for number in (wanted.job, *victims):
        book.clear(number)
    for pattern in undo:
        book.promise(pattern)


def _victim(book: Book, wanted: Pattern) -> int | None:
    """Who has what is wanted and would lose least by giving it up."""
    holders: set[int] = set()
    for row, quantity in wanted.takes:
        if book.left[row] < quantity:
            holders = book.holders[row]
            break
    else:
        for place in wanted.places:
            if book.room[place] <= 0:
                holders = book.senders[place]
                break
    jobs = book.prepared.jobs
    asked = sorted(holders, key=lambda number: (-book.chosen[number].cost, number))[:_ASKED]
    losses = ((best(jobs[number], book.left, book.room).cost - book.chosen[number].cost, number) for number in asked)
    return min(losses, default=(0, None), key=lambda loss: loss[0])[1]
