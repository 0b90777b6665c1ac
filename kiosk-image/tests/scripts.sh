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
    mkdir -p "$place/medium" "$place/stick" "$place/kept" "$place/data" "$place/memory"
}
provision() {
    ANJUNGAN_MEDIUM=$place/medium ANJUNGAN_STICK=$place/stick ANJUNGAN_KEPT=$place/kept ANJUNGAN_DATA=$place/data ANJUNGAN_NEW=$place/memory \
        ANJUNGAN_PROGRAM=$here/tests/terminal.sh ANJUNGAN_OWNER=$(id -u):$(id -g) ANJUNGAN_DATA_OWNER=$(id -u):$(id -g) sh "$scripts/provision" 2>"$place/said"
}
filled_in() {
    printf '# Kota Contoh, lantai 1 – depan\n[central]\nurl = "https://central.example"\nenrolment_code = "%s"\n[idle]\n' "$1"
}
code() { cat "$place/data/enrolment-code" 2>/dev/null; }

fresh
check 'without any file it fails' not provision
check '… and says what to do' grep -q 'kiosk.toml belum ada' "$place/said"

fresh
filled_in 7K3M9QXA >"$place/medium/kiosk.toml"
size=$(wc -c <"$place/medium/kiosk.toml")
inode=$(stat -c %i "$place/medium/kiosk.toml")
check 'a file is taken' provision
check '… and its code given to the terminal' test "$(code)" = 7K3M9QXA
check '… to it alone' test "$(stat -c %a "$place/data/enrolment-code")" = 600
check '… and kept nowhere else' not grep -rq 7K3M9QXA "$place/kept" "$place/memory"
check '… and the file checked is gone from memory' test -z "$(ls "$place/memory")"
check '… and the code is gone from the medium' not grep -q 7K3M9QXA "$place/medium/kiosk.toml"
check '… in place' test "$size $inode" = "$(wc -c <"$place/medium/kiosk.toml") $(stat -c %i "$place/medium/kiosk.toml")"
check '… and the rest is as it was' grep -q 'Kota Contoh, lantai 1 – depan' "$place/medium/kiosk.toml"
check 'the file without its code replaces nothing' provision
rm "$place/data/enrolment-code"
check '… and at the next start' provision
check '… brings no used code back' not test -e "$place/data/enrolment-code"
filled_in QQQQ1111 >"$place/medium/kiosk.toml"
check 'a new file is taken' provision
check '… with the new code' test "$(code)" = QQQQ1111
check '… which is gone from the medium as well' not grep -q QQQQ1111 "$place/medium/kiosk.toml"
check 'only what is kept lies in the folder' test "$(ls "$place/kept" | tr '\n' ' ')" = 'kiosk.toml machine.env medium.toml '

fresh
head -c 70000 /dev/zero | tr '\0' '#' >"$place/medium/kiosk.toml"
check 'what is no configuration is refused' not provision
check '… and nothing is kept' not test -e "$place/kept/kiosk.toml"

fresh
filled_in 7K3M9QXA >"$place/medium/kiosk.toml"
mkdir "$place/credentials"
filled_in CREDENT1 >"$place/credentials/anjungan.kiosk.toml"
check 'a credential goes before the medium' env CREDENTIALS_DIRECTORY="$place/credentials" bash -c "$(declare -f provision); place=$place scripts=$scripts here=$here; provision"
check '… and gives its code' test "$(code)" = CREDENT1
rm "$place/data/enrolment-code"
check 'the same credential at the next start is taken' env CREDENTIALS_DIRECTORY="$place/credentials" bash -c "$(declare -f provision); place=$place scripts=$scripts here=$here; provision"
check '… but its code is not given again' not test -e "$place/data/enrolment-code"

fresh
filled_in 7K3M9QXA >"$place/medium/kiosk.toml"
filled_in ST1CKST1 >"$place/stick/kiosk.toml"
check 'a stick goes before the boot partition' provision
check '… and gives its code' test "$(code)" = ST1CKST1
check '… which is gone from the stick' not grep -q ST1CKST1 "$place/stick/kiosk.toml"

