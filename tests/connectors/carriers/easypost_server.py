"""A small EasyPost on this machine: real sockets, its published objects and error codes, and faults on order.

Written from EasyPost's documentation (docs.easypost.com: Shipments, Rates, Trackers, ScanForms, Errors, Pagination) and
knowing nothing of the adaptor. References are not unique here either. `purchases` is the truth: what was charged.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

KEY = "EZTKsimulated0123456789"
LABEL = b"%PDF-1.4 a label of the simulation"
FORM = b"%PDF-1.4 a scan form of the simulation"
SERVICES = (("USPS", "GroundAdvantage", 3, "6.07"), ("USPS", "Priority", 2, "7.42"), ("UPS", "NextDay", 1, "34.15"))

Json = dict[str, Any]


class Problem(Exception):
    """An error of the API's own: status, code, message, and errors field by field."""

    def __init__(self, status: int, code: str, message: str, errors: list[Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"code": code, "message": message, "errors": errors or []}}


@dataclass
class Fault:
    """What goes wrong with the next request whose method and path fit. `kind`: `answer` (that status and body instead
    of doing it), `answer_after` (done, then that), `drop` (closed before it is done), `drop_after`, `hang` (done, never
    answered), `hang_before`."""

    method: str
    path: str
    kind: str
    status: int = 500
    body: bytes = b'{"error": {"code": "INTERNAL_SERVER_ERROR", "message": "Oops", "errors": []}}'
    headers: dict[str, str] = field(default_factory=dict)


