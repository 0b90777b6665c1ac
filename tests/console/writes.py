"""Every form of the console in a browser that runs no scripts, by the role whose work it is.

The router's own list says what there is: a form that nobody here sends is a fault, unless it stands in `WITHOUT`.
"""

import asyncio
import re
import time

from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP

from desk import Fault, totp

# What is not sent here, and why.
PASSKEY = "browsers give passkeys to scripts alone; password and code do all that they do"
WITHOUT = {
    "/public/photo": "a phone makes its photo smaller by a script; without one the page sends to any kiosk",
    "/console/sign-in/passkey": PASSKEY,
    "/console/sign-in/passkey/begin": PASSKEY,
    "/console/me/passkeys/begin": PASSKEY,
    "/console/me/passkeys/add": PASSKEY,
    "/console/me/passkeys/change": PASSKEY,
}

# Central looks for alerts once a minute.
ALERT_WAIT_S = 150

LIST = (
    "Jabatan;Perusahaan;Kab/Kota;Gaji minimum;Gaji maksimum;Deadline\n"
    "Kasir;PT Contoh;Kab. Bekasi;5.600.000;6.000.000;30/12/2099\n"
    "Sopir;PT Contoh;Kab. Bekasi;7.000.000;6.000.000;30/12/2099\n"
    "Koki;PT Contoh;Kab. Bekasi;;;secepatnya\n")


class Hand:
    """Somebody with a mouse and no scripts."""

    def __init__(self, world, page, officer=None):
        self.world, self.page, self.officer = world, page, officer

    async def go(self, path):
        await self.page.goto(path)

    async def open(self, selector):
        """Follows a link."""
        async with self.page.expect_navigation():
            await self.page.locator(selector).first.click()

    async def fill(self, **fields):
        """Writes into fields, by their ids."""
        for name, value in fields.items():
            field = self.page.locator(f"#{name}")
            if await field.evaluate("(e) => e.tagName") == "SELECT":
                await field.select_option(value)
            else:
                await field.fill(value)

    async def unfold(self, selector):
        """Opens what is folded around something, when it is."""
        folded = self.page.locator(f"details:not([open]):has({selector})")
        if await folded.count():
            await folded.first.locator("summary").first.click()

    async def send(self, selector):
        """Presses a button, and finds a page that has done what was asked."""
        await self.unfold(selector)
        async with self.page.expect_navigation():
            await self.page.locator(selector).first.click()
        if await self.page.locator("#problem, #error, #faults").count():
            raise Fault(f"{selector} was refused: {await self.page.inner_text('main')}")

    async def download(self, selector):
        """Presses what gives a file."""
        await self.unfold(selector)
        async with self.page.expect_download() as download:
            await self.page.locator(selector).first.click()
        await (await download.value).path()

    async def sees(self, selector):
        await self.page.locator(selector).first.wait_for()

    async def sign_in(self):
        await self.go("/console/sign-in")
        await self.fill(login=self.officer.login, password=self.officer.password, code=self.officer.code())
        await self.send("#enter")

    async def jpeg(self):
        """A picture, upright."""
        clip = {"x": 0, "y": 0, "width": 360, "height": 480}
        return {"name": "foto.jpg", "mimeType": "image/jpeg",
                "buffer": await self.page.screenshot(type="jpeg", clip=clip)}

    async def application(self, name):
        await self.go("/console?show=all")
        await self.open(f'tr:has-text("{name}") a')


async def operator(hand):
    await hand.application("CONTOH PEMOHON 14")
    await hand.send('button[data-act="take"]')
    await hand.send("#release")
    await hand.application("CONTOH PEMOHON 14")
    await hand.send("#work")
    await hand.send("#show-nik")
    await hand.application("CONTOH PEMOHON 14")
    await hand.unfold("#jpeg")
    await hand.page.set_input_files("#jpeg", await hand.jpeg())
    await hand.send("#upload-photo")
    await hand.application("CONTOH GITA")
    await hand.send('button[data-act="take"]')
    await hand.send("#doubts button[name=concern]")
    await hand.application("CONTOH PEMOHON 15")
    await hand.unfold("#wish")
    await hand.page.locator("#wish").select_option("copy")
    await hand.send("#new-request")
    await hand.go("/console/requests")
    await hand.download('button[data-do="export"]')
    await hand.send('button[data-do="done"]')
    await hand.go("/console/search")
    await hand.fill(q="PEMOHON")
    await hand.send("#go")
    await hand.sees("#rows")
    await hand.go("/console/duplicates")
    await hand.page.locator("[data-pair] input[type=checkbox]").first.check()
    await hand.send("button[value=two]")
    await hand.go("/console/held")
    await hand.send("#reports button[value=discard]")


