"""Files that commands write: never over one that is there, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from storeops.cli.output import say
from storeops.rules.errors import Refused


class FileExists(Refused):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already. Name another file, or move that one away.")
        self.path = path


class CannotWrite(Refused):
    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be written ({reason}). Name a file in a folder that is yours.")
        self.path = path


def write_new(path: Path, content: bytes) -> None:
    """Write a file that was not there. Raises FileExists, CannotWrite; no half file is left behind."""
    if path.exists():
        raise FileExists(path)
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".storeops-", delete=False) as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        temporary = Path(written.name)
        try:
            os.link(temporary, path)
        finally:
            temporary.unlink()
    except FileExistsError:
        raise FileExists(path) from None
    except OSError as error:
        raise CannotWrite(path, error.strerror or str(error)) from error


def rejected_list(source: Path, given: Path | None) -> Path:
    """Where an import lists what it did not take: the file named, else one beside the source, else, where that folder
    is not ours to write in, one in the current folder, which is said. Found out before the work begins.

    Raises CannotWrite."""
    path = given or source.with_name(f"{source.name}.rejected.csv")
    if given is None and not _takes_files(path):
        path = Path(path.name)
        say(f"{source.parent} takes no files from here; lines that are rejected are listed in {path.absolute()}.")
    if not _takes_files(path):
        raise CannotWrite(path, "its folder is not there or takes no files")
    return path


def _takes_files(path: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=path.resolve().parent):
            return not path.is_dir()
    except OSError:
        return False
