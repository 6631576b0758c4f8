from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.contacts import NotAnEmail, NotAPhoneNumber, email, phone
from storeops.rules.errors import Refused
from storeops.rules.text import is_clean


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ann@example.org", "ann@example.org"),
        ("Ann.Lee@EXAMPLE.Org", "Ann.Lee@example.org"),
        ("  ann@example.org\x1b[0m ", "ann@example.org"),
        ("mailto:ann@example.org", "ann@example.org"),
        ("ann+shop@example.co.uk", "ann+shop@example.co.uk"),
        ("jo\u0308rg@bücher.de", "jörg@bücher.de"),
        ("x@xn--bcher-kva.de", "x@bücher.de"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
    ],
)
def test_email(typed: str, kept: str) -> None:
    assert email(typed) == kept
    assert email(kept) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "nothing was entered"),
        ("ann", "an email address must have an @-sign"),
        ("ann@", "there must be something after the @-sign"),
        ("@example.org", "there must be something before the @-sign"),
        ("a@b@example.org", "invalid characters: '@'"),
        ("ann@shop", "It should have a period"),
        ("ann@shop.test", "special-use or reserved name"),
        ("ann @example.org", "invalid characters before the @-sign: SPACE"),
        ("ann..lee@example.org", "cannot have two periods in a row"),
        ("ann@[127.0.0.1]", "bracketed IP address"),
        ("Ann <ann@example.org>", "display name"),
        ("ann@example.org, bob@example.org", "invalid characters"),
        ("a" * 65 + "@example.org", "too long"),
        ("x" * 300 + "@example.org", "longer than 254 characters"),
    ],
)
def test_no_email(typed: str, reason: str) -> None:
    with pytest.raises(NotAnEmail) as refused:
        email(typed)
    assert refused.value.text == typed
    assert reason in refused.value.reason
    assert str(refused.value).endswith("Ask for it again; it looks like ann@example.org.")


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("020 7946 0018", "GB", "+442079460018"),
        ("+44 (0)20 7946 0018", "DE", "+442079460018"),
        ("0044 20 7946 0018", "DE", "+442079460018"),
        ("011 44 20 7946 0018", "US", "+442079460018"),
        ("07700 900123", "gb", "+447700900123"),
        ("030 23125000", "DE", "+493023125000"),
        ("(217) 555-0123", "US", "+12175550123"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("01 23 45 67 89", "FR", "+33123456789"),
        ("06 12345678", "NL", "+31612345678"),
        ("08-123 456 78", "SE", "+46812345678"),
        ("22 123 45 67", "PL", "+48221234567"),
        ("+44 20 7946 0018", "", "+442079460018"),
        ("+44 999 999 9999", "GB", "+449999999999"),  # typed in full: a range may be newer than the plan
        ("０２０ ７９４６ ００１８", "GB", "+442079460018"),
    ],
)
def test_phone(typed: str, country: str, kept: str) -> None:
    assert phone(typed, country) == kept
    assert phone(kept, "") == kept


@pytest.mark.parametrize(
    ("typed", "country", "reason"),
    [
        ("", "GB", "nothing was entered"),
        ("abc", "GB", "too few digits"),
        ("123", "GB", "too few digits"),
        ("+44", "GB", "too few digits"),
        ("+1 217 555 0123 99999", "US", "too many digits"),
        ("1" * 41, "GB", "longer than 40 characters"),
        ("555-0123", "US", "the area's code is missing"),
        ("0999 999 9999", "GB", "no number begins like this"),
        ("020 7946 0018", "", "its country is not known"),
        ("020 7946 0018", "XX", "its country is not known"),
        ("+999 123456789", "GB", "its country is not known"),
        ("020 7946 0018 ext 5", "GB", "it has an extension"),
    ],
)
def test_no_phone(typed: str, country: str, reason: str) -> None:
    with pytest.raises(NotAPhoneNumber) as refused:
        phone(typed, country)
    assert (refused.value.text, refused.value.country) == (typed, country)
    assert reason in refused.value.reason
    assert "type it with + and the country's code" in str(refused.value)


def test_a_card_number_is_neither() -> None:
    with pytest.raises(CardNumberRefused):
        email("4111111111111111@example.org")
    with pytest.raises(CardNumberRefused):
        phone("4111 1111 1111 1111", "GB")


def test_nothing_is_loaded_before_it_is_needed_and_dns_never() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys\n"
            "from storeops.rules.contacts import email\n"
            "assert not {'email_validator', 'phonenumbers'} & set(sys.modules)\n"
            "email('ann@example.org')\n"
            "print({'dns', 'phonenumbers'} & set(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "set()"


@given(st.text(st.one_of(st.characters(), st.sampled_from("@.+-0123456789abc ext")), max_size=50))
def test_any_text_is_kept_in_a_form_that_stays_or_refused_in_words(text: str) -> None:
    try:
        kept = email(text)
        assert email(kept) == kept
        assert is_clean(kept)
    except Refused as refused:
        assert str(refused).isprintable()
    for country in ("GB", "US", ""):
        try:
            number = phone(text, country)
            assert number.startswith("+")
            assert number[1:].isdecimal()
            assert len(number) <= 16
        except Refused as refused:
            assert str(refused).isprintable()
