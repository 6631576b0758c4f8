"""Handing a job to a printer and learning what became of it.

A kernel takes megabytes for a printer that never reads, so "sent" is not "printed": before a job the printer is
asked whether it is ready, after it a question is sent which it can answer only when it has come that far.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, Protocol, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

from storeops.devices import status
from storeops.devices.links import FileLink, Link, SerialLink, SocketLink
from storeops.devices.status import PrinterStatus
from storeops.devices.trouble import BadAddress, DeliveryUnknown, NotAPrinter, PrinterNotReady, PrinterSilent
from storeops.devices.trouble import PrinterUnreachable as Unreachable

Delivery: TypeAlias = Literal["confirmed", "sent"]
"""`confirmed`: the printer said that it is through with it. `sent`: it cannot say, and the line took it all."""


@dataclass(frozen=True, slots=True)
class Waits:
    """How long to wait, in seconds: for a connection, for an answer on the spot, for the line to take the job, and
    for the job to be printed."""

    connect: float = 3.0
    answer: float = 1.0
    write: float = 10.0
    printed: float = 20.0


class Transport(Protocol):
    """A printer at the end of a line."""

    @property
    def address(self) -> str: ...

    def send(self, data: bytes) -> Delivery:
        """Print one job. Raises PrinterTrouble when nothing of it was printed, DeliveryUnknown when it may have
        been."""
        ...

    def send_now(self, data: bytes) -> Delivery:
        """Send a real-time command, which is carried out whatever state the printer is in. Raises as `send`."""
        ...

    def status(self) -> PrinterStatus | None:
        """How the printer is, or None when it cannot say. Raises PrinterTrouble."""
        ...


@dataclass(frozen=True, slots=True)
class TalkingPrinter:
    """A receipt printer on a line which goes both ways: TCP or serial. `answers` is off for a model that reports
    nothing."""

    address: str
    link: TcpEnd | SerialEnd
    answers: bool = True
    waits: Waits = Waits()

    end_mark: ClassVar[bytes] = status.FENCE
    """Sent behind a job, in one piece with it; `_await_end` waits for what the printer makes of it."""

    def send(self, data: bytes) -> Delivery:
        with self._open() as link:
            if self.answers:
                self._require_ready(link)
            try:
                link.write(data + (self.end_mark if self.answers else b""), self.waits.write)
                if not self.answers:
                    return "sent"
                self._await_end(link)
            except OSError as error:
                raise DeliveryUnknown(self.address, in_words(error)) from error
        return "confirmed"

    def send_now(self, data: bytes) -> Delivery:
        with self._open() as link:
            if self.answers:
                self._ask(link)
            try:
                link.write(data, self.waits.write)
            except OSError as error:
                raise DeliveryUnknown(self.address, in_words(error)) from error
        return "sent"

    def status(self) -> PrinterStatus | None:
        if not self.answers:
            return None
        with self._open() as link:
            return self._ask(link)

    @contextmanager
    def _open(self) -> Iterator[Link]:
        try:
            link = self.link.open(self.waits.connect)
        except OSError as error:
            raise Unreachable(self.address, in_words(error)) from error
        try:
            yield link
        finally:
            link.close()

    def _require_ready(self, link: Link) -> None:
        found = self._ask(link)
        if not found.ready:
            raise PrinterNotReady(self.address, found.reason)

    def _ask(self, link: Link) -> PrinterStatus:
        try:
            # What came unasked (an automatic status of the last change) is not the answer to this question.
            link.read(0)
            questions = (status.ASK_PRINTER, status.ASK_OFFLINE, status.ASK_PAPER)
            return status.read(*(self._answer(link, question) for question in questions))
        except OSError as error:
            raise Unreachable(self.address, in_words(error)) from error

    def _answer(self, link: Link, question: bytes) -> int:
        link.write(question, self.waits.answer)
        answer = link.read(self.waits.answer)
        if not answer:
            raise PrinterSilent(self.address)
        if len(answer) != 1 or not status.is_real_time_answer(answer[0]):
            raise NotAPrinter(self.address, answer)
        return answer[0]

    def _await_end(self, link: Link) -> None:
        until = time.monotonic() + self.waits.printed
        while (left := until - time.monotonic()) > 0:
            for byte in link.read(left):
                if status.is_fence_answer(byte):
                    return
        raise DeliveryUnknown(self.address, self._why_no_answer(link))

    def _why_no_answer(self, link: Link) -> str:
        try:
            found = self._ask(link)
        except (Unreachable, PrinterSilent, NotAPrinter) as trouble:
            return trouble.short
        return found.reason or "no answer to the end of the job"


@dataclass(frozen=True, slots=True)
class TcpEnd:
    host: str
    port: int

    def open(self, seconds: float) -> Link:
        return SocketLink(self.host, self.port, seconds)


@dataclass(frozen=True, slots=True)
class SerialEnd:
    port: str
    baud: int

    def open(self, seconds: float) -> Link:
        return SerialLink(self.port, self.baud, seconds)


@dataclass(frozen=True, slots=True)
class FilePrinter:
    """A device file. It cannot be read, so the printer's state is not known and nothing is ever confirmed, except by
    an ordinary file, where written is all there is."""

    address: str
    path: Path
    waits: Waits = Waits()

    def send(self, data: bytes) -> Delivery:
        try:
            link = FileLink(self.path, self.waits.connect)
        except OSError as error:
            raise Unreachable(self.address, in_words(error)) from error
        try:
            link.write(data, self.waits.write)
        except OSError as error:
            raise DeliveryUnknown(self.address, in_words(error)) from error
        finally:
            link.close()
        return "confirmed" if link.ordinary else "sent"

    def send_now(self, data: bytes) -> Delivery:
        return self.send(data)

    def status(self) -> PrinterStatus | None:
        return None


def parse_address(address: str, waits: Waits | None = None) -> Transport:
    """The printer at an address: tcp://192.0.2.7:9100 (port 9100 when not given), serial:///dev/ttyUSB0?baud=9600 or
    serial://COM3, file:///dev/usb/lp0. `?status=no` for a printer that never reports. Nothing is opened yet.

    Raises BadAddress."""
    waits = waits or Waits()
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise BadAddress(address, str(error)) from error
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    answers = _yes_or_no(address, options.pop("status", "yes"))
    path = unquote(parts.path)
    if parts.scheme == "tcp":
        transport: Transport = TalkingPrinter(address, _tcp(address, parts.hostname, port, path), answers, waits)
    elif parts.scheme == "serial":
        name = path if path not in ("", "/") else parts.netloc
        transport = TalkingPrinter(address, _serial(address, name, options.pop("baud", "9600")), answers, waits)
    elif parts.scheme == "file":
        if parts.netloc or not path.strip("/"):
            raise BadAddress(address, "a file needs three slashes and its whole path")
        transport = FilePrinter(address, Path(path), waits)
    else:
        raise BadAddress(address, f"'{parts.scheme}' is not a way to a printer")
    if options:
        raise BadAddress(address, f"'{next(iter(options))}' is not an option of it")
    return transport


def _tcp(address: str, host: str | None, port: int | None, path: str) -> TcpEnd:
    if not host or path not in ("", "/"):
        raise BadAddress(address, "it needs a host, a colon and a port, nothing else")
    return TcpEnd(host, 9100 if port is None else port)


def _serial(address: str, name: str, baud: str) -> SerialEnd:
    if not name:
        raise BadAddress(address, "the serial port is missing")
    if not (baud.isascii() and baud.isdigit() and 0 < int(baud[:8]) <= 4_000_000):
        raise BadAddress(address, "the baud rate is a number such as 9600 or 115200")
    return SerialEnd(name, int(baud))


def _yes_or_no(address: str, value: str) -> bool:
    if value not in ("yes", "no"):
        raise BadAddress(address, "status is yes or no")
    return value == "yes"


def in_words(error: OSError) -> str:
    """What the system said, for a person."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, ConnectionResetError | BrokenPipeError):
        return "the connection was lost"
    return (error.strerror or str(error) or type(error).__name__).lower()
