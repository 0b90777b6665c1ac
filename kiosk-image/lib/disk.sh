# shellcheck shell=bash disable=SC2034,SC2154
# From the root file system to the disk: partitions, the kernel's file with the root's hash in it, the boot loader.

# Partition numbers follow from this and from nothing else. Every kiosk has the same; the disk's own keys are made in /var.
seed=4d9a2f6e-5c0b-4a3c-9b2e-6f1d0c7a8e35

# `panic-on-corruption`: a block that was changed restarts the machine, which then tries its other slot.
# `import_credentials=no`: nothing that lies on the boot partition, and nothing that a virtual machine hands in, becomes a unit or a
# setting. A test build leaves that door open.
command_line() {
    local closed=systemd.import_credentials=no
    [ "$test_build" = no ] || closed=
    echo $closed "root=/dev/mapper/root roothash=$root_hash systemd.verity_root_options=panic-on-corruption" \
        "systemd.machine_id=firmware systemd.default_device_timeout_sec=300 rd.shell=0 panic=10 quiet loglevel=3 systemd.show_status=no" \
        "vt.global_cursor_default=0 fbcon=font:TER16x32 lockdown=integrity"
}

make_disk() {
    say 'disk'
    local raw=$work/disk.raw report=$work/disk.json
    rm -f "$work"/disk.raw "$work"/disk.*.raw
    in_toolbox systemd-repart --empty=create --size=auto --offline=yes --dry-run=no --split=yes --json=short --seed="$seed" \
        --definitions=/source/repart/disk --root=/build/system /build/disk.raw >"$report" 2>"$work/repart.log" \
        || { cat "$work/repart.log" >&2; fail 'systemd-repart'; }
    root_hash=$(field roothash)
    make_kernel_file
    make_esp
    dd if="$work/esp.img" of="$raw" bs=1M oflag=seek_bytes seek="$(field esp.offset)" conv=notrunc,sparse status=none
    fallocate --dig-holes "$raw"
    publish
}

# What repart told about the partitions it made.
field() { python3 "$here/lib/partitions.py" "$work/disk.json" "$1"; }

make_kernel_file() {
    prepare_signing
    in_toolbox ukify build --linux=/build/kernel/vmlinuz --initrd=/build/initrd.img --os-release=@/build/system/usr/lib/os-release \
        --uname="$kernel_release" --cmdline="$(command_line)" "${signing[@]}" --output=/build/kernel.efi >"$work/ukify.log" 2>&1 \
        || { cat "$work/ukify.log" >&2; fail 'ukify'; }
}

make_esp() {
    local esp=$work/esp
    rm -rf "$esp" && mkdir -p "$esp"/EFI/BOOT "$esp"/EFI/systemd "$esp"/EFI/Linux "$esp"/loader "$esp"/kiosk
    sign_loader "$esp/EFI/BOOT/BOOTX64.EFI"
    cp "$esp/EFI/BOOT/BOOTX64.EFI" "$esp/EFI/systemd/systemd-bootx64.efi"
    # The first version has nothing to fall back to, and so is not counted.
    cp "$work/kernel.efi" "$esp/EFI/Linux/anjungan_$version.efi"
    cp "$here/esp/loader.conf" "$esp/loader/loader.conf"
    offer_keys "$esp/loader"
    cp "$here/esp/kiosk.toml.example" "$esp/kiosk/"
    find "$esp" -exec touch --date="@$SOURCE_DATE_EPOCH" {} +
    rm -f "$work/esp.img"
    truncate --size="$(field esp.size)" "$work/esp.img"
    in_toolbox mkfs.vfat --invariant -F 32 -n ANJUNGAN -i 4d9a2f6e /build/esp.img >"$work/esp.log"
    (cd "$esp" && in_toolbox sh -c 'cd /build/esp && mcopy -s -m -i /build/esp.img EFI loader kiosk ::')
}

# The disk, and the three files of an update under the names that kiosks look for.
publish() {
    rm -rf "${out:?}"/anjungan_*
    mv "$work/disk.raw" "$out/anjungan_$version.raw"
    cp "$work/kernel.efi" "$out/anjungan_$version.efi"
    mv "$work/$(field root.file)" "$out/anjungan_${version}_$(field root.uuid).root.raw"
    mv "$work/$(field root-verity.file)" "$out/anjungan_${version}_$(field root-verity.uuid).verity.raw"
    (cd "$out" && sha256sum -- *.efi *.root.raw *.verity.raw >SHA256SUMS)
}
