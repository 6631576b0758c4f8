"""Taking money at the till: cash, card, both; what is refused, and that nothing changes then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.screens.cashier import MILK, TEA, at_the_till, count_of_sales, make_shop, sale

from storeops.operations import carts, drawer
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = make_shop(tmp_path)
    drawer.open_drawer(opened, 10000)
    yield opened
    opened.close()


async def test_card_asks_for_the_approval_code_in_place(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.press("f12")
        await cashier.enter("card")
        assert cashier.line == ("Card 3.49, approval code >", "", "Enter: without a code")
        await cashier.enter("4711")
        assert cashier.big == ("PAID", "3.49", "no change")
        assert cashier.said == "done: S1-T1-000001: Card 3.49"
    assert [(t.kind, t.amount, t.reference) for t in sale(shop).tenders] == [("card", 349, "4711")]


async def test_a_split_payment_lists_what_was_given_and_what_is_still_due(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA, MILK)
        await cashier.press("f12")
        await cashier.enter("1.50 card 004711")
        assert cashier.pad[2] == "Card 004711 1.50"
        assert cashier.big == ("STILL DUE", "3.14", "incl. VAT 0.77")
        assert cashier.said == "look: Card 004711 1.50 taken. 3.14 is still due."
        await cashier.enter("1")
        assert cashier.said == "look: Cash 1.00 taken. 2.14 is still due."
        assert cashier.line == (">", "", "Enter: exact cash 2.14")
        await cashier.press("up", "delete")
        assert cashier.said == "look: Card 004711 1.50 taken out: give it back."
        assert cashier.big[1] == "3.64"
        await cashier.enter("5")
        assert cashier.big == ("CHANGE", "1.36", "paid 4.64")
    made = sale(shop)
    assert [(t.kind, t.amount) for t in made.tenders] == [("cash", 100), ("cash", 500)]
    assert made.change == 136


async def test_escape_goes_back_one_step_and_what_was_given_stays(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.press("f12")
        await cashier.enter("1 card 7")
        await cashier.press("escape")
        assert cashier.big == ("TOTAL", "3.49", "incl. VAT 0.58")
        assert cashier.summary[1] == ("", "given: 1.00")
        await cashier.scan(MILK)
        await cashier.press("f8")
        assert cashier.said.startswith("wrong: The sale was not parked. Money was given for this sale already")
        await cashier.press("f12")
        assert cashier.big == ("STILL DUE", "3.64", "incl. VAT 0.77")
        assert cashier.pad[2] == "Card 7 1.00"


async def test_too_much_on_the_card_is_refused_with_the_amounts(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.press("f12")
        await cashier.enter("12.50 card 004711")
        assert cashier.said == (
            "wrong: 12.50 on the card is 9.01 more than the 3.49 due, and change is given for cash only. "
            "Put 3.49 or less on the card."
        )
        assert cashier.line[1] == "12.50 card 004711"
        assert cashier.big == ("TO PAY", "3.49", "incl. VAT 0.58")
    assert count_of_sales(shop) == 0


async def test_a_scan_while_paying_goes_back_to_the_goods_as_long_as_nothing_was_given(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.press("f12")
        await cashier.scan(MILK)
        assert cashier.cart == [("TEA", 1000, 349), ("MILK", 1000, 115)]
        assert cashier.big[0] == "TOTAL"
        await cashier.press("f12")
        await cashier.enter("1")
        await cashier.scan(MILK)
        assert cashier.said == (
            f"wrong: {MILK} was not added. Money was given for this sale already: finish it, "
            "or take the payment out with Del."
        )
        assert cashier.cart == [("TEA", 1000, 349), ("MILK", 1000, 115)]
        assert cashier.big[:2] == ("STILL DUE", "3.64")


@pytest.mark.parametrize("code", ["5012345678917", "123456", "99999999999999999999"])
async def test_digits_of_a_barcode_are_never_money(shop: Store, code: str) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.press("f12")
        for _ in range(2):
            await cashier.scan(code)
            assert cashier.said.startswith("wrong: ")
            await cashier.enter(code)
            assert cashier.said.startswith("wrong: ")
        assert cashier.big == ("TO PAY", "3.49", "incl. VAT 0.58")
        assert cashier.cart == [("TEA", 1000, 349)]
    assert count_of_sales(shop) == 0


async def test_a_barcode_in_the_place_of_the_approval_code_is_an_item(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.press("f12")
        await cashier.enter("card")
        await cashier.scan(MILK)
        assert cashier.cart == [("TEA", 1000, 349), ("MILK", 1000, 115)]
    assert count_of_sales(shop) == 0


@pytest.mark.parametrize("before", ["", "card ", "3.49 card "])
async def test_a_card_number_is_refused_and_does_not_stay_on_the_screen(shop: Store, before: str) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.press("f12")
        await cashier.enter(before + "4111111111111111")
        assert "card number" in cashier.said
        assert "4111" not in cashier.said
        assert cashier.line[1] == ""
        assert cashier.big == ("TO PAY", "3.49", "incl. VAT 0.58")
    assert count_of_sales(shop) == 0


async def test_a_card_number_in_the_place_of_an_answer_is_refused(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        for key, ends in [("f7", "Customer >"), ("f8", "Park as >")]:
            await cashier.press(key)
            await cashier.enter("Ann 4111 1111 1111 1111")
            assert "card number" in cashier.said
            assert cashier.line[:2] == (ends, "")
            await cashier.press("escape")
        assert carts.current(shop).customer == ""
        assert carts.parked(shop) == ()


async def test_300_characters_of_a_stuck_scanner_change_nothing(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.scan("7" * 300)
        assert cashier.said.startswith("wrong: ")
        assert "300 characters are too many" in cashier.said
        assert cashier.cart == [("TEA", 1000, 349)]


async def test_a_drawer_closed_meanwhile_is_asked_about_and_the_sale_goes_on(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.press("f12")
        drawer.close(shop, 10000)
        await cashier.enter("5")
        assert cashier.line == ("Float >", "", "Enter: open the drawer with 100.00, the last float")
        assert cashier.cart == [("TEA", 1000, 349)]
        await cashier.press("enter")
        assert cashier.big[0] == "TO PAY"
        await cashier.enter("5")
        assert cashier.big == ("CHANGE", "1.51", "paid 3.49")
    assert count_of_sales(shop) == 1


async def test_money_is_written_and_rounded_as_the_country_does(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, country="DE", currency="EUR")
    drawer.open_drawer(shop, 0)
    async with at_the_till(shop) as cashier:
        await cashier.enter("0,350*APPLE")
        assert cashier.rows == ["0,350 | Apples loose | 2,20 / kg |  | 0,77"]
        await cashier.press("f12")
        await cashier.enter("20.00")
        assert cashier.said.startswith("wrong: ")
        await cashier.enter("20,00")
        assert cashier.big[:2] == ("CHANGE", "19,23")
    shop.close()


async def test_cash_is_rounded_where_small_coins_are_gone_and_cards_are_not(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, country="CH", currency="CHF")
    drawer.open_drawer(shop, 0)
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA, MILK, MILK)
        await cashier.enter("-0.01")
        await cashier.press("f12")
        assert cashier.big == ("TO PAY", "5.78", "in cash 5.80")
        assert cashier.line[2] == "Enter: exact cash 5.80"
        await cashier.press("enter")
        assert cashier.big == ("PAID", "5.80", "no change")
    assert (sale(shop).rounding, sale(shop).total) == (2, 578)
    shop.close()


async def test_any_scan_gives_a_question_up_and_is_never_its_answer(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.press("f7")
        await cashier.scan("SHELF-77")
        assert cashier.said.startswith("wrong: There is no product 'SHELF-77'.")
        assert cashier.line[:2] == (">", "SHELF-77")
        assert carts.current(shop).customer == ""
