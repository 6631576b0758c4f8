"""First expired, first out: exact cases, and what holds for any goods."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.lots import Held, first_expiring, fresh, take

HELD = st.builds(
    Held,
    bin=st.sampled_from(["", "A-1", "A-2"]),
    status=st.just(""),
    lot=st.sampled_from(["", "L1", "L2", "L3"]),
    serial=st.just(""),
    quantity=st.integers(-3000, 9000),
    expires=st.sampled_from(["", "2026-12-01", "2027-06-30"]),
)


def test_the_first_to_expire_goes_first_and_the_undated_last() -> None:
    late, soon, undated = (Held("", "", lot, "", 1000, day) for lot, day in (("B", "2027"), ("A", "2026"), ("C", "")))
    assert first_expiring([undated, late, soon]) == [soon, late, undated]
    assert fresh([late, soon, undated], "2026-12") == [late, undated]


def test_the_day_it_expires_it_is_still_good() -> None:
    held = Held("", "", "L1", "", 1000, "2026-12-01")
    assert fresh([held], "2026-12-01") == [held]
    assert fresh([held], "2026-12-02") == []


@given(st.lists(HELD, max_size=8), st.integers(0, 20000))
def test_nothing_is_lost_and_nothing_taken_that_is_not_there(held: list[Held], quantity: int) -> None:
    taken, rest = take(first_expiring(held), quantity)
    assert sum(some for _, some in taken) + rest == quantity
    assert all(0 < some <= one.quantity for one, some in taken)
    assert rest == max(0, quantity - sum(max(0, one.quantity) for one in held))


@given(st.lists(HELD, max_size=8), st.integers(0, 20000))
def test_the_order_they_are_listed_in_does_not_matter(held: list[Held], quantity: int) -> None:
    def lots(these: list[Held]) -> list[tuple[str, str, int]]:
        return [(one.lot, one.bin, some) for one, some in take(first_expiring(these), quantity)[0]]

    sums: dict[tuple[str, str], int] = {}
    for lot, bin, some in lots(held):
        sums[lot, bin] = sums.get((lot, bin), 0) + some
    again: dict[tuple[str, str], int] = {}
    for lot, bin, some in lots(held[::-1]):
        again[lot, bin] = again.get((lot, bin), 0) + some
    unlike = {(one.expires, one.lot, one.bin) for one in held}
    if len(unlike) == len(held):
        assert sums == again
