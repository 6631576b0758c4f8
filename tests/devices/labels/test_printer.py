"""A label printer on a real socket, well and badly behaved: what silence means, when a label counts as printed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storeops.devices.labels.printer import LabelPrinter, label_printer
from storeops.devices.labels.status import LabelPrinterStatus, is_whole, read
from storeops.devices.labels.trouble import LabelPrinterSilent, NotALabelPrinter
from storeops.devices.spool import SpoolState, look
from storeops.devices.transport import FilePrinter, Waits
from storeops.devices.trouble import BadAddress, DeliveryUnknown, PrinterNotReady, PrinterUnreachable

PATIENT = Waits(connect=5.0, answer=5.0, write=5.0, printed=0.6)
QUICK = Waits(connect=2.0, answer=0.3, write=0.4, printed=0.6)
"""Where nothing is ever answered, or nothing at all is there."""
HALF = Waits(connect=5.0, answer=1.0, write=5.0, printed=0.6)
"""Where something is answered, and then nothing more."""
JOB = b"^XA^FO0,0^GB9,9,9^FS^XZ\n"


def strings(**changes: str) -> bytes:
    """The three strings of ~HS of a printer at rest, as the programming guide lists their fields."""
    told = {
        "paper": "0", "pause": "0", "formats": "000", "partial": "0", "ram": "0", "cold": "0", "hot": "0",
        "head": "0", "ribbon": "0", "left": "00000000",
    } | changes  # fmt: skip
    first = "030,{paper},{pause},1245,{formats},0,0,{partial},000,{ram},{cold},{hot}".format(**told)
    second = "000,0,{head},{ribbon},1,2,6,0,{left},1,000".format(**told)
    return b"".join(b"\x02" + part.encode() + b"\x03\r\n" for part in (first, second, "1234,0"))


READY = strings()


class Zebra:
    """A printer on a socket: answers each ~HS with the next of `answers`, the last one for ever; b'' is silence."""

    def __init__(self, *answers: bytes, in_pieces: bool = False) -> None:
        self.answers = list(answers)
        self.in_pieces = in_pieces
        self.got = b""
        self.asked = 0
        self.ended = threading.Event()

    def __call__(self, connection: socket.socket) -> None:
        while data := connection.recv(65536):
            self.got += data
            while self.asked < self.got.count(b"~HS"):
                self.asked += 1
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                pieces = [answer[at : at + 7] for at in range(0, len(answer), 7)] if self.in_pieces else [answer]
                for piece in pieces:
                    connection.sendall(piece)
        self.ended.set()

    @property
    def printed(self) -> bytes:
        return self.got.replace(b"~HS", b"")


@contextmanager
def served(behave: Callable[[socket.socket], None], waits: Waits = PATIENT, query: str = "") -> Iterator[LabelPrinter]:
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
    try:
        printer = label_printer(f"tcp://127.0.0.1:{listener.getsockname()[1]}{query}", waits)
        assert isinstance(printer, LabelPrinter)
        yield printer
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(6)


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_label_is_confirmed_when_none_is_left_to_print(in_pieces: bool) -> None:
    zebra = Zebra(READY, in_pieces=in_pieces)
    with served(zebra) as printer:
        assert printer.send(JOB) == "confirmed"
    assert zebra.got == b"~HS" + JOB + b"~HS"


def test_it_is_asked_until_it_is_through() -> None:
    busy = (strings(partial="1"), strings(formats="001"), strings(left="00000001"))
    zebra = Zebra(READY, *busy, READY)
    with served(zebra, Waits(answer=2.0, printed=30.0)) as printer:
        assert printer.send(JOB) == "confirmed"
    assert zebra.asked == 5
    assert zebra.printed == JOB


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"paper": "1"}, "labels out"),
        ({"head": "1"}, "head open"),
        ({"ribbon": "1"}, "ribbon out"),
        ({"pause": "1"}, "paused"),
        ({"hot": "1"}, "head too hot or too cold"),
        ({"cold": "1"}, "head too hot or too cold"),
        ({"ram": "1"}, "printer fault"),
        ({"head": "1", "paper": "1", "pause": "1"}, "head open"),
    ],
)
def test_a_printer_that_says_why_it_cannot_is_not_sent_the_label(fault: dict[str, str], reason: str) -> None:
    zebra = Zebra(strings(**fault))
    with served(zebra) as printer, pytest.raises(PrinterNotReady) as caught:
        printer.send(JOB)
    assert caught.value.reason == reason
    assert caught.value.again
    assert zebra.printed == b""


def test_silence_is_a_fault_and_nothing_is_sent() -> None:
    """Out of labels, or with its head open, a Zebra answers nothing at all."""
    zebra = Zebra(b"")
    with served(zebra, QUICK) as printer:
        with pytest.raises(LabelPrinterSilent, match="out of labels or ribbon, or its head is open") as caught:
            printer.send(JOB)
        assert look(printer) == SpoolState("no answer: labels or ribbon out, or open?", str(caught.value))
    assert caught.value.again
    assert zebra.printed == b""


@pytest.mark.parametrize(
    ("then", "reason"),
    [
        (b"", "no answer"),
        (strings(paper="1"), "labels out"),
        (strings(left="00000001"), "still printing"),
        (b"HTTP/1.1 400 Bad Request\r\n", "not a label printer"),
    ],
)
def test_a_label_that_may_have_come_out_is_a_question_never_a_confirmation(then: bytes, reason: str) -> None:
    zebra = Zebra(READY, then)
    with served(zebra, HALF) as printer, pytest.raises(DeliveryUnknown) as caught:
        printer.send(JOB)
    assert reason in caught.value.reason
    assert not caught.value.again
    assert zebra.printed == JOB


def test_a_connection_lost_behind_the_label_is_a_question_too() -> None:
    def vanish(connection: socket.socket) -> None:
        while connection.recv(4096) == b"~HS":
            connection.sendall(READY)

    with served(vanish) as printer, pytest.raises(DeliveryUnknown):
        printer.send(JOB)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\x16",
        READY[:40],
        READY.replace(b"030,0", b"030,2"),
        READY.replace(b",1245,", b",12x5,"),
        READY + READY,
        READY.replace(b"\x02", b""),
    ],
)
def test_other_answers_are_no_label_printers(answer: bytes) -> None:
    zebra = Zebra(answer)
    with served(zebra, HALF) as printer, pytest.raises(NotALabelPrinter) as caught:
        printer.send(JOB)
    assert answer.startswith(caught.value.answer)
    assert zebra.printed == b""


def test_a_model_that_never_reports_can_be_told_so_and_is_never_confirmed() -> None:
    zebra = Zebra(b"")
    with served(zebra, query="?status=no") as printer:
        assert printer.send(JOB) == "sent"
        assert zebra.ended.wait(5)
        assert printer.status() is None
    assert zebra.got == JOB


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(PrinterUnreachable, match="connection refused"):
        label_printer(f"tcp://127.0.0.1:{port}", QUICK).send(JOB)


def test_a_file_takes_label_after_label(tmp_path: Path) -> None:
    printer = label_printer(f"file://{tmp_path}/labels.zpl")
    assert isinstance(printer, FilePrinter)
    assert printer.send(JOB) == printer.send(JOB) == "confirmed"
    assert (tmp_path / "labels.zpl").read_bytes() == JOB + JOB


def test_an_address_that_is_none() -> None:
    with pytest.raises(BadAddress):
        label_printer("zebra")


def test_a_status_read_from_the_strings() -> None:
    assert is_whole(READY)
    assert not is_whole(READY[:-5])
    assert read(READY) == LabelPrinterStatus(
        online=True, cover_open=False, paper_out=False, paper_low=False, fault=False, drawer_pin=False
    )
    held = read(strings(pause="1", formats="003"))
    assert held is not None
    assert (held.online, held.paused, held.busy, held.ready) == (False, True, True, False)
    assert read(b"") is None
