"""The list of what an import did not take: every line with its number, its reason and its own fields, as CSV."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from storeops.rules.card_numbers import mask
from storeops.rules.errors import Refused
from storeops.rules.history import EXPLAINED, Reason
from storeops.rules.text import clean, spreadsheet_safe

_LONGEST_FIELD = 1000


class CannotList(Refused):
    """The list of rejected lines could not be written where it was asked for."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The rejected lines cannot be listed in {path} ({reason}). Name a file in a folder of yours.")
        self.path = path
        self.reason = reason


class RejectedFile:
    """A list beside its final name until it is whole: one that is there is replaced only by a finished one, and
    without a rejected line there is none. Without a path nothing is listed."""

    def __init__(self, path: Path | None, header: tuple[str, ...]) -> None:
        self._path = path
        self._header = header
        self._file: IO[str] | None = None
        self._writer: Any = None
        self.count = 0

    @property
    def written(self) -> str:
        """Where the list is, or nothing when there is none."""
        return str(self._path) if self._path and self.count else ""

    def __enter__(self) -> RejectedFile:
        """Raises CannotList now, rather than after the import."""
        if self._path is not None:
            try:
                self._file = tempfile.NamedTemporaryFile(  # closed in __exit__
                    "w", encoding="utf-8", newline="", dir=self._path.parent, prefix=".rejected-", delete=False
                )
            except OSError as error:
                raise CannotList(self._path, error.strerror or str(error)) from error
            self._writer = csv.writer(self._file)
            self._writer.writerow(["line", "reason", "explained", *map(_cell, self._header)])
        return self

    def add(self, line: int, reason: Reason, fields: list[str]) -> None:
        self.count += 1
        if self._writer is not None:
            self._writer.writerow([line, reason.value, EXPLAINED[reason], *map(_cell, fields)])

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is None or self._path is None:
            return
        try:
            self._file.close()
            if error is None and self.count:
                Path(self._file.name).replace(self._path)
                return
        except OSError as failure:
            if error is None:
                raise CannotList(self._path, failure.strerror or str(failure)) from failure
        finally:
            Path(self._file.name).unlink(missing_ok=True)


def _cell(field: str) -> str:
    """Safe in a terminal and a spreadsheet, and without any card number."""
    return spreadsheet_safe(mask(clean(field, limit=_LONGEST_FIELD)))
