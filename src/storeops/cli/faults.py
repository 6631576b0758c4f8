"""A mistake of the program, written down for whoever mends it; the person at the machine gets one line."""

from __future__ import annotations

import secrets
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

from storeops.rules.card_numbers import mask


def write_down(error: Exception) -> str:
    """Write the error's traceback to a log file of its own; returns the line to show, with its reference."""
    reference = secrets.token_hex(3).upper()
    # A log is read by strangers: no card number gets into it, whatever an error's message holds.
    told = mask("".join(traceback.format_exception(error)))
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    for folder in _folders():
        path = folder / f"error-{reference}.log"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_text(f"{at} reference {reference}\n{told}", encoding="utf-8", errors="replace")
            path.chmod(0o600)
        except OSError:
            continue
        where = f"The details are in {path}."
        break
    else:
        where = f"The details could not be written down: {type(error).__name__}."
    return (
        f"Something went wrong inside StoreOps, reference {reference}. What was confirmed before is safe. {where} "
        "Run 'storeops doctor', then try again."
    )


def _folders() -> tuple[Path, ...]:
    from storeops.settings import log_folder

    return log_folder(), Path(tempfile.gettempdir())
