from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.addresses import (
    Address,
    AddressIncomplete,
    AddressTooLong,
    UnknownCountry,
    UnknownRegion,
    WrongPostcode,
    check,
    country_code,
    country_name,
    is_abroad,
    normal_postcode,
    one_line,
    parse_line,
    postal_label,
    postcode_area,
    require,
    tidy,
)
from storeops.rules.addresses.countries import NAMES
from storeops.rules.addresses.formats import FORMATS
from storeops.rules.addresses.regions import REGIONS
from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.text import is_clean

# Typed; country by default; street lines, city, region, postcode, country.
TYPED: list[tuple[str, str, tuple[str, ...], str, str, str, str]] = [
    ("12 High St, Leeds LS1 4AP, GB", "DE", ("12 High St",), "Leeds", "", "LS1 4AP", "GB"),
    ("12 High St, Leeds LS1 4AP", "GB", ("12 High St",), "Leeds", "", "LS1 4AP", "GB"),
    ("Flat 3, 12 High St, Leeds, ls14ap, uk", "DE", ("Flat 3", "12 High St"), "Leeds", "", "LS1 4AP", "GB"),
    ("12 High St, LS1 4AP, Leeds", "GB", ("12 High St",), "Leeds", "", "LS1 4AP", "GB"),
    ("12 High St, Leeds, LS1 4AP, West Yorkshire", "GB", ("12 High St",), "Leeds", "West Yorkshire", "LS1 4AP", "GB"),
    ("12 High Street\nMillbrook\nZZ1 1AA", "GB", ("12 High Street",), "Millbrook", "", "ZZ1 1AA", "GB"),
    ("12 High St Leeds LS1 4AP", "GB", ("12 High St Leeds",), "", "", "LS1 4AP", "GB"),
    ("12 High St, Leeds", "GB", ("12 High St",), "Leeds", "", "", "GB"),
    ("1 Royal Sq, St Helier JE1 1AA, Jersey", "GB", ("1 Royal Sq",), "St Helier", "", "JE1 1AA", "JE"),
    ("Hauptstr. 5, 10115 Berlin, DE", "GB", ("Hauptstr. 5",), "Berlin", "", "10115", "DE"),
    ("Hauptstr. 5, 10115 Berlin, DE", "US", ("Hauptstr. 5",), "Berlin", "", "10115", "DE"),
    ("Hauptstr. 5; D-10115 Berlin; Deutschland", "GB", ("Hauptstr. 5",), "Berlin", "", "10115", "DE"),
    ("Hauptstr. 5 10115 Berlin", "DE", ("Hauptstr. 5",), "Berlin", "", "10115", "DE"),
    ("1 Main St, Springfield, IL 62701, US", "GB", ("1 Main St",), "Springfield", "IL", "62701", "US"),
    ("1 Main St, Springfield, IL, 62701-1234", "US", ("1 Main St",), "Springfield", "IL", "62701-1234", "US"),
    ("1 Main St, Springfield Illinois 62701, USA", "GB", ("1 Main St",), "Springfield", "IL", "62701", "US"),
    ("1 Main St Apt 5, New York, New York 10001", "US", ("1 Main St Apt 5",), "New York", "NY", "10001", "US"),
    ("12345 Main St, Springfield, IL", "US", ("12345 Main St",), "Springfield", "IL", "", "US"),
    ("12345 Main St Springfield IL", "US", ("12345 Main St Springfield IL",), "", "", "", "US"),
    ("1 Main St, Los Angeles, CA", "US", ("1 Main St",), "Los Angeles", "CA", "", "US"),
    ("10 Wellington St, Ottawa ON K1A 0B1, CA", "US", ("10 Wellington St",), "Ottawa", "ON", "K1A 0B1", "CA"),
    ("10 Rue X, Montréal Québec h3z2y7, Canada", "GB", ("10 Rue X",), "Montréal", "QC", "H3Z 2Y7", "CA"),
    ("1 George St, Sydney NSW 2000, AU", "GB", ("1 George St",), "Sydney", "NSW", "2000", "AU"),
    ("12 Rue X, 75001 Paris, FR", "GB", ("12 Rue X",), "Paris", "", "75001", "FR"),
    ("12 Rue X, F-75001 Paris CEDEX 08, France", "GB", ("12 Rue X",), "Paris CEDEX 08", "", "75001", "FR"),
    ("Damrak 1, 1012 AB Amsterdam, NL", "GB", ("Damrak 1",), "Amsterdam", "", "1012 AB", "NL"),
    ("Damrak 1, 1012ab Amsterdam", "NL", ("Damrak 1",), "Amsterdam", "", "1012 AB", "NL"),
    ("1 Grafton St, Dublin 2, D02 AF30, IE", "GB", ("1 Grafton St",), "Dublin 2", "", "D02 AF30", "IE"),
    ("Main St, Kells, Co. Meath, A82X123, Ireland", "GB", ("Main St",), "Kells", "Co. Meath", "A82 X123", "IE"),
    ("Main St, Kells, IE", "GB", ("Main St",), "Kells", "", "", "IE"),
    ("ul. Długa 5, 00-950 Warszawa, PL", "GB", ("ul. Długa 5",), "Warszawa", "", "00-950", "PL"),
    ("Storgatan 1, 114 55 Stockholm, SE", "GB", ("Storgatan 1",), "Stockholm", "", "114 55", "SE"),
    ("Storgatan 1, SE-11455 Stockholm, Sverige", "GB", ("Storgatan 1",), "Stockholm", "", "114 55", "SE"),
    ("Via Roma 1, 00144 Roma RM, IT", "GB", ("Via Roma 1",), "Roma", "RM", "00144", "IT"),
    ("Via Roma 1, 00144 Roma (RM), Italia", "GB", ("Via Roma 1",), "Roma", "RM", "00144", "IT"),
    ("Calle Mayor 1, 28013 Madrid, ES", "GB", ("Calle Mayor 1",), "Madrid", "", "28013", "ES"),
    ("Bahnhofstr. 1, 8001 Zürich, CH", "GB", ("Bahnhofstr. 1",), "Zürich", "", "8001", "CH"),
    ("Graben 1, A-1010 Wien, Österreich", "GB", ("Graben 1",), "Wien", "", "1010", "AT"),
    ("Grand Place 1, 1000 Bruxelles, BE", "GB", ("Grand Place 1",), "Bruxelles", "", "1000", "BE"),
    ("Nygade 1, 1566 København V, DK", "GB", ("Nygade 1",), "København V", "", "1566", "DK"),
    ("Av. X 9, São Paulo - SP, 01310-100, BR", "GB", ("Av. X 9",), "São Paulo", "SP", "01310-100", "BR"),
    ("1 Nathan Rd, Kowloon, HK", "GB", ("1 Nathan Rd",), "Kowloon", "", "", "HK"),
    ("1 Elm St, Wilmington, DE 19801", "US", ("1 Elm St",), "Wilmington", "DE", "19801", "US"),
    ("1 Elm St, Wilmington, DE", "US", ("1 Elm St",), "Wilmington", "DE", "", "US"),
    ("1 Elm St, Atlanta, Georgia", "US", ("1 Elm St",), "Atlanta", "GA", "", "US"),
    ("1 Elm St, Tbilisi, Georgia", "GB", ("1 Elm St",), "Tbilisi", "", "", "GE"),
    ("Musterstr. 12345, 10115 Berlin, Germany", "GB", ("Musterstr. 12345",), "Berlin", "", "10115", "DE"),
    ("", "GB", (), "", "", "", "GB"),
]


