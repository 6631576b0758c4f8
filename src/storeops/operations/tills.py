"""The tills of a centre: invited with a code that is good once, let in with a key of their own, trusted or revoked."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping

from storeops.database.queries import shop as shop_queries
from storeops.database.queries import tills as queries
from storeops.database.queries.profile import UnknownStore
from storeops.journal.envelope import utc_text
from storeops.operations.shop import audit, check_code, next_revision
from storeops.operations.stores import require_terminal
from storeops.rules.errors import Refused
from storeops.rules.wording import quote
from storeops.store import Store, Tx

LIFETIME = timedelta(minutes=10)
MOST_TRIES = 5
NAME, SECRET = 4, 8
"""Letters of a code: which invitation it is, and what only the invited know."""
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No letter that is taken for another one when it is read aloud."""
KEY_BYTES = 32
ADOPTED_FROM, ADOPTED_REVISION = "adopted.device", "adopted.revision"
"""Local values of a centre that was made from a shop: whose reference data it is, and how far it went."""
_DEVICE = re.compile(r"[A-Za-z0-9._-]{1,64}")


class CodeRefused(Refused):
    """The code was never given out, was used, is too old, or was tried too often: which of them is not told."""

    def __init__(self) -> None:
        super().__init__(
            "This code does not let a till in. Codes are good once, for ten minutes: ask the centre for a new one "
            "('storeops server invite')."
        )


class UnknownTill(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"The centre knows no till {quote(name)}. Look at 'storeops server tills'.")
        self.name = name


class OtherPlace(Refused):
    """A shop that is there already came with a code for another till."""

    def __init__(self, invited: str, came: str) -> None:
        super().__init__(
            f"This code is for the till {quote(invited)}, this database is {quote(came)}. Nothing was changed: ask the "
            "centre for a code for this till ('storeops server invite')."
        )
        self.invited = invited
        self.came = came


class OtherCatalogue(Refused):
    """A shop with reference data of its own is let in only where the centre's was made from it."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"This shop has a catalogue and settings of its own, and {why}. Nothing was changed. Make the centre from "
            "a copy of this shop ('storeops backup FILE', then 'storeops server adopt FILE'), or start this till with "
            "a new database."
        )
        self.why = why


@dataclass(frozen=True, slots=True)
class Standing:
    """What a shop that is there already says of itself: its place, and how far its reference data goes."""

    store: str
    terminal: str
    revision: int


@dataclass(frozen=True, slots=True)
class Invitation:
    code: str
    store: str
    terminal: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a till belongs, as the centre has it."""

    store: str
    terminal: str
    """With the store in front: S1-T2."""
    succeeds: bool = False
    """Another device has been this terminal before."""


def invite(centre: Store, store: str, terminal: str) -> Invitation:
    """Make a code for one till; an earlier one for the same terminal that was not used is good no more.

    The terminal is made where there is none. Raises UnknownStore, BadCode."""
    name, secret = _letters(NAME), _letters(SECRET)
    with centre.write() as tx:
        known = shop_queries.store_codes(tx.connection)
        if store not in known:
            raise UnknownStore(store, known)
        short = terminal.removeprefix(f"{store}-")
        check_code("terminal code", short)
        full = f"{store}-{short}"
        for earlier in queries.invited(tx.connection, store, full):
            queries.withdraw(tx.connection, earlier["code"])
        until = tx.now + LIFETIME
        values = {
            "code": name,
            "secret": _hash(secret),
            "store": store,
            "terminal": full,
            "made_by": tx.actor,
            "made_at": utc_text(tx.now.isoformat()),
            "expires_at": utc_text(until.isoformat()),
            "tries": 0,
            "used_at": "",
            "device": "",
            "public_key": b"",
        }
        queries.invite(tx.connection, values)
        require_terminal(tx, store, full)
        audit(tx, f"till {full}", next_revision(tx), "invited")
    return Invitation(f"{name}-{secret[:4]}-{secret[4:]}", store, full, until)


