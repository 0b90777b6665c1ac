# Runs in the guest as root, over the door that only an image without Secure Boot has open, and writes on the serial line what
# the outside can't see: one line a fact, `PROBE name: value`.
say() { printf 'PROBE %s: %s\n' "$1" "$2"; }

waited_s=0
until systemctl is-active --quiet anjungan.service || [ "$waited_s" -ge 300 ]; do
    sleep 1
    waited_s=$((waited_s + 1))
done
say terminal "$(systemctl is-active anjungan.service)"
# One that dies at once is started again, and is found active as well.
sleep 15
say restarts "$(systemctl show --property=NRestarts --value anjungan.service)"
say failed "$(systemctl list-units --failed --plain --no-legend | cut -d' ' -f1 | tr '\n' ' ')"
say security "$(systemd-analyze security --no-pager anjungan.service | tail -1 | tr -dc '0-9.A-Za-z ')"
say start "$(systemd-analyze time | head -1)"
pid=$(systemctl show --property=MainPID --value anjungan.service)
say user "$(stat -c %U "/proc/$pid")"
say capabilities "$(sed -n 's/^CapEff:\t//p' "/proc/$pid/status")"
say memory-kb "$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status")"
say holds "$(ls -l "/proc/$pid/fd" | grep -o -E '/dev/(dri|fb|input)[^ ]*|[^/]*\.db$' | sort -u | tr '\n' ' ')"
say root "$(findmnt -no FSTYPE,OPTIONS /)"
say var "$(findmnt -no SOURCE,FSTYPE,OPTIONS /var)"
say root-written "$(touch /usr/written 2>/dev/null && echo yes || echo no)"
say sysrq "$(cat /proc/sys/kernel/sysrq)"
say core-pattern "$(cat /proc/sys/kernel/core_pattern)"
say swap "$(tail -n +2 /proc/swaps | wc -l)"
say getty "$(systemctl list-units --state=active --plain --no-legend '*getty*.service' | cut -d' ' -f1 | tr '\n' ' ')"
say ctrl-alt-del "$(systemctl show --property=LoadState --value ctrl-alt-del.target)"
say passwords "$(cut -d: -f2 /etc/shadow | grep -c -v '^[!*]')"
say shells "$(grep -c -v nologin /etc/passwd)"
say listening "$(awk 'FNR > 1 && $4 == "0A" { print $2 }' /proc/net/tcp /proc/net/tcp6 | tr '\n' ' ')"
say policies "$(nft list ruleset | grep -c 'policy drop')"
say medium "$(grep -c '^ *enrolment_code' /efi/kiosk/kiosk.toml) lines with a code"
say code-kept "$(stat -c '%a %U' /var/lib/anjungan/enrolment-code 2>/dev/null), configuration $(grep -q '^ *enrolment_code' /var/lib/anjungan-machine/kiosk.toml && echo with || echo without) it"
say facts "$(tr '\n' ' ' </run/anjungan-machine/facts)"
say clock "$(sed -n 2p /run/systemd/timesyncd.conf.d/kiosk.conf)"
say watchdog "$(systemctl show --property=WatchdogUSec --value anjungan.service)"
say var-size "$(df -m --output=size /var | tail -1)"
# A forbidden port is refused by our own rules; a positive control shows that the net is there at all.
say blocked "$(setpriv --reuid anjungan --clear-groups curl --silent --max-time 5 http://10.0.2.100:81/ >/dev/null 2>&1 && echo reached || echo refused)"
say allowed "$(setpriv --reuid anjungan --clear-groups curl --silent --max-time 20 --insecure http://10.0.2.100:443/ 2>&1 | head -c 60)"
# The boot partition is put away after half a minute without use, and takes nothing along.
waited_s=0
while [ "$(systemctl is-active efi.mount)" = active ] && [ "$waited_s" -lt 120 ]; do
    sleep 2
    waited_s=$((waited_s + 2))
done
sleep 3
say put-away "$(systemctl is-active efi.mount), terminal $(systemctl is-active anjungan.service), restarts $(systemctl show --property=NRestarts --value anjungan.service)"
say end .
