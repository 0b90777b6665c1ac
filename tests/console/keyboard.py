"""A page without a mouse: Tab, Enter, Space, arrows and letters. Each stop must be seen."""

from desk import Fault

STOPS_MAX = 400

# What has the focus, and whether whoever looks can tell.
STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const style = getComputedStyle(e), box = e.getBoundingClientRect(), last = window.lastStop;
  const backwards = !!last && last !== e && last.isConnected
    && !!(last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING);
  window.lastStop = e;
  window.stops = (window.stops || new Set()).add(e);
  const name = (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || e.name || '').trim();
  return {
    name: `${e.tagName.toLowerCase()}${e.id ? '#' + e.id : ''} "${name.slice(0, 40)}"`,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inside: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    backwards,
  };
}"""

# What a hand could press and the Tab key has not met.
MISSED = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled && e.tabIndex >= 0)
  .filter((e) => !(window.stops || new Set()).has(e))
  .filter((e) => e.type !== 'radio' || ![...document.getElementsByName(e.name)].some((o) => window.stops.has(o)))
  .map((e) => `${e.tagName.toLowerCase()}${e.id ? '#' + e.id : ''} "${(e.innerText || e.name || '').slice(0, 40)}"`)"""


class Keyboard:
    """A pair of hands on a page's keyboard."""

    def __init__(self, world, page, who):
        self.world, self.page, self.who = world, page, who

    async def tab(self):
        """One stop further; what is there."""
        await self.page.keyboard.press("Tab")
        stop = await self.page.evaluate(STOP)
        if stop:
            where = f"{self.who} {self.page.url.removeprefix(self.world.central.url)} {stop['name']}"
            if not stop["outlined"]:
                self.world.fault(f"the focus is not seen: {where}")
            if not stop["inside"]:
                self.world.fault(f"the focus is outside of what is seen: {where}")
        return stop

    async def to(self, selector):
        """Goes there."""
        target = self.page.locator(selector).first
        await target.wait_for(state="visible")
        handle = await target.element_handle()
        for _ in range(STOPS_MAX):
            if await handle.evaluate("(e) => e === document.activeElement"):
                return
            await self.tab()
        raise Fault(f"{self.who}: the Tab key never comes to {selector} on {self.page.url}")

    async def type(self, selector, text):
        """Writes into a field, in place of what it holds."""
        await self.to(selector)
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.type(text)

    async def tick(self, selector):
        """Ticks a box."""
        await self.to(selector)
        await self.page.keyboard.press("Space")

    async def choose(self, selector, value):
        """Chooses of a list."""
        await self.to(selector)
        down = await self.page.locator(selector).evaluate(
            "(e, value) => [...e.options].findIndex((o) => o.value === value) - e.selectedIndex", value)
        for _ in range(abs(down)):
            await self.page.keyboard.press("ArrowDown" if down > 0 else "ArrowUp")
        now = await self.page.locator(selector).input_value()
        if now != value:
            raise Fault(f"{self.who}: {selector} is {now} and not {value} by the arrow keys")

    async def press(self, selector, key="Enter"):
        """Presses what leads to another page."""
        await self.to(selector)
        async with self.page.expect_navigation():
            await self.page.keyboard.press(key)

    async def unfold(self, selector):
        """Opens what is folded, when it is."""
        if not await self.page.locator(selector).evaluate("(e) => e.parentElement.open"):
            await self.to(selector)
            await self.page.keyboard.press("Space")

    async def whole_page(self):
        """Every stop of the page as it is now: the skip link first, then onwards, nothing missed, and out again."""
        await self.page.evaluate("() => { document.activeElement?.blur(); window.stops = new Set(); }")
        where = f"{self.who} {self.page.url.removeprefix(self.world.central.url)}"
        autofocus = await self.page.locator("[autofocus]").count()
        for n in range(STOPS_MAX):
            stop = await self.tab()
            if stop is None or (n and stop["backwards"]):
                break
            if n == 0 and not autofocus and not stop["name"].startswith('a "'):
                self.world.fault(f"the first stop is not the link that skips the menu but {stop['name']}: {where}")
        else:
            self.world.fault(f"the Tab key does not come out of the page: {where}")
        # Where the page sets the focus itself, what stands before comes after the end.
        for _ in range(STOPS_MAX):
            if not autofocus or not await self.page.evaluate(MISSED) or not await self.tab():
                break
        for missed in await self.page.evaluate(MISSED):
            self.world.fault(f"the Tab key never comes to {missed}: {where}")
