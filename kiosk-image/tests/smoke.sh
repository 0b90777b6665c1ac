#!/usr/bin/env bash
# The image with the program that the tests built, in a virtual machine: its first start, and a visit to the ticket.
#
#   sudo bash kiosk-image/tests/smoke.sh WORK    WORK takes 6 GB; what is there of an earlier run is used again
#
# Installs what is missing. It takes what Debian has today: whether that is what packages/system.lock names is asked when an
# image is built to be shipped.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$1
programs=$PWD/${CARGO_TARGET_DIR:-target}/debug
case ${CARGO_TARGET_DIR:-} in /*) programs=$CARGO_TARGET_DIR/debug ;; esac

missing=()
for pair in mmdebstrap:mmdebstrap tesseract:tesseract-ocr zbarimg:zbar-tools strip:binutils; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
[ ${#missing[@]} -eq 0 ] || { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >/dev/null

mkdir -p "$work"
cargo test --quiet --workspace --all-features --no-run
strip -o "$work/anjungan" "$programs/anjungan"
# The list of versions belongs to who builds for kiosks.
cp kiosk-image/packages/system.lock "$work/system.lock"
trap 'cp "$work/system.lock" kiosk-image/packages/system.lock' EXIT
kiosk-image/build --work "$work/image" --out "$work/out" --terminal "$work/anjungan" --test --new-versions
kiosk-image/test --work "$work/image" --out "$work/out" --programs "$programs" --within 900 boot visit
