#!/usr/bin/env python3
"""Kernel modules after some were taken away: what needed one of those goes as well, since it could not be loaded, and what
a kiosk needs must still be there. Of needs only those that a module names itself are known here (not its softdeps).

modules.py MODULES DRIVERS

MODULES  /usr/lib/modules/RELEASE of a root, with the index (modules.dep) of before anything was taken away
DRIVERS  names of modules that must be there, or in the kernel itself; a line each
"""

import sys
from pathlib import Path


def name_of(path):
    return path.rsplit("/", 1)[-1].split(".ko", 1)[0].replace("-", "_")


def needs_in(index):
    """Each module's path with those of all that it needs, at any depth."""
    lines = (line.split(":", 1) for line in index.read_text().splitlines())
    return {module: needs.split() for module, needs in lines}


def main():
    modules, drivers = Path(sys.argv[1]), Path(sys.argv[2])
    needs = needs_in(modules / "modules.dep")
    there = {module for module in needs if (modules / module).exists()}
    orphans = [module for module in there if not there.issuperset(needs[module])]
    for module in orphans:
        (modules / module).unlink()
    left = {name_of(module) for module in there.difference(orphans)}
    left |= {name_of(module) for module in (modules / "modules.builtin").read_text().splitlines()}
    wanted = (line.split("#", 1)[0].strip() for line in drivers.read_text().splitlines())
    missing = [name for name in wanted if name and name.replace("-", "_") not in left]
    if missing:
        sys.exit(f"kiosk-image: packages/removed-paths takes away what these drivers are or need, or the kernel has none of that name: {', '.join(missing)}")


if __name__ == "__main__":
    main()
