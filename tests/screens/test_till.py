"""The till as a cashier works it: what is typed, what the screen says, what the shop's books hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.screens.cashier import MILK, TEA, at_the_till, count_of_sales, make_shop, sale

from storeops.operations import carts, drawer
from storeops.reports.drawer import x_report
from storeops.screens.barcode_lab import BarcodeLabScreen
from storeops.screens.widgets.big_amount import BigAmount
from storeops.screens.widgets.line_list import LineList
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = make_shop(tmp_path)
    drawer.open_drawer(opened, 10000)
    yield opened
    opened.close()


async def test_scan_scan_enter_enter_is_a_sale(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        assert cashier.line == (">", "", "")
        await cashier.scan(TEA, MILK)
        assert cashier.rows == ["1 | Tea 80 bags | 3.49 |  | 3.49", "1 | [/] Milk, 1 pt | 1.15 |  | 1.15"]
        assert cashier.said == "done: [/] Milk, 1 pt added"
        assert cashier.big == ("TOTAL", "4.64", "incl. VAT 0.77")
        assert cashier.line == (">", "", "Enter: pay 4.64")
        await cashier.press("enter")
        assert cashier.big == ("TO PAY", "4.64", "incl. VAT 0.77")
        assert cashier.line == (">", "", "Enter: exact cash 4.64")
        await cashier.press("enter")
        assert cashier.big == ("PAID", "4.64", "no change")
        assert cashier.said == "done: S1-T1-000001: Cash 4.64"
    made = sale(shop)
    assert [(line.sku, line.quantity, line.amount) for line in made.lines] == [("TEA", 1000, 349), ("MILK", 1000, 115)]
    assert (made.total, [(t.kind, t.amount) for t in made.tenders], made.change) == (464, [("cash", 464)], 0)
    assert carts.current(shop).lines == ()


async def test_the_change_is_the_biggest_thing_until_the_next_scan_begins_the_next_sale(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.press("f12")
        await cashier.enter("20")
        assert cashier.big == ("CHANGE", "16.51", "paid 3.49")
        assert cashier.rows == ["1 | Tea 80 bags | 3.49"]
        assert cashier.pad == [
            "Total 3.49",
            "",
            "Cash 20.00",
            "Change -16.51",
            "",
            "S1-T1-000001",
            "No printer is set up.",
        ]
        assert cashier.line == (">", "", "scan the next")
        await cashier.scan(MILK)
        assert cashier.rows == ["1 | [/] Milk, 1 pt | 1.15 |  | 1.15"]
        assert cashier.big == ("TOTAL", "1.15", "incl. VAT 0.19")
    assert (sale(shop).change, count_of_sales(shop)) == (1651, 1)


async def test_without_an_open_drawer_one_can_scan_and_the_float_is_asked_before_paying(
    tmp_path: Path,
) -> None:
    shop = make_shop(tmp_path)
    async with at_the_till(shop) as cashier:
        assert cashier.said == "look: The drawer is closed: Enter opens it. You can scan before."
        assert cashier.line == (">", "", "Enter: open the drawer")
        await cashier.scan(TEA)
        await cashier.press("enter")
        assert cashier.line == ("Float >", "", "type the float, 0 for none")
        await cashier.enter("fifty")
        assert cashier.said.startswith("wrong: 'fifty' is not an amount of money")
        assert cashier.line[:2] == ("Float >", "fifty")
        await cashier.enter("50")
        assert cashier.big[0] == "TO PAY"
        assert cashier.line == (">", "", "Enter: exact cash 3.49")
    with shop.read() as connection:
        assert x_report(connection, "S1-T1", shop.now()).float == 5000
    shop.close()


async def test_enter_takes_the_last_float(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    drawer.open_drawer(shop, 10000)
    drawer.close(shop, 10000)
    async with at_the_till(shop) as cashier:
        await cashier.press("enter")
        assert cashier.line == ("Float >", "", "Enter: open the drawer with 100.00, the last float")
        await cashier.press("enter")
        assert cashier.said == "done: The drawer is open with 100.00."
        assert cashier.line == (">", "", "")
    shop.close()


async def test_a_barcode_scanned_instead_of_the_float_is_an_item(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    async with at_the_till(shop) as cashier:
        await cashier.press("enter")
        await cashier.type(TEA)
        await cashier.press("enter")
        assert cashier.cart == [("TEA", 1000, 349)]
        assert cashier.line == (">", "", "Enter: pay 3.49")
    shop.close()


async def test_quantities_discounts_and_prices_are_typed_on_the_line(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.enter("2*TEA")
        assert cashier.said == "done: 2 Tea 80 bags added"
        await cashier.enter("0.350*APPLE")
        assert cashier.said == "done: 0.350 kg Apples loose added"
        await cashier.enter("-10%")
        assert cashier.rows[1] == "0.350 | Apples loose | 2.20 / kg | -0.08 | 0.69"
        assert cashier.notes == ["10% off"]
        await cashier.press("up")
        await cashier.enter("-1.50")
        assert cashier.rows[0] == "2 | Tea 80 bags | 3.49 | -1.50 | 5.48"
        assert cashier.notes == ["1.50 off", "10% off"]
        await cashier.enter("@2.50")
        assert cashier.line == ("Tea 80 bags for 2.50, why >", "", "Esc: leave 3.49")
        await cashier.enter("")
        assert cashier.said == "wrong: Another price needs a reason. Say in a word or two why."
        assert cashier.cart == [("TEA", 2000, 349), ("APPLE", 350, 220)]
        await cashier.enter("dented")
        assert cashier.rows[0] == "2 | Tea 80 bags | 2.50 | -1.50 | 3.50"
        assert cashier.notes == ["price changed: dented", "1.50 off", "10% off"]
        assert cashier.summary[0] == ("", "2 lines, 3 items")
        assert cashier.big[1] == "4.19"


async def test_f4_changes_the_quantity_and_refuses_what_is_none(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.press("f4")
        assert cashier.line == ("Tea 80 bags, quantity >", "", "or @ and a price; Enter: leave 1")
        for text, words in [
            ("0", "wrong: '0' is not a quantity: enter how many or how much."),
            ("1000000000", "wrong: '1000000000' is not a quantity: it is more than 1000000; a barcode may"),
            ("1.5", "wrong: 1.5 ea is not possible: enter whole numbers of each."),
            ("two", "wrong: 'two' is not a quantity"),
        ]:
            await cashier.enter(text)
            assert cashier.said.startswith(words)
            assert cashier.cart == [("TEA", 1000, 349)]
            assert cashier.line[0] == "Tea 80 bags, quantity >"
        await cashier.enter("3")
        assert cashier.cart == [("TEA", 3000, 349)]
        assert cashier.said == "done: Tea 80 bags: 3 now"


async def test_f5_is_for_the_line_and_pressed_again_for_the_whole_sale(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA, MILK)
        await cashier.press("f5")
        assert cashier.line[0] == "Off [/] Milk, 1 pt >"
        await cashier.enter("10%")
        assert cashier.rows[1] == "1 | [/] Milk, 1 pt | 1.15 | -0.12 | 1.03"
        await cashier.press("f5", "f5")
        assert cashier.line[0] == "Off the whole sale >"
        await cashier.enter("1 friend")
        assert cashier.summary[1] == ("", "Off the whole sale (friend)  -1.00")
        assert cashier.big[:2] == ("TOTAL", "3.52")
        await cashier.press("f5", "f5")
        await cashier.enter("100")
        assert cashier.said == "wrong: This off is more than the sale it would come off. Give a smaller reduction."
        await cashier.enter("0")
        assert cashier.big[1] == "4.52"


async def test_words_list_what_they_find_and_enter_takes_the_selected_one(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.type("milk")
        await cashier.until(lambda: len(cashier.found) == 2)
        assert cashier.found == [
            "[/] Milk, 1 pt | MILK | 0 | 1.15",
            "Milk chocolate biscuits | BISC | 0 | 1.89",
        ]
        assert cashier.line == (">", "milk", "Enter: [/] Milk, 1 pt")
        await cashier.press("down")
        assert cashier.line == (">", "milk", "Enter: Milk chocolate biscuits")
        await cashier.press("enter")
        assert cashier.cart == [("BISC", 1000, 189)]
        assert cashier.line == (">", "", "Enter: pay 1.89")
        assert not cashier.till.has_class("-finding")


async def test_letters_go_on_typing_while_the_list_stands_and_a_quantity_before_them_counts(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.type("3*mi")
        await cashier.until(lambda: len(cashier.found) == 2)
        await cashier.type(" choc")
        await cashier.until(lambda: len(cashier.found) == 1)
        assert cashier.line == (">", "3*mi choc", "Enter: 3 x Milk chocolate biscuits")
        await cashier.press("enter")
        assert cashier.cart == [("BISC", 3000, 189)]


async def test_enter_before_anything_was_seen_shows_the_list_and_takes_nothing(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        cashier.till.set_text("mil")
        await cashier.press("enter")
        assert cashier.said == "look: 2 found. Up and Down select, Enter takes it."
        assert cashier.cart == []
        assert cashier.line == (">", "mil", "Enter: [/] Milk, 1 pt")
        await cashier.press("enter")
        assert cashier.cart == [("MILK", 1000, 115)]


async def test_what_is_not_known_stays_in_the_line_selected(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan("5012345678917")
        assert cashier.said == ("wrong: There is no product '5012345678917'. Scan it again, or search for it by name.")
        assert cashier.line[1] == "5012345678917"
        await cashier.scan(TEA)
        assert cashier.cart == [("TEA", 1000, 349)]


async def test_what_was_taken_out_or_given_up_can_be_put_back(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA, MILK)
        await cashier.enter("-10%")
        before = cashier.rows
        await cashier.press("delete")
        assert cashier.said == "look: [/] Milk, 1 pt taken out. Ctrl+Z puts it back."
        assert cashier.cart == [("TEA", 1000, 349)]
        await cashier.press("ctrl+z")
        assert cashier.rows == before
        await cashier.enter("?")
        letter = next(line.split()[0] for line in cashier.panel if "Give up this sale" in line)
        await cashier.type(letter.lower())
        assert cashier.asked == "Give up this sale of 4.52? Y: give it up   N: keep it"
        await cashier.type("n")
        assert cashier.rows == before
        await cashier.enter("?")
        await cashier.type(letter.lower())
        await cashier.type("y")
        assert cashier.cart == []
        await cashier.press("ctrl+z")
        assert cashier.rows == before
        assert cashier.cart == [("TEA", 1000, 349), ("MILK", 1000, 115)]


async def test_a_scan_answers_no_and_is_taken(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.till.ask_void()
        await cashier.scan(MILK)
        assert cashier.cart == [("TEA", 1000, 349), ("MILK", 1000, 115)]


async def test_park_and_recall(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.press("f7")
        await cashier.enter("Ann Reed")
        assert cashier.summary[0] == ("Ann Reed", "1 line, 1 item")
        await cashier.press("f8")
        assert cashier.line[:2] == ("Park as >", "Ann Reed")
        await cashier.press("enter")
        assert cashier.said == "done: Parked as Ann Reed. F8 brings it back."
        assert cashier.summary == (("", ""), ("1 parked sale: F8", ""))
        await cashier.scan(MILK)
        await cashier.press("f8", "enter")
        assert cashier.said == "done: Parked as 14:07. F8 brings it back."
        await cashier.press("f8")
        assert cashier.found == ["Ann Reed | 14:07 | S1-T1 | 1 | 3.49", "14:07 | 14:07 | S1-T1 | 1 | 1.15"]
        assert cashier.line[2] == "Enter: go on with Ann Reed"
        await cashier.press("enter")
        assert cashier.rows == ["1 | Tea 80 bags | 3.49 |  | 3.49"]
        assert cashier.summary == (("Ann Reed", "1 line, 1 item"), ("1 parked sale: F8", ""))


async def test_why_the_selected_line_costs_what_it_costs(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.enter("2*TEA")
        await cashier.press("f9")
        assert cashier.panel[:2] == ["Price of Tea 80 bags (TEA)", "6.98"]
        await cashier.scan(MILK)
        assert not cashier.till.panel_open
        assert len(cashier.cart) == 2


async def test_f9_on_what_was_not_understood_opens_the_barcode_lab_on_it(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA, "5012345678917")
        assert cashier.line == (">", "5012345678917", "F9: what is in it")
        await cashier.press("f9")
        lab = cashier.app.job
        assert isinstance(lab, BarcodeLabScreen)
        assert lab.explained is not None and lab.explained.found is None
        assert lab.explained.lines[0].endswith("5012345678917")
        await cashier.press("escape")
        assert cashier.app.job is cashier.till
        assert cashier.line == (">", "", "Enter: pay 3.49")
        await cashier.press("f9")
        assert cashier.panel[:2] == ["Price of Tea 80 bags (TEA)", "3.49"]


async def test_the_list_with_letters_turns_its_pages_and_keeps_its_question(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA, MILK)
        await cashier.press("f11")
        assert not [line for line in cashier.panel if "(Up)" in line or "(Down)" in line]
        await cashier.press("down", "pagedown", "up")
        assert cashier.till.panel_open and cashier.asked == "Which? One letter. Esc: back"
        letter = next(line.split()[0] for line in cashier.panel if "The day so far" in line)
        await cashier.press(letter.lower())
        assert cashier.app.job.title_words == "The day"


async def test_what_is_weighed_and_was_not_is_said_aloud_and_stops_nothing(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan("2000000000039")
        assert cashier.said == "look: Apples loose: taken as 1.000 kg. F4 if it is more or less."
        await cashier.press("f4")
        await cashier.enter("0.350")
        assert cashier.said == "done: Apples loose: 0.350 kg now"
        await cashier.enter("2*APPLE")
        assert cashier.said == "done: 2.000 kg Apples loose added"
        await cashier.scan(TEA)
        assert cashier.said == "done: Tea 80 bags added"


async def test_the_total_stands_still_when_something_is_said(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        before = cashier.till.query_one(BigAmount).region
        await cashier.scan("5012345678917")
        assert len(cashier.said) > 79
        assert cashier.till.query_one(BigAmount).region == before


async def test_a_cart_longer_than_the_screen_says_so_without_moving_a_column(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        goods = cashier.till.query_one("#cart", LineList)

        def painted() -> list[str]:
            size = goods.size
            return ["".join(text for text, _ in goods.pieces(y, size.width)) for y in range(size.height)]

        await cashier.scan(*[TEA, MILK] * 4)
        heading = painted()[0]
        await cashier.scan(*[TEA, MILK] * 4)
        assert painted()[0] == "^" + heading[1:]
        await cashier.press(*["up"] * 15)
        assert (painted()[0], painted()[-1][:2]) == (heading, "v ")
        await cashier.press(*["down"] * 9)
        assert (painted()[0], painted()[-1][:2]) == (heading, ">v")


async def test_an_amount_off_is_called_by_its_amount(shop: Store) -> None:
    async with at_the_till(shop) as cashier:
        await cashier.scan(TEA)
        await cashier.enter("-1.50")
        assert cashier.said == "done: Tea 80 bags: 1.50 off"
        await cashier.press("f5", "f5")
        await cashier.enter("0.50")
        assert cashier.said == "done: 0.50 off the whole sale"
        assert cashier.big[1] == "1.49"
