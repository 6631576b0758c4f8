"""The queue of labels of one terminal: in the shop's database beside its receipts, printed by the same spool."""

from __future__ import annotations

from collections.abc import Callable

from storeops.devices.jobs import DatabaseJobs, UnknownDocument
from storeops.devices.labels.printer import label_printer
from storeops.devices.labels.trouble import NoLabelPrinter
from storeops.devices.labels.zpl import encode
from storeops.devices.spool import Printable, PrintJob, Render
from storeops.devices.transport import Transport
from storeops.documents.label import label
from storeops.reports.rma.label import label_view as return_view
from storeops.reports.shipping_views import LabelView
from storeops.store import Store


def label_jobs(shop: Store) -> DatabaseJobs:
    """The labels that wait: queued by `operations.printing.queue(tx, "label", parcel)`, taken out by `spool.drain`."""
    return DatabaseJobs(shop, labels=True)


def label_renderer(shop: Store, view: Callable[[str], LabelView]) -> Render:
    """Makes a job's bytes for the label printer of this machine; `view` reads the label of a parcel's id, and what it
    raises makes the job failed."""

    def render(job: PrintJob) -> Printable:
        if job.document == "return_label":
            with shop.read() as connection:
                seen = return_view(connection, shop.profile, job.subject)
        elif job.document == "label":
            seen = view(job.subject)
        else:
            raise UnknownDocument(job.document)
        drawn = label(seen, decimal=shop.profile.decimal)
        made = encode(drawn, dots=shop.settings.label_dots)
        return Printable(made.data, lost=made.lost)

    return render


def own_label_printer(shop: Store) -> Transport:
    """The label printer of this machine. Raises NoLabelPrinter, BadAddress."""
    if not shop.settings.label_printer:
        raise NoLabelPrinter
    return label_printer(shop.settings.label_printer)
