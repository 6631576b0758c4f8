"""Facts of picking, parcels and collections for tests of the journal: one of each kind, made by hand."""

from __future__ import annotations

from storeops.journal import facts
from storeops.store import Store

TEA = facts.Moved(sku="TEA", quantity=2000, unit_cost=100, bin="A-01-1")
PLACE, BOX = "~S1-T1-O000001", "~S1-T1-B000001"


def record(shop: Store, order: str) -> None:
    """A wave planned, walked, picked and cut; a parcel packed, opened, labelled, sent and tracked; a collection."""
    series = shop.profile.series
    task = facts.PickTask(
        task=1, tour=1, sequence=1, order=order, number="O1", line=1, sku="TEA", name="Tea", unit="each",
        quantity=3000, bin="A-01-1", tote="T1",
    )  # fmt: skip
    with shop.write() as tx:
        wave = tx.record(
            facts.WavePlanned(
                number=f"{series}-W000001",
                series=series,
                counter=1,
                location="S1",
                mode="cluster",
                objective="oldest",
                pickers=1,
                orders=1,
                distance=40,
                distance_single=90,
                reasons=("the oldest promise first",),
                tasks=(task,),
            )
        ).envelope.id
        tx.record(facts.WaveReleased(wave=wave))
        tx.record(facts.TourTaken(wave=wave, tour=1, picker="ben"))
        tx.record(facts.PickSkipped(wave=wave, task=1, picker="ben"))
        tx.record(
            facts.Picked(
                wave=wave, task=1, order=order, line=1, location="S1", tote="T1", picker="ben", units=2000,
                goods=(TEA,), to_bin=PLACE,
            )
        )  # fmt: skip
        tx.record(
            facts.PickCut(wave=wave, task=1, order=order, line=1, why="short", quantity=1000, units=1000, picker="ben")
        )
        back = facts.Moved(sku="TEA", quantity=1000, bin="A-01-1")
        tx.record(facts.PutBack(order=order, line=1, location="S1", goods=(back,), from_bin=PLACE, units=1000))
        tx.record(facts.WaveClosed(wave=wave, reason="done"))
    _parcel(shop, order)


def _parcel(shop: Store, order: str) -> None:
    series = shop.profile.series
    line = facts.ParcelLine(line=1, name="Tea", unit="each", units=1000, goods=(facts.Moved(sku="TEA", quantity=1000),))
    with shop.write() as tx:
        packed = facts.ParcelPacked(
            number=f"{series}-B000001", series=series, counter=1, order=order, order_number="O1", location="S1",
            sscc="", carton="", length=300, width=200, height=100, grams=700, lines=(line,), from_bin=PLACE, to_bin=BOX,
        )  # fmt: skip
        parcel = tx.record(packed).envelope.id
        for reference in ("r1", "r2"):
            tx.record(facts.LabelRequested(parcel=parcel, carrier="demo", service="express", reference=reference))
        tx.record(facts.LabelVoided(parcel=parcel, reference="r1", reason="refused"))
        tx.record(
            facts.LabelBought(
                parcel=parcel, carrier="demo", service="express", reference="r2", tracking="DM1", shipment="s",
                cost=545, currency="GBP",
            )
        )  # fmt: skip
        tx.record(facts.ParcelSent(parcel=parcel, order=order, sale="sale", manifest="m"))
        tx.record(
            facts.ManifestClosed(
                number=f"{series}-M000001", series=series, counter=1, carrier="demo", location="S1", parcels=(parcel,),
                grams=700,
            )
        )  # fmt: skip
        tx.record(
            facts.ParcelTracked(
                parcel=parcel, order=order, tracking="DM1", event="e1", status="delivered",
                at="2026-11-24T10:00:00.000000Z", place="Leeds", note="", delivered=((1, 1000),),
            )
        )  # fmt: skip
        tx.record(
            facts.ParcelOpened(
                parcel=parcel, order=order, location="S1", lines=(line,), from_bin=BOX, to_bin=PLACE, reason="wrong"
            )
        )
        tx.record(facts.PickupStep(order=order, step="ready", code="4711", until="2026-12-01"))
