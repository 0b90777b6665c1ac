"""A neighbourhood of Wi-Fi networks on simulated radios: service mode's orders join, fail and forget as the screen will say."""

import hashlib
import re
import shutil

from common import HERE, configuration, disk_for, facts_of, probe_credentials, run, toolbox
from machine import Machine

PASSPHRASE = "rahasia kantor 1"
# What would end a line, a string or a network's block, and no text besides.
HOSTILE = b'"}\n\tpsk=\xff\x00\\;$(id)\xf0\x9f\x93\xb6'

BSS = """
interface={card}
driver=nl80211
hw_mode=g
channel=6
ssid=kantor
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase={passphrase}
bss=wlan1_1
ssid=tamu
bss=wlan1_2
ssid=baru
wpa=2
wpa_key_mgmt=SAE
ieee80211w=2
rsn_pairwise=CCMP
sae_password={passphrase}
bss=wlan1_3
ssid=gudang
ignore_broadcast_ssid=1
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase={passphrase}
bss=wlan1_4
ssid2={hostile}
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase={passphrase}
bss=wlan1_5
ssid=buntu
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase={passphrase}
bss=wlan1_6
ssid=kampus
wpa=2
wpa_key_mgmt=WPA-EAP
ieee8021x=1
eap_server=1
eap_user_file=/test/users
rsn_pairwise=CCMP
"""
# Addresses everywhere but in the network that leads nowhere.
DNSMASQ = "no-resolv\npid-file=/run/dnsmasq.pid\nbind-dynamic\nleasefile-ro\naddress=/central.test/10.77.0.1\n" + "".join(
    f"dhcp-range=10.77.1{number}.10,10.77.1{number}.20,1h\n" for number in range(5))
MOUNT = "mkdir -p /run/tools && mount -o ro /dev/disk/by-label/tools /run/tools && exec /bin/sh /run/tools/test/wifi.sh {part}\n"


def psk(ssid, passphrase=PASSPHRASE):
    return hashlib.pbkdf2_hmac("sha1", passphrase.encode(), ssid, 4096, 32).hex()


def tools(arguments):
    """A disk with what makes a network: Debian's, unpacked and not installed, with this test's files."""
    root = arguments.work / "wifi-tools"
    if not (root / "usr/sbin/hostapd").exists():
        shutil.rmtree(root, ignore_errors=True)
        run("mmdebstrap", "--quiet", "--mode=root", "--variant=extract", "--include=base-files,hostapd,dnsmasq-base,iw,iproute2,openssl,dash,coreutils",
            "trixie", root)
    test = root / "test"
    shutil.rmtree(test, ignore_errors=True)
    (test / "web").mkdir(parents=True)
    (test / "web/healthz").write_text("ok\n")
    (test / "hostapd.conf").write_text(BSS.format(card="wlan1", passphrase=PASSPHRASE, hostile=HOSTILE.hex()))
    (test / "users").write_text('* PEAP\n"somebody" MSCHAPV2 "secret" [2]\n')
    (test / "dnsmasq.conf").write_text(DNSMASQ + "user=root\n")
    (root / "etc").mkdir(exist_ok=True)
    (root / "etc/passwd").write_text("root:x:0:0:root:/:/bin/sh\n")
    (root / "etc/group").write_text("root:x:0:\ndip:x:30:\n")
    secrets = {
        "kantor_key": psk(b"kantor"), "wrong_key": psk(b"kantor", "bukan yang ini"), "buntu_key": psk(b"buntu"), "gudang_key": psk(b"gudang"),
        "hostile_ssid": HOSTILE.hex(), "hostile_key": psk(HOSTILE), "baru_secret": PASSPHRASE.encode().hex(),
    }
    (test / "secrets").write_text("".join(f"{name}={value}\n" for name, value in secrets.items()))
    shutil.copy(HERE / "tests/wifi.sh", test)
    for who, name in (("ca", "/CN=test"), ("stranger", "/CN=login.wifi")):
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", name, "-keyout", test / f"{who}.key", "-out", test / f"{who}.pem")
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=central.test", "-addext", "subjectAltName=DNS:central.test",
        "-CA", test / "ca.pem", "-CAkey", test / "ca.key", "-keyout", test / "central.key", "-out", test / "central.pem")
    disk = arguments.work / "tools.disk"
    disk.unlink(missing_ok=True)
    toolbox(arguments, "mkfs.erofs", "--quiet", "-Ltools", "/build/tools.disk", "/build/wifi-tools")
    return disk