fresh
filled_in 7K3M9QXA >"$place/medium/kiosk.toml"
check 'a file is taken' provision
printf '[central]\nurl = "central"\nenrolment_code = "QQQQ1111"\n' >"$place/medium/kiosk.toml"
check 'a wrong value is refused' not provision
check '… and said' grep -q 'url tidak benar' "$place/said"
check '… and the configuration before it stays' grep -q 'https://central.example' "$place/kept/kiosk.toml"
check '… and the code, which was not used, stays on the medium' grep -q QQQQ1111 "$place/medium/kiosk.toml"

# settle: what the configuration says about time.
settle() { ANJUNGAN_KEPT=$place/kept ANJUNGAN_RUN=$place/run sh "$scripts/settle"; }
asked() { sed -n 's/^NTP=//p' "$place/run/systemd/timesyncd.conf.d/kiosk.conf"; }
fresh
echo 'ANJUNGAN_CENTRAL=central.example:8443' >"$place/kept/machine.env"
settle
check 'without a time server central is asked' test "$(asked)" = central.example
echo 'ANJUNGAN_NTP="waktu.example waktu2.example"' >>"$place/kept/machine.env"
settle
check 'time servers of the configuration are asked' test "$(asked)" = 'waktu.example waktu2.example'

# wifi: orders and reports, with a supplicant that says what the test wants; the real one is asked by `kiosk-image/test wifi`.
neighbourhood() {
    fresh
    mkdir -p "$place/bin" "$place/air" "$place/cards/wlan0/phy80211" "$place/links/links" "$place/links/leases" "$place/wifi" "$place/run"
    echo 3 >"$place/cards/wlan0/ifindex"
    echo 'OPER_STATE=routable' >"$place/links/links/3"
    echo 'ADDRESS=10.0.0.7' >"$place/links/leases/3"
    echo 'ANJUNGAN_CENTRAL=central.example:443' >"$place/kept/machine.env"
    printf '02:00:00:00:01:00\t2412\t-30\t[WPA2-PSK-CCMP][ESS]\tkopi \\"\\xff\n' >"$place/air/results"
    : >"$place/air/status" >"$place/air/events" >"$place/air/answer"
    # shellcheck disable=SC2016
    printf '%s\n' '#!/bin/sh' 'echo "$@" >>"$AIR/arguments"' 'shift 6' 'case ${1:-} in' \
        '"") echo "Interactive mode"; exec tail -f -n +1 "$AIR/events" ;;' \
        'scan) echo OK; echo "<3>CTRL-EVENT-SCAN-RESULTS " >>"$AIR/events" ;;' \
        'scan_results) echo "bssid / frequency / signal level / flags / ssid"; cat "$AIR/results" ;;' \
        'status) cat "$AIR/status" ;;' \
        'reconfigure) cat "$AIR/answer" >>"$AIR/events" ;;' 'esac' >"$place/bin/wpa_cli"
    # shellcheck disable=SC2016
    printf '%s\n' '#!/bin/sh' 'echo "$@" >>"$AIR/arguments"' 'printf "200 0 "' >"$place/bin/curl"
    chmod +x "$place/bin/wpa_cli" "$place/bin/curl"
}
# wifi LINES…: what the terminal orders, carried out.
wifi() {
    printf '%s\n' "$@" >"$place/order"
    carry_out
}
carry_out() {
    : >"$place/air/events"
    AIR=$place/air PATH=$place/bin:$PATH ANJUNGAN_REQUEST=$place/order ANJUNGAN_REPORT=$place/report ANJUNGAN_WIFI_RUN=$place/run ANJUNGAN_WIFI_KEPT=$place/wifi \
        ANJUNGAN_KEPT=$place/kept ANJUNGAN_CARDS=$place/cards ANJUNGAN_LINKS=$place/links ANJUNGAN_OWNER=$(id -u):$(id -g) ANJUNGAN_SECOND=0.02 sh "$scripts/wifi" 2>"$place/said"
}
join() { wifi ID=7 DO=join SSID=6b6f7069 HIDDEN=0 "$@"; }
told() { grep -qxF -- "$1" "$place/report"; }
key=$(printf '%064d' 5)
joins='<3>CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]'

