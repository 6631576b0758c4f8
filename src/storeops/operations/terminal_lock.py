"""One till program a terminal: two would share one cart and one drawer without knowing of each other."""

from __future__ import annotations

import fcntl
import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storeops.database.engine import is_server
from storeops.rules.errors import Refused
from storeops.rules.text import clean, file_name
from storeops.settings import data_folder
from storeops.store import Store


class TerminalTaken(Refused):
    """A till program runs on this terminal already. `holder` says who."""

    again = True

    def __init__(self, terminal: str, holder: str) -> None:
        super().__init__(
            f"The till of {terminal} is open already: {holder}. Go on there, or leave it there first; "
            "another till needs a terminal of its own ('storeops terminal add', then 'storeops --terminal')."
        )
        self.terminal = terminal
        self.holder = holder


@contextmanager
def held(shop: Store) -> Iterator[Path]:
    """Hold this terminal for as long as the block runs; the system lets go of it when the program dies.

    Raises TerminalTaken."""
    path = lock_path(shop)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Opened without truncating: until the lock is ours, what stands in it is the other's.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = clean(os.read(descriptor, 200).decode("utf-8", "replace")) or "by another program"
            raise TerminalTaken(shop.profile.terminal, holder) from error
        words = f"by {_user()}, process {os.getpid()}, since {shop.now():%Y-%m-%d %H:%M}"
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, words.encode(), 0)
        yield path
    finally:
        os.close(descriptor)


def lock_path(shop: Store, purpose: str = "lock") -> Path:
    """The lock file: beside the database; of a database on a server, in this machine's data folder."""
    name = f"{file_name(shop.profile.terminal)}.{purpose}"
    if is_server(shop.settings.database):
        return data_folder() / name
    database = Path(shop.settings.database).resolve()
    return database.with_name(f"{database.name}.{name}")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
