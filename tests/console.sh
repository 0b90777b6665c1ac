#!/usr/bin/env bash
# The console in a real Chromium, against a real central with invented people:
#
# 1. the day of each role from signing in to its result, without a mouse
# 2. every form of the router's list, in a browser without scripts
# 3. every page of every role in both languages: axe-core, the Tab key from end to end, 200 % and 400 %
#
#   bash tests/console.sh [PICTURES]    from the repository root; a picture of each step, in target/console/ by itself
#   PARTS='days' bash tests/console.sh  only some of: days writes looks
#
# Uses the programs that ANJUNGAN_CENTRAL names (and console-desk in examples/ beside it), or builds them. As root it
# installs what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

# A proxy of the environment must not come between two programs on this machine.
proxies=(-u http_proxy -u https_proxy -u HTTP_PROXY -u HTTPS_PROXY -u ALL_PROXY -u all_proxy)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

packages=()
command -v chromium >/dev/null || packages+=(chromium)
python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)
if [ ${#packages[@]} -gt 0 ]; then
    [ "$(id -u)" -eq 0 ] || { echo "skipped: apt-get install ${packages[*]}"; exit 0; }
    { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" ||
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"; }
    } >"$work/apt.log" 2>&1 || { tail "$work/apt.log"; echo "skipped: ${packages[*]} can't be installed"; exit 0; }
fi
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r tests/console/requirements.txt 2>"$work/pip.log" ||
    { echo "skipped: pip can't install tests/console/requirements.txt: $(tail -n 1 "$work/pip.log")"; exit 0; }

central=${ANJUNGAN_CENTRAL:-}
if [ -z "$central" ]; then
    cargo test --quiet --workspace --all-features --no-run
    central=${CARGO_TARGET_DIR:-target}/debug/anjungan-central
fi
read -ra parts <<<"${PARTS:-days writes looks}"
env "${proxies[@]}" PYTHONDONTWRITEBYTECODE=1 "$work/venv/bin/python" tests/console/main.py \
    --central "$central" --desk "$(dirname "$central")/examples/console-desk" --chromium "$(command -v chromium)" \
    --pictures "${1:-${CARGO_TARGET_DIR:-target}/console}" --parts "${parts[@]}"
