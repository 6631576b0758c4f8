"""The queue of labels of one terminal: in the shop's database beside its receipts, printed by the same spool."""

from __future__ import annotations

import threading
from collections.abc import Callable

from storeops.devices.jobs import DatabaseJobs, UnknownDocument
from storeops.devices.labels.carriers_own import printable
from storeops.devices.labels.printer import label_printer
from storeops.devices.labels.trouble import NoLabelPrinter
from storeops.devices.labels.zpl import encode
from storeops.devices.spool import Printable, PrintJob, Render, SpoolState, drain, recover
from storeops.devices.transport import Transport
from storeops.documents.label import label
from storeops.reports.papers import CarriersLabel, carriers_label, label_view
from storeops.reports.rma.label import label_view as return_view
from storeops.reports.shipping_views import LabelView
from storeops.store import Store

_AT_WORK = threading.Lock()
"""Two threads of a process do not keep each other out by the queue's own lock: the second would take the label that the
first is printing for one that was cut off."""


def label_jobs(shop: Store) -> DatabaseJobs:
    """The labels that wait: queued by `operations.printing.queue(tx, "label", parcel)`, taken out by `spool.drain`."""
    return DatabaseJobs(shop, labels=True)


def label_renderer(
    shop: Store, view: Callable[[str], LabelView], own: Callable[[str], CarriersLabel | None] = lambda _: None
) -> Render:
    """Makes a job's bytes for the label printer of this machine; `view` reads the label of a parcel's id, and what it
    raises makes the job failed. `own` reads the carrier's own label, which goes before ours."""

    def render(job: PrintJob) -> Printable:
        if job.document == "return_label":
            with shop.read() as connection:
                seen = return_view(connection, shop.profile, job.subject)
        elif job.document == "label":
            if data := carriers_zpl(own(job.subject)):
                return Printable(data)
            seen = view(job.subject)
        else:
            raise UnknownDocument(job.document)
        drawn = label(seen, decimal=shop.profile.decimal)
        made = encode(drawn, dots=shop.settings.label_dots)
        return Printable(made.data, lost=made.lost)

    return render


def carriers_zpl(own: CarriersLabel | None) -> bytes | None:
    """The carrier's own label for a label printer, None where it is none, or not only a label."""
    return printable(own.data) if own is not None and own.format == "zpl" else None


def only_ours(shop: Store, parcel: str) -> str:
    """What a person has to know of a label that comes out of the label printer: the carrier drew one of its own, and
    this is not it. Nothing where it is, or the carrier drew none. Raises UnknownDocument, AmbiguousDocument."""
    with shop.read() as connection:
        own = carriers_label(connection, parcel)
    if own is None or carriers_zpl(own):
        return ""
    if own.format == "zpl":
        return f"{own.carrier}'s own label holds commands that are not sent to a printer. Ours is printed: no postage."
    return (
        f"{own.carrier}'s own label is a {own.format.upper()}. Ours is printed, which is no postage: 'storeops label "
        f"print {own.parcel} --format {own.format} --output FILE' writes the carrier's."
    )


def own_label_printer(shop: Store) -> Transport:
    """The label printer of this machine. Raises NoLabelPrinter, BadAddress."""
    if not shop.settings.label_printer:
        raise NoLabelPrinter
    return label_printer(shop.settings.label_printer)


def print_waiting(shop: Store) -> SpoolState:
    """Print every label that waits for this machine's label printer; one that was cut off before waits for a person.
    Raises NoLabelPrinter, BadAddress."""

    def view(parcel: str) -> LabelView:
        with shop.read() as connection:
            return label_view(connection, shop.profile, parcel)

    def own(parcel: str) -> CarriersLabel | None:
        with shop.read() as connection:
            return carriers_label(connection, parcel)

    printer = own_label_printer(shop)
    with _AT_WORK:
        jobs = label_jobs(shop)
        recover(jobs)
        return drain(jobs, printer, label_renderer(shop, view, own))
