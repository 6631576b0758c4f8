"""Steps of picking as they are typed, with what they answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[[str], Any]
ORDER = "storeops order place --channel phone --customer ann@example.org --ship-to '12 High St, Leeds LS1 4AP, GB' "


@pytest.fixture
def released(shop: Run) -> Run:
    """A released wave of one order: two teas and 1.5 kg of apples."""
    assert shop(ORDER + "2*TEA 1.5*APPLE").code == 0
    shop("storeops wave plan")
    assert shop("storeops wave release W1").code == 0
    return shop


def test_what_was_put_back_is_told_in_decimal_strings(released: Run) -> None:
    for task in released("storeops wave show W1 --json").data["tours"][0]["tasks"]:
        assert released(f"storeops pick confirm {task['task']}").code == 0
    assert released("storeops order cancel O --reason 'changed my mind'").code == 0
    back = released("storeops pick put-back O --json")
    assert (back.code, back.err) == (0, "")
    assert sorted((one["sku"], one["quantity"]) for one in back.data) == [("APPLE", "1.5"), ("TEA", "2")]
    assert released("storeops pick put-back O --json").error["kind"] == "NothingToPutBack"


def test_a_tour_that_is_given_back_is_anothers_to_take(released: Run) -> None:
    released("storeops pick take W1 --picker ben")
    assert released("storeops pick take W1 --picker mia --json").error["kind"] == "NoTourLeft"
    assert released("storeops pick leave W1 1 --picker mia --json").error["kind"] == "TourTakenAlready"
    left = released("storeops pick leave W1 1 --picker ben --json").data
    assert (left["tour"], left["picker"], [one["state"] for one in left["tasks"]]) == (1, "", ["open", "open"])
    assert released("storeops pick leave W1 1 --picker ben").out.startswith("Tour 1: 2 to pick")
    assert released("storeops pick take W1 --picker mia --json").data["picker"] == "mia"
    for number in ("2", "9" * 30):
        assert released(f"storeops pick leave W1 {number} --picker mia --json").code == 4
