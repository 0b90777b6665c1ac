# Runs in the guest as root, from the disk of tools that tests/wifi.py made: puts a neighbourhood of networks into the air of the
# kernel's simulated radios, and gives the orders that service mode gives, as the terminal's user. A line a fact: `PROBE name: value`.
#
#   wifi.sh first    every way to join and to fail      wifi.sh again    what is there after a restart
tools=/run/tools
report=/run/anjungan-machine/wifi
say() { printf 'PROBE %s: %s\n' "$1" "$2"; }
in_tools() { chroot "$tools" "$@"; }
in_air() { nsenter --net=/proc/"$air"/ns/net chroot "$tools" "$@"; }

. "$tools/test/secrets"
n=$(date +%s)
# order NAME LINES…: gives it, waits for its end, and says how it ended.
order() {
    name=$1 n=$((n + 1))
    shift
    printf '%s\n' "ID=$n" "$@" | setpriv --reuid anjungan --regid anjungan --clear-groups sh -c 'umask 077; cat >/run/anjungan/.wifi && mv /run/anjungan/.wifi /run/anjungan/wifi'
    waited=0
    until grep -qx "ID=$n" "$report" 2>/dev/null && ! grep -qE '^STATE=(scanning|joining|address|central)$' "$report" && [ ! -e /run/anjungan/wifi ]; do
        sleep 1
        waited=$((waited + 1))
        [ "$waited" -lt 300 ] || break
    done
    say "$name" "$(grep -E '^(STATE|USED|SAVED|ADDRESS|CENTRAL|WEB)=' "$report" | tr '\n' ' ')after $waited s"
}
join() { # NAME SSID HIDDEN KEY SECRET
    order "$1" DO=join "SSID=$2" "HIDDEN=$3" "KEY=$4" "SECRET=${5:-}"
}
hex_of() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n'; }
# What central says, and somebody who is not central.
serve() { # WHO: its certificate
    [ -z "${server:-}" ] || kill "$server"
    nsenter --net=/proc/"$air"/ns/net chroot "$tools" sh -c "cd /test/web && exec openssl s_server -quiet -accept 443 -cert ../$1.pem -key ../$1.key -WWW" >/dev/null 2>&1 &
    server=$!
    sleep 2
}
used() { wpa_cli -p /run/anjungan-wifi/control -s /run/anjungan-wifi -i wlan0 status | sed -n 's/^ssid=//p'; }

for place in dev proc sys; do mount --rbind /$place "$tools/$place"; done
mount -t tmpfs tmpfs "$tools/run"
until systemctl is-active --quiet anjungan.service; do sleep 1; done
say idle "$(systemctl list-units --plain --no-legend 'anjungan-wifi-link@*' | wc -l)"
[ "$1" != first ] || order without-card DO=scan
modprobe mac80211_hwsim radios=2
unshare --net sleep infinity &
sleep 1
air=$!
waited=0
until [ -e /sys/class/net/wlan0 ] && [ -e /sys/class/net/wlan1 ]; do sleep 1; done
in_tools iw phy "$(cat /sys/class/net/wlan1/phy80211/name)" set netns "$air"
in_air ip link set lo up
in_air ip address add 10.77.0.1/32 dev lo
in_air hostapd -B /test/hostapd.conf >/dev/null
for number in 0 1 2 3 4 5; do
    card=wlan1_$number
    [ "$number" -gt 0 ] || card=wlan1
    in_air ip address add "10.77.1$number.1/24" dev "$card"
done
in_air dnsmasq --conf-file=/test/dnsmasq.conf
serve central
mkdir -p /run/trusted
cat /etc/ssl/certs/ca-certificates.crt "$tools/test/ca.pem" >/run/trusted/all
mount --bind /run/trusted/all /etc/ssl/certs/ca-certificates.crt
until systemctl is-active --quiet anjungan-wifi-link@wlan0.service; do sleep 1; done
# The radio that was taken away had one too.
systemctl reset-failed 'anjungan-wifi-link@wlan1.service'
say link "$(systemctl show --property=NRestarts --value anjungan-wifi-link@wlan0.service)"

