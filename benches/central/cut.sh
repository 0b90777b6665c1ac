#!/bin/bash
# A PostgreSQL that goes silent for 30 s, and later one that dies at once and is gone for 30 s, under a fleet that sends
# all the while: nothing acknowledged may be lost, terminals go on by themselves, central says what is wrong. Ends with
# the count and digest of every terminal's facts, and with 0 when they are the same at central.
# usage: [BIN=target/release] [TERMINALS=300] [CUT_S=30] [PORT=7399] cut.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/cluster.sh

bin_dir=$(realpath "${BIN:-target/release}")
terminals=${TERMINALS:-300} cut_s=${CUT_S:-30} port=${PORT:-7399}
central="$bin_dir/anjungan-central" load="$bin_dir/anjungan-load"
where=$(mktemp -d)
serving=
end() {
    [ -z "$serving" ] || kill "$serving" 2>/dev/null || true
    # A stopped server can't be stopped.
    signal CONT
    cluster_stop "$where"
    rm -rf "$where"
}
# The server and each of its processes.
signal() {
    local first
    first=$(head -1 "$where/data/postmaster.pid" 2>/dev/null) || return 0
    # One of them may have ended meanwhile.
    kill "-$1" "$first" $(pgrep -P "$first") 2>/dev/null || true
}
trap end EXIT

cluster "$where" 0 -c max_connections=100
data="$where/central"
mkdir -m 700 "$data"
(umask 077; echo "postgres://postgres@/postgres?host=${where//\//%2F}%2Fsocket" >"$data/database")
"$load" prepare --data "$data" --terminals "$terminals"
"$central" --data "$data" serve --listen "127.0.0.1:$port" 2>"$where/central.log" &
serving=$!
curl -s --retry 30 --retry-delay 1 --retry-connrefused -o /dev/null "http://127.0.0.1:$port/readyz"

# Visits so often that there is something under way at every moment.
"$load" run --data "$data" --central "127.0.0.1:$port" --terminals "$terminals" --minutes "${MINUTES:-3.5}" --warm-s 5 --ramp-s 5 \
    --beat-s 10 --visits-per-day 14400 --compare --pid "$serving" >"$where/load.log" 2>&1 &
loading=$!

# What a balancer and a person at the console are told, when it changes.
said=
look_until() {
    while [ "$(date +%s)" -lt "$1" ]; do
        local now='' path status
        for path in /healthz /readyz /console/sign-in; do
            status=$(curl -s -m 8 -o "$where/answer" -w '%{http_code}' "http://127.0.0.1:$port$path") || status=none
            now+=" $path $status"
            # 303: nobody has set it up.
            case $status in
            200 | 303 | none) ;;
            *) now+=" ($(sed 's/<[^>]*>/ /g' "$where/answer" | tr -s ' \n' ' ' | { grep -o 'Basis data[^.]*\.\|database[^.:"]*' || true; } | head -1))" ;;
            esac
        done
        [ "$now" = "$said" ] || echo "$(($(date +%s) - begun)) s:$now"
        said=$now
        sleep 1
    done
}
begun=$(date +%s)
look_until $((begun + 20))
echo "$(($(date +%s) - begun)) s: the database is stopped (SIGSTOP)"
signal STOP
look_until $(($(date +%s) + cut_s))
signal CONT
echo "$(($(date +%s) - begun)) s: it goes on"
look_until $(($(date +%s) + 40))
echo "$(($(date +%s) - begun)) s: the database ends at once (pg_ctl stop -m immediate)"
"${as[@]}" "$bin/pg_ctl" -D "$where/data" -m immediate stop >/dev/null
look_until $(($(date +%s) + cut_s))
"${as[@]}" "$bin/pg_ctl" -D "$where/data" -l "$where/log" -w start -o "-k $where/socket -h '' -c max_connections=100" >/dev/null
echo "$(($(date +%s) - begun)) s: it runs again"
look_until $(($(date +%s) + 40))

done=0
wait "$loading" || done=$?
cat "$where/load.log"
echo "central said:"
grep -i 'nothing can be kept\|can write again' "$where/central.log" || true
exit "$done"
