#!/usr/bin/env bash
# The IPP driver against printers that nobody here wrote: ippeveprinter straight, and through a private cupsd.
# Needs cups, cups-client, cups-ipp-utils and dbus; as root it installs what is missing. Ports are free ones, and
# everything that it started is gone at its end.
set -euo pipefail
cd "$(dirname "$0")/.."

skip() { printf 'skipped: %s\n' "$*"; exit 0; }
fail() { printf 'FAILED: %s\n' "$*" >&2; tail -n 20 "$work"/*.log >&2; exit 1; }

export PATH="$PATH:/usr/sbin"
# Packages of the environment's own proxy must not come between two programs on this machine.
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy
if ! { command -v ippeveprinter && command -v cupsd && command -v lpadmin && command -v dbus-daemon; } >/dev/null; then
    [ "$(id -u)" -eq 0 ] || skip 'ippeveprinter, cupsd or dbus-daemon is not here: apt-get install cups cups-client cups-ipp-utils dbus'
    log=$(mktemp)
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        cups cups-client cups-ipp-utils cups-filters dbus >"$log" 2>&1 || { cat "$log"; exit 1; }
fi

work=$(mktemp -d)
started=()
stop() {
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap stop EXIT

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
# Waits until a command succeeds, at most 15 s.
until_it() {
    for _ in $(seq 150); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done
    fail "not within 15 s: $*"
}

cargo test --quiet --workspace --all-features --no-run
print="${CARGO_TARGET_DIR:-target}/debug/examples/print"

# A PDF small enough to be written here, with one page. Sheets have their own check.
pdf="$work/sheet.pdf"
python3 - "$pdf" <<'PDF'
import sys
objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
           b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"]
out, at = b"%PDF-1.4\n", []
for i, body in enumerate(objects, 1):
    at.append(len(out)); out += b"%d 0 obj" % i + body + b"endobj\n"
xref = len(out)
out += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % n for n in at)
out += b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % xref
open(sys.argv[1], "wb").write(out)
PDF

# The printer's mechanism: takes half a second; while the file `paper-out` is there, it says so and waits.
cat >"$work/mechanism" <<'SH'
#!/bin/sh
cd "$(dirname "$0")"
told=
while [ -e paper-out ]; do
    [ -n "$told" ] || echo "STATE: +media-empty-error" >&2
    told=1
    sleep 0.1
done
[ -z "$told" ] || echo "STATE: -media-empty-error" >&2
sleep 0.5
[ ! -e jam ]
SH
chmod +x "$work/mechanism"

dbus-daemon --session --address="unix:path=$work/dbus.sock" --nofork --nopidfile >"$work/dbus.log" 2>&1 &
started+=($!)
until_it test -S "$work/dbus.sock"
export DBUS_SYSTEM_BUS_ADDRESS="unix:path=$work/dbus.sock"

mkdir "$work/spool"
port=$(free_port)
ippeveprinter -p "$port" -d "$work/spool" -k -r off -n localhost -f application/pdf \
    -c "$work/mechanism" sheets >"$work/printer.log" 2>&1 &
started+=($!)
direct="ipp://localhost:$port/ipp/print"
until_it "$print" "$direct" --status

step() { printf -- '-- %s\n' "$*"; }

step 'straight: printed, and what the printer keeps is what was sent'
"$print" "$direct" "$pdf" K07-0001-A | tee "$work/straight"
grep -q '^Printed' "$work/straight" || fail 'not printed'
cmp "$pdf" "$(find "$work/spool" -name '*.pdf' | head -1)" || fail 'the spooled file differs'

step 'paper out before: refused, nothing sent'
touch "$work/paper-out"
"$print" "$direct" "$pdf" K07-0002-B >"$work/held" &
holder=$!
until_it grep -q '^Suspended(PaperOut)' "$work/held"
"$print" "$direct" --status | tee "$work/status" || true
grep -q 'kind: MediaEmpty' "$work/status" || fail 'media-empty is not seen'
grep -q '^refusal Some(PaperOut)' "$work/status" || fail 'paper out is not a refusal'
"$print" "$direct" "$pdf" K07-0003-C | tee "$work/refused" || true
[ "$(cat "$work/refused")" = 'Refused(PaperOut)' ] || fail 'not refused'

step 'paper out within: suspended, mended, printed'
rm "$work/paper-out"
wait "$holder" || fail 'not printed after the paper came'
cat "$work/held"
[ "$(tr '\n' ' ' <"$work/held" | sed 's/Printed.*/Printed/')" = 'FirstByte Sent Suspended(PaperOut) Resumed Printed' ] ||
    fail 'not suspended, resumed, printed'

step 'after a restart the printer tells what became of a job'
"$print" "$direct" --recover K07-0002-B | tee "$work/recovered"
grep -q 'Printed' "$work/recovered" || fail 'not known'
"$print" "$direct" --recover K07-9999-Z | grep -q 'Unknown' || fail 'known, and never printed'

step 'nobody brings paper: cancelled, doubtful, and nothing prints later'
touch "$work/paper-out"
RELOAD_WAIT=1 "$print" "$direct" "$pdf" K07-0004-D | tee "$work/never" || true
grep -q '^Doubtful(PaperOut)' "$work/never" || fail 'not doubtful'
rm "$work/paper-out"
until_it "$print" "$direct" --status
"$print" "$direct" --recover K07-0004-D | tee "$work/recovered"
grep -q 'Unknown' "$work/recovered" || fail 'printed after it was cancelled'

step 'given up by the printer, which counts nothing: doubtful'
touch "$work/jam"
"$print" "$direct" "$pdf" K07-0007-G | tee "$work/jammed" || true
grep -q '^Doubtful(Aborted)' "$work/jammed" || fail 'not doubtful'
rm "$work/jam"

step 'through a CUPS queue'
cups=$(free_port)
mkdir -p "$work/cups/spool" "$work/cups/cache" "$work/cups/run/certs" "$work/cups/root/ppd" "$work/cups/log"
group=$(id -gn)
cat >"$work/cups/cupsd.conf" <<CONF
Listen 127.0.0.1:$cups
Browsing Off
DefaultAuthType None
WebInterface No
LogLevel info
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order deny,allow
    Allow all
  </Limit>
</Policy>
CONF
cat >"$work/cups/cups-files.conf" <<CONF
FileDevice Yes
SystemGroup $group
ServerRoot $work/cups/root
RequestRoot $work/cups/spool
CacheDir $work/cups/cache
StateDir $work/cups/run
AccessLog $work/cups/log/access
ErrorLog $work/cups/log/error
PageLog $work/cups/log/page
CONF
chmod 755 "$work" "$work/cups"
cupsd -f -c "$work/cups/cupsd.conf" -s "$work/cups/cups-files.conf" >"$work/cupsd.log" 2>&1 &
started+=($!)
export CUPS_SERVER="127.0.0.1:$cups"
until_it lpstat -r
until_it lpadmin -p sheets -E -v "$direct" -m everywhere
queue="ipp://localhost:$cups/printers/sheets"
until_it "$print" "$queue" --status
"$print" "$queue" "$pdf" K07-0005-E | tee "$work/queued" ||
    { tail -n 40 "$work/cups/log/error" >&2; fail 'not printed through CUPS'; }
grep -q '^Printed' "$work/queued" || fail 'not printed through CUPS'
"$print" "$queue" --recover K07-0005-E | grep -q 'Printed' || fail 'CUPS does not know it any more'
[ "$("$print" "ipp://localhost:$cups/printers/none" "$pdf" K07-0006-F || true)" = 'Refused(NoSuchPrinter)' ] ||
    fail 'a queue that is not there is not told'

printf 'the sheet printer: all as it should be\n'
