"""Addresses, and printers that behave badly: each server here is a real socket with one nasty habit."""

from __future__ import annotations

import os
import pty
import socket
import struct
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storeops.devices.drawer import is_open, kick
from storeops.devices.status import FENCE, PrinterStatus
from storeops.devices.transport import FilePrinter, SerialEnd, TalkingPrinter, TcpEnd, Waits, parse_address
from storeops.devices.trouble import (
    BadAddress,
    DeliveryUnknown,
    NotAPrinter,
    PrinterNotReady,
    PrinterSilent,
    PrinterUnreachable,
)

QUICK = Waits(connect=2.0, answer=0.25, write=0.4, printed=0.4)
READY = {b"\x10\x04\x01": b"\x16", b"\x10\x04\x02": b"\x12", b"\x10\x04\x04": b"\x12", FENCE: b"\x00"}
JOB = b"Tea 80 bags\n"


@contextmanager
def served(behave: Callable[[socket.socket], None]) -> Iterator[TalkingPrinter]:
    """A server on a free port of the loopback that treats each connection as `behave` does."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    behave(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    try:
        printer = parse_address(address, QUICK)
        assert isinstance(printer, TalkingPrinter)
        yield printer
    finally:
        # A blocked accept is only woken by shutting the listener down.
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(6)


class Printer:
    """A printer on a socket: answers from a table, keeps what it was sent."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self.answers = answers
        self.got = b""
        self.ended = threading.Event()

    def __call__(self, connection: socket.socket) -> None:
        seen = b""
        while data := connection.recv(4096):
            self.got += data
            seen += data
            for question, answer in self.answers.items():
                if seen.endswith(question):
                    connection.sendall(answer)
        self.ended.set()


def test_a_printer_that_answers_the_fence_confirms() -> None:
    printer = Printer(READY)
    with served(printer) as transport:
        assert transport.send(JOB) == "confirmed"
    assert printer.got == b"\x10\x04\x01\x10\x04\x02\x10\x04\x04" + JOB + FENCE


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({b"\x10\x04\x02": b"\x16"}, "cover open"),
        ({b"\x10\x04\x02": b"\x32"}, "paper out"),
        ({b"\x10\x04\x04": b"\x72"}, "paper out"),
        ({b"\x10\x04\x02": b"\x52"}, "printer fault"),
        ({b"\x10\x04\x01": b"\x1e"}, "offline"),
    ],
)
def test_a_printer_that_is_not_ready_is_not_sent_the_job(changed: dict[bytes, bytes], reason: str) -> None:
    printer = Printer(READY | changed)
    with served(printer) as transport, pytest.raises(PrinterNotReady) as caught:
        transport.send(JOB)
    assert caught.value.reason == caught.value.short == reason
    assert caught.value.again
    assert JOB not in printer.got


def test_status_low_paper_still_prints_and_the_drawer_pin_is_read() -> None:
    with served(Printer(READY | {b"\x10\x04\x04": b"\x1e"})) as transport:
        assert transport.status() == PrinterStatus(True, False, False, True, False, True)
        assert is_open(transport) is True
        assert is_open(transport, open_when_high=False) is False
        assert transport.send(JOB) == "confirmed"


def test_the_drawer_opens_without_paper_too() -> None:
    ready, empty = Printer(READY), Printer(READY | {b"\x10\x04\x04": b"\x72"})
    with served(ready) as transport:
        assert kick(transport, drawer=2) == "confirmed"
    with served(empty) as transport:
        assert kick(transport, drawer=2) == "sent"
    assert ready.got.endswith(b"\x1bp\x01\x32\xfa" + FENCE)
    with served(ready) as transport:
        kick(transport)
    assert ready.got.endswith(b"\x1bp\x00\x32\xfa" + FENCE)
    assert empty.got.endswith(b"\x10\x14\x01\x01\x01")


def test_a_silent_peer_is_not_taken_for_a_printer() -> None:
    printer = Printer({})
    with served(printer) as transport, pytest.raises(PrinterSilent):
        transport.send(JOB)
    assert JOB not in printer.got


def test_a_silent_model_can_be_told_so_and_is_never_confirmed() -> None:
    printer = Printer({})
    with served(printer) as transport:
        silent = parse_address(transport.address + "?status=no", QUICK)
        assert silent.send(JOB) == "sent"
        assert printer.ended.wait(5)
        assert silent.status() is None
        assert is_open(silent) is None
    assert printer.got == JOB


@pytest.mark.parametrize("answer", [b"H", b"HTTP/1.1 400 Bad Request\r\n", b"\x16\x16", b"\x00", b"\x17", b"\x96"])
def test_other_answers_are_not_a_printers(answer: bytes) -> None:
    server = Printer({b"\x10\x04\x01": answer})
    with served(server) as transport, pytest.raises(NotAPrinter) as caught:
        transport.send(JOB)
    assert caught.value.answer == answer
    assert JOB not in server.got


def test_closing_at_once_and_a_reset_are_said_before_anything_is_sent() -> None:
    def reset(connection: socket.socket) -> None:
        connection.recv(3)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    for behave in (lambda connection: None, reset):
        with served(behave) as transport, pytest.raises(PrinterUnreachable, match="connection was lost"):
            transport.send(JOB)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(PrinterUnreachable, match="connection refused"):
        parse_address(f"tcp://127.0.0.1:{port}", QUICK).send(JOB)


