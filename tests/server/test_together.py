"""Requests written together: each a part of its own, and all of them there when the first is answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.machines import till

from storeops.rules.errors import Refused
from storeops.server.together import Answer, Together
from storeops.store import Store, Tx

TEA = till.item("TEA", 250)


def receive(tx: Tx) -> tuple[int, bytes]:
    return 201, till.receive_in(tx, TEA, 1000).envelope.id.encode()


def receive_and(error: Exception) -> Callable[[Tx], tuple[int, bytes]]:
    def work(tx: Tx) -> tuple[int, bytes]:
        tx.actor = "somebody"
        receive(tx)
        receive(tx)
        raise error

    return work


def test_what_one_refuses_or_gets_wrong_is_undone_alone(tmp_path: Path) -> None:
    shop = till.make(tmp_path / "shop.db")
    before = till.count(shop)
    together = Together(shop)
    works = [receive, receive_and(Refused("no")), receive, receive_and(ZeroDivisionError("mine")), receive]
    others = [Answer(work) for work in works]
    together._waiting.extend(others)
    status, body = together.write(receive)
    assert [one.status for one in others] == [201, 0, 201, 0, 201]
    assert [type(one.error) for one in others] == [type(None), Refused, type(None), ZeroDivisionError, type(None)]
    assert till.count(shop) == before + 4
    with shop.read() as connection:
        *_, last = till.entries(connection)
        assert till.cached(connection)["TEA", "S1"] == 4000
    assert (status, last.envelope.id.encode(), last.envelope.actor) == (201, body, shop.actor)
    till.assert_sound(shop)
    with pytest.raises(Refused, match="no"):
        together.write(receive_and(Refused("no")))
    assert till.count(shop) == before + 4
    shop.close()


def test_a_transaction_that_cannot_end_answers_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = till.make(tmp_path / "shop.db")
    before = till.dump(shop)
    together = Together(shop)
    other = Answer(receive)
    together._waiting.append(other)

    def broken(self: Store) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_require_file", broken)
        with pytest.raises(OSError, match="the disk is gone"):
            together.write(receive)
    assert (other.known, type(other.error)) == (True, OSError)
    assert till.dump(shop) == before
    assert together.write(receive)[0] == 201
    shop.close()
