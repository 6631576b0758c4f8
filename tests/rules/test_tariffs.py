from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.addresses import Address, parse_line
from storeops.rules.tariffs import (
    ANYWHERE,
    EXPRESS,
    NORMAL,
    OVERNIGHT,
    OWN_VAN,
    PICKUP,
    SERVICES,
    MixedCurrencies,
    NoTariff,
    Place,
    Tariff,
    TariffTable,
    TooHeavy,
    UnknownService,
    WrongCarrierFile,
    Zone,
    place_of,
    price,
    read_services,
    read_tariffs,
    read_zones,
)

DEMO = Path(__file__).parents[2] / "data" / "carriers" / "demo"
LEEDS, BELFAST, LONDON, MILLBROOK = Place("GB", "LS"), Place("GB", "BT"), Place("GB", "EC"), Place("GB", "ZZ")
BERLIN, HAMBURG, OSLO, JERSEY = Place("DE", "10"), Place("DE", "20"), Place("NO", "00"), Place("JE", "JE")


def lines(name: str) -> list[str]:
    return (DEMO / name).read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def demo() -> TariffTable:
    return TariffTable(
        read_tariffs(lines("tariffs.csv")), read_zones(lines("zones.csv")), read_services(lines("services.csv"))
    )


@pytest.mark.parametrize(
    ("service", "origin", "destination", "grams", "zone", "cost", "currency", "days"),
    [
        (NORMAL, LEEDS, LONDON, 0, "gb", 295, "GBP", 2),
        (NORMAL, LEEDS, LONDON, 1000, "gb", 295, "GBP", 2),
        (NORMAL, LEEDS, LONDON, 1001, "gb", 345, "GBP", 2),
        (NORMAL, LEEDS, LONDON, 20_000, "gb", 1095, "GBP", 2),
        (NORMAL, LEEDS, LONDON, 20_001, "gb", 1155, "GBP", 2),
        (NORMAL, LEEDS, LONDON, 30_000, "gb", 1695, "GBP", 2),
        (EXPRESS, LEEDS, LONDON, 500, "gb", 495, "GBP", 1),
        (OVERNIGHT, LEEDS, LONDON, 500, "gb", 795, "GBP", 1),
        (NORMAL, LEEDS, BELFAST, 500, "gb-islands", 595, "GBP", 4),
        (NORMAL, LEEDS, JERSEY, 500, "gb-islands", 595, "GBP", 4),
        (NORMAL, LEEDS, BERLIN, 500, "gb-eu", 995, "GBP", 6),
        (NORMAL, LEEDS, OSLO, 500, "gb-world", 1495, "GBP", 12),
        (OWN_VAN, MILLBROOK, MILLBROOK, 60_000, "gb-local", 900, "GBP", 1),
        (NORMAL, BERLIN, HAMBURG, 500, "de", 395, "EUR", 2),
        (NORMAL, BERLIN, LEEDS, 500, "de-world", 1695, "EUR", 12),
        (NORMAL, BERLIN, Place("FR", "75"), 500, "de-eu", 995, "EUR", 4),
    ],
)
def test_the_demo_carrier(
    demo: TariffTable,
    service: str,
    origin: Place,
    destination: Place,
    grams: int,
    zone: str,
    cost: int,
    currency: str,
    days: int,
) -> None:
    rate = demo.price(service=service, origin=origin, destination=destination, grams=grams)
    assert (rate.carrier, rate.service, rate.zone, rate.price, rate.cost) == ("demo", service, zone, cost, cost)
    assert (rate.currency, rate.transit_days) == (currency, days)


@pytest.mark.parametrize("area", ["BT", "IM", "JE", "GY", "HS", "ZE", "KW"])
def test_the_islands_have_their_own_zone_and_no_overnight(demo: TariffTable, area: str) -> None:
    assert demo.zone("demo", LEEDS, Place("GB", area)) == "gb-islands"
    with pytest.raises(NoTariff):
        demo.price(service=OVERNIGHT, origin=LEEDS, destination=Place("GB", area), grams=1)


