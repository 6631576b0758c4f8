"""The first container of each set of Bischoff and Ratcliff, with a small number of steps so that it is exact."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.bench.cartons import BESIDE, read

from storeops.planning.cartons import filled_faults, load

pytestmark = pytest.mark.real_data

FOLDER = Path(os.environ.get("STOREOPS_REAL_DATA") or BESIDE) / "cartons"


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the instances of container loading are not beside the project")
@pytest.mark.parametrize(("number", "kinds", "least"), [(1, 3, 0.9), (4, 10, 0.88), (7, 20, 0.875)])
def test_a_container_of_the_literature_is_filled_well(number: int, kinds: int, least: float) -> None:
    instances = read(FOLDER, number)
    assert len(instances) == 100
    first = instances[0]
    assert (first.carton.length, first.carton.width, first.carton.height) == (587, 233, 220)
    assert len(first.items) == kinds
    filled = load(first.items, first.carton, steps=3_000)
    assert filled_faults(filled, first.items) == []
    assert least <= filled.use <= first.best / first.carton.volume
