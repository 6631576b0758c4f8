"""Two tenants of one centre with the same store codes: neither is ever handed a row of the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests import postgresql
from tests.machines import till
from tests.sync.test_feed import allocate, place
from tests.sync.test_http import serving
from tests.sync.three_tills import Till, ids, let_in, made

from storeops.database.tables import location, product, store
from storeops.operations.shop import next_revision, put
from storeops.server.centre import Centre, address_of
from storeops.sync import reference, stock
from storeops.sync.line import CentreRefused, Identity

pytestmark = pytest.mark.xdist_group("postgresql")
TEA = till.item("TEA", 250)


def floor(centre: Centre, tenant: str) -> None:
    """The store S2 with a shop floor, and a product that bears the tenant's name."""
    with centre.shop(tenant).write() as tx:
        revision = next_revision(tx)
        shop = {
            "code": "S2", "name": tenant, "country": "GB", "currency": "GBP", "timezone": "Europe/London",
            "address": "", "tax_number": "", "receipt_footer": "",
        }  # fmt: skip
        put(tx, store, revision, shop)
        put(tx, location, revision, {"code": "S2", "store": "S2", "kind": "shop_floor", "name": tenant})
        values = {"name": f"Tea of {tenant}", "department": "", "tax_class": "", "unit": "each"}
        flags = {"active": True, "stocked": True, "cost": 1}
        put(tx, product, revision, {"sku": f"OF-{tenant.upper()}", **values, **flags})


@pytest.fixture(scope="module")
def tenants(server: str, tables: str) -> str:
    """The name of a database with every table twice: a second time in the schema of the tenant other."""
    name = postgresql.named(server, "tenants", tables)
    database = postgresql.at(server, name)
    postgresql.say(database, "CREATE SCHEMA tenant_other")
    till.make(address_of(database, "other")).close()
    return name


@pytest.fixture
def two(server: str, tenants: str, tmp_path: Path) -> Iterator[tuple[Centre, dict[str, tuple[Till, Till]]]]:
    """The tenants main and other, each with a till in S1 and one in S2."""
    with postgresql.another(server, tenants) as database, made(database) as centre, serving(centre) as address:
        found = {}
        for tenant in ("main", "other"):
            floor(centre, tenant)
            tills = [let_in(address, centre, tmp_path / f"{tenant}-{s}.db", s, "T1", tenant) for s in ("S1", "S2")]
            found[tenant] = (tills[0], tills[1])
        yield centre, found
        for pair in found.values():
            for each in pair:
                each.close()


def test_nothing_of_another_tenant_is_handed_out(two) -> None:
    centre, found = two
    for tenant, (one, other) in found.items():
        till.receive(one.shop, TEA, 1000)
        till.receive(other.shop, TEA, 2000 if tenant == "main" else 3000)
        allocate(centre.shop(tenant), place(centre.shop(tenant), tenant), "S2")
        for each in (one, other, one):
            each.sync()
        for each in (one, other):
            reference.fetch(each.shop, each.line)
            stock.fetch(each.shop, each.line)
    main, others = ({id for each in pair for id in ids(each.shop)} for pair in found.values())
    assert main & others == set()
    for tenant, (one, other) in found.items():
        with other.shop.read() as connection:
            skus = connection.execute(text("SELECT sku FROM product ORDER BY sku")).scalars().all()
            orders = connection.execute(text("SELECT external FROM customer_order")).scalars().all()
        assert (skus, orders) == ([f"OF-{tenant.upper()}"], [tenant])
        with one.shop.read() as connection:
            told = connection.execute(text("SELECT location, on_hand FROM stock_elsewhere")).all()
        assert told == [("S2", 2000 if tenant == "main" else 3000)]


def test_a_key_of_one_tenant_opens_nothing_of_another(two) -> None:
    _, found = two
    (one, _), _ = found.values()
    tenant, device, key = one.line.identity
    assert tenant == "main"
    one.line.identity = Identity("other", device, key)
    for ask in (lambda: one.line.pull("", 10, ""), lambda: one.line.reference("", 10), lambda: one.line.stock("", 10)):
        with pytest.raises(CentreRefused) as refused:
            ask()
        assert refused.value.status == 401


def test_who_does_not_sign_gets_nothing(two) -> None:
    _, found = two
    (one, _), _ = found.values()
    one.line.identity = None
    for path in ("pull", "reference", "stock"):
        with pytest.raises(CentreRefused) as refused:
            one.line.ask("GET", f"/v1/sync/{path}?after=&limit=10")
        assert refused.value.status == 401
