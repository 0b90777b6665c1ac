# shellcheck shell=bash disable=SC2034,SC2154
# Debian's part of the root file system, exactly as its packages leave it, and the list of their versions.

make_base() {
    local list=$here/packages/system
    [ "$new_versions" = no ] || rm -f "$work/base.list"
    if ! cmp -s "$list" "$work/base.list"; then
        say 'packages of the image'
        rm -rf --one-file-system "$work/base"
        # Hooks of the kernel's package would make an initrd for nobody; dracut insists on having one.
        mmdebstrap --quiet --mode=root --variant=essential --include="$(names_in "$list")" \
            --aptopt='Apt::Install-Recommends "false"' "${without_docs[@]}" \
            --dpkgopt='path-exclude=/etc/kernel/postinst.d/*' \
            --essential-hook='mkdir -p "$1/etc/kernel/postinst.d" && ln -s /bin/true "$1/etc/kernel/postinst.d/dracut"' \
            trixie "$work/base" "${sources[@]}"
        cp "$work/base/var/lib/dpkg/status" "$work/base.status"
        cp "$list" "$work/base.list"
    fi
    versions_of "$work/base" >"$work/base.versions"
    if [ "$new_versions" = yes ] || [ ! -e "$lock" ]; then
        {
            echo '# What the image was last built of. Written by `kiosk-image/build --new-versions`.'
            # Midnight: before anything was made that is in no package.
            echo "# epoch $(date -u --date='today 00:00' +%s)"
            cat "$work/base.versions"
        } >"$lock"
        SOURCE_DATE_EPOCH=$(sed -n 's/^# epoch \([0-9]*\)$/\1/p' "$lock")
    elif ! grep -v '^#' "$lock" | diff -u - "$work/base.versions" >"$work/base.diff"; then
        cat "$work/base.diff" >&2
        fail "Debian has other versions than $lock: build with --new-versions, or from a snapshot (ANJUNGAN_MIRROR)"
    fi
}

# shellcheck disable=SC2016
versions_of() { dpkg-query --admindir="$1/var/lib/dpkg" -W -f='${Package}=${Version}\n' | LC_ALL=C sort; }
