"""A visit from the first screen to the ticket: the real terminal in its image, touched where a word stands, a printer behind a
serial adapter, and a real central."""

import datetime
import json
import re
import shutil
import sqlite3
import subprocess
import time

from common import configuration, disk_for, facts_of, probe_credentials, run
from hand import Hand
from machine import Broken, Machine

TITLE = "Operator Contoh"
# What the terminal calls central. It speaks without TLS to its own machine alone, where a door leads to the test's central.
DOOR = "127.0.0.1:7300"
SOCKET = f"[Socket]\nListenStream={DOOR}\n"
SERVICE = "[Service]\nExecStart=/usr/lib/systemd/systemd-socket-proxyd 10.0.2.100:443\n"
SCRIPT = """
until systemctl is-active --quiet anjungan.service; do sleep 1; done
echo "PROBE printer: $(readlink -f /dev/printer-ticket)"
echo PROBE ready: .
"""


class Program:
    """A program of this repository beside the machine, its log read for an address."""

    def __init__(self, log, address, *command):
        self.log = log
        with open(log, "wb") as file:
            self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=file, stderr=file)
        deadline = time.monotonic() + 60
        while not (found := re.search(address, log.read_text(errors="replace"))):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Broken(f"{command[0]} did not start: {log.read_text(errors='replace')}")
            time.sleep(0.1)
        self.port = int(found.group(1))

    def end(self):
        self.process.terminate()
        self.process.wait()


def vacancy():
    """A made-up record in the shape of the source, open today."""
    today = datetime.date.today()
    region = {"name": "Cikarang Barat", "code": "321608", "city": {"name": "KAB. BEKASI", "code": 3216, "province": {"name": "JAWA BARAT", "code": 32}}}
    return {"data": {
        "id": "contoh-1", "title": TITLE, "status": "open", "quota": 5, "usage_quota": 0, "available_quota": 5,
        "published_at": f"{today - datetime.timedelta(days=5)} 08:00:00", "expires_at": str(today + datetime.timedelta(days=30)),
        "description": "<p>Menjalankan mesin contoh.</p>", "qualification": "<ul><li>Teliti</li></ul>", "show_salary": True,
        "min_salary_currency": "IDR", "min_salary_amount": 5000000, "max_salary_currency": "IDR", "max_salary_amount": 6000000,
        "gender": None, "physical_condition": "normal", "min_year_experience": None, "min_age": None, "max_age": None,
        "confidential": False, "platform_type": "internal", "platform_link": None,
        "employer": {"name": "PT Contoh", "employerable": {"address": "Jl. Contoh 1", "industry": {"name": "Manufaktur"}}},
        "job_type": {"name": "Full time"}, "job_function": {"name": "Produksi"},
        "region": {"regionable_type": "village", "regionable": {"name": "Contoh", "code": "3216082005", "latitude": -6.3, "longitude": 107.1, "sub_district": region}},
        "skills": [{"name": "Mesin"}], "min_education": {"name": "SMA atau Sederajat", "level": 30},
    }}


