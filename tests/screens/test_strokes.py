"""What a key becomes, what a scan is, and that the queue keeps everything in order."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.screens.shell.question import opens_scan
from storeops.screens.shell.strokes import Stroke, Strokes, paste, scan_start, stroke


@pytest.mark.parametrize(
    ("key", "character", "text"),
    [
        ("a", "a", "a"),
        ("space", " ", " "),
        ("é", "é", "é"),
        ("ctrl+right_square_bracket", "\x1d", "\x1d"),
        ("ctrl+right_square_bracket", None, "\x1d"),
        ("ctrl+backslash", "\x1c", "\x1c"),
        ("ctrl+circumflex_accent", "\x1e", "\x1e"),
        ("ctrl+d", "\x04", "\x04"),
        ("enter", "\r", ""),
        ("tab", "\t", ""),
        ("backspace", "\x7f", ""),
        ("f1", None, ""),
        ("ctrl+c", "\x03", ""),
        ("right_to_left_override", "\u202e", ""),
    ],
)
def test_what_a_key_types(key: str, character: str | None, text: str) -> None:
    assert stroke(key, character, 1.5) == Stroke(key, text, 1.5)


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("TEA", "TEA"),
        ("A\r\nB", "A  B"),
        ("A\tB\n", "A B"),
        ("]d201\x1d10AB", "]d201\x1d10AB"),
        ("\x1b[2J\u202eX", "[2JX"),
        ("\n", ""),
    ],
)
def test_a_paste_is_text_without_line_ends_and_controls(pasted: str, text: str) -> None:
    assert paste(pasted, 2.0) == Stroke("paste", text, 2.0, pasted=True)


def gaps(*milliseconds: int) -> tuple[list[float], float]:
    """Times of characters, each so long after the one before; the last gap is that of Enter."""
    times, now = [], 100.0
    for gap in milliseconds[:-1]:
        now += gap / 1000
        times.append(now)
    return times, now + milliseconds[-1] / 1000


@pytest.mark.parametrize(
    ("milliseconds", "start"),
    [
        ((0, 8, 8, 8, 8, 8, 8), 0),
        ((0, 0, 0, 0, 0, 0, 0), 0),
        ((0, 34, 34, 34, 34, 34, 34), 0),
        ((0, 36, 36, 36, 36, 36, 36), None),
        ((0, 8, 8, 8, 8, 8), None),  # five characters
        ((0, 8, 8, 8, 8, 8, 300), None),  # Enter by hand
        ((0, 120, 400, 8, 8, 8, 8, 8, 8), 2),  # "3*" by hand, then a scan of six
        ((0, 8, 8, 8, 150, 8, 8, 8), 0),  # read in two goes
        ((0, 8, 150, 8, 8, 8, 8), None),  # two quick keys, a pause: a hand may do that
        ((0, 8, 8, 8, 260, 8, 8, 8), None),  # too long a pause
    ],
)
def test_where_a_scan_begins(milliseconds: tuple[int, ...], start: int | None) -> None:
    times, ended = gaps(*milliseconds)
    assert scan_start(times, ended) == start


def test_a_character_of_a_scan_is_told_from_an_answer() -> None:
    y = Stroke("y", "y", 10.0)
    assert opens_scan(y, Stroke("5", "5", 10.01))
    assert not opens_scan(y, Stroke("5", "5", 10.2))
    assert not opens_scan(y, Stroke("enter", "", 10.01))
    assert not opens_scan(y, Stroke("paste", "x", 10.01, pasted=True))
    assert not opens_scan(y, None)
    assert not opens_scan(Stroke("f12", "", 10.0), Stroke("5", "5", 10.01))


@given(st.lists(st.lists(st.integers(), max_size=5), max_size=8), st.integers(0, 3))
async def test_the_queue_loses_nothing_and_keeps_the_order(bursts: list[list[int]], put_back: int) -> None:
    queue, sent, taken = Strokes(), [], []
    for burst in bursts:
        for number in burst:
            item = Stroke(str(number))
            queue.put(item)
            sent.append(item)
        back = [await queue.take() for _ in range(min(put_back, len(sent) - len(taken)))]
        queue.put_back(back)
        if len(sent) > len(taken):
            assert await queue.follower(0) == sent[len(taken)]
            taken.append(await queue.take())
    while len(taken) < len(sent):
        taken.append(await queue.take())
    assert taken == sent
    queue.done()
    await asyncio.wait_for(queue.settled(), 1)


async def test_follower_gives_nothing_when_nothing_comes_and_leaves_what_comes() -> None:
    queue = Strokes()
    assert await queue.follower(0.001) is None
    asyncio.get_running_loop().call_later(0.005, queue.put, Stroke("x"))
    assert await queue.follower(5) == Stroke("x")
    assert await queue.take() == Stroke("x")


async def test_settled_waits_until_the_last_one_is_done() -> None:
    queue = Strokes()
    queue.put(Stroke("x"))
    await queue.take()
    waiting = asyncio.create_task(queue.settled())
    await asyncio.sleep(0)
    assert not waiting.done()
    queue.done()
    await asyncio.wait_for(waiting, 1)
