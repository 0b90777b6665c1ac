# shellcheck shell=bash disable=SC2034,SC2154
# Secure Boot: the kernel's file and the boot loader signed with the operator's key, and the keys offered to firmware that
# has none (setup mode). Without --secure-boot nothing is signed.

signing=()

# The toolbox sees only the work folder; the key lies there for as long as it is needed.
prepare_signing() {
    [ -n "$secure_boot" ] || return 0
    local file
    for file in db.key db.crt PK.auth KEK.auth db.auth; do
        [ -s "$secure_boot/$file" ] || fail "$secure_boot/$file is missing: make the keys with kiosk-image/keys make"
    done
    mkdir -p -m 0700 "$work/signing"
    trap 'rm -rf "$work/signing"' EXIT
    cp "$secure_boot/db.key" "$secure_boot/db.crt" "$work/signing/"
    signing=(--signtool=sbsign --secureboot-private-key=/build/signing/db.key --secureboot-certificate=/build/signing/db.crt)
}

sign_loader() { # TO
    local loader=/usr/lib/systemd/boot/efi/systemd-bootx64.efi
    if [ -n "$secure_boot" ]; then
        in_toolbox sbsign --key /build/signing/db.key --cert /build/signing/db.crt --output /build/loader.efi "$loader" >"$work/sbsign.log" 2>&1 \
            || { cat "$work/sbsign.log" >&2; fail 'sbsign'; }
        cp "$work/loader.efi" "$1"
    else
        cp "$work/toolbox$loader" "$1"
    fi
}

# In setup mode, which a technician chooses in the firmware, the boot loader enrols them and starts again.
offer_keys() { # LOADER_FOLDER
    [ -n "$secure_boot" ] || return 0
    mkdir -p "$1/keys/auto"
    cp "$secure_boot/PK.auth" "$secure_boot/KEK.auth" "$secure_boot/db.auth" "$1/keys/auto/"
    echo 'secure-boot-enroll force' >>"$1/loader.conf"
}
