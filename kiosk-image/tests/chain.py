"""One machine through a life of updates: refused ones, a good one, an older one, and one for each way in which a new version
fails. After each of these the version before must run, with what /var held.

Versions are the image with stand-ins for the terminal (tests/terminal.sh); the update server is on loopback.
"""

import functools
import hashlib
import http.server
import re
import shutil
import threading
import time

from common import HERE, Built, configuration, disk_for, probe_credentials, run
from machine import Broken, Machine, network_to

# The kind of terminal that each version has. `rotten` has a root that is not what its kernel's file says.
VERSIONS = {"1.0.0": "well", "1.0.1": "well", "1.0.2": "ill", "1.0.3": "sick", "1.0.4": "panic", "1.0.5": "hang", "1.0.6": "rotten"}
TRIES = 3
# What the console says at each try that failed.
FAILS = {
    "ill": ("update whose terminal ends at once", "healthy: this version may not stay", "healthy: this version may not stay"),
    "sick": ("update that is not well (health rule)", "healthy: this version may not stay", "belum menggambar"),
    "panic": ("update whose kernel panics", "CHAIN started: {}", "Kernel panic - not syncing: sysrq triggered crash"),
    "hang": ("update that hangs the machine (watchdog)", "CHAIN started: {}", "CHAIN started: {}"),
    "rotten": ("update whose root was changed after it was signed (verity)", "is corrupted", "Kernel panic - not syncing"),
}


class Offers:
    """Folders that a server may hand out, each signed or spoilt in its way."""

    def __init__(self, work):
        self.dir = work / "chain"
        self.keys = self.dir / "keys"
        self.work = work

    def out(self, version):
        return self.dir / f"out-{version}"

    def folder(self, name):
        return self.dir / f"offer-{name}"

    def build(self):
        built = Built(self.dir)
        if built.is_there():
            return
        built.begin()
        run(HERE / "keys", "make", self.keys)
        run(HERE / "keys", "make", self.dir / "stranger")
        for version, kind in VERSIONS.items():
            self.build_one(version, kind)
        self.offer("1.0.0", "1.0.0")
        self.offer("1.0.1", "1.0.1", old="1.0.0")
        for version in list(VERSIONS)[2:]:
            self.offer(version, version)
        for name, keys in (("wrong-key", self.dir / "stranger"), ("tampered-list", self.keys), ("tampered-payload", self.keys)):
            shutil.copytree(self.folder("1.0.1"), self.folder(name))
            run(HERE / "keys", "sign", keys, self.folder(name))
        with open(self.folder("tampered-list") / "SHA256SUMS", "a", encoding="utf-8") as sums:
            sums.write("0" * 64 + "  anjungan_9.9.9.efi\n")
        for payload in self.folder("tampered-payload").glob("*.root.raw.zst"):
            flip(payload)
        built.done()

    def build_one(self, version, kind):
        terminal = self.dir / f"terminal-{kind}"
        text = (HERE / "tests/terminal.sh").read_text().replace("\nkind=well\n", f"\nkind={kind}\n# {version}\n")
        terminal.write_text(text)
        terminal.chmod(0o755)
        run(HERE / "build", "--work", self.work, "--out", self.out(version), "--terminal", terminal,
            "--update-key", self.keys / "updates.gpg", "--as", version, "--test", "--lock", self.dir / "system.lock")
        if kind == "rotten":
            out = self.out(version)
            root = next(out.glob("*.root.raw"))
            spread_flips(root)
            lines = (out / "SHA256SUMS").read_text().splitlines()
            digest = hashlib.file_digest(open(root, "rb"), "sha256").hexdigest()
            lines = [f"{digest}  {root.name}" if line.endswith(root.name) else line for line in lines]
            (out / "SHA256SUMS").write_text("\n".join(lines) + "\n")

    def offer(self, name, version, old=None):
        run(HERE / "release", "--quick", self.out(version), self.folder(name), *([self.out(old)] if old else []))
        run(HERE / "keys", "sign", self.keys, self.folder(name))


def flip(path, at=None):
    with open(path, "r+b") as file:
        at = path.stat().st_size // 2 if at is None else at
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 1]))


