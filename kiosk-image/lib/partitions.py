#!/usr/bin/env python3
"""Prints one fact of what `systemd-repart --json=short --split=yes` told about the disk it made.

partitions.py REPORT roothash | TYPE.(offset|size|uuid|file)     the first partition of a type counts: the second slot is empty
"""

import json
import os
import sys

FIELDS = {"offset": "offset", "size": "raw_size", "uuid": "uuid", "file": "split_path"}


def main(report: str, wanted: str) -> str:
    with open(report, encoding="utf-8") as file:
        partitions = json.load(file)
    if wanted == "roothash":
        return next(p["roothash"] for p in partitions if p.get("roothash") not in (None, "TBD"))
    kind, field = wanted.split(".")
    for partition in partitions:
        # repart calls the root by its architecture: root-x86-64, root-x86-64-verity.
        name = partition["type"].replace("-x86-64", "").replace("-arm64", "")
        if name == kind:
            value = partition[FIELDS[field]]
            return os.path.basename(value) if field == "file" else str(value)
    raise SystemExit(f"partitions.py: {report} has no partition of type {kind}")


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