neighbourhood
check 'networks are listened for' wifi ID=6 DO=scan
check '… and told as the supplicant prints them' grep -qF "$(printf '[ESS]\tkopi \\"\\xff')" "$place/report"
check '… with the number of the order' told ID=6
check '… and the order is gone' not test -e "$place/order"
check '… and the report is for the terminal alone' test "$(stat -c %a "$place/report")" = 640
echo '<3>CTRL-EVENT-SSID-TEMP-DISABLED id=0 ssid="kopi" auth_failures=1 duration=10 reason=WRONG_KEY' >"$place/air/answer"
check 'a wrong passphrase' join KEY=psk SECRET="$key"
check '… is told' told STATE=wrong-key
check '… and not kept' not test -e "$place/wifi/network.conf"
check '… nor left to the supplicant' test ! -s "$place/run/network.conf"
echo "$joins" >"$place/air/answer"
printf 'ssid=kopi\nwpa_state=COMPLETED\n' >"$place/air/status"
check 'a right one' join KEY=psk SECRET="$key"
check '… is told' told STATE=done
check '… with the network in use' told USED=kopi
check '… its address' told ADDRESS=10.0.0.7
check '… what is kept' told SAVED=6b6f7069
check '… and what central answered' grep -q '^CENTRAL=0 200 0' "$place/report"
check '… and is kept' grep -qx "[[:space:]]psk=$key" "$place/wifi/network.conf"
check '… for root alone' test "$(stat -c %a "$place/wifi/network.conf")" = 600
rm "$place/links/links/3"
check 'a network that gives no address' wifi ID=8 DO=join SSID=746f6b6f HIDDEN=0 KEY=open SECRET=
check '… is told' told STATE=no-address
check '… and the one before it stays' told SAVED=6b6f7069
check '… and is joined again' cmp -s "$place/wifi/network.conf" "$place/run/network.conf"
echo 'OPER_STATE=routable' >"$place/links/links/3"
printf '<3>CTRL-EVENT-NETWORK-NOT-FOUND \n%.0s' 1 2 >"$place/air/answer"
check 'one that is not there' wifi ID=9 DO=join SSID=746f6b6f HIDDEN=1 KEY=open SECRET=
check '… is told' told STATE=not-found
echo '<3>CTRL-EVENT-AUTH-REJECT 02:00:00:00:01:00 auth_type=3 auth_transaction=2 status_code=1' >"$place/air/answer"
check 'a wrong passphrase of WPA3' join KEY=sae SECRET=72616861736961736961
check '… is told' told STATE=wrong-key
echo "$joins" >"$place/air/answer"
check 'a right one' join KEY=sae SECRET=72616861736961736961
check '… is kept as it was typed, in hex' grep -qx '[[:space:]]sae_password=72616861736961736961' "$place/wifi/network.conf"
check 'no key is in the arguments of a command' not grep -qE "$key|72616861736961736961" "$place/air/arguments"
cp "$place/wifi/network.conf" "$place/before"
for rubbish in 'SSID=6b6f7069
ctrl_interface=x' SSID=zz SSID=6b6 SSID= "SSID=$(printf '%066d' 0)"; do
    check "no name of a network: $(echo "$rubbish" | tr '\n' ' ' | head -c 30)" not wifi ID=9 DO=join "$rubbish" HIDDEN=0 KEY=psk 'SECRET=short'
