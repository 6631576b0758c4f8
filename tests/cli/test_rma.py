"""Returns by parcel as they are typed, with the exact figures they answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[[str], Any]


@pytest.fixture
def sent(shop: Run) -> Run:
    """Two teas and a mug, ordered, paid by card and sent."""
    shop("storeops stock receive MUG=3")
    shop("storeops order place 2*TEA MUG --customer ann@example.org --name 'Ann Reed' --service pickup")
    shop("storeops order pay O --tender card:A1")
    assert shop("storeops order send O").code == 0
    return shop


def test_the_issues_three_commands(sent: Run) -> None:
    made = sent("storeops rma create 1 --line 1:1 --reason wrong-size --json").data
    assert (made["number"], made["status"], made["postage_paid_by"]) == ("S1-T1-R000001", "authorised", "customer")
    assert [(line["line"], line["sku"], line["quantity"], line["coming"]) for line in made["lines"]] == [
        (1, "TEA", "1", "1")
    ]
    came = sent("storeops rma receive R --line 1:1 --condition sealed --disposition restock --json").data
    assert (came["status"], came["lines"][0]["received"], came["lines"][0]["to_refund"]) == ("received", "1", "1")
    assert came["lines"][0]["unpacked"] == [{"condition": "sealed", "disposition": "restock", "quantity": "1"}]
    assert sent("storeops stock show TEA --json").data["on_hand"] == "9"
    paid = sent("storeops rma refund R --json").data
    assert (paid["status"], paid["refunded"], paid["kept"], paid["returns"]) == (
        "refunded",
        "3.49",
        "0.00",
        ["S1-T1-000002"],
    )
    assert [event["what"] for event in paid["events"]] == [
        "return S1-T1-R000001 authorised",
        "received: 1 of line 1, sealed, restock",
        "refunded: 1",
    ]
    assert sent("storeops rma show R000001 --json").data == paid
    order = sent("storeops order show O --json").data
    assert (order["refunded"], order["due"], order["fulfilment_status"]) == ("3.49", "0.00", "partly_returned")
    document = sent("storeops sale show S1-T1-000002 --json").data
    assert (document["kind"], document["original"], document["total"]) == ("return", "S1-T1-000001", "3.49")
    (row,) = sent("storeops rma list --json").data
    assert (row["number"], row["order_number"], row["customer"], row["reasons"], row["refunded"]) == (
        "S1-T1-R000001",
        "S1-T1-O000001",
        "Ann Reed",
        ["wrong-size"],
        "3.49",
    )
    again = sent("storeops rma refund R --json")
    assert (again.code, again.error["kind"]) == (1, "NothingToReturn")
    assert sent("storeops rma show R9 --json").code == 4
    assert {check["state"] for check in sent("storeops doctor --json").data["checks"]} <= {"ok", "look"}
    assert sent("storeops journal replay --check --json").data["identical"] is True


def test_what_a_person_sees(sent: Run) -> None:
    sent("storeops setting set return_fees opened=10%")
    sent("storeops rma create O --line 2 --reason changed-mind --override 'a friend' --note 'a [b]gift[/b]'")
    sent("storeops rma receive R --condition opened")
    told = sent("storeops rma refund R").out.splitlines()
    assert told[0] == "Return S1-T1-R000001 of order S1-T1-O000001: refunded"
    assert told[1].endswith("Ann Reed, the customer pays the way back")
    assert told[2:4] == ["Authorised although: a friend", "Note: a [b]gift[/b]"]
    assert told[5].split() == ["2", "Mug", "changed-mind", "1", "1", "0", "1", "4.05", "0.45", "opened:", "quarantine"]
    assert told[6:] == ["Given back 4.05, kept 0.45", "Return document: S1-T1-000002"]
    rows = sent("storeops rma list").out.splitlines()
    assert rows[0].split()[:2] == ["Return", "Order"]
    assert rows[1].split()[:4] == ["S1-T1-R000001", "S1-T1-O000001", "Ann", "Reed"]
    assert sent("storeops rma list --status open").out.splitlines()[1:] == []
    refused = sent("storeops return S1-T1-000001 --line 2 --reason again")
    assert refused.code == 1


def test_exchange_claim_and_report(sent: Run) -> None:
    sent("storeops rma create O --all --reason damaged")
    sent("storeops rma receive R --line 2:1 --condition damaged --disposition supplier")
    made = sent("storeops rma exchange R --line 2:1 --to MUG --even --json").data
    assert [(one["number"], one["value"]) for one in made["exchanges"]] == [("S1-T1-O000002", "4.50")]
    new = sent("storeops order show O000002 --json").data
    assert (new["total"], new["due"], new["payment_status"], new["customer"]["name"]) == (
        "4.50",
        "0.00",
        "paid",
        "Ann Reed",
    )
    claimed = sent("storeops rma claim R --amount 2.00 --against supplier --party acme --reason cracked --json").data
    assert (claimed["number"], claimed["against"], claimed["amount"], claimed["outcome"]) == (
        "S1-T1-K000001",
        "supplier",
        "2.00",
        "open",
    )
    ended = sent("storeops rma settle K --outcome credited --amount 1.50 --json").data
    assert (ended["outcome"], ended["received"]) == ("credited", "1.50")
    assert sent("storeops rma claims --json").data == [ended]
    assert sent("storeops rma claims").out.splitlines()[1].split()[:3] == ["S1-T1-K000001", "supplier", "acme"]
    closed = sent("storeops rma close R --reason 'keeps the tea' --json").data
    assert (closed["status"], [line["coming"] for line in closed["lines"]]) == ("refunded", ["0", "0"])
    view = sent("storeops report returns --json").data
    (reason,) = view["reasons"]
    assert (reason["reason"], reason["authorised"], reason["received"], reason["refunded"], reason["refused"]) == (
        "damaged",
        "3",
        "1",
        "1",
        "2",
    )
    assert (reason["amount"], reason["share"], reason["conditions"], reason["dispositions"]) == (
        "4.50",
        "100.0",
        {"damaged": "1"},
        {"supplier": "1"},
    )
    assert (view["sent"], view["amount"]) == ("3", "4.50")
    assert "damaged" in sent("storeops report returns").out
    assert sent("storeops report returns --from 2020-01-01 --to 2020-01-31 --json").data["reasons"] == []


def test_refusals_have_their_codes(sent: Run) -> None:
    for line, code in (
        ("storeops rma create O --reason damaged", 1),
        ("storeops rma create O --line x --reason damaged", 1),
        ("storeops rma create O --line 1:0 --reason damaged", 1),
        ("storeops rma create O99 --line 1 --reason damaged", 4),
        ("storeops rma create O --line 9 --reason damaged", 4),
        ("storeops rma create O --line 1 --reason bored", 1),
        ("storeops setting set return_fees opened=15", 1),
        ("storeops setting set return_shipping always", 1),
        ("storeops rma settle K1 --outcome paid", 4),
        ("storeops rma resolve R --reason why", 4),
    ):
        ran = sent(f"{line} --json")
        assert (ran.code, ran.out) == (code, ""), (line, ran)
    sent("storeops rma create O --line 1 --reason damaged")
    for line in ("refund R", "receive R", "close R", "reject R", "resolve R --reason why"):
        ran = sent(f"storeops rma {line} --json")
        assert (ran.code, ran.out) == (1, ""), (line, ran)


def test_the_label_for_the_way_back(sent: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent("storeops rma create O --line 1:1 --reason wrong-size")
    refused = sent("storeops rma label R --json")
    assert (refused.code, refused.error["kind"]) == (1, "NoReturnsAddress")
    sent("storeops shop set --address '1 Park Row' --address Leeds --address 'LS1 5AB'")
    shown = sent("storeops rma label R").out
    assert all(words in shown for words in ("[RETURN]", "Ann Reed", "1 Park Row", "S1-T1-R000001"))
    assert sent("storeops rma label R --format zpl").out.startswith("^XA^CI28")
    assert sent("storeops rma label R --format pdf --json").data["output"] == "S1-T1-R000001.pdf"
    assert (folder / "S1-T1-R000001.pdf").read_bytes().startswith(b"%PDF")
    assert sent("storeops rma label R --format pdf --json").error["kind"] == "FileExists"
    assert sent("storeops rma label R --format pdf --output label.pdf").code == 0
    assert (folder / "label.pdf").read_bytes().startswith(b"%PDF")
    assert sent("storeops rma label R --print --json").error["kind"] == "NoLabelPrinter"
    (folder / "roll").touch()
    monkeypatch.setenv("STOREOPS_LABEL_PRINTER", f"file://{folder / 'roll'}")
    answered = sent("storeops rma label R --print --json").data
    assert (answered["number"], answered["printed"]) == ("S1-T1-R000001", "confirmed")
    assert b">:S1-T1-R000001" in (folder / "roll").read_bytes()
    assert sent("storeops rma label R9 --json").code == 4
    sent("storeops rma close R --reason 'never came'")
    over = sent("storeops rma label R --json")
    assert (over.code, over.error["kind"]) == (1, "NothingToCome")
    assert "is closed: nothing of it is to come" in over.error["message"]
