"""Orders by HTTP: exact answers, done once however often they are sent, and no channel near another one's."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from tests.machines import till
from tests.server.channel_world import ADDRESS, Client, client, make_tenant, open_centre, order, serving

from storeops.operations.orders import sending
from storeops.server.centre import Centre

pytestmark = pytest.mark.xdist_group("postgresql")


def placed(web: Client, external: str, *lines: tuple[str, str], **more: Any) -> dict[str, Any]:
    answer = web.post("/v1/orders", order(external, *lines, **more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_an_order_is_taken_priced_promised_and_shown(web: Client, centre: Centre) -> None:
    taken = placed(web, "W1", ("TEA", "2"), ("MILK", "1.0"), note="Ring twice")
    assert (taken["number"], taken["channel"], taken["external"], taken["note"]) == (
        "S1-C1-O000001",
        "web",
        "W1",
        "Ring twice",
    )
    lines = [(one["sku"], one["quantity"], one["unit_price"], one["allocated"]) for one in taken["lines"][:2]]
    assert lines == [("TEA", "2", "2.50", "2"), ("MILK", "1", "1.20", "1")]
    assert web.get("/v1/orders/S1-C1-O000001").json() == web.get(f"/v1/orders/{taken['id']}").json() == taken
    tea = web.http.post("/v1/availability", json={"skus": ["TEA"]}).json()["products"][0]["atp"]
    assert tea == "48"
    with centre.shop().read() as connection:
        fact = till.entries(connection)[-2 - (taken["status"] == "on_hold")].envelope
        assert fact.actor.startswith("web (key ")
    till.assert_sound(centre.shop())


def test_the_same_key_again_is_answered_again_and_done_once(web: Client, centre: Centre) -> None:
    body = order("W1", ("TEA", "2"))
    first = web.post("/v1/orders", body, "key-1")
    before = till.dump(centre.shop())
    again = web.post("/v1/orders", body, "key-1")
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    other = web.post("/v1/orders", order("W2", ("TEA", "2")), "key-1")
    assert (other.status_code, other.json()["error"]["kind"]) == (422, "KeyUsedOtherwise")
    elsewhere = web.post(f"/v1/orders/{first.json()['number']}/cancel", {"reason": "no"}, "key-1")
    assert elsewhere.status_code == 422
    assert till.dump(centre.shop()) == before
    missing = web.http.post("/v1/orders", json=body)
    assert missing.status_code == 400
    changed = web.post("/v1/orders", order("W1", ("TEA", "3")))
    assert (changed.status_code, changed.json()["error"]["kind"]) == (409, "DocumentChanged")


def test_the_same_request_from_many_at_once_is_done_once(web: Client, centre: Centre) -> None:
    answers = together([lambda: web.post("/v1/orders", order("W1", ("TEA", "2")), "same")] * 8)
    assert {one.status_code for one in answers} == {201}
    assert len({one.content for one in answers}) == 1
    assert web.http.post("/v1/availability", json={"skus": ["TEA"]}).json()["products"][0]["atp"] == "48"


def together(jobs: list[Any]) -> list[Any]:
    found: list[Any] = [None] * len(jobs)
    gate = threading.Barrier(len(jobs))

    def run(place: int) -> None:
        gate.wait()
        found[place] = jobs[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def test_the_last_unit_goes_to_exactly_one_of_eight(web: Client, centre: Centre) -> None:
    def ask(place: int) -> Any:
        return web.http.post(
            "/v1/orders",
            json=order(f"W{place}", ("LAST", "1"), if_short="refuse"),
            headers={"Idempotency-Key": f"k{place}"},
        )

    answers = together([lambda place=place: ask(place) for place in range(8)])
    assert sorted(one.status_code for one in answers) == [201, *[409] * 7]
    refused = next(one.json()["error"] for one in answers if one.status_code == 409)
    assert (refused["kind"], refused["again"]) == ("NotEnoughStock", False)
    with centre.shop().read() as connection:
        kinds = [one.envelope.fact.__class__.__name__ for one in till.entries(connection)]
    assert (kinds.count("OrderPlaced"), kinds.count("StockAllocated")) == (1, 1)
    till.assert_sound(centre.shop())


def test_two_servers_over_one_database_sell_the_last_unit_once_and_do_a_request_once(
    web: Client, centre: Centre, shop_database: str
) -> None:
    second = open_centre(shop_database)
    try:
        with serving(second) as address, client(address, second) as other:

            def ask(place: int, key: str) -> Any:
                body = order("same" if key == "same" else key, ("LAST" if key != "same" else "TEA", "1"))
                body["if_short"] = "refuse"
                return (web, other)[place % 2].http.post("/v1/orders", json=body, headers={"Idempotency-Key": key})

            answers = together([lambda place=place: ask(place, f"k{place}") for place in range(8)])
            assert sorted(one.status_code for one in answers) == [201, *[409] * 7]
            answers = together([lambda place=place: ask(place, "same") for place in range(8)])
            assert {one.status_code for one in answers} == {201}
            assert len({one.content for one in answers}) == 1
            numbers = {answers[0].json()["number"], web.post("/v1/orders", order("W9", ("TEA", "1"))).json()["number"]}
            assert numbers == {"S1-C1-O000002", "S1-C1-O000003"}
            till.assert_sound(centre.shop())
    finally:
        second.close()


def test_a_refusal_changes_nothing_and_its_key_may_be_tried_again(web: Client, centre: Centre) -> None:
    before = till.dump(centre.shop())
    refusals = [
        (order("W1", ("LAST", "2"), if_short="refuse"), 409, "NotEnoughStock"),
        (order("W1", ("NONE", "1")), 409, "UnknownProduct"),
        (order("W1", ("TEA", "0")), 422, "DocumentRefused"),
        (order("W1", ("TEA", "1"), currency="EUR"), 422, "DocumentRefused"),
        (order("W1", ("TEA", "1"), total="1.00"), 422, "DocumentRefused"),
        (order("W1", ("TEA", "1"), placed_at="yesterday"), 422, "DocumentRefused"),
        (order("W1", ("TEA", "1"), reservation="0" * 36), 404, "UnknownReservation"),
        (order("W1", ("TEA", "1"), note="4111 1111 1111 1111"), 422, "DocumentRefused"),
    ]
    for body, status, kind in refusals:
        answer = web.post("/v1/orders", body, "one")
        assert (answer.status_code, answer.json()["error"]["kind"]) == (status, kind), answer.text
        assert till.dump(centre.shop()) == before
    assert web.post("/v1/orders", order("W1", ("TEA", "1")), "one").status_code == 201


def test_an_order_is_amended_cancelled_and_free_again(web: Client) -> None:
    number = placed(web, "W1", ("TEA", "3"), ("MILK", "2"))["number"]
    change = {
        "add": [{"sku": "LAST", "quantity": "1"}],
        "cancel": [{"line": 1, "quantity": "1"}],
        "ship_to": {**ADDRESS, "city": "York", "postcode": "YO1 7HH"},
        "reason": "moved",
    }
    amended = web.post(f"/v1/orders/{number}/amend", change, "a").json()
    assert web.post(f"/v1/orders/{number}/amend", change, "a").json() == amended
    lines = {one["sku"]: (one["quantity"], one["cancelled"], one["open"]) for one in amended["lines"] if one["sku"]}
    assert (lines["TEA"], lines["MILK"], lines["LAST"]) == (("3", "1", "2"), ("2", "0", "2"), ("1", "0", "1"))
    assert amended["ship_to"]["city"] == "York"
    late = web.post(f"/v1/orders/{number}/cancel", {"reason": "no", "lines": [{"line": 1, "quantity": "3"}]})
    assert (late.status_code, late.json()["error"]["kind"]) == (409, "TooLateToCancel")
    cancelled = web.post(f"/v1/orders/{number}/cancel", {"reason": "changed mind"})
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    products = web.http.post("/v1/availability", json={"skus": ["TEA", "MILK", "LAST"]}).json()["products"]
    assert [one["atp"] for one in products] == ["50", "20", "1"]


def test_goods_that_were_sent_are_announced_back(web: Client, centre: Centre) -> None:
    taken = placed(web, "W1", ("TEA", "3"), payments=[])
    paid = {"kind": "captured", "amount": taken["total"], "gateway": "card", "reference": "A1"}
    number = placed(web, "W2", ("TEA", "3"), payments=[paid])["number"]
    sending.dispatch(centre.shop(), number)
    asked = {"lines": [{"line": 1, "quantity": "2"}], "reason": "wrong-size"}
    made = web.post(f"/v1/orders/{number}/returns", asked, "r")
    assert made.status_code == 201, made.text
    assert [(one["sku"], one["quantity"], one["coming"]) for one in made.json()["lines"]] == [("TEA", "2", "2")]
    assert web.post(f"/v1/orders/{number}/returns", asked, "r").content == made.content
    assert web.get(f"/v1/orders/{number}/returns").json() == [made.json()]
    assert web.post(f"/v1/orders/{number}/returns", asked).json()["error"]["kind"] == "NothingLeft"
    unknown = web.post(f"/v1/orders/{number}/returns", {**asked, "reason": "because"})
    assert (unknown.status_code, unknown.json()["error"]["kind"]) == (409, "UnknownReason")
    assert web.get(f"/v1/orders/{taken['number']}/returns").json() == []


def test_stock_is_held_for_a_cart_and_becomes_its_order(web: Client) -> None:
    made = web.post("/v1/reservations", {"lines": [{"sku": "LAST", "quantity": "1"}], "minutes": 30}, "h")
    assert made.status_code == 201, made.text
    held = made.json()
    assert (held["channel"], held["expires_at"][:16]) == ("web", "2026-11-23T10:30")
    assert held["lines"] == [{"sku": "LAST", "location": "S1", "quantity": "1"}]
    taken = web.post("/v1/reservations", {"lines": [{"sku": "LAST", "quantity": "1"}]})
    assert (taken.status_code, taken.json()["error"]["kind"]) == (409, "NotEnoughStock")
    other = web.post("/v1/orders", order("W1", ("LAST", "1"), if_short="refuse"))
    assert other.status_code == 409
    mine = placed(web, "W2", ("LAST", "1"), if_short="refuse", reservation=held["id"])
    assert mine["lines"][0]["allocated"] == "1"
    tea = web.post("/v1/reservations", {"lines": [{"sku": "TEA", "quantity": "5"}]}).json()["id"]
    assert [web.http.delete(f"/v1/reservations/{tea}").status_code for _ in range(2)] == [204, 204]
    assert web.http.post("/v1/availability", json={"skus": ["TEA"]}).json()["products"][0]["atp"] == "50"


BODY = {
    "POST /v1/orders/{number}/amend": {"note": "mine now"},
    "POST /v1/orders/{number}/cancel": {"reason": "mine now"},
    "POST /v1/orders/{number}/returns": {"lines": [{"line": 1}], "reason": "faulty"},
    "GET /v1/orders/{number}": None,
    "GET /v1/orders/{number}/returns": None,
    "DELETE /v1/reservations/{held}": None,
}


def test_neither_another_channel_nor_another_tenant_sees_or_touches_anything(shop_database: str) -> None:
    make_tenant(shop_database, "b")
    centre = open_centre(shop_database)
    try:
        with (
            serving(centre) as address,
            client(address, centre) as web,
            client(address, centre, "marketplace") as market,
            client(address, centre, "web", "b") as other,
        ):
            taken = placed(web, "W1", ("TEA", "1"))
            held = web.post("/v1/reservations", {"lines": [{"sku": "TEA", "quantity": "5"}]}).json()["id"]
            before = till.dump(centre.shop())
            for who in (market, other):
                for what, body in BODY.items():
                    method, path = what.split()
                    for name in (taken["number"], taken["id"], "W1", "1", "O"):
                        answer = who.http.request(
                            method, path.format(number=name, held=held), json=body, headers={"Idempotency-Key": "x"}
                        )
                        assert answer.status_code == 404, (what, name, answer.text)
                        assert "Ann" not in answer.text
                used = who.post("/v1/orders", order("M1", ("TEA", "1"), reservation=held))
                assert used.status_code == 404
            assert till.dump(centre.shop()) == before
            mine = placed(other, "W1", ("TEA", "1"))
            assert (mine["number"], mine["id"] == taken["id"]) == ("S1-C1-O000001", False)
            assert other.http.post("/v1/availability", json={"skus": ["TEA"]}).json()["products"][0]["atp"] == "49"
            assert till.dump(centre.shop()) == before
            stolen = other.http.headers["Authorization"].replace("Bearer b.", "Bearer main.")
            refused = web.http.get(f"/v1/orders/{taken['number']}", headers={"Authorization": stolen})
            assert refused.status_code == 401
    finally:
        centre.close()


WRONG = [
    b'{"external":"W1","lines":[{"sku":"TEA","quantity":2}]}',
    b'{"external":"W1","lines":[{"sku":"TEA","quantity":"1e999"}]}',
    b'{"external":"W1","lines":[{"sku":"TEA","quantity":"-1"}]}',
    b'{"external":"W1","lines":[{"sku":"TEA","quantity":"1180591620717411303424"}]}',
    b'{"external":"W1","lines":[{"sku":"TEA","quantity":"1","unit_price":NaN}]}',
    b'{"external":"W1","lines":[{"sku":"TEA","quantity":"1"}],"total":1180591620717411303424}',
    b'{"external":"W1","external":"W2","lines":[{"sku":"TEA","quantity":"1"}]}',
    b'{"external":"W1","channel":"phone","lines":[{"sku":"TEA","quantity":"1"}]}',
    b'{"external":"","lines":[{"sku":"TEA","quantity":"1"}]}',
    b'{"external":"W\\u0000","lines":[{"sku":"TEA","quantity":"1"}]}',
    b'{"external":"W1","lines":[]}',
    b'{"external":"W1","lines":{}}',
    b'{"lines":[{"sku":"TEA","quantity":"1"}]}',
    b"{}",
]


def test_a_body_that_is_no_order_is_refused(web: Client, centre: Centre) -> None:
    before = till.dump(centre.shop())
    for body in WRONG:
        answer = web.http.post("/v1/orders", content=body, headers={"Idempotency-Key": "k"})
        assert (answer.status_code, answer.json()["error"]["kind"]) == (400, "Client"), (body, answer.text)
    for path in ("/v1/orders/%00", "/v1/orders/..%2f..", "/v1/orders/" + "9" * 500):
        assert web.get(path).status_code in (400, 404)
    assert till.dump(centre.shop()) == before
