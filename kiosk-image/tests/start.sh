# Runs in the guest as root: when the kernel's clock says that the start was done. $1 is the unit that ends it.
say() { printf 'PROBE %s: %s\n' "$1" "$2"; }

waited_s=0
until systemctl is-active --quiet "$1" || [ "$waited_s" -ge 900 ]; do
    sleep 1
    waited_s=$((waited_s + 1))
done
say reached-us "$(systemctl show --property=ActiveEnterTimestampMonotonic --value "$1")"
say userspace-us "$(systemctl show --property=UserspaceTimestampMonotonic --value)"
say initrd-us "$(systemctl show --property=InitRDTimestampMonotonic --value)"
say end
