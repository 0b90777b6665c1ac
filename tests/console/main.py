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
    centrals = []
    try:
        for folder in ("data", "empty"):
            centrals.append(desk.Central(arguments.central, arguments.desk, work / folder))
        central, empty = centrals
        central.ask("beats")
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=arguments.chromium, args=FLAGS)
            world = desk.World(browser, central, told, arguments.pictures)
            await parts(world, empty, arguments.parts)
            await browser.close()
    finally:
        for one in centrals:
            one.stop()
    for one in centrals:
        one.said_nothing_wrong()
    return world


async def parts(world, empty, wanted):
    begun = time.monotonic()
    if "days" in wanted:
        await asyncio.gather(*(in_turn(world, jobs) for jobs in days.DAYS))
    if "writes" in wanted:
        await writes.play(world, empty)
    if "looks" in wanted:
        await looks.play(world)
    print(f"-- {', '.join(wanted)} took {time.monotonic() - begun:.0f} s", flush=True)


def main():
    parser = argparse.ArgumentParser()
    for name in ("central", "desk", "chromium", "pictures"):
        parser.add_argument(f"--{name}", required=True)
    every = ["days", "writes", "looks"]
    parser.add_argument("--parts", nargs="+", choices=every, default=every)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        world = asyncio.run(play(arguments, Path(work)))
    print(f"the console: {world.pictured} pictures in {arguments.pictures}, {len(world.faults)} faults")
    sys.exit(1 if world.faults else 0)


main()
