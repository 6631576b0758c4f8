"""Who prints for a terminal: one program at a time, and when it dies the system lets go of it.

A record lock (POSIX, fcntl) belongs to a process, not to a thread: the till's own worker finds its own job, left in
`sending` because its outcome could not be written down, while another program's is left alone.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class PrintingLock:
    """The right to print for one terminal. `path` is made where it is missing, and stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self) -> None:
        """Wait until no other process prints, then hold the right."""
        if self._descriptor is None:
            self._descriptor = self._opened()
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX)

    def is_free(self) -> bool:
        """Whether no other process prints now."""
        descriptor = self._opened()
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):  # POSIX leaves it to the system which of the two it says
            return False
        finally:
            os.close(descriptor)
        return True

    def give_back(self) -> None:
        """Let others print. Nothing happens when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _opened(self) -> int:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
