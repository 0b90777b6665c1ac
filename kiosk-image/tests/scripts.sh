#!/usr/bin/env bash
# The image's own scripts, tried on folders of this machine: seconds, and no image is needed.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
scripts=$here/tree/usr/lib/anjungan
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
wrong=0

# check WHAT COMMAND…
check() {
    local what=$1
    shift
    if "$@"; then printf 'ok   %s\n' "$what"; else printf 'FAIL %s\n' "$what"; wrong=1; fi
}
not() { ! "$@"; }

fresh() {
    rm -rf "${place:?}"/*
    mkdir -p "$place/medium" "$place/kept"
}
provision() {
    ANJUNGAN_MEDIUM=$place/medium ANJUNGAN_KEPT=$place/kept ANJUNGAN_OWNER=$(id -u):$(id -g) sh "$scripts/provision" 2>"$place/said"
}
filled_in() {
    printf '# Kota Contoh, lantai 1 – depan\n[central]\nurl = "https://central.example"\nenrolment_code = "%s"  # sekali pakai, é\n[idle]\n' "$1"
}

fresh
check 'without any file it fails' not provision
check '… and says what to do' grep -q 'no kiosk.toml' "$place/said"

fresh
filled_in 7K3M9QXA >"$place/medium/kiosk.toml"
size=$(wc -c <"$place/medium/kiosk.toml")
inode=$(stat -c %i "$place/medium/kiosk.toml")
check 'a file is taken' provision
check '… with its code' grep -q 7K3M9QXA "$place/kept/kiosk.toml"
check '… and the code is gone from the medium' not grep -q 7K3M9QXA "$place/medium/kiosk.toml"
check '… in place' test "$size $inode" = "$(wc -c <"$place/medium/kiosk.toml") $(stat -c %i "$place/medium/kiosk.toml")"
check '… and the rest is as it was' grep -q 'Kota Contoh, lantai 1 – depan' "$place/medium/kiosk.toml"
check 'the file without its code replaces nothing' provision
check '… and the code in use stays' grep -q 7K3M9QXA "$place/kept/kiosk.toml"
filled_in QQQQ1111 >"$place/medium/kiosk.toml"
check 'a new file is taken' provision
check '… with the new code' grep -q QQQQ1111 "$place/kept/kiosk.toml"
check '… which is gone from the medium as well' not grep -q QQQQ1111 "$place/medium/kiosk.toml"
check 'only what is kept lies in the folder' test "$(ls "$place/kept" | tr '\n' ' ')" = 'kiosk.toml medium.toml '

fresh
head -c 70000 /dev/zero | tr '\0' '#' >"$place/medium/kiosk.toml"
check 'what is no configuration is refused' not provision
check '… and nothing is kept' not test -e "$place/kept/kiosk.toml"

fresh
filled_in 7K3M9QXA >"$place/medium/kiosk.toml"
mkdir "$place/credentials"
filled_in CREDENT1 >"$place/credentials/anjungan.kiosk.toml"
check 'a credential goes before the medium' env CREDENTIALS_DIRECTORY="$place/credentials" bash -c "$(declare -f provision); place=$place scripts=$scripts; provision"
check '… and is what is kept' grep -q CREDENT1 "$place/kept/kiosk.toml"

# ladder WHEN SECONDS [RESULT STATUS]
ladder() {
    ANJUNGAN_STEPS=$place/steps ANJUNGAN_DATA=$place/data ANJUNGAN_NOW_S=$2 SERVICE_RESULT=${3:-} EXIT_STATUS=${4:-} sh "$scripts/ladder" "$1" 2>"$place/said"
}
fails_at() { ladder before "$1" && ladder after "$(($1 + $2))" core-dump 6; }
stocked() {
    fresh
    mkdir -p "$place/data"
    touch "$place/data/ledger.db" "$place/data/device.key" "$place/data/catalogue.db" "$place/data/catalogue.db-wal"
}

stocked
fails_at 10 3
ladder before 15
check 'after one quick end everything is there' test -e "$place/data/catalogue.db"
ladder after 18 core-dump 6
ladder before 20
check 'after two the catalogue is gone' not test -e "$place/data/catalogue.db"
check '… with its log' not test -e "$place/data/catalogue.db-wal"
check '… and the ledger and the key stay' test -e "$place/data/ledger.db" -a -e "$place/data/device.key"
touch "$place/data/catalogue.db"
ladder after 23 core-dump 6
ladder before 26
check 'a catalogue that came meanwhile is not taken again' test -e "$place/data/catalogue.db"

stocked
fails_at 10 3
fails_at 20 200
fails_at 230 3
ladder before 240
check 'a long life between two quick ends forgets the first' test -e "$place/data/catalogue.db"

exit $wrong
