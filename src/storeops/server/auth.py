"""Who asks. A till signs each request with its key; whose it is, and of which store, the centre knows from the key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from litestar import Request
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException

from storeops.database.queries import tills
from storeops.journal.intake import Source
from storeops.server.centre import MAIN, Centre, NoTenant
from storeops.store import Store
from storeops.sync import signing

TENANT = "storeops-tenant"


@dataclass(frozen=True, slots=True)
class Till:
    """A till that has shown who it is."""

    shop: Store
    tenant: str
    device: str
    store: str
    terminal: str
    revoked: bool

    @property
    def source(self) -> Source:
        return Source(self.store, self.revoked)

    def require_trusted(self) -> None:
        """A revoked till may still hand in what it has; it gets nothing."""
        if self.revoked:
            raise PermissionDeniedException("This till was revoked at the centre. What it hands in waits for a person.")


def till_of(request: Request[Any, Any, Any], centre: Centre, body: bytes) -> Till:
    """The till that signed this request. Raises NotAuthorizedException, the same for every reason."""
    refused = NotAuthorizedException("The request is not signed by a till of this centre.")
    headers = request.headers
    try:
        said = signing.Signed(
            headers[signing.DEVICE],
            headers[signing.TIME],
            headers[signing.NONCE],
            bytes.fromhex(headers[signing.SIGNATURE]),
        )
        shop = centre.shop(tenant := headers.get(TENANT, MAIN))
    except (KeyError, ValueError, NoTenant) as error:
        raise refused from error
    with shop.read() as connection:
        found = tills.till(connection, said.device)
    # One that is not known costs as much as one that is: the same check, against a key of nobody.
    store, terminal, public, revoked_at = found or ("", "", bytes(32), "")
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    good = signing.is_signed(public, said, request.method, f"{tenant} {target}", body, datetime.now(UTC))
    if found is None or not good:
        raise refused
    return Till(shop, tenant, said.device, store, terminal, bool(revoked_at))
