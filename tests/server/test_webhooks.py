"""Channels are told what became of their orders: signed, once, in order, tried again; and only where it may go."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.machines import till
from tests.server.channel_world import Client, client, order

from storeops.connectors.carriers.easypost_webhook import signature
from storeops.connectors.webhooks import post
from storeops.operations import webhooks
from storeops.operations.orders import sending
from storeops.rules import webhooks as rules
from storeops.server.carrier_webhooks import SECRET_VARIABLE
from storeops.server.centre import Centre
from storeops.server.telling import tell_all

pytestmark = pytest.mark.xdist_group("postgresql")


class Listener:
    """A web shop's own server: it answers with `status` and remembers what came."""

    def __init__(self) -> None:
        self.status = 200
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.location = ""
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(listener.status)
                if listener.location:
                    self.send_header("Location", listener.location)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    def events(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.came]


@contextmanager
def listening() -> Iterator[Listener]:
    made = Listener()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join(5)


def tell(centre: Centre) -> int:
    return tell_all(centre.shop(), centre.generation())


def test_what_became_of_an_order_is_told_signed_and_once(web: Client, centre: Centre) -> None:
    web.post("/v1/orders", order("W0", ("TEA", "1")))
    with listening() as shop:
        made = webhooks.add(centre.shop(), "web", shop.url)
        taken = web.post("/v1/orders", order("W1", ("TEA", "3"))).json()
        number = taken["number"]
        web.post(f"/v1/orders/{number}/amend", {"cancel": [{"line": 1, "quantity": "1"}], "note": "less"})
        paid = {"kind": "captured", "amount": taken["total"], "gateway": "card", "reference": "A1"}
        sent = web.post("/v1/orders", order("W2", ("TEA", "3"), payments=[paid])).json()["number"]
        sending.dispatch(centre.shop(), sent, carrier="van", tracking="T1")
        web.post(f"/v1/orders/{number}/cancel", {"reason": "changed mind"})
        assert (tell(centre), tell(centre)) == (5, 0)
        assert shop.events() == ["order.placed", "order.amended", "order.placed", "order.sent", "order.cancelled"]
        headers, body = shop.came[0]
        assert json.loads(body) == {
            "type": "order.placed",
            "timestamp": json.loads(body)["timestamp"],
            "data": {
                "id": taken["id"],
                "number": number,
                "external": "W1",
                "channel": "web",
                "total": taken["total"],
                "currency": "GBP",
            },
        }
        assert headers["webhook-id"] == taken["id"]
        key = base64.b64decode(made.secret.removeprefix("whsec_"))
        signed = f"{taken['id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"
        assert json.loads(shop.came[3][1])["data"] == {
            "id": json.loads(shop.came[2][1])["data"]["id"],
            "number": sent,
            "external": "W2",
            "channel": "web",
            "location": "S1",
            "carrier": "van",
            "tracking": "T1",
            "lines": [{"line": 1, "quantity": "3"}, *json.loads(shop.came[3][1])["data"]["lines"][1:]],
        }
        assert all(b"Ann" not in body and b"example.org" not in body for _, body in shop.came)
        with centre.shop().read() as connection:
            (one,) = webhooks.webhooks(connection)
        assert (one.waiting, one.sent, one.given_up) == (0, 5, 0)


def test_only_the_channels_own_and_only_what_was_asked_for(web: Client, address: str, centre: Centre) -> None:
    with listening() as shop, client(address, centre, "marketplace") as market:
        webhooks.add(centre.shop(), "web", shop.url, "order.cancelled")
        number = web.post("/v1/orders", order("W1", ("TEA", "1"))).json()["number"]
        theirs = market.post("/v1/orders", order("M1", ("TEA", "1"))).json()["number"]
        market.post(f"/v1/orders/{theirs}/cancel", {"reason": "no"})
        assert tell(centre) == 0
        web.post(f"/v1/orders/{number}/cancel", {"reason": "no"})
        assert (tell(centre), shop.events()) == (1, ["order.cancelled"])


def test_a_listener_that_is_down_is_told_again_later_and_in_the_end_not_any_more(web: Client, centre: Centre) -> None:
    clock = centre.shop().clock
    assert isinstance(clock, till.Clock)
    with listening() as shop:
        shop.status = 500
        made = webhooks.add(centre.shop(), "web", shop.url)
        web.post("/v1/orders", order("W1", ("TEA", "1")))
        assert (tell(centre), tell(centre)) == (1, 0)
        begun = clock.at
        for _ in range(20):
            clock.at += timedelta(days=1, hours=8)
            tell(centre)
        assert (len(shop.came), len({body for _, body in shop.came})) == (10, 1)
        assert len({headers["webhook-id"] for headers, _ in shop.came}) == 1
        with centre.shop().read() as connection:
            (one,) = webhooks.webhooks(connection)
        assert (one.waiting, one.sent, one.given_up) == (0, 0, 1)
        shop.status = 200
        assert webhooks.replay(centre.shop(), made.id, clock.at) == 0
        assert webhooks.replay(centre.shop(), made.id, begun - timedelta(hours=1)) == 1
        assert (tell(centre), len(shop.came)) == (1, 11)
        webhooks.drop(centre.shop(), made.id)
        web.post("/v1/orders", order("W2", ("TEA", "1")))
        assert tell(centre) == 0
        with pytest.raises(webhooks.UnknownWebhook):
            webhooks.drop(centre.shop(), made.id)