class Office:
    """Central with one vacancy and a place for one kiosk, and a receipt printer."""

    def __init__(self, arguments):
        self.dir = arguments.work / "visit"
        shutil.rmtree(self.dir, ignore_errors=True)
        self.dir.mkdir(parents=True)
        self.command = [arguments.programs / "anjungan-central", "--data", self.dir / "central"]
        (self.dir / "vacancy.json").write_text(json.dumps(vacancy()))
        run(*self.command, "import", "karirhub", self.dir / "vacancy.json")
        invited = run(*self.command, "kiosk", "invite", "--site", "Aula", "--region", "3216")
        self.code = re.search(r"\b[0-9A-Z]{8}\b", invited).group(0)
        self.central = Program(self.dir / "central.log", r"127\.0\.0\.1:(\d+)", *self.command, "serve", "--listen", "127.0.0.1:0")
        self.paper = self.dir / "paper"
        self.printer = Program(self.dir / "printer.log", r"127\.0\.0\.1:(\d+)", arguments.programs / "anjungan-printer", "--tcp", "127.0.0.1:0", "--out", self.paper)

    def devices(self):
        """The network card that leads to central alone, and the serial adapter with the printer."""
        forward = f"guestfwd=tcp:10.0.2.100:443-cmd:socat - TCP:127.0.0.1:{self.central.port}"
        return ["-netdev", f"user,id=net,restrict=on,{forward}", "-device", "virtio-net-pci,netdev=net",
                "-device", "qemu-xhci,id=usb", "-chardev", f"socket,id=paper,host=127.0.0.1,port={self.printer.port}",
                "-device", "usb-serial,chardev=paper,always-plugged=on"]

    def configuration(self):
        text = configuration(**{"Q7ZK4MWX": self.code, 'url = "https://10.0.2.100"': f'url = "http://{DOOR}"'})
        return text + '\n[printer]\naddress = "serial:/dev/printer-ticket?baud=38400"\nprofile = "epson-tm-t82"\n'

    def words_of_waiting(self, within_s):
        """The four words of the machine that asks to be taken in, once it has."""
        deadline = time.monotonic() + within_s
        while True:
            asked = subprocess.run([*map(str, self.command), "kiosk", "accept", "K01"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            if found := re.search(r"four words: (.*)", asked.stdout):
                return found.group(1).strip()
            if time.monotonic() > deadline:
                raise Broken(f"the kiosk did not ask to be enrolled: {asked.stdout}{asked.stderr}")
            time.sleep(2)

    def accept(self):
        run(*self.command, "kiosk", "accept", "--yes", "K01")

    def tickets(self):
        """What central has been told of tickets: their outcomes."""
        with sqlite3.connect(f"file:{self.dir}/central/central.db?mode=ro", uri=True) as database:
            return [outcome for (outcome,) in database.execute("SELECT outcome FROM ticket")]

    def end(self):
        self.central.end()
        self.printer.end()


def visit(arguments, report):
    office = Office(arguments)
    try:
        play(arguments, report, office)
    finally:
        office.end()


def play(arguments, report, office):
    disk = disk_for(arguments, "visit", files={"kiosk/kiosk.toml": office.configuration()})
    credentials = probe_credentials("probe.service")
    credentials |= {"probe.sh": SCRIPT, "systemd.extra-unit.door.socket": SOCKET, "systemd.extra-unit.door.service": SERVICE,
                    "systemd.unit-dropin.sockets.target": "[Unit]\nWants=door.socket\n"}
    with Machine(arguments.work, disk, "visit", credentials, office.devices()) as machine:
        machine.wait_for("PROBE ready", arguments.within)
        facts = facts_of(machine.console())
        report.check("a serial adapter has the ticket printer's name", facts.get("printer", "").startswith("/dev/ttyUSB"), facts.get("printer"))
        hand = Hand(machine, arguments.within)
        words = office.words_of_waiting(arguments.within)
        hand.finds_each(words.split())
        report.check("the screen and central show the same four words", True, f"{machine.age_s():.0f} s")
        office.accept()
        for touched, then in (("Sentuh layar untuk mulai", "Cari Lowongan"), ("Cari Lowongan", TITLE), (TITLE, "Cetak"), ("Cetak", "Tiket berhasil dicetak")):
            picture = hand.touches(touched, then)
            shutil.copy(picture, picture.with_name(f"{then.replace(' ', '-').lower()}.png"))
            report.check(f"a touch on {touched!r} leads to {then!r}", True, f"{machine.age_s():.0f} s")
        papers = sorted(office.paper.glob("*.png"))
        report.check("two papers came out", len(papers) == 2, [paper.name for paper in papers])
        first, second = (paper.with_suffix(".txt").read_text() for paper in papers[:2])
        report.check("… the first told the technician the same four words", all(word in first.split() for word in words.split()))
        report.check("… the second has the vacancy on it", TITLE in second and "PT Contoh" in second)
        if shutil.which("zbarimg"):
            report.check("… and a code that can be read", bool(run("zbarimg", "--nodbus", "--quiet", "--raw", papers[1]).strip()))
        deadline = time.monotonic() + arguments.within
        while not (told := office.tickets()) and time.monotonic() < deadline:
            time.sleep(1)
        report.check("central is told of the ticket, and that it was printed", told == ["printed"], told)
