"""Who speaks: each till has an Ed25519 key of its own and signs what it asks for (RFC 8032).

Signed are the method, the target, the time, a number used once and the SHA-256 of the body, each on a line. Whoever
holds the database without the key file beside it cannot speak for the till."""

from __future__ import annotations

import hashlib
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from storeops.rules.errors import Refused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TOLERANCE = timedelta(minutes=5)
"""How far the clocks of the two may be apart."""
DEVICE, TIME, NONCE, SIGNATURE = "storeops-device", "storeops-time", "storeops-nonce", "storeops-signature"


class NoKey(Refused):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The key of this till is not at {path}. Enrol it again with a new code from the centre: "
            "'storeops enrol ADDRESS CODE'."
        )
        self.path = path


class Signed(NamedTuple):
    """What a request says about its sender."""

    device: str
    time: str
    nonce: str
    signature: bytes


def key_path(database: str) -> Path:
    """Where the key of a till lies: beside its database."""
    return Path(f"{database}.key")


def make_key(path: Path) -> bytes:
    """Make a key, keep it in a file that only its owner reads, and return the public half (32 bytes).

    A key that is there already is kept and used: a till that enrols again stays the same device."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if not path.exists():
        key = Ed25519PrivateKey.generate()
        data = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:  # noqa: PTH123
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    return public_half(read_key(path))


def read_key(path: Path) -> Ed25519PrivateKey:
    """Raises NoKey where there is none that can be read."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise NoKey(path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NoKey(path)
    return key


def public_half(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def sign(key: Ed25519PrivateKey, device: str, method: str, target: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers that sign a request; `target` is its path and query."""
    time, nonce = now.isoformat(timespec="milliseconds"), secrets.token_hex(8)
    signature = key.sign(_words(method, target, time, nonce, body))
    return {DEVICE: device, TIME: time, NONCE: nonce, SIGNATURE: signature.hex()}


def is_signed(public: bytes, said: Signed, method: str, target: str, body: bytes, now: datetime) -> bool:
    """True where the holder of the key said this, about now. Never raises, whatever the bytes are."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        at = datetime.fromisoformat(said.time)
        if at.tzinfo is None or abs(now - at) > TOLERANCE:
            return False
        words = _words(method, target, said.time, said.nonce, body)
        Ed25519PublicKey.from_public_bytes(public).verify(said.signature, words)
    except (ValueError, InvalidSignature):
        return False
    return True


def new_key() -> bytes:
    """A private key (32 bytes) for whoever keeps it elsewhere than in a file."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().private_bytes_raw()


def key_of(private: bytes) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private)


def seal(key: Ed25519PrivateKey, what: str, data: bytes) -> bytes:
    """The signature of a document; `what` kind it is is signed with it, so that none passes for another."""
    return key.sign(f"storeops {what}\n".encode() + data)


def is_sealed(public: bytes, what: str, data: bytes, signature: bytes) -> bool:
    """True where the holder of the key signed this document as such. Never raises, whatever the bytes are."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, f"storeops {what}\n".encode() + data)
    except (ValueError, InvalidSignature):
        return False
    return True


def _words(method: str, target: str, time: str, nonce: str, body: bytes) -> bytes:
    return "\n".join([method.upper(), target, time, nonce, hashlib.sha256(body).hexdigest()]).encode()
