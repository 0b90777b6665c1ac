"""The power goes while an update is written. One update is recorded, every write in its order; the disk is then put together
as it was at N moments of it, each time without some of what the guest had not yet asked to be kept (flush): a disk may lose
those. Each such disk is looked at; some are started."""

import hashlib
import os
import random
import struct

from chain import Offers, Server, credentials, fresh_disk
from common import on_esp, run, toolbox
from machine import Machine

FLUSH, DISCARD = 1, 4
MAGIC = 0x6A736677736872


def entries(log):
    """(sector, sectors, flags, where the data lie in the log) of each write."""
    with open(log, "rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        magic, _version, _count, sector_bytes = struct.unpack("<QQQI", file.read(28))
        assert magic == MAGIC, "not a log of writes"
        at = sector_bytes
        while at + sector_bytes <= size:
            file.seek(at)
            sector, sectors, flags, _ = struct.unpack("<QQQQ", file.read(32))
            at += sector_bytes
            if not sectors and not flags:
                return
            yield sector * sector_bytes, sectors * sector_bytes, flags, at
            if not flags & DISCARD:
                at += sectors * sector_bytes


class Replay:
    """A disk that is brought forward write by write."""

    def __init__(self, disk, log):
        self.disk = os.open(disk, os.O_RDWR)
        self.log = os.open(log, os.O_RDONLY)

    def apply(self, entry):
        at, size, flags, data = entry
        # What is discarded may keep its old content.
        if not flags & DISCARD and size:
            os.pwrite(self.disk, os.pread(self.log, size, data), at)

    def try_some(self, some, look):
        """Some of these writes for as long as `look` looks; then as before."""
        before = [(at, os.pread(self.disk, size, at)) for at, size, flags, _ in some if size and not flags & DISCARD]
        for entry in some:
            self.apply(entry)
        try:
            return look()
        finally:
            for at, data in reversed(before):
                os.pwrite(self.disk, data, at)


def digest(path, at=0, size=None):
    whole = hashlib.sha256()
    with open(path, "rb") as file:
        file.seek(at)
        left = size if size is not None else 1 << 62
        while left and (piece := file.read(min(left, 1 << 22))):
            whole.update(piece)
            left -= len(piece)
    return whole.hexdigest()


def partitions(arguments, disk):
    """Begin and size in bytes by number, from the table of partitions."""
    table = {}
    for line in toolbox(arguments, "sfdisk", "--dump", f"/build/{disk.name}").splitlines():
        if " : start=" in line:
            name, rest = line.split(" : ")
            fields = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
            table[int(name.rsplit("disk", 1)[1])] = (int(fields["start"]) * 512, int(fields["size"]) * 512)
    return table


def cuts(arguments, report):
    offers, server = Offers(arguments.work), Server()
    offers.build()
    disk = fresh_disk(arguments, offers, "cuts")
    log = arguments.work / "cuts.log"
    server.folder = offers.folder("1.0.0")
    with Machine(arguments.work, disk, "cuts-first", credentials(), server.network()) as machine:
        machine.wait_for("versi 1.0.0 sudah yang terbaru", arguments.within)
    begin = arguments.work / "cuts-begin.disk"
    run("cp", "--sparse=always", disk, begin)
    server.folder = offers.folder("1.0.1")
    with Machine(arguments.work, disk, "cuts-write", credentials(), server.network(), log=log) as machine:
        machine.wait_for("versi 1.0.1 sudah ditulis", arguments.within)
    look(arguments, report, offers, server, begin, log)


def look(arguments, report, offers, server, begin, log):
    written = list(entries(log))
    table = partitions(arguments, begin)
    esp, slot_a, hashes_a, slot_b, hashes_b, _ = (table[number] for number in range(1, 7))

    def touches(entry, part):
        return entry[1] and not entry[2] & DISCARD and entry[0] < part[0] + part[1] and part[0] < entry[0] + entry[1]

    in_a = sum(touches(entry, slot_a) or touches(entry, hashes_a) for entry in written)
    report.check("no write of an update falls into the slot that runs", in_a == 0, f"{in_a} of {len(written)} writes")
    of_update = [n for n, entry in enumerate(written) if touches(entry, slot_b) or touches(entry, hashes_b)]
    first, last = of_update[0], len(written)
    # The boot partition is written last, and has no journal: half of the cuts are there.
    in_esp = [n for n in range(first, last) if touches(written[n], esp)]
    assert in_esp, "the update wrote no kernel's file"
    half = max(1, arguments.times // 2)
    points = {first + (last - first) * k // half for k in range(half)} | {in_esp[len(in_esp) * k // half] for k in range(half)} | {last}
    old = digest(offers.out("1.0.0") / "anjungan_1.0.0.efi")
    new = digest(offers.out("1.0.1") / "anjungan_1.0.1.efi")
    root = next(offers.out("1.0.1").glob("*.root.raw"))
    hashes = next(offers.out("1.0.1").glob("*.verity.raw"))
    whole_b = digest(root), digest(hashes)
    state = arguments.work / "cuts-now.disk"
    run("cp", "--sparse=always", begin, state)
    replay, done, chance = Replay(state, log), 0, random.Random(20260913)
    starts = set(sorted(points)[:: max(1, len(points) // 5)])
    for point in sorted(points):
        kept = max([n + 1 for n in range(done, point) if written[n][2] & FLUSH], default=done)
        while done < kept:
            replay.apply(written[done])
            done += 1
        # In any order, and some of them not at all.
        some = [entry for entry in written[done:point] if chance.random() < 0.5]

        def judge():
            names = [name.rsplit("/", 1)[-1] for name in on_esp(arguments, state, "EFI/Linux")]
            said = []
            for name in names:
                if not name.startswith("anjungan_"):
                    continue
                toolbox(arguments, "mcopy", "-n", "-o", "-i", f"/build/{state.name}@@1M", f"::EFI/Linux/{name}", "/build/cuts.efi")
                said.append((name, digest(arguments.work / "cuts.efi")))
            old_there = ("anjungan_1.0.0.efi", old) in said
            news = [one for one in said if "1.0.1" in one[0]]
            new_whole = all(one[1] == new for one in news)
            if news and new_whole:
                slot = digest(state, slot_b[0], root.stat().st_size), digest(state, hashes_b[0], hashes.stat().st_size)
                new_whole = slot == whole_b
            report.check(f"cut before write {point} of {last}, {len(some)} of {point - done} unkept ones kept: 1.0.0 is whole, and 1.0.1 whole or not there",
                         old_there and new_whole, ", ".join(names))
            if point in starts:
                run("cp", "--sparse=always", state, arguments.work / "cuts-start.disk")

        replay.try_some(some, judge)
        if point in starts:
            started(arguments, report, server, offers, point)


def started(arguments, report, server, offers, point):
    server.folder = offers.folder("1.0.0")
    with Machine(arguments.work, arguments.work / "cuts-start.disk", f"cuts-{point}", credentials(), server.network()) as machine:
        machine.wait_for("CHAIN stays: ", arguments.within)
        console = machine.console()
    report.check(f"… started from the cut before write {point}: a version runs, and /var is whole", "CHAIN mark: 1.0.0 whole" in console, console.split("CHAIN stays: ")[-1][:60].strip())
