"""A real central with invented people, its officers, and browsers that watch what pages do."""

import base64
import hashlib
import hmac
import json
import re
import struct
import subprocess
import time
from pathlib import Path

PATIENCE_S = 30


class Fault(Exception):
    """Something does not hold. The text says what and where."""


def until(what, look):
    """The first true answer of `look`."""
    begun = time.monotonic()
    while not (found := look()):
        if time.monotonic() - begun > PATIENCE_S:
            raise Fault(f"waited {PATIENCE_S} s in vain for {what}")
        time.sleep(0.05)
    return found


class Central:
    """A running `anjungan-central` on a folder of its own."""

    def __init__(self, program, desk, folder):
        self.desk, self.folder = desk, folder
        self.log = folder.with_suffix(".log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [program, "--data", folder, "serve", "--listen", "127.0.0.1:0"], stderr=log)
        try:
            self.url = until("central", self._address)
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise

    def _address(self):
        if self.process.poll() is not None:
            raise Fault(f"central ended by itself:\n{self.log.read_text()}")
        found = re.search(r"serving at (http://[^ \x1b]+)", self.log.read_text())
        return found and found.group(1)

    def ask(self, *arguments):
        """Has machines speak to it; what they print."""
        return subprocess.run(
            [self.desk, arguments[0], self.url, *arguments[1:]], check=True, capture_output=True, text=True).stdout

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)

    def said_nothing_wrong(self):
        log = self.log.read_text()
        if "panicked" in log or " ERROR " in log:
            raise Fault(f"central's log:\n{log}")


def totp(secret, step=None):
    """The six digits of an app (RFC 6238) at a step of 30 s; now, when none is given."""
    counter = struct.pack(">Q", int(time.time()) // 30 if step is None else step)
    digest = hmac.new(base64.b32decode(secret.replace(" ", "")), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at:at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


class Officer:
    """Somebody who can sign in."""

    def __init__(self, told, password):
        self.login, self.role, self.secret = told["login"], told["role"], told["totp"]
        self.password, self._used = password, 0

    def code(self):
        """A code that was not used yet: the one of now, or the next, which is taken early."""
        now = int(time.time()) // 30
        self._used = max(now, self._used + 1)
        if self._used > now + 1:
            raise Fault(f"{self.login} asks for a third code within half a minute")
        return totp(self.secret, self._used)


class World:
    """What every walk shares: where central is, who there is, where pictures go, what was seen to be wrong."""

    def __init__(self, browser, central, told, pictures):
        self.browser, self.central, self.pictures = browser, central, Path(pictures)
        self.officers = {one["login"]: Officer(one, told["password"]) for one in told["officers"]}
        self.routes = told["routes"]
        self.faults, self.posted, self.pictured, self.looked = [], set(), 0, {}

    def fault(self, what):
        """Notes it and goes on: one run shows all there is."""
        if what not in self.faults:
            print(f"  FAULT {what}", flush=True)
            self.faults.append(what)

    def route(self, method, path):
        """The route that a path belongs to. Words of the path come before what varies."""
        fitting = [route["path"] for route in self.routes if route["method"] == method and fits(route["path"], path)]
        return min(fitting, key=lambda known: known.count("{"), default=None)

    def first_look(self, lang, route):
        """Whether nobody has looked at such a page twice yet."""
        self.looked[lang, route] = self.looked.get((lang, route), 0) + 1
        return self.looked[lang, route] <= 2

    async def picture(self, page, name):
        """The page as it is now."""
        self.pictured += 1
        file = self.pictures / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=file, full_page=True)

    async def context(self, lang="id", scripts=True, central=None, **options):
        """A browser of one's own, without cookies but for the language, and watched."""
        url = (central or self.central).url
        context = await self.browser.new_context(
            base_url=url, java_script_enabled=scripts, viewport={"width": 1280, "height": 900},
            accept_downloads=True, **options)
        context.set_default_timeout(15_000)
        await context.add_cookies([{"name": "bahasa", "value": lang, "url": url}])

        def asked(request):
            if not request.url.startswith((url, "data:", "blob:")):
                self.fault(f"a request to another host: {request.url}")

        def answered(response):
            path = re.sub(r"[?#].*", "", response.url.removeprefix(url))
            if response.status >= 500:
                self.fault(f"{response.status} of {response.request.method} {path}")
            if response.request.method == "POST" and response.status < 400 and not scripts:
                self.posted.add(self.route("POST", path))

        context.on("request", asked)
        context.on("response", answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.fault(f"a script failed: {error.error}"))
        return context

    def _said(self, message):
        # CSP violations come here too. The answer's status to a form is no mistake of the page.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.fault(f"the browser's console at {message.location.get('url')}: {message.text}")


def fits(route, path):
    """Whether a path is one of a route."""
    known, asked = route.split("/"), path.split("/")
    return len(known) == len(asked) and all(k == a or (k.startswith("{") and a) for k, a in zip(known, asked))


def told_by(desk, folder):
    """Makes the folder, and says who and what is in it."""
    made = subprocess.run([desk, "make", folder], check=True, capture_output=True, text=True).stdout
    return json.loads(made)
