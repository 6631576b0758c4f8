from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.barcodes import Kind, Scan, ean13, explain, gtin_check_digit, key, pattern, read
from storeops.rules.barcodes.check_digits import printed
from storeops.rules.text import is_clean

GTIN = "09520123456788"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("5901234123457", "05901234123457"),
        ("036000291452", "00036000291452"),
        ("0036000291452", "00036000291452"),
        ("96385074", "00000096385074"),
        ("04252614", "00042100005264"),
        ("01234565", "00012345000065"),
        ("15012345678907", "15012345678907"),
        ("978-3-16-148410-0", "09783161484100"),
        ("5 901234 123457", "05901234123457"),
        ("5901234123450", "5901234123450"),
        ("0000000000000", "0000000000000"),
        ("12345", "12345"),
        ("012345", "012345"),
        (" tea-1 ", "TEA-1"),
        ("te\x00a", "TEA"),
        ("straße", "STRASSE"),
        ("５９０１２３４１２３４５７", "５９０１２３４１２３４５７"),
        ("", ""),
    ],
)
def test_one_key_for_every_way_of_writing_a_number(code: str, expected: str) -> None:
    assert key(code) == expected
    assert key(expected) == expected


@given(st.text(max_size=40))
def test_the_key_of_a_key_is_itself(code: str) -> None:
    assert key(key(code)) == key(code)


def test_upc_e_and_upc_a_of_one_product_have_one_key() -> None:
    # GS1 General Specifications, figure 5.2.2.4.2-1: one row of each way of suppressing zeros.
    for upc_e, upc_a in [
        ("01278906", "012000007896"),
        ("01278917", "012100007897"),
        ("01278928", "012200007898"),
        ("01236739", "012300000679"),
        ("01235642", "012350000062"),
        ("01234565", "012345000065"),
    ]:
        whole = upc_a[:-1] + gtin_check_digit(upc_a[:-1])
        assert key(upc_e[:-1] + whole[-1]) == key(whole) == whole.zfill(14)


@pytest.mark.parametrize(
    ("body", "digit"), [("590123412345", "7"), ("9638507", "4"), ("10614141234567890", "8"), ("0", "0")]
)
def test_check_digits(body: str, digit: str) -> None:
    assert gtin_check_digit(body) == digit


@pytest.mark.parametrize("body", ["", "12a", "1" * 18, "１２"])
def test_a_check_digit_of_something_else_is_refused(body: str) -> None:
    with pytest.raises(ValueError):
        gtin_check_digit(body)
    with pytest.raises(ValueError):
        ean13(body)


@given(st.text("0123456789", min_size=12, max_size=12))
def test_every_single_wrong_digit_is_found(body: str) -> None:
    number = ean13(body)
    for at, digit in enumerate(number):
        other = str((int(digit) + 1) % 10)
        changed = read(number[:at] + other + number[at + 1 :])
        assert (changed.kind, changed.check) == (Kind.OTHER, "wrong")


