"""What an ESC/POS printer says about itself (Epson ESC/POS command reference: DLE EOT n, GS r n).

Every answer has fixed bits. They are checked, because a web server on the wrong port also answers, and a
letter of its answer read as a status would say that all is well.
"""

from __future__ import annotations

from dataclasses import dataclass

ASK_PRINTER = b"\x10\x04\x01"
ASK_OFFLINE = b"\x10\x04\x02"
ASK_PAPER = b"\x10\x04\x04"
FENCE = b"\x1dr\x01"
"""GS r 1: answered in its turn, when everything before it was printed."""


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """The state at one moment. `drawer_pin` is the level of the drawer connector's pin 3, high or low; which of them
    means open depends on the drawer."""

    online: bool
    cover_open: bool
    paper_out: bool
    paper_low: bool
    fault: bool
    drawer_pin: bool

    @property
    def ready(self) -> bool:
        return not self.reason

    @property
    def reason(self) -> str:
        """Why it does not print, for a person; empty when it does."""
        if self.cover_open:
            return "cover open"
        if self.paper_out:
            return "paper out"
        if self.fault:
            return "printer fault"
        return "" if self.online else "offline"


def is_real_time_answer(byte: int) -> bool:
    """Bits 0, 1, 4 and 7 of every answer to DLE EOT are 0, 1, 1, 0."""
    return byte & 0x93 == 0x12


def is_fence_answer(byte: int) -> bool:
    """Bits 4 and 7 of an answer to GS r are 0."""
    return byte & 0x90 == 0x00


def read(printer: int, offline: int, paper: int) -> PrinterStatus:
    """The status from the answers to DLE EOT 1, 2 and 4."""
    return PrinterStatus(
        online=not printer & 0x08,
        cover_open=bool(offline & 0x04),
        paper_out=bool(offline & 0x20 or paper & 0x60),
        paper_low=bool(paper & 0x0C),
        fault=bool(offline & 0x40),
        drawer_pin=bool(printer & 0x04),
    )
