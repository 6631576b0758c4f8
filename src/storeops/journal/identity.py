"""Identities that can be made anywhere, offline, and never meet."""

from __future__ import annotations

import re
import secrets
import socket
from datetime import datetime

_TAG_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


def uuid7(at: datetime) -> str:
    """A UUID version 7: 48 bits of Unix milliseconds, then random bits (RFC 9562, section 5.7)."""
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    value = (milliseconds << 80) | secrets.randbits(80)
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def new_device() -> str:
    """A name for this machine that no other one has, of letters that may stand anywhere."""
    host = re.sub(r"[^A-Za-z0-9_-]+", "-", socket.gethostname())[:24].strip("-")
    return f"{host or 'device'}-{epoch()[:6]}"


def epoch() -> str:
    """64 random bits that name one life of a database."""
    return secrets.token_hex(8)


def series_tag() -> str:
    """Two letters that keep the number series of a restored or copied database apart from the first one's."""
    return "".join(secrets.choice(_TAG_LETTERS) for _ in range(2))
