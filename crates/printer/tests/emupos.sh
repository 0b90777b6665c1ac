#!/usr/bin/env bash
# Prints on emupos, an ESC/POS printer written by others, over a terminal and over TCP, with the code drawn by the
# printer and as a picture; then breaks it in its four ways, of which the driver must hear. It must know every command, show the text, and zbarimg must read the code back.
#
#   TICKET_BYTES  a file with a job's bytes, played as they are
#   TICKET_QR     what its code must say
#   TICKET_TEXT   a file of lines that must occur in its text
#   TO_EMULATOR   the built example, if it is not to be built here
#   WATCH         the other built example, likewise
#   EMUPOS        an installed emupos, if it is not to be installed here
#
# Needs Python 3.13, which emupos is written for; without it nothing is checked.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
qr='HTTPS://KIOS.EXAMPLE/V/01JD6Y3Q9ZK7M2W8ABCDEFGHJK'

fail() { echo "FAILED: $*" >&2; [ ! -f "$work/log" ] || cat "$work/log" >&2; exit 1; }

find_python() {
    for python in python3.13 python3.14 python3 "$HOME"/.pyenv/versions/3.1[3-9]*/bin/python3; do
        if command -v "$python" >/dev/null &&
            "$python" -c 'import sys; sys.exit(sys.version_info < (3, 13))' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
}

work=$(mktemp -d)
emulator=
tidy() {
    [ -z "$emulator" ] || kill "$emulator" 2>/dev/null || true
    [ -z "$emulator" ] || wait "$emulator" 2>/dev/null || true
    rm -rf "$work"
}
trap tidy EXIT

python=$(find_python)
if [ -z "$python" ]; then
    echo 'skipped: Python 3.13 or newer is absent'
    exit 0
fi
command -v zbarimg >/dev/null || fail 'zbarimg is absent: apt-get install zbar-tools'
if [ -z "${EMUPOS:-}" ]; then
    "$python" -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check emupos==0.4.0
    EMUPOS=$work/venv/bin/emupos
