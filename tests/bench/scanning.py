"""A scan to its repainted line: the real till in a real pseudo-terminal."""

from __future__ import annotations

import os
import pty
import random
import select
import struct
import subprocess
import sys
import termios
import time
from fcntl import ioctl

from tests.bench.shop import barcode

from storeops.store import Store

ROUNDS = 300
KEY_GAP = 0.002
"""Seconds between two keys of a wedge scanner."""


def measure(shop: Store, products: int) -> list[float]:
    """Seconds from the scan's last byte until the terminal was told that its item was added."""
    chance = random.Random(3)
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "STOREOPS_DB": shop.settings.database, "TERM": "xterm-256color"}
    till = subprocess.Popen(
        [sys.executable, "-m", "storeops"],
        stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    try:
        _until(master, b"TOTAL", 30)
        time.sleep(1.5)  # the first customer takes longer to come
        took = []
        for place in chance.sample(range(products), ROUNDS):
            code = barcode(place).encode()
            for key in code:
                os.write(master, bytes([key]))
                time.sleep(KEY_GAP)
            begun = time.perf_counter()
            os.write(master, b"\r")
            _until(master, b"added", 10)
            took.append(time.perf_counter() - begun)
            _quiet(master)
        return took
    finally:
        till.kill()
        till.wait()
        os.close(master)


def _until(master: int, wanted: bytes, patience: float) -> None:
    seen, end = b"", time.monotonic() + patience
    while wanted not in seen:
        if not select.select([master], [], [], max(0.0, end - time.monotonic()))[0]:
            raise TimeoutError(f"{wanted!r} was not painted; the last bytes were {seen[-300:]!r}")
        seen = (seen + os.read(master, 65536))[-65536:]


def _quiet(master: int) -> None:
    """Read on until nothing more comes."""
    while select.select([master], [], [], 0.03)[0]:
        os.read(master, 65536)
