"""Serving: the database brought up to date, a loopback address or encryption, and an end when somebody says so."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from storeops.database import schema
from storeops.database.engine import open_engine
from storeops.rules.errors import Refused
from storeops.server.centre import Centre
from storeops.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
GRACE = 20
"""Seconds that requests have to end when the server is told to stop."""


class NotEncrypted(Refused):
    def __init__(self, host: str) -> None:
        super().__init__(
            f"Tills would speak to {host} in the clear. Give --certificate and --key, put a proxy with TLS in front of "
            "127.0.0.1, or say --insecure where you trust the line."
        )
        self.host = host


class CannotListen(Refused):
    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(f"The server cannot listen on {host}:{port} ({why}). Give another --port.")
        self.port = port


@dataclass(frozen=True, slots=True)
class Where:
    """Where the server listens, and with which certificate."""

    host: str = "127.0.0.1"
    port: int = 8400
    certificate: Path | None = None
    key: Path | None = None
    insecure: bool = False


def serve(database: str, where: Where, tell: Callable[[str], None]) -> None:
    """Serve the centre over this database until it is stopped.

    Raises NotEncrypted, CannotListen, NotAShop, NewerDatabase, ServerUnreachable."""
    if where.host not in LOOPBACK and where.certificate is None and not where.insecure:
        raise NotEncrypted(where.host)
    prepare(database)
    import uvicorn

    from storeops.server.app import make_app
    from storeops.server.telling import telling

    listening = _listen(where)
    centre = Centre(Settings(database))
    scheme = "https" if where.certificate else "http"
    config = uvicorn.Config(
        make_app(centre),
        ssl_certfile=where.certificate,
        ssl_keyfile=where.key,
        log_level="warning",
        timeout_graceful_shutdown=GRACE,
        server_header=False,
    )
    tell(f"Serving on {scheme}://{where.host}:{listening.getsockname()[1]}")
    try:
        with telling(centre):
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()
        centre.close()


def _listen(where: Where) -> socket.socket:
    """Raises CannotListen."""
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    try:
        return socket.create_server((where.host, where.port), family=family, backlog=2048)
    except OSError as error:
        raise CannotListen(where.host, where.port, error.strerror or str(error)) from error


def prepare(database: str) -> None:
    """Make the tables in an empty database, or bring an older one up to date."""
    engine = open_engine(database)
    try:
        if schema.revision(engine):
            schema.bring_up_to_date(engine, database)
        else:
            schema.migrate(engine)
    finally:
        engine.dispose()
