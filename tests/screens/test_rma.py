"""The returns desk: scan, one key for how it looks, F12; by keyboard and scanner alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.machines import till
from tests.screens.cashier import TEA
from tests.screens.clerk import at
from tests.screens.order_desk import order, order_shop, place

from storeops.documents.label import label
from storeops.documents.label.layout import Bars
from storeops.operations import stock
from storeops.operations.orders import payments, sending
from storeops.operations.rma import authorising
from storeops.operations.shop_details import Details, change
from storeops.reports.rma.label import label_view
from storeops.reports.rma.rma import by_number
from storeops.reports.rma.view import RmaView
from storeops.rules.tenders import Tender
from storeops.screens.rma import RmaScreen
from storeops.screens.till.words import NO_CARD_NUMBERS
from storeops.store import Store


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = order_shop(tmp_path)
    number = place(opened, ("TEA", 3))
    payments.pay(opened, number, Tender("card", order(opened, number).due, "A1"))
    sending.dispatch(opened, number)
    yield opened
    till.assert_sound(opened)
    opened.close()


def rma(shop: Store, number: str = "R") -> RmaView:
    with shop.read() as connection:
        return by_number(connection, number)


async def test_scan_look_refund(shop: Store) -> None:
    authorising.create(shop, "O", [(1, 2000)], "wrong-size")
    async with at(shop, RmaScreen(shop)) as clerk:
        assert clerk.listed == ["> S1-T1-R000001 | S1-T1-O000001 | Ann Reed | authorised | 2"]
        assert clerk.big == ("OPEN RETURNS", "1", "")
        assert clerk.line == (">", "", "Enter: S1-T1-R000001")
        await clerk.press("enter")
        assert clerk.listed == ["> 2 | 2 | Tea 80 bags |  | "]
        assert clerk.big == ("TO COME", "2", "scan what is in the parcel")
        assert "F12 Give back" not in clerk.keys and "Ctrl+X Refuse" in clerk.keys
        await clerk.scan(TEA)
        await clerk.press("1")
        assert clerk.listed == ["> 1 | 2 | Tea 80 bags | 1 | "]
        assert clerk.notes_of_lines == ["wrong-size; 1 sealed: restock"]
        assert clerk.big == ("TO REFUND", "1", "F12 gives the money back")
        await clerk.press("enter", "2")
        assert clerk.notes_of_lines == ["wrong-size; 1 sealed: restock, 1 opened: quarantine"]
        await clerk.press("f12")
        assert rma(shop).status == "refunded"
        assert clerk.big == ("REFUNDED", "6.98", "given back")
        assert "F12 Give back" not in clerk.keys
        await clerk.scan(TEA)
        assert "is not to come with S1-T1-R000001" in clerk.said
        await clerk.press("escape", "escape")
        assert clerk.listed == []


async def test_a_parcel_that_nobody_announced(shop: Store) -> None:
    async with at(shop, RmaScreen(shop)) as clerk:
        await clerk.press("ctrl+n")
        await clerk.enter("1")
        await clerk.press("2")
        assert (rma(shop).number, [line.reason for line in rma(shop).lines]) == ("S1-T1-R000001", ["damaged"])
        await clerk.enter("2")
        await clerk.press("4")
        assert [(one.condition, one.disposition, one.quantity) for one in rma(shop).lines[0].unpacked] == [
            ("damaged", "scrap", 2000)
        ]
        await clerk.enter("9")
        await clerk.press("1")
        assert "9 cannot be received, 1 is left of it" in clerk.said
        assert rma(shop).lines[0].received == 2000


async def test_refusing_and_closing(shop: Store) -> None:
    authorising.create(shop, "O", [(1, 1000)], "other")
    authorising.create(shop, "O", [(1, 1000)], "late")
    async with at(shop, RmaScreen(shop)) as clerk:
        await clerk.type("late")
        assert [row.split(" | ")[0] for row in clerk.listed] == ["> S1-T1-R000002"]
        await clerk.press("enter", "enter", "3", "ctrl+x")
        await clerk.enter("worn out")
        assert rma(shop, "R2").status == "rejected"
        assert clerk.big == ("REJECTED", "0.00", "given back")
        await clerk.scan("S1-T1-R000001")
        assert clerk.listed == ["> 1 | 1 | Tea 80 bags |  | "]
        await clerk.enter("s1-t1-r000002")
        assert clerk.big == ("REJECTED", "0.00", "given back")
        await clerk.scan("nothing-of-the-sort")
        assert rma(shop, "R1").status == "authorised"


async def test_pieces_and_kilos_are_told_apart_and_a_key_by_its_own_name(shop: Store) -> None:
    stock.receive(shop, [("APPLE", 5000)])
    number = place(shop, ("TEA", 2), ("APPLE", 3))
    payments.pay(shop, number, Tender("card", order(shop, number).due, "A1"))
    sending.dispatch(shop, number)
    authorising.create(shop, number, [(1, 2000), (2, 3000)], "other")
    shop.settings = replace(shop.settings, keys={"finish": "f7", "customer": "f12"})
    async with at(shop, RmaScreen(shop)) as clerk:
        await clerk.press("enter")
        assert clerk.big == ("TO COME", "2 + 3.000 kg", "scan what is in the parcel")
        await clerk.press("enter", "1", "down")
        assert clerk.big == ("TO REFUND", "2", "F7 gives the money back")
        await clerk.press("enter", "1")
        assert clerk.big == ("TO REFUND", "2 + 3.000 kg", "F7 gives the money back")


async def test_a_card_number_is_refused_and_does_not_stay_on_the_screen(shop: Store) -> None:
    card = "4111111111111111"
    async with at(shop, RmaScreen(shop)) as clerk:
        await clerk.scan(card)
        assert clerk.said == f"wrong: {NO_CARD_NUMBERS}"
        assert card not in clerk.painted
        await clerk.press("ctrl+n")
        await clerk.enter(card)
        assert clerk.said == f"wrong: {NO_CARD_NUMBERS}"
        assert card not in clerk.painted


async def test_the_label_is_scanned_and_opens_its_return(shop: Store) -> None:
    change(shop, Details(address=("1 Park Row", "Leeds", "LS1 5AB")))
    authorising.create(shop, "O", [(1, 2000)], "wrong-size")
    with shop.read() as connection:
        (code,) = [
            field.data for field in label(label_view(connection, shop.profile, "R")).fields if isinstance(field, Bars)
        ]
    async with at(shop, RmaScreen(shop)) as clerk:
        assert "Ctrl+L Label" not in clerk.keys
        await clerk.scan(code)
        assert clerk.listed == ["> 2 | 2 | Tea 80 bags |  | "]
        await clerk.press("ctrl+l")
        assert clerk.said == (
            "done: No label printer is set up; "
            "'storeops rma label S1-T1-R000001 --format pdf --output label.pdf' prints it."
        )
        shop.settings = replace(shop.settings, label_printer=f"file://{Path(shop.settings.database).parent / 'roll'}")
        (Path(shop.settings.database).parent / "roll").touch()
        await clerk.press("ctrl+l")
        assert clerk.said == "done: The label of S1-T1-R000001 is printing."
        await clerk.until(lambda: b"S1-T1-R000001" in (Path(shop.settings.database).parent / "roll").read_bytes())
        await clerk.press("enter", "1")
        assert "Ctrl+L Label" not in clerk.keys


async def test_a_shop_without_an_address_prints_no_return_label(shop: Store) -> None:
    authorising.create(shop, "O", [(1, 2000)], "wrong-size")
    async with at(shop, RmaScreen(shop)) as clerk:
        await clerk.press("enter", "ctrl+l")
        assert clerk.said.startswith("wrong: It is not known where returns are sent to")
