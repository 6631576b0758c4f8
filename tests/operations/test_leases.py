"""Leases at the store: what the counter leaves alone, what the rules grant, what is confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from tests.machines import promising, till
from tests.machines.promising import TEA

from storeops.database.queries import availability
from storeops.database.queries.shop import set_local
from storeops.database.tables import lease_rule, local
from storeops.journal.envelope import utc_text
from storeops.journal.facts import DrawSettled, LeaseDraw, LeaseDrawn, LeaseExtended, LeaseGranted, LeaseOverridden
from storeops.journal.reading import entry_of
from storeops.operations import leases
from storeops.operations.leases import LeaseOver, UnknownLease, returning
from storeops.operations.leases.holding import draw
from storeops.operations.orders import changing
from storeops.reports import leases as reports
from storeops.reports.why import why_atp
from storeops.rules.availability import NotEnoughStock
from storeops.rules.errors import Refused
from storeops.rules.leases import BadLease, Rule, StockLeased
from storeops.store import RecordedOtherwise, Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    """10 TEA at S1."""
    made = promising.world(tmp_path / "shop.db", S1={"TEA": 10_000})
    yield made
    till.assert_sound(made)
    assert till.replay_differences(made) == ()
    made.close()


def atp(shop: Store, channel: str = "") -> int:
    with shop.read() as connection:
        now = utc_text(shop.now().isoformat())
        return availability.read(connection, ["TEA"], now=now, channel=channel)["TEA", "S1"].atp


def go_on(shop: Store, **time: float) -> None:
    shop.clock.at += timedelta(**time)  # type: ignore[attr-defined]


def kinds(shop: Store, *of: type) -> list[object]:
    with shop.read() as connection:
        facts = [entry_of(row).envelope.fact for row in till.journal_rows(connection)]
    return [fact for fact in facts if isinstance(fact, of)]


def as_centre(shop: Store) -> None:
    """From here on this database is the centre's."""
    with shop.write() as tx:
        set_local(tx.connection, {"centre.generation": "g1"})
        tx.connection.execute(local.delete().where(local.c.key == "centre.spoke_at"))


def as_till(shop: Store) -> None:
    """From here on it is a till's again."""
    with shop.write() as tx:
        set_local(tx.connection, {"centre.spoke_at": "now"})


def running(shop: Store) -> tuple[reports.LeaseView, ...]:
    with shop.read() as connection:
        return reports.running(connection, shop.profile, shop.now())


def test_a_lease_is_kept_from_everybody_until_it_is_over(shop: Store) -> None:
    leases.grant(shop, "TEA", 4000, "web", hours=4)
    assert (atp(shop), atp(shop, "web")) == (6000, 6000)
    go_on(shop, hours=4, minutes=1)
    assert atp(shop) == 6000
    go_on(shop, minutes=1)
    assert atp(shop) == 10_000


def test_the_counter_sells_its_own_share_and_asks_beyond_it(shop: Store) -> None:
    leases.grant(shop, "TEA", 8000, "web")
    till.sell(shop, (TEA, 1000))
    before = till.count(shop)
    with pytest.raises(StockLeased) as refused:
        till.sell(shop, (TEA, 2000))
    assert (refused.value.sku, refused.value.wanted, refused.value.free) == ("TEA", 2000, 1000)
    assert till.count(shop) == before
    sold = till.sell(shop, (TEA, 2000), override="in the hand")
    (told,) = kinds(shop, LeaseOverridden)
    assert told == LeaseOverridden(
        sale=sold.id, sku="TEA", location="S1", quantity=2000, free=1000, reason="in the hand"
    )
    assert atp(shop) == -1000


def test_a_sale_after_the_lease_needs_no_override(shop: Store) -> None:
    leases.grant(shop, "TEA", 10_000, "web", hours=1)
    go_on(shop, hours=1, minutes=2)
    till.sell(shop, (TEA, 10_000))
    assert kinds(shop, LeaseOverridden) == []


def test_what_is_not_free_is_not_granted(shop: Store) -> None:
    leases.grant(shop, "TEA", 7000, "web")
    before = till.count(shop)
    with pytest.raises(NotEnoughStock) as refused:
        leases.grant(shop, "TEA", 4000, "marketplace")
    assert (refused.value.wanted, refused.value.available) == (4000, 3000)
    assert till.count(shop) == before


