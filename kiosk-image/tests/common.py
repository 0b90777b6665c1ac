"""What every part of the test needs: a disk to start from, a report, and ways to read what a machine showed."""

import hashlib
import re
import shutil
import subprocess
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
DISK_BYTES = 3 * 1024**3
CODE = b"Q7ZK4MWX"  # the enrolment code of tests/kiosk.toml
ESP_BEGIN, ESP_BYTES = 1024**2, 192 * 1024**2

# What a build of the image is made of, and what the chain's result depends on besides.
BUILD_INPUTS = ["build", "keys", "release", "lib", "tree", "initrd", "esp", "repart", "packages", "tests/terminal.sh"]
CHAIN_INPUTS = BUILD_INPUTS + ["tests/chain.py", "tests/chain-probe.sh", "tests/chain-probe.service", "tests/machine.py", "tests/common.py"]


def inputs(names):
    """One digest of files and folders of kiosk-image, with their names and whether they are programs."""
    digest = hashlib.sha256()
    for name in names:
        top = HERE / name
        for path in sorted(p for p in ([top] if top.is_file() else top.rglob("*")) if p.is_file() and p.suffix != ".pyc"):
            digest.update(f"{path.relative_to(HERE)} {path.stat().st_mode & 0o111:o} ".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


class Built:
    """A folder of builds that is made again only when what they are made of has changed."""

    def __init__(self, folder):
        self.folder = folder
        self.mark = folder / "inputs"
        self.now = inputs(BUILD_INPUTS)

    def is_there(self):
        return self.mark.exists() and self.mark.read_text() == self.now

    def begin(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def done(self):
        if inputs(BUILD_INPUTS) == self.now:
            self.mark.write_text(self.now)


def run(*command, **options):
    """A command that must end well; what it writes is kept for its failure."""
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if result.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {result.returncode}:\n{result.stdout}{result.stderr}")
    return result.stdout


def toolbox(arguments, *command):
    return run(HERE / "lib/toolbox-run", arguments.work, *command)


def image_in(out):
    """The one disk image that a build left in its folder."""
    images = [image for image in sorted(out.glob("anjungan_*.raw")) if image.name.count("_") == 1]
    if len(images) != 1:
        raise SystemExit(f"kiosk-image/test: there must be one disk image in {out}, not {len(images)}: build it")
    return images[0]


def disk_for(arguments, name, out=None, files=()):
    """A disk of its own: the image as it is written to one, larger, with files of a technician on its boot partition."""
    disk = arguments.work / f"{name}.disk"
    run("cp", "--sparse=always", image_in(out or arguments.out), disk)
    with open(disk, "r+b") as file:
        file.truncate(DISK_BYTES)
    for path, text in dict(files).items():
        put(arguments, disk, path, text)
    return disk


def configuration(**changes):
    """The text of tests/kiosk.toml with some of its words changed."""
    text = (HERE / "tests/kiosk.toml").read_text()
    for before, after in changes.items():
        text = text.replace(before, after)
    return text


def put(arguments, disk, path, text):
    """Writes a file into the boot partition of a disk that no machine uses."""
    (arguments.work / "put").write_text(text)
    toolbox(arguments, "mcopy", "-o", "-i", f"/build/{disk.name}@@1M", "/build/put", f"::{path}")


def on_esp(arguments, disk, folder):
    """The names in a folder of the boot partition, as the boot loader would see them."""
    return toolbox(arguments, "mdir", "-b", "-i", f"/build/{disk.name}@@1M", f"::{folder}").split()


def esp_holds(disk, needle):
    with open(disk, "rb") as file:
        file.seek(ESP_BEGIN)
        return needle in file.read(ESP_BYTES)


class Report:
    """What was checked, a line each; the end says whether all of it held."""

    def __init__(self):
        self.wrong = 0

    def check(self, what, held, seen=""):
        print(f"{'ok  ' if held else 'FAIL'} {what}" + (f"  [{seen}]" if seen != "" else ""), flush=True)
        self.wrong += not held


def words_on(picture):
    """What a person reads on a picture of the screen; nothing where tesseract is not installed."""
    if not shutil.which("tesseract"):
        return None
    # The console's zero has a stroke, and in a code it is an @ to tesseract at times.
    return " ".join(run("tesseract", picture, "-", "--psm", "6").split()).replace("G-@", "G-0")


def read(report, picture, what, texts):
    words = words_on(picture)
    if words is None:
        print(f"skipped: {what}: tesseract is not installed")
        return
    missing = [text for text in texts if text not in words]
    report.check(what, not missing, f"{missing} is not in: {words}" if missing else ", ".join(texts))


def lines_of(picture):
    """The unpacked lines of a PNG."""
    content, at, packed = picture.read_bytes(), 8, b""
    while at < len(content):
        length = int.from_bytes(content[at:at + 4], "big")
        if content[at + 4:at + 8] == b"IDAT":
            packed += content[at + 8:at + 8 + length]
        at += 12 + length
    return zlib.decompress(packed)


def drawn_bytes(picture):
    """How many bytes of a PNG's lines are not zero: a black screen has a few thousand, one filter byte a line."""
    lines = lines_of(picture)
    return len(lines) - lines.count(0)


def probe_credentials(service, script=None):
    """A unit and its script put into an image from outside, over the door that only a test build has open."""
    credentials = {
        "systemd.extra-unit.probe.service": (HERE / "tests" / service).read_text(),
        "systemd.unit-dropin.multi-user.target": "[Unit]\nWants=probe.service\n",
    }
    if script:
        credentials["probe.sh"] = (HERE / "tests" / script).read_text()
    return credentials


def facts_of(console):
    return dict(re.findall(r"PROBE ([a-z-]+): ?(.*?)\r?$", console, re.MULTILINE))