@pytest.mark.parametrize(
    ("service", "destination", "grams", "heaviest"),
    [
        (NORMAL, LONDON, 30_001, 30_000),  # the service's limit
        (OVERNIGHT, LONDON, 20_001, 20_000),
        (NORMAL, OSLO, 20_001, 20_000),  # no surcharge in this zone
        (OWN_VAN, MILLBROOK, 200_001, 200_000),
    ],
)
def test_too_heavy(demo: TariffTable, service: str, destination: Place, grams: int, heaviest: int) -> None:
    with pytest.raises(TooHeavy) as refused:
        demo.price(service=service, origin=LEEDS, destination=destination, grams=grams)
    assert (refused.value.grams, refused.value.heaviest_grams) == (grams, heaviest)
    assert f"takes at most {heaviest // 1000} kg a parcel" in str(refused.value)
    assert demo.rates(service, LEEDS, destination, grams) == ()


def test_pickup_costs_nothing_and_needs_no_tariff() -> None:
    rate = TariffTable((), ()).price(service=PICKUP, origin=LEEDS, destination=OSLO, grams=99_999, currency="GBP")
    assert (rate.price, rate.cost, rate.transit_days, rate.currency) == (0, 0, 0, "GBP")


@pytest.mark.parametrize(
    ("service", "goods", "free_from", "charged"),
    [
        (NORMAL, 4999, 5000, 295),
        (NORMAL, 5000, 5000, 0),
        (NORMAL, 5000, None, 295),
        (NORMAL, 0, 0, 0),
        (EXPRESS, 9999, 5000, 495),
    ],
)
def test_free_from_an_amount_for_normal_only(
    demo: TariffTable, service: str, goods: int, free_from: int | None, charged: int
) -> None:
    rate = demo.price(service=service, origin=LEEDS, destination=LONDON, grams=500, goods=goods, free_from=free_from)
    assert rate.price == charged
    assert rate.cost in (295, 495)


def test_it_says_why(demo: TariffTable) -> None:
    rate = demo.price(service=NORMAL, origin=LEEDS, destination=LONDON, grams=21_500, goods=5000, free_from=5000)
    assert rate.reasons == (
        "demo normal, zone gb, up to 20000 g: 10.95 GBP.",
        "2 kg started over it, 0.60 GBP each: 12.15 GBP for 21500 g.",
        "Free for the customer: goods of 50.00 GBP reach 50.00 GBP.",
    )


TWO = (
    Tariff("slow", NORMAL, "a", 2000, 300, "GBP", 5),
    Tariff("fast", NORMAL, "b", 2000, 300, "GBP", 2),
    Tariff("dear", NORMAL, "c", 5000, 900, "GBP", 1),
    Tariff("euro", EXPRESS, "d", 5000, 900, "EUR", 1),
    Tariff("dear", EXPRESS, "c", 5000, 900, "GBP", 1),
)
EVERYWHERE = tuple(
    Zone(c, "GB", ANYWHERE, "", z) for c, z in (("slow", "a"), ("fast", "b"), ("dear", "c"), ("euro", "d"))
)


def test_the_cheapest_then_the_fastest_or_the_one_named() -> None:
    table = TariffTable(TWO, EVERYWHERE)
    assert [rate.carrier for rate in table.rates(NORMAL, LEEDS, OSLO, 1)] == ["fast", "slow", "dear"]
    best = price(TWO, EVERYWHERE, service=NORMAL, origin=LEEDS, destination=OSLO, grams=1)
    assert (best.carrier, best.transit_days) == ("fast", 2)
    assert best.reasons[-1] == "The cheapest; also offered: slow 3.00 GBP, dear 9.00 GBP."
    assert table.price(service=NORMAL, origin=LEEDS, destination=OSLO, grams=1, carrier="dear").price == 900
    assert table.price(service=NORMAL, origin=LEEDS, destination=OSLO, grams=3000).carrier == "dear"


