"""Writes in order and never cancelled; reads whose stale results are dropped."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from storeops.screens.shell.threads import Readers, Writer


async def test_writes_happen_one_after_the_other_in_the_order_asked_for() -> None:
    writer, seen, threads = Writer(), [], set()

    def write(number: int) -> int:
        seen.append(number)
        threads.add(threading.get_ident())
        return number

    assert await asyncio.gather(*(writer.run(write, number) for number in range(50))) == list(range(50))
    assert seen == list(range(50))
    assert len(threads) == 1
    writer.close()


async def test_a_write_goes_on_when_whoever_asked_is_cancelled() -> None:
    writer, begun, go_on, written = Writer(), threading.Event(), threading.Event(), threading.Event()

    def write() -> None:
        begun.set()
        go_on.wait(10)
        written.set()

    asked = asyncio.create_task(writer.run(write))
    await asyncio.to_thread(begun.wait, 10)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    go_on.set()
    await asyncio.to_thread(writer.close)
    assert written.is_set()


async def test_a_write_that_fails_says_so_and_the_next_one_is_done() -> None:
    writer = Writer()
    with pytest.raises(ZeroDivisionError):
        await writer.run(lambda: 1 // 0)
    assert await writer.run(lambda: 7) == 7
    writer.close()


async def test_a_stale_read_is_dropped_and_other_names_are_not() -> None:
    readers, go_on, arrived = Readers(), threading.Event(), []
    told = asyncio.Event()

    def slow() -> str:
        go_on.wait(10)
        return "old"

    def then(result: Callable[[], str], wanted: Callable[[], bool]) -> None:
        assert wanted()
        arrived.append(result())
        if len(arrived) == 2:
            told.set()

    readers.start("search", slow, then)
    readers.start("search", lambda: "new", then)
    go_on.set()
    readers.start("report", lambda: "report", then)
    await asyncio.wait_for(told.wait(), 10)
    await asyncio.to_thread(readers.close)
    await asyncio.sleep(0)
    assert sorted(arrived) == ["new", "report"]


async def test_a_result_that_waits_its_turn_can_go_stale() -> None:
    readers, waiting, told = Readers(), [], asyncio.Event()

    def then(result: Callable[[], int], wanted: Callable[[], bool]) -> None:
        waiting.append(wanted)
        told.set()

    readers.start("search", lambda: 1, then)
    await asyncio.wait_for(told.wait(), 10)
    assert waiting[0]()
    readers.forget("search")
    assert not waiting[0]()
    await asyncio.to_thread(readers.close)
