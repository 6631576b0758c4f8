"""One round of an exchange with the centre, and rounds for as long as somebody watches."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from storeops.database.queries import shop as shop_queries
from storeops.operations import leases
from storeops.rules.errors import Refused
from storeops.store import Store
from storeops.sync import pull, reference, signing, stock
from storeops.sync.exchange import hand_in
from storeops.sync.line import HttpLine, Identity
from storeops.sync.own import OwnFacts

CALM = 15.0
"""Seconds between two rounds while all is well."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""Bounds of the pause after a line that is down, in seconds."""


class Rhythm:
    """How long a till leaves its centre alone."""

    def __init__(self) -> None:
        self._bound = FIRST_PAUSE

    def calm(self) -> float:
        """Behind a round that ended well."""
        self._bound = FIRST_PAUSE
        return CALM

    def troubled(self) -> float:
        """Behind one that did not: drawn below a bound that doubles, so that a thousand tills that lost the same line
        do not come back in the same second."""
        drawn = random.uniform(0, self._bound)  # noqa: S311  # a rhythm, not a secret
        self._bound = min(LONGEST_PAUSE, self._bound * 2)
        return drawn


class NoCentre(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This shop has no centre. Ask it for a code ('storeops server invite'), then 'storeops enrol ADDRESS CODE'."
        )


@dataclass(frozen=True, slots=True)
class RoundView:
    """What one round did."""

    sent: int
    """Facts that the centre did not have."""
    parked: int
    """How many of them need a person there."""
    apart: tuple[str, ...]
    """Chains that another copy of this database had gone on with."""
    behind: tuple[str, ...]
    """Chains of which the centre held more than this database."""
    received: int
    """Facts of others that were not here."""
    rows: int
    """Rows of reference data that were new or changed."""
    finished: bool


@contextmanager
def line_of(shop: Store) -> Iterator[HttpLine]:
    """The line to this shop's centre. Raises NoCentre, NoKey."""
    with shop.read() as connection:
        known = shop_queries.local_values(connection)
    address = known.get("centre.address", "")
    if not address:
        raise NoCentre
    key = signing.read_key(signing.key_path(shop.settings.database))
    line = HttpLine(address, Identity(known.get("centre.tenant", "main"), shop.profile.device, key))
    try:
        yield line
    finally:
        line.close()


def once(shop: Store, own: OwnFacts | None = None) -> RoundView:
    """Hand in what the centre does not have, as `own` gives it where that is said, then take what it has for this
    store.

    Raises NoCentre, NoKey, LineDown, CentreRefused, Contradiction, WrongFact, HandInFirst; what was acknowledged and
    taken until then stays."""
    with line_of(shop) as line:
        handed = hand_in(own or OwnFacts(shop), line)
        pulled = pull.pull(shop, line)
        rows = reference.fetch(shop, line)
        stock.fetch(shop, line)
    leases.tend(shop)  # told at the next round: a lease is written down before anybody hears of it
    return RoundView(
        sent=handed.facts,
        parked=len(handed.parked),
        apart=tuple(handed.apart),
        behind=tuple(handed.behind),
        received=pulled.facts,
        rows=rows,
        finished=handed.finished,
    )


def watch(
    shop: Store, tell: Callable[[RoundView | Refused], None], pause: Callable[[float], None] = time.sleep
) -> None:
    """Rounds until it is interrupted; `tell` hears of each. Raises what no other try would mend."""
    rhythm = Rhythm()
    while True:
        try:
            tell(once(shop))
        except Refused as refusal:
            if not refusal.again:
                raise
            tell(refusal)
            pause(rhythm.troubled())
        else:
            pause(rhythm.calm())
