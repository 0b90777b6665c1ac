#!/bin/bash
# Central's whole suite on a PostgreSQL of its own: a cluster in a temporary folder, on a Unix socket alone.
# usage: [PACKAGES='-p anjungan-central'] postgres.sh [filter …]
set -euo pipefail
cd "$(dirname "$0")/.."

. tests/cluster.sh
"$bin/postgres" --version

where=$(mktemp -d)
trap 'cluster_stop "$where"; rm -rf "$where"' EXIT
# Nothing here tries the durability of PostgreSQL itself: fsync is off.
cluster "$where" 0 -c fsync=off -c max_connections=400 -c max_locks_per_transaction=256

export ANJUNGAN_TEST_POSTGRES="postgres://postgres@/postgres?host=${where//\//%2F}%2Fsocket"
# Pictures of pages and importers' fixtures ask nothing of a database that the others don't.
if [ $# = 0 ]; then
    set -- postgres:: database:: restore:: office:: inbox:: feed:: snapshot:: enrolment:: prints:: api:: command_line:: issuing:: \
        import:: figures:: fleet:: alerts:: key_change:: partners:: survives:: waiting:: console:: --skip console::pictures --skip console::looks
fi
# shellcheck disable=SC2086
cargo test --quiet ${PACKAGES:---workspace --all-features} --test main -- "$@"