class Account:
    """What one account holds."""

    def __init__(self) -> None:
        self.shipments: list[Json] = []
        self.purchases: list[Json] = []
        self.refunds: list[str] = []
        self.scan_forms: list[Json] = []
        self.trackers: list[Json] = []
        self.lookup_newest = True
        self.dearer = Decimal(0)
        self._count = 0
        self._lock = threading.Lock()

    def id(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}_{self._count:032x}"

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Json, base: str) -> tuple[int, Json]:
        with self._lock:
            parts = [unquote(part) for part in path.strip("/").split("/")]
            match (method, parts):
                case ("POST", ["shipments"]):
                    return 201, self.create(body)
                case ("GET", ["shipments"]):
                    return 200, self.list(query)
                case ("GET", ["shipments", key]):
                    return 200, self.retrieve(key)
                case ("POST", ["shipments", key, "rerate"]):
                    shipment = self.retrieve(key)
                    shipment["rates"] = self.rates(shipment)
                    return 200, {"rates": shipment["rates"]}
                case ("POST", ["shipments", key, "buy"]):
                    return 200, self.buy(self.retrieve(key), body, base)
                case ("POST", ["shipments", key, "refund"]):
                    return 200, self.refund(self.retrieve(key))
                case ("GET", ["trackers"]):
                    codes = query.get("tracking_code", [])
                    return 200, {"trackers": [one for one in self.trackers if one["tracking_code"] in codes]}
                case ("POST", ["scan_forms"]):
                    return 201, self.scan_form(body, base)
                case ("GET", ["scan_forms", key]):
                    return 200, self.retrieve_form(key, base)
        raise Problem(404, "NOT_FOUND", "The requested resource could not be found.")

    def create(self, body: Json) -> Json:
        given = body.get("shipment")
        if not isinstance(given, dict):
            blank = [{"field": "shipment", "message": "cannot be blank"}]
            raise Problem(422, "PARAMETER.REQUIRED", "Missing required parameter.", blank)
        weight = given["parcel"].get("weight")
        if not isinstance(weight, int | float) or weight <= 0:
            raise Problem(422, "PARCEL.WEIGHT.INVALID", "Weight is wrong.", [{"field": "weight", "message": "wrong"}])
        if not given["to_address"].get("street1"):
            errors = [{"field": "street1", "message": "House number is missing", "suggestion": "add it"}]
            raise Problem(422, "ADDRESS.VERIFY.FAILURE", "Unable to verify address.", errors)
        shipment: Json = {
            "id": self.id("shp"),
            "object": "Shipment",
            "mode": "test",
            "reference": given.get("reference"),
            "status": "unknown",
            "tracking_code": None,
            "messages": [],
            "options": {"date_advance": 0, **given.get("options", {})},
            "from_address": {"id": self.id("adr"), "object": "Address", "street2": None, **given["from_address"]},
            "to_address": {"id": self.id("adr"), "object": "Address", "street2": None, **given["to_address"]},
            "parcel": {"id": self.id("prcl"), "object": "Parcel", "predefined_package": None, **given["parcel"]},
            "customs_info": given.get("customs_info"),
            "insurance": None,
            "postage_label": None,
            "selected_rate": None,
            "tracker": None,
            "refund_status": None,
            "scan_form": None,
            "fees": [],
        }
        shipment["rates"] = self.rates(shipment)
        if weight > 1120:
            message = {"carrier": "USPS", "type": "rate_error", "message": "Parcel weighs more than 70 lbs"}
            shipment |= {"rates": [], "messages": [message]}
        self.shipments.append(shipment)
        return shipment

    def rates(self, shipment: Json) -> list[Json]:
        extra = Decimal(str(shipment["parcel"]["weight"])) // 100 + self.dearer
        return [
            {
                "id": self.id("rate"),
                "object": "Rate",
                "carrier": carrier,
                "service": service,
                "rate": str(Decimal(price) + extra),
                "currency": "USD",
                "delivery_days": days,
                "est_delivery_days": days,
                "shipment_id": shipment["id"],
            }
            for carrier, service, days, price in SERVICES
        ]

    def retrieve(self, key: str) -> Json:
        found = [one for one in self.shipments if key in (one["id"], one["reference"])]
        if not found:
            raise Problem(404, "NOT_FOUND", "The requested resource could not be found.")
        return found[-1 if self.lookup_newest else 0]

    def list(self, query: dict[str, list[str]]) -> Json:
        rows = list(reversed(self.shipments))
        if query.get("purchased") == ["true"]:
            rows = [one for one in rows if one["postage_label"]]
        if before := query.get("before_id"):
            places = [place for place, one in enumerate(rows) if one["id"] == before[0]]
            rows = rows[places[0] + 1 :]
        size = int(query.get("page_size", ["20"])[0])
        return {"shipments": rows[:size], "has_more": len(rows) > size}

    def buy(self, shipment: Json, body: Json, base: str) -> Json:
        if shipment["postage_label"]:
            raise Problem(422, "SHIPMENT.POSTAGE.EXISTS", "Postage already exists for this shipment.")
        wanted = body.get("rate", {}).get("id")
        rate = next((one for one in shipment["rates"] if one["id"] == wanted), None)
        if rate is None:
            raise Problem(422, "SHIPMENT.MISSING_RATE", "The rate is missing.")
        code = f"94001002083031{len(self.purchases):08d}"
        kind = shipment["options"].get("label_format", "PNG").lower()
        file = {"pdf": "application/pdf", "zpl": "application/zpl", "png": "image/png"}[kind]
        tracker = {"id": self.id("trk"), "object": "Tracker", "tracking_code": code, "status": "unknown"}
        tracker |= {"carrier": rate["carrier"], "tracking_details": [], "est_delivery_date": None, "signed_by": None}
        self.trackers.append(tracker)
        label = {"id": self.id("pl"), "object": "PostageLabel", "label_file_type": file}
        label |= {"label_url": f"{base}/files/label.{kind}", "label_pdf_url": None, "label_zpl_url": None}
        address = {
            name: value.upper() if isinstance(value, str) else value for name, value in shipment["to_address"].items()
        }
        address["zip"] = f"{address.get('zip')}-2506"
        shipment |= {"postage_label": label, "selected_rate": rate, "tracking_code": code, "to_address": address}
        shipment["tracker"] = tracker
        self.purchases.append({"shipment": shipment["id"], "reference": shipment["reference"], "rate": rate["rate"]})
        return shipment

    def refund(self, shipment: Json) -> Json:
        if not shipment["postage_label"] or shipment["refund_status"]:
            raise Problem(422, "SHIPMENT.REFUND.UNAVAILABLE", "A refund is not available for this shipment.")
        shipment["refund_status"] = "submitted"
        self.refunds.append(shipment["id"])
        return shipment

    def scan_form(self, body: Json, base: str) -> Json:
        chosen = [self.retrieve(one["id"]) for one in body["shipments"]]
        if any(one["scan_form"] for one in chosen):
            raise Problem(422, "SCAN_FORM.SHIPMENTS.MANIFESTED", "A shipment is on another scan form.")
        form = {"id": self.id("sf"), "object": "ScanForm", "status": "creating", "message": None, "form_url": None}
        form["tracking_codes"] = [one["tracking_code"] for one in chosen]
        self.scan_forms.append(form)
        for one in chosen:
            one["scan_form"] = form
        return dict(form)

    def retrieve_form(self, key: str, base: str) -> Json:
        form = next(one for one in self.scan_forms if one["id"] == key)
        form |= {"status": "created", "form_url": f"{base}/files/form.pdf"}
        return form