if [ "$1" = again ]; then
    until grep -qsx OPER_STATE=routable "/run/systemd/netif/links/$(cat /sys/class/net/wlan0/ifindex)"; do sleep 1; done
    say kept "$(used)"
    order asked DO=ask
    order forgotten DO=forget
    say nothing-kept "$(ls /var/lib/anjungan-wifi | wc -l) files, $(wc -c </run/anjungan-wifi/network.conf) bytes"
    say end .
    exec sleep infinity
fi

order scan DO=scan
say heard "$(sed -n 's/^BSS=.*\t\(\[.*\]\)\t\(.*\)/\1 \2,/p' "$report" | sort -u | tr '\n' ' ')"
join wrong "$(hex_of kantor)" 0 psk "$wrong_key"
join right "$(hex_of kantor)" 0 psk "$kantor_key"
say metric "$(sed -n 's/^wlan0\t00000000\t[0-9A-F]*\t[0-9A-F]*\t[0-9]*\t[0-9]*\t\([0-9]*\).*/\1/p' /proc/net/route)"
say kept-mode "$(stat -c '%a %U' /var/lib/anjungan-wifi /var/lib/anjungan-wifi/network.conf /run/anjungan-wifi/network.conf | tr '\n' ' ')"
join no-address "$(hex_of buntu)" 0 psk "$buntu_key"
until [ "$(used)" = kantor ]; do sleep 1; done
say back "$(used)"
join gone "$(hex_of hilang)" 0 psk "$kantor_key"
serve stranger
join sign-in "$(hex_of tamu)" 0 open
serve central
order ask-again DO=ask
join sae-wrong "$(hex_of baru)" 0 sae "$(hex_of 'bukan yang ini')"
join sae-right "$(hex_of baru)" 0 sae "$baru_secret"
join hidden "$(hex_of gudang)" 1 psk "$gudang_key"
join hostile "$hostile_ssid" 0 psk "$hostile_key"
# What is no order: lines of the supplicant's, no hex, too long, a link to what the terminal may not read.
for wrong in 'SSID=6b
ctrl_interface=x' 'SSID=zz' "SSID=$(printf '%066d' 0)"; do
    printf '%s\n' 'ID=1' 'DO=join' "$wrong" HIDDEN=0 KEY=open SECRET= | setpriv --reuid anjungan --regid anjungan --clear-groups sh -c 'cat >/run/anjungan/wifi'
    until [ ! -e /run/anjungan/wifi ] && ! systemctl is-active --quiet anjungan-wifi.service; do sleep 1; done
done
setpriv --reuid anjungan --regid anjungan --clear-groups ln -s /var/lib/anjungan-wifi/network.conf /run/anjungan/wifi
until [ ! -L /run/anjungan/wifi ]; do sleep 1; done
say after-rubbish "$(used) $(stat -c %a /var/lib/anjungan-wifi/network.conf)"
systemctl reset-failed anjungan-wifi.service
join last "$(hex_of kantor)" 0 psk "$kantor_key"
for secret in "$kantor_key" "$wrong_key" "$baru_secret" rahasia; do
    journalctl --no-pager | grep -qF "$secret" && leaked="$leaked journal"
    grep -rqsF "$secret" /proc/[0-9]*/cmdline /proc/[0-9]*/environ && leaked="$leaked process"
    grep -rqsF "$secret" /run/anjungan /run/anjungan-machine /var/lib/anjungan && leaked="$leaked file"
done
say leaked "${leaked:-nowhere}"
say failed "$(systemctl list-units --failed --plain --no-legend | cut -d' ' -f1 | tr '\n' ' ')"
say security "$(systemd-analyze security --no-pager anjungan-wifi.service | tail -1 | tr -dc '0-9.A-Za-z ') $(systemd-analyze security --no-pager anjungan-wifi-link@wlan0.service | tail -1 | tr -dc '0-9.A-Za-z ')"
say end .
sync
exec sleep infinity
