#!/usr/bin/env bash
# The program itself, from outside: started as a process, touched, looked at, ended by signals.
#
#   bash tests/real_binary.sh        from the repository root; pictures in target/real-binary/
#
# 1. with Slint's remote control (feature `mcp`, never shipped), without a display: a visit by labels
# 2. on a real X display, as `cargo run -- demo` gives it: the window opens, draws, ends, starts again
#
# Needs python3; for 2. also Xvfb and xwd (Debian: xvfb x11-apps), which are installed where that is possible.
set -euo pipefail

pictures=$PWD/target/real-binary
mkdir -p "$pictures"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# As the tests have it, with every feature. A development build names its elements, so that they can be found; see
# ui/build.rs.
cargo test --quiet --workspace --all-features --no-run
anjungan=${CARGO_TARGET_DIR:-target}/debug/anjungan
python3 tests/real_binary.py visit "$anjungan" "$work" "$pictures"

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo -n)
# A name each, for the skip to say what is missing.
for pair in Xvfb:xvfb xwd:x11-apps; do
    program=${pair%%:*} package=${pair##*:}
    command -v "$program" >"$work/where" && continue
    if ! { "${as_root[@]}" apt-get update \
        && "${as_root[@]}" apt-get install -y --no-install-recommends "$package"; } >"$work/apt.log" 2>&1; then
        echo "skipped: the window on an X display ($program is not here, and $package can't be installed:" \
            "$(tail -n 1 "$work/apt.log"))"
        exit 0
    fi
done

python3 tests/real_binary.py window "$anjungan" "$work" "$pictures"
