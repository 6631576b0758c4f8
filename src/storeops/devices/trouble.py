"""What can go wrong between the till and a printer, in the words of the person who has to mend it."""

from __future__ import annotations

from storeops.rules.errors import Refused


class BadAddress(Refused):
    """A device's address cannot be understood."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            f"The printer's address '{address}' cannot be used: {reason}. Write tcp://HOST:9100, "
            "serial:///dev/ttyUSB0?baud=9600 or file:///dev/usb/lp0."
        )
        self.address = address
        self.reason = reason


class UnknownCodePage(Refused):
    """The printer's profile has no such code page."""

    def __init__(self, code_page: str, known: tuple[str, ...]) -> None:
        super().__init__(f"The printer has no code page '{code_page}'. Choose one of: {', '.join(known)}.")
        self.code_page = code_page
        self.known = known


class PrinterTrouble(Refused):
    """The printer did not take the job, and nothing of it was printed: trying again later is safe.

    `short` is what fits a status corner."""

    again = True

    def __init__(self, address: str, short: str, message: str) -> None:
        super().__init__(message)
        self.address = address
        self.short = short


class PrinterUnreachable(PrinterTrouble):
    """There is no connection."""

    def __init__(self, address: str, reason: str) -> None:
        message = f"The printer at {address} cannot be reached ({reason}). Switch it on and check its cable."
        super().__init__(address, "not reachable", message)
        self.reason = reason


class PrinterSilent(PrinterTrouble):
    """Something took the connection and does not answer."""

    def __init__(self, address: str) -> None:
        message = (
            f"The printer at {address} does not answer. Switch it off and on again. If this model never reports "
            "its state, add status=no to its address."
        )
        super().__init__(address, "no answer", message)


class NotAPrinter(PrinterTrouble):
    """What answers is not a receipt printer. Nothing is sent to it."""

    def __init__(self, address: str, answer: bytes) -> None:
        message = (
            f"What answers at {address} is not a receipt printer. Check the address and the port (usually 9100), "
            "or the baud rate on a serial line."
        )
        super().__init__(address, "not a printer", message)
        self.answer = answer


class PrinterNotReady(PrinterTrouble):
    """The printer says why it cannot print."""

    def __init__(self, address: str, reason: str) -> None:
        message = f"The printer at {address} is not ready: {reason}. Put that right; it then prints what is waiting."
        super().__init__(address, reason, message)
        self.reason = reason


class DeliveryUnknown(Refused):
    """The job, or a part of it, went to the printer, which did not say that it printed it.

    It may lie on the counter, so it is never sent again without being asked for."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            f"The printer at {address} did not confirm the print ({reason}). Look whether the paper came out; "
            "print a copy if it did not."
        )
        self.address = address
        self.reason = reason
        self.short = "print not confirmed"
