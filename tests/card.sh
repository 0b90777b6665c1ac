#!/usr/bin/env bash
# Every sample of the AK/I card, read by programs that nobody here wrote: PDFBox preflight (PDF/A), pdfsig and openssl
# (the signature), poppler, qpdf and zbar. As root it installs what is missing.
# To renew the golden texts: GOLDEN=renew bash tests/card.sh
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

jars=/usr/share/java
if ! { command -v qpdf && command -v pdfsig && command -v zbarimg && command -v java && command -v openssl; } >/dev/null ||
    [ ! -e $jars/preflight.jar ]; then
    [ "$(id -u)" -eq 0 ] || { echo 'skipped: apt-get install qpdf poppler-utils zbar-tools openssl default-jre-headless libpdfbox2-java'; exit 0; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends qpdf poppler-utils zbar-tools openssl \
        default-jre-headless libpdfbox2-java libfontbox2-java libcommons-logging-java libcommons-io-java \
        libactivation-java libjaxb-api-java >/dev/null
fi
classes=$(printf "$jars/%s.jar:" preflight pdfbox2 fontbox2 xmpbox commons-logging commons-io javax.activation jaxb-api)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/first" "$work/second"
# Two processes, so that what differs from run to run is seen.
for out in first second; do
    CARD_OUT="$work/$out" cargo test --quiet --workspace --all-features --test main -- \
        --exact the_samples_are_written_where_they_are_wanted >"$work/log" || { cat "$work/log"; fail 'no cards were written'; }
done
for pdf in "$work"/first/*.unsigned.pdf; do
    cmp "$pdf" "$work/second/${pdf##*/}" || fail 'the same content made other bytes'
done

golden=tests/golden/cards
[ "${GOLDEN:-}" != renew ] || { rm -rf "$golden"; mkdir -p "$golden"; }

well_built() {
    java -cp "$classes" org.apache.pdfbox.preflight.Validator_A1b "$1" >"$work/preflight" 2>&1 || true
    grep -q 'is a valid PDF/A-1b file' "$work/preflight" || { cat "$work/preflight"; fail "$1: preflight"; }
    qpdf --check "$1" >"$work/qpdf" 2>&1 || { cat "$work/qpdf"; fail "$1: qpdf"; }
}

signed() {
    pdfsig "$1" >"$work/sig" 2>&1 || true
    for line in 'Signature Type: ETSI.CAdES.detached' 'Signature Validation: Signature is Valid.' 'Total document signed'; do
        grep -q "$line" "$work/sig" || { cat "$work/sig"; fail "$1: pdfsig does not say: $line"; }
    done
}

# With an RSA key and a chain, as a PSrE gives them.
well_built "$work/first/rsa.pdf"
signed "$work/first/rsa.pdf"
printf '%-14s %6d bytes\n' rsa "$(stat -c %s "$work/first/rsa.pdf")"

for codes in "$work"/first/*.codes; do
    name=$(basename "$codes" .codes)
    for pdf in "$work/first/$name.unsigned.pdf" "$work/first/$name.pdf"; do
        well_built "$pdf"
    done
    signed "$pdf"
    # A byte in each of 16 places, one of them in the signature: pdfsig must not call it valid any more.
    size=$(stat -c %s "$pdf")
    for n in $(seq 1 16); do
        python3 - "$pdf" "$work/changed.pdf" $((size * n / 17)) <<'PY'
import sys
pdf = bytearray(open(sys.argv[1], "rb").read())
pdf[int(sys.argv[3])] ^= 1
open(sys.argv[2], "wb").write(pdf)
PY
        # It fails where the byte has made the signature unfindable, which is as good.
        { pdfsig "$work/changed.pdf" 2>&1 || true; } | tr '\n' ' ' >"$work/sig"
        grep -q 'Signature is Valid.*Total document signed' "$work/sig" && fail "$name: byte $((size * n / 17)) changed, and pdfsig takes it"
    done

    # name type encoding emb sub uni object: every font embedded, a subset, and mapped to Unicode.
    pdffonts "$pdf" | tail -n +3 >"$work/fonts"
    [ -s "$work/fonts" ] || fail "$name: no fonts"
    while read -r line; do
        case "$line" in
            *AtkinsonHyperlegibleNext*Identity-H*' yes yes yes '*) ;;
            *) fail "$name: $line" ;;
        esac
    done <"$work/fonts"
    pdfinfo "$pdf" >"$work/info"
    grep -q '^Tagged: *yes' "$work/info" || fail "$name: not tagged"

    # The text as a reader gets it, line by line. Other versions of poppler space columns otherwise.
    pdftotext -layout "$pdf" - | tr '\f' '\n' | sed -E 's/[[:space:]]+/ /g; s/^ //; s/ $//' | grep -v '^$' >"$work/text"
    if [ "${GOLDEN:-}" = renew ]; then
        cp "$work/text" "$golden/$name.txt"
    else
        diff -u "$golden/$name.txt" "$work/text" || fail "$name: its text is not that of $golden/$name.txt"
    fi
    # Every field of the person, wherever lines were broken and boxes drawn.
    pdftotext -raw "$pdf" - | tr -d ' \n\f' >"$work/squeezed"
    while read -r field; do
        grep -qF "$(tr -d ' ' <<<"$field")" "$work/squeezed" || fail "$name: its text lacks a field: $field"
    done <"$work/first/$name.fields"

    # Every code says what it should, at what printers print and at what poor cameras see, in grey and in black and white.
    sort "$codes" >"$work/wanted"
    for dpi in 200 300 600; do
        for colour in -gray -mono; do
            pdftoppm -r $dpi $colour -png "$pdf" "$work/page"
            # It fails when one of the pages has no code; what they say is compared.
            zbarimg --nodbus --quiet --raw "$work"/page-*.png 2>/dev/null | sort >"$work/read" || true
            rm "$work"/page-*.png
            diff "$work/wanted" "$work/read" >/dev/null || fail "$name at $dpi dpi $colour: $(wc -l <"$work/read") of $(wc -l <"$work/wanted") codes"
        done
    done
    printf '%-14s %6d bytes, %s page(s), %s code(s)\n' "$name" "$size" "$(sed -n 's/^Pages: *//p' "$work/info")" "$(wc -l <"$codes")"
done

printf 'the cards: PDF/A, signed, read and checked as they should be\n'
