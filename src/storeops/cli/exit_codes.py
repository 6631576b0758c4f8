"""What a command's exit code says. The manual (`storeops help exit-codes`) lists them; a test holds them together."""

from __future__ import annotations

from enum import IntEnum

from storeops.rules.errors import Refused


class ExitCode(IntEnum):
    """The exit codes of every command."""

    OK = 0
    """Done."""
    REFUSED = 1
    """It cannot be done as asked; nothing was changed."""
    USAGE = 2
    """The command line itself is not understood."""
    PARTLY = 3
    """Done, but some of it was rejected and is listed."""
    NOT_FOUND = 4
    """What was named is not there."""
    AGAIN = 5
    """Not now; the same command may work in a moment."""
    DAMAGED = 6
    """A database, journal or disk is not sound."""
    INTERNAL = 70
    """A mistake of the program; the details are in a log file."""
    INTERRUPTED = 130
    """Stopped from the keyboard."""


#: Refusals that say "there is no such thing", by the names of their classes: the classes themselves live in rooms that
#: a command line must not load before it needs them.
NOT_FOUND = frozenset(
    {
        "NoCentre",
        "NoDatabase",
        "NoShop",
        "NoSuchCart",
        "NoSuchFile",
        "NoSuchJob",
        "NoSuchLine",
        "NoSuchOrderLine",
        "NoSuchPlace",
        "NoSuchTopic",
        "NoSuchTour",
        "NotInQuarantine",
        "NotParked",
        "UnknownBin",
        "UnknownChannel",
        "UnknownDocument",
        "UnknownLocation",
        "UnknownProduct",
        "UnknownReport",
        "UnknownReservation",
        "UnknownRma",
        "UnknownSale",
        "UnknownStock",
        "UnknownStore",
        "UnknownSupplier",
        "UnknownTerminal",
        "UnknownTill",
    }
)
DAMAGED = frozenset({"CopyNotSound", "Damaged", "DiskFailed", "UnreadableFact"})


def code_of(error: Refused) -> ExitCode:
    """The exit code of a refusal."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if error.again:
        return ExitCode.AGAIN
    if names & DAMAGED:
        return ExitCode.DAMAGED
    return ExitCode.NOT_FOUND if names & NOT_FOUND else ExitCode.REFUSED