def scanned(raw: str, kind: Kind, code: str, **fields: object) -> Scan:
    values: dict[str, object] = {"symbology": "", "check": "right", **fields}
    return Scan(raw, kind, code=code, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "expected",
    [
        scanned("5901234123457", Kind.GTIN, "05901234123457", gtin="05901234123457"),
        scanned("]E05901234123457", Kind.GTIN, "05901234123457", gtin="05901234123457", symbology="]E0"),
        scanned("5901234123457\r", Kind.GTIN, "05901234123457", gtin="05901234123457"),
        scanned("]E497123456", Kind.OTHER, "97123456", symbology="]E4", check="wrong"),
        scanned("96385074", Kind.GTIN, "00000096385074", gtin="00000096385074"),
        scanned("04252614", Kind.GTIN, "00042100005264", gtin="00042100005264"),
        scanned("]I115012345678907", Kind.GTIN, "15012345678907", gtin="15012345678907", symbology="]I1"),
        scanned("]E3977123456700312", Kind.GTIN, "09771234567003", gtin="09771234567003", symbology="]E3"),
        # Plain numbers which biip alone would also read as element strings: 97 company's own, 21 serial, 96.
        scanned("9771234567003", Kind.GTIN, "09771234567003", gtin="09771234567003"),
        scanned("9638507400004", Kind.OTHER, "9638507400004", check="wrong"),
        scanned("2112345000005", Kind.OTHER, "2112345000005", check="wrong"),
        scanned("4012345678900", Kind.OTHER, "4012345678900", check="wrong"),
        scanned("5901234123450", Kind.OTHER, "5901234123450", check="wrong"),
        scanned("106141412345678908", Kind.SSCC, "106141412345678908"),
        scanned("00106141412345678908", Kind.SSCC, "106141412345678908"),
        scanned("10023", Kind.OTHER, "10023", check="none"),
        scanned("10AB12", Kind.OTHER, "10AB12", check="none"),
        scanned("tea", Kind.OTHER, "TEA", check="none"),
        scanned("", Kind.OTHER, "", check="none"),
        scanned("]", Kind.OTHER, "]", check="none"),
    ],
    ids=lambda scan: scan.raw,
)
def test_what_a_scan_means(expected: Scan) -> None:
    assert read(expected.raw) == expected


@pytest.mark.parametrize(
    "expected",
    [
        scanned(f"01{GTIN}", Kind.GS1, GTIN, gtin=GTIN),
        scanned(
            f"]d201{GTIN}1726110010AB\x1d21XY",
            Kind.GS1,
            GTIN,
            gtin=GTIN,
            symbology="]d2",
            lot="AB",
            serial="XY",
            expiry=date(2026, 11, 30),
        ),
        # A lost separator glues the fields: that is legal, and the lot shows it.
        scanned(f"]C101{GTIN}10LOT4221S1", Kind.GS1, GTIN, gtin=GTIN, symbology="]C1", lot="LOT4221S1"),
        scanned(
            f"]e001{GTIN}31030001953922299",
            Kind.GS1,
            GTIN,
            gtin=GTIN,
            symbology="]e0",
            weight=195,
            price=299,
        ),
        scanned(f"\x1d01{GTIN}30{12}\x1d", Kind.GS1, GTIN, gtin=GTIN, quantity=12_000),
        scanned(f"01{GTIN}3105000195", Kind.GS1, GTIN, gtin=GTIN, weight=2),
        scanned(f"01{GTIN}3923{12345}", Kind.GS1, GTIN, gtin=GTIN, price=None),
        scanned(f"01{GTIN}3921{12}", Kind.GS1, GTIN, gtin=GTIN, price=120),
        scanned(
            f"00106141412345678908{'02'}{GTIN}3725",
            Kind.SSCC,
            "106141412345678908",
            gtin=GTIN,
            quantity=25_000,
        ),
        scanned(f"(01){GTIN}(10)A1", Kind.GS1, GTIN, gtin=GTIN, lot="A1"),
        scanned(
            f"https://shop.example/x/01/{GTIN}/10/L7?3103=000195&3922=0299&17=201225#a",
            Kind.GS1,
            GTIN,
            gtin=GTIN,
            lot="L7",
            weight=195,
            price=299,
            expiry=date(2020, 12, 25),
        ),
        scanned(f"]Q1https://id.gs1.org/01/{GTIN}", Kind.GS1, GTIN, gtin=GTIN, symbology="]Q1"),
        scanned("https://example.com/", Kind.OTHER, "HTTPS://EXAMPLE.COM/", check="none"),
        scanned("]d20109520123456780", Kind.OTHER, "0109520123456780", symbology="]d2", check="wrong"),
        scanned("]C1]C1", Kind.OTHER, "]C1", symbology="]C1", check="none"),
        scanned(f"]C101{GTIN}10A\x1d10B", Kind.OTHER, f"01{GTIN}10A10B", symbology="]C1", check="none"),
        scanned(f"]C101{GTIN}17269900", Kind.OTHER, f"01{GTIN}17269900", symbology="]C1", check="none"),
    ],
    ids=lambda scan: scan.raw,
)
def test_what_a_gs1_symbol_means(expected: Scan) -> None:
    assert read(expected.raw) == expected