@pytest.mark.parametrize(("text", "default", "lines", "city", "region", "postcode", "country"), TYPED)
def test_one_line_as_it_is_typed(
    text: str, default: str, lines: tuple[str, ...], city: str, region: str, postcode: str, country: str
) -> None:
    assert parse_line(text, default) == Address(
        lines=lines, city=city, region=region, postcode=postcode, country=country
    )


@pytest.mark.parametrize(
    ("text", "country", "normal"),
    [
        ("ls14ap", "GB", "LS1 4AP"),
        ("EC1A-1HQ", "GB", "EC1A 1HQ"),
        ("LS1 4CP", "GB", ""),
        ("10115", "GB", ""),
        ("D-10115", "DE", "10115"),
        ("1011", "DE", ""),
        ("62701 1234", "US", "62701-1234"),
        ("62701-123", "US", ""),
        ("k1a0b1", "CA", "K1A 0B1"),
        ("D1A 0B1", "CA", ""),
        ("1012ab", "NL", "1012 AB"),
        ("1012 SS", "NL", ""),
        ("00950", "PL", "00-950"),
        ("SE-114 55", "SE", "114 55"),
        ("d02af30", "IE", "D02 AF30"),
        ("D6W XY00", "IE", "D6W XY00"),
        ("LV-1010", "LV", "1010"),
        ("٣٣٣٣٣", "DE", ""),
        ("anything 1", "HK", "ANYTHING 1"),
    ],
)
def test_a_postcode_in_its_normal_form(text: str, country: str, normal: str) -> None:
    assert normal_postcode(text, country) == normal


