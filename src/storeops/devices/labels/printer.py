"""Handing a label to its printer and learning what became of it: asked before, and asked again until it is through."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import ClassVar

from storeops.devices.labels.status import ASK, LabelPrinterStatus, is_whole, read
from storeops.devices.labels.trouble import LabelPrinterSilent, NotALabelPrinter
from storeops.devices.links import Link
from storeops.devices.transport import TalkingPrinter, Transport, Waits, in_words, parse_address
from storeops.devices.trouble import DeliveryUnknown, PrinterTrouble, PrinterUnreachable

_BETWEEN_LOOKS = 0.2
"""Seconds from one question to the next while a label is printed."""


@dataclass(frozen=True, slots=True)
class LabelPrinter(TalkingPrinter):
    """A ZPL printer on TCP or a serial line. It confirms a label by having none left to print."""

    end_mark: ClassVar[bytes] = b""

    def _ask(self, link: Link) -> LabelPrinterStatus:
        until = time.monotonic() + self.waits.answer
        answer = b""
        try:
            # What came unasked is not the answer to this question.
            link.read(0)
            link.write(ASK, self.waits.answer)
            while not is_whole(answer) and (left := until - time.monotonic()) > 0:
                answer += link.read(left)
        except OSError as error:
            raise PrinterUnreachable(self.address, in_words(error)) from error
        if not answer:
            raise LabelPrinterSilent(self.address)
        found = read(answer)
        if found is None:
            raise NotALabelPrinter(self.address, answer)
        return found

    def _await_end(self, link: Link) -> None:
        until = time.monotonic() + self.waits.printed
        while True:
            try:
                found = self._ask(link)
            except PrinterTrouble as trouble:
                raise DeliveryUnknown(self.address, trouble.short) from trouble
            if found.reason:
                raise DeliveryUnknown(self.address, found.reason)
            if not found.busy:
                return
            if time.monotonic() >= until:
                raise DeliveryUnknown(self.address, "still printing")
            link.read(_BETWEEN_LOOKS)


def label_printer(address: str, waits: Waits | None = None) -> Transport:
    """The label printer at an address, written as a receipt printer's is (`devices.transport.parse_address`). A file
    takes label after label.

    Raises BadAddress."""
    found = parse_address(address, waits)
    if isinstance(found, TalkingPrinter):
        return LabelPrinter(found.address, found.link, found.answers, found.waits)
    return found
