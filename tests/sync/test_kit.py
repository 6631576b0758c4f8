"""A till's facts on a stick: whole, signed, taken in exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.machines import till
from tests.sync.test_hand_in import TEA

from storeops.database.engine import FileExists
from storeops.database.queries import exchange as queries
from storeops.operations import stock, tills
from storeops.store import Store
from storeops.sync import kit, signing, wire


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = till.trading(tmp_path / "shop.db")
    till.list_products(made, [TEA])
    stock.receive(made, [("TEA", 50_000)])
    till.sell(made, (TEA, 3000))
    signing.make_key(signing.key_path(made.settings.database))
    yield made
    made.close()


@pytest.fixture
def centre(tmp_path: Path, shop: Store) -> Iterator[Store]:
    """A centre on a file of its own, which knows the till."""
    made = till.make(tmp_path / "centre.db")
    public = signing.make_key(signing.key_path(shop.settings.database))
    tills.enrol(made, tills.invite(made, "S1", "T1").code, shop.profile.device, public)
    yield made
    made.close()


def test_everything_is_taken_in_once(shop: Store, centre: Store, tmp_path: Path) -> None:
    before = till.count(centre)
    made = kit.export(shop, tmp_path / "kit")
    assert (made.facts, made.size) == (till.count(shop), (tmp_path / "kit").stat().st_size)
    taken = kit.take_in(centre, tmp_path / "kit")
    assert (taken.terminal, taken.facts, taken.new, taken.parked) == ("S1-T1", made.facts, made.facts, 0)
    assert till.count(centre) == before + made.facts
    again = kit.take_in(centre, tmp_path / "kit")
    assert (again.facts, again.new, till.count(centre)) == (made.facts, 0, before + made.facts)
    till.sell(shop, (TEA, 1000))
    kit.export(shop, tmp_path / "later")
    assert kit.take_in(centre, tmp_path / "later").new == 1


def test_only_what_waits_is_written(shop: Store, centre: Store, tmp_path: Path) -> None:
    (chain,) = kit.OwnFacts(shop).chains()
    with shop.write() as tx:
        queries.acknowledge(tx.connection, chain.name, chain.head, "")
    till.sell(shop, (TEA, 1000))
    assert kit.export(shop, tmp_path / "kit").facts == 1
    assert kit.export(shop, tmp_path / "all", everything=True).facts == till.count(shop)
    with pytest.raises(kit.Incomplete):
        kit.take_in(centre, tmp_path / "kit")
    assert kit.take_in(centre, tmp_path / "all").new == till.count(shop)
    with pytest.raises(FileExists):
        kit.export(shop, tmp_path / "kit")


def lines(path: Path) -> list[bytes]:
    return list(wire.lines_of(path.read_bytes()))


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found[:-1],
        lambda found: [found[0], *found[2:]],
        lambda found: [found[0], found[1].replace(b'"store":"S1"', b'"store":"S2"'), *found[2:]],
        lambda found: [found[0].replace(b'"device":"', b'"device":"x'), *found[1:]],
        lambda found: [found[0].replace(b'"kit":1', b'"kit":2'), *found[1:]],
        lambda found: [*found[:-1], msgspec.json.encode({"facts": len(found) - 2, "signature": b"\0" * 64})],
        lambda found: [],
    ],
    ids=["no end", "a fact less", "a fact changed", "another till", "another version", "no signature", "empty"],
)
def test_what_is_not_the_tills_is_not_taken(shop: Store, centre: Store, tmp_path: Path, change) -> None:
    kit.export(shop, tmp_path / "kit")
    (tmp_path / "forged").write_bytes(wire.compress(change(lines(tmp_path / "kit"))))
    before = till.count(centre)
    with pytest.raises(kit.NotAKit):
        kit.take_in(centre, tmp_path / "forged")
    (tmp_path / "noise").write_bytes(b"noise")
    for name in ("noise", "none"):
        with pytest.raises(kit.NotAKit):
            kit.take_in(centre, tmp_path / name)
    assert till.count(centre) == before


def test_a_revoked_till_hands_in_without_effect(shop: Store, centre: Store, tmp_path: Path) -> None:
    kit.export(shop, tmp_path / "kit")
    tills.revoke(centre, "S1-T1")
    taken = kit.take_in(centre, tmp_path / "kit")
    assert (taken.new, taken.parked) == (taken.facts, taken.facts)
    with centre.read() as connection:
        assert till.ledger(connection) == {}
    with shop.read() as connection:
        assert till.ledger(connection) != {}
