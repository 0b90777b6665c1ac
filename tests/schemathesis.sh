#!/usr/bin/env bash
# The interface for partners against a tester that nobody here wrote: schemathesis reads the OpenAPI document, makes up
# requests, and finds answers that are no promise of it. Two minutes at most.
set -euo pipefail
cd "$(dirname "$0")/.."

dir=$(mktemp -d)
central=
trap '[ -z "$central" ] || kill "$central" 2>/dev/null || true; rm -rf "$dir"' EXIT

python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check 'schemathesis>=4.1,<5'

binary=${ANJUNGAN_CENTRAL:-}
if [ -z "$binary" ]; then
    cargo test --quiet --workspace --all-features --no-run
    binary=${CARGO_TARGET_DIR:-target}/debug/anjungan-central
fi
key=$("$binary" --data "$dir/data" partner add --name 'schemathesis' \
    --grant vacancies --grant employers --grant trainings --grant figures --grant cards --per-minute 6000 | sed -n 's/^Key: *//p')
"$binary" --data "$dir/data" serve --listen 127.0.0.1:0 2>"$dir/log" &
central=$!
for _ in $(seq 100); do
    address=$(sed -n 's/.*serving at \(http:[^ ]*\).*/\1/p' "$dir/log")
    [ -z "$address" ] || break
    sleep 0.1
done
[ -n "$address" ] || { cat "$dir/log"; exit 1; }

timeout 120 "$dir/venv/bin/schemathesis" run "$address/api/openapi.json" \
    --header "Authorization: Bearer $key" --max-examples "${EXAMPLES:-40}" --seed 5 --no-color \
    --phases examples,coverage,fuzzing --workers 1 --generation-database none
! grep -E 'ERROR|panic' "$dir/log"