@pytest.mark.parametrize(
    ("address", "refusal", "words"),
    [
        (Address(lines=("1 A St",), city="Leeds", country="GB"), AddressIncomplete, "in United Kingdom it looks like"),
        (Address(city="Leeds", postcode="LS1 4AP", country="GB"), AddressIncomplete, "street and house number"),
        (Address(lines=("1 A St",), postcode="LS1 4AP", country="GB"), AddressIncomplete, "town or city is missing"),
        (Address(lines=("1",), city="X", postcode="62701", country="US"), AddressIncomplete, "state or province"),
        (Address(lines=("1",), city="X", region="ZZ", postcode="62701", country="US"), UnknownRegion, "'ZZ' is not"),
        (Address(lines=("1",), city="X", postcode="1234", country="DE"), WrongPostcode, "looks like 10115"),
        (Address(lines=("1",), city="X", postcode="Z\x1b[2J9", country="DE"), WrongPostcode, "'Z9' is not"),
        (Address(lines=("1",), city="X"), UnknownCountry, "The country is missing"),
        (Address(lines=("1",), city="X", country="XX"), UnknownCountry, "'XX' is not a country"),
    ],
)
def test_an_address_that_cannot_be_shipped_to(address: Address, refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal) as refused:
        require(address)
    assert words in str(refused.value)
    assert refused.value.problems == check(address)  # type: ignore[attr-defined]


def test_all_problems_are_told_at_once_and_the_missing_first() -> None:
    problems = check(Address(region="ZZ", postcode="x", country="US"))
    assert [(problem.field, problem.kind) for problem in problems] == [
        ("lines", "missing"),
        ("city", "missing"),
        ("region", "region"),
        ("postcode", "postcode"),
    ]


def test_what_is_typed_is_made_clean_and_never_cut() -> None:
    address = Address(name=" Ann\x1b[31m  O'Neill ", lines=("12 High St", " "), postcode="ls14ap", country="uk")
    assert tidy(address) == Address(name="Ann O'Neill", lines=("12 High St",), postcode="LS1 4AP", country="GB")
    with pytest.raises(AddressTooLong) as long_field:
        tidy(Address(city="x" * 101))
    assert long_field.value.field == "city"
    with pytest.raises(AddressTooLong):
        tidy(Address(lines=("1", "2", "3", "4", "5")))
    with pytest.raises(AddressTooLong):
        parse_line("x" * 401, "GB")


@pytest.mark.parametrize("field", ["name", "company", "city", "region", "postcode", "phone"])
def test_a_card_number_is_no_part_of_an_address(field: str) -> None:
    with pytest.raises(CardNumberRefused) as refused:
        tidy(Address(**{field: "card 4111 1111 1111 1111"}))  # type: ignore[arg-type]
    assert refused.value.field == field
    with pytest.raises(CardNumberRefused):
        tidy(Address(lines=("4111\u200b111111111111",)))
    with pytest.raises(CardNumberRefused):
        parse_line("12 High St, 4111111111111111, Leeds", "GB")


@pytest.mark.parametrize(
    ("text", "home", "label"),
    [
        ("12 High St, Leeds LS1 4AP, GB", "GB", ("Ann", "ACME", "12 High St", "LEEDS", "LS1 4AP")),
        ("12 High St, Leeds LS1 4AP, GB", "DE", ("Ann", "ACME", "12 High St", "LEEDS", "LS1 4AP", "UNITED KINGDOM")),
        ("12 High St, Leeds, LS1 4AP, Kent", "GB", ("Ann", "ACME", "12 High St", "LEEDS", "Kent", "LS1 4AP")),
        ("1 Royal Sq, St Helier JE1 1AA, JE", "GB", ("Ann", "ACME", "1 Royal Sq", "ST HELIER", "JE1 1AA")),
        ("Hauptstr. 5, 10115 Berlin, DE", "GB", ("Ann", "ACME", "Hauptstr. 5", "10115 Berlin", "GERMANY")),
        ("12 Rue X, 75001 Paris, FR", "FR", ("ACME", "Ann", "12 Rue X", "75001 PARIS")),
        ("1 Main St, Springfield, IL 62701, US", "US", ("Ann", "ACME", "1 Main St", "SPRINGFIELD IL 62701")),
        ("Fő u. 1, Budapest, 1037, HU", "HU", ("Ann", "ACME", "BUDAPEST", "Fő u. 1", "1037")),
        ("Iela 5, Rīga, LV-1010, LV", "LV", ("Ann", "ACME", "Iela 5", "Rīga LV-1010")),
        ("Iela 5, Rīga, LV", "LV", ("Ann", "ACME", "Iela 5", "Rīga")),
        ("1 Road, Accra, GH", "GB", ("Ann", "ACME", "1 Road", "Accra", "GHANA")),
    ],
)
def test_a_label(text: str, home: str, label: tuple[str, ...]) -> None:
    read = parse_line(text, "GB")
    named = Address(
        name="Ann",
        company="ACME",
        lines=read.lines,
        city=read.city,
        region=read.region,
        postcode=read.postcode,
        country=read.country,
    )
    assert postal_label(named, home) == label


