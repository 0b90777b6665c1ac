"""Every page of every role: by axe-core, with the Tab key from end to end, at twice and four times the size."""

import asyncio
import re
from pathlib import Path

import axe_playwright_python
from keyboard import Keyboard
from writes import Hand

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# Two of a kind are enough: with and without what a list may hold.
EACH_MAX = 2
# Answers that are no pages.
NO_PAGE = re.compile(
    r"\.(pdf|xlsx|csv)(\?|$)|/(photo|preview|card|not-published)(\?|$)|/picture/|/log/|openapi\.json|^/assets/")
PUBLIC = ["/console/sign-in", "/console/join", "/k", "/r", "/api"]

LINKS = """() => [...document.querySelectorAll('a[href]')].filter((a) => a.origin === location.origin && !a.target)
  .map((a) => a.pathname + a.search)"""

RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ['violations'] });
  return found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.impact} ${v.id} (${v.help}): ` + v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join('; '));
}"""

# What is wider than the window and does not scroll in a box of its own, and what is cut off.
WIDE = """() => {
  const width = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  const name = (e) => `${e.tagName.toLowerCase()}${e.id ? '#' + e.id : ''}.${e.className} "${(e.innerText || '').slice(0, 30)}"`;
  const hidden = (e) => e.closest('.skip, .unseen, [hidden], table.cards thead');
  for (const e of document.querySelectorAll('body *')) {
    if (found.length > 4) break;
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    if (!box.width || hidden(e) || !e.checkVisibility()) continue;
    const scrolls = e.parentElement.closest('.scroll, textarea, pre') || e.closest('svg');
    if (box.right > width + 1 && !scrolls) found.push(`outside: ${name(e)}`);
    if (style.overflowX === 'hidden' && e.scrollWidth > e.clientWidth + 1) found.push(`cut off: ${name(e)}`);
  }
  return found;
}"""


class Look:
    """Whoever looks at all there is for a role, in a language."""

    def __init__(self, world, page, who, lang):
        self.world, self.page, self.who, self.lang = world, page, who, lang
        self.seen, self.pages = {}, 0

    async def all(self, *begin):
        """From these on, wherever links lead."""
        waiting, known = list(begin), set(begin)
        while waiting:
            path = waiting.pop(0)
            route = self.world.route("GET", re.sub(r"\?.*", "", path)) or path
            if self.seen.setdefault(route, 0) >= EACH_MAX:
                continue
            self.seen[route] += 1
            await self.page.set_viewport_size({"width": 1280, "height": 900})
            answer = await self.page.goto(path, wait_until="load")
            if answer.status != 200:
                self.world.fault(f"{self.who}: {answer.status} where a link leads: {path}")
            await self.one(route, path, re.sub(r"\W+", "-", path).strip("-") or "first")
            for link in await self.page.evaluate(LINKS):
                if link not in known and not NO_PAGE.search(link):
                    known.add(link)
                    waiting.append(link)

    async def one(self, route, path, name):
        """The page that is open. Roles share most of a page: its stops and its picture are taken of the first."""
        self.pages += 1
        where = f"{self.who} {self.lang} {path}"
        await self.page.evaluate(AXE)
        for wrong in await self.page.evaluate(RUN):
            self.world.fault(f"axe: {wrong} on {where}")
        first = self.world.first_look(self.lang, route)
        if first:
            await self.world.picture(self.page, f"pages/{self.lang}/{name}")
            if self.lang == "id":
                await Keyboard(self.world, self.page, self.who).whole_page()
        # 1280 px at 200 % and at 400 %.
        for width in (640, 320):
            await self.page.set_viewport_size({"width": width, "height": 900})
            for wrong in await self.page.evaluate(WIDE):
                self.world.fault(f"{width} px: {wrong} on {where}")
        if first:
            await self.world.picture(self.page, f"pages/{self.lang}/{name}-320")


async def role(world, officer, turn):
    """A role's pages in both languages, by one sign-in."""
    async with turn:
        context = await world.context()
        page = await context.new_page()
        hand = Hand(world, page, officer)
        await hand.sign_in()
        count = 0
        for lang in ("id", "en"):
            await context.add_cookies([{"name": "bahasa", "value": lang, "url": world.central.url}])
            look = Look(world, page, officer.role, lang)
            await look.all("/console", "/console/me")
            count += look.pages
        await context.close()
        print(f"ok: {count} pages of {officer.role}", flush=True)


async def public(world, turn):
    async with turn:
        for lang in ("id", "en"):
            context = await world.context(lang)
            look = Look(world, await context.new_page(), "nobody", lang)
            await look.all(*PUBLIC)
            await context.close()


async def play(world):
    turn = asyncio.Semaphore(3)
    lookers = [officer for login, officer in world.officers.items() if login.startswith("lihat-")]
    done = await asyncio.gather(
        public(world, turn), *(role(world, one, turn) for one in lookers), return_exceptions=True)
    for error in done:
        if isinstance(error, Exception):
            world.fault(f"a look: {error}")