def test_currencies_are_not_compared() -> None:
    table = TariffTable(TWO, EVERYWHERE)
    with pytest.raises(MixedCurrencies) as refused:
        table.price(service=EXPRESS, origin=LEEDS, destination=OSLO, grams=1)
    assert refused.value.currencies == ("EUR", "GBP")
    assert table.price(service=EXPRESS, origin=LEEDS, destination=OSLO, grams=1, currency="EUR").carrier == "euro"
    with pytest.raises(NoTariff):
        table.price(service=EXPRESS, origin=LEEDS, destination=OSLO, grams=1, currency="CHF")


def test_an_area_of_letters_is_whole_and_one_of_digits_is_a_beginning() -> None:
    zones = (
        Zone("x", "GB", ANYWHERE, "", "world"),
        Zone("x", "GB", "GB", "", "home"),
        Zone("x", "GB", "GB", "B", "birmingham"),
        Zone("x", "GB", "DE", "1", "east"),
        Zone("x", "GB", "DE", "10", "berlin"),
        Zone("x", ANYWHERE, "GB", "", "inward"),
    )
    table = TariffTable((), zones)
    told = {
        "birmingham": Place("GB", "B"),
        "home": BELFAST,
        "berlin": BERLIN,
        "east": Place("DE", "13"),
        "world": HAMBURG,
    }
    assert {zone: table.zone("x", LEEDS, place) for zone, place in told.items()} == {zone: zone for zone in told}
    assert table.zone("x", BERLIN, LEEDS) == "inward"
    assert table.zone("x", BERLIN, OSLO) == ""
    assert table.zone("y", LEEDS, LEEDS) == ""


def test_refusals_name_the_case_and_the_way_out(demo: TariffTable) -> None:
    with pytest.raises(UnknownService, match="'drone' is not a service; use one of: normal"):
        demo.price(service="drone", origin=LEEDS, destination=LONDON, grams=1)
    with pytest.raises(NoTariff) as refused:
        demo.price(service=NORMAL, origin=OSLO, destination=LONDON, grams=1)
    assert str(refused.value).startswith("No carrier has a price for normal from NO 00 to GB EC.")
    with pytest.raises(NoTariff) as named:
        demo.price(service=NORMAL, origin=LEEDS, destination=LONDON, grams=1, carrier="dhl")
    assert str(named.value).startswith("'dhl' has no price for normal from GB LS")
    with pytest.raises(ValueError, match="-1 grams"):
        demo.price(service=NORMAL, origin=LEEDS, destination=LONDON, grams=-1)


def test_the_place_of_an_address() -> None:
    assert place_of(parse_line("12 High St, Belfast BT1 5GS, GB", "GB")) == BELFAST
    assert place_of(Address(country="DE", postcode="10115")) == BERLIN


def test_every_service_of_the_demo_carrier_has_a_tariff_and_every_zone_a_place() -> None:
    tariffs, zones = read_tariffs(lines("tariffs.csv")), read_zones(lines("zones.csv"))
    services = read_services(lines("services.csv"))
    assert {row.zone for row in tariffs} == {zone.zone for zone in zones}
    assert {row.service for row in tariffs} == {service.service for service in services} == set(SERVICES) - {PICKUP}
    assert services[0].delivery_days == {1, 2, 3, 4, 5}
    assert services[0].heaviest_grams == 30_000