def test_a_process_that_died_over_an_event_leaves_it_to_another(web: Client, centre: Centre) -> None:
    clock = centre.shop().clock
    assert isinstance(clock, till.Clock)
    with listening() as shop:
        webhooks.add(centre.shop(), "web", shop.url)
        web.post("/v1/orders", order("W1", ("TEA", "1")))

        def died(*_: Any) -> Any:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            tell_all(centre.shop(), centre.generation(), died)
        assert tell(centre) == 0
        clock.at += timedelta(minutes=2)
        assert (tell(centre), shop.events()) == (1, ["order.placed"])


def test_what_is_still_being_written_is_told_when_it_is_there(web: Client, centre: Centre) -> None:
    """An earlier transaction that ends later is not passed over."""
    shop = centre.shop()
    with listening() as there:
        webhooks.add(shop, "web", there.url)
        with shop.engine.connect().execution_options(writing=True) as early, early.begin():
            early.execute(text("SELECT pg_current_xact_id()"))
            web.post("/v1/orders", order("W1", ("TEA", "1")))
            assert tell(centre) == 0
        assert (tell(centre), there.events()) == (1, ["order.placed"])


def test_a_centre_that_was_set_back_tells_on(web: Client, centre: Centre) -> None:
    shop = centre.shop()
    with listening() as there:
        webhooks.add(shop, "web", there.url)
        web.post("/v1/orders", order("W1", ("TEA", "1")))
        assert tell(centre) == 1
        assert tell_all(shop, "another life") == 0
        web.post("/v1/orders", order("W2", ("TEA", "1")))
        assert (tell_all(shop, "another life"), there.events()) == (1, ["order.placed"] * 2)


def test_a_redirect_is_not_followed(centre: Centre) -> None:
    with listening() as there, listening() as inside:
        there.status, there.location = 302, inside.url
        assert post(there.url, b"{}", {}, False) == (302, "")
        assert (len(there.came), inside.came) == (1, [])


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https:///path",
        "https://user:pass@example.org/",
        "https://example.org/#x",
        "https://exa mple.org/",
        "https://example.org:99999/",
        "https://example.org/" + "x" * 500,
        "javascript:alert(1)",
        "",
    ],
)
def test_events_go_to_https_or_to_this_machine(url: str) -> None:
    with pytest.raises(rules.BadAddress):
        rules.require_url(url)


def test_where_events_may_go() -> None:
    for url in ("https://example.org/a?b=c", "http://127.0.0.1:8080/", "http://localhost/x", "http://[::1]:9/"):
        assert rules.require_url(url) == url
    assert rules.require_url("http://10.0.0.7/", insecure=True) == "http://10.0.0.7/"
    private = ["10.0.0.7", "192.168.1.1", "169.254.169.254", "127.0.0.1", "::1", "fd00::1", "fe80::1%eth0", "0.0.0.0"]
    for address in [*private, "::ffff:10.0.0.7", "100.64.0.1", "224.0.0.1"]:
        with pytest.raises(rules.BadAddress):
            rules.require_public("https://example.org/", address)
    rules.require_public("https://example.org/", "93.184.216.34")
    assert post("https://10.255.255.1:1/", b"{}", {}, False)[0] == 0
    assert "not on the public internet" in post("https://10.255.255.1:1/", b"{}", {}, False)[1]


def test_the_signature_is_that_of_the_standard() -> None:
    """The example of the specification's own libraries (standard-webhooks, libraries/javascript/src/index.test.ts)."""
    secret, id = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    at = datetime.fromtimestamp(1614265330, UTC)
    assert rules.signed(secret, id, at, b'{"test": 2432232314}') == {
        "webhook-id": id,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_tries_are_spread_over_three_days() -> None:
    pauses = [rules.pause(tries, 0) for tries in range(1, 11)]
    assert pauses[-1] is None
    assert sum((one for one in pauses if one), timedelta()) == timedelta(hours=75, minutes=35, seconds=6)
    assert rules.pause(1, 1) == timedelta(seconds=7.2)


EVENT = Path(__file__).parents[1] / "connectors" / "carriers" / "easypost_event.json"


def test_a_carriers_message_is_believed_when_it_is_signed_and_taken_once(
    address: str, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, "Jefe")
    body, url = EVENT.read_bytes(), f"{address}/v1/webhooks/easypost/main"
    before = till.dump(centre.shop())
    now = centre.shop().now().astimezone(UTC)

    def sent(at: datetime, secret: str = "Jefe", body: bytes = body, where: str = url) -> httpx.Response:
        stamp, path = format_datetime(at), "/v1/webhooks/easypost/main"
        signed = signature(stamp.encode() + b"POST" + path.encode() + body, secret)
        head = {"X-Timestamp": stamp, "X-Path": path, "X-Hmac-Signature-V2": signed}
        return httpx.post(where, content=body, headers=head)

    wrong = [
        httpx.post(url, content=body),
        sent(now, "jefe"),
        sent(now - timedelta(minutes=6)),
        sent(now + timedelta(minutes=6)),
        sent(now, where=f"{address}/v1/webhooks/easypost/none"),
    ]
    assert [one.status_code for one in wrong] == [401] * 5
    assert till.dump(centre.shop()) == before
    first, again = sent(now), sent(now + timedelta(minutes=1))
    assert first.json() == {
        "repeated": False,
        "events": first.json()["events"],
        "recorded": 0,
        "unchanged": 0,
        "unknown": 1,
        "rejected": 0,
    }
    assert first.json()["events"] > 0
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    garbage = sent(now, body=b"\xff{")
    assert (garbage.status_code, garbage.json()["error"]["kind"]) == (422, "DocumentRefused")
