"""The power goes, again and again, while a kiosk starts, is used and prints: the real terminal, a printer behind a serial
adapter, a real central. After each cut it starts by itself, and at the end central has been told of every ticket whose success
a visitor had seen.

What a cut may do to the ledger at each of its writes, with whole registrations, is tried without a machine: tests/power.rs.
"""

import random
import re
import time

from common import disk_for
from hand import Hand
from machine import Broken, Machine, until
from visit import TO_THE_TICKET, Office, credentials, plugged

SCRIPT = """
until systemctl is-active --quiet anjungan.service; do sleep 1; done
echo "PROBE failed: $(systemctl list-units --failed --plain --no-legend | cut -d' ' -f1 | tr '\\n' ' ')"
echo "PROBE restarts: $(systemctl show --property=NRestarts --value anjungan.service)"
echo PROBE ready: .
"""
SHOWN = TO_THE_TICKET[-1][1]


def power(arguments, report):
    office = Office(arguments, "power")
    disk = disk_for(arguments, "power", files={"kiosk/kiosk.toml": office.configuration()})
    central, printer = office.serve()
    chance, ill, moments, shown = random.Random(99), [], [], set()
    with central, printer:

        def life(number, play):
            """One start, up to service, and what is played then. What it tells of itself is noted where it is not well."""
            with Machine(arguments.work, disk, "power", credentials(SCRIPT), plugged(central, printer)) as machine:
                machine.wait_for("PROBE ready", arguments.within)
                console = machine.console()
                told = [re.search(rf"PROBE {name}: ?(.*?)\r?\n", console).group(1).strip() for name in ("failed", "restarts")]
                if told != ["", "0"]:
                    ill.append((number, told))
                result = play(machine, Hand(machine, arguments.within))
                machine.cut()
                return result

        def begin(_machine, hand):
            office.words_of_waiting(arguments.within)
            office.accept()
            places = []
            for touched, then in TO_THE_TICKET:
                places += hand.finds(touched)
                hand.touches(touched, then)
            return places

        def number_on_paper():
            return re.search(r"\bK01-[0-9A-Z-]+", office.newest_paper()).group(0)

        places = life(0, begin)
        shown.add(number_on_paper())
        for number in range(1, arguments.times + 1):
            # Every fourth falls into the start, every fourth right after a success was shown, the others anywhere.
            if number % 4 == 0:
                with Machine(arguments.work, disk, "power", credentials(SCRIPT), plugged(central, printer)) as machine:
                    time.sleep(chance.uniform(5, 60))
                    machine.cut()
                moments.append("start")
                continue

            def play(_machine, hand):
                hand.finds(TO_THE_TICKET[0][0])
                # Where the words stood the first time; between two touches as long as a slow machine needs for a screen.
                for place in places[:-1]:
                    hand.touch(*place)
                    time.sleep(6)
                if number % 4 == 1:
                    return bool(hand.sees(SHOWN, lambda: hand.touch(*places[-1]), 60)) and "shown"
                hand.touch(*places[-1])
                time.sleep(chance.uniform(0, 12))
                return "anywhere"

            moments.append(life(number, play) or "not seen")
            if moments[-1] == "shown":
                shown.add(number_on_paper())
        report.check(f"{arguments.times} cuts: each time it came back to service by itself", True, ", ".join(moments))
        report.check("… and no unit had failed, nor had the terminal been restarted until then", not ill, ill)

        def told(_machine, _hand):
            printed = lambda: {number for number, outcome in office.tickets() if outcome == "printed"}  # noqa: E731
            return until(lambda: f"{shown} at central: {office.tickets()}", lambda: shown <= printed(), arguments.within)

        try:
            life("last", told)
            report.check("central is told of every ticket whose success was shown", True, f"{len(shown)} shown, {len(office.tickets())} told")
        except Broken as broken:
            report.check(f"central is told of every ticket whose success was shown: {broken}", False)
