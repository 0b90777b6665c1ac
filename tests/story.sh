#!/usr/bin/env bash
# The whole story: the kiosk's real window, a real central, Chromium for the officers, ippeveprinter for the sheets and the
# simulator for the slip. What tests/journeys/story.rs says is played here with what it needs.
#
#   bash tests/story.sh            from the repository root; a picture of each step in target/story/
#   bash tests/story.sh renew      the same, and makes the README's pictures in assets/story/ anew (needs ImageMagick)
#
# As root it installs what is missing. The printer has a free port, and all that is started here is gone at the end.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'FAILED: %s\n' "$*" >&2; tail -n 20 "$work"/*.log >&2; exit 1; }

export PATH="$PATH:/usr/sbin"
# A proxy of the environment must not come between two programs on this machine.
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy
needed=(chromedriver:chromium-driver chromium:chromium ippeveprinter:cups-ipp-utils dbus-daemon:dbus
    pdfsig:poppler-utils zbarimg:zbar-tools)
[ "${1:-}" != renew ] || needed+=(convert:imagemagick)
packages=()
for pair in "${needed[@]}"; do
    command -v "${pair%%:*}" >/dev/null || packages+=("${pair##*:}")
done
if [ ${#packages[@]} -gt 0 ]; then
    [ "$(id -u)" -eq 0 ] || { echo "skipped: apt-get install ${packages[*]}"; exit 0; }
    log=$(mktemp)
    { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" ||
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"; }
    } >"$log" 2>&1 || { tail "$log"; echo "skipped: ${packages[*]} can't be installed"; exit 0; }
fi

work=$(mktemp -d)
started=()
stop() {
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap stop EXIT

# Waits until a command succeeds, at most 15 s.
until_it() {
    for _ in $(seq 150); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done
    fail "not within 15 s: $*"
}

# The printer's mechanism. While the file `hold` is there it stands still.
mkdir "$work/spool"
cat >"$work/mechanism" <<'SH'
#!/bin/sh
cd "$(dirname "$0")/spool"
touch begun
while [ -e hold ]; do sleep 0.1; done
touch done
SH
chmod +x "$work/mechanism"

dbus-daemon --session --address="unix:path=$work/dbus.sock" --nofork --nopidfile >"$work/dbus.log" 2>&1 &
started+=($!)
until_it test -S "$work/dbus.sock"
export DBUS_SYSTEM_BUS_ADDRESS="unix:path=$work/dbus.sock"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
ippeveprinter -p "$port" -d "$work/spool" -k -r off -n localhost -f application/pdf \
    -c "$work/mechanism" sheets >"$work/printer.log" 2>&1 &
started+=($!)
until_it python3 -c "import socket; socket.create_connection(('localhost', $port), 1)"

STORY_PRINTER="ipp://localhost:$port/ipp/print" STORY_SPOOL="$work/spool" \
    cargo test --quiet --workspace --all-features --test journeys -- --ignored --exact story::from_a_touch_to_a_card_that_is_genuine

pictures="${CARGO_TARGET_DIR:-target}/story"
printf 'the story: %s pictures in %s\n' "$(find "$pictures" -name '*.png' | wc -l)" "$pictures"
[ "${1:-}" = renew ] || exit 0

# The README's: what stands upright at half its size, what lies wider.
rm -rf assets/story
mkdir assets/story
for name in stored-on-the-machine slip photo-from-the-counter ready card genuine; do
    case $name in card | photo-from-the-counter) width=900 ;; *) width=540 ;; esac
    convert "$pictures"/[0-9][0-9]-"$name".png -resize "$width>" +dither -colors 96 -depth 8 -strip "assets/story/$name.png"
done
du -ah assets/story
