"""A terminal that is closed under the till: it ends by itself, also where no signal tells it, and the cart stays."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.pty.driver import Terminal
from tests.pty.test_till import PROGRAM, shop, till
from tests.screens.cashier import TEA

from storeops.operations import carts
from storeops.store import Store

__all__ = ["shop"]
DEAF = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n{PROGRAM}"


@pytest.mark.parametrize("program", [PROGRAM, DEAF], ids=["signal", "no signal"])
def test_it_ends_and_the_cart_stays(shop: Store, program: str) -> None:
    folder = str(Path(shop.settings.database).parent)
    env = dict.fromkeys(("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), folder)
    env |= {"STOREOPS_DB": shop.settings.database}
    with Terminal([sys.executable, "-c", program], env=env, ready="Ready.") as terminal:
        terminal.send(f"{TEA}\r".encode())
        terminal.wait_for("Tea 80 bags")
        terminal.hang_up()
        terminal.process.wait(10)
    assert [line.quantity for line in carts.current(shop).lines] == [1000]
    with till(shop, ready="Tea 80 bags"):
        pass
