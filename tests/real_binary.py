"""Drives the real `anjungan demo`; `tests/real_binary.sh` says how. Only Python's standard library.

    real_binary.py visit  PROGRAM WORK PICTURES    by Slint's remote control (JSON-RPC), without a display
    real_binary.py window PROGRAM WORK PICTURES    on a virtual X display
"""

import base64
import contextlib
import json
import os
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.request
import zlib

PATIENCE_S = 60  # nothing takes longer, on the slowest machine


def until(what, look):
    """The first true answer of `look`."""
    begun = time.monotonic()
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() - begun > PATIENCE_S:
            raise SystemExit(f"waited {PATIENCE_S} s in vain for {what}")
        time.sleep(0.05)


def say(what):
    print(f"ok: {what}", flush=True)


class Demo:
    """A running `anjungan demo`."""

    def __init__(self, program, out, **env):
        self.out = out
        self.log = out.with_suffix(".log")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [program, "demo", "--out", out], env=os.environ | env, stdout=log, stderr=log)

    def alive(self):
        if self.process.poll() is not None:
            raise SystemExit(f"it ended by itself with {self.process.returncode}:\n{self.log.read_text()}")
        return True

    def ends_on(self, which):
        begun = time.monotonic()
        self.process.send_signal(which)
        try:
            code = self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            raise SystemExit(f"{which.name} did not end it:\n{self.log.read_text()}") from None
        took = time.monotonic() - begun
        log = self.log.read_text()
        assert code == 0, f"{which.name}: exit code {code}\n{log}"
        assert "panicked" not in log and " ERROR " not in log, log
        assert not os.path.lexists(self.out / "printer"), "the printer's link is left"
        say(f"{which.name} ended it with 0 after {took:.1f} s, and the printer's link is gone")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Hand:
    """Finds what is labelled in the window, and touches it, over Slint's JSON-RPC."""

    def __init__(self, demo, port):
        self.demo, self.port, self.calls = demo, port, 0
        client = {"name": "real_binary", "version": "1"}
        hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client}
        until("the remote control", lambda: demo.alive() and self.ask("initialize", hello))
        self.window, self.properties = until("the kiosk's window", self.kiosk)

    def kiosk(self):
        """The panel's window; the one with the paper and the faults is smaller."""
        for window in self.call("list_windows").get("windowHandles", []):
            properties = self.call("get_window_properties", windowHandle=window)
            if properties["size"] == {"width": 1080, "height": 1920}:
                return window, properties
        return None

    def ask(self, method, params):
        self.calls += 1
        body = {"jsonrpc": "2.0", "id": self.calls, "method": method, "params": params}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/mcp", json.dumps(body).encode(), {"Content-Type": "application/json"})
        # Whatever proxy the machine has is not for this.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=20) as answer:
                return json.loads(answer.read())
        except OSError:
            if method == "initialize":
                return None
            raise

    def call(self, tool, **arguments):
        answer = self.ask("tools/call", {"name": tool, "arguments": arguments})
        assert "error" not in answer and not answer["result"].get("isError"), f"{tool}: {answer}"
        content = answer["result"]["content"][0]
        if content["type"] == "image":
            return base64.b64decode(content["data"])
        try:
            return json.loads(content["text"])
        except ValueError:
            return content["text"]

    def elements(self):
        root = self.properties["rootElementHandle"]
        return self.call("get_element_tree", elementHandle=root, maxElements=2000)["elements"]

    def labels(self):
        return [element["accessibleLabel"] for element in self.elements() if element.get("accessibleLabel")]

    def control(self, role, label=None):
        for element in self.elements():
            if element.get("accessibleRole") == role and label in (None, element.get("accessibleLabel")):
                if element.get("accessibleEnabled"):
                    return element
        return None

    def tap(self, label):
        self.touch(until(f"a button {label!r}", lambda: self.demo.alive() and self.control("Button", label)))

    def touch(self, element):
        self.call("click_element", elementHandle=element["handle"])

    def wait(self, label):
        until(f"{label!r} on the screen", lambda: self.demo.alive() and any(label in said for said in self.labels()))

    def picture(self, path):
        picture = self.call("take_screenshot", windowHandle=self.window)
        assert picture.startswith(b"\x89PNG"), picture[:16]
        path.write_bytes(picture)


