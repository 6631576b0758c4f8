"""A till is let in at a centre: a new one fetches what it starts from, a shop that is there already becomes one.

Every step can be cut off and asked for again: what was agreed is written down beside the database to be."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from storeops.database.engine import check_place, is_server
from storeops.database.faults import Damaged
from storeops.database.queries import shop as queries
from storeops.journal.identity import new_device
from storeops.operations import joining
from storeops.operations.joining import Beginning, Membership
from storeops.rules.errors import Refused
from storeops.settings import Settings
from storeops.store import Clock, Store
from storeops.sync import signing, snapshot
from storeops.sync.line import CentreRefused, HttpLine, Identity, check_address
from storeops.sync.messages import Enrolled, Enrolment, Shop

_AGREED = "enrolled.json"
_UNAUTHORIZED = 401


class NotATill(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A till keeps its shop in a file of its own: name one with --database FILE, or set STOREOPS_DB."
        )


class OtherCentre(Refused):
    """A till of one centre was told to become one of another."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"This database is a till of another centre ({address}). Nothing was changed: start a new database for "
            "this one."
        )
        self.address = address


@dataclass(frozen=True, slots=True)
class EnrolledView:
    """A till that was let in. `snapshot` is false for a shop that was there before; bytes are those on the line."""

    database: str
    address: str
    tenant: str
    store: str
    terminal: str
    device: str
    snapshot: bool
    rows: int
    compressed: int
    bytes: int


class _Agreed(msgspec.Struct, frozen=True):
    """What a new till has settled with a centre before it has a database to write it in."""

    device: str
    address: str = ""
    code: str = ""
    """SHA-256 of the code that it was let in with."""
    answer: Enrolled | None = None


def enrol(
    settings: Settings,
    address: str,
    code: str,
    *,
    insecure: bool = False,
    told: snapshot.Told | None = None,
    clock: Clock | None = None,
    line: Callable[[str, Identity | None], HttpLine] = HttpLine,
) -> EnrolledView:
    """Become the till that the code was made for. Raises BadAddress, LineDown, CentreRefused (also where a shop's
    place or catalogue is not what the centre expects: nothing was changed then), SnapshotRefused, NoRoom, ShopExists,
    NotATill, OtherCentre."""
    address = check_address(address, insecure=insecure)
    if is_server(settings.database):
        raise NotATill
    if Path(settings.database).exists():
        return _join(settings, address, code, clock, line)
    return _begin(settings, address, code, told, clock, line)


Lines = Callable[[str, Identity | None], HttpLine]


def _join(settings: Settings, address: str, code: str, clock: Clock | None, line: Lines) -> EnrolledView:
    """The shop that is there already."""
    shop = Store.open(settings, clock=clock)
    try:
        profile = shop.profile
        with shop.read() as connection:
            known = queries.local_values(connection)
            revision = queries.revision(connection)
        public = signing.make_key(signing.key_path(settings.database))
        way = line(address, None)
        try:
            standing = Shop(profile.store, profile.terminal, revision)
            answer = way.enrol(Enrolment(code, profile.device, public, standing))
        finally:
            way.close()
        told = known.get(joining.PUBLIC_KEY, answer.centre_key.hex())
        if told != answer.centre_key.hex():
            raise OtherCentre(known.get(joining.ADDRESS, ""))
        joining.join(shop, _membership(address, profile.device, answer), answer.reference)
    finally:
        shop.close()
    return _view(settings, _membership(address, profile.device, answer), None)


def _begin(
    settings: Settings, address: str, code: str, told: snapshot.Told | None, clock: Clock | None, line: Lines
) -> EnrolledView:
    """A new till. Nothing is under the database's name before it is whole."""
    path = Path(settings.database)
    check_place(path)
    folder = path.with_name(f"{path.name}.snapshot")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = signing.key_path(settings.database)
    public = signing.make_key(key)
    agreed = _agree(folder, address, code, public, line)
    answer = agreed.answer
    assert answer is not None
    way = line(address, Identity(answer.tenant, agreed.device, signing.read_key(key)))
    try:
        fetched = _fetch(way, folder, answer, told)
    finally:
        way.close()
    membership = _membership(address, agreed.device, answer)
    manifest = fetched.manifest
    beginning = Beginning(manifest.generation, manifest.cursor, manifest.reference)
    try:
        joining.settle_in(fetched.path, path, membership, beginning, succeeds=answer.succeeds, clock=clock)
    except Damaged:
        snapshot.forget(folder)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    return _view(settings, membership, fetched)


def _agree(folder: Path, address: str, code: str, public: bytes, line: Lines) -> _Agreed:
    """Be let in, or go on with what an earlier try with the same code came to."""
    place = folder / _AGREED
    try:
        agreed = msgspec.json.decode(place.read_bytes(), type=_Agreed)
    except (OSError, msgspec.MsgspecError):
        agreed = _Agreed(new_device())
        _write(place, agreed)
    digest = hashlib.sha256(code.encode()).hexdigest()
    if agreed.answer is not None and (agreed.address, agreed.code) == (address, digest):
        return agreed
    way = line(address, None)
    try:
        answer = way.enrol(Enrolment(code, agreed.device, public))
    finally:
        way.close()
    snapshot.forget(folder)
    agreed = _Agreed(agreed.device, address, digest, answer)
    _write(place, agreed)
    return agreed


def _write(path: Path, agreed: _Agreed) -> None:
    fresh = path.with_name(f".{path.name}")
    fresh.write_bytes(msgspec.json.encode(agreed))
    fresh.chmod(0o600)
    fresh.replace(path)


def _fetch(way: HttpLine, folder: Path, answer: Enrolled, told: snapshot.Told | None) -> snapshot.Fetched:
    wanted = snapshot.Wanted(answer.tenant, answer.store, answer.centre_key)
    try:
        return snapshot.fetch(way, wanted, folder, told=told)
    except CentreRefused as error:
        if error.status == _UNAUTHORIZED:  # the centre does not know this till any more: a new code begins anew
            (folder / _AGREED).unlink(missing_ok=True)
        raise


def _membership(address: str, device: str, answer: Enrolled) -> Membership:
    return Membership(address, answer.tenant, answer.centre_key, device, answer.store, answer.terminal)


def _view(settings: Settings, membership: Membership, fetched: snapshot.Fetched | None) -> EnrolledView:
    manifest = fetched.manifest if fetched else None
    return EnrolledView(
        database=settings.database,
        address=membership.address,
        tenant=membership.tenant,
        store=membership.store,
        terminal=membership.terminal,
        device=membership.device,
        snapshot=manifest is not None,
        rows=manifest.rows if manifest else 0,
        compressed=manifest.compressed if manifest else 0,
        bytes=manifest.bytes if manifest else 0,
    )
