"""What an examination of a shop found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "look", "wrong"]

OK: State = "ok"
LOOK: State = "look"
WRONG: State = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `look`: a person should see to it; `wrong`: sales are at risk until somebody does.
    `remedy` says what to do; empty where nothing is to be done."""

    name: str
    state: State
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All checks, in the order they are shown; `state` is the worst of them."""

    state: State
    checks: tuple[Check, ...]
