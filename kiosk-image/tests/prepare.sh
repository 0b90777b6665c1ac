#!/usr/bin/env bash
# shellcheck disable=SC2034
# The part of a build that needs no program of ours, and mostly waits for Debian's servers: toolbox and packages. For
# whoever has something else to do meanwhile; a build finds them there.
#
#   sudo bash kiosk-image/tests/prepare.sh WORK    WORK as smoke.sh has it
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1/image"
work=$(cd "$1/image" && pwd)
lock=$1/system.lock new_versions=no
for part in common toolbox base; do
    # shellcheck source=/dev/null
    . "$here/lib/$part.sh"
done
check_host
make_toolbox
make_base
