"""Printing from a command: what is queued is tried once; a printer in trouble never undoes a sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storeops.cli.output import say
from storeops.rules.errors import Refused

if TYPE_CHECKING:
    from storeops.devices.transport import Delivery, Transport
    from storeops.documents.layout import Layout
    from storeops.store import Store


class NoPrinter(Refused):
    def __init__(self) -> None:
        super().__init__(
            "No printer is set up for this machine. Give its address in STOREOPS_PRINTER or in the settings file: "
            "tcp://HOST:9100, serial:///dev/ttyUSB0?baud=9600 or file:///dev/usb/lp0."
        )


def print_waiting(shop: Store) -> None:
    """Print what waits for this terminal's printer; what cannot be printed now stays queued, and is said."""
    if not shop.settings.printer:
        return
    from storeops.devices.jobs import DatabaseJobs, renderer
    from storeops.devices.spool import drain, recover
    from storeops.devices.transport import parse_address

    jobs = DatabaseJobs(shop)
    try:
        if cut_off := recover(jobs):
            say(f"{cut_off} may not have come out, because the program ended: 'storeops printer jobs'.")
        state = drain(jobs, parse_address(shop.settings.printer), renderer(shop))
    except Refused as refusal:
        _stays(str(refusal))
        return
    if state.trouble:
        _stays(state.remedy)


def print_labels(shop: Store) -> None:
    """Print what waits for this machine's label printer; what cannot be printed now stays queued, and is said."""
    if not shop.settings.label_printer:
        return
    from storeops.devices.labels.jobs import print_waiting as print_waiting_labels

    try:
        state = print_waiting_labels(shop)
    except Refused as refusal:
        _stays(str(refusal))
        return
    if state.trouble:
        _stays(state.remedy)


def _stays(why: str) -> None:
    say(f"Not printed yet: {why} It stays queued: 'storeops printer jobs'.")


def print_now(shop: Store, layout: Layout) -> tuple[Delivery, int]:
    """Print what is of this moment and not worth keeping; says how it went, and how many characters were lost.

    Raises NoPrinter, BadAddress, UnknownCodePage, PrinterTrouble, DeliveryUnknown."""
    from storeops.devices.escpos import encode
    from storeops.settings import cache_folder

    printer = own_printer(shop)
    made = encode(layout, cache=cache_folder(), code_page=shop.settings.code_page)
    return printer.send(made.data), made.lost


def own_printer(shop: Store) -> Transport:
    """The printer of this machine. Raises NoPrinter, BadAddress."""
    from storeops.devices.transport import parse_address

    if not shop.settings.printer:
        raise NoPrinter
    return parse_address(shop.settings.printer)
