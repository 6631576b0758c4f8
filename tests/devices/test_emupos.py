"""The bytes as an emulator of another house understands them (emupos): the receipt, its symbol, the drawer, faults.

Set STOREOPS_EMUPOS to the program to run this."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storeops.devices.drawer import is_open, kick
from storeops.devices.escpos import encode
from storeops.devices.transport import Transport, parse_address
from storeops.devices.trouble import PrinterNotReady, PrinterTrouble
from storeops.documents.layout import Cut, Layout, Qr

PROGRAM = os.environ.get("STOREOPS_EMUPOS", "")
pytestmark = pytest.mark.skipif(not PROGRAM, reason="STOREOPS_EMUPOS does not name an emupos to run")

Control = Callable[..., str]


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[tuple[Transport, Control]]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        api, port = one.getsockname()[1], two.getsockname()[1]
    (tmp_path / "emupos.yaml").write_text(
        f"schema: 1\napi: {{ host: 127.0.0.1, port: {api} }}\ndevices:\n"
        f"  - id: front\n    type: printer\n    profile: epson-tm-t20iii\n    connections:\n"
        f"      - tcp: {{ port: {port} }}\n"
    )
    with (tmp_path / "log").open("w") as log:
        running = subprocess.Popen([PROGRAM, "run"], cwd=tmp_path, stdout=log, stderr=log)
    printer = parse_address(f"tcp://127.0.0.1:{port}")

    def control(*words: str) -> str:
        command = [PROGRAM, "--api", f"http://127.0.0.1:{api}", *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    try:
        _await(printer)
        yield printer, control
    finally:
        running.terminate()
        running.wait(10)


def _await(printer: Transport) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            printer.status()
        except PrinterTrouble:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def _symbols(picture: Path) -> list[tuple[str, str]]:
    zxingcpp = pytest.importorskip("zxingcpp")
    image = pytest.importorskip("PIL.Image")
    with image.open(picture) as opened:
        return [(str(code.format), code.text) for code in zxingcpp.read_barcodes(opened)]


def test_a_receipt_is_printed_read_and_scanned(
    emulator: tuple[Transport, Control], layout: Layout, tmp_path: Path
) -> None:
    printer, control = emulator
    assert is_open(printer) is False
    assert printer.send(encode(layout, cache=tmp_path / "cache").data) == "confirmed"
    shown = control("receipt", "show", "--save", str(tmp_path / "receipt.png"))
    assert "Crème brûlée £1 €2" + " " * 19 + "12.75" in shown
    assert "Café Lódz" in shown
    assert _symbols(tmp_path / "receipt.png") == [("Code 128", "S1-T1-000123")]
    assert is_open(printer) is False


def test_a_qr_code_is_scanned(emulator: tuple[Transport, Control], tmp_path: Path) -> None:
    printer, control = emulator
    printer.send(encode(Layout(32, (Qr("S1-T1-R000004"), Cut())), cache=tmp_path / "cache").data)
    control("receipt", "show", "--save", str(tmp_path / "receipt.png"))
    assert _symbols(tmp_path / "receipt.png") == [("QR Code", "S1-T1-R000004")]


@pytest.mark.parametrize(
    ("fault", "reason"), [("paper-out", "paper out"), ("cover-open", "cover open"), ("offline", "offline")]
)
def test_a_fault_holds_the_job_until_it_is_put_right(
    fault: str, reason: str, emulator: tuple[Transport, Control], layout: Layout, tmp_path: Path
) -> None:
    printer, control = emulator
    data = encode(layout, cache=tmp_path / "cache").data
    control("fault", "set", "front", fault)
    with pytest.raises(PrinterNotReady) as caught:
        printer.send(data)
    assert caught.value.reason == reason
    control("fault", "clear", "front", fault)
    assert printer.send(data) == "confirmed"


def test_the_drawer_opens_with_and_without_paper(emulator: tuple[Transport, Control]) -> None:
    printer, control = emulator
    assert kick(printer) == "confirmed"
    assert is_open(printer) is True
    control("drawer", "close")
    assert is_open(printer) is False
    control("fault", "set", "front", "paper-out")
    assert kick(printer) == "sent"
    assert is_open(printer) is True