@pytest.mark.parametrize(
    ("postcode", "country", "area"),
    [
        ("LS1 4AP", "GB", "LS"),
        ("m1 1ae", "GB", "M"),
        ("BT1 5GS", "GB", "BT"),
        ("IM2 1AA", "IM", "IM"),
        ("10115", "DE", "10"),
        ("H3Z 2Y7", "CA", "H3"),
        ("D-01067", "DE", "01"),
        ("", "GB", ""),
        ("x", "GB", "X"),
    ],
)
def test_the_area_by_which_carriers_draw_zones(postcode: str, country: str, area: str) -> None:
    assert postcode_area(Address(postcode=postcode, country=country)) == area


def test_countries() -> None:
    assert len(NAMES) == 249
    assert all(re.fullmatch("[A-Z]{2}", code) and name == name.strip() and name for code, name in NAMES.items())
    assert set(FORMATS) <= set(NAMES)
    read = [
        ("gb", "GB"),
        ("UK", "GB"),
        ("Deutschland", "DE"),
        ("Österreich", "AT"),
        ("Türkiye", "TR"),
        ("turkey", "TR"),
    ]
    assert [country_code(text) for text, _ in read] == [code for _, code in read]
    assert [country_code(text) for text in ("", "XX", "Leeds", "ZZ")] == [""] * 4
    assert country_name("DE") == "Germany"
    assert country_name("ZZ") == "ZZ"
    assert is_abroad("DE", "GB")
    assert not is_abroad("GB", "GB")
    assert not is_abroad("MC", "FR")


def test_every_example_is_a_postcode_of_its_country() -> None:
    for country, known in FORMATS.items():
        if known.postcode:
            assert normal_postcode(known.example, country) == known.example, country
        assert set(known.capitals) <= set("CSZ")
        assert ("region" in known.required) == (country in REGIONS)


NAME = st.from_regex(r"[A-Z][a-zé]{3,9}( [A-Z][a-z]{4,8})?", fullmatch=True).filter(lambda text: not country_code(text))
STREET = st.builds("{} {}".format, NAME, st.integers(1, 99))
ANYTHING = st.text(st.one_of(st.characters(), st.sampled_from(" ,\n;-.0123456789LS1AP")), max_size=120)


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    country = draw(st.sampled_from(sorted(FORMATS)))
    known = FORMATS[country]
    region = draw(st.sampled_from(sorted(REGIONS[country]))) if country in REGIONS else ""
    postcode = draw(st.from_regex(re.compile(known.postcode, re.ASCII), fullmatch=True)) if known.postcode else ""
    return Address(
        name=draw(NAME),
        lines=tuple(draw(st.lists(STREET, min_size=1, max_size=3))),
        city=draw(NAME),
        region=region,
        postcode=normal_postcode(postcode, country),
        country=country,
    )


@given(addresses(), st.sampled_from(sorted(NAMES)))
def test_what_is_written_in_one_line_is_read_back(address: Address, default: str) -> None:
    read = parse_line(one_line(address), default)
    assert (read.postcode, read.country) == (address.postcode, address.country)
    assert require(address) == address
    if address.country not in REGIONS:
        assert (read.lines, read.city) == (address.lines, address.city)


@given(addresses(), st.sampled_from(["GB", "DE", "US"]))
def test_a_label_drops_nothing(address: Address, home: str) -> None:
    label = "\n".join(postal_label(address, home)).upper()
    for word in (address.name, *address.lines, address.city, address.region, address.postcode):
        assert word.upper() in label
    assert label.endswith(country_name(address.country).upper()) == is_abroad(address.country, home)


@given(ANYTHING, st.sampled_from(["GB", "DE", "US", "IE", "HU", "HK", "GH"]))
def test_any_text_is_read_and_comes_out_clean(text: str, default: str) -> None:
    try:
        address = parse_line(text, default)
    except (CardNumberRefused, AddressTooLong):
        return
    assert tidy(address) == address
    check(address)
    postcode_area(address)
    for part in (*address.lines, address.city, address.region, address.postcode, *postal_label(address, "GB")):
        assert is_clean(part)
