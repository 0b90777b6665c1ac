"""A visit from the first screen to the ticket: the real terminal in its image, touched where a word stands, a printer behind a
serial adapter, and a real central."""

import datetime
import json
import re
import shutil
import sqlite3
import subprocess

from common import CODE, configuration, disk_for, facts_of, probe_credentials, run
from hand import Hand
from machine import Broken, Machine, network_to, until

TITLE = "Operator Contoh"
# What is touched, and what comes then.
TO_THE_TICKET = (("Sentuh layar untuk mulai", "Cari Lowongan"), ("Cari Lowongan", TITLE), (TITLE, "Cetak"), ("Cetak", "Tiket berhasil dicetak"))
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
    """A program of this repository that serves on a port of loopback, for the length of a block. Its log says which."""

    def __init__(self, log, *command):
        self.log, self.command = log, [str(part) for part in command]

    def __enter__(self):
        with open(self.log, "wb") as file:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=file, stderr=file)
        try:
            self.port = int(until(lambda: f"{self.command[0]}: {self._said()}", self._serves, 60).group(1))
        except BaseException:
            self.__exit__()
            raise
        return self

    def _said(self):
        return self.log.read_text(errors="replace")

    def _serves(self):
        if self.process.poll() is not None:
            raise Broken(f"{self.command[0]} did not start: {self._said()}")
        return re.search(r"127\.0\.0\.1:(\d+)", self._said())

    def __exit__(self, *_):
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
    """Central's folder with one vacancy and a place for one kiosk, and what is asked of it from outside."""

    def __init__(self, arguments, name):
        self.dir = arguments.work / name
        shutil.rmtree(self.dir, ignore_errors=True)
        self.dir.mkdir(parents=True)
        self.paper, self.programs = self.dir / "paper", arguments.programs
        self.command = [arguments.programs / "anjungan-central", "--data", self.dir / "central"]
        (self.dir / "vacancy.json").write_text(json.dumps(vacancy()))
        run(*self.command, "import", "karirhub", self.dir / "vacancy.json")
        invited = run(*self.command, "kiosk", "invite", "--site", "Aula", "--region", "3216")
        self.code = re.search(r"\b[0-9A-Z]{8}\b", invited).group(0)

    def configuration(self):
        text = configuration(**{CODE.decode(): self.code, 'url = "https://10.0.2.100"': f'url = "http://{DOOR}"'})
        return text + '\n[printer]\naddress = "serial:/dev/printer-ticket?baud=38400"\nprofile = "epson-tm-t82"\n'

    def words_of_waiting(self, within_s):
        """The four words of the machine that asks to be taken in, once it has."""
        command = [str(part) for part in (*self.command, "kiosk", "accept", "K01")]

        def look():
            asked = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            return re.search(r"four words: (.*)", asked.stdout)

        return until("a machine that asks to be enrolled", look, within_s).group(1).split()

    def accept(self):
        run(*self.command, "kiosk", "accept", "--yes", "K01")

    def tickets(self):
        """What central has been told of tickets: number and outcome of each."""
        with sqlite3.connect(f"file:{self.dir}/central/central.db?mode=ro", uri=True) as database:
            return list(database.execute("SELECT number, outcome FROM ticket"))

    def newest_paper(self):
        """What stands on the paper that came out last."""
        return max(self.paper.glob("*.txt"), key=lambda paper: paper.stat().st_mtime_ns).read_text()

    def serve(self):
        """Central and the ticket printer, each for the length of a block."""
        printer = Program(self.dir / "printer.log", self.programs / "anjungan-printer", "--tcp", "127.0.0.1:0", "--out", self.paper)
        return Program(self.dir / "central.log", *self.command, "serve", "--listen", "127.0.0.1:0"), printer


def plugged(central, printer):
    """The network, where central is, and the printer behind a serial adapter."""
    return network_to(central.port) + [
        "-device", "qemu-xhci,id=usb", "-chardev", f"socket,id=paper,host=127.0.0.1,port={printer.port}",
        "-device", "usb-serial,chardev=paper,always-plugged=on"]


def credentials(script):
    """The door to central, and what the machine tells of itself."""
    return probe_credentials("probe.service") | {
        "probe.sh": script, "systemd.extra-unit.door.socket": SOCKET, "systemd.extra-unit.door.service": SERVICE,
        "systemd.unit-dropin.sockets.target": "[Unit]\nWants=door.socket\n"}


def visit(arguments, report):
    office = Office(arguments, "visit")
    disk = disk_for(arguments, "visit", files={"kiosk/kiosk.toml": office.configuration()})
    central, printer = office.serve()
    with central, printer, Machine(arguments.work, disk, "visit", credentials(SCRIPT), plugged(central, printer)) as machine:
        paper = office.paper
        machine.wait_for("PROBE ready", arguments.within)
        facts = facts_of(machine.console())
        report.check("a serial adapter has the ticket printer's name", facts.get("printer", "").startswith("/dev/ttyUSB"), facts.get("printer"))
        hand = Hand(machine, arguments.within)
        words = office.words_of_waiting(arguments.within)
        hand.finds(*words)
        report.check("the screen and central show the same four words", True, f"{machine.age_s():.0f} s")
        office.accept()
        for touched, then in TO_THE_TICKET:
            picture = hand.touches(touched, then)
            shutil.copy(picture, picture.with_name(f"{then.replace(' ', '-').lower()}.png"))
            report.check(f"a touch on {touched!r} leads to {then!r}", True, f"{machine.age_s():.0f} s")
        papers = sorted(paper.glob("*.png"))
        report.check("two papers came out", len(papers) == 2, [one.name for one in papers])
        first, second = (one.with_suffix(".txt").read_text() for one in papers[:2])
        report.check("… the first told the technician the same four words", all(word in first.split() for word in words))
        report.check("… the second has the vacancy on it", TITLE in second and "PT Contoh" in second)
        if shutil.which("zbarimg"):
            report.check("… and a code that can be read", bool(run("zbarimg", "--nodbus", "--quiet", "--raw", papers[1]).strip()))
        told = until("a ticket at central", office.tickets, arguments.within)
        report.check("central is told of the ticket, and that it was printed", [outcome for _, outcome in told] == ["printed"], told)
