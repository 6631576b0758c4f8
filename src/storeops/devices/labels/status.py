"""What a ZPL printer says about itself: the three strings that answer ~HS (ZPL II Programming Guide, Host Status).

Out of labels, out of ribbon or with its head open many of them say nothing at all: silence is a fault, never "all is
well". The form of each string is checked, because a web server on the wrong port answers too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from storeops.devices.status import PrinterStatus

ASK = b"~HS"

_STRINGS = 3
_FORM = re.compile(
    rb"\x02\d{3},(?P<paper>[01]),(?P<pause>[01]),\d{4},(?P<formats>\d{3}),[01],[01],(?P<partial>[01]),\d{3},"
    rb"(?P<ram>[01]),(?P<cold>[01]),(?P<hot>[01])\x03\r\n"
    rb"\x02\d{3},\d,(?P<head>[01]),(?P<ribbon>[01]),\d,[0-9A-Z],\d,[01],(?P<left>\d{8}),\d,\d{3}\x03\r\n"
    rb"\x02[^\x02\x03]*\x03(?:\r\n)?"
)


@dataclass(frozen=True, slots=True)
class LabelPrinterStatus(PrinterStatus):
    """The state at one moment. `cover_open` is the head, `paper_out` the labels; there is no drawer and no early
    warning of the roll's end."""

    ribbon_out: bool = False
    paused: bool = False
    overheated: bool = False
    busy: bool = False
    """A label it was sent is still to be printed."""

    @property
    def reason(self) -> str:
        """Why it does not print, for a person; empty when it does."""
        said = (
            (self.cover_open, "head open"),
            (self.paper_out, "labels out"),
            (self.ribbon_out, "ribbon out"),
            (self.overheated, "head too hot or too cold"),
            (self.fault, "printer fault"),
            (self.paused, "paused"),
        )
        return next((words for holds, words in said if holds), "")


def is_whole(answer: bytes) -> bool:
    """Whether all three strings have come."""
    return answer.count(b"\x03") >= _STRINGS


def read(answer: bytes) -> LabelPrinterStatus | None:
    """The status from an answer to ~HS; None when it is not one."""
    found = _FORM.fullmatch(answer)
    if found is None:
        return None
    flag = {name: value == b"1" for name, value in found.groupdict().items()}
    return LabelPrinterStatus(
        online=not flag["pause"],
        cover_open=flag["head"],
        paper_out=flag["paper"],
        paper_low=False,
        fault=flag["ram"],
        drawer_pin=False,
        ribbon_out=flag["ribbon"],
        paused=flag["pause"],
        overheated=flag["hot"] or flag["cold"],
        busy=flag["partial"] or int(found["formats"]) > 0 or int(found["left"]) > 0,
    )