def spread_flips(root):
    """A bit in every quarter megabyte: whatever a start reads first is not what the hashes say."""
    for at in range(8192, root.stat().st_size // 2, 262144):
        flip(root, at)


class Server:
    """An HTTP server on loopback whose folder can be changed while it runs."""

    def __init__(self):
        self.folder = None
        outer = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def translate_path(self, path):
                self.directory = str(outer.folder)
                return super().translate_path(path)

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler))
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def network(self):
        """The guest reaches this server, and nothing else."""
        return network_to(self.port)


def credentials():
    given = probe_credentials("chain-probe.service", "chain-probe.sh")
    # The stand-in is well at once or never; why it is not comes over the line too.
    given["systemd.unit-dropin.anjungan-healthy.service"] = "[Service]\nEnvironment=ANJUNGAN_WELL_S=45\nStandardError=journal+console\n"
    return given


def fresh_disk(arguments, offers, name):
    """A disk with 1.0.0 that asks the test's server for updates."""
    toml = configuration().replace('address = "https://', 'address = "http://').replace('10.0.2.100"\n', '10.0.2.100:443"\n')
    return disk_for(arguments, name, offers.out("1.0.0"), {"kiosk/kiosk.toml": toml})


def chain(arguments, report):
    kinds = arguments.kinds.split(",") if arguments.kinds else None
    offers, server = Offers(arguments.work), Server()
    offers.build()
    disk = fresh_disk(arguments, offers, "chain")
    server.folder = offers.folder("wrong-key")
    with Machine(arguments.work, disk, "chain", credentials(), server.network()) as machine:

        def seen(what, text, times=1):
            """Waits until the text came so often, and notes the moment."""
            deadline = time.monotonic() + arguments.within
            while machine.console().count(text) < times:
                if machine.process.poll() is not None or time.monotonic() > deadline:
                    raise Broken(f"{what}: no {text!r} ({times}) within {arguments.within} s; the last it said:\n" + machine.console()[-1500:])
                time.sleep(1)
            report.check(what, True, f"{machine.age_s():.0f} s")

        for name, said in (("wrong-key", "tidak ditandatangani dengan kunci pengelola"), ("tampered-list", "tidak ditandatangani dengan kunci pengelola"),
                           ("tampered-payload", "root.raw.zst tidak sesuai dengan daftar yang ditandatangani")):
            server.folder = offers.folder(name)
            seen(f"{name}: refused, 1.0.0 runs on", said, machine.console().count(said) + 2)
        server.folder = offers.folder("1.0.1")
        seen("good update: 1.0.1 starts", "CHAIN started: 1.0.1")
        stays = 1
        seen("… and is kept when it is well", "CHAIN stays: 1.0.1 with", stays)
        report.check("… by difference", "dari selisih" in machine.console())
        server.folder = offers.folder("1.0.0")
        seen("downgrade: refused, 1.0.1 runs on", "update: versi 1.0.1 sudah yang terbaru")
        for version, kind in list(VERSIONS.items())[2:]:
            if kinds and kind not in kinds:
                continue
            what, each, also = (text.format(version) for text in FAILS[kind])
            before = machine.console()
            server.folder = offers.folder(version)
            stays += 1
            # Of its writing nothing need have come over the line when the machine restarts: its tries say that it was there.
            seen(f"{what}: 1.0.1 comes back", "CHAIN stays: 1.0.1 with", stays)
            since = machine.console()[len(before):]
            tries = since.count(each)
            report.check(f"… after {TRIES} tries", tries == TRIES, tries)
            report.check("… each for its own reason", since.count(also) >= TRIES, since.count(also))
            names = re.findall(r"CHAIN stays: 1\.0\.1 with (.*)", since)[-1].strip()
            report.check(f"… the boot loader has given {version} up", f"anjungan_{version}+0-{TRIES}.efi" in names, names)
            marks = re.findall(r"CHAIN mark: (.*?)\r?$", since, re.MULTILINE)
            report.check("… what /var held is there and whole", marks and marks[-1].strip() == "1.0.0 whole", marks[-1:])
            facts = re.findall(r"CHAIN facts: (.*)", since)[-1]
            report.check("… service mode can say so", f"UPDATE=versi {version} tidak berjalan baik" in facts, facts.strip())
            seen("… and it is not tried again", f"versi {version} sudah dicoba dan tidak berjalan baik")
