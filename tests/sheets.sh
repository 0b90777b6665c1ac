#!/usr/bin/env bash
# Every sheet that the terminal composes, read by programs that nobody here wrote: qpdf, poppler and zbar.
# As root it installs what is missing. To renew the golden texts: GOLDEN=renew bash tests/sheets.sh
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

if ! { command -v qpdf && command -v pdffonts && command -v zbarimg; } >/dev/null; then
    [ "$(id -u)" -eq 0 ] || { echo 'skipped: qpdf, pdffonts or zbarimg is not here: apt-get install qpdf poppler-utils zbar-tools'; exit 0; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends qpdf poppler-utils zbar-tools >/dev/null
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/first" "$work/second"
# Two processes, so that what differs from run to run is seen.
for out in first second; do
    SHEETS_OUT="$work/$out" cargo test --quiet --workspace --all-features --lib -- \
        --exact paper::sheet::tests::the_samples_are_written_where_they_are_wanted --nocapture |
        grep 'ms a sheet' || fail 'no sheets were written'
done
diff -r "$work/first" "$work/second" || fail 'the same input made other bytes'

golden=tests/golden/sheets
[ "${GOLDEN:-}" != renew ] || { rm -rf "$golden"; mkdir -p "$golden"; }

while read -r name codes; do
    pdf="$work/first/$name.pdf"
    qpdf --check "$pdf" >"$work/qpdf" 2>&1 || { cat "$work/qpdf"; fail "$name: qpdf"; }

    # name type encoding emb sub uni object: every font embedded, a subset, and mapped to Unicode.
    pdffonts "$pdf" | tail -n +3 >"$work/fonts"
    [ -s "$work/fonts" ] || fail "$name: no fonts"
    while read -r line; do
        case "$line" in
            *AtkinsonHyperlegibleNext*Identity-H*' yes yes yes '*) ;;
            *) fail "$name: $line" ;;
        esac
    done <"$work/fonts"
    pdfinfo "$pdf" | grep -q '^Page size: .*(A4)' || fail "$name: not A4"

    # The text as a reader gets it, line by line. Other versions of poppler space columns otherwise.
    pdftotext -layout "$pdf" - | tr '\f' '\n' | sed -E 's/[[:space:]]+/ /g; s/^ //; s/ $//' | grep -v '^$' >"$work/text"
    if [ "${GOLDEN:-}" = renew ]; then
        cp "$work/text" "$golden/$name.txt"
    else
        diff -u "$golden/$name.txt" "$work/text" || fail "$name: its text is not that of $golden/$name.txt"
    fi

    # Every code is read, at what a printer prints and at what a poor camera sees, and leads to a page.
    for dpi in 300 200; do
        pdftoppm -r "$dpi" -gray -png "$pdf" "$work/page"
        # It fails when one of the pages has no code; how many there are is what counts.
        zbarimg --nodbus --quiet --raw "$work"/page-*.png >"$work/codes" || true
        rm "$work"/page-*.png
        [ "$(wc -l <"$work/codes")" -eq "$codes" ] || fail "$name at $dpi dpi: $(wc -l <"$work/codes") of $codes codes"
        grep -qv '^[Hh][Tt][Tt][Pp][Ss]://' "$work/codes" && fail "$name: a code leads elsewhere"
    done
    printf '%-22s %6d bytes, %s pages, %s codes\n' "$name" "$(stat -c %s "$pdf")" \
        "$(pdfinfo "$pdf" | sed -n 's/^Pages: *//p')" "$codes"
done <"$work/first/codes.txt"

printf 'the sheets: all as they should be\n'
