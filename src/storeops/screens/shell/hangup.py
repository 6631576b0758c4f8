"""Is anybody at the other end of the terminal? A window that was closed, or a line that broke."""

from __future__ import annotations

import select

LOOK = 1.0
"""Seconds between two looks. Textual itself reads on for ever where nothing can come any more, and burns a processor
by it: a till that `make`, a script or `nohup` started gets no signal that its terminal is gone."""
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL


def hung_up(descriptor: int = 0) -> bool:
    """True once nothing can come from there any more."""
    looking = select.poll()
    looking.register(descriptor, 0)  # what is asked for here is told in any case
    return any(told & _GONE for _, told in looking.poll(0))
