"""When a customer can take the goods: from one time of the day to another, on the shop's own clock."""

from __future__ import annotations

import re

from storeops.rules.errors import Refused
from storeops.rules.wording import quote

_WINDOW = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))? ?[-\u2013] ?([0-9]{1,2})(?::([0-9]{2}))?")


class BadWindow(Refused):
    """The text is no time window. `text` as given, `reason` in words."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{quote(text)} is no time window: {reason}. Write it as from-to, such as 09:00-12:00.")
        self.text = text
        self.reason = reason


def window(text: str) -> str:
    """The window as it is kept and shown, '09:00-12:00', of what was typed ('9-12' will do); '' for any time.

    Raises BadWindow."""
    if not text.strip():
        return ""
    opens, closes = seconds(text)
    return f"{_clock(opens)}-{_clock(closes)}"


def seconds(text: str) -> tuple[int, int]:
    """The first and the last second of the day at which the goods can come. Raises BadWindow."""
    found = _WINDOW.fullmatch(text.strip())
    if found is None:
        raise BadWindow(text, "two times of the day are needed")
    hours, minutes, to_hours, to_minutes = (int(part or 0) for part in found.groups())
    if max(hours, to_hours) > 23 or max(minutes, to_minutes) > 59:
        raise BadWindow(text, "a day goes from 00:00 to 23:59")
    opens, closes = 3600 * hours + 60 * minutes, 3600 * to_hours + 60 * to_minutes
    if opens >= closes:
        raise BadWindow(text, "it ends before it begins; a window lies within one day")
    return opens, closes


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}"
