"""Sourcing rules: what each excludes, what it says, and tables that cannot be understood."""

from __future__ import annotations

import pytest
from tests.planning.problems import line, order, problem

from storeops.planning.sourcing import BadRule, Rule, from_table, source
from storeops.rules.errors import Refused

STOCK = {("TEA", code): 5 for code in ("WH", "S1", "S2")}


def outcome(table: dict[str, object], **changes: object) -> tuple[set[str], dict[str, str]]:
    """Where the order comes from, and why not from the others."""
    plan = source(problem(STOCK, order("O1", line(1, "TEA"), **changes), rules=from_table(table)))
    return {one.location for one in plan.assignments}, {one.location: one.reason for one in plan.rejected}


def rule(**fields: object) -> dict[str, object]:
    return {"rule": [{"name": "r", **fields}]}


@pytest.mark.parametrize(
    ("table", "reasons"),
    [
        (rule(action="only", kinds=["warehouse"]), {"S1": "rule 'r'", "S2": "rule 'r'"}),
        (rule(action="never", locations=["WH"]), {"WH": "rule 'r'"}),
        (rule(action="never", kinds=["store"], channels=["phone"]), {}),
        (rule(action="never", kinds=["store"], services=["standard"], regions=["N"]), {"S1": "rule 'r'"}),
        (rule(action="never", kinds=["store"], way="collected"), {}),
        (rule(action="limit", most=1), {"S1": "rule 'r': only the first 1, this is number 3"}),
        ({"ship_from_store": False}, {"S1": "rule 'stores do not ship'", "S2": "rule 'stores do not ship'"}),
        ({"dropship": False}, {}),
    ],
)
def test_what_a_rule_excludes_is_told_so(table, reasons) -> None:
    chosen, found = outcome(table)
    assert not chosen & set(reasons)
    assert {code: found[code] for code in reasons} == reasons
    assert {code for code, reason in found.items() if reason.startswith("rule")} >= set(reasons)


def test_preferred_places_come_first_when_their_number_is_limited() -> None:
    table = {
        "rule": [
            {"name": "shops first", "action": "prefer", "locations": ["S1"], "kinds": ["store"]},
            {"name": "one", "action": "limit", "most": 1},
        ]
    }
    chosen, reasons = outcome(table)
    assert chosen == {"S1"}
    assert reasons["S2"] == "rule 'one': only the first 1, this is number 2"


def test_a_place_past_its_cut_off_is_dropped_by_the_rule_alone() -> None:
    from tests.planning.problems import location

    places = (location("WH", cut_off_passed=True), location("S1"), location("S2"))
    given = problem(STOCK, order("O1", line(1, "TEA")), locations=places)
    assert source(given).assignments[0].location == "WH"
    late = problem(STOCK, order("O1", line(1, "TEA")), locations=places, rules=from_table(rule(action="cut-off")))
    plan = source(late)
    assert plan.assignments[0].location == "S2"
    assert plan.rejected[0].reason == "rule 'r': the cut-off time has passed"


def test_collecting_can_be_switched_off() -> None:
    chosen, reasons = outcome({"pickup": False}, pickup="S1")
    assert chosen == set()
    assert reasons["S1"] == "rule 'nothing is collected'"


def test_a_table_becomes_rules() -> None:
    table = {"rule": [{"name": " web ", "action": "only", "channels": ["web"], "kinds": ["warehouse"]}]}
    assert from_table(table) == (Rule("web", "only", channels=("web",), kinds=("warehouse",)),)
    assert from_table({}) == ()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"rules": []}, "'rules': not known here"),
        ({"rule": {}}, "expected a list"),
        ({"rule": ["x"]}, "number 1.*expected a table"),
        ({"rule": [{"action": "limit", "most": 1}]}, "has no name"),
        (rule(action="only", kind=["store"]), "'kind' is not known; use one of: name"),
        (rule(action="ban"), "action 'ban' is not known"),
        (rule(action="only"), "needs kinds or locations"),
        (rule(action="limit"), "'limit' needs most"),
        (rule(action="limit", most=-1), "whole number"),
        (rule(action="limit", most=True), "whole number"),
        (rule(action="never", kinds=["shed"]), "kind 'shed' is not known"),
        (rule(action="never", kinds="store"), "list of words"),
        (rule(action="never", kinds=["store"], way="carried"), "sent or collected"),
        (rule(action="cut-off", kinds=["store"]), "speaks of every location"),
        ({"ship_from_store": "no"}, "true or false"),
        ({"rule": [{"name": "r", "action": "cut-off"}, {"name": "r", "action": "cut-off"}]}, "two of this name"),
    ],
)
def test_a_table_that_cannot_be_understood_is_refused(table, said) -> None:
    with pytest.raises(BadRule, match=said) as caught:
        from_table(table)
    assert isinstance(caught.value, Refused)
