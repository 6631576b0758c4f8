"""Processes of a chain for tests: servers that print their port, a line that is cut, tills that sell and hand in."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import select
import signal
import socket
import sys
import threading
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(
    ["uvicorn", "storeops.server.app", "storeops.operations.sales", "storeops.operations.carts", "storeops.sync.rounds"]
)
"""Processes are forked off one that has read the program and done nothing else: reading it takes most of a start."""


def serve(database: str, told: Connection) -> None:
    """Serve the centre of this database, and tell the port that the system gave."""
    import uvicorn

    from storeops.server.app import make_app
    from storeops.server.centre import Centre
    from storeops.settings import Settings

    async def main() -> None:
        config = uvicorn.Config(make_app(Centre(Settings(database))), port=0, log_level="critical")
        config.load()
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup()
        told.send(server.servers[0].sockets[0].getsockname()[1])
        await server.main_loop()
        await server.shutdown()

    asyncio.run(main())


def trade(database: str, log: str) -> None:
    """Sell without end, hand in after each third sale, and write down what was acknowledged."""
    from storeops.operations import carts, sales
    from storeops.rules.errors import Refused
    from storeops.rules.tenders import CASH, Tender
    from storeops.settings import Settings
    from storeops.store import Store
    from storeops.sync import rounds

    shop = Store.open(Settings(database, minimum_free_bytes=0))
    acknowledged = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    while True:
        for _ in range(3):
            cart = carts.add(shop, carts.new(shop), "TEA", 1000)
            sold = sales.complete(shop, cart, [Tender(CASH, carts.priced(shop, cart).total)])
            os.write(acknowledged, f"{sold.id}\n".encode())
        try:
            rounds.once(shop)
        except Refused as refused:
            assert refused.again, refused


def start_server(database: str) -> tuple[BaseProcess, int]:
    """A server process over this database, and the port that the system gave it."""
    here, there = FORKED.Pipe(duplex=False)
    started = FORKED.Process(target=serve, args=(database, there), daemon=True)
    started.start()
    there.close()
    with here:
        return started, int(here.recv())


def kill(process: BaseProcess) -> None:
    """Kill a process as a power cut would."""
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    process.close()


def start_till(database: Path, log: Path) -> BaseProcess:
    """A till that sells and hands in, and writes down what was acknowledged to it."""
    started = FORKED.Process(target=trade, args=(str(database), str(log)), daemon=True)
    started.start()
    return started


class CutLine:
    """A TCP line to a port that may change, which breaks after a number of bytes that nobody can foresee."""

    def __init__(self, seed: int, most: int = 60_000) -> None:
        self._random = random.Random(seed)
        self._most = most
        self.target = 0
        self.cuts = 0
        self.whole = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._relay, args=(near,), daemon=True).start()

    def _relay(self, near: socket.socket) -> None:
        left = sys.maxsize if self.whole else self._random.randint(1, self._most)
        try:
            with near, socket.create_connection(("127.0.0.1", self.target), timeout=5) as far:
                while left > 0:
                    ready, _, _ = select.select([near, far], [], [], 30)
                    for end in ready:
                        data = end.recv(min(left, 65536))
                        if not data:
                            return
                        (far if end is near else near).sendall(data)
                        left -= len(data)
                self.cuts += 1
        except OSError:
            self.cuts += 1
