"""What a channel may promise, over HTTP: exact, of its own locations, safety stock kept back; and who may ask."""

from __future__ import annotations

import httpx
import pytest
from tests.machines import till
from tests.server.channel_world import Client, client

from storeops.database.tables import kit_part, safety_stock
from storeops.operations import api_keys, channels, stock
from storeops.operations.shop import add_location, next_revision, put
from storeops.rules.channels import Channel
from storeops.server.callers import Limits
from storeops.server.centre import Centre

pytestmark = pytest.mark.xdist_group("postgresql")


def asked(web: Client, *skus: str) -> list[dict]:
    answer = web.http.post("/v1/availability", json={"skus": list(skus)})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["channel"], found["at"][:10]) == ("web", "2026-11-23")
    return found["products"]


def test_what_may_be_promised_is_told_in_the_order_asked(web: Client) -> None:
    assert asked(web, "MILK", "NONE", "TEA") == [
        {"sku": "MILK", "for_sale": True, "atp": "20", "locations": [{"location": "S1", "atp": "20"}]},
        {"sku": "NONE", "for_sale": False, "atp": "0", "locations": []},
        {"sku": "TEA", "for_sale": True, "atp": "50", "locations": [{"location": "S1", "atp": "50"}]},
    ]


def test_safety_stock_locations_and_kits_count(web: Client, centre: Centre) -> None:
    shop = centre.shop()
    add_location(shop, "W1", "warehouse", "Warehouse")
    stock.receive(shop, [("TEA", 7000)], location="W1")
    till.list_products(shop, [till.item("BOX", 500)])
    with shop.write() as tx:
        revision = next_revision(tx)
        put(tx, safety_stock, revision, {"sku": "TEA", "location": "S1", "channel": "web", "quantity": 4000})
        put(tx, kit_part, revision, {"kit": "BOX", "sku": "TEA", "quantity": 2000})
        put(tx, kit_part, revision, {"kit": "BOX", "sku": "MILK", "quantity": 1000})
    tea, box = asked(web, "TEA", "BOX")
    assert tea["locations"] == [{"location": "S1", "atp": "46"}, {"location": "W1", "atp": "7"}]
    assert (tea["atp"], box["atp"], box["locations"]) == ("53", "20", [{"location": "S1", "atp": "20"}])
    channels.save(shop, Channel(code="web", name="Web", kind="web", locations=("W1",)))
    (tea,) = asked(web, "TEA")
    assert (tea["atp"], tea["locations"]) == ("7", [{"location": "W1", "atp": "7"}])


def test_nobody_asks_without_a_good_key(address: str, centre: Centre) -> None:
    made = api_keys.add(centre.shop(), "web")
    wrong = ["", "Bearer", "Bearer x", "Bearer a.b", "Bearer none.a.b", "Bearer NO.a.b", "Basic a.b", made.key]
    wrong += [f"Bearer {made.id}.wrong", f"Bearer {made.id}.", f"Bearer none.{made.key}", f"Bearer .{made.key}x"]
    for shown in wrong:
        answer = httpx.post(f"{address}/v1/availability", json={"skus": ["TEA"]}, headers={"Authorization": shown})
        assert (answer.status_code, answer.json()["error"]["kind"]) == (401, "NotAuthorized"), shown


def test_a_key_holds_with_its_tenant_and_without_it_until_it_is_revoked(address: str, centre: Centre) -> None:
    made = api_keys.add(centre.shop(), "web", tenant="main")
    for key in (made.key, made.key.removeprefix("main.")):
        with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}) as http:
            assert http.post("/v1/availability", json={"skus": ["TEA"]}).status_code == 200
    api_keys.revoke(centre.shop(), made.id)
    head = {"Authorization": f"Bearer {made.key}"}
    assert httpx.post(f"{address}/v1/availability", json={"skus": ["TEA"]}, headers=head).status_code == 401
    with pytest.raises(api_keys.UnknownKey):
        api_keys.revoke(centre.shop(), made.id)


def test_the_secret_is_kept_nowhere(centre: Centre) -> None:
    shop = centre.shop()
    secret = api_keys.add(shop, "web").key.rpartition(".")[2]
    assert len(secret) == 43
    assert secret not in repr(till.dump(shop))


def test_a_key_that_asks_too_often_is_told_when_to_ask_again(address: str, centre: Centre) -> None:
    with client(address, centre, rate=1) as eager:
        answers = [eager.http.post("/v1/availability", json={"skus": ["TEA"]}) for _ in range(6)]
    codes = [one.status_code for one in answers]
    assert codes[:2] == [200, 200]
    assert 429 in codes
    first = answers[codes.index(429)]
    assert (first.headers["Retry-After"], first.json()["error"]["again"]) == ("1", True)
    with client(address, centre) as other:
        assert other.http.post("/v1/availability", json={"skus": ["TEA"]}).status_code == 200


def test_a_bucket_fills_at_the_keys_rate() -> None:
    limits = Limits()
    assert [limits.wait("a", 2, 10.0) for _ in range(5)] == [0, 0, 0, 0, 0.5]
    assert [limits.wait("a", 2, 10.5), limits.wait("a", 2, 10.5)] == [0, 0.5]
    assert limits.wait("b", 2, 10.5) == 0


DEEP = b'{"skus":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


BODIES = [
    (b"", 400),
    (b"{", 400),
    (b"[]", 400),
    (b"null", 400),
    (b'{"skus":[]}', 400),
    (b'{"skus":"TEA"}', 400),
    (b'{"skus":[1]}', 400),
    (b'{"skus":[NaN]}', 400),
    (b'{"skus":["TEA"],"skus":["MILK"]}', 400),
    (b'{"skus":["TEA"],"more":1}', 400),
    (b'{"skus":["T\\u0000"]}', 400),
    (b'{"skus":["\\ud800"]}', 400),
    (b'{"skus":["\xff"]}', 400),
    (b'{"skus":[' + b'"T",' * 500 + b'"T"]}', 400),
    (DEEP, 400),
    (b'{"skus":["' + b"T" * 2_000_000 + b'"]}', 413),
    (b'{"skus":["\' OR 1=1 --"]}', 200),
]


def test_a_body_that_means_nothing_is_refused(web: Client) -> None:
    for body, status in BODIES:
        answer = web.http.post("/v1/availability", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == status, (body[:80], answer.text)
