"""Goods that come back without a receipt: what goes back for them, what it does to stock and books, what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.machines import till

from storeops.database.tables import kit_part, price
from storeops.documents.receipt import receipt
from storeops.documents.text import lines as printed
from storeops.journal.facts import SaleReturned
from storeops.operations import returns, stock
from storeops.operations.carts import NoReason
from storeops.operations.drawer import DrawerNotOpen
from storeops.operations.lookup import NoPrice, UnknownProduct
from storeops.operations.shop import next_revision, put, set_setting
from storeops.operations.stock import UnknownLocation
from storeops.reports import sales as reports
from storeops.reports.letterhead import letterhead
from storeops.reports.why import why_price, why_tax
from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.carts import TooMuchMoney
from storeops.rules.errors import Refused
from storeops.rules.quantity import NotAQuantity, NotWhole
from storeops.rules.returns import NothingToReturn, OverReceiptlessLimit, UnknownDisposition
from storeops.rules.tenders import CARD, UnknownTender
from storeops.store import RecordedOtherwise, Store

GOODS = (
    till.item("TEA", 250),
    till.item("APPLE", 199, unit="kg", cost=90),
    till.item("SET", 1000),
    till.item("HELP", 500, stocked=False),
)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Store]:
    """A British shop whose tea cost 2.20 last year, its drawer open with 100.00; a set is two teas."""
    made = till.trading(tmp_path / "shop.db")
    till.list_products(made, GOODS)
    with made.write() as tx:
        revision = next_revision(tx)
        for list_, since, until, amount in (
            ("", "1999-01-01", "1999-12-31", 220),
            ("web", "2000-01-01", "", 230),
            ("", "2090-01-01", "", 100),
        ):
            values = {"sku": "TEA", "price_list": list_, "valid_from": since, "valid_to": until, "amount": amount}
            put(tx, price, revision, values)
        put(tx, kit_part, revision, {"kit": "SET", "sku": "TEA", "quantity": 2000})
    yield made
    made.close()


def back(counter: Store, *goods: tuple[str, int, int | None], **how: str) -> returns.SaleView:
    return returns.take_back_without_receipt(counter, goods, "no receipt", **how)  # type: ignore[arg-type]


def test_it_is_right_to_the_last_posting(counter: Store) -> None:
    made = back(counter, ("TEA", 2000, 240), ("APPLE", 1250, None), customer="Ann Reed")
    assert (made.kind, made.number, made.original, made.reason) == ("return", "S1-T1-000001", "", "no receipt")
    assert [(line.quantity, line.unit_price, line.amount, line.tax) for line in made.lines] == [
        (2000, 240, 480, 80),
        (1250, 199, 249, 42),
    ]
    assert (made.net, made.tax, made.total, made.customer) == (607, 122, 729, "Ann Reed")
    assert [(tender.kind, tender.amount) for tender in made.tenders] == [("cash", 729)]
    with counter.read() as connection:
        accounts = till.accounts(connection)
        assert accounts["drawer"] == 10_000 - 729
        assert (accounts["cost_of_goods"], accounts["inventory"], accounts["revenue"]) == (-313, 313, 607)
        (entry,) = [one for one in till.entries(connection) if isinstance(one.envelope.fact, SaleReturned)]
    assert entry.envelope.fact.original == entry.envelope.fact.original_number == ""
    assert [line.original_line for line in entry.envelope.fact.lines] == [0, 0]
    assert stock.on_hand(counter, "TEA") == {"S1": 2000}
    assert stock.on_hand(counter, "APPLE") == {"S1": 1250}
    till.assert_sound(counter)
    assert till.replay_differences(counter) == ()


@pytest.mark.parametrize(
    ("code", "quantity", "total"),
    [("TEA", 1000, 220), ("tea", 3000, 660), ("APPLE", 500, 100), ("SET", 1000, 1000), ("HELP", 2000, 1000)],
)
def test_without_a_price_the_lowest_there_ever_was_goes_back(
    counter: Store, code: str, quantity: int, total: int
) -> None:
    assert back(counter, (code, quantity, None)).total == total
    till.assert_sound(counter)


def test_a_kit_comes_back_as_its_parts_and_a_service_as_nothing(counter: Store) -> None:
    back(counter, ("SET", 2000, 900), ("HELP", 1000, None))
    assert stock.on_hand(counter, "TEA") == {"S1": 4000}
    assert stock.on_hand(counter, "SET") == stock.on_hand(counter, "HELP") == {}
    till.assert_sound(counter)
    assert till.replay_differences(counter) == ()


def test_scrap_goes_away_and_a_card_needs_no_drawer(tmp_path: Path) -> None:
    shop = till.make(tmp_path / "shop.db")
    till.list_products(shop, GOODS)
    made = back(shop, ("TEA", 1000, None), tender=CARD, disposition="scrap")
    assert [(tender.kind, tender.amount) for tender in made.tenders] == [("card", 250)]
    assert stock.on_hand(shop, "TEA") == {}
    with shop.read() as connection:
        accounts = till.accounts(connection)
    assert (accounts["card_clearing"], accounts["shrinkage"], accounts["cost_of_goods"]) == (-250, 100, -100)
    before = till.dump(shop)
    with pytest.raises(DrawerNotOpen):
        back(shop, ("TEA", 1000, None))
    assert till.dump(shop) == before
    shop.close()


def test_cash_is_paid_in_coins(tmp_path: Path) -> None:
    shop = till.trading(tmp_path / "shop.db", country="CH", currency="CHF")
    till.list_products(shop, GOODS)
    made = back(shop, ("APPLE", 100, None), ("TEA", 1000, 238))
    assert (made.total, made.rounding, made.tenders[0].amount) == (258, 2, 260)
    till.assert_sound(shop)
    shop.close()


def test_the_same_form_twice_takes_back_once(counter: Store) -> None:
    command = "0190f3c1-0000-7000-8000-000000000001"
    first = back(counter, ("TEA", 1000, None), command=command)
    before = till.dump(counter)
    assert back(counter, ("TEA", 1000, None), command=command).number == first.number
    with pytest.raises(RecordedOtherwise):
        back(counter, ("TEA", 2000, None), command=command)
    assert till.dump(counter) == before


REFUSALS: list[tuple[type[Refused], Callable[[Store], object]]] = [
    (UnknownProduct, lambda c: back(c, ("TEA", 1000, None), ("COFFEE", 1000, 1))),
    (NotWhole, lambda c: back(c, ("TEA", 1500, None))),
    (NotAQuantity, lambda c: back(c, ("TEA", 0, None))),
    (NotAQuantity, lambda c: back(c, ("TEA", -1000, None))),
    (TooMuchMoney, lambda c: back(c, ("TEA", 1000, -1))),
    (TooMuchMoney, lambda c: back(c, ("TEA", 1000, 10**13))),
    (NothingToReturn, lambda c: back(c)),
    (UnknownDisposition, lambda c: back(c, ("TEA", 1000, None), disposition="eat")),
    (UnknownTender, lambda c: back(c, ("TEA", 1000, None), tender="deposit")),
    (UnknownLocation, lambda c: back(c, ("TEA", 1000, None), location="MOON")),
    (CardNumberRefused, lambda c: back(c, ("TEA", 1000, None), customer="4111 1111 1111 1111")),
    (NoReason, lambda c: returns.take_back_without_receipt(c, [("TEA", 1000, None)], " ")),
]


@pytest.mark.parametrize(("kind", "attempt"), REFUSALS)
def test_a_refusal_changes_nothing(counter: Store, kind: type[Refused], attempt: Callable[[Store], object]) -> None:
    before = till.dump(counter)
    with pytest.raises(kind):
        attempt(counter)
    assert till.dump(counter) == before


def test_a_product_that_never_had_a_price_needs_one_named(counter: Store) -> None:
    with counter.write() as tx:
        revision = next_revision(tx)
        tx.connection.execute(update(price).where(price.c.sku == "APPLE").values(deleted=True, revision=revision))
    with pytest.raises(NoPrice):
        back(counter, ("APPLE", 1000, None))
    assert back(counter, ("APPLE", 1000, 50)).total == 50


def test_the_limit_is_the_shops(counter: Store) -> None:
    set_setting(counter, "receiptless_limit", "5.00")
    assert back(counter, ("TEA", 2000, 250)).total == 500
    before = till.dump(counter)
    with pytest.raises(OverReceiptlessLimit) as refused:
        back(counter, ("TEA", 2000, 250), ("HELP", 1000, 1))
    assert (refused.value.total, refused.value.limit) == (501, 500)
    assert "at most 5.00" in str(refused.value)
    assert till.dump(counter) == before


def test_what_it_says_of_itself(counter: Store) -> None:
    number = back(counter, ("TEA", 1000, None)).number
    with counter.read() as connection:
        view = reports.by_number(connection, number)
        price_told = why_price(connection, counter.profile, number, 1)
        tax_told = why_tax(connection, counter.profile, number)
    paper = "\n".join(printed(receipt(view, letterhead(counter.profile), width=42)))
    assert "Taken back without a receipt" in paper
    assert "For receipt" not in paper
    assert price_told.lines[0] == "1 came back without a receipt: no receipt."
    assert "2.20 was given for one" in price_told.lines[1]
    assert any("the rates are those of the day" in line for line in tax_told.lines)
    assert "without a receipt" in price_told.facts[0].what
