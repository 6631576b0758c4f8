"""Printing a van's run sheet, and letting it leave: the same from the list of vans and from a van's own screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from storeops.operations import carts
from storeops.operations.parcels import run_sheets, tours
from storeops.operations.parcels.tours import TourView
from storeops.operations.parcels.vans import VanView
from storeops.rules.wording import counted
from storeops.screens.packing.view import kilos
from storeops.screens.shell.asking import Asking
from storeops.screens.shell.question import Answer, Question
from storeops.screens.tours.reading import Desk


async def print_tour(screen: Asking, desk: Desk, tour: TourView) -> None:
    """The run sheet of a van that is planned."""
    assert desk.planned is not None
    load = desk.planned.loads[tour.van - 1]
    if await screen.shell.run_write(run_sheets.queue, screen.shop, str(tour.van), load):
        desk.printed.add(tour.van)
    _told(screen, str(tour.van), "storeops tour plan --sheets FOLDER")


async def print_road(screen: Asking, van: VanView) -> None:
    """The run sheet of a van that has left, once more."""
    await screen.shell.run_write(run_sheets.queue_again, screen.shop, van.manifest)
    _told(screen, van.manifest, f"storeops ship manifest --again {van.manifest} --format pdf")


def _told(screen: Asking, van: str, instead: str) -> None:
    if screen.shop.settings.printer:
        screen.wake_printer()
        screen.done(f"The run sheet of van {van} is printing.")
    else:
        screen.look(f"No printer is set up. '{instead}' writes the stops as PDF.")


def ask_leave(screen: Asking, desk: Desk, tour: TourView, then: Callable[[], Awaitable[None]]) -> None:
    """Does this van leave? `then` shows what is left."""
    # The form's own id, made when it opens: trying again is harmless.
    command = carts.new(screen.shop).id
    parcels = counted(sum(len(stop.parcels) for stop in tour.stops), "parcel")
    load = f"{parcels}, {counted(len(tour.stops), 'stop')}, {kilos(tour.grams, screen.words)}"

    async def leave() -> None:
        assert desk.planned is not None
        write = partial(tours.send, screen.shop, desk.planned, tour.van, command=command)
        desk.planned = await screen.shell.run_write(write)
        await then()
        number = desk.planned.view.tours[tour.van - 1].manifest
        screen.shell.job.done(f"Van {tour.van} has left, {number}: {load}.")

    async def stay() -> None:
        screen.quiet()

    printed = tour.van in desk.printed or not screen.shop.settings.printer
    words = f"leaves: {load}" if printed else f"leaves without its run sheet: {parcels}"
    answers = (Answer("y", "it leaves", leave), Answer("n", "not yet", stay))
    screen.ask(Question(f"Van {tour.van} {words}?", answers))
