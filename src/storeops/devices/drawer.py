"""The cash drawer behind a printer: opened by a pulse, watched by the level of one pin."""

from __future__ import annotations

from typing import Literal

from storeops.devices.transport import Delivery, Transport
from storeops.devices.trouble import PrinterNotReady

_PULSE = bytes((50, 250))
"""On for 100 ms, off for 500 ms, in steps of 2 ms: what common drawers want without warming their coil."""


def kick(printer: Transport, *, drawer: Literal[1, 2] = 1) -> Delivery:
    """Open a drawer now: on the connector's pin 2 (1) or pin 5 (2). ESC p m t1 t2 (Epson ESC/POS reference), or the
    real-time pulse DLE DC4 1 m t where the printer is out of paper: change has to be given all the same.

    Never queued: a drawer that springs open later, with nobody there, is an open drawer. Raises PrinterTrouble,
    DeliveryUnknown."""
    pin = bytes((drawer - 1,))
    try:
        return printer.send(b"\x1bp" + pin + _PULSE)
    except PrinterNotReady:
        return printer.send_now(b"\x10\x14\x01" + pin + b"\x01")


def is_open(printer: Transport, *, open_when_high: bool = True) -> bool | None:
    """Whether the drawer stands open, None when the printer cannot say. Which level means open is the drawer's.

    Raises PrinterTrouble."""
    status = printer.status()
    return None if status is None else status.drawer_pin == open_when_high
