"""Run as a program: two tills on one file, killed at random moments and started again, `kills` times in all.

Usage: killing.py DATABASE LOG SEED KILLS. Each till writes to a log of its own (LOG.T1, LOG.T2) what was acknowledged
to it, one line at a time, after the call returned; what a line says has to be true for ever after:

    T1 cart ID LINES     so many lines are written down
    T1 sold ID NUMBER    the sale is complete
    T1 back ID LINES     started again, this is the cart it found
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time

from storeops.operations import carts, sales
from storeops.rules.tenders import CARD, CASH, Tender
from storeops.settings import Settings
from storeops.store import Store

SKUS = ("TEA", "APPLE", "WINE")


def trade(database: str, terminal: str, log: int, seed: int) -> None:
    """A till that sells until it is killed."""
    chance = random.Random(seed)
    shop = Store.open(Settings(database, terminal=terminal, minimum_free_bytes=0))

    def tell(what: str, id: str, detail: object) -> None:
        os.write(log, f"{terminal} {what} {id} {detail}\n".encode())

    cart = carts.current(shop)
    if cart.lines:
        tell("back", cart.id, len(cart.lines))
    while True:
        for _ in range(chance.randint(1, 4)):
            cart = carts.add(shop, cart, chance.choice(SKUS), chance.randint(1, 3) * 1000)
            tell("cart", cart.id, len(cart.lines))
        total = carts.priced(shop, cart).total
        kind = chance.choice((CASH, CARD))
        sold = sales.complete(shop, cart, [Tender(kind, total + (100 if kind == CASH else 0))])
        tell("sold", sold.id, sold.number)
        cart = carts.new(shop)


def start(database: str, terminal: str, log: int, seed: int) -> int:
    """Fork a till; returns its process."""
    child = os.fork()
    if child:
        return child
    try:
        trade(database, terminal, log, seed)
    except BaseException as error:
        os.write(log, f"{terminal} failed {type(error).__name__} {str(error)!r}\n".encode())
    os._exit(1)


def main(database: str, log_name: str, seed: int, kills: int) -> None:
    chance = random.Random(seed)
    Store.open(Settings(database, minimum_free_bytes=0)).close()  # all that is imported is imported before the fork
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    logs = {name: os.open(f"{log_name}.{name}", flags, 0o600) for name in ("T1", "T2")}
    tills = {name: start(database, name, log, chance.getrandbits(32)) for name, log in logs.items()}
    for _ in range(kills):
        name = chance.choice(tuple(tills))
        if chance.random() < 0.8:  # the others are killed while they open
            wait_for_a_word(logs[name])
        time.sleep(chance.uniform(0, 0.05))
        os.kill(tills[name], signal.SIGKILL)
        os.waitpid(tills[name], 0)
        tills[name] = start(database, name, logs[name], chance.getrandbits(32))
    for child in tills.values():
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def wait_for_a_word(log: int) -> None:
    """Until the till has acknowledged something more, or a second has passed: a busy machine is no excuse."""
    size, patience = os.fstat(log).st_size, time.monotonic() + 1
    while os.fstat(log).st_size == size and time.monotonic() < patience:
        time.sleep(0.002)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
