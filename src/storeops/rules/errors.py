"""The one ancestor of every refusal the program can explain."""

from __future__ import annotations


class Refused(Exception):
    """The request cannot be done as asked; nothing was changed. `str(error)` says why and what to do next.

    Subclasses carry the data of the case and name the fact; they know nothing of HTTP or widgets. `again` tells
    whether the same request may succeed later without anybody changing it (a busy database, a silent printer).
    """

    again: bool = False
