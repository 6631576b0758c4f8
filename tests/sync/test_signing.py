"""Signatures of requests: only the key's holder, only this request, only now."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storeops.sync import signing
from storeops.sync.signing import Signed

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def said(headers: dict[str, str]) -> Signed:
    return Signed(
        headers[signing.DEVICE],
        headers[signing.TIME],
        headers[signing.NONCE],
        bytes.fromhex(headers[signing.SIGNATURE]),
    )


def test_a_request_is_its_senders(tmp_path: Path) -> None:
    path = tmp_path / "shop.db.key"
    public = signing.make_key(path)
    assert (len(public), stat.S_IMODE(path.stat().st_mode)) == (32, 0o600)
    assert signing.make_key(path) == public
    headers = signing.sign(signing.read_key(path), "dev", "POST", "/v1/sync/push?x=1", b"body", NOW)
    one = said(headers)

    def holds(method: str = "POST", target: str = "/v1/sync/push?x=1", body: bytes = b"body") -> bool:
        return signing.is_signed(public, one, method, target, body, NOW)

    assert holds()
    assert not holds(method="GET")
    assert not holds(target="/v1/sync/push?x=2")
    assert not holds(body=b"bodY")
    late, early = NOW + timedelta(minutes=5, seconds=1), NOW - timedelta(minutes=5, seconds=1)
    for moment, good in ((NOW + timedelta(minutes=5), True), (late, False), (early, False)):
        assert signing.is_signed(public, one, "POST", "/v1/sync/push?x=1", b"body", moment) is good
    other = signing.make_key(tmp_path / "other.key")
    assert not signing.is_signed(other, one, "POST", "/v1/sync/push?x=1", b"body", NOW)


@pytest.mark.parametrize("broken", [b"", b"\0" * 63, b"\0" * 64, b"\xff" * 64])
def test_what_is_no_signature_is_none(tmp_path: Path, broken: bytes) -> None:
    public = signing.make_key(tmp_path / "key")
    one = Signed("dev", NOW.isoformat(), "n", broken)
    assert not signing.is_signed(public, one, "GET", "/", b"", NOW)
    assert not signing.is_signed(b"short", one, "GET", "/", b"", NOW)
    assert not signing.is_signed(public, one._replace(time="yesterday"), "GET", "/", b"", NOW)
    assert not signing.is_signed(public, one._replace(time="2026-11-25T12:00:00"), "GET", "/", b"", NOW)


def test_without_a_key_the_way_back_is_told(tmp_path: Path) -> None:
    with pytest.raises(signing.NoKey, match="storeops enrol"):
        signing.read_key(tmp_path / "none")
    (tmp_path / "bad").write_text("no key")
    with pytest.raises(signing.NoKey):
        signing.read_key(tmp_path / "bad")
