#!/usr/bin/env bash
# Our kiosk and a browser kiosk on the same display, one after the other, the same way measured.
#
# usage: compare.sh [RUNS]      needs: xvfb xdotool chromium python3
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
# A visitor starts, opens the list, types a search, opens a vacancy and goes back, a few times over.
touch() { printf 'xdotool mousemove %d %d click 1 sleep 0.4; ' "$1" "$2"; }
browse="$(touch 540 1700)$(touch 540 350)$(touch 540 150)xdotool type --delay 60 'operator produksi'; sleep 1; "
for _ in 1 2 3; do browse+="$(touch 540 420)$(touch 120 1750)"; done
python3 measure.py browsing 4 "$runs" --then "$browse" -- "$target/release/anjungan" run --config "$work/anjungan.toml"
python3 measure.py chromium 8 "$runs" -- chromium --kiosk --no-sandbox --no-first-run --no-default-browser-check \
    --disable-gpu --disable-background-networking --disable-component-update --disable-sync \
    --user-data-dir="$work/profile-@RUN@" --window-size=1080,1920 "file://$PWD/page.html"