def test_asked_twice_granted_once(shop: Store) -> None:
    command = str(uuid4())
    first = leases.grant(shop, "TEA", 1000, "web", command=command)
    assert leases.grant(shop, "TEA", 1000, "web", command=command).envelope.id == first.envelope.id
    with pytest.raises(RecordedOtherwise):
        leases.grant(shop, "TEA", 2000, "web", command=command)
    assert atp(shop) == 9000


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("TEA", 1500, "web"), Refused),
        (("TEA", 0, "web"), Refused),
        (("NOPE", 1000, "web"), Refused),
        (("WRAP", 1000, "web"), Refused),
        (("TEA", 1000, ""), BadLease),
        (("TEA", 1000, "carrier-pigeon"), Refused),
    ],
)
def test_a_grant_that_cannot_be(shop: Store, arguments: tuple[str, int, str], error: type[Refused]) -> None:
    before = till.count(shop)
    with pytest.raises(error):
        leases.grant(shop, *arguments)
    with pytest.raises(BadLease):
        leases.grant(shop, "TEA", 1000, "web", hours=0)
    assert till.count(shop) == before


def test_a_rule_grants_lengthens_and_tops_up(shop: Store) -> None:
    assert leases.set_rule(shop, "TEA", "web", 30, hours=4) == Rule("TEA", "", "web", 30, 4)
    assert leases.tend(shop) == 1
    assert [(one.granted, one.left) for one in running(shop)] == [(3000, 3000)]
    assert leases.tend(shop) == 0
    go_on(shop, hours=3)
    till.sell(shop, (TEA, 7000))
    assert leases.tend(shop) == 1
    (longer,) = kinds(shop, LeaseExtended)
    (lease,) = running(shop)
    assert isinstance(longer, LeaseExtended)
    assert (lease.granted, utc_text(lease.expires_at.isoformat())) == (3000, longer.expires_at)
    assert lease.minutes_left in (239, 240)
    assert atp(shop) == 0


def test_a_rule_for_all_and_one_for_a_product(shop: Store) -> None:
    leases.set_rule(shop, "all", "web", 10)
    leases.set_rule(shop, "TEA", "web", 50)
    leases.set_rule(shop, "all", "marketplace", 20)
    assert leases.tend(shop) == 2
    assert sorted((one.channel, one.granted) for one in running(shop)) == [("marketplace", 2000), ("web", 4000)]
    leases.set_rule(shop, "TEA", "web", 0)
    with shop.read() as connection:
        assert [(one.sku, one.channel) for one in reports.rules_of(connection)] == [("", "marketplace"), ("", "web")]
        assert len(connection.execute(lease_rule.select()).all()) == 3


def test_why_tells_of_leases(shop: Store) -> None:
    leases.grant(shop, "TEA", 4000, "web", hours=4)
    with shop.read() as connection:
        view = why_atp(connection, shop.profile, "TEA", shop.now())
    assert view.sound
    assert any("leased to channel web until 2026-11-23 13:00" in line for line in view.lines), view.lines


def test_the_centre_sells_of_leases_only(shop: Store) -> None:
    leases.grant(shop, "TEA", 3000, "web")
    as_centre(shop)
    assert (atp(shop), atp(shop, "web"), atp(shop, "marketplace")) == (7000, 3000, 7000)
    order = promising.place(shop, ("TEA", 2000))
    (told,) = kinds(shop, LeaseDrawn)
    (lease,) = running(shop)
    assert told == LeaseDrawn(order=order, draws=(LeaseDraw(lease=lease.id, quantity=2000),))
    assert (lease.drawn, lease.unconfirmed, lease.left) == (2000, 2000, 1000)
    assert (atp(shop), atp(shop, "web")) == (7000, 1000)
    with shop.read() as connection:
        view = why_atp(connection, shop.profile, "TEA", shop.now(), channel="web")
    assert (view.sound, view.atp) == (True, 1000)
    promising.place(shop, ("TEA", 2000))
    assert atp(shop, "web") == 0
    with pytest.raises(BadLease):
        leases.grant(shop, "TEA", 1000, "web")
    assert leases.tend(shop) == 0


def test_the_centre_stops_before_the_end_and_holds_count(shop: Store) -> None:
    from storeops.operations import reservations

    leases.set_rule(shop, "TEA", "web", 30)
    leases.tend(shop)
    as_centre(shop)
    reservations.reserve(shop, [("TEA", 1000)], channel="web", minutes=20)
    assert atp(shop, "web") == 2000
    go_on(shop, hours=3, minutes=57)
    assert atp(shop, "web") == 3000
    go_on(shop, minutes=1)
    assert (atp(shop), atp(shop, "web")) == (7000, 0)


