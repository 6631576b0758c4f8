"""Small made-up goods and cartons for the tests, and the best filling of a tiny carton found by trying everything."""

from __future__ import annotations

from itertools import product

from hypothesis import strategies as st

from storeops.planning.cartons import AXES, Carton, Item

SMALL = Carton("S", 200, 150, 100, max_grams=3_000, tare_grams=50, cost_minor=30)
MEDIUM = Carton("M", 300, 250, 200, max_grams=6_000, tare_grams=150, cost_minor=60)
LARGE = Carton("L", 500, 400, 400, max_grams=12_000, tare_grams=400, cost_minor=140)
SHOP = (SMALL, MEDIUM, LARGE)

UPRIGHT = st.sets(st.sampled_from(AXES), min_size=1).map(frozenset)


@st.composite
def goods(draw: st.DrawFn, kinds: int = 6, longest: int = 320, quantity: int = 5, own: bool = True) -> list[Item]:
    """Up to so many kinds of goods, some of them too big or too heavy for any carton."""
    sides = st.sampled_from([20, 50, 80, 100, 130, 200, 320]) | st.integers(10, longest)
    return [
        Item(
            f"I{number}",
            draw(sides),
            draw(sides),
            draw(sides),
            draw(st.integers(0, 4_000)),
            draw(st.integers(0, quantity)),
            draw(UPRIGHT),
            draw(st.booleans()),
            own and draw(st.integers(0, 5)) == 0,
        )
        for number in range(draw(st.integers(1, kinds)))
    ]


def optimum(items: list[Item], carton: Carton) -> int:
    """The most volume that any placing on whole millimetres reaches, every base borne wholly. For tiny cartons only.

    Written without any of the solver's geometry: a carton is its cells, and units are put in from the floor up."""
    units = [item for item in items for _ in range(item.quantity)]
    size = (carton.length, carton.width, carton.height)
    best = 0

    def go(taken: frozenset[tuple[int, int, int]], left: tuple[int, ...], volume: int) -> None:
        nonlocal best
        best = max(best, volume)
        if volume + sum(units[i].volume for i in left) <= best:
            return
        for position, index in enumerate(left):
            rest = left[:position] + left[position + 1 :]
            for extent in units[index].orientations():
                for at in product(*(range(end - part + 1) for end, part in zip(size, extent, strict=True))):
                    cells = frozenset(product(*(range(low, low + part) for low, part in zip(at, extent, strict=True))))
                    base = [(x, y) for x, y, z in cells if z == at[2]]
                    if not cells & taken and (at[2] == 0 or all((x, y, at[2] - 1) in taken for x, y in base)):
                        go(taken | cells, rest, volume + len(cells))

    go(frozenset(), tuple(range(len(units))), 0)
    return best
