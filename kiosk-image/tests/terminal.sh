#!/bin/sh
# Stands in for the terminal where only the image is tested: it answers what the image asks of a terminal, holds what a
# terminal holds, and lives or not, by its kind.
#
#   well    draws and says so        sick    draws and says that it is not well
#   ill     ends at once             panic, hang    the test brings the whole machine down under it
set -eu
kind=well

option() { # NAME ARGUMENTS…: what follows --NAME
    name=$1
    shift
    while [ $# -gt 0 ]; do
        [ "$1" != "--$name" ] || { echo "$2"; return; }
        shift
    done
}

case $1 in
    kind) echo "$kind" ;;
    check)
        config=$(option config "$@")
        host=$(sed -n 's#^url = "https://\([^/:"]*\).*#\1#p' "$config")
        [ -n "$host" ] || { echo "$config: url tidak benar"; exit 3; }
        {
            echo "ANJUNGAN_CENTRAL=$host:443"
            sed -n '/^\[update\]/,/^\[/s#^address = "\(.*\)"#ANJUNGAN_UPDATES=\1#p' "$config"
        } >"$(option environment "$@")"
        sed '/^enrolment_code/d' "$config" >"$(option without-code "$@")"
        sed -n 's/^enrolment_code = "\(.*\)"/\1/p' "$config" >"$(option code "$@")"
        ;;
    health)
        grep -q '"frame_drawn":true' "$(option file "$@")" || { echo 'belum menggambar'; exit 1; }
        ;;
    run)
        [ "$kind" != ill ] || exit 1
        exec 3<>/dev/dri/card0
        : >>/var/lib/anjungan/ledger.db
        exec 4<>/var/lib/anjungan/ledger.db
        drawn=true
        [ "$kind" = well ] || drawn=false
        printf '{"version":"stand-in","frame_drawn":%s}\n' "$drawn" >"$RUNTIME_DIRECTORY/health.json"
        # It has no thread to feed the watchdog from.
        exec systemd-notify --exec --ready WATCHDOG_USEC=0 \; sleep infinity
        ;;
esac