def test_no_answer_to_the_fence_is_unknown_and_tells_why() -> None:
    """Paper runs out in the middle: the first look was fine, the one after the job is not."""
    looks: list[bytes] = []

    def runs_out(connection: socket.socket) -> None:
        while data := connection.recv(4096):
            looks.extend([data] if data == b"\x10\x04\x04" else [])
            if data == b"\x10\x04\x04" and len(looks) > 1:
                connection.sendall(b"\x72")
            elif data in READY:
                connection.sendall(READY[data])

    with served(runs_out) as transport, pytest.raises(DeliveryUnknown) as caught:
        transport.send(JOB)
    assert caught.value.reason == "paper out"
    assert not caught.value.again


def test_a_connection_lost_after_the_job_is_unknown() -> None:
    def vanish(connection: socket.socket) -> None:
        while (data := connection.recv(4096)) in READY:
            connection.sendall(READY[data])

    with served(vanish) as transport, pytest.raises(DeliveryUnknown, match="connection was lost"):
        transport.send(JOB)


def test_a_reader_that_stops_reading_does_not_hold_the_till() -> None:
    done = threading.Event()

    def stuck(connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for _ in range(3):
            connection.sendall(READY[connection.recv(3)])
        done.wait(5)

    with served(stuck) as transport:
        with pytest.raises(DeliveryUnknown, match="no answer in time"):
            transport.send(b"x" * 20_000_000)
        done.set()


@contextmanager
def serial_printer(answers: dict[bytes, bytes]) -> Iterator[tuple[Printer, str]]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    printer = Printer(answers)

    def serve() -> None:
        seen = b""
        while True:
            try:
                data = os.read(master, 4096)
            except OSError:
                return
            printer.got += data
            seen += data
            for question, answer in answers.items():
                if seen.endswith(question):
                    os.write(master, answer)
            if data.endswith(b"END"):
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield printer, os.ttyname(slave)
    finally:
        os.write(slave, b"END")
        thread.join(5)
        os.close(slave)
        os.close(master)


def test_a_serial_printer_confirms_and_a_silent_one_does_not() -> None:
    with serial_printer(READY) as (printer, name):
        assert parse_address(f"serial://{name}?baud=19200", QUICK).send(JOB) == "confirmed"
        assert printer.got.endswith(JOB + FENCE)
    with serial_printer({}) as (printer, name):
        with pytest.raises(PrinterSilent):
            parse_address(f"serial://{name}", QUICK).send(JOB)
        assert JOB not in printer.got


def test_a_serial_port_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PrinterUnreachable):
        parse_address(f"serial://{tmp_path}/ttyUSB9", QUICK).send(JOB)


def test_an_ordinary_file_takes_job_after_job(tmp_path: Path) -> None:
    transport = parse_address(f"file://{tmp_path}/paper.bin", QUICK)
    assert transport.send(JOB) == "confirmed"
    assert transport.send(JOB) == "confirmed"
    assert transport.status() is None
    assert (tmp_path / "paper.bin").read_bytes() == JOB + JOB


def test_a_device_that_is_unplugged_does_not_become_a_file() -> None:
    with pytest.raises(PrinterUnreachable):
        parse_address("file:///dev/usb-that-is-not-there", QUICK).send(JOB)
    assert not Path("/dev/usb-that-is-not-there").exists()


def test_a_device_that_takes_no_more_is_unknown(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lp0")
    reader = os.open(tmp_path / "lp0", os.O_RDONLY | os.O_NONBLOCK)
    try:
        transport = parse_address(f"file://{tmp_path}/lp0", QUICK)
        assert transport.send(JOB) == "sent"
        with pytest.raises(DeliveryUnknown, match="no answer in time"):
            transport.send(b"x" * 1_000_000)
    finally:
        os.close(reader)


@pytest.mark.parametrize(
    ("address", "transport"),
    [
        ("tcp://192.0.2.7:9101", TalkingPrinter("tcp://192.0.2.7:9101", TcpEnd("192.0.2.7", 9101))),
        ("tcp://printer", TalkingPrinter("tcp://printer", TcpEnd("printer", 9100))),
        ("tcp://[2001:db8::7]:9100/", TalkingPrinter("tcp://[2001:db8::7]:9100/", TcpEnd("2001:db8::7", 9100))),
        (
            "serial:///dev/ttyUSB0?baud=115200&status=no",
            TalkingPrinter("serial:///dev/ttyUSB0?baud=115200&status=no", SerialEnd("/dev/ttyUSB0", 115200), False),
        ),
        ("serial://COM3", TalkingPrinter("serial://COM3", SerialEnd("COM3", 9600))),
        ("file:///dev/usb/lp0", FilePrinter("file:///dev/usb/lp0", Path("/dev/usb/lp0"))),
        ("file:///tmp/my%20paper", FilePrinter("file:///tmp/my%20paper", Path("/tmp/my paper"))),
    ],
)
def test_addresses(address: str, transport: TalkingPrinter | FilePrinter) -> None:
    assert parse_address(address) == transport


@pytest.mark.parametrize(
    "address",
    [
        "",
        "192.0.2.7:9100",
        "tcp://",
        "tcp://printer:99999",
        "tcp://printer:port",
        "tcp://printer/queue",
        "tcp://printer?baud=9600",
        "tcp://printer?status=maybe",
        "serial://",
        "serial:///dev/ttyUSB0?baud=fast",
        "serial:///dev/ttyUSB0?baud=0",
        "serial:///dev/ttyUSB0?parity=odd",
        "file://lp0",
        "file:///",
        "usb://04b8:0202",
        "tcp://[::1",
    ],
)
def test_bad_addresses(address: str) -> None:
    with pytest.raises(BadAddress) as caught:
        parse_address(address)
    assert caught.value.address == address
    assert "tcp://HOST:9100" in str(caught.value)
