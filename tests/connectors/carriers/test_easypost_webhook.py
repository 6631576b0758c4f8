from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storeops.connectors.carriers.easypost_webhook import NotSigned, require_signature, signature

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
# RFC 4231, test case 2.
KEY, DATA = "Jefe", b"what do ya want for nothing?"
DIGEST = "hmac-sha256-hex=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
STAMP, PATH = "Mon, 23 Nov 2026 11:58:00 -0000", "/easypost"


def second(stamp: str = STAMP, method: str = "POST", path: str = PATH, body: bytes = DATA) -> dict[str, str]:
    signed = signature(stamp.encode() + method.encode() + path.encode() + body, KEY)
    return {"X-Timestamp": stamp, "X-Path": path, "X-Hmac-Signature-V2": signed}


def test_the_signature_is_the_standards() -> None:
    assert signature(DATA, KEY) == DIGEST


@pytest.mark.parametrize("name", ["X-Hmac-Signature", "x-hmac-signature", "X-HMAC-SIGNATURE"])
def test_the_first_signature_is_over_the_body(name: str) -> None:
    require_signature(DATA, {name: f" {DIGEST} "}, KEY, NOW)


def test_the_secret_is_in_one_form_however_it_is_typed() -> None:
    composed, decomposed = "s\u00e9cret", "se\u0301cret"
    require_signature(DATA, {"X-Hmac-Signature": signature(DATA, composed)}, decomposed, NOW)
    require_signature(DATA, {"X-Hmac-Signature": signature(DATA, decomposed)}, composed, NOW)


@pytest.mark.parametrize(
    "given",
    [DIGEST[:-1], DIGEST[:-1] + "4", DIGEST.removeprefix("hmac-sha256-hex="), DIGEST.upper(), "", "é", "\udcff"],
)
def test_anything_else_is_refused(given: str) -> None:
    with pytest.raises(NotSigned):
        require_signature(DATA, {"X-Hmac-Signature": given}, KEY, NOW)


def test_another_body_secret_or_none_is_refused() -> None:
    for body, headers, secret in (
        (DATA + b" ", {"X-Hmac-Signature": DIGEST}, KEY),
        (DATA, {"X-Hmac-Signature": DIGEST}, "jefe"),
        (DATA, {"X-Hmac-Signature": DIGEST}, ""),
        (DATA, {}, KEY),
    ):
        with pytest.raises(NotSigned):
            require_signature(body, headers, secret, NOW)
    # Without a secret nothing passes, not even what is signed with none.
    with pytest.raises(NotSigned, match="no secret is set"):
        require_signature(DATA, {"X-Hmac-Signature": signature(DATA, "")}, "", NOW)


def test_the_second_signature_is_over_time_method_path_and_body() -> None:
    require_signature(DATA, second(), KEY, NOW, v2=True)
    require_signature(DATA, second(), KEY, NOW, method="post")
    for wrong in (
        second() | {"X-Path": "/other"},
        second() | {"X-Timestamp": "Mon, 23 Nov 2026 11:59:00 -0000"},
        second(method="GET"),
        second(body=DATA + b"!"),
        second() | {"X-Hmac-Signature-V2": DIGEST, "X-Hmac-Signature": DIGEST},  # the second holds alone
    ):
        with pytest.raises(NotSigned, match="the signature is another"):
            require_signature(DATA, wrong, KEY, NOW)


@pytest.mark.parametrize("late", [timedelta(minutes=3), timedelta(minutes=-7)])
def test_the_second_signature_is_of_now(late: timedelta) -> None:
    require_signature(DATA, second(), KEY, NOW + late)
    moment = NOW + late + (timedelta(seconds=1) if late > timedelta() else timedelta(seconds=-1))
    with pytest.raises(NotSigned, match="another time"):
        require_signature(DATA, second(), KEY, moment)


def test_offsets_of_the_timestamp_count() -> None:
    require_signature(DATA, second("Mon, 23 Nov 2026 03:58:00 -0800"), KEY, NOW)


@pytest.mark.parametrize("stamp", ["", "soon", "2026-11-23T11:58:00Z", "Mon, 99 Nov 2026 11:58:00 -0000"])
def test_a_timestamp_that_is_none_is_refused(stamp: str) -> None:
    with pytest.raises(NotSigned, match="cannot be read"):
        require_signature(DATA, second(stamp), KEY, NOW)


def test_where_the_second_is_asked_for_the_first_is_not_enough() -> None:
    with pytest.raises(NotSigned, match="no signature"):
        require_signature(DATA, {"X-Hmac-Signature": DIGEST}, KEY, NOW, v2=True)
