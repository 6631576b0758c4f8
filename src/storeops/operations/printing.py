"""What is to be printed is queued in the transaction that it belongs to: what was committed is printed, whatever
happens next, and what was not is not."""

from __future__ import annotations

from typing import Literal, TypeAlias

from storeops.database.queries import print_jobs
from storeops.store import Tx

Document: TypeAlias = Literal["receipt", "z", "run_sheet", "label", "return_label"]
"""`receipt`: its subject is the sale's or return's id. `z`: the number of a Z report. `run_sheet`: a van, a day, and
the ids of its parcels in the order of their stops. `label`: the id of a parcel. `return_label`: of a return."""


def queue(tx: Tx, document: Document, subject: str, *, copy: int = 0) -> str:
    """Queue a document for this terminal's printer (labels: its label printer) in the caller's transaction; returns
    the job's id.

    `copy` is 0 for the document itself, n for its n-th copy."""
    job = tx.new_id()
    print_jobs.enqueue(
        tx.connection,
        id=job,
        terminal=tx.profile.terminal,
        document=document,
        subject=subject,
        copy=copy,
        at=tx.now.isoformat(timespec="milliseconds"),
    )
    return job
