"""Lots, purchases, transfers, counts, reservations and their reasons, as the issue types them."""

from __future__ import annotations

from pathlib import Path


def picked(row: dict[str, object], *keys: str) -> tuple[object, ...]:
    return tuple(row[key] for key in keys)


def test_goods_bought_received_moved_and_counted(shop, folder: Path) -> None:
    (folder / "products.csv").write_text("sku,name,price,unit,cost\nTEA,Tea 80 bags,3.49,each,0.50\n")
    shop("storeops catalog import products.csv")
    shop("storeops location add WH1 --kind warehouse")
    shop("storeops bin import bins.csv")
    shop("storeops location add S2 --kind shop_floor")
    made = shop("storeops supplier add ACME --name 'Acme Teas' --lead-days 5 --email orders@example.com --json").data
    assert picked(made, "supplier", "name", "lead_days", "products") == ("ACME", "Acme Teas", 5, [])
    sold = shop("storeops supplier product ACME TEA --pack 12 --cost 1.00 --supplier-sku T80 --json").data["products"]
    assert sold == [{"sku": "TEA", "supplier_sku": "T80", "pack": "12", "cost": "1.00"}]

    placed = shop("storeops purchase place ACME TEA=120 --due 2026-12-01 --location WH1 --json").data
    assert picked(placed, "number", "status", "due", "total") == ("S1-T1-P000001", "open", "2026-12-01", "120.00")
    took = shop("storeops purchase receive P1 TEA=118 --lot L1 --expires 2037-06-30 --bin A-03-2 --json").data
    assert picked(took["lines"][0], "quantity", "received", "outstanding") == ("120", "118", "2")
    assert took["status"] == "partly received"
    short = shop("storeops purchase receive 1 TEA=3 --json")
    assert (short.code, short.error["kind"]) == (1, "OverReceipt")
    assert shop("storeops purchase close P1 --reason 'sold out' --json").data["status"] == "closed"
    assert [row["number"] for row in shop("storeops purchase list --json").data] == ["S1-T1-P000001"]
    odd = shop("storeops purchase place ACME TEA=118 --json")
    assert "not a multiple of the pack of 12" in odd.err
    assert shop("storeops purchase place ACME TEA=118 --to-pack --json").data["lines"][0]["quantity"] == "120"

    content = shop("storeops bin show A-03-2 --json").data["contents"]
    assert [picked(one, "sku", "quantity", "lot", "expires", "status") for one in content] == [
        ("TEA", "118", "L1", "2037-06-30", "available")
    ]
    sent = shop("storeops transfer S1 S2 TEA=5 --json").data
    assert picked(sent, "number", "from_location", "to_location", "status") == (
        "S1-T1-X000001",
        "S1",
        "S2",
        "in transit",
    )
    came = shop("storeops transfer receive X1 TEA=4 --json").data
    assert picked(came["lines"][0], "quantity", "received", "outstanding") == ("5", "4", "1")
    lost = shop("storeops transfer receive X1 --final --reason 'fell off' --json").data
    assert picked(lost, "status") == ("received with losses",)
    assert shop("storeops transfer list --json").data[0]["lines"][0]["lost"] == "1"
    assert shop("storeops transfer S1 S2 TEA=50 --json").error["kind"] == "NotEnoughStock"

    planned = shop("storeops count plan --abc --location WH1 --json").data
    assert [picked(line, "sku", "bin", "lot", "state") for line in planned["lines"]] == [
        ("TEA", "A-03-2", "L1", "to count")
    ]
    blind = shop("storeops count enter C1 A-03-2 TEA=9 --lot L1 --json").data
    assert picked(blind["lines"][0], "state", "counted", "difference") == ("count again", "9", None)
    assert blind["lines"][0]["looks"][0]["book"] is None
    again = shop("storeops count close C1 --json")
    assert (again.code, again.error["kind"]) == (1, "RecountNeeded")
    assert "118" not in again.error["message"]
    closed = shop("storeops count close C1 --accept --reason stolen --json").data
    assert picked(closed["booked"][0], "difference", "value", "reason") == ("-109", "-54.50", "stolen")
    assert shop("storeops count list --json").data[0]["status"] == "closed"
    assert shop("storeops doctor").code == 0
    assert shop("storeops journal replay --check --json").data["identical"] is True


def test_what_is_promised_and_why(shop) -> None:
    shop("storeops stock receive TEA=2 --status quarantine")
    held = shop("storeops stock reserve TEA=2 --minutes 20 --channel web --json").data
    assert [picked(line, "sku", "location", "quantity") for line in held["lines"]] == [("TEA", "S1", "2")]
    shop("storeops stock safety TEA=1 --location S1")
    shop("storeops stock safety TEA=4 --location S1 --channel web")
    place = "storeops order place --channel phone --customer ann@example.org --ship-to '12 High St, Leeds LS1 4AP, GB'"
    ordered = shop(f"{place} --pay account 3*TEA --json")
    assert ordered.code == 0, ordered
    shop("storeops supplier add ACME")
    shop("storeops purchase place ACME TEA=24 --due 2036-12-01")

    view = shop("storeops stock atp TEA --json").data
    (here,) = view["locations"]
    names = ("on_hand", "held", "allocated", "reserved", "safety_stock", "on_order", "in_transit", "atp")
    assert picked(here, *names) == ("12", "2", "3", "2", "1", "24", "0", "4")
    by_channel = {one["channel"]: one["atp"] for one in here["channels"]}
    assert (by_channel["web"], by_channel["phone"], view["atp"]) == ("1", "4", "4")

    why = shop("storeops why atp TEA --json")
    assert (why.code, why.data["sound"], why.data["atp"]) == (0, True, "4")
    steps = why.data["locations"][0]["steps"]
    assert [picked(step, "part", "quantity") for step in steps] == [
        ("on_hand", "12"),
        ("held", "-2"),
        ("allocated", "-3"),
        ("reserved", "-2"),
        ("safety_stock", "-1"),
        ("on_order", "24"),
    ]
    told = shop("storeops why atp TEA --channel web").out
    assert "allocated to order S1-T1-O000001, line 1" in told
    assert "reserved for web cart until" in told
    assert "on order with ACME, S1-T1-P000001, due 2036-12-01" in told
    assert "safety stock of TEA at S1, web channel" in told
    assert told.splitlines()[-1] == "1 may be promised"

    assert shop(f"storeops stock release {held['id']} --json").data["released"] is True
    assert shop("storeops stock reservations --json").data == []
    assert shop(f"storeops stock release {held['id']} --json").error["kind"] == "ReservationOver"
    assert shop("storeops stock release nothing --json").code == 4
    assert shop("storeops why atp TEA --location MOON --json").error["kind"] == "NotPromisedThere"


