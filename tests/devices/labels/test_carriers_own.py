"""A carrier's own label in ZPL: what draws is sent as it came, what would drive the printer is not."""

from __future__ import annotations

import pytest

from storeops.devices.labels.carriers_own import LARGEST, printable

PLAIN = (
    b"^XA^LRN^LS0^MCY^CI28^PW812^LL1218^LH0,0\r\n^CF0,30^FO40,40^A0N,40,40^FH^FDAda Field_5E^FS\r\n"
    b"^FO40,200^BY3^BCN,200,N,N,N^FD>;1234^FS^FO10,10^GFA,2,2,1,F0F0^FS^PQ1,0,1,Y^XZ\r\n"
)


def test_a_label_that_only_draws_goes_as_it_came() -> None:
    assert printable(PLAIN) == PLAIN.strip() + b"\n"
    assert printable(PLAIN + PLAIN) is not None


def test_how_the_printer_is_set_up_stays() -> None:
    assert printable(b"^XA^MNY^MTD^PR6^MD30^POI^FO1,1^FDx^FS^XZ") == b"^XA^FO1,1^FDx^FS^XZ\n"


@pytest.mark.parametrize(
    "inside",
    [
        b"~JR",
        b"^FDx~HI^FS",
        b"^CC+",
        b"^CD;",
        b"^CT+",
        b"^JUS",
        b"^DFR:LOGO.ZPL^FS",
        b"^XFR:LOGO.ZPL^FS",
        b"^IDR:*.*^FS",
        b"^IMR:LOGO.GRF^FS",
        b"^XGR:LOGO.GRF^FS",
        b"^CWA,E:X.FNT",
        b"^A@N,10,10,E:X.FNT",
        b"^CI28,36,21",
        b"^PQ5000",
        b"^LRY",
        b"^LS600",
        b"^LL32000",
        b"^PMY",
        b"^GFB,2,2,1,xx",
        b"^SZ2",
        b"^FD\x1b@^FS",
        b"^XA",
        b"^",
        b"^xa",
        b"^ccx",
    ],
)
def test_what_would_drive_the_printer_is_refused(inside: bytes) -> None:
    assert printable(b"^XA^FO1,1^FDx^FS%b^XZ" % inside) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.4",
        b"^FO1,1^FDx^FS",
        b"^XA^FDx^FS",
        b"^FDx^XZ",
        b"^JUF^XA^FDx^FS^XZ",
        b"^XA^FDx^FS^XZ^PQ1",
        b"^XA^FDx^FS^XZ! U1 setvar",
        b"! U1 x^XA^FDx^FS^XZ",
        b"^XA^FDx^FS^XZ" * 5,
        b"^XA^FX" + b"x" * LARGEST + b"^XZ",
    ],
)
def test_what_is_no_label_or_more_than_one_parcels_is_refused(data: bytes) -> None:
    assert printable(data) is None
