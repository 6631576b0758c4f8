"""Days as they are typed and told, and the keys from one to the next."""

from __future__ import annotations

from datetime import date, timedelta

from storeops.rules.errors import Refused
from storeops.rules.wording import quote
from storeops.screens.shell.commands import Command

EARLIER = Command("day_before", "left", "", "The day before", "Goes one day back.")
LATER = Command("day_after", "right", "", "The day after", "Goes one day on.")


class BadDay(Refused):
    """What was typed is no day."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{quote(text)} is no day. Type it as 2026-11-22, or today, or yesterday.")
        self.text = text


def read_day(text: str, today: date) -> date:
    """A day as typed: '2026-11-22' (ISO 8601), 'today', 'yesterday'. Raises BadDay."""
    typed = text.strip().lower()
    if typed in {"today", "yesterday"}:
        return today if typed == "today" else today - timedelta(days=1)
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise BadDay(text) from None


def told_day(day: date) -> str:
    """'Sunday 22 November 2026'."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def day_words(day: date) -> str:
    """'Wed 25 Nov'."""
    return f"{day:%a} {day.day} {day:%b}"