def test_a_draw_is_confirmed_by_its_store_once(shop: Store) -> None:
    leases.grant(shop, "TEA", 3000, "web")
    order = _drawn(shop, 2000)
    assert leases.tend(shop) == 1
    (told,) = kinds(shop, DrawSettled)
    assert isinstance(told, DrawSettled)
    assert (told.order, told.outcome, told.draws[0].quantity) == (order, "confirmed", 2000)
    assert leases.tend(shop) == 0
    assert returning.take_back(shop) == ()


def test_what_was_sold_over_the_counter_by_override_is_not_confirmed(shop: Store) -> None:
    leases.grant(shop, "TEA", 3000, "web")
    till.sell(shop, (TEA, 9000), override="in the hand")
    _drawn(shop, 2000)
    assert leases.tend(shop) == 0
    assert kinds(shop, DrawSettled) == []


def test_a_draw_of_an_order_that_was_cancelled_is_not_confirmed(shop: Store) -> None:
    leases.grant(shop, "TEA", 3000, "web", hours=1)
    order = _drawn(shop, 2000)
    changing.cancel(shop, order, reason="changed mind")
    assert leases.tend(shop) == 0
    go_on(shop, hours=2)
    as_centre(shop)
    assert returning.take_back(shop) == (order,)
    assert [(told.outcome, told.order) for told in kinds(shop, DrawSettled) if isinstance(told, DrawSettled)] == [
        ("taken back", order)
    ]
    assert (returning.take_back(shop), atp(shop)) == ((), 10_000)


def test_another_tills_lease_is_kept_and_else_left_to_it(shop: Store) -> None:
    leases.set_rule(shop, "TEA", "web", 30, hours=4)
    lease = leases.grant(shop, "TEA", 3000, "web", hours=1).envelope.id
    _drawn(shop, 2000)
    mine, shop.profile = shop.profile, replace(shop.profile, device="another")
    assert leases.tend(shop) == 1
    assert [one.granted for one in running(shop)] == [3000, 1000]
    assert kinds(shop, DrawSettled, LeaseExtended) == []
    with pytest.raises(BadLease):
        leases.end(shop, lease)
    shop.profile = mine
    assert leases.tend(shop) == 2
    assert [type(fact) for fact in kinds(shop, DrawSettled, LeaseExtended)] == [DrawSettled, LeaseExtended]


def test_what_is_over_is_not_confirmed_but_taken_back_and_sourced_anew(shop: Store) -> None:
    from storeops.operations import stock

    stock.receive(shop, [("TEA", 5000)], location="S2")
    leases.grant(shop, "TEA", 3000, "web", hours=1)
    order = _drawn(shop, 2000)
    go_on(shop, hours=1, minutes=2)
    assert leases.tend(shop) == 0
    as_centre(shop)
    assert returning.take_back(shop) == (order,)
    assert returning.take_back(shop) == ()
    (told,) = kinds(shop, DrawSettled)
    assert isinstance(told, DrawSettled)
    assert (told.outcome, told.draws[0].quantity) == ("taken back", 2000)
    state = promising.read(shop, order)
    (line,) = state.goods
    assert sum(one.quantity for one in state.standing(line)) == 2000


def _drawn(shop: Store, quantity: int) -> str:
    """An order that the centre placed and drew, as a store holds it once it has pulled."""
    as_centre(shop)
    order = promising.place(shop, ("TEA", quantity))
    as_till(shop)
    assert len(kinds(shop, LeaseDrawn)) == 1
    return order


def test_ended_by_the_store_it_is_kept_and_by_the_centre_it_is_free(shop: Store) -> None:
    lease = leases.grant(shop, "TEA", 3000, "web").envelope.id
    leases.end(shop, lease[:20], "a sale")
    assert atp(shop) == 7000
    assert running(shop)[0].recalled
    with pytest.raises(LeaseOver):
        leases.end(shop, lease)
    with pytest.raises(UnknownLease):
        leases.end(shop, "0000000")


def test_given_back_by_the_centre(shop: Store) -> None:
    lease = leases.grant(shop, "TEA", 3000, "web").envelope.id
    as_centre(shop)
    promising.place(shop, ("TEA", 1000))
    with pytest.raises(BadLease):
        leases.end(shop, lease)
    as_till(shop)
    leases.tend(shop)
    as_centre(shop)
    leases.end(shop, lease)
    assert (atp(shop), running(shop)) == (9000, ())


def test_nothing_is_drawn_at_a_store(shop: Store) -> None:
    leases.grant(shop, "TEA", 3000, "web")
    with shop.write() as tx:
        draw(tx, "order", "web", ())
    promising.place(shop, ("TEA", 2000))
    assert kinds(shop, LeaseDrawn, LeaseGranted) == [kinds(shop, LeaseGranted)[0]]
