#!/usr/bin/env bash
# Prints on the virtual printer with python-escpos, a client written by others, over TCP and over a terminal: text, a
# code drawn by the printer, a picture, a cut; and asks it how it is under three faults. It must know every command,
# and zbarimg must read the codes back from its paper.
#
#   PRINTER        the built anjungan-printer, if it is not to be built here
#   ESCPOS_PYTHON  a Python that has python-escpos, if it is not to be installed here
#
# Needs Python 3.9; without it nothing is checked.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
qr='HTTPS://KIOS.EXAMPLE/V/01JD6Y3Q9ZK7M2W8ABCDEFGHJK'

work=$(mktemp -d)
printer=
tidy() {
    [ -z "$printer" ] || kill "$printer" 2>/dev/null || true
    [ -z "$printer" ] || wait "$printer" 2>/dev/null || true
    rm -rf "$work"
}
trap tidy EXIT
fail() { echo "FAILED: $*" >&2; [ ! -f "$work/log" ] || cat "$work/log" >&2; exit 1; }

python=${ESCPOS_PYTHON:-}
if [ -z "$python" ]; then
    for candidate in python3 python3.13 python3.12 python3.11 "$HOME"/.pyenv/versions/3.*/bin/python3; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
    if [ -z "$python" ]; then
        echo 'skipped: Python 3.9 or newer is absent'
        exit 0
    fi
    "$python" -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check python-escpos==3.1 pyserial
    python=$work/venv/bin/python
fi
command -v zbarimg >/dev/null || fail 'zbarimg is absent: apt-get install zbar-tools'
if [ -z "${PRINTER:-}" ]; then
    (cd "$here/../.." && cargo test --quiet --workspace --all-features --no-run)
    target=$(cd "$here" && cargo metadata --format-version 1 --no-deps |
        "$python" -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
    PRINTER=$target/debug/anjungan-printer
fi

mkfifo "$work/orders"
"$PRINTER" --tcp 127.0.0.1:0 --link "$work/printer" --out "$work/paper" <"$work/orders" >"$work/log" 2>&1 &
printer=$!
exec 3>"$work/orders"

# Waits up to a minute until a command succeeds.
await() {
    for _ in $(seq 600); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        kill -0 "$printer" 2>/dev/null || fail 'the printer has ended'
        sleep 0.1
    done
    fail "in vain: $*"
}
await grep -q '^printer at' "$work/log"
tcp=$(sed -n 's/^printer at .* and 127\.0\.0\.1:\([0-9]*\),.*/\1/p' "$work/log")
[ -n "$tcp" ] || fail 'no port'

cat >"$work/client.py" <<'EOP'
import sys
from escpos.printer import Network, Serial

what, way, place = sys.argv[1:4]
if way == "tcp":
    printer = Network("127.0.0.1", port=int(place), timeout=10, profile="TM-T88V")
else:
    # It waits this long for each answer, however soon that comes.
    printer = Serial(place, baudrate=38400, timeout=3, dsrdtr=False, profile="TM-T88V")
if what == "print":
    printer.text("KANTOR CONTOH\n")
    printer.set(bold=True, double_width=True, double_height=True, align="center")
    printer.text("A-0042\n")
    printer.set_with_default()
    printer.qr(sys.argv[4], native=True, size=6, center=False)
    printer.cut()
    printer.text("gambar\n")
    printer.qr(sys.argv[4], native=False, size=6, center=True, impl="bitImageRaster")
    printer.cut()
    printer.close()
else:
    print("online" if printer.is_online() else "offline", printer.paper_status())
    printer.close()
EOP

papers=0
# play NAME WAY PLACE
play() {
    "$python" "$work/client.py" print "$2" "$3" "$qr" || fail "$1: python-escpos"
    papers=$((papers + 2))
    last=$(printf '%s/paper/%02d' "$work" "$papers")
    first=$(printf '%s/paper/%02d' "$work" $((papers - 1)))
    await test -f "$last.png"
    for line in 'KANTOR CONTOH' 'A-0042' "[QR $qr]"; do
        grep -qF -- "$line" "$first.txt" || fail "$1: “$line” is not in: $(cat "$first.txt")"
    done
    grep -q 'gambar' "$last.txt" || fail "$1: no text in: $(cat "$last.txt")"
    for paper in "$first" "$last"; do
        read_back=$(zbarimg --nodbus -q --raw "$paper.png" || true)
        [ "$read_back" = "$qr" ] || fail "$1: the code reads “$read_back”, not “$qr”"
    done
    echo "ok: $1"
}
# state NAME WAY PLACE EXPECTED
state() {
    said=$("$python" "$work/client.py" ask "$2" "$3") || fail "$1: python-escpos"
    [ "$said" = "$4" ] || fail "$1: python-escpos says “$said”, not “$4”"
    echo "ok: $1: $said"
}
order() {
    echo "$1" >&3
    echo faults >&3
    await grep -q "^faults: $2" "$work/log"
    : >"$work/log"
}

play 'TCP' tcp "$tcp"
play 'terminal' serial "$work/printer"
for way in tcp serial; do
    place=$tcp
    [ "$way" = tcp ] || place=$work/printer
    state "$way, all well" "$way" "$place" 'online 2'
    order near-end near-end
    state "$way, near the end" "$way" "$place" 'online 1'
    order paper-out 'paper-out'
    state "$way, paper out" "$way" "$place" 'offline 0'
    order clear none
done
echo tally >&3
await grep -q ' unknown' "$work/log"
grep -q ' 0 unknown' "$work/log" || fail 'a command is not known'
echo 'ok: no unknown command'
