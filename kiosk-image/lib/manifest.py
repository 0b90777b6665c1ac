#!/usr/bin/env python3
"""Writes the manifest of an image: SPDX 2.3 as JSON, with Debian's packages and the terminal's crates.

manifest.py --status DPKG_STATUS --lock CARGO_LOCK --version V --root-hash HASH --time EPOCH

The same image gives the same bytes: the document's address follows from the root hash, its time from the build's.
"""

import argparse
import datetime
import json
import re
import sys
import tomllib
from urllib.parse import quote


def debian_packages(path):
    """Name, version, source and architecture of each package that is installed."""
    with open(path, encoding="utf-8") as file:
        for paragraph in file.read().split("\n\n"):
            field = dict(re.findall(r"^([A-Za-z-]+): (.*)$", paragraph, re.MULTILINE))
            if field.get("Status") == "install ok installed":
                source = field.get("Source", field["Package"]).split(" ")[0]
                yield field["Package"], field["Version"], field["Architecture"], source


def crates(path, root):
    """What the terminal's package needs, by the lock file: its own tree, without what only central has."""
    with open(path, "rb") as file:
        packages = tomllib.load(file)["package"]
    by_name = {}
    for package in packages:
        by_name.setdefault(package["name"], []).append(package)

    def named(dependency):
        name, *rest = dependency.split(" ")
        return [p for p in by_name[name] if not rest or p["version"] == rest[0]]

    seen, waiting = {}, list(by_name[root])
    while waiting:
        package = waiting.pop()
        key = package["name"], package["version"]
        # Central is linked only into the demonstration, which the image has not.
        if key in seen or package["name"] == "anjungan-central":
            continue
        seen[key] = package
        for dependency in package.get("dependencies", []):
            waiting += named(dependency)
    return [seen[key] for key in sorted(seen)]


def spdx_id(*parts):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", "-".join(parts))


def entry(identity, name, version, purl, checksum=None):
    package = {
        "SPDXID": identity,
        "name": name,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "externalRefs": [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
        ],
    }
    if checksum:
        package["checksums"] = [{"algorithm": "SHA256", "checksumValue": checksum}]
    return package


def manifest(arguments):
    packages = []
    for name, version, architecture, source in sorted(debian_packages(arguments.status)):
        purl = f"pkg:deb/debian/{name}@{quote(version, safe='')}?arch={architecture}&distro=trixie&upstream={source}"
        packages.append(entry(spdx_id("deb", name), name, version, purl))
    for crate in crates(arguments.lock, "anjungan"):
        name, version = crate["name"], crate["version"]
        purl = f"pkg:cargo/{name}@{quote(version, safe='')}"
        packages.append(entry(spdx_id("crate", name, version), name, version, purl, crate.get("checksum")))
    image = {
        "SPDXID": "SPDXRef-image",
        "name": "anjungan-kiosk-image",
        "versionInfo": arguments.version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "comment": f"dm-verity root hash {arguments.root_hash}",
    }
    created = datetime.datetime.fromtimestamp(arguments.time, datetime.timezone.utc)
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-image")]
    relations += [("SPDXRef-image", "CONTAINS", package["SPDXID"]) for package in packages]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"anjungan-kiosk-image-{arguments.version}",
        "documentNamespace": f"urn:anjungan:image:{arguments.root_hash}",
        "creationInfo": {
            "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": ["Tool: kiosk-image/build"],
        },
        "packages": [image] + packages,
        "relationships": [
            {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
            for one, kind, other in relations
        ],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--status", required=True)
    parser.add_argument("--lock", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--root-hash", required=True)
    parser.add_argument("--time", required=True, type=int)
    json.dump(manifest(parser.parse_args()), sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
