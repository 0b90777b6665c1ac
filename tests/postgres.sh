#!/bin/bash
# Central's whole suite on a PostgreSQL of its own: a cluster in a temporary folder, on a Unix socket alone.
# usage: [PACKAGES='-p anjungan-central'] postgres.sh [filter …]
set -euo pipefail
cd "$(dirname "$0")/.."

newest() { find /usr/lib/postgresql -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -1; }
if [ -z "$(newest)" ]; then
    apt-get install -qq -y --no-install-recommends postgresql >/dev/null
fi
bin=$(dirname "$(newest)")
"$bin/postgres" --version

where=$(mktemp -d)
mkdir "$where/socket"
# PostgreSQL refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
    chown -R postgres "$where"
    as=(setpriv --reuid=postgres --regid=postgres --init-groups)
fi
"${as[@]}" "$bin/initdb" -D "$where/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 >/dev/null
stop() {
    "${as[@]}" "$bin/pg_ctl" -D "$where/data" -m immediate stop >/dev/null || true
    rm -rf "$where"
}
trap stop EXIT
# Nothing here tries the durability of PostgreSQL itself: fsync is off.
"${as[@]}" "$bin/pg_ctl" -D "$where/data" -l "$where/log" -w start -o "-k $where/socket -c listen_addresses='' \
    -c fsync=off -c max_connections=400 -c max_locks_per_transaction=256" >/dev/null

export ANJUNGAN_TEST_POSTGRES="postgres://postgres@/postgres?host=${where//\//%2F}%2Fsocket"
# Pictures of pages and importers' fixtures ask nothing of a database that the others don't.
if [ $# = 0 ]; then
    set -- postgres:: restore:: office:: inbox:: feed:: snapshot:: enrolment:: prints:: api:: command_line:: issuing:: \
        import:: figures:: fleet:: partners:: console:: --skip console::pictures --skip console::looks
fi
# shellcheck disable=SC2086
cargo test --quiet ${PACKAGES:---workspace} --test main -- "$@"
