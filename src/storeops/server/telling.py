"""The thread of a server process that tells channels what became of their orders. Any number of processes may have one:
each event is taken by one of them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from storeops.connectors.webhooks import post
from storeops.operations import webhooks
from storeops.rules.errors import Refused
from storeops.server.centre import Centre
from storeops.store import Store

_log = logging.getLogger("storeops.server")
PAUSE = 1.0
"""Seconds between two looks at the journal."""
MOST = 100
"""Events told before the journal is looked at again."""


def tell_all(shop: Store, generation: str, tell: webhooks.Post = post) -> int:
    """Queue what is new and tell what is due; returns how many events were told, or tried."""
    while webhooks.gather(shop, generation) == webhooks.PAGE:
        pass
    told = 0
    while told < MOST and webhooks.tell(shop, tell):
        told += 1
    return told


@contextmanager
def telling(centre: Centre) -> Iterator[None]:
    """Tell events for as long as the context lasts."""
    over = threading.Event()
    thread = threading.Thread(target=_run, args=(centre, over), name="telling", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(15)


def _run(centre: Centre, over: threading.Event) -> None:
    while not over.wait(PAUSE):
        for tenant in centre.tenants():
            try:
                tell_all(centre.shop(tenant), centre.generation(tenant))
            except Refused as refusal:
                _log.warning("events of %s wait: %s", tenant, refusal)
            except Exception:
                _log.exception("events of %s wait", tenant)
