#!/usr/bin/env bash
# Pictures in a bucket of a server that nobody here wrote: moto (PyPI), which speaks S3. Under half a minute once the
# tests are built.
set -euo pipefail
cd "$(dirname "$0")/.."

dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT

if ! { python3 -m venv "$dir/venv" &&
    "$dir/venv/bin/pip" install --quiet --disable-pip-version-check 'moto[server]>=5.1,<6'; } >"$dir/pip" 2>&1; then
    echo "skipped: moto can't be had from PyPI: $(tail -1 "$dir/pip")"
    exit 0
fi
# Port 0 takes a free one, and the log says which.
"$dir/venv/bin/moto_server" -H 127.0.0.1 -p 0 >"$dir/log" 2>&1 &
server=$!
for _ in $(seq 150); do
    address=$(sed -n 's|.*Running on \(http://127.0.0.1:[0-9]*\).*|\1|p' "$dir/log" | head -1)
    [ -z "$address" ] || break
    sleep 0.1
done
[ -n "$address" ] || { cat "$dir/log"; exit 1; }
curl --silent --show-error --fail --request PUT "$address/gambar" >"$dir/made" || { cat "$dir/made" "$dir/log"; exit 1; }

ANJUNGAN_TEST_OBJECTS="$address" cargo test --quiet --workspace --all-features --test main objects::
grep -q 'GET /gambar/utuh/' "$dir/log" || { echo 'FAILED: no kiosk asked the bucket'; tail -20 "$dir/log"; exit 1; }
