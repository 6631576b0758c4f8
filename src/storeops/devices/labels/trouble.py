"""What can go wrong at a label printer, in the words of the person who has to mend it."""

from __future__ import annotations

from storeops.devices.trouble import PrinterTrouble
from storeops.rules.errors import Refused


class NoLabelPrinter(Refused):
    """This machine has no label printer."""

    def __init__(self) -> None:
        super().__init__(
            "No label printer is set up for this machine. Give its address in STOREOPS_LABEL_PRINTER or as "
            "label_printer in the settings file: tcp://HOST:9100, serial:///dev/ttyUSB0?baud=9600 or file:///dev/usb/lp0."
        )


class LabelPrinterSilent(PrinterTrouble):
    """It takes the connection and does not answer: as Zebra's printers do when they are out of labels or open."""

    def __init__(self, address: str) -> None:
        message = (
            f"The label printer at {address} does not answer. It may be out of labels or ribbon, or its head is open: "
            "look at it. If this model never reports its state, add status=no to its address."
        )
        super().__init__(address, "no answer: labels or ribbon out, or open?", message)


class NotALabelPrinter(PrinterTrouble):
    """What answers does not speak ZPL. Nothing is sent to it."""

    def __init__(self, address: str, answer: bytes) -> None:
        message = (
            f"What answers at {address} is not a label printer that speaks ZPL. Check the address and the port "
            "(usually 9100), or the baud rate on a serial line."
        )
        super().__init__(address, "not a label printer", message)
        self.answer = answer
