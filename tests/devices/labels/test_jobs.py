"""The queue of labels beside the queue of receipts: neither sees the other, each keeps its promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.documents.parcels import EVERYTHING, PARCEL
from tests.machines import till

from storeops.database.queries import print_jobs
from storeops.devices.jobs import DatabaseJobs, renderer
from storeops.devices.labels.jobs import label_jobs, label_renderer, own_label_printer, print_waiting
from storeops.devices.labels.trouble import LabelPrinterSilent, NoLabelPrinter
from storeops.devices.labels.zpl import encode
from storeops.devices.spool import READY, Backlog, drain, recover
from storeops.devices.status import PrinterStatus
from storeops.devices.transport import Delivery
from storeops.documents.label import label
from storeops.operations import carts, printing, sales
from storeops.operations.terminal_lock import lock_path
from storeops.reports.papers import CarriersLabel
from storeops.reports.shipping_views import LabelView
from storeops.rules.errors import Refused
from storeops.rules.postal_address import Address
from storeops.rules.tenders import CARD, Tender
from storeops.store import Store


@dataclass
class Roll:
    """A label printer that keeps what it printed."""

    address: str = "tcp://labels:9100"
    got: list[bytes] = field(default_factory=list)
    fault: Exception | None = None

    def send(self, data: bytes) -> Delivery:
        if self.fault is not None:
            raise self.fault
        self.got.append(data)
        return "confirmed"

    def send_now(self, data: bytes) -> Delivery:
        return self.send(data)

    def status(self) -> PrinterStatus | None:
        return None


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = till.trading(tmp_path / "shop.db", printer="file:///dev/null")
    till.list_products(made, [till.item("TEA", 250)])
    yield made
    made.close()


def queue(shop: Store, parcel: str) -> None:
    with shop.write() as tx:
        printing.queue(tx, "label", parcel)


def told(shop: Store) -> list[tuple[str, str, str, str]]:
    every = ("queued", "sending", "sent", "confirmed", "unknown", "failed", "dropped")
    with shop.read() as connection:
        rows = print_jobs.listed(connection, "S1-T1", every)
    return sorted((row["document"], row["subject"][:8], row["state"], row["error"]) for row in rows)


PARCELS = {"one": PARCEL, "two": replace(EVERYTHING, parcel=2)}


class NoSuchParcel(Refused):
    pass


def view(parcel: str) -> LabelView:
    if parcel not in PARCELS:
        raise NoSuchParcel(f"There is no parcel {parcel}.")
    return PARCELS[parcel]


def test_labels_and_receipts_come_out_of_their_own_printers(shop: Store) -> None:
    queue(shop, "one")
    sales.complete(shop, carts.add(shop, carts.new(shop), "TEA"), [Tender(CARD, 250)])
    queue(shop, "two")
    roll, paper = Roll(), Roll("tcp://receipts:9100")
    assert label_jobs(shop).backlog() == Backlog(waiting=2)
    assert DatabaseJobs(shop).backlog() == Backlog(waiting=1)
    assert drain(DatabaseJobs(shop), paper, renderer(shop)) == READY
    assert (len(paper.got), label_jobs(shop).backlog().waiting) == (1, 2)
    assert drain(label_jobs(shop), roll, label_renderer(shop, view)) == READY
    assert roll.got == [encode(label(one)).data for one in PARCELS.values()]
    assert {state for _, _, state, _ in told(shop)} == {"confirmed"}


def test_a_silent_printer_keeps_the_label_in_the_queue(shop: Store) -> None:
    queue(shop, "one")
    roll = Roll(fault=LabelPrinterSilent("tcp://labels:9100"))
    assert drain(label_jobs(shop), roll, label_renderer(shop, view)).trouble.startswith("no answer")
    assert [(document, state) for document, _, state, _ in told(shop)] == [("label", "queued")]
    roll.fault = None
    drain(label_jobs(shop), roll, label_renderer(shop, view))
    assert len(roll.got) == 1


def test_a_parcel_that_is_gone_holds_up_none_behind_it(shop: Store) -> None:
    queue(shop, "lost")
    queue(shop, "one")
    roll = Roll()
    assert drain(label_jobs(shop), roll, label_renderer(shop, view)) == READY
    assert len(roll.got) == 1
    assert ("label", "lost", "failed", "There is no parcel lost.") in told(shop)


def test_what_the_font_lacks_is_told_of_the_job(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PARCELS, "one", replace(PARCEL, recipient=Address(name="東京", country="GB")))
    queue(shop, "one")
    drain(label_jobs(shop), Roll(), label_renderer(shop, view))
    assert told(shop) == [("label", "one", "confirmed", "2 characters could not be printed")]


def test_a_label_cut_off_is_recovered_by_the_labels_alone(shop: Store) -> None:
    queue(shop, "one")
    jobs = label_jobs(shop)
    job = jobs.next_queued()
    assert job is not None
    assert jobs.claim(job.id)
    assert recover(DatabaseJobs(shop)) == 0
    assert recover(label_jobs(shop)) == 1
    assert told(shop)[0][2] == "unknown"


def test_one_printer_at_work_does_not_hold_the_other(shop: Store) -> None:
    queue(shop, "one")
    sales.complete(shop, carts.add(shop, carts.new(shop), "TEA"), [Tender(CARD, 250)])
    labels, receipts = label_jobs(shop), DatabaseJobs(shop)
    one, other = labels.next_queued(), receipts.next_queued()
    assert one is not None
    assert other is not None
    assert labels.claim(one.id)
    assert receipts.claim(other.id)
    # Locks belong to a process, so this one cannot be kept out by itself; but there is one for each printer.
    assert lock_path(shop, "printing-labels.lock").exists()
    assert lock_path(shop, "printing.lock").exists()
    receipts.mark(other.id, "confirmed", "")
    labels.mark(one.id, "confirmed", "")


def test_the_machines_own_printer_and_its_resolution(shop: Store, tmp_path: Path) -> None:
    with pytest.raises(NoLabelPrinter, match="STOREOPS_LABEL_PRINTER"):
        own_label_printer(shop)
    shop.settings = replace(shop.settings, label_printer=f"file://{tmp_path}/labels.zpl", label_dots=12)
    queue(shop, "one")
    assert drain(label_jobs(shop), own_label_printer(shop), label_renderer(shop, view)) == READY
    assert (tmp_path / "labels.zpl").read_bytes() == encode(label(PARCEL), dots=12).data


def test_the_carriers_own_label_goes_before_ours(shop: Store) -> None:
    queue(shop, "one")
    queue(shop, "two")
    own = {
        "one": CarriersLabel("P1", "easypost", "zpl", b"^XA^FO1,1^FDpostage^FS^XZ"),
        "two": CarriersLabel("P2", "easypost", "zpl", b"^XA^JUF^FO1,1^FDpostage^FS^XZ"),
    }
    roll = Roll()
    assert drain(label_jobs(shop), roll, label_renderer(shop, view, own.get)) == READY
    assert roll.got == [b"^XA^FO1,1^FDpostage^FS^XZ\n", encode(label(PARCELS["two"])).data]


def test_what_was_cut_off_waits_for_a_person_when_the_next_label_is_printed(shop: Store, tmp_path: Path) -> None:
    shop.settings = replace(shop.settings, label_printer=f"file://{tmp_path}/labels.zpl")
    queue(shop, "one")
    jobs = label_jobs(shop)
    job = jobs.next_queued()
    assert job is not None
    assert jobs.claim(job.id)
    assert print_waiting(shop) == READY
    assert told(shop)[0][2] == "unknown"
