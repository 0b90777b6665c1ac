"""Plays the console in a real Chromium; `tests/console.sh` says how."""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

import days
import desk
import looks
import writes
from playwright.async_api import async_playwright

# Chromium is told nothing that would weaken it but for root's sake, and speaks to nobody by itself.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


async def in_turn(world, jobs):
    for job in jobs:
        try:
            await days.play(world, job)
        except Exception as error:
            world.fault(f"the day of {job.__name__}: {error}")


async def play(arguments, work):
    told = desk.told_by(arguments.desk, work / "data")
    central = desk.Central(arguments.central, arguments.desk, work / "data")
    empty = desk.Central(arguments.central, arguments.desk, work / "empty")
    central.ask("beats")
    begun = time.monotonic()

    def took(what):
        print(f"-- {what} ({time.monotonic() - begun:.0f} s)", flush=True)

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=arguments.chromium, args=FLAGS)
        world = desk.World(browser, central, told, arguments.pictures)
        if "days" in arguments.parts:
            await asyncio.gather(*(in_turn(world, jobs) for jobs in days.DAYS))
            took("days")
        if "writes" in arguments.parts:
            await writes.play(world, empty)
            took("writes")
        if "looks" in arguments.parts:
            await looks.play(world)
            took("looks")
        await browser.close()
    for one in (central, empty):
        one.stop()
    return world


def main():
    parser = argparse.ArgumentParser()
    for name in ("central", "desk", "chromium", "pictures"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--parts", nargs="*", default=["days", "writes", "looks"])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        world = asyncio.run(play(arguments, Path(work)))
    print(f"the console: {world.pictured} pictures in {arguments.pictures}, {len(world.faults)} faults")
    sys.exit(1 if world.faults else 0)


main()
