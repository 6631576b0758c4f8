"""Exchange under every fault: nothing lost, nothing twice, every chain whole; planted bugs are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from tests.machines import sync_world

from storeops.rules import chains
from storeops.rules.chains import Apart, Behind, Gap, Head, Send, Take
from storeops.sync import exchange, receiving

SEEDS = 3000
"""Runs in the tests. By hand: `python -m tests.machines.sync_by_hand 100000`."""


def test_every_fact_is_at_the_centre_exactly_once() -> None:
    assert {seed: wrongs for seed in range(SEEDS) if (wrongs := sync_world.run(seed))} == {}


def test_faults_do_happen() -> None:
    """The runs are worth something: tills go apart and fall behind, and the centre sees a fact's identity twice."""
    seen = {"apart": 0, "behind": 0, "twins": 0, "nested": 0}
    for seed in range(60):
        world = sync_world.World(seed)
        told: list[exchange.Handed] = []

        def noting(own: Any, line: Any, told: list[exchange.Handed] = told) -> exchange.Handed:
            told.append(exchange.hand_in(own, line))
            return told[-1]

        world.play()
        for till in world.tills:
            noting(till, sync_world.Network(world, faults=False))
        seen["apart"] += sum(len(one.apart) for one in told)
        seen["behind"] += sum(len(one.behind) for one in told)
        seen["twins"] += world.centre.disk.twins
        seen["nested"] += sum(name.count("~") for name in world.centre.disk.chains)
    assert all(seen.values()), seen


Plant = Callable[[pytest.MonkeyPatch], dict[str, bool]]


def _heads_by_number(patch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Hello compares how far the two are, not the hashes."""

    def compare(own: Head, hash_at: Any, theirs: Head, *, holds: bool) -> Any:
        return Send(theirs.seq) if theirs.seq <= own.seq else Behind()

    patch.setattr(exchange, "compare", compare)
    return {}


def _no_identity(patch: pytest.MonkeyPatch) -> dict[str, bool]:
    """The centre takes chain and number for a fact's identity."""
    return {"no_identity": True}


def _old_epochs_dropped(patch: pytest.MonkeyPatch) -> dict[str, bool]:
    """A till tells of its present chain only."""
    return {"forgets": True}


def _no_fork_detection(patch: pytest.MonkeyPatch) -> dict[str, bool]:
    """The centre passes over a fact it has another one of, and the till believes that it is held."""

    def judge(chain: str, head: Head, kept: Any, links: Sequence[chains.Link]) -> Any:
        fresh = [index for index, link in enumerate(links) if link.seq > head.seq]
        return Take(fresh[0] if fresh else len(links))

    def compare(own: Head, hash_at: Any, theirs: Head, *, holds: bool) -> Any:
        found = chains.compare(own, hash_at, theirs, holds=holds)
        return Send(min(theirs.seq, own.seq)) if isinstance(found, Apart) else found

    patch.setattr(receiving, "judge", judge)
    patch.setattr(exchange, "compare", compare)
    return {}


def _acknowledged_pruned(patch: pytest.MonkeyPatch) -> dict[str, bool]:
    """A till throws away what the centre has acknowledged."""
    return {"prunes": True}


def _gaps_taken(patch: pytest.MonkeyPatch) -> dict[str, bool]:
    """The centre takes whatever comes after its head, and the till sends from what was acknowledged to it."""

    def judge(chain: str, head: Head, kept: Any, links: Sequence[chains.Link]) -> Any:
        found = chains.judge(chain, head, kept, links)
        return Take(0) if isinstance(found, Gap) else found

    def compare(own: Head, hash_at: Any, theirs: Head, *, holds: bool) -> Any:
        found = chains.compare(own, hash_at, theirs, holds=holds)
        return Send(min(theirs.seq + 1, own.seq)) if isinstance(found, Send) and theirs.seq else found

    patch.setattr(receiving, "judge", judge)
    patch.setattr(exchange, "compare", compare)
    return {}


def _nothing_passed_over(patch: pytest.MonkeyPatch) -> dict[str, bool]:
    """The centre takes a batch whole, also what it has already."""

    def judge(chain: str, head: Head, kept: Any, links: Sequence[chains.Link]) -> Any:
        found = chains.judge(chain, head, kept, links)
        return Take(0) if isinstance(found, Take) else found

    patch.setattr(receiving, "judge", judge)
    return {"no_identity": True}


@pytest.mark.parametrize(
    "plant",
    [
        _heads_by_number,
        _no_identity,
        _old_epochs_dropped,
        _no_fork_detection,
        _acknowledged_pruned,
        _gaps_taken,
        _nothing_passed_over,
    ],
)
def test_a_planted_bug_is_caught(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = plant(monkeypatch)
    for seed in range(SEEDS):
        try:
            if sync_world.run(seed, **planted):
                return
        except (AssertionError, KeyError, IndexError, RecursionError):
            return
    pytest.fail(f"{SEEDS} seeds did not see it")
