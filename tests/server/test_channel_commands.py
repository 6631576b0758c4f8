"""`storeops server key` and `storeops server webhook`, as a person types them."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import httpx
import pytest
from tests.server.channel_world import open_centre, serving

from storeops.cli.app import run

pytestmark = pytest.mark.xdist_group("postgresql")


def typed(database: str, *words: str) -> Any:
    """What the command answers as JSON; of one that is refused, its error."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        run(["--database", database, "server", *words, "--json"])
    return json.loads(out.getvalue() or err.getvalue())


def test_a_key_is_made_used_and_revoked(shop_database: str) -> None:
    made = typed(shop_database, "key", "add", "web", "--rate", "50")
    assert (made["channel"], made["rate"], made["key"].startswith(f"{made['id']}.")) == ("web", 50, True)
    (listed,) = typed(shop_database, "key", "list")
    assert (listed["id"], listed["rate"], listed["revoked_at"]) == (made["id"], 50, None)
    assert made["key"].rpartition(".")[2] not in json.dumps(listed)
    centre = open_centre(shop_database)
    try:
        with serving(centre) as address:
            asked = {"url": f"{address}/v1/availability", "json": {"skus": ["TEA"]}}
            head = {"Authorization": f"Bearer {made['key']}"}
            assert httpx.post(**asked, headers=head).status_code == 200
            assert typed(shop_database, "key", "revoke", made["id"]) == {"id": made["id"], "revoked": True}
            assert httpx.post(**asked, headers=head).status_code == 401
    finally:
        centre.close()
    assert typed(shop_database, "key", "revoke", made["id"])["error"]["kind"] == "UnknownKey"
    assert typed(shop_database, "key", "add", "nowhere")["error"]["kind"] == "UnknownChannel"
    assert typed(shop_database, "key", "add", "web", "--rate", "0")["error"]["kind"] == "BadRate"


def test_a_webhook_is_added_listed_and_dropped(shop_database: str) -> None:
    made = typed(shop_database, "webhook", "add", "web", "https://shop.example/hook", "--event", "order.sent")
    assert (made["events"], made["secret"].startswith("whsec_")) == (["order.sent"], True)
    (listed,) = typed(shop_database, "webhook", "list")
    assert (listed["url"], listed["waiting"], "secret" in listed) == ("https://shop.example/hook", 0, False)
    assert typed(shop_database, "webhook", "replay", made["id"], "--since", "2026-11-01")["waiting"] == 0
    for url, kind in (("http://shop.example/", "BadAddress"), ("https://10.0.0.7/", "")):
        found = typed(shop_database, "webhook", "add", "web", url)
        assert found.get("error", {}).get("kind", "") == kind
    assert typed(shop_database, "webhook", "drop", made["id"]) == {"id": made["id"], "dropped": True}
    assert typed(shop_database, "webhook", "drop", made["id"])["error"]["kind"] == "UnknownWebhook"
