#!/usr/bin/env bash
# Feeds the status parser and the virtual printer with what a fuzzer finds interesting, so many seconds each (60 if not
# said). Installs cargo-fuzz if it is missing. Runs with the stable compiler: it needs coverage, and no sanitizer, for
# there is no unsafe code to watch.
#
# A finding is left in artifacts/; run.sh minimise TARGET shrinks the corpus that is kept in the repository.
set -euo pipefail
cd "$(dirname "$0")"

export RUSTC_BOOTSTRAP=1
command -v cargo-fuzz >/dev/null || cargo install --quiet --locked --debug cargo-fuzz
host=$(rustc -vV | sed -n 's/^host: //p')
fuzz() { cargo fuzz "$1" --sanitizer none --target "$host" "${@:2}"; }

if [ "${1:-}" = minimise ]; then
    fuzz cmin "$2"
    exit
fi
seconds=${1:-60}
for target in status_parser virtual_printer; do
    # What is found goes to a folder of its own; the corpus in the repository stays as it is.
    found=$(mktemp -d)
    # Long enough for a ticket; a longer input finds nothing new and takes longer.
    fuzz run "$target" "$found" "corpus/$target" -- \
        -max_total_time="$seconds" -max_len=1024 -timeout=20 -rss_limit_mb=1024 -verbosity=0
    echo "ok: $target, ${seconds} s, $(find "$found" -type f | wc -l) new inputs"
    rm -rf "$found"
done
