"""What `sell` and `return` take, and what they refuse without a trace."""

from __future__ import annotations

import pytest


def head(shop) -> str:
    return shop("storeops journal verify --json").data["heads"]


@pytest.mark.parametrize(
    ("line", "discount", "total", "change"),
    [
        ("TEA --tender cash=5", "0.00", "3.49", "1.51"),
        ("TEA --tender cash", "0.00", "3.49", "0.00"),
        ("TEA TEA --tender card", "0.00", "6.98", "0.00"),
        ("TEA -10% --tender card", "0.35", "3.14", "0.00"),
        ("TEA -1.50 MUG --tender card", "1.50", "6.49", "0.00"),
        ("MUG @2.50 --reason chipped --tender cash=2.50", "0.00", "2.50", "0.00"),
        ("'2*TEA' MUG --discount 10% --tender cash=20", "1.15", "10.33", "9.67"),
        ("'2*TEA' MUG --discount 1.00 --tender cash=20", "1.00", "10.48", "9.52"),
        ("MUG --tender cash=1 --tender card=3.50:A1B2", "0.00", "4.50", "0.00"),
        ("MUG --tender card=3.50:A1B2 --tender cash", "0.00", "4.50", "0.00"),
        ("2000000000015 --tender cash=3.49", "0.00", "3.49", "0.00"),
        ("TEA '20 cash'", "0.00", "3.49", "16.51"),
        ("'2*TEA' -10% 'card 5.00 A1B2' '2 cash'", "0.70", "6.28", "0.72"),
        ("TEA '1 cash' --tender card", "0.00", "3.49", "0.00"),
    ],
)
def test_sums(shared_shop, line: str, discount: str, total: str, change: str) -> None:
    sold = shared_shop(f"storeops sell {line} --json")
    assert (sold.code, sold.err) == (0, "")
    assert (sold.data["discount"], sold.data["total"], sold.data["change"]) == (discount, total, change)


def test_who_buys_and_why_are_kept(shop) -> None:
    sold = shop("storeops sell MUG @2.50 --reason chipped --customer 'Ann Reed' --tender card:AB12 --json").data
    assert sold["customer"] == "Ann Reed"
    assert sold["lines"][0]["price_reason"] == "chipped"
    assert sold["tenders"] == [{"kind": "card", "amount": "2.50", "reference": "AB12"}]


@pytest.mark.parametrize(
    ("line", "code", "kind", "says"),
    [
        ("sell NOTHERE --tender cash", 4, "UnknownProduct", "There is no product 'NOTHERE'."),
        ("sell TEA", 1, "NothingGiven", "3.49 is due."),
        ("sell TEA --tender cash=3.00", 1, "Underpaid", "0.49 is missing."),
        ("sell TEA --tender card=4.00", 1, "Overpaid", "0.51 is too much."),
        ("sell TEA --tender beads=4.00", 1, "UnknownTender", "'beads'"),
        ("sell TEA --tender cash=4,00", 1, "NotMoney", "'4,00' is not an amount of money"),
        ("sell '0*TEA' --tender cash", 1, "NotUnderstood", "the quantity is 0"),
        ("sell '1.5*TEA' --tender cash", 1, "NotWhole", "whole numbers"),
        ("sell '1000000000*TEA' --tender cash", 1, "NotUnderstood", "a barcode may have been read as a quantity. Type"),
        ("sell -10% TEA --tender cash", 1, "NothingBefore", "Put the item first."),
        ("sell TEA '3 cash'", 1, "Underpaid", "0.49 is missing."),
        ("sell TEA '0 cash'", 1, "NotUnderstood", "the amount is 0"),
        ("sell TEA '3.49 card 4111111111111111'", 1, "CardNumberRefused", ""),
        ("sell '20 cash'", 1, "EmptyCart", ""),
        ("sell TEA 20 --tender cash", 1, "NotUnderstood", "a number alone is no item"),
        ("sell MUG @2.50 --tender cash", 1, "NoReason", "needs a reason"),
        ("sell TEA -9.00 --tender cash", 1, "TooMuchOff", "smaller reduction"),
        ("sell TEA --customer 4111111111111111 --tender cash", 1, "CardNumberRefused", ""),
        ("sell 4111111111111111 --tender cash", 1, "CardNumberRefused", ""),
        ("sell TEA --tender card:4111111111111111", 1, "CardNumberRefused", ""),
        ("sell TEA --nonsense", 2, "Usage", "No such option: --nonsense"),
        ("return S1-T1-900009 --line 1:1 --reason x", 4, "UnknownSale", "S1-T1-900009"),
        ("return S1-T1-000001 --line 9:1 --reason x", 4, "NoSuchLine", "no line 9"),
        ("return S1-T1-000001 --line 1:2 --reason x", 1, "ReturnTooMuch", "1 is left to return"),
        ("return S1-T1-000001 --line one --reason x", 1, "BadPair", "--line 1:2"),
        ("return S1-T1-000001 --line 1:1", 1, "NoReason", "needs a reason"),
        ("return S1-T1-000001 --reason x", 1, "NothingToReturn", "Name at least one line"),
        ("return --reason x", 1, "BadPair", "--without-receipt TEA=1"),
        ("return S1-T1-000001 --without-receipt TEA --reason x", 1, "BadPair", "--without-receipt TEA=1"),
        ("return S1-T1-000001 --line 1 --price 2.00 --reason x", 1, "BadPair", "--without-receipt TEA=1"),
        ("return --without-receipt TEA --without-receipt MUG --price 2 --reason x", 1, "BadPair", "a price for each"),
        ("return --without-receipt =1 --reason x", 1, "BadPair", "--without-receipt TEA=1"),
        ("return --without-receipt NOTHERE --reason x", 4, "UnknownProduct", "NOTHERE"),
        ("return --without-receipt TEA --price 2,00 --reason x", 1, "NotMoney", "2,00"),
        ("return --without-receipt TEA", 1, "NoReason", "needs a reason"),
        ("return --without-receipt TEA --tender beads --reason x", 1, "UnknownTender", "'beads'"),
        ("setting set receiptless_limit much", 1, "BadValue", "50.00"),
        ("stock receive TEA", 1, "BadPair", "TEA=10"),
        ("stock receive TEA=1 NOTHERE=2", 4, "UnknownProduct", "NOTHERE"),
        ("stock receive TEA=1 --location MOON", 4, "UnknownLocation", "MOON"),
        ("stock adjust TEA=-1 --reason because", 1, "UnknownReason", "damaged"),
        ("drawer open --float 5", 1, "DrawerAlreadyOpen", "Close it first."),
        ("drawer out 5", 1, "ReasonMissing", "--reason"),
        ("drawer close", 1, "NotCounted", "--counted"),
        ("drawer close --counted 5 --count 20.00=3", 1, "BadCount", "Count again."),
        ("drawer show S1-T1-Z0009", 4, "UnknownReport", "S1-T1-Z0009"),
        ("setting set colour red", 1, "UnknownSetting", "day_ends"),
        ("setting set day_ends noon", 1, "BadValue", "04:00"),
        ("setting set group .", 1, "BadValue", "group"),
        ("report daily --date yesterday", 1, "NotADate", "2026-01-31"),
        ("catalog import nothere.csv", 4, "NoSuchFile", "nothere.csv"),
        ("history import sales.csv --map invoice", 1, "BadPair", "invoice=InvoiceNo"),
        ("printer status", 1, "NoPrinter", "STOREOPS_PRINTER"),
        ("printer drop 17", 4, "NoSuchJob", "17"),
        ("help cooking", 4, "NoSuchTopic", "selling"),
        ("journal replay", 2, "Usage", "--check"),
        ("--terminal T9 drawer x", 4, "UnknownTerminal", "S1-T1"),
        ("--database nothere.db drawer x", 4, "NoDatabase", "storeops init"),
        ("init --store S1 --name X --country GB --currency GBP", 1, "ShopExists", "already"),
        ("sela", 2, "Usage", "'sell'"),
    ],
)
def test_refused_and_nothing_changed(shared_shop, line: str, code: int, kind: str, says: str) -> None:
    before = head(shared_shop)
    refused = shared_shop(f"storeops {line} --json")
    assert (refused.code, refused.error["kind"]) == (code, kind)
    assert says in refused.error["message"]
    assert "4111" not in refused.error["message"]
    told = shared_shop(f"storeops {line}")
    assert (told.code, told.out) == (code, "")
    assert "Traceback" not in told.err
    assert head(shared_shop) == before


