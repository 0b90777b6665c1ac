# Runs in the guest as root: tells which version runs and what lies on the boot partition, and asks for an update again and again, as
# the office would every night.
say() { printf 'CHAIN %s: %s\n' "$1" "$2"; }

version=$(. /usr/lib/os-release && echo "$IMAGE_VERSION")
say started "$version"
until systemctl is-active --quiet anjungan.service; do sleep 2; done
# A version on trial must be judged before it is replaced.
while ls /efi/EFI/Linux | grep -q "^anjungan_${version}+"; do sleep 5; done
say "stays" "$version with $(ls /efi/EFI/Linux | tr '\n' ' ')"
[ -e /var/lib/chain-mark ] || echo "made under $version" >/var/lib/chain-mark
say mark "$(cat /var/lib/chain-mark)"
while true; do
    touch /run/anjungan/update
    sleep 10
    while [ "$(systemctl show --property=ActiveState --value anjungan-update.service)" = activating ]; do sleep 2; done
    journalctl --boot --unit=anjungan-update.service --lines=3 --output=cat --grep='update:' 2>/dev/null | sed "s/^/CHAIN $version /"
    sleep 5
done
