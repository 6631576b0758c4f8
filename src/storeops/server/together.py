"""Requests that write wait for one lock; those that wait together are written together, in one transaction.

One flush to the disk and one turn at the lock serve many of them. Each is a part of its own: what one refuses, or gets
wrong, is undone alone."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from storeops.database.faults import explain
from storeops.rules.errors import Refused
from storeops.store import Store, Tx

MOST = 16
"""Requests in one transaction: more would keep other processes from the lock for long."""


class Answer:
    """What became of a request: a status and a body, or an error."""

    __slots__ = ("body", "error", "status", "work")

    def __init__(self, work: Callable[[Tx], tuple[int, bytes]]) -> None:
        self.work = work
        self.status = 0
        self.body = b""
        self.error: BaseException | None = None

    @property
    def known(self) -> bool:
        return bool(self.status or self.error)


class Together:
    """The requests of one shop that wait to write. Threads share it."""

    def __init__(self, shop: Store) -> None:
        self.shop = shop
        self._waiting: deque[Answer] = deque()
        self._turn = threading.Lock()

    def write(self, work: Callable[[Tx], tuple[int, bytes]]) -> tuple[int, bytes]:
        """Do this in a transaction, perhaps with others. Raises what it raises, and what `Store.write` does; nothing of
        it is there then."""
        mine = Answer(work)
        self._waiting.append(mine)
        with self._turn:
            while not mine.known:
                self._take()
        if mine.error is not None:
            raise mine.error
        return mine.status, mine.body

    def _take(self) -> None:
        """Write those that have waited longest. Called by whoever has the turn, so nobody else takes any of them."""
        taken = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        try:
            with self.shop.write() as tx:
                for one in taken:
                    self._do(tx, one)
        except BaseException as error:  # each of them is told
            for one in taken:
                one.error = one.error or error

    def _do(self, tx: Tx, one: Answer) -> None:
        actor = tx.actor
        try:
            with tx.part():
                one.status, one.body = one.work(tx)
        except Refused as refusal:
            one.error = refusal
        except Exception as error:  # it costs itself only
            one.error = explain(error, self.shop.settings.database)
        finally:
            tx.actor = actor
