# shellcheck shell=bash disable=SC2034,SC2154
# What every part needs: the version, the one point in time, and ways to run things.

version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$here/../Cargo.toml")

# Everything in the image carries this time. It is that of the list of versions, so that the same list and the same
# sources give the same bits, whenever and wherever they are built.
SOURCE_DATE_EPOCH=$(sed -n 's/^# epoch \([0-9]*\)$/\1/p' "${lock:-$here/packages/system.lock}" 2>/dev/null || true)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date +%s)}

# Where Debian is. A snapshot of the day of packages/system.lock has its versions when the mirror has moved on:
# ANJUNGAN_MIRROR=http://snapshot.debian.org/archive/debian/20260912T000000Z
mirror=${ANJUNGAN_MIRROR:-http://deb.debian.org/debian}
mirror_security=${ANJUNGAN_MIRROR_SECURITY:-http://security.debian.org/debian-security}
sources=(
    # Firmware of Wi-Fi cards is all that is taken from non-free-firmware.
    "deb $mirror trixie main non-free-firmware"
    "deb $mirror trixie-updates main"
    "deb $mirror_security trixie-security main"
)

say() { printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*" >&2; }
fail() { printf 'kiosk-image: %s\n' "$*" >&2; exit 1; }

# Without comments and empty lines, joined by commas.
names_in() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$1" | paste -sd,; }

check_host() {
    [ "$(id -u)" -eq 0 ] || fail 'run it as root: a root file system has files of several owners'
    [ -n "$version" ] || fail 'Cargo.toml names no version under [workspace.package]'
    local tool
    for tool in mmdebstrap python3 unshare; do
        command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install mmdebstrap python3 util-linux"
    done
}

# Runs a command in a root file system, with the build's folder at /build. The mounts are in a namespace of its own and
# end with the command, however it ends. TMPDIR must exist in it.
inside() {
    local root=$1
    shift
    mkdir -p "$root/build" "$root/source"
    # $1 and the rest belong to the inner shell.
    # shellcheck disable=SC2016
    unshare --mount --propagation private --fork --pid --kill-child sh -c '
        set -e
        mount --bind "$2" "$1/build"
        mount --bind -o ro "$3" "$1/source"
        mount -t proc proc "$1/proc"
        mount --rbind /dev "$1/dev"
        root=$1
        shift 3
        exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 TMPDIR=/tmp \
            SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" SYSTEMD_LOG_TARGET=console SYSTEMD_REPART_MKFS_OPTIONS_EROFS="-zlz4" "$@"
    ' sh "$root" "$work" "$here" "$@"
}
in_toolbox() { inside "$work/toolbox" "$@"; }

summary() {
    say "version $version, root hash $root_hash"
    (cd "$out" && du -h --apparent-size -- * && printf 'real size of the disk image: ' && du -h -- "anjungan_$version.raw")
}
