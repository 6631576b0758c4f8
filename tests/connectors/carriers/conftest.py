"""A simulated EasyPost, and the adaptor connected to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.connectors.carriers.easypost_server import KEY, EasyPostServer

from storeops.connectors.carriers.easypost import EasyPost
from storeops.connectors.carriers.easypost_http import Session

Connected = Callable[..., EasyPost]


@pytest.fixture
def server() -> Iterator[EasyPostServer]:
    running = EasyPostServer()
    yield running
    running.close()


@pytest.fixture
def pauses() -> list[float]:
    """What the adaptor would have waited, in seconds."""
    return []


@pytest.fixture
def connected(server: EasyPostServer, pauses: list[float]) -> Iterator[Connected]:
    """Connects to the server; a pause is noted and not made."""
    sessions: list[Session] = []

    def connect(**how: object) -> EasyPost:
        given = {"key": KEY, "base_url": server.url, "pause": pauses.append, **how}
        sessions.append(Session(**given))  # type: ignore[arg-type]  # a test says what it needs
        return EasyPost(sessions[-1])

    yield connect
    for session in sessions:
        session.close()


@pytest.fixture
def easypost(connected: Connected) -> EasyPost:
    return connected()