fi
if [ -z "${TO_EMULATOR:-}" ]; then
    (cd "$here/../.." && cargo test --quiet --workspace --all-features --no-run)
    target=$(cd "$here" && cargo metadata --format-version 1 --no-deps |
        "$python" -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
    TO_EMULATOR=$target/debug/examples/to-emulator
fi
WATCH=${WATCH:-${TO_EMULATOR%/*}/watch}

# Two ports that are free now.
read -r api tcp <<EOF
$("$python" -c '
import socket
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(s.getsockname()[1] for s in held))')
EOF
cat >"$work/emupos.yaml" <<EOF
schema: 1
api: { host: 127.0.0.1, port: $api }
devices:
  - id: front
    type: printer
    profile: epson-tm-t20iii
    connections: [ { tcp: { port: $tcp } }, { serial: { pty: true } } ]
    job_idle_timeout_ms: 2000
    receipts_dir: $work/receipts
EOF
mkdir "$work/tmp" "$work/receipts"
(cd "$work" && TMPDIR=$work/tmp PYTHONUNBUFFERED=1 exec "$EMUPOS" run --config emupos.yaml) >"$work/log" 2>&1 &
emulator=$!

# Waits up to a minute until a command succeeds.
await() {
    for _ in $(seq 600); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        kill -0 "$emulator" 2>/dev/null || fail 'emupos has ended'
        sleep 0.1
    done
    return 1
}
listening() { (: <"/dev/tcp/127.0.0.1/$tcp"); }
await test -L "$work/tmp/emupos/front" || fail 'emupos made no terminal'
await listening || fail 'emupos does not listen'
# The line speed this model expects. It reports a framing mismatch all the same, for its own terminal at the start.
serial="serial:$work/tmp/emupos/front?baud=9600"

# The printer draws codes, and does not know process ids.
sed -e 's/^name = .*/name = "emupos"/' -e 's/^native_qr = .*/native_qr = true/' -e 's/^asb = .*/asb = true/' \
    -e 's/^code_page = .*/code_page = "pc858"/' "$here/profiles/clone-80mm.toml" >"$work/native.toml"
raster=clone-80mm

receipts() { find "$work/receipts" -name '*.json' | wc -l; }
one_more() { [ "$(receipts)" -gt "$before" ]; }

# play NAME ADDRESS PROFILE QR TEXT [BYTES]
play() {
    name=$1 expected_qr=$4 expected_text=$5
    before=$(receipts)
    "$TO_EMULATOR" "$2" "$3" "$expected_qr" ${6:+"$6"} >"$work/progress" || fail "$name: $(cat "$work/progress")"
    await one_more || fail "$name: no receipt"
    receipt=$(find "$work/receipts" -name '*.json' | sort | tail -n 1)
    receipt=${receipt%.json}
    while IFS= read -r line; do
        [ -z "$line" ] || grep -qF -- "$line" "$receipt.txt" || fail "$name: “$line” is not in: $(cat "$receipt.txt")"
    done <"$expected_text"
    if [ -n "$expected_qr" ]; then
        read_back=$(zbarimg --nodbus -q --raw "$receipt.png" || true)
        [ "$read_back" = "$expected_qr" ] || fail "$name: the code reads “$read_back”, not “$expected_qr”"
    fi
    if grep -q 'command.unknown' "$work/log"; then fail "$name: a command is not known"; fi
    echo "ok: $name, $(tail -n 1 "$work/progress")"
}

cat >"$work/text" <<'EOF'
KANTOR CONTOH
"Anjungan", café
A-0042
Loket 3
Sabtu, 21 November 2026                    09.41
Simpan tiket ini. Pindai kode untuk melihat
EOF
play 'terminal, code drawn by the printer' "$serial" "$work/native.toml" "$qr" "$work/text"
play 'terminal, code as a picture' "$serial" "$raster" "$qr" "$work/text"
play 'TCP, code drawn by the printer' "tcp:127.0.0.1:$tcp" "$work/native.toml" "$qr" "$work/text"
play 'TCP, code as a picture' "tcp:127.0.0.1:$tcp" "$raster" "$qr" "$work/text"

if [ -n "${TICKET_BYTES:-}" ]; then
    cp "${TICKET_TEXT:-/dev/null}" "$work/ticket-text"
    play 'a ready ticket' "$serial" "$work/native.toml" "${TICKET_QR:-}" "$work/ticket-text" "$TICKET_BYTES"
fi

# Each fault by itself, over both wires, for a printer that reports by itself and for one that is asked.
said() { tail -n "+$((seen + 1))" "$work/watched" | grep -qxF -- "$expected"; }
expect() {
    expected=$1
    await said || fail "$watched: never said “$expected” but: $(tail -n "+$((seen + 1))" "$work/watched")"
    seen=$(wc -l <"$work/watched")
}
break_and_mend() {
    (cd "$work" && "$EMUPOS" --api "http://127.0.0.1:$api" fault set front "$1") >>"$work/faults" 2>&1 || fail "fault $1: $(cat "$work/faults")"
    expect "$2"
    (cd "$work" && "$EMUPOS" --api "http://127.0.0.1:$api" fault clear front "$1") >>"$work/faults" 2>&1 || fail "clear $1: $(cat "$work/faults")"
    expect ready
}
watch() {
    watched=$1 seen=0
    mkfifo "$work/until"
    "$WATCH" "$2" "$3" <"$work/until" >"$work/watched" 2>&1 &
    watcher=$!
    exec 9>"$work/until"
    expect ready
    break_and_mend paper-near-end 'ready, paper nearly used up'
    break_and_mend paper-out 'no paper'
    break_and_mend cover-open 'cover open'
    break_and_mend offline 'offline'
    exec 9>&-
    wait "$watcher"
    rm "$work/until"
    if grep -q 'command.unknown' "$work/log"; then fail "$watched: a command is not known"; fi
    echo "ok: $watched, four faults shown as such"
}
watch 'terminal, reports by itself' "$serial" "$work/native.toml"
watch 'TCP, is asked' "tcp:127.0.0.1:$tcp" "$raster"
