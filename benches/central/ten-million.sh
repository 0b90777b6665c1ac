#!/bin/bash
# What PostgreSQL does with ten million rows: fills a cluster of its own (12 GB, some ten minutes), and explains the
# statements that would hurt. usage: [CENTRAL=target/release/anjungan-central] ten-million.sh [FOLDER]
# With FOLDER the cluster stays, and a second run only explains.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/cluster.sh

central=$(realpath "${CENTRAL:-target/release/anjungan-central}")
where=${1:-$(mktemp -d)}
url="postgres://postgres@/postgres?host=${where//\//%2F}%2Fsocket"
[ -n "${1:-}" ] && trap 'cluster_stop "$where"' EXIT || trap 'cluster_stop "$where"; rm -rf "$where"' EXIT
# As a server of 8 GB would be set; the rest is as PostgreSQL brings it.
settings='-c shared_buffers=2GB -c max_wal_size=8GB -c effective_cache_size=6GB'
ask() { "${as[@]}" "$bin/psql" -X -q -h "$where/socket" -U postgres postgres "$@"; }
if [ -d "$where/data" ]; then
    "${as[@]}" "$bin/pg_ctl" -D "$where/data" -l "$where/log" -w start -o "-k $where/socket -h '' $settings" >/dev/null
else
    # shellcheck disable=SC2086
    cluster "$where" 0 $settings
    mkdir "$where/central"
    "$central" --data "$where/central" --database "$url" held
    time ask -f - <benches/central/ten-million.sql
fi
ask -f - <benches/central/explain.sql
