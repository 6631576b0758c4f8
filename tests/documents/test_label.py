"""The label as a drawing: what stands on it, and that nothing runs over anything, whatever a customer is called."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from rich.cells import cell_len
from tests.documents.parcels import CUSTOMER, EVERYTHING, PARCEL, SHOP, drawn, views

from storeops.documents.label import HEIGHT, WIDTH, CodeTooWide, NotAnSscc, label
from storeops.documents.label.layout import Bars, Box, Label, Mark, Text
from storeops.documents.label.measure import width
from storeops.documents.label.preview import label_lines
from storeops.reports.shipping_views import LabelView
from storeops.rules.addresses import AddressTooLong
from storeops.rules.barcodes.code128 import NotForCode128
from storeops.rules.postal_address import Address
from storeops.rules.text import is_clean

PREVIEW = """\
  FROM   Corner Shop                             Demo Parcels
         12 High Street
         LEEDS                                   Express 24
         LS1 4AP
  ----------------------------------------------------------------------------
  TO    Zoë Müller-Łukasz
        Owl & Sons
        Flat 3, 1 Mill Lane
        YORK
        YO1 7HH
  [RETURN]        [FRAGILE]       [DANGEROUS GOODS]
  ----------------------------------------------------------------------------
  Parcel 1 of 3             1.250 kg            Order S1-W-000123
  ----------------------------------------------------------------------------
    |||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||
    DP123456789GB
           ||||||||||||||||||||||||||||||||||||||||||||||||||||||||||
           (420) YO17HH
  ----------------------------------------------------------------------------
         ||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||
         (00) 050123450000006789
