"""Printing labels from a screen: queued with the parcel, printed in the background, and what came of it told."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from storeops.devices.spool import SpoolState
from storeops.operations.parcels.label_prints import queue_label, queue_return_label
from storeops.store import Store

if TYPE_CHECKING:
    from storeops.screens.shell.app import StoreOpsApp

_PRINT = "labels"


async def print_label(shell: StoreOpsApp, shop: Store, number: str) -> str:
    """Print a parcel's label where a label printer is set up; in words what was done, or how it can be done.

    Raises UnknownDocument, AmbiguousDocument."""
    if not await shell.run_write(queue_label, shop, number):
        return f"no label printer is set up; 'storeops label print {number} --format pdf --output label.pdf' prints it."
    from storeops.devices.labels.jobs import only_ours

    start_printing(shell, shop)
    return " ".join(filter(None, (f"the label of {number} is printing.", only_ours(shop, number))))


async def print_return_label(shell: StoreOpsApp, shop: Store, number: str) -> str:
    """Print the label of a return; in words what was done, or how it can be done.

    Raises UnknownRma, AmbiguousDocument, NothingToCome, NoReturnsAddress."""
    if not await shell.run_write(queue_return_label, shop, number):
        return f"No label printer is set up; 'storeops rma label {number} --format pdf --output label.pdf' prints it."
    start_printing(shell, shop)
    return f"The label of {number} is printing."


def start_printing(shell: StoreOpsApp, shop: Store) -> None:
    """Print what waits for the label printer, and say it where that is in trouble."""

    def printed(state: SpoolState) -> None:
        if state.trouble:
            shell.job.look(f"The label waits: {state.remedy or state.trouble} The next label prints it, too.")

    from storeops.devices.labels.jobs import print_waiting

    shell.start_read(_PRINT, partial(print_waiting, shop), printed)