async def signer(hand):
    await hand.application("CONTOH PEMOHON 14")
    await hand.send("#take-over")
    await hand.send('button[data-act="approve"]')
    await hand.go("/console/sign")
    await hand.page.locator("#rows input[name=id]").first.check()
    await hand.send("#sign")
    await hand.sees('#results [data-result="signed"]')
    await hand.application("CONTOH ANDIKA")
    await hand.send('button[data-act="revoke"]')
    await hand.application("CONTOH PEMOHON 16")
    await hand.unfold("#wish")
    await hand.page.locator("#wish").select_option("erase")
    await hand.send("#new-request")
    await hand.go("/console/requests")
    await hand.unfold("input[name=sure]")
    await hand.page.locator("input[name=sure]").first.check()
    await hand.send('button[data-do="erase"]')


async def technician(hand):
    await hand.go("/console/kiosks/new")
    await hand.fill(site="Kecamatan Setu", tenant="Disnaker Kabupaten Bekasi (contoh)", region="3216")
    await hand.send("#make")
    kiosk, code = await hand.page.inner_text("#kiosk"), await hand.page.inner_text("#code")
    await asyncio.to_thread(hand.world.central.ask, "machine", code.replace("-", ""), "98")
    await hand.open("#handed")
    await hand.page.locator("[name=same]").check()
    await hand.send("button.good")
    await hand.fill(order="reload")
    await hand.send("#command button")
    await hand.fill(words_id="Sedang dipindahkan ke lantai dua")
    await hand.send("#suspend button")
    await hand.send("#suspend button")
    await hand.unfold("#tags")
    await hand.fill(tags="mal lantai-2")
    await hand.send("#change button")
    await hand.unfold("#config-idle-warn-after-s [value=set]")
    await hand.page.locator("#v-idle-warn-after-s").fill("75")
    await hand.send("#config-idle-warn-after-s [value=set]")
    await hand.send('form[action$="/code"] button')
    await hand.go("/console/updates")
    await hand.fill(version="99.0.0", kiosk=kiosk)
    await hand.page.locator("#begin [name=sure]").check()
    await hand.send("#start")
    wish = f'#wanted li[data-subject="{kiosk}"]'
    await hand.unfold("[value=stop]")
    await hand.page.locator(f"{wish} details [name=sure]").check()
    await hand.send(f"{wish} [value=stop]")
    await hand.go(f"/console/kiosks/{kiosk}")
    await hand.unfold("#revoke")
    await hand.page.locator("#revoke [value=retired]").check()
    await hand.page.locator("#revoke [name=sure]").check()
    await hand.send("#revoke button.danger")


async def admin(world, hands):
    hand, other = hands
    await hand.go("/console/officers")
    await hand.open(f'tr[data-officer="{other.officer.login}"] a')
    await hand.send("#end-all")
    await other.go("/console/me")
    await other.sees("#sign-in")
    await hand.fill(role="auditor")
    await hand.send("#change")
    await hand.go("/console/officers")
    await hand.unfold("#login")
    await hand.fill(login="tamu.baru", name="CONTOH TAMU", role="operator")
    await hand.send("#make")
    await hand.open("#handed")
    await hand.open('tr[data-officer="tamu.baru"] a')
    await hand.page.locator("#sure").check()
    await hand.send("#access button[value=reset]")
    invitation = await hand.page.inner_text("#invitation")
    await hand.go("/console/partners")
    await hand.fill(name="Portal Contoh")
    await hand.page.locator("[name=grant]").first.check()
    await hand.send("#make")
    await hand.go("/console/partners")
    await hand.send('form[action$="/revoke"] button')
    await hand.go("/console/reasons")
    await hand.fill(code="contoh-alasan", text_id="Contoh alasan", text_en="An example")
    await hand.page.locator("[name=part]").first.check()
    await hand.send("#make")
    await hand.send('tr[data-reason="contoh-alasan"] button')
    await hand.go("/console/rules")
    await hand.fill(**{"r-prints-max": "4"})
    await hand.send("#check")
    await hand.sees("#changes tr")
    await hand.send("#save")
    await hand.go("/console/rules/text")
    await hand.send("#save")
    await hand.go("/console/content")
    await hand.send("#policy button")
    await invited(world, invitation)