done
check 'a key with something behind it is none' not join KEY=psk SECRET="$key}"
check 'no sort of network' not join KEY=eap SECRET=
check 'no number' not wifi 'ID=1;reboot' DO=scan
check '… changes anything' cmp -s "$place/before" "$place/wifi/network.conf"
ln -s "$place/wifi/network.conf" "$place/order"
check 'a link is no order' not carry_out
check '… and what it leads to stays' cmp -s "$place/before" "$place/wifi/network.conf"
check '… and the link is gone' not test -L "$place/order"
mkdir -p "$place/order/deep"
check 'nor is a folder' not carry_out
check '… which would be an order for ever' not test -e "$place/order"
check 'central is asked' wifi ID=10 DO=ask
check '… and so told' grep -q '^CENTRAL=0 200 0' "$place/report"
check 'a network is forgotten' wifi ID=11 DO=forget
check '… with all that was kept' test ! -e "$place/wifi/network.conf" -a ! -s "$place/run/network.conf"
rm -r "$place/cards/wlan0"
check 'without a card' wifi ID=12 DO=scan
check '… that is told' told STATE=no-card
check '… under its number' told ID=12

# ladder WHEN SECONDS [RESULT STATUS]
ladder() {
    ANJUNGAN_STEPS=$place/steps ANJUNGAN_DATA=$place/data ANJUNGAN_NOW_S=$2 SERVICE_RESULT=${3:-} EXIT_STATUS=${4:-} sh "$scripts/ladder" "$1" 2>"$place/said"
}
fails_at() { ladder before "$1" && ladder after "$(($1 + $2))" core-dump 6; }
stocked() {
    fresh
    mkdir -p "$place/data"
    touch "$place/data/ledger.db" "$place/data/device.key" "$place/data/catalogue.db-wal"
    echo now >"$place/data/catalogue.db"
    echo before >"$place/data/catalogue.previous.db"
}

stocked
fails_at 10 3
ladder before 15
check 'after one quick end everything is there' test -e "$place/data/catalogue.db"
ladder after 18 core-dump 6
ladder before 20
check 'after two the content of the last good run is in its place' test "$(cat "$place/data/catalogue.db")" = before
check '… without the log of the other' not test -e "$place/data/catalogue.db-wal"
ladder after 23 core-dump 6
ladder before 26
check 'after three there is no content' not test -e "$place/data/catalogue.db" -o -e "$place/data/catalogue.previous.db"
check '… and the ledger and the key stay' test -e "$place/data/ledger.db" -a -e "$place/data/device.key"
echo came >"$place/data/catalogue.db"
ladder after 29 core-dump 6
ladder before 32
check 'a catalogue that came meanwhile is not taken again' test -e "$place/data/catalogue.db"

stocked
rm "$place/data/catalogue.previous.db"
fails_at 10 3
fails_at 20 3
ladder before 30
check 'without content before it, after two it is gone' not test -e "$place/data/catalogue.db"

stocked
fails_at 10 3
fails_at 20 200
fails_at 230 3
ladder before 240
check 'a long life between two quick ends forgets the first' test "$(cat "$place/data/catalogue.db")" = now

