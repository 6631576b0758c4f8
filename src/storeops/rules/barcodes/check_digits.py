"""The GS1 check digit and what numbers of 8, 12, 13 and 14 digits come to.

Written out here although biip has it too: every row of a catalogue import and every scan at the till passes
through, and biip takes a tenth of a second to load and hundreds of times as long per number.
"""

from __future__ import annotations

GTIN_LENGTHS = (8, 12, 13, 14)


def _ascii_offset(length: int) -> int:
    """What the code point of '0', weighted like a digit, adds to the sum over a number of this length."""
    return 48 * ((length + 1) // 2 + 3 * (length // 2))


_OFFSETS = tuple(_ascii_offset(length) for length in range(19))


def is_digits(text: str) -> bool:
    """Whether the text is one or more of 0-9 and nothing else (no other script's digits)."""
    return text.isascii() and text.isdigit()


def has_right_check_digit(digits: str) -> bool:
    """Whether the last of up to 18 digits is right: weighted 1, 3, 1, 3 ... from the right they add to tens.

    GS1 General Specifications, section 7.9.1. The same for GTIN, SSCC and GLN.
    """
    body = digits.encode()
    return (sum(body[::-2]) + 3 * sum(body[-2::-2]) - _OFFSETS[len(body)]) % 10 == 0


def gtin_check_digit(body: str) -> str:
    """The check digit which belongs behind these digits (GS1 General Specifications, section 7.9.1).

    Raises ValueError unless `body` is 1 to 17 digits.
    """
    if not is_digits(body) or len(body) > 17:
        raise ValueError("a check digit is computed over 1 to 17 digits")
    digits = body.encode()
    total = 3 * sum(digits[::-2]) + sum(digits[-2::-2]) - _ascii_offset(len(body) + 1) + 48
    return str(-total % 10)


def ean13(body12: str) -> str:
    """The EAN-13 with these 12 digits before its check digit. Raises ValueError for anything else."""
    if len(body12) != 12 or not is_digits(body12):
        raise ValueError("an EAN-13 has 12 digits before its check digit")
    return body12 + gtin_check_digit(body12)


def upc_a(upc_e: str) -> str:
    """The UPC-A which a UPC-E of 8 digits (number system, six digits, check digit) stands for, else ''.

    GS1 General Specifications, section 5.2.2.4.2. The check digit is that of the UPC-A; '' when it is wrong.
    """
    if len(upc_e) != 8 or upc_e[0] not in "01" or not is_digits(upc_e):
        return ""
    system, six, check = upc_e[0], upc_e[1:7], upc_e[7]
    last = six[5]
    if last in "012":
        body = six[:2] + last + "0000" + six[2:5]
    elif last == "3":
        body = six[:3] + "00000" + six[3:5]
    elif last == "4":
        body = six[:4] + "00000" + six[4]
    else:
        body = six[:5] + "0000" + last
    whole = system + body + check
    return whole if has_right_check_digit(whole) else ""


def printed(code: str) -> str:
    """A code as it stands below its bars: a GTIN of 14 digits without the zeros that fill up one of 13, 12 or 8."""
    if len(code) != 14 or not is_digits(code):
        return code
    zeros = len(code) - len(code.lstrip("0"))
    return code[6 if zeros >= 6 else min(zeros, 2) :]


def gtin_14(digits: str) -> str:
    """The 14-digit form of a GTIN-8, -12, -13, -14 or UPC-E with a right check digit, else ''.

    Eight digits may be a GTIN-8 or a UPC-E. Starting with 0 the UPC-E wins, because there a GTIN-8 can only
    be a number of one company's own (GS1 General Specifications, section 2.1.11), while the UPC-E is in use
    worldwide and the same product is also met as UPC-A. Starting with anything else the GTIN-8 wins.
    """
    length = len(digits)
    if length not in GTIN_LENGTHS or not is_digits(digits):
        return ""
    if length == 8 and digits[0] == "0" and (whole := upc_a(digits)):
        digits = whole
    elif not has_right_check_digit(digits):
        digits = upc_a(digits) if length == 8 else ""
    return digits.zfill(14) if digits.strip("0") else ""
