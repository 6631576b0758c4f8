"""What this machine is: where its database is, which terminal it stands for, what hangs on it.

Read from the environment and from one TOML file; nothing is written here. Everything about the *shop* (prices, tax,
people) is reference data in the database.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from storeops.rules.errors import Refused

APP = "storeops"


class BadSettings(Refused):
    """The settings file cannot be used."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The settings file {path} cannot be used: {reason}. Mend the line, or move the file away.")
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Settings:
    """The machine. `database` is a path, or a `postgresql://` address at the centre."""

    database: str
    terminal: str = ""
    actor: str = ""
    printer: str = ""
    """Address of the receipt printer: tcp://host:9100, serial:///dev/ttyUSB0?baud=9600, file:///dev/usb/lp0."""
    label_printer: str = ""
    """Address of the label printer, which speaks ZPL, in the same form."""
    label_dots: int = 8
    """Dots of its print head in a millimetre: 8 (203 dpi), 12 (300 dpi), 24 (600 dpi) or 6 (152 dpi)."""
    columns: int = 42
    code_page: str = "CP858"
    theme: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    minimum_free_bytes: int = 64 * 1024 * 1024
    """Below this much free disk a sale is refused before the tender, so that the day can still be closed."""


def data_folder() -> Path:
    """The folder of this platform where the database lives when nothing else is said."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def cache_folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_cache_dir(APP, appauthor=False))


def log_folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_log_dir(APP, appauthor=False))


def shipped_data() -> Path:
    """The folder of data that comes with the program: beside the package when installed, in the checkout otherwise."""
    here = Path(__file__).resolve().parent
    installed = here / "data"
    return installed if installed.is_dir() else here.parents[1] / "data"


def settings_file() -> Path:
    if given := os.environ.get("STOREOPS_CONFIG"):
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "storeops.toml"


def load(database: str = "", terminal: str = "") -> Settings:
    """The settings in force: what the command line says, else the environment, else the file, else the default.

    Raises BadSettings when the file is there and cannot be read, or has an unknown key or a value that cannot be."""
    path = settings_file()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(path, str(error)) from error
    chosen: dict[str, object] = {**table}
    for name in ("terminal", "actor", "printer", "label_printer", "theme"):
        if value := os.environ.get(f"STOREOPS_{name.upper()}"):
            chosen[name] = value
    if environment := os.environ.get("STOREOPS_DB"):
        chosen["database"] = environment
    if database:
        chosen["database"] = database
    if terminal:
        chosen["terminal"] = terminal
    chosen.setdefault("database", str(data_folder() / "shop.db"))
    return _checked(path, chosen)


def _checked(path: Path, table: dict[str, object]) -> Settings:
    kinds: dict[str, type] = {"columns": int, "label_dots": int, "minimum_free_bytes": int, "keys": dict}
    for name, value in table.items():
        if name not in Settings.__dataclass_fields__:
            raise BadSettings(path, f"unknown key '{name}'")
        if type(value) is not kinds.get(name, str):  # not isinstance: true is an int to Python
            raise BadSettings(path, f"'{name}' has the wrong type")
    keys = table.get("keys", {})
    if isinstance(keys, dict) and not all(isinstance(value, str) for value in keys.values()):
        raise BadSettings(path, "each of 'keys' is the name of a key, in quotes")
    if table.get("columns", 42) not in (32, 42, 48):
        raise BadSettings(path, "'columns' is 32, 42 or 48")
    if table.get("label_dots", 8) not in (6, 8, 12, 24):
        raise BadSettings(path, "'label_dots' is 6, 8, 12 or 24")
    room = table.get("minimum_free_bytes", 0)
    if isinstance(room, int) and room < 0:
        raise BadSettings(path, "'minimum_free_bytes' is 0 or more")
    return Settings(**table)  # type: ignore[arg-type]  # checked against the fields above
