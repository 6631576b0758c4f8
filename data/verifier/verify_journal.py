#!/usr/bin/env python3
"""Checks an exported journal without StoreOps: python3 verify_journal.py journal.jsonl

Needs nothing but Python's own library. Each line holds origin, seq, previous_hash, hash (hex) and body (base64).
For each origin the numbers must run from 1 without a gap, each previous_hash must be the hash of the fact before it
(64 zeros for the first), and each hash must be SHA-256(previous_hash bytes + "origin\\nseq\\n" + body bytes).
Exit status: 0 all right, 1 something is wrong (each wrong line is named), 2 the file cannot be read.
"""

import base64
import hashlib
import json
import sys


def check(lines):
    """Yield (line number, what is wrong); `lines` are text or bytes."""
    heads = {}
    for number, line in enumerate(lines, 1):
        try:
            fact = json.loads(line)
            origin, seq = fact["origin"], fact["seq"]
            previous, told = bytes.fromhex(fact["previous_hash"]), bytes.fromhex(fact["hash"])
            body = base64.b64decode(fact["body"], validate=True)
        except (ValueError, KeyError, TypeError) as error:
            yield number, f"is not a fact: {error}"
            continue
        last_seq, last_hash = heads.get(origin, (0, bytes(32)))
        if seq != last_seq + 1:
            yield number, f"{origin} {seq} follows {last_seq}: facts are missing or out of order"
        elif previous != last_hash:
            yield number, f"{origin} {seq} is not chained to the fact before it"
        if hashlib.sha256(previous + f"{origin}\n{seq}\n".encode() + body).digest() != told:
            yield number, f"{origin} {seq}: the content does not match its hash"
        heads[origin] = (seq, told)
    for origin, (seq, told) in sorted(heads.items()):
        print(f"{origin}: {seq} facts, head {told.hex()}")


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    try:
        with open(sys.argv[1], "rb") as lines:
            wrong = list(check(lines))
    except OSError as error:
        print(f"cannot read {sys.argv[1]}: {error}", file=sys.stderr)
        return 2
    for number, what in wrong:
        print(f"line {number}: {what}")
    print("WRONG" if wrong else "all right")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
