#!/usr/bin/env bash
# Our kiosk and a browser kiosk on the same display, one after the other, the same way measured.
#
# usage: compare.sh [RUNS]      needs: xvfb chromium python3
# Ours starts with a catalogue of 20,000 vacancies, which is made first; the browser shows one static page.
set -euo pipefail
cd "$(dirname "$0")"
runs=${1:-5}
root=$(cd ../.. && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --quiet --release --manifest-path "$root/Cargo.toml"
cargo bench --quiet --manifest-path "$root/Cargo.toml" --bench kiosk -- data "$work/data" 20000
cat >"$work/anjungan.toml" <<TOML
data = "$work/data"
[central]
url = "http://127.0.0.1:9"
TOML
python3 measure.py anjungan 4 "$runs" -- "$target/release/anjungan" run --config "$work/anjungan.toml"
python3 measure.py chromium 8 "$runs" -- chromium --kiosk --no-sandbox --no-first-run --no-default-browser-check \
    --disable-gpu --disable-background-networking --disable-component-update --disable-sync \
    --user-data-dir="$work/profile-@RUN@" --window-size=1080,1920 "file://$PWD/page.html"