HEADER = "carrier,service,zone,up_to_grams,price,currency,transit_days,per_extra_kg"


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        ([], 1, "the columns must be carrier,service,"),
        (["carrier,price"], 1, "the columns must be"),
        ([HEADER, "demo,normal,gb,1000,2.95,GBP,2"], 2, "8 columns are expected, there are 7"),
        ([HEADER, "demo,drone,gb,1000,2.95,GBP,2,"], 2, "'drone' is not a service"),
        ([HEADER, "demo,pickup,gb,1000,2.95,GBP,2,"], 2, "always free"),
        ([HEADER, "Demo Ltd,normal,gb,1000,2.95,GBP,2,"], 2, "carrier is small letters"),
        ([HEADER, "demo,normal,gb,1kg,2.95,GBP,2,"], 2, "up_to_grams is a whole number"),
        ([HEADER, "demo,normal,gb,0,2.95,GBP,2,"], 2, "more than 0"),
        ([HEADER, "demo,normal,gb,1000,2.955,GBP,2,"], 2, "GBP has 2 decimals at most"),
        ([HEADER, "demo,normal,gb,1000,-2.95,GBP,2,"], 2, "price is below zero"),
        ([HEADER, "demo,normal,gb,1000,2.95,POUND,2,"], 2, "'POUND' is not a currency"),
        ([HEADER, *["demo,normal,gb,1000,2.95,GBP,2,"] * 2], 3, "the same as line 2"),
        ([HEADER, "demo,normal,gb,1000,2,GBP,2,1", "demo,normal,gb,2000,3,GBP,2,"], 2, "heaviest row"),
        ([HEADER, "demo,normal,gb,1000,2,EUR,2,", "demo,normal,gb,2000,3,GBP,2,"], 2, "EUR and GBP"),
        ([HEADER, 'demo,"normal'], 2, "not CSV"),
    ],
)
def test_a_wrong_tariff_file_is_refused_whole(rows: list[str], line: int, reason: str) -> None:
    with pytest.raises(WrongCarrierFile) as refused:
        read_tariffs(rows)
    assert refused.value.line == line
    assert reason in refused.value.reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("demo,gb,GB,,gb", "origin is a country's code"),
        ("demo,GB,UK,,gb", "destination is a country's code"),
        ("demo,GB,GB,BT1,gb", "area is empty or"),
        ("demo,GB,GB,BT,GB Islands", "zone is small letters"),
    ],
)
def test_a_wrong_zone_is_refused(row: str, reason: str) -> None:
    with pytest.raises(WrongCarrierFile) as refused:
        read_zones(["carrier,origin,destination,area,zone", row])
    assert reason in refused.value.reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("demo,normal,Demo,30000,12345,25:00", "cut_off is a time"),
        ("demo,normal,Demo,30000,128,16:00", "delivery_days are digits"),
        ("demo,normal,Demo,30000,,16:00", "delivery_days are digits"),
        ("demo,normal,,30000,12345,16:00", "name is empty"),
    ],
)
def test_a_wrong_service_is_refused(row: str, reason: str) -> None:
    with pytest.raises(WrongCarrierFile) as refused:
        read_services(["carrier,service,name,heaviest_grams,delivery_days,cut_off", row])
    assert reason in refused.value.reason


@given(st.integers(0, 30_000), st.integers(0, 30_000))
def test_heavier_never_costs_less(first: int, second: int) -> None:
    table = TariffTable(read_tariffs(lines("tariffs.csv")), read_zones(lines("zones.csv")))
    light, heavy = sorted((first, second))
    less = table.price(service=NORMAL, origin=LEEDS, destination=LONDON, grams=light)
    more = table.price(service=NORMAL, origin=LEEDS, destination=LONDON, grams=heavy)
    assert 0 < less.cost <= more.cost


CARRIERS = st.lists(
    st.builds(
        Tariff,
        st.sampled_from("pqr"),
        st.just(NORMAL),
        st.just("z"),
        st.integers(1, 5000),
        st.integers(0, 5000),
        st.just("GBP"),
        st.integers(0, 9),
        st.none(),
    ),
    max_size=12,
    unique_by=lambda row: (row.carrier, row.up_to_grams),
)


@given(CARRIERS, st.integers(0, 6000), st.randoms())
def test_the_cheapest_of_all_carriers_in_whatever_order_the_rows_come(
    tariffs: list[Tariff], grams: int, chance: object
) -> None:
    zones = [Zone(carrier, "GB", "GB", "", "z") for carrier in "pqr"]
    fits: dict[str, Tariff] = {}
    for row in tariffs:
        best = fits.get(row.carrier)
        if row.up_to_grams >= grams and (best is None or row.up_to_grams < best.up_to_grams):
            fits[row.carrier] = row
    shuffled = list(tariffs)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    rates = TariffTable(shuffled, zones).rates(NORMAL, LEEDS, LONDON, grams)
    assert sorted(rate.cost for rate in rates) == [rate.cost for rate in rates]
    assert {rate.carrier: rate.cost for rate in rates} == {carrier: row.price for carrier, row in fits.items()}
