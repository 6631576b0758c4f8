"""Leases between a till and its centre, over sockets: granted there, drawn here, confirmed there, taken back here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from tests.machines import promising, till
from tests.sync.three_tills import Till, three

from storeops.database.queries import availability
from storeops.journal.envelope import utc_text
from storeops.operations import leases, stock
from storeops.operations.leases import returning
from storeops.reports import leases as reports
from storeops.rules.leases import StockLeased
from storeops.store import Store
from storeops.sync import reference
from storeops.sync import stock as told_of

pytestmark = pytest.mark.xdist_group("postgresql")


@dataclass
class Chain:
    centre: Store
    till: Till
    other: Till

    def sync(self) -> None:
        """A round of both tills, as `sync.rounds` does it."""
        for each in (self.other, self.till):
            each.sync()
            reference.fetch(each.shop, each.line, pause=lambda _seconds: None)
            leases.tend(each.shop)

    def go_on(self, **time: float) -> None:
        for shop in (self.centre, self.till.shop, self.other.shop):
            shop.clock.at += timedelta(**time)  # type: ignore[attr-defined]


@pytest.fixture
def chain(database: str, tmp_path: Path) -> Iterator[Chain]:
    """10 TEA at S1 and 5 at S2, each in the books of its till and handed in."""
    with three(database, tmp_path) as (centre, one, _, other):
        shop = centre.shop()
        shop.clock = till.Clock()
        till.list_products(shop, [promising.TEA])
        found = Chain(shop, one, other)
        found.sync()
        stock.receive(one.shop, [("TEA", 10_000)])
        stock.receive(other.shop, [("TEA", 5000)])
        found.sync()
        yield found


def atp(shop: Store, channel: str = "", location: str = "S1") -> int:
    with shop.read() as connection:
        now = utc_text(shop.now().isoformat())
        return availability.read(connection, ["TEA"], now=now, channel=channel)["TEA", location].atp


def running(shop: Store) -> list[tuple[int, int, int, int]]:
    with shop.read() as connection:
        found = reports.running(connection, shop.profile, shop.now())
    return [(one.granted, one.drawn, one.unconfirmed, one.left) for one in found]


def test_granted_drawn_confirmed(chain: Chain) -> None:
    leases.set_rule(chain.centre, "TEA", "web", 30, hours=4, location="S1")
    chain.sync()
    assert running(chain.till.shop) == [(3000, 0, 0, 3000)]
    assert running(chain.centre) == []
    chain.sync()
    assert running(chain.centre) == [(3000, 0, 0, 3000)]
    assert (atp(chain.centre, "web"), atp(chain.centre, "web", "S2")) == (3000, 5000)
    with pytest.raises(StockLeased):
        till.sell(chain.till.shop, (promising.TEA, 8000))
    till.sell(chain.till.shop, (promising.TEA, 7000))
    order = promising.place(chain.centre, ("TEA", 6000))
    places = {one.location for line in promising.read(chain.centre, order).goods for one in _stands(chain, order, line)}
    assert places == {"S1", "S2"}
    drawn = running(chain.centre)[0][1]
    assert 0 < drawn <= 3000
    chain.sync()
    assert running(chain.till.shop) == [(3000, drawn, 0, 3000 - drawn)]
    chain.sync()
    assert running(chain.centre) == [(3000, drawn, 0, 3000 - drawn)]
    chain.go_on(hours=5)
    assert returning.take_back(chain.centre) == ()


def _stands(chain: Chain, order: str, line: object) -> list[object]:
    return list(promising.read(chain.centre, order).standing(line))  # type: ignore[arg-type]


def test_a_line_that_stays_down(chain: Chain) -> None:
    """The web sells what it was leased, the shop its own; a lease later the shop sells all, and the order is sourced
    from the other store."""
    leases.grant(chain.till.shop, "TEA", 3000, "web", hours=1)
    chain.sync()
    order = promising.place(chain.centre, ("TEA", 2000), ship_to=promising.LEEDS)
    state = promising.read(chain.centre, order)
    assert [one.location for line in state.goods for one in state.standing(line)] == ["S1"]
    till.sell(chain.till.shop, (promising.TEA, 7000))
    chain.go_on(hours=1, minutes=3)
    till.sell(chain.till.shop, (promising.TEA, 3000))
    told_of.fetch(chain.other.shop, chain.other.line, pause=lambda _seconds: None)  # the centre sums up
    assert returning.take_back(chain.centre) == ()
    state = promising.read(chain.centre, order)
    assert [one.location for line in state.goods for one in state.standing(line)] == ["S2"]
    chain.sync()
    chain.sync()
    assert atp(chain.till.shop) == 0
    assert (atp(chain.centre), atp(chain.centre, location="S2")) == (0, 3000)
    for shop in (chain.till.shop, chain.centre):
        assert till.replay_differences(shop) == ()
