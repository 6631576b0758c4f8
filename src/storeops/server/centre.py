"""The centre's shops: one for each tenant, each in a schema of its own, so that no statement can reach another's rows.

Which tenant a request is of follows from its credential: a name that is only believed once the key registered in that
tenant's own schema has signed the request."""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from storeops.database.queries import shop as shop_queries
from storeops.journal.identity import epoch
from storeops.rules.errors import Refused
from storeops.settings import Settings, cache_folder
from storeops.store import Clock, Store
from storeops.sync import signing

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MAIN = "main"
"""The tenant of a centre that has only one: its tables are in the schema `public`."""
_TENANT = re.compile(r"[a-z][a-z0-9]{0,30}")
_SCHEMA = "tenant_"
GENERATION = "centre.generation"
KEY = "centre.key"
"""The private half of the tenant's key, in its own schema: every process that serves the tenant signs with the same,
and a centre that is restored from a backup is still known to its tills."""


class NoTenant(Refused):
    """A tenant of this name was never made here."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no tenant '{name[:31]}' at this centre.")
        self.name = name


class Centre:
    """Every tenant's open shop, opened when it is first asked for. Threads share it."""

    def __init__(self, settings: Settings, clock: Clock | None = None, folder: Path | None = None) -> None:
        """`folder` is for files that can be made again (snapshots); server processes may share it."""
        self.settings = replace(settings, terminal="", actor="centre")
        self.clock = clock
        # Two centres on one machine keep their files apart.
        self.folder = folder or cache_folder() / "centre" / hashlib.sha256(settings.database.encode()).hexdigest()[:16]
        self._shops: dict[str, Store] = {}
        self._turn = threading.Lock()

    def shop(self, tenant: str = MAIN) -> Store:
        """The tenant's shop. Raises NoTenant, and what `Store.open` raises."""
        found = self._shops.get(tenant)
        if found is not None:
            return found
        # Asked of the database that is open already: whoever makes names up must not open one for each.
        if tenant != MAIN and (not _TENANT.fullmatch(tenant) or tenant not in self.tenants()):
            raise NoTenant(tenant)
        with self._turn:
            if tenant not in self._shops:
                self._shops[tenant] = self._open(tenant)
            return self._shops[tenant]

    def _open(self, tenant: str) -> Store:
        settings = replace(self.settings, database=address_of(self.settings.database, tenant))
        return Store.open(settings, clock=self.clock)

    def tenants(self) -> list[str]:
        """Every tenant that this centre has."""
        with self.shop().read() as connection:
            found = shop_queries.schemas(connection, _SCHEMA)
        return [MAIN, *(name.removeprefix(_SCHEMA) for name in found)]

    def generation(self, tenant: str = MAIN) -> str:
        """Names one life of the centre's database: another after it was set back, so that every till tells again."""
        shop = self.shop(tenant)
        with shop.read() as connection:
            known = shop_queries.local_values(connection).get(GENERATION, "")
        return known or renew_generation(shop)

    def key(self, tenant: str = MAIN) -> Ed25519PrivateKey:
        """What the centre signs with for this tenant, made when it is first asked for."""
        shop = self.shop(tenant)
        with shop.read() as connection:
            known = shop_queries.local_values(connection).get(KEY, "")
        if not known:
            with shop.write() as tx:  # one process after the other: the second finds the first one's
                known = shop_queries.local_values(tx.connection).get(KEY, "") or signing.new_key().hex()
                shop_queries.set_local(tx.connection, {KEY: known})
        return signing.key_of(bytes.fromhex(known))

    def close(self) -> None:
        for shop in self._shops.values():
            shop.close()
        self._shops.clear()


def renew_generation(shop: Store) -> str:
    """Begin another life of the centre's database."""
    with shop.write() as tx:
        fresh = epoch()
        shop_queries.set_local(tx.connection, {GENERATION: fresh})
    return fresh


def address_of(database: str, tenant: str) -> str:
    """Where the tenant's tables are."""
    if tenant == MAIN:
        return database
    url = make_url(database).update_query_dict({"options": f"-csearch_path={_SCHEMA}{tenant}"})
    return url.render_as_string(hide_password=False)
