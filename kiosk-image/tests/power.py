"""The power goes, again and again, while a kiosk starts and runs. What was told to be kept must be there afterwards."""

import random
import re

from common import configuration, disk_for, probe_credentials
from machine import Machine

# Keeps one number after the other like a ledger does, and tells each only when it is on the disk.
SCRIPT = """
kept=/var/lib/power-kept
echo "POWER found: $(tail -n 1 "$kept" 2>/dev/null || echo 0)"
number=$(tail -n 1 "$kept" 2>/dev/null || echo 0)
until systemctl is-active --quiet anjungan.service; do sleep 1; done
echo "POWER well: $(systemctl list-units --failed --plain --no-legend | cut -d' ' -f1 | tr '\\n' ' ')"
while true; do
    number=$((number + 1))
    echo "$number" >>"$kept"
    sync "$kept"
    echo "POWER kept: $number"
done
"""


def power(arguments, report):
    disk = disk_for(arguments, "power", files={"kiosk/kiosk.toml": configuration()})
    credentials = probe_credentials("chain-probe.service")
    credentials["probe.sh"] = SCRIPT
    chance, told, lost, ill = random.Random(99), 0, [], []
    for cut in range(arguments.times + 1):
        with Machine(arguments.work, disk, "power", credentials) as machine:
            machine.wait_for("POWER found: ", arguments.within)
            # The last start only looks. Every third cut falls into the start, the others while it writes.
            if cut == arguments.times or cut % 3:
                machine.wait_for("POWER well: ", arguments.within)
                machine.wait_for(f"POWER kept: {told + 1 + chance.randrange(60)}", arguments.within) if cut < arguments.times else None
            machine.cut()
            console = machine.console()
        found = int(re.search(r"POWER found: (\d+)", console).group(1))
        if found < told:
            lost.append((cut, told, found))
        failed = re.search(r"POWER well: (\S+)", console)
        if failed:
            ill.append((cut, failed.group(1)))
        told = max([found] + [int(number) for number in re.findall(r"POWER kept: (\d+)\r?\n", console)])
    report.check(f"{arguments.times} cuts: whatever was kept before a cut was there after it", not lost, lost or f"{told} numbers")
    report.check("… and no unit failed after one", not ill, ill)
