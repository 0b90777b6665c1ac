#!/usr/bin/env bash
# The image with the program that the tests built, in a virtual machine: its first start, and a visit to the ticket.
#
#   sudo bash kiosk-image/tests/smoke.sh WORK       WORK takes 6 GB; what is there of an earlier run is used again
#   sudo bash kiosk-image/tests/smoke.sh --tools    only installs what is missing
#
# It takes what Debian has today: whether that is what packages/system.lock names is asked when an
# image is built to be shipped.
set -euo pipefail
cd "$(dirname "$0")/../.."
programs=$(realpath -m "${CARGO_TARGET_DIR:-target}/debug")

missing=()
for pair in mmdebstrap:mmdebstrap tesseract:tesseract-ocr zbarimg:zbar-tools strip:binutils; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
[ ${#missing[@]} -eq 0 ] || { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >/dev/null

[ "$1" != --tools ] || exit 0

work=$1
mkdir -p "$work"
cargo test --quiet --workspace --all-features --no-run
strip -o "$work/anjungan" "$programs/anjungan"
# A list of its own: the one in the repository belongs to who builds for kiosks.
rm -f "$work/system.lock"
kiosk-image/build --work "$work/image" --out "$work/out" --terminal "$work/anjungan" --test --lock "$work/system.lock"
kiosk-image/test --work "$work/image" --out "$work/out" --programs "$programs" --within 1500 boot visit