async def alerts(hand):
    """E-mail that a server takes, a rule, and what it finds: central looks once a minute."""
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink()), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    outlet = hand.world.central.folder / "alerts.toml"
    outlet.write_text(f'[mail]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\nfrom = "anjungan@contoh.example"\n')
    await hand.go("/console/alerts/rules")
    await hand.page.locator("#try-to").fill("teknisi@contoh.example")
    await hand.send("#try-mail button")
    await hand.sees("#tried.done")
    outlet.unlink()
    server.close()
    await hand.go("/console/alerts/rules")
    await hand.fill(name="Kertas habis", watched="printer", after="0", again="0", mails="teknisi@contoh.example")
    await hand.send("#save")
    await hand.send("#rules button[value=off]")
    await hand.send("#rules button[value=on]")
    begun = time.monotonic()
    await hand.go("/console/alerts")
    while not await hand.page.locator("#alerts form").count():
        if time.monotonic() - begun > ALERT_WAIT_S:
            raise Fault(f"no alert within {ALERT_WAIT_S} s")
        await asyncio.sleep(1)
        await hand.page.reload()
    await hand.page.locator("#alerts [name=note]").first.fill("Teknisi sedang ke sana")
    await hand.send("#alerts form button")


async def invited(world, invitation, central=None):
    """Who was invited, with nothing but the paper."""
    context = await world.context(scripts=False, central=central)
    hand = Hand(world, await context.new_page())
    await hand.go("/console/join")
    await hand.send("form.language button")
    await hand.fill(invitation=invitation)
    await hand.send("#open")
    await confirmed(hand)
    await context.close()


async def confirmed(hand):
    """The page on which an account is set up."""
    secret = await hand.page.inner_text("#secret")
    await hand.fill(password="contoh kata sandi", repeat="contoh kata sandi", code=totp(secret))
    await hand.send("#finish")
    await hand.open("#kept")
    await hand.sees("#me")


async def editor(hand):
    await hand.go("/console/content/pictures")
    await hand.page.set_input_files("#file", await hand.jpeg())
    await hand.send("#upload")
    await hand.go("/console/content/new?kind=announcement")
    await write(hand, "Bursa kerja 5 Desember")
    await hand.send("#save")
    await hand.send('button[data-act="submit"]')
    return re.search(r"/content/(\d+)", hand.page.url).group(1)


async def write(hand, headline):
    for key, text in [("headline.id", headline), ("headline.en", "A job fair"),
                      ("text.id", "Aula kecamatan."), ("text.en", "In the hall.")]:
        await hand.page.locator(f'[name="{key}"]').fill(text)


async def content(world, officers):
    """A notice's way from its writer to its publication, to a second version, and back to the first."""
    writer, approver = officers
    thing = await editor(writer)
    await approver.go(f"/console/content/{thing}")
    await approver.send('button[data-act="publish"]')
    await writer.go(f"/console/content/{thing}/edit")
    await write(writer, "Bursa kerja 6 Desember, bukan 5 Desember seperti yang diumumkan sebelumnya")
    await writer.send("#save")
    await writer.send("#versions button[name=version]")


