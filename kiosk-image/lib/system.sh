# shellcheck shell=bash disable=SC2034,SC2154
# The root file system as it is shipped: Debian's packages, without what a kiosk never uses, with the files of tree/ and
# the terminal.

# All but the terminal and the version stays from one build to the next, for as long as what it is made of is the same.
make_system() {
    local root=$work/system made_of
    made_of=$(cd "$here" && { find tree packages -type f | LC_ALL=C sort | xargs sha256sum; cat lib/system.sh lib/modules.py "$work/base.versions" "${update_key:-/dev/null}"; } | sha256sum)
    if [ "$made_of" != "$(cat "$work/system.made-of" 2>/dev/null)" ]; then
        say 'root file system'
        rm -f "$work/system.made-of"
        make_system_anew "$root"
        echo "$made_of" >"$work/system.made-of"
    fi
    kernel_release=$(basename "$root"/usr/lib/modules/*)
    install -m 0755 "$terminal" "$root/usr/bin/anjungan"
    name_version "$root"
    give_one_time "$root"
}

make_system_anew() {
    local root=$1
    rm -rf --one-file-system "$root"
    cp -a --reflink=auto "$work/base" "$root"
    rm -rf "$work/kernel" && mkdir "$work/kernel"
    cp "$root"/boot/vmlinuz-* "$work/kernel/vmlinuz"
    kernel_release=$(basename "$root"/usr/lib/modules/*)
    # dracut needs what is removed below: its root is the untouched one.
    dpkg_purge "$root"
    remove_unused "$root"
    keep_firmware "$root/usr/lib/firmware"
    cp -a --no-preserve=ownership "$here/tree/." "$root/"
    [ -z "$update_key" ] || install -D -m 0644 "$update_key" "$root/usr/lib/systemd/import-pubring.gpg"
    settle_units "$root"
    lock_accounts "$root"
    depmod_of "$root"
    leave_no_trace "$root"
}

dpkg_purge() {
    local names
    IFS=, read -ra names < <(names_in "$here/packages/not-shipped")
    inside "$1" dpkg --purge --force-depends "${names[@]}" \
        >"$work/purge.log" 2>&1 || { cat "$work/purge.log" >&2; fail 'packages that only build could not be removed'; }
}

remove_unused() {
    local pattern
    while read -r pattern; do
        # Patterns are expanded here, inside the root alone.
        # shellcheck disable=SC2086
        (cd "$1" && rm -rf --one-file-system -- $pattern)
    done < <(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$here/packages/removed-paths")
    mkdir -p "$1/efi" "$1/var" "$1/boot" "$1/media/stick"
}

# Of firmware only what packages/firmware names: all of it would be half of the image.
keep_firmware() {
    local pattern
    mv "$1" "$1.all"
    mkdir "$1"
    while read -r pattern; do
        # Patterns are expanded here, inside the folder alone.
        # shellcheck disable=SC2086
        (cd "$1.all" && cp -a --parents -- $pattern "$1/") 2>>"$work/firmware.log" \
            || fail "packages/firmware: nothing is called $pattern, or it can't be copied (work/firmware.log)"
    done < <(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$here/packages/firmware")
    rm -rf --one-file-system "$1.all"
}

name_version() {
    # sysupdate and repart read the version from here.
    sed -i -e '/^IMAGE_/d' "$1/usr/lib/os-release"
    printf 'IMAGE_ID=anjungan\nIMAGE_VERSION=%s\n' "$version" >>"$1/usr/lib/os-release"
}

settle_units() {
    local unit
    for unit in $(names_in "$here/packages/masked-units" | tr , ' '); do
        ln -sf /dev/null "$1/etc/systemd/system/$unit"
    done
    in_toolbox systemd-sysusers --root=/build/system >"$work/sysusers.log" 2>&1 || { cat "$work/sysusers.log" >&2; fail 'sysusers'; }
    # It ends well even when it made nobody.
    grep -q '^anjungan:' "$1/etc/passwd" || { cat "$work/sysusers.log" >&2; fail 'the user anjungan was not made'; }
    in_toolbox systemctl --root=/build/system preset-all >"$work/preset.log" 2>&1 || { cat "$work/preset.log" >&2; fail 'preset-all'; }
    ln -sf /run/systemd/resolve/stub-resolv.conf "$1/etc/resolv.conf"
    ln -sf multi-user.target "$1/usr/lib/systemd/system/default.target"
}

# No account has a password, and none has a shell.
lock_accounts() {
    sed -i -E 's/^([^:]+):[^:]*:/\1:!*:/' "$1/etc/shadow"
    sed -i -E 's#:[^:]*$#:/usr/sbin/nologin#' "$1/etc/passwd"
}

depmod_of() {
    python3 "$here/lib/modules.py" "$1/usr/lib/modules/$kernel_release" "$here/packages/drivers" || exit 1
    inside "$1" depmod -a "$kernel_release"
}

# What would differ between two builds, or between two machines.
leave_no_trace() {
    rmdir "$1/build" "$1/source"
    : >"$1/etc/machine-id"
    rm -f "$1/etc/shadow-" "$1/etc/passwd-" "$1/etc/group-" "$1/etc/gshadow-" "$1/etc/.pwd.lock" "$1/etc/hosts.new"
    printf '127.0.0.1 localhost\n::1 localhost\n' >"$1/etc/hosts"
    rm -rf "${1:?}/tmp" "${1:?}/var" "${1:?}/run" && mkdir -m 1777 "$1/tmp" && mkdir "$1/var" "$1/run"
    # Services that start before /var is mounted put a folder of memory over this one.
    mkdir "$1/var/tmp"
    rm -f "$1/etc/ld.so.cache" && ldconfig -r "$1" && rm -rf "${1:?}/var/cache"
}

give_one_time() { find "$1" -newermt "@$SOURCE_DATE_EPOCH" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +; }
