"""The service a shop plans by, told by the words a channel has for its shipping."""

from __future__ import annotations

import re

_WORDS = (
    ("pickup", re.compile(r"pick[ _-]?up|click[ _&-]+(?:and[ _-]+)?collect|in[ _-]store|abhol|retrait", re.IGNORECASE)),
    ("overnight", re.compile(r"over[ _-]?night|next[ _-]day", re.IGNORECASE)),
    ("express", re.compile(r"\bexpress|\bpriority|\bexpr[eé]s|1[ -]day|2[ -]day", re.IGNORECASE)),
)


def service_of(*words: str) -> str:
    """'' for no words at all; 'normal' for words that ask for nothing faster. The words themselves are kept beside."""
    told = " ".join(filter(None, words))
    if not told:
        return ""
    return next((service for service, pattern in _WORDS if pattern.search(told)), "normal")