# update: what is refused before anything is fetched or written; the write itself is the chain's (kiosk-image/test chain).
update() { # RUNNING [ADDRESS]
    local running=$1
    shift
    ANJUNGAN_OFFER=$place/offer ANJUNGAN_KEYS=$place/keys/updates.gpg ANJUNGAN_RUNNING=$running ANJUNGAN_KEPT=$place/kept ANJUNGAN_REQUEST=$place/request \
        ANJUNGAN_KERNELS=$place/kernels sh "$scripts/update" "$@" 2>"$place/said"
}
says() { grep -qF -- "$1" "$place/kept/update-result"; }
if command -v gpg >/dev/null && command -v gpgv >/dev/null; then
    fresh
    mkdir -p "$place/published" "$place/kernels" "$place/keys/secret"
    chmod 0700 "$place/keys/secret"
    gpg --quiet --batch --no-tty --homedir "$place/keys/secret" --passphrase '' --quick-generate-key 'Test' ed25519 sign never
    gpg --quiet --batch --no-tty --homedir "$place/keys/secret" --export >"$place/keys/updates.gpg"
    printf '%064d  anjungan_1.0.1.efi\n%064d  anjungan_1.0.2.efi\n' 0 0 >"$place/published/SHA256SUMS"
    gpg --quiet --batch --no-tty --homedir "$place/keys/secret" --detach-sign --output "$place/published/SHA256SUMS.gpg" "$place/published/SHA256SUMS"
    check 'an update without an address fails' not update 1.0.0
    check '… and says where it belongs' says '[update] pada kiosk.toml'
    check 'an older version is not taken' update 1.0.3 "file://$place/published"
    check '… and it says so' says 'versi 1.0.3 sudah yang terbaru'
    echo 1.0.9 >"$place/request"
    check 'a version that is not offered fails' not update 1.0.0 "file://$place/published"
    check '… by its name' says 'versi 1.0.9 tidak ada'
    check '… and the request is gone' not test -e "$place/request"
    touch "$place/kernels/anjungan_1.0.2+0-3.efi"
    check 'a version that the boot loader gave up is not tried again' not update 1.0.0 "file://$place/published"
    check '… and it says so' says 'versi 1.0.2 sudah dicoba dan tidak berjalan baik'
    echo '# more' >>"$place/published/SHA256SUMS"
    check 'a list that was changed is refused' not update 1.0.0 "file://$place/published"
    check '… and it says so' says 'tidak ditandatangani dengan kunci pengelola'
    gpgconf --homedir "$place/keys/secret" --kill all 2>/dev/null || :
else
    echo 'skipped: updates: gpg is not installed'
fi

# says: what stands on the screen. FAILED is what systemd says of the configuration's unit.
tells() { # FAILED KIND
    printf '#!/bin/sh\nexit %s\n' "$1" >"$place/systemctl"
    printf '#!/bin/sh\necho "$2: reason"\n' >"$place/journalctl"
    chmod +x "$place/systemctl" "$place/journalctl"
    PATH=$place:$PATH ANJUNGAN_SAID=$place/now/said sh "$scripts/says" "$2" >"$place/screen"
}
on_screen() { grep -qF -- "$1" "$place/screen"; }
fresh
check 'a terminal that gave up' tells 1 terminal
check '… is out of order' on_screen 'Kode: G-02'
check '… for its own reason' on_screen 'unit=anjungan.service: reason'
check 'one that was never started for want of a configuration' tells 0 terminal
check '… is not set up' on_screen 'Kode: G-01'
check '… for the reason that it could not be taken' on_screen 'unit=anjungan-provision.service: reason'
check '… and whoever asks is told so' test "$(cat "$place/now/said")" = provision
check 'between two tries there is no reason to tell' tells 0 wait
check '… and no code' not on_screen Kode

# modules.py: kernel modules after some were taken away.
modules() { # WANTED
    printf '%s\n' "$@" >"$place/wanted"
    python3 "$here/lib/modules.py" "$place/modules" "$place/wanted" 2>"$place/said"
}
fresh
mkdir -p "$place/modules/kernel"
printf 'kernel/core.ko.xz:\nkernel/gone.ko.xz:\nkernel/usb-disk.ko.xz: kernel/core.ko.xz\nkernel/deep.ko.xz: kernel/mid.ko.xz kernel/gone.ko.xz\nkernel/mid.ko.xz: kernel/gone.ko.xz\n' >"$place/modules/modules.dep"
echo kernel/inside.ko >"$place/modules/modules.builtin"
touch "$place/modules/kernel/core.ko.xz" "$place/modules/kernel/usb-disk.ko.xz" "$place/modules/kernel/deep.ko.xz" "$place/modules/kernel/mid.ko.xz"
check 'drivers that are there, by whatever dash, or in the kernel itself' modules '# of sticks' usb_disk inside ''
check '… and what could not be loaded any more is gone' test "$(ls "$place/modules/kernel" | tr '\n' ' ')" = 'core.ko.xz usb-disk.ko.xz '
check 'a driver whose needs were taken away fails the build' not modules usb-disk mid
check '… by its name' grep -q ': mid$' "$place/said"

exit $wrong
