"""Is the centre alive, can it work, and what has it done: for load balancers and for Prometheus."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from anyio import to_thread
from litestar import Request, Response, get
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from storeops.database import schema
from storeops.server.bodies import Problem, centre_of, failed


class Metrics:
    """What one server process counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "storeops_requests_total", "Requests answered.", ["path", "status"], registry=self.registry
        )
        self.seconds = Histogram("storeops_request_seconds", "Time to an answer.", ["path"], registry=self.registry)

    def watch(self, app: ASGIApp) -> ASGIApp:
        """Middleware that counts and times every request by its route, never by what is in its path."""

        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP:
                await app(scope, receive, send)
                return
            started, status = perf_counter(), 500

            async def sending(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            try:
                await app(scope, receive, sending)
            finally:
                path = str(scope.get("path_template", "") or "other")
                self.requests.labels(path, str(status)).inc()
                self.seconds.labels(path).observe(perf_counter() - started)

        return watched


@get("/healthz", include_in_schema=False)
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@get("/readyz", include_in_schema=False)
async def readyz(request: Request[Any, Any, Any]) -> Any:
    """The database answers, and its tables are those of this program."""

    centre = centre_of(request)
    found = await to_thread.run_sync(lambda: schema.revision(centre.shop().engine))
    if found != schema.HEAD:
        return failed(503, Problem("NotReady", f"The tables are of version {found}.", True))
    return {"status": "ready", "tables": found}


@get("/metrics", include_in_schema=False, media_type="text/plain")
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What this process counted, in Prometheus' text format."""
    counted: Metrics = request.app.state.metrics
    return Response(generate_latest(counted.registry), media_type=CONTENT_TYPE_LATEST)
