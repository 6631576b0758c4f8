"""Sourcing rules: which locations an order may come from (filter), in which order (sort), and how many (limit).

A rule speaks of some orders (`channels`, `services`, `regions`; none named means all) and of some locations (`kinds`,
`locations`). Rules are applied in the order they are written; every location they exclude is told which rule did it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from storeops.rules.errors import Refused
from storeops.rules.wording import quote

ONLY = "only"
NEVER = "never"
PREFER = "prefer"
LIMIT = "limit"
CUT_OFF = "cut-off"
ACTIONS = (ONLY, NEVER, PREFER, LIMIT, CUT_OFF)

SENT = "sent"
COLLECTED = "collected"

_LISTS = ("channels", "services", "regions", "kinds", "locations")
_TABLE_KEYS = ("rule", "ship_from_store", "dropship", "pickup")


class BadRule(Refused):
    """A rule cannot be understood. `rule` is its name or its place in the table, `reason` is in words."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(f"Sourcing rule {quote(rule)}: {reason}.")
        self.rule = rule
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    `only` keeps the locations named (by kind or code), `never` drops them, `prefer` moves them to the front in the
    order they are named, `limit` keeps the first `most` that are left, `cut-off` drops those whose cut-off time for
    today has passed. `way` is "sent" or "collected" for a rule about one of the two, "" for both."""

    name: str
    action: str
    channels: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    way: str = ""
    kinds: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    most: int = 0

    def concerns(self, *, channel: str, service: str, region: str, collected: bool) -> bool:
        """Whether the rule speaks of such an order."""
        return (
            (not self.channels or channel in self.channels)
            and (not self.services or service in self.services)
            and (not self.regions or region in self.regions)
            and (not self.way or self.way == (COLLECTED if collected else SENT))
        )

    def names(self, *, code: str, kind: str) -> bool:
        """Whether the rule names this location, by its code or by its kind."""
        return code in self.locations or kind in self.kinds

    def rank(self, *, code: str, kind: str) -> int:
        """Where a preferred location stands: codes before kinds, each in the order named; the rest come last."""
        named = (*self.locations, *self.kinds)
        return min((place for place, name in enumerate(named) if name in (code, kind)), default=len(named))


STORES_DO_NOT_SHIP = Rule("stores do not ship", NEVER, way=SENT, kinds=("store",))
NO_DROPSHIP = Rule("suppliers do not ship to customers", NEVER, kinds=("supplier",))
NO_PICKUP = Rule("nothing is collected", ONLY, way=COLLECTED, locations=("",))


def from_table(table: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Rules from plain values, as TOML or JSON give them: switches, and a list of tables under `rule`.

    The switches `ship_from_store`, `dropship` and `pickup` are on unless they are said to be false. A rule has a
    `name`, an `action` and the fields of `Rule`. Raises BadRule."""
    for key in table:
        if key not in _TABLE_KEYS:
            raise BadRule(str(key), f"not known here; use one of: {', '.join(_TABLE_KEYS)}")
    switches = (
        ("ship_from_store", STORES_DO_NOT_SHIP),
        ("dropship", NO_DROPSHIP),
        ("pickup", NO_PICKUP),
    )
    off = tuple(rule for key, rule in switches if not _switch(table, key))
    listed = table.get("rule", [])
    if not _is_list(listed):
        raise BadRule("rule", "expected a list of rules")
    rules = tuple(_rule(place, given) for place, given in enumerate(listed, 1))
    names: set[str] = set()
    for rule in rules:
        if rule.name in names:
            raise BadRule(rule.name, "there are two of this name; give each its own")
        names.add(rule.name)
    return (*off, *rules)


def _switch(table: Mapping[str, Any], key: str) -> bool:
    value = table.get(key, True)
    if not isinstance(value, bool):
        raise BadRule(key, "say true or false")
    return value


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _rule(place: int, given: object) -> Rule:
    if not isinstance(given, Mapping):
        raise BadRule(f"number {place}", "expected a table of fields")
    name = given.get("name", "")
    if not isinstance(name, str) or not name.strip():
        raise BadRule(f"number {place}", "has no name; a name is what the shop reads when a location is turned down")
    known = [field.name for field in fields(Rule)]
    for key in given:
        if key not in known:
            raise BadRule(name, f"{quote(str(key))} is not known; use one of: {', '.join(known)}")
    rule = Rule(
        name.strip(),
        _text(name, given, "action"),
        way=_text(name, given, "way"),
        most=_count(name, given),
        **{key: _words(name, given, key) for key in _LISTS},
    )
    _sensible(rule)
    return rule


def _text(name: str, given: Mapping[str, Any], key: str) -> str:
    value = given.get(key, "")
    if not isinstance(value, str):
        raise BadRule(name, f"{key} has to be a word")
    return value


def _count(name: str, given: Mapping[str, Any]) -> int:
    value = given.get("most", 0)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadRule(name, "most has to be a whole number")
    return value


def _words(name: str, given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = given.get(key, ())
    if not _is_list(value) or not all(isinstance(word, str) for word in value):
        raise BadRule(name, f"{key} has to be a list of words")
    return tuple(value)


def _sensible(rule: Rule) -> None:
    if rule.action not in ACTIONS:
        raise BadRule(rule.name, f"action {quote(rule.action)} is not known; use one of: {', '.join(ACTIONS)}")
    if rule.way not in ("", SENT, COLLECTED):
        raise BadRule(rule.name, f"way has to be {SENT} or {COLLECTED}")
    names_some = bool(rule.kinds or rule.locations)
    if rule.action in (ONLY, NEVER, PREFER) and not names_some:
        raise BadRule(rule.name, f"'{rule.action}' needs kinds or locations")
    if rule.action in (LIMIT, CUT_OFF) and names_some:
        raise BadRule(rule.name, f"'{rule.action}' speaks of every location; leave kinds and locations out")
    if (rule.action == LIMIT) != (rule.most > 0):
        raise BadRule(rule.name, "'limit' needs most = a number of locations, and only 'limit' takes it")
    unknown = [kind for kind in rule.kinds if kind not in ("store", "warehouse", "supplier")]
    if unknown:
        raise BadRule(rule.name, f"kind {quote(unknown[0])} is not known; use store, warehouse or supplier")
