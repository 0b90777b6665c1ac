# Runs in the guest as root: tells which version runs and what lies on the boot partition, and asks for an update again and again, as
# the office would every night. A version whose kind says so brings the machine down.
say() { printf 'CHAIN %s: %s\n' "$1" "$2"; }

version=$(. /usr/lib/os-release && echo "$IMAGE_VERSION")
say started "$version"
case $(/usr/bin/anjungan kind) in
    panic) echo c >/proc/sysrq-trigger ;;
    # The first process alone feeds the watchdog of the machine.
    hang) echo 1 >/sys/fs/cgroup/init.scope/cgroup.freeze; sleep infinity ;;
esac
until systemctl is-active --quiet anjungan.service; do sleep 2; done
# A version on trial must be judged before it is replaced.
while ls /efi/EFI/Linux | grep -q "^anjungan_${version}+"; do sleep 3; done
[ -e /var/lib/chain-mark ] || { head -c 100000 /dev/urandom >/var/lib/chain-data; echo "$version $(sha256sum </var/lib/chain-data)" >/var/lib/chain-mark; sync; }
say mark "$(cut -d' ' -f1 /var/lib/chain-mark) $([ "$(cut -d' ' -f2 /var/lib/chain-mark)" = "$(sha256sum </var/lib/chain-data | cut -d' ' -f1)" ] && echo whole || echo broken)"
say facts "$(tr '\n' ' ' </run/anjungan-machine/facts)"
say stays "$version with $(ls /efi/EFI/Linux | tr '\n' ' ')"
while true; do
    # Like the terminal, which can't write there as anybody else.
    setpriv --reuid anjungan --regid anjungan --clear-groups touch /run/anjungan/update
    sleep 5
    while [ "$(systemctl show --property=ActiveState --value anjungan-update.service)" = activating ]; do sleep 1; done
    journalctl --boot --unit=anjungan-update.service --lines=3 --output=cat --grep='update:' 2>/dev/null | sed "s/^/CHAIN $version /"
done
