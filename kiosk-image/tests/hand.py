"""A visitor before the screen of a virtual machine: finds words by reading a picture of it, and touches them."""

import csv
import time
from concurrent.futures import ThreadPoolExecutor

from common import run
from machine import SCREEN, until

TOUCH_MAX = 0x7FFF  # QEMU's axes, whatever the size of the screen


# Ways to read: what is light on dark within light is lost to one, what stands alone to another.
WAYS = (("--psm", "11", "-c", "thresholding_method=2"), ("--psm", "3"), ("--psm", "6"))


def lines_on(picture, way):
    """What stands on a picture, read in one way: each line's words with the middle of each, in pixels."""
    lines = {}
    table = run("tesseract", picture, "-", *way, "tsv")
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] != "5" or not row["text"].strip():
            continue
        left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
        place = row["block_num"], row["par_num"], row["line_num"]
        lines.setdefault(place, []).append((row["text"], left + width // 2, top + height // 2))
    return list(lines.values())


def places_on(picture, texts):
    """Where texts stand on a picture, and all that was read to find them. A way that finds the last of them is the last."""
    places, read = {}, []
    for way in WAYS:
        lines = lines_on(picture, way)
        read += lines
        for text in texts:
            places[text] = places.get(text) or place_of(text, lines)
        if all(places.values()):
            break
    return [places[text] for text in texts], read


def place_of(text, lines):
    """The middle of a text that stands in one line; `None`: it does not."""
    wanted = text.split()
    for words in lines:
        read = [word for word, _, _ in words]
        for at in range(len(read) - len(wanted) + 1):
            if read[at:at + len(wanted)] == wanted:
                found = words[at:at + len(wanted)]
                return sum(x for _, x, _ in found) // len(found), sum(y for _, _, y in found) // len(found)
    return None


class Hand:
    def __init__(self, machine, within_s):
        self.machine, self.within_s = machine, within_s

    def finds(self, *texts):
        """Waits until each of some texts stands somewhere on the screen, and gives their places."""
        lines = []

        def look():
            places, lines[:] = places_on(self.machine.picture("screen"), texts)
            return all(places) and places

        def what():
            seen = " / ".join(" ".join(word for word, _, _ in words) for words in lines)
            return f"{texts} on the screen, where it says: {seen}"

        return until(what, look, self.within_s)

    def touches(self, text, then):
        """Touches a text once it is there, and again for as long as what must come `then` does not: as a person does whose
        first touch fell between two screens. Gives the picture with it."""
        [place] = self.finds(text)
        seen = self.sees(then, lambda: self.touch(*place))

        def look():
            [place], _ = places_on(self.machine.picture("screen"), [text])
            return self.sees(then, lambda: self.touch(*place) if place else None)

        return seen or until(f"{then!r} after a touch on {text!r}", look, self.within_s)

    def sees(self, text, after, for_s=20):
        """The first picture with a text among those taken every second after something was done. Reading one may take longer
        than the text stands there: so they are read beside."""
        after()

        def read_one(picture):
            [place], _ = places_on(picture, [text])
            return picture if place else None

        with ThreadPoolExecutor(max_workers=1) as reader:
            read, last = [], None
            for at in range(for_s):
                time.sleep(1)
                picture = self.machine.picture(f"screen-{at}")
                # What looks as before says what it said before.
                if last != (last := picture.read_bytes()):
                    read.append(reader.submit(read_one, picture))
                if any(one.done() and one.result() for one in read):
                    break
            found = next((one.result() for one in read if one.result()), None)
            # What comes after it need not be read.
            for one in read:
                one.cancel()
            return found

    def touch(self, x, y):
        """A finger comes down, stays for a moment of the machine's own time, and goes."""
        finger = {"slot": 0, "tracking-id": 1}
        at = [self._finger(finger, "data", axis, value * TOUCH_MAX // size)
              for axis, value, size in (("x", x, SCREEN[0]), ("y", y, SCREEN[1]))]
        self._send([self._finger(finger, "begin"), self._button(True), *at])
        # Long enough for a slow guest to draw the button as pressed; nothing depends on it.
        time.sleep(0.5)
        self._send([self._finger({"slot": 0, "tracking-id": -1}, "end"), self._button(False)])

    @staticmethod
    def _finger(finger, kind, axis="x", value=0):
        return {"type": "mtt", "data": {"type": kind, **finger, "axis": axis, "value": value}}

    @staticmethod
    def _button(down):
        return {"type": "btn", "data": {"button": "touch", "down": down}}

    def _send(self, events):
        self.machine.ask("input-send-event", events=events)
