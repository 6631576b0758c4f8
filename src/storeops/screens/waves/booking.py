"""What the wave board reads and writes."""

from __future__ import annotations

from dataclasses import dataclass

from storeops.operations.picking import waves
from storeops.operations.picking.asked import Asked
from storeops.reports import picking
from storeops.reports.picking import WaitingView, WaveView
from storeops.store import Store


@dataclass(frozen=True, slots=True)
class Board:
    """The open waves with their tours, and what waits for one."""

    waves: tuple[WaveView, ...]
    waiting: WaitingView


def board(shop: Store) -> Board:
    """The waves of this terminal's place that are open, the oldest first."""
    here = shop.profile.location
    with shop.read() as connection:
        found = picking.waves(connection, location=here, open_only=True, with_tasks=True)
        return Board(found, picking.waiting(connection, here))


def wave(shop: Store, number: str) -> WaveView:
    """One wave, closed ones too. Raises UnknownDocument, AmbiguousDocument."""
    with shop.read() as connection:
        return picking.wave_of(connection, number)


def plan(shop: Store, asked: Asked, command: str) -> WaveView:
    """Plan a wave. Trying again is harmless. Raises what `waves.plan` raises."""
    return wave(shop, waves.plan(shop, asked, command=command).envelope.id)


def release(shop: Store, id: str) -> WaveView:
    """Release it. Raises WaveIsClosed."""
    waves.release(shop, id)
    return wave(shop, id)


def close(shop: Store, id: str, reason: str) -> WaveView:
    """Close it. Raises WaveIsClosed, CardNumberRefused."""
    waves.close(shop, id, reason)
    return wave(shop, id)
