"""The rows that an import of reference data did not take, each with its line and reason, as CSV."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from pathlib import Path

from storeops.operations.catalogue.file import BadFile, Layout, Record
from storeops.rules.text import clean, spreadsheet_safe


class Rejects:
    """The file of rejected rows: made with the first of them, under its own name only once it is whole."""

    def __init__(self, source: Path, path: Path, how: Layout) -> None:
        self._source, self.path, self._how = source, path, how
        if path.resolve() == source.resolve():
            raise BadFile(source, "its rejected rows cannot go into the file itself. Name another file.")
        self._part = path.with_name(path.name + ".part")
        self._file: io.TextIOWrapper | None = None
        self._waiting: list[tuple[int, str, list[str]]] = []
        self.count = 0

    def __enter__(self) -> Rejects:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
            with suppress(OSError):
                self._part.unlink(missing_ok=True)

    def add(self, record: Record, reason: str) -> None:
        self.count += 1
        fields = [clean(field, limit=10_000) for field in record.fields]
        self._waiting.append((record.line, clean(reason, limit=500), fields))

    def write_out(self) -> None:
        """Write what was added, in the order of the lines: some are found out only beside the catalogue."""
        if not self._waiting:
            return
        try:
            if self._file is None:
                self._file = self._part.open("w", encoding="utf-8", newline="")
                csv.writer(self._file).writerow(["line", "reason", *map(spreadsheet_safe, self._how.columns)])
            for line, reason, fields in sorted(self._waiting):
                csv.writer(self._file).writerow([line, *map(spreadsheet_safe, (reason, *fields))])
            self._waiting = []
        except OSError as error:
            raise self._cannot_write() from error

    def finish(self) -> None:
        """Give the file its name; without rejected rows, take an older one away, which would tell of another run."""
        if self._file is None:
            self._take_older_away()
            return
        self._file.close()
        self._file = None
        try:
            self._part.replace(self.path)
        except OSError as error:
            raise self._cannot_write() from error

    def _take_older_away(self) -> None:
        """Only a file that is plainly one of ours: the path may have been given."""
        with suppress(OSError), self.path.open("rb") as older:
            if older.read(12) == b"line,reason,":
                self.path.unlink()

    def _cannot_write(self) -> BadFile:
        return BadFile(self._source, f"its rejected rows cannot be written to {self.path}. Name another file.")
