"""The label of a return: read back from its PDF and its ZPL, whatever the customer is called; refused when nothing is
to come."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.devices.labels.reading import opened, scanned
from tests.documents.test_label import assert_sound, bars, texts
from tests.machines import promising, till

from storeops.devices.labels.zpl import encode
from storeops.documents.label import label
from storeops.documents.label.layout import Label, Mark
from storeops.documents.label.pdf import label_pdf
from storeops.operations.orders import payments, sending
from storeops.operations.rma import authorising, ending, receiving
from storeops.operations.shop_details import Details, change
from storeops.reports.rma.label import NoReturnsAddress, NothingToCome, label_view
from storeops.reports.rma.state import UnknownRma
from storeops.rules.orders.document import AddressPart
from storeops.rules.tenders import Tender
from storeops.store import Store

needs_pdftoppm = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler's pdftoppm is not installed")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = promising.world(tmp_path / "shop.db", S1={"TEA": 9000})
    change(made, Details(address=("1 Park Row", "Leeds", "LS1 5AB")))
    yield made
    till.assert_sound(made)
    made.close()


def returned(shop: Store, where: AddressPart = promising.LEEDS) -> str:
    """The number of a return of two teas that were sent."""
    id = promising.place(shop, ("TEA", 2000), ship_to=where)
    payments.pay(shop, id, Tender("card", promising.read(shop, id).money.due, "A1"))
    sending.dispatch(shop, id)
    rma = authorising.create(shop, id, [(1, 2000)], "wrong-size")
    with shop.read() as connection:
        return label_view(connection, shop.profile, rma).tracking


def drawn(shop: Store, number: str) -> Label:
    with shop.read() as connection:
        return label(label_view(connection, shop.profile, number))


def test_it_goes_from_the_customer_to_the_shop_and_names_the_return(shop: Store) -> None:
    number = returned(shop)
    made = drawn(shop, number)
    assert_sound(made)
    assert made.cut == ()
    assert texts(made, "sender")[1:] == ["12 High St", "LEEDS", "LS1 4AP"]
    assert texts(made, "recipient")[1:] == ["1 Park Row", "LEEDS", "LS1 5AB"]
    assert texts(made, "tracking_text") == [number]
    assert (bars(made)["tracking"].data, "sscc" in bars(made), texts(made, "parcel")) == (number, False, [])
    assert [field.text for field in made.fields if isinstance(field, Mark)] == ["RETURN"]


@needs_pdftoppm
def test_its_number_is_scanned_from_the_pdf(shop: Store, tmp_path: Path) -> None:
    number = returned(shop)
    path = tmp_path / "label.pdf"
    path.write_bytes(label_pdf(drawn(shop, number)))
    subprocess.run(["pdftoppm", "-r", "203", "-png", "-singlefile", path, tmp_path / "label"], check=True)
    assert scanned(opened(tmp_path / "label.png")) == [("]C0", number)]


def test_its_zpl_is_one_job_with_these_fields(shop: Store) -> None:
    number = returned(shop)
    zpl = encode(drawn(shop, number)).data.decode("ascii")
    assert (zpl.count("^XA"), zpl.count("^XZ")) == (1, 1)
    assert f"^BCN,240,N,N,N,N^FH^FD>:{number}^FS" in zpl
    assert "^FR^FH^FDRETURN^FS" in zpl
    assert f"^FH^FD{number}^FS" in zpl


def test_what_a_customer_is_called_is_no_command(shop: Store) -> None:
    hostile = AddressPart(
        name="^XA^PQ99^XZ [b]Ann[/b]\x1b@", lines=("~HS <b>1</b>",), city="Leeds", postcode="LS1 4AP", country="GB"
    )
    made = drawn(shop, returned(shop, hostile))
    assert_sound(made)
    zpl = encode(made).data.decode("ascii")
    assert (zpl.count("^XA"), zpl.count("^XZ"), "^PQ" in zpl, "~HS" in zpl, "\x1b" in zpl) == (
        1,
        1,
        False,
        False,
        False,
    )
    assert label_pdf(made).startswith(b"%PDF")


def test_what_is_not_to_come_gets_no_label(shop: Store) -> None:
    number = returned(shop)
    with shop.read() as connection, pytest.raises(UnknownRma):
        label_view(connection, shop.profile, "R9")
    closed = returned(shop)
    ending.close(shop, closed, "never came")
    with (
        shop.read() as connection,
        pytest.raises(NothingToCome, match=f"Return {closed} is closed: nothing of it is to"),
    ):
        label_view(connection, shop.profile, closed)
    receiving.receive(shop, number, condition="sealed")
    with shop.read() as connection, pytest.raises(NothingToCome, match="is received"):
        label_view(connection, shop.profile, number)


def test_a_shop_without_an_address_says_so(shop: Store) -> None:
    number = returned(shop)
    with shop.read() as connection, pytest.raises(NoReturnsAddress):
        label_view(connection, replace(shop.profile, address=()), number)
