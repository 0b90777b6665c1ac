"""What each role does in a day, from signing in to the result, without a mouse. A picture of every step."""

from desk import Fault
from keyboard import Keyboard


class Day(Keyboard):
    """Somebody's day."""

    def __init__(self, world, page, officer):
        super().__init__(world, page, officer.role)
        self.officer, self.steps = officer, 0

    async def step(self, what):
        """What it looks like now."""
        self.steps += 1
        await self.world.picture(self.page, f"days/{self.who}/{self.steps}-{what}")

    async def sign_in(self):
        await self.page.goto("/console")
        await self.type("#login", self.officer.login)
        await self.type("#password", self.officer.password)
        await self.type("#code", self.officer.code())
        await self.step("sign-in")
        await self.press("#enter")
        if not await self.page.locator("#me").count():
            raise Fault(f"{self.officer.login} can't sign in: {await self.page.inner_text('main')}")
        await self.step("first-page")

    async def menu(self, path):
        """A line of the menu; then past it by the link that skips it."""
        group = f'.menu details:has(a[href="{path}"]) > summary'
        if await self.page.locator(group).count():
            await self.unfold(group)
        await self.press(f'.menu a[href="{path}"]')
        await self.page.evaluate("() => document.activeElement?.blur()")
        await self.to(".skip")
        await self.page.keyboard.press("Enter")
        if not await self.page.evaluate("() => document.activeElement.id === 'isi'"):
            self.world.fault(f"the link that skips the menu does not lead to the content: {self.page.url}")

    async def sees(self, selector):
        """The result must be there."""
        if not await self.page.locator(selector).count():
            raise Fault(f"{self.who}: {selector} is not on {self.page.url}: {await self.page.inner_text('main')}")


async def operator(day):
    await day.press('tr:has-text("CONTOH PEMOHON 13") a')
    await day.step("application")
    await day.press('button[data-act="take"]')
    await day.step("taken")
    await day.press('button[data-act="approve"]')
    await day.sees("#done")
    await day.step("approved")


async def signer(day):
    await day.menu("/console/sign")
    await day.step("to-sign")
    ids = await day.page.locator("#rows input[name=id]").count()
    await day.tick("#select-all")
    await day.press("#sign")
    await day.sees("#results")
    signed = await day.page.locator('#results li[data-result="signed"]').count()
    if ids < 2 or signed != ids:
        raise Fault(f"{signed} of {ids} cards are signed: {await day.page.inner_text('#results')}")
    await day.step("signed")


async def editor(day):
    await day.menu("/console/content")
    await day.press('#begin a[href$="kind=announcement"]')
    await day.type('[name="headline.id"]', "Loket AK/I tutup pukul 14.00")
    await day.type('[name="headline.en"]', "The AK/I counter closes at 14:00")
    await day.type('[name="text.id"]', "Hari ini saja.")
    await day.type('[name="text.en"]', "Today only.")
    await day.step("notice")
    await day.press("#save")
    await day.sees("#preview")
    await day.step("draft")
    await day.press('button[data-act="submit"]')
    await day.sees('#thing[data-stage="in-review"]')
    await day.step("sent-to-review")


async def approver(day):
    await day.menu("/console/content")
    await day.press('.tiles a[href*="stage=in-review"]')
    await day.step("to-review")
    await day.press('#rows tr:has-text("14.00") a')
    await day.press('button[data-act="publish"]')
    await day.sees('#thing[data-stage="published"]')
    await day.step("published")


async def technician(day):
    await day.press("#new")
    await day.type("#site", "Pasar Induk Cibitung, pintu timur")
    await day.type("#tenant", "Disnaker Kabupaten Bekasi (contoh)")
    await day.type("#region", "3216")
    await day.step("new-kiosk")
    await day.press("#make")
    await day.step("installation-code")
    words = day.world.central.ask("machine", (await day.page.inner_text("#code")).replace("-", ""), "99").strip()
    await day.press("#handed")
    await day.sees(f'[data-words="{words}"]')
    await day.step("four-words")
    await day.tick('[name="same"]')
    await day.press("button.good")
    await day.sees("#command")
    await day.choose("#order", "self-test")
    await day.press("#command button")
    await day.sees("#commands")
    await day.step("command")
    await day.menu("/console/kiosks")
    await day.press('tr[data-kiosk="K03"] a')
    await day.sees("#timeline")
    await day.step("timeline")


async def auditor(day):
    await day.menu("/console/audit")
    await day.step("trail")
    await day.press("#verify")
    await day.sees('#chain[data-whole="true"]')
    await day.step("verified")


async def partner(day):
    await day.sees("#headlines")
    await day.step("figures")
    await day.to("#xlsx")
    async with day.page.expect_download() as download:
        await day.page.keyboard.press("Enter")
    if not (await download.value).suggested_filename.endswith(".xlsx"):
        raise Fault(f"the workbook is called {(await download.value).suggested_filename}")
    # The browser's own program shows it, where it has one: asked for beside it here.
    await day.to("#pdf")
    pdf = await day.page.request.get(await day.page.locator("#pdf").get_attribute("href"))
    if not (await pdf.body()).startswith(b"%PDF"):
        raise Fault("the figures' PDF is none")


async def admin(day):
    await day.menu("/console/officers")
    await day.unfold("#invite > summary")
    await day.type("#login", "petugas.baru")
    await day.type("#name", "CONTOH PETUGAS BARU")
    await day.choose("#role", "operator")
    await day.step("new-officer")
    await day.press("#make")
    await day.sees("#invitation")
    await day.step("invitation")
    await day.menu("/console/kiosks")
    await day.press('tr[data-kiosk="K01"] a')
    await day.unfold('[data-setting="idle-warn-after-s"] summary')
    await day.type("#v-idle-warn-after-s", "90")
    await day.press("#config-idle-warn-after-s [value=set]")
    await day.sees('[data-setting="idle-warn-after-s"]:has-text("90")')
    await day.step("setting")


# Who comes after whom: what one leaves is what the next one works on.
DAYS = [[operator, signer], [editor, approver], [technician, admin], [auditor, partner]]


async def play(world, job):
    """A role's day."""
    officer = world.officers[f"hari-{job.__name__}"]
    context = await world.context()
    page = await context.new_page()
    day = Day(world, page, officer)
    try:
        await day.sign_in()
        await job(day)
        print(f"ok: {officer.role}'s day without a mouse, {day.steps} steps", flush=True)
    except Exception:
        await world.picture(page, f"days/{officer.role}/failed")
        raise
    finally:
        await context.close()
