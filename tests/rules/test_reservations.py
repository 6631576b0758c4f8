"""Where stock is held, what kits there are, and that nothing is promised twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.availability import Availability, kits_from
from storeops.rules.reservations import spread


def there(location: str, on_hand: int, reserved: int = 0) -> Availability:
    return Availability("TEA", location, on_hand=on_hand, reserved=reserved)


def test_most_first_and_of_equals_the_first_by_code() -> None:
    places = [there("S2", 5), there("S1", 5), there("WH", 9, 5), there("S3", 1, 3)]
    assert spread(places, 4) == ([("S1", 4)], 0)
    assert spread(places, 12) == ([("S1", 5), ("S2", 5), ("WH", 2)], 0)
    assert spread(places, 20) == ([("S1", 5), ("S2", 5), ("WH", 4)], 6)


@given(st.lists(st.tuples(st.integers(-5, 20), st.integers(0, 9)), max_size=6), st.integers(0, 60))
def test_no_more_than_is_there_and_all_of_what_is(amounts: list[tuple[int, int]], wanted: int) -> None:
    places = [there(f"S{place}", *amount) for place, amount in enumerate(amounts)]
    parts, rest = spread(places, wanted)
    assert sum(some for _, some in parts) + rest == wanted
    assert rest == max(0, wanted - sum(one.promisable for one in places))
    held = dict(parts)
    assert len(held) == len(parts)
    assert all(0 < held.get(one.location, 1) <= max(1, one.promisable) for one in places)
    assert spread(places[::-1], wanted) == (parts, rest)


def test_a_kit_is_as_many_as_its_scarcest_part_allows() -> None:
    tea = Availability("TEA", "S1", on_hand=11000, reserved=2000, safety=1000, on_order=8000)
    wine = Availability("WINE", "S1", on_hand=9000, held=1000, allocated=3000, in_transit=2000)
    kit = kits_from("HAMPER", "S1", [(tea, 2000), (wine, 1000)])
    assert (kit.on_hand, kit.atp, kit.on_order, kit.in_transit) == (5000, 4000, 0, 0)


PART = st.builds(
    Availability,
    sku=st.just("P"),
    location=st.just("S1"),
    on_hand=st.integers(0, 50_000),
    held=st.integers(0, 9000),
    allocated=st.integers(0, 9000),
    reserved=st.integers(0, 9000),
    safety=st.integers(0, 9000),
)


@given(st.lists(st.tuples(PART, st.integers(1, 5000)), min_size=1, max_size=4))
def test_so_many_kits_can_really_be_made(parts: list[tuple[Availability, int]]) -> None:
    kit = kits_from("KIT", "S1", parts)
    kits, left = divmod(kit.atp, 1000)
    assert left == 0
    assert all(kits * each <= part.atp for part, each in parts)
    assert any((kits + 1) * each > part.atp for part, each in parts)