"""


def bars(made: Label) -> dict[str, Bars]:
    return {field.name: field for field in made.fields if isinstance(field, Bars)}


def texts(made: Label, name: str) -> list[str]:
    return [field.text for field in made.fields if isinstance(field, Text) and field.name == name]


def assert_sound(made: Label) -> None:
    """Every rule of the drawing that keeps a parcel from going astray."""
    for one, other in itertools.combinations(made.fields, 2):
        assert not one.box.overlaps(other.box), (one, other)
    for field in made.fields:
        assert field.box.inside(made.box), field
        assert min(field.box.width, field.box.height) > 0
        if isinstance(field, Text):
            assert width(field.text, field.size) <= field.box.width
            assert field.top + field.size <= field.box.bottom
            assert field.text
            assert is_clean(field.text)
        elif isinstance(field, Mark):
            assert width(field.text, field.size) + 2 * field.inset <= field.box.width
        elif isinstance(field, Bars):
            assert field.box.width == (field.symbol.modules + 20) * field.module
            assert field.module >= 2
            assert field.ink.inside(field.box)


def test_everything_on_it_and_in_its_place() -> None:
    made = label(EVERYTHING)
    assert_sound(made)
    assert made.cut == ()
    assert "".join(line + "\n" for line in label_lines(made)) == PREVIEW
    assert (made.width, made.height) == (WIDTH, HEIGHT) == (812, 1218)


def test_the_sscc_stands_lowest_wide_and_high_enough_for_a_conveyor() -> None:
    code = bars(label(EVERYTHING))["sscc"]
    assert (code.data, code.gs1, code.module) == ("00050123450000006789", True, 4)
    assert code.box.height == 254  # 31.75 mm
    assert code.box.width == 176 * 4
    assert all(code.box.y > other.box.y for name, other in bars(label(EVERYTHING)).items() if name != "sscc")


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(views)
def test_nothing_overlaps_whatever_is_written(view: LabelView) -> None:
    made = drawn(view)
    if made is not None:
        assert_sound(made)
        assert all(cell_len(line) <= 80 and "\x1b" not in line for line in label_lines(made))


@pytest.mark.parametrize(
    ("tracking", "module", "modules"),
    [
        ("1Z999AA10123456784", 3, 233),  # UPS: 18 in set B
        ("RR123456785GB", 4, 178),  # UPU S10
        ("9400110200881234567890", 4, 156),  # USPS: 22 digits in set C
        ("JD014600003456789012", 4, 167),  # DHL: 20 in set B would be too narrow, so the set changes
        ("9261290100130739527012345678901234", 3, 222),  # 34 digits
        ("A" * 31, 2, 376),
    ],
)
def test_the_carriers_number_has_the_widest_bars_that_fit(tracking: str, module: int, modules: int) -> None:
    code = bars(label(replace(PARCEL, tracking=tracking)))["tracking"]
    assert (code.data, code.module, code.symbol.modules) == (tracking, module, modules)
    assert code.box.width <= WIDTH


def test_a_number_that_is_too_long_or_no_number_is_refused_never_cut() -> None:
    with pytest.raises(CodeTooWide):
        label(replace(PARCEL, tracking="A" * 34))
    for tracking in ("DP1\n2", "Ł123", "1\x1d2", "9" * 81, " 1", "1 ", " "):
        with pytest.raises(NotForCode128):
            label(replace(PARCEL, tracking=tracking))
    for sscc in ("050123450000006788", "12", "0" * 18):
        with pytest.raises(NotAnSscc):
            label(replace(PARCEL, sscc=sscc))


def test_without_numbers_there_are_no_bars() -> None:
    made = label(replace(PARCEL, sscc="", tracking="", weight=0, parcels=0))
    assert bars(made) == {}
    assert texts(made, "parcel") == ["Parcel 1"]
    assert texts(made, "weight") == []


def test_the_tracking_bars_are_higher_where_no_postcode_is_coded() -> None:
    assert bars(label(PARCEL))["tracking"].box.height == 240
    assert bars(label(EVERYTHING))["tracking"].box.height == 134


@pytest.mark.parametrize(
    ("country", "postcode", "data"),
    [
        ("GB", "YO1 7HH", "420YO17HH"),
        ("JE", "JE2 3AB", "420JE23AB"),  # one post with the United Kingdom
        ("DE", "10115", "42127610115"),
        ("US", "90210-1234", "421840902101234"),
        ("PT", "1000-205", "4216201000205"),
        ("IE", "D02 AF30", "421372D02AF30"),
    ],
)
def test_the_postcode_for_sorting(country: str, postcode: str, data: str) -> None:
    to = replace_address(CUSTOMER, country=country, postcode=postcode)
    code = bars(label(replace(EVERYTHING, recipient=to)))["routing"]
    assert (code.data, code.gs1) == (data, True)
    assert texts(label(replace(EVERYTHING, recipient=to)), "routing_text") == [f"({data[:3]}) {data[3:]}"]


@pytest.mark.parametrize(("country", "postcode"), [("GB", ""), ("DE", "1234567890"), ("RU", "Москва"), ("", "123")])
def test_a_postcode_that_gs1_cannot_carry_is_left_to_the_eye(country: str, postcode: str) -> None:
    to = replace_address(CUSTOMER, country=country, postcode=postcode)
    assert "routing" not in bars(label(replace(EVERYTHING, recipient=to)))


def test_the_country_stands_last_and_large_abroad_only() -> None:
    abroad = label(replace(PARCEL, recipient=replace_address(CUSTOMER, country="DE", postcode="10115", city="Berlin")))
    assert texts(abroad, "recipient")[-2:] == ["10115 Berlin", "GERMANY"]
    assert texts(label(PARCEL), "recipient")[-1] == "YO1 7HH"


def test_a_long_address_is_made_smaller_and_broken_before_anything_is_cut() -> None:
    street = "The Old Rectory behind the Church of Saint Michael and All Angels, Lower Middle Village Green"
    to = replace_address(CUSTOMER, lines=(street, street, street, street))
    made = label(replace(PARCEL, recipient=to, sender=SHOP))
    assert made.cut == ()
    assert " ".join(texts(made, "recipient")).count(street) == 4


def test_a_town_of_one_long_word_costs_the_other_lines_nothing() -> None:
    town = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    street = "The Old Rectory behind the Church of Saint Michael and All Angels, Lower Middle Village Green"
    made = label(replace(PARCEL, recipient=replace_address(CUSTOMER, city=town, lines=(street,))))
    assert made.cut == ()
    assert " ".join(texts(made, "recipient")).count(street) == 1
    assert town.upper() in "".join(texts(made, "recipient"))


def test_what_had_to_be_cut_is_named() -> None:
    to = replace_address(CUSTOMER, name="W" * 100, company="W" * 100, lines=("W" * 100,) * 4, city="W" * 100)
    made = label(replace(PARCEL, recipient=to, carrier="W" * 90, order="M" * 90))
    assert set(made.cut) == {"recipient", "carrier", "order"}
    assert texts(made, "recipient")[0].endswith("W…")
    assert texts(made, "recipient")[-1] == "YO1 7HH"


def test_an_address_that_no_label_takes_is_refused() -> None:
    with pytest.raises(AddressTooLong):
        label(replace(PARCEL, recipient=replace_address(CUSTOMER, lines=("a",) * 5)))


def test_boxes_that_touch_do_not_overlap() -> None:
    one = Box(0, 0, 10, 10)
    assert not one.overlaps(Box(10, 0, 5, 5))
    assert not one.overlaps(Box(0, 10, 5, 5))
    assert one.overlaps(Box(9, 9, 5, 5))
    assert one.overlaps(Box(2, 2, 1, 1))
    assert not Box(9, 9, 2, 1).inside(one)


def replace_address(address: Address, **changes: object) -> Address:
    fields = {name: getattr(address, name) for name in address.__struct_fields__}
    return Address(**{**fields, **changes})
