"""SSCCs: the standard's own example, how far a prefix reaches, what is refused."""

from __future__ import annotations

import pytest
from biip.sscc import Sscc
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.barcodes.sscc import (
    BadCompanyPrefix,
    BadExtensionDigit,
    SerialsUsedUp,
    capacity,
    is_sscc,
    sscc,
)

prefixes = st.from_regex(r"[0-9]{7,12}", fullmatch=True).filter(lambda prefix: prefix.strip("0") != "")


@pytest.mark.parametrize(
    ("prefix", "extension", "counter", "code"),
    [
        # GS1's own example of an SSCC.
        ("0614141", 1, 234567890, "106141412345678908"),
        ("5012345", 0, 678, "050123450000006789"),
        ("0000001", 9, 999_999_999, "900000019999999991"),
        ("123456789", 3, 0, "312345678900000006"),
        ("123456789012", 3, 9999, "312345678901299997"),
    ],
)
def test_a_code(prefix: str, extension: int, counter: int, code: str) -> None:
    assert sscc(prefix, extension, counter) == code
    assert is_sscc(code)


@pytest.mark.parametrize(
    ("prefix", "last"), [("0614141", 999_999_999), ("5012345678", 999_999), ("123456789012", 9_999)]
)
def test_the_last_serial_and_the_one_beyond(prefix: str, last: int) -> None:
    assert capacity(prefix) == last + 1
    assert sscc(prefix, 4, last).startswith(f"4{prefix}{last}")
    with pytest.raises(SerialsUsedUp) as caught:
        sscc(prefix, 4, last + 1)
    assert (caught.value.prefix, caught.value.extension, caught.value.counter) == (prefix, 4, last + 1)


@pytest.mark.parametrize(
    "prefix", ["", "061414", "1234567890123", "06141x1", " 0614141", "0000000", "٠٦١٤١٤١", "-614141", "0614141\n"]
)
def test_what_is_no_company_prefix(prefix: str) -> None:
    with pytest.raises(BadCompanyPrefix):
        sscc(prefix, 0, 1)


@pytest.mark.parametrize("extension", [-1, 10, 99])
def test_what_is_no_extension_digit(extension: int) -> None:
    with pytest.raises(BadExtensionDigit):
        sscc("0614141", extension, 1)


def test_a_counter_starts_at_nought() -> None:
    with pytest.raises(ValueError, match="starts at 0"):
        sscc("0614141", 0, -1)


@given(prefix=prefixes, extension=st.integers(0, 9), data=st.data())
def test_every_code_is_one_that_biip_takes_and_names_its_parcel(
    prefix: str, extension: int, data: st.DataObject
) -> None:
    counter = data.draw(st.integers(0, capacity(prefix) - 1))
    code = sscc(prefix, extension, counter)
    assert Sscc.parse(code).extension_digit == extension
    assert code[1:17] == f"{prefix}{counter:0{16 - len(prefix)}d}"


@pytest.mark.parametrize(
    "text", ["", "106141412345678909", "10614141234567890", "1061414123456789080", "0" * 18, "10614141234567890٨"]
)
def test_what_is_no_sscc(text: str) -> None:
    assert not is_sscc(text)
