"""The three ways bytes travel to a printer: a socket, a serial line, a device file. Each with a limit on every wait."""

from __future__ import annotations

import os
import select
import socket
import stat
import time
from pathlib import Path
from typing import Protocol


class Link(Protocol):
    """An open connection. Every failure is an OSError; TimeoutError when the other side is too slow."""

    def write(self, data: bytes, seconds: float) -> None:
        """Hand over all of it within `seconds`, or raise."""
        ...

    def read(self, seconds: float) -> bytes:
        """What has come, waiting for the first byte; nothing when the time is over."""
        ...

    def close(self) -> None: ...


class SocketLink:
    """Raw TCP, as printers take it on port 9100."""

    def __init__(self, host: str, port: int, seconds: float) -> None:
        self._socket = socket.create_connection((host, port), timeout=seconds)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, data: bytes, seconds: float) -> None:
        self._socket.settimeout(seconds)
        self._socket.sendall(data)

    def read(self, seconds: float) -> bytes:
        self._socket.settimeout(max(seconds, 0.001))
        try:
            data = self._socket.recv(64)
        except TimeoutError:
            return b""
        if not data:
            raise ConnectionResetError("the connection was closed")
        return data

    def close(self) -> None:
        self._socket.close()


class SerialLink:
    """RS-232 or a USB adapter, eight data bits, no parity, one stop bit."""

    def __init__(self, port: str, baud: int, seconds: float) -> None:
        import serial

        # pyserial's own errors are OSErrors; an impossible baud rate is a ValueError.
        try:
            self._line = serial.Serial(port, baud, timeout=0.05, write_timeout=seconds)
        except ValueError as error:
            raise OSError(str(error)) from error

    def write(self, data: bytes, seconds: float) -> None:
        self._line.write_timeout = seconds
        self._line.write(data)

    def read(self, seconds: float) -> bytes:
        until = time.monotonic() + seconds
        while True:
            if waiting := self._line.in_waiting:
                return bytes(self._line.read(min(waiting, 64)))
            if time.monotonic() >= until:
                return b""
            # One byte at a time, so that the answer is seen as soon as it comes.
            if byte := self._line.read(1):
                return bytes(byte)

    def close(self) -> None:
        self._line.close()


class FileLink:
    """A device file such as /dev/usb/lp0, which can only be written, or an ordinary file, which is appended to."""

    def __init__(self, path: Path, seconds: float) -> None:
        # A device that is unplugged must not come back as an ordinary file in its place; /dev/shm holds files only.
        device = Path("/dev") in path.parents and Path("/dev/shm") not in path.parents  # noqa: S108  # a name
        create = 0 if device else os.O_CREAT
        flags = os.O_WRONLY | os.O_APPEND | create | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        self._file = os.open(path, flags, 0o600)
        self.ordinary = stat.S_ISREG(os.fstat(self._file).st_mode)

    def write(self, data: bytes, seconds: float) -> None:
        until = time.monotonic() + seconds
        rest = memoryview(data)
        while rest:
            _, ready, _ = select.select([], [self._file], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise TimeoutError("it takes no more data")
            rest = rest[os.write(self._file, rest) :]
        if self.ordinary:
            os.fsync(self._file)

    def read(self, seconds: float) -> bytes:
        return b""

    def close(self) -> None:
        os.close(self._file)
