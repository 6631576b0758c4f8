"""Why so much may be promised: every step, kits by their parts, and a changed table told."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.machines import till

from storeops.operations import handling, places, reservations, stock, transfers
from storeops.operations.arrivals import Arrival
from storeops.reports.why import why_atp
from storeops.reports.why.atp import NotPromisedThere
from storeops.reports.why.view import WhyAtpView
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path):
    made = till.make(tmp_path / "shop.db")
    till.list_products(made, [till.item(sku) for sku in ("TEA", "WINE", "HAMPER")])
    handling.set_kit(made, "HAMPER", [("TEA", 2000), ("WINE", 1000)])
    places.add(made, "S2", kind="shop_floor")
    stock.receive(made, [("TEA", 10000), ("WINE", 3000), Arrival("TEA", 1000, "L1", status="display")])
    yield made
    made.close()


def why(shop: Store, sku: str = "TEA", **how: str) -> WhyAtpView:
    with shop.read() as connection:
        return why_atp(connection, shop.profile, sku, shop.now(), **how)


def test_every_step_with_what_it_rests_on(shop: Store) -> None:
    entry = reservations.reserve(shop, [("TEA", 2000)], minutes=30, channel="web", purpose="quote", reference="Q-7")
    sent = transfers.send(shop, "S1", "S2", [("TEA", 3000)])
    handling.set_safety(shop, [("TEA", 1000)])
    view = why(shop)
    assert (view.sound, view.atp) == (True, 4000)
    here, there = view.locations
    assert [(step.part, step.quantity, step.what, step.fact) for step in here.steps] == [
        ("on_hand", 8000, "on hand, as the moves of goods add up", ""),
        ("held", -1000, "display (lot L1)", ""),
        ("reserved", -2000, "reserved for web quote Q-7 until 2026-11-23 09:30 (owner)", entry.envelope.id),
        ("safety_stock", -1000, "safety stock of TEA at every location, every channel", ""),
    ]
    assert here.atp == 4000
    assert [(step.part, step.quantity, step.document, step.fact) for step in there.steps] == [
        ("on_hand", 0, "", ""),
        ("safety_stock", -1000, "", ""),
        ("in_transit", 3000, "S1-T1-X000001", sent.envelope.id),
    ]
    assert there.atp == -1000
    assert view.answer == "4 may be promised"
    assert [place.location for place in why(shop, location="S2").locations] == ["S2"]
    with pytest.raises(NotPromisedThere):
        why(shop, "WINE", location="S2")


def test_a_kit_is_explained_by_its_parts(shop: Store) -> None:
    view = why(shop, "HAMPER")
    assert (view.atp, view.sound) == (3000, True)
    assert {place.sku for place in view.locations} == {"TEA", "WINE"}
    assert view.lines[0] == "HAMPER is a kit: it has no stock of its own and is promised from its parts."
    assert view.lines[-1] == "At S1 WINE allows 3."


def test_a_changed_table_is_told(shop: Store) -> None:
    till.raw(shop, "UPDATE stock_balance SET quantity = 99000 WHERE sku = 'TEA' AND location = 'S1'")
    view = why(shop)
    assert not view.sound
    assert any("storeops doctor" in line for line in view.lines)
