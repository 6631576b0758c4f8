"""Leases as they are typed at a store."""

from __future__ import annotations


def test_granted_listed_ended_ruled(shop) -> None:
    made = shop("storeops lease grant TEA=2 --channel web --hours 2 --json").data
    assert (made["sku"], made["channel"], made["granted"], made["drawn"], made["left"]) == ("TEA", "web", "2", "0", "2")
    assert [row["id"] for row in shop("storeops lease list --json").data] == [made["id"]]
    assert shop("storeops lease list MUG --json").data == []
    on_hand = next(row["on_hand"] for row in shop("storeops stock atp TEA --json").data["locations"])
    refused = shop(f"storeops sell {on_hand}*TEA --tender cash --json")
    assert (refused.code, refused.error["kind"]) == (1, "StockLeased")
    sold = shop(f"storeops sell {on_hand}*TEA --tender cash --override 'in the hand' --json")
    assert sold.code == 0
    ended = shop(f"storeops lease end {made['id']} --reason 'sold' --json").data
    assert ended == {"lease": made["id"], "ended_by": "owner", "reason": "sold"}
    assert [row["recalled"] for row in shop("storeops lease list --json").data] == [True]
    ruled = shop("storeops lease rule all --channel web --share 30% --hours 4 --json").data
    assert ruled == [{"sku": "", "location": "", "channel": "web", "percent": 30, "hours": 4}]
    assert shop("storeops lease rule all --channel web --share 0% --json").data == []
    assert shop("storeops lease rule TEA --channel web --share some --json").error["kind"] == "BadLease"
    assert shop("storeops lease settle --json").data == {"orders": []}