class EasyPostServer:
    """The account behind a port of this machine that the system chose. `requests` are those that came, in order;
    `bodies` what was sent with them; `leaks` the file requests that had the key with them."""

    def __init__(self) -> None:
        self.account = Account()
        self.faults: deque[Fault] = deque()
        self.requests: list[str] = []
        self.bodies: list[Json] = []
        self.leaks: list[str] = []
        self.released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.base}/v2"

    def fail(self, method: str, path: str, kind: str, **how: Any) -> None:
        self.faults.append(Fault(method, path, kind, **how))

    def fault(self, method: str, path: str) -> Fault | None:
        for one in self.faults:
            if one.method == method and re.search(one.path, path):
                self.faults.remove(one)
                return one
        return None

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(owner: EasyPostServer) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"owner": owner})


class _Handler(BaseHTTPRequestHandler):
    owner: EasyPostServer
    protocol_version = "HTTP/1.1"
    # A handler waits for the next request of a connection no longer than that, in seconds.
    timeout = 10
    # An answer leaves in one piece.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _serve(self, method: str) -> None:
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.owner.requests.append(f"{method} {self.path}")
        if raw:
            self.owner.bodies.append(json.loads(raw))
        fault = self.owner.fault(method, parts.path)
        kind = fault.kind if fault else ""
        if kind in ("drop", "hang_before"):
            self._away(kind)
            return
        if fault and kind == "answer":
            self._send(fault.status, fault.body, fault.headers)
            return
        status, body = self._done(method, parts.path, parse_qs(parts.query), raw)
        if fault and kind == "answer_after":
            self._send(fault.status, fault.body, fault.headers)
        elif kind:
            self._away(kind)
        else:
            self._send(status, body, {})

    def _done(self, method: str, path: str, query: dict[str, list[str]], raw: bytes) -> tuple[int, bytes]:
        if path.startswith("/files/"):
            if self.headers.get("Authorization"):
                self.owner.leaks.append(path)
            return 200, FORM if "form" in path else LABEL
        if self.headers.get("Authorization") != "Basic " + base64.b64encode(f"{KEY}:".encode()).decode():
            return 401, json.dumps({"error": {"code": "APIKEY.INACTIVE", "message": "No.", "errors": []}}).encode()
        try:
            body = json.loads(raw) if raw else {}
            account, base = self.owner.account, self.owner.base
            status, answer = account.answer(method, path.removeprefix("/v2"), query, body, base)
        except Problem as problem:
            status, answer = problem.status, problem.body
        return status, json.dumps(answer).encode()

    def _away(self, kind: str) -> None:
        if kind.startswith("hang"):
            self.owner.released.wait()
        self.close_connection = True

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
