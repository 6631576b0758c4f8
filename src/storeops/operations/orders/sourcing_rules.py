"""The shop's sourcing rules: reference data, replaced as a whole, each change journaled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from storeops.database.queries import sourcing as queries
from storeops.database.tables import sourcing_rule
from storeops.operations.shop import audit, next_revision, put
from storeops.planning.sourcing import from_table
from storeops.planning.sourcing.rules import Rule
from storeops.store import Store


def save(shop: Store, table: Mapping[str, Any]) -> None:
    """Source by these rules from now on. Raises BadRule; nothing is written then."""
    from_table(table)
    with shop.write() as tx:
        revision = next_revision(tx)
        body = msgspec.json.encode(dict(table)).decode()
        put(tx, sourcing_rule, revision, {"name": queries.RULES, "body": body})
        audit(tx, "sourcing rules", revision, note=body[:500])


def saved(shop: Store) -> tuple[dict[str, Any], list[str]]:
    """The rules in force: as a table, and a sentence for each."""
    with shop.read() as connection:
        table = queries.rules(connection)
    return table, [_told(rule) for rule in from_table(table)]


def _told(rule: Rule) -> str:
    of = [
        f"{name} {', '.join(words)}"
        for name, words in (("channel", rule.channels), ("service", rule.services), ("region", rule.regions))
        if words
    ]
    where = ", ".join((*rule.kinds, *rule.locations)) or (str(rule.most) if rule.most else "")
    return f"{rule.name}: {rule.action} {where}" + (f" for {' and '.join(of)}" if of else "")
