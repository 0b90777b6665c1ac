#!/usr/bin/env python3
"""How soon a program's first whole frame stands on the screen, and what memory and processor it takes.

usage: measure.py NAME SETTLE_S RUNS [--drop-caches] [--env K=V]... [--then SHELL] -- COMMAND...

Starts Xvfb with its frame buffer in a file and maps that file, so that looking costs the program under test
nothing. From the start of COMMAND, one pixel in ten each way is sampled every 2 ms. "Whole" is the first
time at which at least 99 % of the samples have the value they have at the end. Memory is the sum of Pss over
the process tree after settling, and after SHELL where there is one (a visitor's touches, by xdotool); idle
processor time is taken over the 5 s after that. Prints one JSON object
a run and one with the medians, and writes the final picture to NAME.ppm.
"""
import argparse, atexit, json, mmap, os, statistics, struct, subprocess, sys, tempfile, time

WIDTH, HEIGHT, DISPLAY, IDLE_S = 1080, 1920, ":77", 5


def tree(root):
    """Process ids below and with root."""
    children = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as stat:
                parent = int(stat.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue  # it ended while we looked
        children.setdefault(parent, []).append(int(entry))
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += children.get(pid, [])
    return found


def usage(pids):
    """(PSS in MB, seconds of processor time) of some processes."""
    pss_kb = ticks = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/smaps_rollup") as rollup:
                pss_kb += sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
            with open(f"/proc/{pid}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        except OSError:
            continue
    return pss_kb / 1024, ticks / os.sysconf("SC_CLK_TCK")


class Screen:
    """An X server whose pixels can be read."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.server = subprocess.Popen(
            ["Xvfb", DISPLAY, "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", self.folder.name, "-nolisten", "tcp", "-ac"],
            stderr=subprocess.DEVNULL)
        atexit.register(self.server.terminate)
        path = f"{self.folder.name}/Xvfb_screen0"
        while not (os.path.exists(path) and os.path.getsize(path) > WIDTH * HEIGHT * 4):
            if self.server.poll() is not None:
                sys.exit(f"Xvfb does not start: is another one on {DISPLAY}?")
            time.sleep(0.02)
        time.sleep(0.7)
        with open(path, "rb") as file:
            self.memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = struct.unpack(">25I", self.memory[:100])
        self.stride = header[12]
        self.start = header[0] + header[19] * 12

    def sample(self):
        return b"".join(self.memory[self.start + y * self.stride:self.start + y * self.stride + WIDTH * 4][::40]
                        for y in range(5, HEIGHT, 10))

    def write(self, path):
        raw = self.memory[self.start:self.start + self.stride * HEIGHT]
        pixels = bytearray(WIDTH * HEIGHT * 3)
        pixels[0::3], pixels[1::3], pixels[2::3] = raw[2::4], raw[1::4], raw[0::4]
        with open(path, "wb") as file:
            file.write(f"P6 {WIDTH} {HEIGHT} 255\n".encode() + pixels)

    def close(self):
        self.server.terminate()
        self.server.wait()
        self.memory.close()
        self.folder.cleanup()


def run(options, number):
    screen = Screen()
    if options.drop_caches:
        subprocess.run(["sync"], check=True)
        with open("/proc/sys/vm/drop_caches", "w") as drop:
            drop.write("3")
    environment = dict(os.environ, DISPLAY=DISPLAY, **dict(pair.split("=", 1) for pair in options.env))
    changes, last = [], screen.sample()
    begin = time.monotonic()
    program = subprocess.Popen([part.replace("@RUN@", str(number)) for part in options.command], env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while time.monotonic() - begin < options.settle_s:
        now = screen.sample()
        if now != last:
            changes.append((time.monotonic() - begin, now))
            last = now
        time.sleep(0.002)
    if program.poll() is not None:
        sys.exit(f"{options.name}: the program ended by itself with {program.returncode}")
    whole = next((at for at, seen in changes
                  if sum(a == b for a, b in zip(seen, last)) >= 0.99 * len(last)), None)
    if options.then:
        subprocess.run(options.then, shell=True, check=True, env=environment, stdout=subprocess.DEVNULL)
    pss_mb, before_s = usage(tree(program.pid))
    processes = len(tree(program.pid))
    time.sleep(IDLE_S)
    _, after_s = usage(tree(program.pid))
    screen.write(f"{options.name}.ppm")
    family = tree(program.pid)
    program.terminate()
    try:
        program.wait(5)
    except subprocess.TimeoutExpired:
        for pid in family:
            subprocess.run(["kill", "-9", str(pid)], stderr=subprocess.DEVNULL)
        program.wait()
    screen.close()
    return {"first_pixel_s": round(changes[0][0], 3) if changes else None,
            "whole_frame_s": round(whole, 3) if whole else None,
            "pss_mb": round(pss_mb, 1), "processes": processes, "cpu_s_until_settled": round(before_s, 2),
            "idle_cpu_percent": round((after_s - before_s) / IDLE_S * 100, 1), "load": round(os.getloadavg()[0], 2)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("settle_s", type=float)
    parser.add_argument("runs", type=int)
    parser.add_argument("--drop-caches", action="store_true")
    parser.add_argument("--env", action="append", default=[])
    parser.add_argument("--then")
    words = sys.argv[1:]
    if "--" not in words or words[-1] == "--":
        parser.error("the command comes after --")
    options = parser.parse_args(words[:words.index("--")])
    options.command = words[words.index("--") + 1:]
    results = []
    for number in range(options.runs):
        results.append(run(options, number))
        print(options.name, number, json.dumps(results[-1]), flush=True)
    medians = {key: statistics.median(r[key] for r in results if r[key] is not None) for key in results[0]}
    print(options.name, "median", json.dumps(medians))


if __name__ == "__main__":
    main()
