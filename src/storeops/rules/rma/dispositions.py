"""Where goods that came back go, and what is usual for a condition."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from storeops.rules.errors import Refused
from storeops.rules.rma.reasons import DAMAGED, FAULTY, OPENED, SEALED, USED
from storeops.rules.wording import quote

RESTOCK, REFURBISH, QUARANTINE, SCRAP, SUPPLIER = "restock", "refurbish", "quarantine", "scrap", "supplier"
DISPOSITIONS = (RESTOCK, REFURBISH, QUARANTINE, SCRAP, SUPPLIER)
"""Back on the shelf; put aside until it is mended; put aside until somebody decides; away; to who sold it to us."""

ON_HAND: MappingProxyType[str, str] = MappingProxyType({RESTOCK: "", REFURBISH: "damaged", QUARANTINE: "quarantine"})
"""The status that goods lie at the location with; the others leave the shop. The ledger writes available as nothing."""

USUAL: MappingProxyType[str, str] = MappingProxyType(
    {SEALED: RESTOCK, OPENED: QUARANTINE, USED: REFURBISH, DAMAGED: SCRAP, FAULTY: SUPPLIER}
)
"""What is done with goods in each condition where the shop has no rule of its own."""


class UnknownDisposition(Refused):
    def __init__(self, disposition: str) -> None:
        super().__init__(f"{quote(disposition)} says nothing of where goods go; use one of: {', '.join(DISPOSITIONS)}.")
        self.disposition = disposition


def known_disposition(disposition: str) -> str:
    """Raises UnknownDisposition."""
    if disposition not in DISPOSITIONS:
        raise UnknownDisposition(disposition)
    return disposition


def suggested(condition: str, department: str, rules: Mapping[tuple[str, str], str]) -> str:
    """What to do with goods. `rules`: (department, condition) -> disposition, either of them empty for any; the most
    particular holds: both, then the department, then the condition."""
    for key in ((department, condition), (department, ""), ("", condition)):
        if key in rules:
            return rules[key]
    return USUAL[condition]