def test_an_order_that_waits_gets_the_goods_that_come_in(shop) -> None:
    place = "storeops order place --channel phone --customer ann@example.org --ship-to '12 High St, Leeds LS1 4AP, GB'"
    ran = shop(f"{place} --pay account --if-short backorder 2*MUG --json")
    assert ran.code == 0, ran
    assert shop("storeops stock atp MUG --json").data["atp"] == "0"
    shop("storeops supplier add ACME")
    shop("storeops purchase place ACME MUG=5")
    shop("storeops purchase receive P1 MUG=5")
    (here,) = shop("storeops stock atp MUG --json").data["locations"]
    assert picked(here, "on_hand", "allocated", "atp") == ("5", "2", "3")


def test_lots_and_serial_numbers_at_the_till(shop) -> None:
    shop("storeops product handling MUG --tracking serial")
    assert shop("storeops stock receive MUG=2 --json").error["kind"] == "SerialsRequired"
    took = shop("storeops stock receive MUG=2 --serial SN1 --serial SN2 --json").data
    assert [picked(line, "serial", "quantity") for line in took["lines"]] == [("SN1", "1"), ("SN2", "1")]
    refused = shop("storeops sell MUG --tender cash=5 --json")
    assert (refused.code, refused.error["kind"]) == (1, "SerialNeeded")
    assert "Scan the serial number" in refused.error["message"]
    assert shop("storeops sell SN1 --tender cash=4.50 --json").data["lines"][0]["sku"] == "MUG"
    assert shop("storeops sell SN1 --tender cash=4.50 --json").code == 4
    assert shop("storeops stock adjust MUG=-1 --serial SN2 --reason stolen --json").data["lines"][0]["on_hand"] == "0"
    moves = shop("storeops why stock MUG --json").data
    assert [move["quantity"] for move in moves["moves"]] == ["1", "1", "-1", "-1"]


def test_put_away_and_put_aside(shop) -> None:
    shop("storeops location add WH1 --kind warehouse")
    shop("storeops bin import bins.csv")
    shop("storeops stock receive TEA=9 --location WH1")
    away = shop("storeops stock shift TEA=6 --to-bin a-03-1 --location WH1 --json").data
    assert picked(away["lines"][0], "bin", "status", "on_hand") == ("A-03-1", "available", "9")
    aside = shop("storeops stock shift TEA=2 --from-bin A-03-1 --to-status damaged --location WH1 --json").data
    assert picked(aside["lines"][0], "bin", "status") == ("A-03-1", "damaged")
    assert (
        shop("storeops stock shift TEA=5 --from-bin A-03-1 --to-bin - --location WH1 --json").error["kind"]
        == "NotThere"
    )
    assert [one["status"] for one in shop("storeops bin show A-03-1 --json").data["contents"]] == [
        "available",
        "damaged",
    ]
    where = shop("storeops stock where TEA --json").data
    assert [picked(one, "location", "bin", "status", "quantity") for one in where["lying"]] == [
        ("S1", "", "available", "10"),
        ("WH1", "", "available", "3"),
        ("WH1", "A-03-1", "available", "4"),
        ("WH1", "A-03-1", "damaged", "2"),
    ]
    assert where["on_hand"] == "19"
    # Put away and put aside change nothing of what is on hand.
    assert len(shop("storeops why stock TEA --json").data["moves"]) == 2


def test_an_order_is_sent_from_the_lots_and_bins_the_goods_lie_in(shop) -> None:
    shop("storeops location add WH1 --kind warehouse")
    shop("storeops bin import bins.csv")
    shop("storeops product handling MUG --tracking lot")
    shop("storeops product kit TEA MUG=2")
    shop("storeops stock receive MUG=3 --lot L2 --expires 2037-08-31 --location WH1")
    shop("storeops stock receive MUG=3 --lot L1 --expires 2037-06-30 --bin A-03-1 --location WH1")
    place = "storeops order place --channel phone --customer ann@example.org --ship-to '12 High St, Leeds LS1 4AP, GB'"
    ran = shop(f"{place} --pay account --from WH1 MUG 2*TEA --json")
    assert ran.code == 0, ran
    sent = shop("storeops order send 1 --json")
    assert sent.code == 0, sent
    assert shop("storeops bin show A-03-1 --json").data["contents"] == []
    moves = shop("storeops why stock MUG --json").data
    assert moves["sound"] is True
    assert sorted(move["quantity"] for move in moves["moves"][2:]) == ["-1", "-2", "-2"]
    assert shop("storeops doctor").code == 0
