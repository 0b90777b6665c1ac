# shellcheck shell=bash disable=SC2034,SC2154
# The initrd: finds the disk, checks the root, and hands over. It has drivers for disks and nothing else.

drivers=(
    ahci ata_piix nvme sd_mod sr_mod virtio_blk virtio_pci virtio_scsi mmc_block sdhci_pci sdhci_acpi
    usb_storage uas xhci_pci ehci_pci usbhid hid_generic
    i6300esb iTCO_wdt sp5100_tco wdat_wdt
    erofs dm_mod dm_verity dm_crypt vfat nls_cp437 nls_ascii ext4 overlay
)

make_initrd() {
    local made_of
    made_of=$(find "$here/initrd" -type f | LC_ALL=C sort | xargs cat "$work/base.versions" "$here/lib/initrd.sh" | sha256sum | cut -d' ' -f1)
    if [ "$made_of" != "$(cat "$work/initrd.made-of" 2>/dev/null)" ]; then
        say 'initrd'
        inside "$work/base" dracut --quiet --force --no-hostonly --no-hostonly-cmdline --reproducible --zstd --no-early-microcode \
            --modules 'systemd systemd-initrd systemd-udevd systemd-journald systemd-modules-load systemd-veritysetup dm base rootfs-block udev-rules' \
            --include /source/initrd / --install sleep --drivers "${drivers[*]}" --kernel-image '' /build/initrd.img "$(basename "$work"/base/usr/lib/modules/*)" >"$work/initrd.log" 2>&1 || { cat "$work/initrd.log" >&2; fail dracut; }
        rmdir "$work/base/build" "$work/base/source" 2>/dev/null || true
        echo "$made_of" >"$work/initrd.made-of"
    fi
}