def wifi(arguments, report):
    disk = disk_for(arguments, "wifi", files={"kiosk/kiosk.toml": configuration(**{"https://10.0.2.100": "https://central.test"})})
    drive = tools(arguments)
    facts = play(arguments, disk, drive, "first")

    def fact(name, what, *texts):
        seen = facts.get(name, "not told")
        report.check(what, name in facts and all(text in seen for text in texts), seen)

    def exactly(name, what, wanted):
        seen = facts.get(name, "not told")
        report.check(what, seen == wanted, seen)

    exactly("idle", "without a card nothing runs", "0")
    fact("without-card", "… and that is said", "STATE=no-card")
    exactly("link", "a card brings its supplicant, which stays", "0")
    fact("heard", "every network is heard by its name and what it asks", "[WPA2-PSK-CCMP][ESS] kantor", "[ESS] tamu", "SAE-CCMP", "baru", "EAP-CCMP", "kampus", r"\"}\n\tpsk=\xff\x00\\;$(id)\xf0\x9f\x93\xb6")
    fact("wrong", "a wrong passphrase is told as such", "STATE=wrong-key")
    fact("right", "the right one joins, with an address, and central answers", "STATE=done", "USED=kantor", "ADDRESS=10.77.10.", "CENTRAL=0 200 0")
    exactly("metric", "a cable goes before it", "2048")
    fact("kept-mode", "only root reads what is kept", "700 root 600 root 600 root")
    fact("no-address", "a network that gives no address is told as such", "STATE=no-address", "SAVED=" + b"kantor".hex())
    exactly("back", "… and the one before it is joined again", "kantor")
    fact("gone", "one that is not there is told as such", "STATE=not-found")
    fact("sign-in", "somebody else's certificate in central's place is seen", "STATE=done", "USED=tamu", "CENTRAL=60 000")
    fact("ask-again", "… and central, once it answers", "STATE=done", "CENTRAL=0 200 0")
    fact("sae-wrong", "a wrong passphrase of WPA3 is told as such", "STATE=wrong-key")
    fact("sae-right", "the right one joins", "STATE=done", "USED=baru")
    fact("hidden", "a network that hides its name is joined by it", "STATE=done", "USED=gudang")
    fact("hostile", "a name of any bytes is joined and breaks nothing", "STATE=done", "ADDRESS=10.77.14.")
    fact("after-rubbish", "what is no order changes nothing", "600")
    fact("last", "and the next order is carried out", "STATE=done", "USED=kantor")
    exactly("leaked", "no passphrase and no key stands in the journal, in a process or in a file of the terminal's", "nowhere")
    exactly("failed", "no unit failed", "")
    scores = [float(score) for score in re.findall(r"\d+\.\d+", facts.get("security", ""))]
    report.check("systemd-analyze security at most 4 for what carries orders out, 2.7 for the supplicant", len(scores) == 2 and scores[0] <= 4 and scores[1] <= 2.7, scores)

    facts = play(arguments, disk, drive, "again")
    exactly("kept", "after a restart it is joined by itself", "kantor")
    fact("asked", "… and central is asked by it", "STATE=done", "CENTRAL=0 200 0")
    fact("forgotten", "it is forgotten when asked", "STATE=done")
    exactly("nothing-kept", "… and nothing of it is left", "0 files, 0 bytes")


def play(arguments, disk, drive, part):
    credentials = probe_credentials("chain-probe.service")
    credentials["probe.sh"] = MOUNT.format(part=part)
    extra = ["-drive", f"if=none,id=tools,format=raw,file=/build/{drive.name}", "-device", "virtio-blk-pci,drive=tools"]
    with Machine(arguments.work, disk, f"wifi-{part}", credentials, extra) as machine:
        machine.wait_for("PROBE end", arguments.within)
        return facts_of(machine.console())