async def imports(hand):
    # The writer's browser is another place.
    await hand.go("/console/me/sessions")
    await hand.send("#end-others")
    await hand.go("/console/imports")
    await hand.fill(name="Lowongan kantor", kind="file", content="vacancies", region="3216",
                    address="https://disnaker.contoh.example/lowongan")
    await hand.send("#make")
    for do in ("off", "on"):
        await hand.send(f"#sources button[value={do}]")
    file = {"name": "lowongan.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    await hand.page.set_input_files("#file", file)
    await hand.send("#upload button")
    await hand.send("#check")
    # The page loads itself again until the work is done.
    await hand.sees("#apply")
    await hand.open('#fates a[data-tile="flagged"]')
    await hand.page.locator("#rows-form input[name=row]").first.check()
    await hand.send("#tick")
    await hand.send("#apply")
    await hand.sees("#undo")
    await hand.send("#undo")
    await hand.page.locator("#undo").wait_for(state="detached")


async def second_person(hand):
    """Asked for, and then no more."""
    for wanted in ("yes", "no"):
        await hand.go("/console/imports")
        await hand.send(f"#policy button[value={wanted}]")


async def auditor(hand):
    await hand.go("/console/audit")
    await hand.send("#verify")
    await hand.sees('#chain[data-whole="true"]')
    await hand.go("/console/me")
    await hand.fill(old2=hand.officer.password, code2=hand.officer.code())
    await hand.send('button[value="recovery"]')
    await hand.send("#sign-out")


async def password(hand):
    """Another password, and an end to every session."""
    await hand.go("/console/me")
    await hand.fill(old=hand.officer.password, new="kata sandi lain 2026", code=hand.officer.code())
    await hand.send("#change")
    await hand.send("#sign-out-everywhere")


async def first_admin(world, empty):
    """The first account, of a central that has none."""
    context = await world.context(scripts=False, central=empty)
    hand = Hand(world, await context.new_page())
    await hand.go("/console/set-up")
    code = (empty.folder / "set-up-code").read_text().strip()
    await hand.page.locator("#set-up-code").fill(code)
    await hand.fill(login="admin", name="CONTOH ADMIN PERTAMA")
    await hand.send("#make")
    await confirmed(hand)
    await context.close()


async def card(world):
    """Whoever holds a card, at the page for everybody."""
    context = await world.context(scripts=False)
    hand = Hand(world, await context.new_page())
    await hand.go("/k")
    await hand.fill(code="A" * 26)
    await hand.send("#check")
    # That no card has this code is an answer too, though its status is 404.
    await hand.sees('#verdict[data-verdict="unknown"]')
    world.posted.add("/c")
    await context.close()


async def each(world, what, *logins, many=None):
    """A job of some officers, each in a browser of their own."""
    hands = []
    try:
        for login in logins:
            context = await world.context(scripts=False)
            hands.append(Hand(world, await context.new_page(), world.officers[login]))
            await hands[-1].sign_in()
        await (what(world, hands) if many else what(hands[0]))
        print(f"ok: {what.__name__} without scripts", flush=True)
    except Exception as error:
        for hand in hands:
            await world.picture(hand.page, f"writes/{what.__name__}-{hand.officer.role}-failed")
        world.fault(f"{what.__name__} without scripts: {error}")
    for hand in hands:
        await hand.page.context.close()


async def bare(what, *arguments):
    """A job of nobody who is signed in."""
    try:
        await what(*arguments)
        print(f"ok: {what.__name__} without scripts", flush=True)
    except Exception as error:
        arguments[0].fault(f"{what.__name__} without scripts: {error}")


async def play(world, empty):
    async def applications():
        await each(world, operator, "polos-operator")
        await each(world, signer, "polos-signer")

    async def writers():
        await each(world, content, "polos-editor", "polos-approver", many=True)
        # The same officer's next code.
        await each(world, imports, "polos-editor")

    async def watching():
        # Rules are an admin's.
        await each(world, alerts, "gerak-admin")

    async def others():
        await bare(first_admin, world, empty)
        await bare(card, world)
        await each(world, auditor, "polos-auditor")
        await each(world, password, "polos-partner")

    async def fleet():
        await each(world, technician, "polos-technician")
        await each(world, admin, "polos-admin", "gerak-partner", many=True)

    await asyncio.gather(applications(), writers(), others(), fleet(), watching())
    # Only now: whoever sends a file above also publishes it.
    await each(world, second_person, "gerak-admin")
    forms = {route["path"] for route in world.routes
             if route["method"] == "POST" and route["rule"] in ("officer", "public")}
    for path in sorted(forms - world.posted - WITHOUT.keys()):
        world.fault(f"nobody sends POST {path} without scripts: add it to a job here, or to WITHOUT with the reason")
    for path in sorted(WITHOUT.keys() & world.posted | WITHOUT.keys() - forms):
        world.fault(f"{path} stands in WITHOUT, and is sent or does not exist")
    print(f"ok: {len(forms & world.posted)} of {len(forms)} forms were sent without scripts; not sent: "
          + ", ".join(f"{path} ({why})" for path, why in WITHOUT.items()), flush=True)