def visit(program, work, pictures):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # `demo` plays by itself where DISPLAY is empty; this back end looks at no display.
    control = {"SLINT_BACKEND": "headless-software", "SLINT_MCP_PORT": str(port), "DISPLAY": "none"}
    with Demo(program, work / "visit", **control) as demo:
        hand = Hand(demo, port)
        hand.wait("lowongan kerja di Kab.\u00a0Bekasi")
        say("the attract screen counts vacancies")
        hand.tap("Sentuh layar untuk mulai")
        hand.tap("Cari Lowongan")
        hand.touch(until("a card", lambda: hand.control("ListItem")))
        hand.wait("Kondisi kerja")
        say("three touches lead to a vacancy")

        hand.tap("English")
        hand.wait("Working conditions")
        hand.picture(pictures / "english.png")
        hand.tap("Bahasa Indonesia")
        hand.wait("Kondisi kerja")
        say("the language changes there and back")

        hand.tap("Cetak")
        hand.wait("Tiket berhasil dicetak")
        hand.picture(pictures / "ticket.png")
        paper = demo.out / "paper" / "01.png"
        until("the paper", paper.exists)
        assert paper.read_bytes().startswith(b"\x89PNG")
        printed = paper.with_suffix(".txt").read_text()
        number = next(said for said in hand.labels() if said.startswith("K01-"))
        assert number in printed, f"{number} is not on the paper:\n{printed}"
        say(f"a paper came out, and it bears {number}")

        hand.tap("Selesai")
        hand.wait("Bagaimana pencarian lowongan tadi?")
        hand.tap("Tidak, terima kasih")
        hand.wait("Terima kasih")
        hand.picture(pictures / "thanks.png")
        assert os.path.lexists(demo.out / "printer")
        demo.ends_on(signal.SIGTERM)


class Picture:
    """What `xwd` writes, of four bytes a pixel. X11/XWDFile.h has the layout."""

    def __init__(self, dump):
        header = struct.unpack(">25I", dump[:100])
        size, _, _, _, self.width, self.height, _, order, _, _, _, _, self.row_bytes = header[:13]
        # Of a window without transparency the header tells 24 bits, which lie in four bytes all the same.
        assert (self.row_bytes, order) == (4 * self.width, 0), f"{self.row_bytes} bytes a row in order {order}"
        colors = header[19]
        self.pixels = dump[size + 12 * colors:]

    def drawn(self):
        """Colours by how often every 97th pixel has them."""
        count = {}
        for at in range(0, self.row_bytes * self.height, 4 * 97):
            color = self.pixels[at:at + 3]
            count[color] = count.get(color, 0) + 1
        return count

    def save(self, path):
        rows = bytearray()
        for y in range(self.height):
            row = self.pixels[y * self.row_bytes:y * self.row_bytes + 4 * self.width]
            rgb = bytearray(3 * self.width)
            rgb[0::3], rgb[1::3], rgb[2::3] = row[2::4], row[1::4], row[0::4]
            rows += b"\0" + rgb
        def chunk(kind, data):
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        path.write_bytes(
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows), 1)) + chunk(b"IEND", b""))


@contextlib.contextmanager
def display():
    """A display like the panel, under a number that is free."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1080x1920x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as number:
            name = number.readline().strip()
        assert name, "Xvfb did not start"
        yield f":{name}"
    finally:
        server.terminate()
        server.wait()


def window(program, work, pictures):
    with display() as name:
        def look():
            dump = subprocess.run(
                ["xwd", "-silent", "-display", name, "-name", "Anjungan"], capture_output=True, check=False)
            return Picture(dump.stdout) if dump.returncode == 0 and dump.stdout else None

        def drawn():
            picture = look()
            return picture if picture and len(picture.drawn()) > 8 else None

        # The second start finds what the first one left.
        for start in ("first", "second"):
            with Demo(program, work / "window", DISPLAY=name) as demo:
                picture = until("a window with something in it", lambda: demo.alive() and drawn())
                assert (picture.width, picture.height) == (1080, 1920), (picture.width, picture.height)
                picture.save(pictures / f"window-{start}.png")
                say(f"{start} start: a window of 1080 × 1920, {len(picture.drawn())} colours in it")
                demo.ends_on(signal.SIGINT)
                assert look() is None, "the window is left"


if __name__ == "__main__":
    what, program, work, pictures = sys.argv[1], *map(pathlib.Path, sys.argv[2:])
    {"visit": visit, "window": window}[what](program, work, pictures)