def test_all_that_is_left_comes_back_once(shop) -> None:
    shop("storeops sell '3*TEA' MUG -10% --tender card:AB12 --json")
    shop("storeops return S1-T1-000001 --line 1:1 --reason x --json")
    rest = shop("storeops return S1-T1-000001 --all --reason x --scrap --json").data
    assert [(line["sku"], line["quantity"], line["disposition"]) for line in rest["lines"]] == [
        ("TEA", "2", "scrap"),
        ("MUG", "1", "scrap"),
    ]
    assert rest["total"] == "11.03"
    assert rest["tenders"] == [{"kind": "card", "amount": "11.03", "reference": "AB12"}]
    assert shop("storeops return S1-T1-000001 --all --reason x --json").error["kind"] == "NothingToReturn"


def test_a_hostile_name_stays_text(shop, folder) -> None:
    name = "[/] Milk\x1b]0;owned\x07 [red]=cmd"
    (folder / "hostile.csv").write_text(f'sku,name,price\nEVIL,"{name}",1.15\n', encoding="utf-8")
    shop("storeops catalog import hostile.csv")
    shop("storeops stock receive EVIL=3")
    for line in (
        "sell EVIL --tender cash=2",
        "sale show S1-T1-000001",
        "product show EVIL",
        "product search milk",
        "stock list",
        "stock show EVIL",
        "why stock EVIL",
        "why price S1-T1-000001 1",
        "report daily",
        "barcode explain EVIL",
    ):
        ran = shop(f"storeops {line}")
        assert ran.code == 0, (line, ran)
        assert "\x1b" not in ran.out + ran.err
        assert "[/] Milk" in ran.out, line


@pytest.mark.parametrize(
    ("line", "total", "tenders"),
    [
        ("TEA=2", "6.98", [{"kind": "cash", "amount": "6.98", "reference": ""}]),
        ("TEA --price 2.50 --tender card", "2.50", [{"kind": "card", "amount": "2.50", "reference": ""}]),
        ("TEA=1 --without-receipt MUG=1 --price 2.50 --price 4.00 --scrap", "6.50", None),
    ],
)
def test_goods_come_back_without_a_receipt(shop, line: str, total: str, tenders: list[dict[str, str]] | None) -> None:
    back = shop(f"storeops return --without-receipt {line} --reason lost --customer 'Ann Reed' --json")
    assert (back.code, back.err) == (0, "")
    assert (back.data["total"], back.data["original"], back.data["customer"]) == (total, "", "Ann Reed")
    assert tenders is None or back.data["tenders"] == tenders


def test_the_most_that_goes_back_without_a_receipt(shop) -> None:
    assert shop("storeops setting set receiptless_limit 5.00").code == 0
    refused = shop("storeops return --without-receipt TEA=2 --reason lost")
    assert refused.code == 1
    assert "at most 5.00" in refused.err