def enrol(centre: Store, code: str, device: str, public_key: bytes, standing: Standing | None = None) -> Place:
    """Let a till in that knows a code: from now on what its key signs is its own. Asked again with the same code and
    the same key the answer is the same: it may have been lost on the way.

    Raises CodeRefused; OtherPlace, OtherCatalogue where `standing` does not fit the invitation and the centre."""
    letters = re.sub(r"[^A-Z0-9]", "", code.upper())
    name, secret = letters[:NAME], letters[NAME:]
    with centre.write() as tx:
        now = utc_text(tx.now.isoformat())
        found = queries.invitation(tx.connection, name)
        good = found is not None and hmac.compare_digest(found["secret"], _hash(secret))
        if found is not None and not good:
            queries.count_try(tx.connection, name)  # kept, though nothing else is
        if found is not None and good and _is_open(found, device, public_key, now):
            if not found["used_at"]:
                _require_own_device(tx, found, device, public_key)
                _require_fitting(tx, found, device, standing)
                _let_in(tx, found, device, public_key, now)
            succeeds = queries.had_others(tx.connection, found["terminal"], device)
            return Place(found["store"], found["terminal"], succeeds)
    raise CodeRefused


def _require_own_device(tx: Tx, found: RowMapping, device: str, public_key: bytes) -> None:
    """A device that was let in before may get a new key on its own terminal only: a code for one till must not let
    anybody speak as another. Raises CodeRefused."""
    known = queries.till(tx.connection, device)
    if known is not None and known.public_key != public_key and known.terminal != found["terminal"]:
        raise CodeRefused


def _require_fitting(tx: Tx, found: RowMapping, device: str, standing: Standing | None) -> None:
    """Raises OtherPlace, OtherCatalogue."""
    if standing is None:
        return
    if (standing.store, standing.terminal) != (found["store"], found["terminal"]):
        raise OtherPlace(found["terminal"], standing.terminal)
    if queries.till(tx.connection, device) is not None:
        return  # it was let in before: its reference data is the centre's already
    known = shop_queries.local_values(tx.connection)
    if known.get(ADOPTED_FROM) != device:
        raise OtherCatalogue("the centre's are not made from them")
    if known.get(ADOPTED_REVISION) != str(standing.revision):
        raise OtherCatalogue("they were changed since the centre's were made from them")


def _is_open(found: RowMapping, device: str, public_key: bytes, now: str) -> bool:
    """It may be used: for the first time, or by the till that used it, whose answer was lost on the way."""
    if found["tries"] >= MOST_TRIES or found["expires_at"] < now:
        return False
    if found["used_at"]:
        return bool(found["device"] == device and found["public_key"] == public_key)
    return len(public_key) == KEY_BYTES and _DEVICE.fullmatch(device) is not None


def _let_in(tx: Tx, found: RowMapping, device: str, public_key: bytes, now: str) -> None:
    values = {
        "id": device,
        "store": found["store"],
        "terminal": found["terminal"],
        "public_key": public_key,
        "enrolled_at": now,
        "revoked_at": "",
    }
    queries.let_in(tx.connection, values)
    queries.use(tx.connection, found["code"], now, device, public_key)
    audit(tx, f"till {found['terminal']}", next_revision(tx), f"let in as device {device}")


def revoke(centre: Store, name: str) -> Place:
    """Trust a till no more: it gets nothing, and what it still hands in waits for a person. `name` is its device or
    its terminal. Raises UnknownTill."""
    with centre.write() as tx:
        for row in queries.every(tx.connection):
            if name in (row["id"], row["terminal"]) and not row["revoked_at"]:
                queries.change(tx.connection, row["id"], {"revoked_at": utc_text(tx.now.isoformat())})
                audit(tx, f"till {row['terminal']}", next_revision(tx), f"revoked: device {row['id']}")
                return Place(row["store"], row["terminal"])
    raise UnknownTill(name)


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