def test_the_currencys_decimals_count() -> None:
    assert read(f"01{GTIN}3920{150}", exponent=0).price == 150
    assert read(f"01{GTIN}3922{150}", exponent=0).price is None
    assert read(f"01{GTIN}3922{150}", exponent=3).price == 1500


def test_a_plain_ean_needs_no_library() -> None:
    program = (
        "import sys; from storeops.rules.barcodes import read, key\n"
        "read('5901234123457'); read('TEA'); key('04252614')\n"
        "sys.exit('biip' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_barcode_lab_tells_the_right_check_digit() -> None:
    assert explain("5901234123450") == (
        "Scanned: 5901234123450",
        "Rule: none; found as it stands",
        "Product key: 5901234123450",
        "Check digit: wrong; 0 should be 7",
    )


def test_the_barcode_lab_tells_all() -> None:
    assert explain(f"]d201{GTIN}1726113010AB\x1d21XY") == (
        f"Scanned: 01{GTIN}1726113010AB <GS> 21XY",
        "Symbology: GS1 DataMatrix (]d2)",
        "Rule: GS1 element strings",
        f"  (01) GTIN: {GTIN}",
        "  (17) USE BY or EXPIRY: 261130",
        "  (10) BATCH/LOT: AB",
        "  (21) SERIAL: XY",
        f"Product key: {GTIN}",
        f"GTIN: {GTIN}",
        "Lot: AB",
        "Expiry: 2026-11-30",
        "Serial: XY",
        "Check digit: right",
    )
    assert explain("2112345004501", patterns=[pattern("21IIIIIWWWWWC")]) == (
        "Scanned: 2112345004501",
        "Rule: the shop's own layout 21IIIIIWWWWWC",
        f"Product key: 0{ean13('211234500000')}",
        "Item: 12345",
        "Weight: 0.450 kg",
        "Check digit: right",
    )
    assert explain("04252614")[1] == "Rule: UPC-E, short for UPC-A 042100005264"
    assert explain(ean13("291234500000"))[1] == ("Rule: a number of restricted circulation; no layout is set up for it")
    assert "wrong" in explain("]C10109520123456780")[2] or "check digit" in explain("]C10109520123456780")[2]


SCANS = st.one_of(
    st.text(max_size=60),
    st.text("0123456789", max_size=40),
    st.text("]CdEeQJ01234567()\x1d/:?=&%https[", max_size=60),
    st.builds("".join, st.tuples(st.sampled_from(["]C1", "]d2", "]Q3", "https://a/", "(01)"]), st.text())),
    st.builds(
        lambda ai, data: f"]C1{ai}{data}",
        st.sampled_from(["17", "7003", "7007", "3103", "3922", "3932", "37", "8008", "00", "01", "414"]),
        st.text("0123456789\x1d", max_size=30),
    ),
)


@given(SCANS, st.sampled_from(["", "GB", "DE", "SE", "US", "??"]), st.sampled_from([0, 2, 3]))
def test_any_text_can_be_read_and_explained(raw: str, country: str, exponent: int) -> None:
    layouts = [pattern("2IIIIIIIIIIIC"), pattern("21IIIIIWWWWWC")]
    scan = read(raw, patterns=layouts, country=country, exponent=exponent)
    assert scan.raw == raw
    assert scan.code == key(scan.code)
    assert scan.gtin == "" or len(scan.gtin) == 14
    for line in explain(raw, patterns=layouts, country=country, exponent=exponent):
        assert is_clean(line.strip())


@pytest.mark.parametrize(
    "code", ["5901234123457", "96385074", "012345678905", "15901234123454", "OWN-7", "2000000000015"]
)
def test_a_key_is_told_as_it_is_printed(code: str) -> None:
    assert printed(key(code)) == code
