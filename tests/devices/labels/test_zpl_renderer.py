"""The ZPL as a second renderer draws it (zpl-renderer-js, of another house again): every script that a name may have.

Set STOREOPS_ZPL_RENDERER to a folder in which `npm install zpl-renderer-js` was run. That renderer reads a change
from set B to set C within a symbol wrongly, where zplkit and the programming guide agree; such numbers are left to
zplkit."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
from dataclasses import replace
from typing import Any

import pytest
from tests.devices.labels.reading import judged, symbols
from tests.documents.parcels import EVERYTHING, PARCEL

from storeops.devices.labels.zpl import encode
from storeops.documents.label import label
from storeops.documents.label.layout import Box, Label, Mark, Text
from storeops.reports.shipping_views import LabelView
from storeops.rules.postal_address import Address

FOLDER = os.environ.get("STOREOPS_ZPL_RENDERER", "")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="STOREOPS_ZPL_RENDERER does not name a folder with zpl-renderer-js in its node_modules"
)

#: The input lists labels with their width and height in millimetres; each line of the output is a picture.
SCRIPT = """
import { readFileSync } from "node:fs";
const { ready } = await import("zpl-renderer-js");
const { api } = await ready;
for (const [zpl, width, height] of JSON.parse(readFileSync(0, "utf8")))
  console.log(await api.zplToBase64Async(zpl, width, height, 8));
process.exit(0);
"""

NAMES = Address(
    name="Żubrówka Ćevapčići ÅÄÖ åäö ÞþÐð ßœæ", company="Ελλάδα Юлия Щука ^XZ ~DY_5E\\& {Quay}",
    lines=("漢字 한글 😀 سلام", "Wm@%&gjpqy|_~^<>()" * 4), city="Ђорђе", postcode="10115", country="DE",
)  # fmt: skip


def pictures(*labels: Label) -> list[Any]:
    """Each label as the renderer draws it."""
    jobs = [(encode(one).data.decode("ascii"), one.width / 8, one.height / 8) for one in labels]
    image = pytest.importorskip("PIL.Image")
    done = subprocess.run(
        ["node", "--input-type=module", "-e", SCRIPT],
        cwd=FOLDER,
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        check=True,
    )
    return [image.open(io.BytesIO(base64.b64decode(line))).convert("L") for line in done.stdout.split()]


def test_its_symbols_are_scanned_and_judged() -> None:
    views: list[LabelView] = [
        EVERYTHING,
        replace(PARCEL, tracking="1Z999AA10123456784"),
        replace(PARCEL, tracking="9400110200881234567890"),
        replace(EVERYTHING, tracking="RR123456785GB", recipient=NAMES),
    ]
    for view, picture in zip(views, pictures(*map(label, views)), strict=True):
        read = symbols(picture)
        assert read.pop("tracking") == view.tracking
        assert judged(read.pop("00")) == {"00": view.sscc}
        routing = {"420": "YO17HH"} if view.recipient is not NAMES else {"421": "27610115"}
        assert [judged(data) for data in read.values()] == ([routing] if view.routing_code else [])


def test_every_field_leaves_its_ink_within_its_box() -> None:
    made = label(replace(EVERYTHING, recipient=NAMES, carrier="Ärger Ü Ø ẞ %", service="_übernacht_ ŻŹĆ %"))
    fields = [field for field in made.fields if isinstance(field, Text | Mark)]
    sheets = [
        Label(field.box.width + 200, field.box.height + 200, (replace(field, box=replace(field.box, x=100, y=100)),))
        for field in fields
    ]
    for field, picture in zip(fields, pictures(*sheets), strict=True):
        left, top, right, bottom = picture.point(lambda grey: 255 if grey < 128 else 0).getbbox()
        inked = Box(left, top, right - left, bottom - top)
        assert inked.inside(Box(100, 100, field.box.width, field.box.height)), (field, inked)
