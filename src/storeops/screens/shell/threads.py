"""The threads behind the screens: one for writes, in order and never cancelled; a few for reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """One thread: writes happen one after the other, in the order asked for. A write that began is
    finished, also when whoever asked for it has gone or the program is being left."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="write")

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result, or what it raised."""
        return await asyncio.shield(asyncio.wrap_future(self._pool.submit(function, *args, **kwargs)))

    def close(self) -> None:
        """Finish what was asked for, then end."""
        self._pool.shutdown(wait=True)


class Readers:
    """Threads for reads. A read that was started by name is dropped when a newer one of that name was
    started."""

    def __init__(self, threads: int = 2) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="read")
        self._newest: dict[str, int] = {}
        self._running: dict[str, Future[object]] = {}

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result, awaited."""
        return await asyncio.wrap_future(self._pool.submit(function, *args, **kwargs))

    def start(
        self,
        name: str,
        function: Callable[[], T],
        then: Callable[[Callable[[], T], Callable[[], bool]], None],
    ) -> None:
        """Read in the background; `then` gets the finished read, on the event loop, unless it is stale by
        then, and a question to ask later: is it still wanted?"""
        number = self._newest.get(name, 0) + 1
        self._newest[name] = number
        waiting = self._running.get(name)
        if waiting is not None:
            waiting.cancel()
        loop = asyncio.get_running_loop()
        future = self._pool.submit(function)
        self._running[name] = future  # type: ignore[assignment]

        def arrived(done: Future[T]) -> None:
            if not done.cancelled() and not loop.is_closed():
                loop.call_soon_threadsafe(deliver, done)

        def deliver(done: Future[T]) -> None:
            if self.is_newest(name, number):
                then(done.result, lambda: self.is_newest(name, number))

        future.add_done_callback(arrived)

    def is_newest(self, name: str, number: int) -> bool:
        """Whether no later read of that name was started."""
        return self._newest.get(name) == number

    def forget(self, name: str) -> None:
        """Whatever is being read under that name is no longer wanted."""
        self._newest[name] = self._newest.get(name, 0) + 1

    def close(self) -> None:
        """Drop what has not begun, wait for what has."""
        self._pool.shutdown(wait=True, cancel_futures=True)
